"""Bulletins: filed by officers, reviewed by somebody else, public in every channel, closed and never removed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bulletins.model import BulletinPolicy, BulletinReason, BulletinState
from bot.bulletins.rules import judge, to_look_at
from bot.bulletins.service import close_due
from bot.chat.message import Message
from bot.departments.service import suspend_department
from bot.kernel.ids import Ref, new_code, new_ref
from bot.kernel.refusal import Refused
from bot.people.service import invite_reviewer, join_reviewer
from bot.wording.model import Concern
from tests.features.incidents.conftest import DISCORD, TELEGRAM
from tests.handlers.house import Somebody, words_of
from tests.stories.inside import Evening, Got, Resident, button_of, evening

TEXT = "We look for a grey pickup with a ladder that was seen near three burglaries."
POLICY = BulletinPolicy()


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """An evening in Maple, with a neighborhood on both platforms."""
    async with evening(engine, tmp_path) as made:
        admin = Somebody(router=made.router, handle="1", room=TELEGRAM, admin=True)
        founded = await admin.fills("setup", name="Maple Corner", place="12 Oak St")
        code = words_of(founded).split("/setup ")[1].split()[0]
        await Somebody(router=made.router, platform="discord", handle="5", room=DISCORD, admin=True).says(
            f"/setup {code}"
        )
        yield made


def copies(night: Evening) -> list[Got]:
    """What the channels show of bulletins."""
    return [got for got in night.everything_sent() if got.handle in (TELEGRAM, DISCORD) and "bulletin" in got.words]


async def files(night: Evening, officer: Resident, text: str = TEXT, case: str = "26-1234") -> Ref:
    """A bulletin, filed step by step; the cards have gone out."""
    filled = {"case": case, "contact": "215-555-0100", "text": text, "photo": "-", "confirm": "file"}
    told = words_of(await officer.account.fills("bulletin", **filled))
    assert "is filed" in told, told
    await night.settle()
    return Ref(told.split("Bulletin ")[1][:6])


async def publishes(night: Evening) -> Ref:
    """A bulletin, filed and approved."""
    ref = await files(night, night.officer)
    assert "approved" in await presses(night, night.reviewer, card(night.reviewer, ref), "Approve")
    return ref


def card(reviewer: Resident, ref: str) -> Message:
    """The newest message to this reviewer about the bulletin."""
    return next(got.message for got in reversed(reviewer.told) if ref in got.words)


async def presses(night: Evening, who: Resident, message: Message, label: str) -> str:
    """A press and what follows from it."""
    answered = await who.account.presses(*button_of(message, label))
    await night.settle()
    return words_of(answered)


async def second_reviewer(night: Evening, who: Resident) -> Resident:
    """This resident becomes a reviewer as well."""
    now, number = night.clock.now(), await night.person_of(who)
    async with night.services.begin() as tx:
        _, robe = await invite_reviewer(tx, who.name, now, new_ref, new_code)
        await join_reviewer(tx, await tx.people.person(number), robe, now)
    return who


async def test_step_by_step_to_every_channel(night: Evening) -> None:
    """Asked, shown as the public will see it, filed, approved: posted once in every channel, labelled, with no promise of
    anything private."""
    officer = night.officer.account
    assert "case number" in words_of(await officer.says("/bulletin"))
    assert "where the public reaches you" in words_of(await officer.says("26-1234"))
    assert "What should everybody know" in words_of(await officer.says("215-555-0100"))
    assert "skip this" in words_of(await officer.says(TEXT))
    preview = words_of(await officer.says("-"))
    assert "Not filed yet" in preview
    assert "Official bulletin of Maple Police" in preview
    told = words_of(await officer.says("File it"))
    await night.settle()
    assert copies(night) == []
    ref = told.split("Bulletin ")[1][:6]
    await presses(night, night.reviewer, card(night.reviewer, ref), "Approve")
    assert {got.handle for got in copies(night)} == {TELEGRAM, DISCORD}
    for got in copies(night):
        assert got.message.title == "Official bulletin of Maple Police"
        assert TEXT in got.words
        assert "not a request for your camera, and nobody is asked privately" in got.words
        assert got.message.buttons == ()
    assert "is published" in night.officer.told[-1].words
    stranger = Somebody(router=night.router, handle="77")
    assert TEXT in words_of(await stranger.says("/bulletins"))


async def test_discarding_files_nothing(night: Evening) -> None:
    """*Discard* under the preview leaves nothing for anybody."""
    filled = {"case": "26-1234", "contact": "215-555-0100", "text": TEXT, "photo": "-"}
    await night.officer.account.fills("bulletin", **filled)
    assert "Nothing was filed" in words_of(await night.officer.account.says("Discard"))
    async with night.services.begin() as tx:
        assert await tx.bulletins.waiting() == []


@pytest.mark.parametrize(
    ("case", "contact", "text", "reason"),
    [("pending", "215-555-0100", TEXT, BulletinReason.NO_CASE_NUMBER),
     ("NA", "215-555-0100", TEXT, BulletinReason.NO_CASE_NUMBER),
     ("26-1234", "  ", TEXT, BulletinReason.NO_CONTACT), ("26-1234", "215-555-0100", " ", BulletinReason.NO_TEXT),
     ("26-1234", "215-555-0100", "x" * 1201, BulletinReason.TOO_LONG),
     ("26-1234", "215-555-0100", "Who was at the protest?", BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100", "You must call us.", BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100", "A reward is offered.", BulletinReason.UNFIT_WORDS),
     ("26-1, you must call", "215-555-0100", TEXT, BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100, a reward waits", TEXT, BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100", "We look for a black male.", BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100", "A black male, red hoodie, grey cap, tattoo on the neck.", BulletinReason.UNFIT_WORDS),
     ("26-1234", "215-555-0100", "The victim, Ada Lopez, saw a grey van.", BulletinReason.UNFIT_WORDS)],
)  # fmt: skip
def test_what_is_refused(case: str, contact: str, text: str, reason: BulletinReason) -> None:
    """Each rule by its own case; the text that fits passes, up to its last character."""
    with pytest.raises(Refused) as no:
        judge(case, contact, text, POLICY)
    assert no.value.reason is reason
    judge("26-1234", "215-555-0100", TEXT, POLICY)
    judge("26-1234", "215-555-0100", "x" * 1200, POLICY)


async def test_a_name_is_weighed_and_not_refused(night: Evening) -> None:
    """A bulletin may name a missing person; the reviewer is shown the passage."""
    text = "Missing since Monday, his name is John Smith, 82, red jacket."
    assert [each.concern for each in to_look_at("26-1234", "215-555-0100", text)] == [Concern.NAME]
    ref = await files(night, night.officer, text)
    assert "have to be public" in words_of(card(night.reviewer, ref))
    assert "a name: his name is John Smith" in words_of(card(night.reviewer, ref))


async def test_what_is_doubtful_is_weighed_and_not_refused(night: Evening) -> None:
    """Words that an honest case may hold as well: the reviewer is shown the passage and what it may be."""
    text = "A large gathering at the quarry ended in a fight; the victim was taken to a hospital."
    ref = await files(night, night.officer, text)
    shown = words_of(card(night.reviewer, ref))
    assert "perhaps a lawful gathering: large gathering" in shown
    assert "perhaps who or where a victim is: victim was taken to a hospital" in shown


@pytest.mark.parametrize(
    ("case", "contact"), [("26-1 www.evil.example", "215-555-0100"), ("26-1234", "https://evil.example/tips")]
)
def test_the_reviewer_is_shown_links_in_every_field(case: str, contact: str) -> None:
    """A link in the case number or the contact is pointed out like one in the text."""
    assert {each.concern for each in to_look_at(case, contact, TEXT)} == {Concern.LINK}


async def test_only_officers_on_duty_file_and_close(night: Evening) -> None:
    """Neighbors and suspended officers neither file nor close, and another department does not close."""
    ref = await publishes(night)
    ada = await night.resident("Ada")
    assert "Only verified officers" in words_of(await ada.account.says("/bulletin"))
    assert "Only verified officers" in words_of(await ada.account.presses("bulletin.close", ref))
    other = await night.police("Ofc. Stone", "Elm Police")
    assert "no such bulletin" in words_of(await other.account.presses("bulletin.close", ref))
    async with night.services.begin() as tx:
        await suspend_department(tx, "Maple Police", night.clock.now())
    assert "suspended" in words_of(await night.officer.account.says("/bulletin"))
    assert "suspended" in words_of(await night.officer.account.presses("bulletin.close", ref))


@pytest.mark.parametrize("department", ["Maple Police", "Elm Police"])
async def test_no_officer_reviews(night: Evening, department: str) -> None:
    """A reviewer who is an officer, of this department or another, gets no card, and their presses do nothing."""
    officer = await second_reviewer(night, await night.police("Ofc. Lee", department))
    ref = await files(night, night.officer)
    assert not any(ref in got.words for got in officer.told)
    press = button_of(card(night.reviewer, ref), "Approve")
    assert "not police officers" in words_of(await officer.account.presses(*press))
    assert "not police officers" in words_of(await officer.account.says(f"/decline {ref} no"))
    assert "No bulletin waits" in words_of(await officer.account.says("/decline"))
    ada = await night.resident("Ada")
    assert "reviewer" in words_of(await ada.account.presses(*press))
    assert copies(night) == []


async def test_of_two_reviewers_one_wins(night: Evening) -> None:
    """Two presses at once publish once; the other is told; every card shows the outcome."""
    liv = await second_reviewer(night, await night.resident("Liv", "discord"))
    ref = await files(night, night.officer)
    press = button_of(card(liv, ref), "Approve")
    answers = await asyncio.gather(liv.account.presses(*press), night.reviewer.account.presses(*press))
    await night.settle()
    assert sorted("decided about already" in words_of(each) for each in answers) == [False, True]
    assert len(copies(night)) == 2
    for reviewer in (liv, night.reviewer):
        assert "approved and published" in words_of(card(reviewer, ref))
        assert card(reviewer, ref).buttons == ()
    assert "decided about already" in words_of(await liv.account.says(f"/decline {ref} too late"))


async def test_refusing_asks_why_and_shows_the_words_to_nobody(night: Evening) -> None:
    """The officer and the record have the reason; the text of the bulletin is in no channel and in no entry."""
    ref = await files(night, night.officer)
    await presses(night, night.reviewer, card(night.reviewer, ref), "Refuse")
    assert "is refused" in words_of(await night.reviewer.account.says("This is no appeal to the public."))
    await night.settle()
    assert "no appeal to the public" in night.officer.told[-1].words
    assert copies(night) == []
    async with night.services.begin() as tx:
        last = (await tx.record.leaves())[-1].entry
    assert last.kind.value == "bulletin refused"
    assert last.body["why"] == "This is no appeal to the public."
    assert TEXT not in str(last.body)


async def test_closing_edits_every_copy_and_removes_none(night: Evening) -> None:
    """The button closes: every copy says so and keeps its words; a second closing is refused; the record tells both."""
    ref = await publishes(night)
    receipts = sorted(got.receipt for got in copies(night))
    assert "is closed" in await presses(night, night.officer, night.officer.last("is published"), "Close")
    assert sorted(got.receipt for got in copies(night)) == receipts
    for got in copies(night):
        assert "Closed on Mon, Nov 23, 2026" in got.words
        assert TEXT in got.words
    assert "is not open" in words_of(await night.officer.account.says(f"/bulletin close {ref}"))
    assert "no open bulletin" in words_of(await night.officer.account.says("/bulletins"))
    async with night.services.begin() as tx:
        kinds = [leaf.entry.kind.value for leaf in await tx.record.leaves()]
    assert kinds[-2:] == ["bulletin published", "bulletin closed"]


async def test_three_at_once(night: Evening) -> None:
    """The fourth is refused while three are open or in review; closing one makes room."""
    first = await publishes(night)
    await files(night, night.officer, case="26-2")
    await files(night, night.officer, case="26-3")
    assert "has 3 bulletins open" in words_of(await night.officer.account.says("/bulletin"))
    assert "is closed" in words_of(await night.officer.account.says(f"/bulletin close {first}"))
    await files(night, night.officer, case="26-4")


async def test_it_closes_by_itself_after_thirty_days(night: Evening) -> None:
    """Not a second before thirty days, and then with the same words in every copy."""
    ref = await publishes(night)

    async def due() -> BulletinState:
        async with night.services.begin() as tx:
            await close_due(tx, POLICY, night.clock.now(), new_ref)
        await night.settle()
        async with night.services.begin() as tx:
            found = await tx.bulletins.by_ref(ref)
        assert found is not None
        return found.state

    night.clock.pass_time(timedelta(days=30, seconds=-1))
    assert await due() is BulletinState.PUBLISHED
    night.clock.pass_time(timedelta(seconds=1))
    assert await due() is BulletinState.CLOSED
    assert all("Closed on" in got.words for got in copies(night))
    assert "is closed" in night.officer.told[-1].words


async def test_a_department_suspended_meanwhile_is_not_published(night: Evening) -> None:
    """What was filed yesterday is not published for somebody who may not speak today."""
    ref = await files(night, night.officer)
    async with night.services.begin() as tx:
        await suspend_department(tx, "Maple Police", night.clock.now())
    assert "suspended" in await presses(night, night.reviewer, card(night.reviewer, ref), "Approve")
    assert copies(night) == []
