"""The books of operators and of proposals, on both databases."""

from datetime import timedelta

import pytest

from bot.departments.model import ProposalState
from bot.geo.model import Circle
from bot.kernel.ids import OperatorId, ProposalId, new_ref
from tests.db.houses import CENTER, NOW, Begin, department, officer, owner, particulars

LATER = NOW + timedelta(hours=72)


async def test_an_operator_comes_back_as_they_were(begin: Begin) -> None:
    """Found by name or reference whatever the case; a name is taken for ever; a code is good once and in its time; renewed,
    the chat is taken off; removed, nothing is left but the row."""
    async with begin() as tx:
        ann = await tx.operators.add(new_ref(), "Ann  Lee", "hash", "code", LATER, NOW)
        assert ann is not None
        assert await tx.operators.add(new_ref(), "ANN lee", "hash", "other", LATER, NOW) is None
        ada = await owner(tx, "Ada")
        assert await tx.operators.join("code", ada.id, LATER) is None
        assert await tx.operators.join("nonsense", ada.id, NOW) is None
        joined = await tx.operators.join("code", ada.id, NOW)
        assert joined is not None
        assert joined.person == ada.id
        assert await tx.operators.join("code", ada.id, NOW) is None
        for words in ("ann lee", " Ann  LEE ", ann.ref.lower()):
            assert await tx.operators.by_name(words) == joined
        assert await tx.operators.of_person(ada.id) == joined
        await tx.operators.give(ann.id, "new hash", "new code", LATER)
        assert await tx.operators.of_person(ada.id) is None
        assert await tx.operators.pass_hash(ann.id) == "new hash"
        await tx.operators.void(["new code"])
        assert await tx.operators.join("new code", ada.id, NOW) is None
        await tx.operators.remove(ann.id)
        assert await tx.operators.pass_hash(ann.id) == ""
        assert await tx.operators.by_name("ann lee") is None
        assert [each.active for each in await tx.operators.all()] == [False]
        with pytest.raises(LookupError):
            await tx.operators.by_id(OperatorId(999))


async def test_a_proposal_is_settled_once(begin: Begin) -> None:
    """It comes back with every particular, waits alone for its name, and is decided once; then the name is free."""
    async with begin() as tx:
        ann = await tx.operators.add(new_ref(), "Ann", "hash", "code", LATER, NOW)
        assert ann is not None
        what = particulars("Maple Police", Circle(center=CENTER, radius_m=5000))
        made = await tx.proposals.add(new_ref(), what, None, ann.id, NOW)
        assert made is not None
        assert (made.what, made.is_new, made.state, made.proposed_at) == (what, True, ProposalState.WAITING, NOW)
        shouted = particulars("MAPLE  police", what.jurisdiction)
        assert await tx.proposals.add(new_ref(), shouted, None, ann.id, NOW) is None
        assert await tx.proposals.is_waiting("maple POLICE")
        assert await tx.proposals.waiting() == [made]
        assert await tx.proposals.decide(made.id, ProposalState.REFUSED, ann.id, LATER)
        assert not await tx.proposals.decide(made.id, ProposalState.CONFIRMED, ann.id, LATER)
        assert await tx.proposals.waiting() == []
        settled = await tx.proposals.by_ref(made.ref)
        assert settled is not None
        assert (settled.state, settled.decided_by, settled.decided_at) == (ProposalState.REFUSED, ann.id, LATER)
        assert await tx.proposals.add(new_ref(), shouted, None, ann.id, NOW) is not None
        with pytest.raises(LookupError):
            await tx.proposals.by_id(ProposalId(999))


async def test_operators_and_police_stay_two(begin: Begin) -> None:
    """Two operators, and an operator and an officer, are not joined as one person; an owner and an operator may be."""
    async with begin() as tx:
        people = [await owner(tx, name) for name in ("Ann", "Bob", "Ada")]
        for person in people[:2]:
            name = f"operator {person.id}"
            assert await tx.operators.add(new_ref(), name, "hash", name, LATER, NOW) is not None
            assert await tx.operators.join(name, person.id, NOW) is not None
        ann, bob, ada = (person.id for person in people)
        police = (await officer(tx, await department(tx))).person
        assert police is not None
        assert (await tx.links.clashes(ann, bob)).operators
        assert (await tx.links.clashes(ann, police)).operators
        assert (await tx.links.clashes(police, bob)).operators
        assert not (await tx.links.clashes(ann, ada)).operators
        assert not (await tx.links.clashes(ada, police)).operators
