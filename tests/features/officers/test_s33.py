"""S33: in every state but one, every police command is refused on both platforms, and what was under way stops at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.consent.model import DELIVER_JOB
from bot.db.tables import JobRow
from bot.db.transaction import Books
from bot.departments.model import Standing
from bot.departments.service import suspend_department
from bot.officers import proving, service
from bot.officers.model import IDLE_AFTER, OFFICER_LIFE, Officer, OfficerStanding, OfficerState
from bot.officers.service import end_officer, suspend_officer
from bot.record.model import EntryKind
from tests.features.officers.way import Way
from tests.handlers.filing import drafted, verb_and_ref
from tests.handlers.house import words_of
from tests.stories.inside import Evening

HOLD = timedelta(minutes=10)


async def joined(tx: Books, officer: Officer, way: Way) -> None:
    await tx.officers.drop_mailbox(officer.id)


async def mailed(tx: Books, officer: Officer, way: Way) -> None:
    await tx.officers.want_call(officer.id)


async def called(tx: Books, officer: Officer, way: Way) -> None:
    await tx.officers.drop_factor(officer.id)


async def ended(tx: Books, officer: Officer, way: Way) -> None:
    await end_officer(tx, officer.ref, way.night.clock.now())


async def suspended(tx: Books, officer: Officer, way: Way) -> None:
    await suspend_officer(tx, officer.ref, way.night.clock.now())


async def lapsed(tx: Books, officer: Officer, way: Way) -> None:
    now = way.night.clock.now()
    await tx.officers.verify(officer.id, now - OFFICER_LIFE)
    await tx.officers.note_acted(officer.id, now)


async def idle(tx: Books, officer: Officer, way: Way) -> None:
    await tx.officers.note_acted(officer.id, way.night.clock.now() - IDLE_AFTER)


async def house_suspended(tx: Books, officer: Officer, way: Way) -> None:
    await suspend_department(tx, "Maple Police", way.night.clock.now())


async def bounced(tx: Books, officer: Officer, way: Way) -> None:
    await proving.mailbox_bounced(tx, officer.id, way.night.clock.now())


async def phone_lost(tx: Books, officer: Officer, way: Way) -> None:
    await proving.phone_lost(tx, officer, way.night.clock.now())


TABLE: dict[OfficerState, tuple[Callable[[Books, Officer, Way], Awaitable[None]], str]] = {
    OfficerState.ENDED: (ended, "Only verified officers"),
    OfficerState.JOINED: (joined, "prove your work mailbox"),
    OfficerState.MAILED: (mailed, "has yet to call"),
    OfficerState.CALLED: (called, "One step is left"),
    OfficerState.SUSPENDED: (suspended, "You are suspended"),
    OfficerState.LAPSED: (lapsed, "type /officer renew"),
    OfficerState.IDLE: (idle, "calls your department once more"),
    OfficerState.DEPARTMENT_SUSPENDED: (house_suspended, "Maple Police is suspended here"),
}
ELSEWHERE = {OfficerState.INVITED, OfficerState.DEPARTMENT_EXPIRED, OfficerState.ON_DUTY}
"""Nobody is behind an invitation; an expired department is in test_state; on duty everything is allowed."""


def test_the_table_is_whole() -> None:
    """A state that is added has to be put into the table."""
    assert set(TABLE) | ELSEWHERE == set(OfficerState)


@pytest.mark.parametrize("state", TABLE, ids=[state.name for state in TABLE])
async def test_all_police_commands(way: Way, state: OfficerState) -> None:
    """S33: each is refused with the reason of the state, also with a code of the app typed a minute ago; nothing is filed,
    handed over or noted."""
    harm, reason = TABLE[state]
    await way.all()
    seen = await drafted(way.who.account, way.night.clock.now())
    verb, ref = verb_and_ref(seen, "File it")
    published = await way.night.publish()
    async with way.night.services.begin() as tx:
        await harm(tx, await way.officer_in(tx), way)
    assert await way.stands() is state
    before = await written(way.night)
    account = way.who.account
    for command in ("request", "bulletin", "clips"):
        assert reason in words_of(await account.fills(command)), command
    assert reason in words_of(await account.fills("close", request=published))
    for press in ((verb, ref), ("request.change", ref), ("clip.get", published), ("bulletin.close", published)):
        assert reason in words_of(await account.presses(*press)), press
    if state not in (OfficerState.LAPSED, OfficerState.CALLED):
        assert reason.split(" here")[0] in await way.types(way.shows(1))
    assert await written(way.night) == before


async def written(night: Evening) -> tuple[int, int]:
    """How many lines the record has, and how many hand-overs were enqueued."""
    await night.settle()
    async with night.services.begin() as tx:
        session = tx.officers.session
        jobs = select(func.count()).select_from(JobRow).where(JobRow.kind == DELIVER_JOB)
        lines = [leaf for leaf in await tx.record.leaves() if leaf.entry.kind.value != "request closed"]
        return len(lines), int(await session.scalar(jobs) or 0)


STOPS: dict[str, Callable[[Books, Officer, Way], Awaitable[None]]] = {
    "by an operator": suspended, "the department": house_suspended, "bounced": bounced, "phone lost": phone_lost,
}  # fmt: skip


@pytest.mark.parametrize("how", STOPS)
async def test_what_is_under_way_stops(way: Way, how: str) -> None:
    """S33: the open request of whoever is stopped is closed in public at once, before any tick of the schedule; owners
    whose notice waits are not asked; a clip that was being fetched is not handed over."""
    night = way.night
    await way.all()
    night.officer = way.who
    olga, oscar = await night.owner("Olga"), await night.owner("Oscar", street="14 Oak St")
    ref = await night.publish()
    assert (await ask_of(night, ref)) == 2
    await night.shared(olga)
    await night.pass_time(HOLD)
    ready = way.who.last("is ready")
    told = len(oscar.told)
    async with night.services.begin() as tx:
        await STOPS[how](tx, await way.officer_in(tx), way)
    before = night.clips_at(way.who)
    await night.officer.press(ready, "Get the clip")
    await night.settle()
    async with night.services.begin() as tx:
        last = [leaf.entry for leaf in await tx.record.leaves()][-1]
    assert last.kind is EntryKind.REQUEST_CLOSED
    assert ref in str(dict(last.body))
    assert night.clips_at(way.who) == before
    assert len([got for got in oscar.told[told:] if "asks for video" in got.words]) == 0


async def test_a_hand_over_that_was_enqueued(way: Way) -> None:
    """S33: the press came before the suspension, the bytes would come after it: they do not."""
    night = way.night
    await way.all()
    night.officer = way.who
    olga = await night.owner("Olga")
    await night.publish()
    await night.shared(olga)
    await night.pass_time(HOLD - timedelta(seconds=40))
    await way.types(way.shows())
    await night.pass_time(timedelta(seconds=60))
    ready = way.who.last("is ready")
    night.worker.stop()
    await night.worked()
    assert "on its way" in words_of(await way.who.press(ready, "Get the clip"))
    async with night.services.begin() as tx:
        await suspend_officer(tx, way.ref, night.clock.now())
    night.work_again()
    await night.settle()
    assert night.clips_at(way.who) == []


async def test_reinstated(way: Way) -> None:
    """What an operator stopped goes on when an operator says so; what was lost in the meantime has still to be proved."""
    await way.all()
    now = way.night.clock.now()
    async with way.night.services.begin() as tx:
        await suspend_officer(tx, way.ref, now)
        await proving.mailbox_bounced(tx, (await way.officer_in(tx)).id, now)
    assert await way.stands() is OfficerState.SUSPENDED
    async with way.night.services.begin() as tx:
        await service.reinstate_officer(tx, way.ref, now + HOLD)
    assert await way.stands() is OfficerState.JOINED
    async with way.night.services.begin() as tx:
        found = await way.officer_in(tx)
        assert found.standing is OfficerStanding.ACTIVE
        assert (await tx.departments.by_id(found.department)).standing is Standing.ACTIVE


async def ask_of(night: Evening, ref: str) -> int:
    """How many owners were asked in a chat."""
    asked = [got for got in night.everything_sent() if "asks for video" in got.words and ref in got.words]
    return sum(got.handle.endswith(("Olga", "Oscar")) for got in asked)
