"""The end of an officer's role, and what happens when a department loses a mail domain."""

from datetime import timedelta

import pytest

from bot.departments import proposals
from bot.departments.model import Change
from bot.kernel.ids import PersonId, new_ref
from bot.kernel.refusal import Refused
from bot.officers import service as officers
from bot.officers.model import OfficerReason, OfficerState, Suspension
from bot.officers.service import is_police
from bot.record.model import EntryKind
from bot.requests.model import RequestState
from tests.features.departments.adding import FIRST, SECOND, operator
from tests.features.officers.way import DIGITS, MAILBOX, Way
from tests.handlers.filing import filed
from tests.handlers.house import words_of


async def told(way: Way, kind: EntryKind) -> list[dict[str, str]]:
    """The lines of the record of this kind."""
    async with way.night.services.begin() as tx:
        return [dict(leaf.entry.body) for leaf in await tx.record.leaves() if leaf.entry.kind is kind]


async def person(way: Way) -> PersonId:
    """Who is on the way."""
    async with way.night.services.begin() as tx:
        found = await tx.people.with_account(way.who.account.platform, way.who.account.handle)
    assert found is not None
    return found.id


async def test_an_officer_leaves(way: Way) -> None:
    """`/officer leave` asks once and then ends it, in public; what was proved is gone, and they are police no more."""
    await way.all()
    asked = await way.who.account.says("/officer leave")
    assert "To come back you need a new invitation" in words_of(asked)
    assert await way.stands() is OfficerState.ON_DUTY
    assert "not an officer" in words_of(await way.who.press_only(asked.messages[0], "End my role"))
    assert await way.stands() is OfficerState.ENDED
    assert "officer" in (await told(way, EntryKind.OFFICER_ENDED))[0]
    officer, who = await way.officer(), await person(way)
    async with way.night.services.begin() as tx:
        assert not await is_police(tx, who)
        assert await tx.officers.mailbox(officer.id) is None
    assert "Only verified officers" in words_of(await way.who.press_only(asked.messages[0], "End my role"))
    assert len(await told(way, EntryKind.OFFICER_ENDED)) == 1


async def test_whoever_left_may_come_back_with_the_same_mailbox(way: Way) -> None:
    """The mailbox is free again, and a new invitation begins at its beginning."""
    await way.all()
    asked = await way.who.account.says("/officer leave")
    await way.who.press_only(asked.messages[0], "End my role")
    async with way.night.services.begin() as tx:
        first = await operator(tx, FIRST, way.night.clock.now(), new_ref)
        again, code = await officers.invite_officer(
            tx, "Maple Police", "Sgt. Vega", way.night.clock.now(), new_ref, way.night.services.new_code, first.id
        )
    way.code, way.ref = code, again.ref
    assert "Welcome" in await way.joins()
    await way.mailbox()
    await way.digits()
    assert await way.stands() is OfficerState.MAILED


async def test_an_operator_ends_a_role(way: Way) -> None:
    """The officer is told, what they have open is closed, and nothing brings the role back."""
    await way.all()
    now = way.night.clock.now()
    async with way.night.services.begin() as tx:
        await officers.end_officer(tx, way.ref, now)
    await way.night.settle()
    assert any("not an officer of Maple Police here any more" in got.words for got in way.who.told)
    async with way.night.services.begin() as tx:
        with pytest.raises(Refused) as again:
            await officers.end_officer(tx, way.ref, now)
        assert again.value.reason is OfficerReason.ROLE_ENDED
        await officers.suspend_officer(tx, way.ref, now)
        await officers.reinstate_officer(tx, way.ref, now)
    assert await way.stands() is OfficerState.ENDED


async def test_an_invitation_is_taken_back(way: Way) -> None:
    """Its code is worth nothing from then on."""
    async with way.night.services.begin() as tx:
        await officers.end_officer(tx, way.ref, way.night.clock.now())
    assert "unknown, used or expired" in await way.joins()
    assert await way.stands() is OfficerState.ENDED


async def test_what_they_have_open_is_closed(way: Way) -> None:
    """A request that was filed is not published for somebody who is gone."""
    ref = await filed(way.night.officer.account, way.night.clock.now(), case="26-77")
    async with way.night.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
        assert found is not None
        await officers.end_officer(tx, (await tx.officers.by_id(found.officer)).ref, way.night.clock.now())
    await way.night.settle()
    async with way.night.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
    assert found is not None and found.state is RequestState.REFUSED


async def change_domains(way: Way, *domains: str) -> None:
    """Two operators change the department's mail domains, a minute later."""
    way.night.clock.at += timedelta(minutes=1)
    now = way.night.clock.now()
    async with way.night.services.begin() as tx:
        first, second = await operator(tx, FIRST, now, new_ref), await operator(tx, SECOND, now, new_ref)
        change = Change(email_domains=domains)
        proposed = await proposals.propose_change(tx, first, "Maple Police", change, now, new_ref)
        await proposals.confirm(tx, second, proposed.ref, now, new_ref)
    await way.night.settle()


async def test_a_mailbox_at_a_lost_domain_counts_no_more(way: Way) -> None:
    """The officer is suspended in public until another mailbox is proved and an operator has called."""
    await way.all()
    domain = MAILBOX.partition("@")[2]
    await change_domains(way, domain, "new.example.org")
    assert await way.stands() is OfficerState.ON_DUTY
    await change_domains(way, "new.example.org")
    officer = await way.officer()
    assert (officer.mailbox_at, officer.why) == (None, Suspension.ELSEWHERE)
    assert await way.stands() is OfficerState.JOINED
    assert any("not at your department any more" in got.words for got in way.who.told)
    assert [each["why"] for each in await told(way, EntryKind.OFFICER_SUSPENDED)][-1] == Suspension.ELSEWHERE.value
    await way.mailbox("vega@new.example.org")
    await way.digits(DIGITS)
    assert await way.stands() is OfficerState.MAILED
