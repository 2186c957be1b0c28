"""Two operators let a department in, and change one; one of them alone does neither. On both databases."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.departments import proposals
from bot.departments.model import (
    Change,
    Department,
    DepartmentKind,
    DepartmentReason,
    Particulars,
    Proposal,
    ProposalState,
    particulars_of,
)
from bot.departments.proposals import confirm, confirm_each, propose, propose_change, propose_each, refuse
from bot.departments.register import Row
from bot.departments.service import renew_department, suspend_department
from bot.geo.model import Circle, Point
from bot.kernel.ids import Ref, new_ref
from bot.kernel.refusal import Reason, Refused
from bot.operators.model import Operator
from bot.operators.service import remove_operator
from tests.db.houses import Begin
from tests.features.departments.adding import FIRST, SECOND, operator
from tests.handlers.house import START

TOWN = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000)
WHAT = Particulars(
    name="Maple Police", kind=DepartmentKind.CITY, contact="555-0100", email_domains=("police.example.org",),
    jurisdiction=TOWN, time_zone="America/New_York",
)  # fmt: skip


async def two(begin: Begin) -> tuple[Operator, Operator]:
    """Two operators."""
    async with begin() as tx:
        return await operator(tx, FIRST, START, new_ref), await operator(tx, SECOND, START, new_ref)


async def proposed(begin: Begin, by: Operator, what: Particulars = WHAT) -> Proposal:
    """A proposal, committed."""
    async with begin() as tx:
        return await propose(tx, by, what, START, new_ref)


async def confirmed(begin: Begin, by: Operator, ref: Ref | None) -> Department:
    """The second word, committed."""
    async with begin() as tx:
        return await confirm(tx, by, ref, START, new_ref)


async def kinds(begin: Begin) -> Sequence[str]:
    """What the public can read."""
    async with begin() as tx:
        return [leaf.entry.kind.value for leaf in await tx.record.leaves()]


async def departments(begin: Begin) -> Sequence[str]:
    """The names of all departments."""
    async with begin() as tx:
        return [each.name for each in await tx.departments.all()]


async def reason_of(doing: object) -> Reason:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        await doing  # type: ignore[misc]
    return refused.value.reason


async def test_nothing_is_there_before_the_second_word(begin: Begin) -> None:
    """Proposed, a department is no department and nothing is public; its proposer cannot confirm it; another one's word
    makes it one, with every particular, once and for twelve months."""
    ann, bob = await two(begin)
    waits = await proposed(begin, ann)
    assert await departments(begin) == []
    assert await kinds(begin) == []
    assert await reason_of(confirmed(begin, ann, waits.ref)) is DepartmentReason.SAME_OPERATOR
    made = await confirmed(begin, bob, waits.ref)
    assert particulars_of(made) == WHAT
    assert await departments(begin) == ["Maple Police"]
    assert await kinds(begin) == ["department added"]
    assert await reason_of(confirmed(begin, bob, waits.ref)) is DepartmentReason.PROPOSAL_OVER
    assert await reason_of(confirmed(begin, bob, new_ref())) is DepartmentReason.NO_SUCH_PROPOSAL
    assert await reason_of(confirmed(begin, bob, None)) is DepartmentReason.NO_SUCH_PROPOSAL
    async with begin() as tx:
        entry = (await tx.record.leaves())[0].entry
        done = await tx.proposals.by_id(waits.id)
    assert (done.state, done.proposed_by, done.decided_by) == (ProposalState.CONFIRMED, ann.id, bob.id)
    assert done.department == made.id
    assert entry.body["email domains"] == "police.example.org"
    assert entry.body["jurisdiction"] == "circle of 5 km around 40.00000, -75.00000"
    assert entry.body["confirmed by"] == "two operators"
    assert FIRST not in str(entry.body)


async def test_the_word_of_a_removed_operator_is_none(begin: Begin) -> None:
    """What somebody proposed who was removed since cannot be confirmed, only refused."""
    ann, bob = await two(begin)
    waits = await proposed(begin, ann)
    async with begin() as tx:
        await remove_operator(tx, ann.name)
    assert await reason_of(confirmed(begin, bob, waits.ref)) is DepartmentReason.PROPOSER_GONE
    async with begin() as tx:
        await refuse(tx, bob, waits.ref, START)
    assert await departments(begin) == []
    assert await kinds(begin) == []


async def test_two_at_once_confirm_it_once(begin: Begin) -> None:
    """Confirmed twice at the same moment, it is one department and one line of the record."""
    ann, bob = await two(begin)
    waits = await proposed(begin, ann)
    async with begin() as tx:
        third = await operator(tx, "Carl", START, new_ref)
    tried = await asyncio.gather(*(confirmed(begin, each, waits.ref) for each in (bob, third)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in tried) == ["Department", "Refused"]
    assert await kinds(begin) == ["department added"]


async def test_one_waits_at_a_time(begin: Begin) -> None:
    """While something about a name waits, nothing else about it is proposed, whatever the case; refused, the name is free,
    and the public has read nothing of it."""
    ann, bob = await two(begin)
    waits = await proposed(begin, ann)
    shouted = replace(WHAT, name="MAPLE POLICE", contact="666")
    assert await reason_of(proposed(begin, bob, shouted)) is DepartmentReason.WAITS_ALREADY
    async with begin() as tx:
        await refuse(tx, ann, waits.ref, START)
    assert await reason_of(confirmed(begin, bob, waits.ref)) is DepartmentReason.PROPOSAL_OVER
    assert await kinds(begin) == []
    again = await proposed(begin, bob, shouted)
    made = await confirmed(begin, ann, again.ref)
    assert made.contact == "666"
    assert await reason_of(proposed(begin, ann)) is DepartmentReason.NAME_TAKEN


async def test_a_change_needs_two_and_shows_what_was(begin: Begin) -> None:
    """Until the second word a department stays as it is; then the record has what it is and what it was, and only that
    which changed. Standing, name, kind and its twelve months are no matter of a change."""
    ann, bob = await two(begin)
    made = await confirmed(begin, bob, (await proposed(begin, ann)).ref)
    change = Change(contact="555-0199", email_domains=("maple.example.org",))
    async with begin() as tx:
        assert await reason_of(propose_change(tx, ann, made.ref, Change(contact="555-0100"), START, new_ref)) is (
            DepartmentReason.NOTHING_CHANGES
        )
        assert await reason_of(propose_change(tx, ann, "Elm Police", change, START, new_ref)) is (
            DepartmentReason.NO_SUCH_DEPARTMENT
        )
        free = Change(email_domains=("gmail.com",))
        assert await reason_of(propose_change(tx, ann, made.ref, free, START, new_ref)) is DepartmentReason.FREE_MAIL
        waits = await propose_change(tx, ann, "maple police", change, START, new_ref)
        assert await tx.departments.by_id(made.id) == made
        await suspend_department(tx, made.ref, START)
    assert await reason_of(confirmed(begin, ann, waits.ref)) is DepartmentReason.SAME_OPERATOR
    changed = await confirmed(begin, bob, waits.ref)
    async with begin() as tx:
        suspended = await tx.departments.by_id(made.id)
        entry = (await tx.record.leaves())[-1].entry
    assert suspended == changed
    assert particulars_of(changed) == replace(WHAT, contact="555-0199", email_domains=("maple.example.org",))
    assert (changed.standing.value, changed.expires_at) == ("suspended", made.expires_at)
    assert dict(entry.body) == {
        "department": "Maple Police",
        "contact": "555-0199",
        "contact before": "555-0100",
        "email domains": "maple.example.org",
        "email domains before": "police.example.org",
        "confirmed by": "two operators",
    }


async def test_an_outline_that_changed_a_little_is_seen_in_the_record(begin: Begin) -> None:
    """Two regions of the same size and middle differ in the public line by their digest."""
    from bot.departments.rules import area_words
    from bot.geo.regions import read_region

    one = read_region("POLYGON ((-75 40, -75 41, -74 41, -74 40, -75 40))")
    other = read_region("POLYGON ((-75 40, -75 41, -74.5 41.0000001, -74 41, -74 40, -75 40))")
    words = [area_words(each) for each in (one, other)]
    assert words[0].partition(" around ")[0] == words[1].partition(" around ")[0]
    assert words[0] != words[1]


async def test_a_list_is_proposed_and_confirmed_as_a_whole(begin: Begin) -> None:
    """Each row that can be taken waits; what is known is told; all are confirmed but one's own and those that may not be."""
    ann, bob = await two(begin)
    rows = [
        Row(line=number, name=name, found=replace(WHAT, name=name))
        for number, name in enumerate(("Ash Police", "Elm Police", "ash police", "Oak Police"), 2)
    ]
    rows.append(Row(line=6, name="FBI", found=Refused(DepartmentReason.FEDERAL, name="FBI")))
    async with begin() as tx:
        looked = await propose_each(tx, None, rows, START, new_ref)
        assert await tx.proposals.waiting() == []
        told = await propose_each(tx, ann, rows, START, new_ref)
        await propose(tx, bob, replace(WHAT, name="Fir Police"), START, new_ref)
    reasons = [None if no is None else no.reason for _, no in told]
    assert reasons == [None, None, DepartmentReason.WAITS_ALREADY, None, DepartmentReason.FEDERAL]
    assert [no is None for _, no in looked] == [True, True, True, True, False]
    async with begin() as tx:
        mine = await proposals.confirmable(tx, bob)
        done, left = await confirm_each(tx, bob, mine, START, new_ref)
    assert [each.name for each in done] == ["Ash Police", "Elm Police", "Oak Police"]
    assert left == []
    async with begin() as tx:
        done, left = await confirm_each(tx, bob, mine, START, new_ref)
    assert [each.why.reason for each in left] == [DepartmentReason.PROPOSAL_OVER] * 3
    assert await kinds(begin) == ["department added"] * 3


async def test_renewing_is_public(begin: Begin) -> None:
    """Twelve months from now, in a line of the record; a suspension stays."""
    ann, bob = await two(begin)
    made = await confirmed(begin, bob, (await proposed(begin, ann)).ref)
    async with begin() as tx:
        await suspend_department(tx, made.ref, START)
        renewed = await renew_department(tx, made.ref, made.expires_at)
    assert (renewed.expires_at - made.expires_at).days == 365
    assert renewed.standing.value == "suspended"
    assert (await kinds(begin))[-1] == "department renewed"
