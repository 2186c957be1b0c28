"""A department that was suspended reaches nobody: not by a request filed before, not by owners still to be asked."""

from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import AreaRequestRow
from bot.departments.service import reinstate_department, suspend_department
from bot.kernel.ids import Ref
from bot.officers.service import suspend_officer
from bot.record.model import EntryKind
from bot.requests.reviewing import approve
from tests.handlers.filing import filed as file_request
from tests.stories.inside import Evening

HOLD = timedelta(minutes=10)


async def filed(night: Evening) -> Ref:
    """The officer files a request; returns its reference."""
    ref = await file_request(night.officer.account, night.clock.now(), case="26-77")
    await night.settle()
    return ref


async def suspend(night: Evening, *, whole: bool) -> None:
    """The operator suspends the department, or the officer alone."""
    async with night.services.begin() as tx:
        if whole:
            await suspend_department(tx, "Maple Police", night.clock.now())
        else:
            officers = await tx.officers.all()
            await suspend_officer(tx, officers[0].ref, night.clock.now())


async def test_a_request_of_a_suspended_department_is_not_published(night: Evening) -> None:
    """P5: a request needs an active department at the moment of publishing too; no owner hears of it."""
    owner = await night.owner("Olga")
    ref = await filed(night)
    await suspend(night, whole=True)
    await night.reviewer.press(night.reviewer.last(f"Review: request {ref}"), "Approve")
    await night.settle()
    async with night.services.begin() as tx:
        state = await tx.requests.session.scalar(select(AreaRequestRow.state).where(AreaRequestRow.ref == ref))
    assert (str(state), len(owner.told)) == ("refused", 0)


async def test_what_waits_for_review_is_refused_in_public_and_stays_so(night: Evening) -> None:
    """P3: nobody finds it still open when the department is reinstated; the card says what became of it, and the record."""
    ref = await filed(night)
    await suspend(night, whole=True)
    await night.settle()
    async with night.services.begin() as tx:
        await reinstate_department(tx, "Maple Police", night.clock.now())
    assert any(f"{ref} is refused" in got.words for got in night.reviewer.told)
    async with night.services.begin() as tx:
        last = [leaf.entry for leaf in await tx.record.leaves() if leaf.entry.kind is EntryKind.REQUEST_REFUSED]
        assert await tx.requests.waiting() == []
    assert [entry.body["request"] for entry in last] == [ref]
    assert "may not ask" in last[0].body["why"]


async def test_a_request_of_a_suspended_officer_is_not_published(night: Evening) -> None:
    """P5: and a verified officer."""
    owner = await night.owner("Olga")
    ref = await filed(night)
    await suspend(night, whole=False)
    await night.reviewer.press(night.reviewer.last(f"Review: request {ref}"), "Approve")
    await night.settle()
    assert not owner.told


async def test_no_owner_is_asked_for_a_department_suspended_meanwhile(night: Evening) -> None:
    """Suspension acts within seconds: a notice that still waits for its moment is not sent any more."""
    owner = await night.owner("Olga")
    ref = await filed(night)
    reviewer = await night.person_of(night.reviewer)
    async with night.services.begin() as tx:
        await approve(tx, reviewer, ref, night.services.policies.requests, night.clock.now(), night.services.new_ref)
        await suspend_department(tx, "Maple Police", night.clock.now())
    await night.settle()
    assert not [got for got in owner.told if "asks for video" in got.words]


async def test_no_owner_is_asked_for_an_officer_suspended_meanwhile(night: Evening) -> None:
    """The same when the officer alone is suspended."""
    owner = await night.owner("Olga")
    ref = await filed(night)
    reviewer = await night.person_of(night.reviewer)
    async with night.services.begin() as tx:
        await approve(tx, reviewer, ref, night.services.policies.requests, night.clock.now(), night.services.new_ref)
    await suspend(night, whole=False)
    await night.settle()
    assert not [got for got in owner.told if "asks for video" in got.words]


async def test_a_suspended_officer_hears_nothing_of_clips(night: Evening) -> None:
    """What an owner approved after the suspension is not announced to the suspended officer."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await suspend(night, whole=False)
    before = len(night.officer.told)
    await night.pass_time(HOLD)
    assert [got.words for got in night.officer.told[before:]] == []
