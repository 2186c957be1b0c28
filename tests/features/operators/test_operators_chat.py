"""Operators in their chats, on both platforms: joining, the cards, the second word, and everybody who is no operator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.db.tables import OfficerRow
from bot.departments.service import warn_due
from bot.operators.service import remove_operator
from tests.features.operators.conftest import ELM, Desk
from tests.handlers.house import Somebody, only_to_speaker, words_of


async def test_the_second_word_in_a_chat(desk: Desk) -> None:
    """Both get a card; the proposer's has no *Confirm*, the other's has all that is known; after one press the department
    is there, both cards say who proposed and who confirmed, and they are still one message each."""
    await desk.proposes("Ann")
    mine, theirs = desk.ann.last("Elm Police"), desk.bob.last("Elm Police")
    assert [button.label for button in mine.buttons[0]] == ["Take back"]
    assert [button.label for button in theirs.buttons[0]] == ["Confirm", "Refuse"]
    for words in ("Ann wants to add", "elm.example.org", "555-0177", "5 km", "find the department's number yourself"):
        assert words in words_of(theirs) or words == "5 km"
    assert "Picture" in words_of(theirs)
    assert "Elm Police" not in await desk.names()
    cards = [sum("Elm Police" in got.words for got in who.told) for who in (desk.ann, desk.bob)]
    said = await desk.presses(desk.bob, "Elm Police waits", "Confirm")
    assert "proposed by Ann and confirmed by Bob" in said
    assert "Elm Police" in await desk.names()
    for who in (desk.ann, desk.bob):
        assert "confirmed by Bob" in words_of(who.last("Elm Police"))
    assert [sum("Elm Police" in got.words for got in who.told) for who in (desk.ann, desk.bob)] == cards == [1, 1]


async def test_nobody_else_says_the_second_word(desk: Desk) -> None:
    """The proposer, a stranger, the officer, the reviewer, somebody in a group, and an operator who was removed since press
    *Confirm*: nothing is there afterwards."""
    proposal = await desk.proposes("Ann")
    verb = ("department.confirm", proposal.ref)
    night = desk.night
    assert "another operator has to confirm" in words_of(await desk.ann.account.presses(*verb))
    for who in (night.officer.account, night.reviewer.account, Somebody(router=night.router, handle="77")):
        assert "Only those who run this Porchlight" in words_of(await who.presses(*verb))
    assert "direct message" in words_of(await desk.bob.account.elsewhere("-100").presses(*verb))
    for ref in ("", "nonsense", "K7QFM3", proposal.ref * 3):
        assert "no such proposal" in words_of(await desk.bob.account.presses("department.confirm", ref))
    async with night.services.begin() as tx:
        await remove_operator(tx, "Bob")
    assert "Only those who run" in words_of(await desk.bob.account.presses(*verb))
    assert "Elm Police" not in await desk.names()


async def test_an_operator_who_became_police_is_none(desk: Desk) -> None:
    """However it came about: who is an officer does not let departments in, and an officer cannot join as an operator."""
    proposal = await desk.proposes("Ann")
    night = desk.night
    _, code = await desk.operator("Carl", "telegram")
    told = words_of(await night.officer.account.says(f"/operator {code}"))
    assert "cannot be one of those who let police in" in told
    bob = await night.person_of(desk.bob)
    async with night.services.begin() as tx:
        await tx.officers.session.execute(update(OfficerRow).values(person_id=bob))
    for verb in ("department.confirm", "department.refuse"):
        told = words_of(await desk.bob.account.presses(verb, proposal.ref))
        assert "cannot be one of those who let police in" in told
    assert "Elm Police" not in await desk.names()


async def test_refusing_and_taking_back(desk: Desk) -> None:
    """The other's no, or the proposer's change of mind, ends it; the cards say so, and the name is free again."""
    await desk.proposes("Ann")
    assert "refused or took it back" in await desk.presses(desk.bob, "Elm Police waits", "Refuse")
    assert "Bob refused" in words_of(desk.ann.last("Elm Police"))
    await desk.proposes("Ann")
    assert "Ann refused or took it back" in await desk.presses(desk.ann, "Elm Police waits", "Take back")
    late = await desk.bob.account.presses("department.confirm", (await desk.proposes("Bob")).ref)
    assert "another operator" in words_of(late)


async def test_what_waits(desk: Desk) -> None:
    """`/operator` shows five cards and how many more wait; with none it says what an operator can do; it asks a stranger
    for a code, and speaks to nobody in a group."""
    assert "Nothing waits for you" in words_of(await desk.bob.account.says("/operator"))
    for number in range(7):
        await desk.proposes("Ann", replace(ELM, name=f"Elm Police {number}"))
    shown = await desk.bob.account.says("/operator")
    assert len(shown.messages) == 6
    assert only_to_speaker(shown)
    assert "2 more proposals wait" in words_of(shown)
    stranger = Somebody(router=desk.night.router, handle="77")
    assert "The code that porchlight operator add printed" in words_of(await stranger.says("/operator"))
    assert "direct message" in words_of(await desk.bob.account.elsewhere("-100").says("/operator"))


async def test_codes_are_good_once(desk: Desk) -> None:
    """A used one, one of an operator who was removed, one that is 72 hours old and one that was typed in a group let nobody
    in; an operator cannot be two."""
    night = desk.night
    eve = Somebody(router=night.router, handle="66")
    carl, code = await desk.operator("Carl", "discord")
    assert "operator's already" in words_of(await desk.ann.account.says(f"/operator {code}"))
    assert "Welcome, Carl" in words_of(await carl.account.says(f"/operator {code.lower()}"))
    _, late = await desk.operator("Dora", "telegram")
    _, loud = await desk.operator("Emil", "telegram")
    _, gone = await desk.operator("Finn", "telegram")
    assert "void" in words_of(await eve.elsewhere("-100").says(f"/operator {loud}"))
    async with night.services.begin() as tx:
        await remove_operator(tx, "Finn")
    night.clock.pass_time(timedelta(hours=72))
    for typed in (code, late, loud, gone):
        assert "unknown, used or expired" in words_of(await eve.says(f"/operator {typed}"))
    for _ in range(8):
        told = words_of(await eve.says("/operator K7QF-M3TV-9XWA-2CDE"))
    assert "Ten wrong codes" in told


async def test_the_others_hear_of_a_new_operator(desk: Desk) -> None:
    """Whoever has a shell can make operators; those who are there are told of each, by name."""
    await desk.operator("Mallory", "telegram")
    for who in (desk.ann, desk.bob):
        assert "Mallory was just made an operator" in who.told[-1].words


async def test_suspending_from_a_chat(desk: Desk) -> None:
    """An operator finds the buttons under a department, and nobody else does; the other operator hears of every use, and
    what is pressed without being one does nothing."""
    night = desk.night
    for who in (night.officer.account, night.reviewer.account, desk.ann.account.elsewhere("-100")):
        assert (await who.says("/departments maple")).messages[0].buttons == ()
    card = (await desk.ann.account.says("/departments maple")).messages[0]
    assert [button.label for button in card.buttons[0]] == ["Suspend at once", "Renew for 12 months"]
    for verb in ("suspend", "reinstate", "renew"):
        told = words_of(await night.reviewer.account.presses(f"department.{verb}", card.buttons[0][0].action.ref))
        assert "Only those who run" in told
    assert "is suspended from this moment" in words_of(await desk.ann.press(card, "Suspend at once"))
    await night.settle()
    assert "Maple Police is suspended" in desk.bob.told[-1].words
    card = (await desk.bob.account.says("/departments maple")).messages[0]
    assert "may ask, until" in words_of(await desk.bob.press(card, "Reinstate"))
    await night.settle()
    assert "may ask, until" in desk.ann.told[-1].words
    assert "suspended" not in words_of(await desk.ann.account.says("/departments"))


@pytest.mark.parametrize(("days", "words"), [(30, "in 30 days"), (7, "in 7 days"), (0, "was not renewed")])
async def test_who_hears_that_a_department_runs_out(desk: Desk, days: int, words: str) -> None:
    """Thirty and seven days before, and when it has, every operator and every officer of it hears so once, however often
    the schedule looks; the button renews it, and then nobody hears more of it."""
    night = desk.night
    async with night.services.begin() as tx:
        (maple,) = [each for each in await tx.departments.all() if each.name == "Maple Police"]
    before = [len(who.told) for who in (desk.ann, desk.bob, night.officer)]
    night.clock.at = maple.expires_at - timedelta(days=days)
    for _ in range(3):
        async with night.services.begin() as tx:
            await warn_due(tx, night.clock.now())
        await night.settle()
    after = [len(who.told) for who in (desk.ann, desk.bob, night.officer)]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
    for who in (desk.ann, desk.bob, night.officer):
        assert words in who.told[-1].words
    assert night.officer.told[-1].message.buttons == ()
    assert "may ask, until" in await desk.presses(desk.bob, words, "Renew")
    async with night.services.begin() as tx:
        await warn_due(tx, night.clock.now())
        record = [leaf.entry.kind.value for leaf in await tx.record.leaves()]
    await night.settle()
    assert record[-1] == "department renewed"
    assert record.count("department expired") == (days == 0)
    assert [len(who.told) for who in (desk.bob, night.officer)] == after[1:]
