"""What an owner who presses and types whatever comes to mind may rely on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.consent.model import AskEvent
from bot.consent.words import read_answer
from bot.db.tables import ApprovalRow
from tests.handlers.house import words_of
from tests.stories.inside import CLIP, Evening, Resident

HOLD = timedelta(minutes=10)


async def approvals(night: Evening) -> list[str]:
    """The states of all approvals."""
    async with night.services.begin() as tx:
        return [str(state) for state in await tx.approvals.session.scalars(select(ApprovalRow.state))]


async def unreachable(night: Evening, who: Resident) -> None:
    """As after a message that the platform refused for good: blocked, or direct messages closed."""
    person = await night.person_of(who)
    async with night.services.begin() as tx:
        for account in await tx.people.accounts(person):
            if account.platform == who.account.platform:
                await tx.people.set_reachable(account.id, False)


def test_no_thanks_in_capitals_is_a_no() -> None:
    """With the shift lock on, THANKS has the form of a reference; the whole is a no all the same."""
    words = read_answer("NO THANKS")
    assert (words.answer, words.ref) == (AskEvent.NO, None)
    assert read_answer("NO KWQTRM").ref == "KWQTRM"


@pytest.mark.parametrize("text", ["ok", "sure", "nah", "stop"])
async def test_unclear_words_get_the_two_clear_ones(night: Evening, text: str) -> None:
    """Whoever was asked and answers "ok" reads how to answer, and has not said yes."""
    owner = await night.owner("Olga")
    await night.publish()
    assert "as a yes or a no, so nothing was changed" in words_of(await owner.account.says(text))
    assert "none yet" in words_of(await owner.account.says("/asks"))


async def test_whoever_comes_back_is_reached_again(night: Evening) -> None:
    """Somebody blocked the bot once; when they write to it again, requests reach them in the chat again."""
    owner = await night.owner("Olga")
    await unreachable(night, owner)
    await owner.account.says("/start")
    await night.publish()
    assert [got for got in owner.told if "asks for video" in got.words]


async def test_a_no_while_a_form_is_open_is_a_no(night: Evening) -> None:
    """P6: a half-done form does not swallow the plain no of somebody whose share is on hold."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await owner.account.says("/camera add")
    await owner.account.says("no")
    assert await approvals(night) == ["withdrawn"]


async def test_a_mailed_code_while_a_form_is_open_is_the_code(night: Evening) -> None:
    """The six digits that a mail asked for are taken as such, whatever question stands last in the chat."""
    owner = await night.owner("Olga")
    await owner.account.fills("camera", do="email", email="new@example.org")
    await night.settle()
    await owner.account.says("/camera add")
    assert "is confirmed as yours" in words_of(await owner.account.says("123456"))


async def test_a_no_after_closing_takes_back_what_is_on_hold(night: Evening) -> None:
    """P6: withdrawing works in plain words until the release, although the officer has closed the request."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await night.officer.account.says(f"/close {night.request}")
    assert "took back your yes" in words_of(await owner.account.says("no"))
    await night.pass_time(HOLD)
    assert not [got for got in night.officer.told if "is ready" in got.words]


async def test_an_address_that_was_erased_does_not_leave(night: Evening) -> None:
    """Told that camera, place and address are erased, an owner whose share is on hold may believe it."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    asked = await owner.account.says("/camera remove")
    erased = words_of(await owner.press(asked.messages[0], "Erase it"))
    await night.pass_time(HOLD)
    told = [got for got in night.officer.told if "is ready" in got.words]
    assert not told or "shared" in erased


async def test_a_clip_without_an_address_says_that_it_has_to_come_again(night: Evening) -> None:
    """The camera went after the yes: the clip is not kept, and the owner reads what to do with it."""
    owner = await night.owner("Olga")
    await night.publish()
    await owner.press(owner.last("asks for video"), "Yes")
    asked = await owner.account.says("/camera remove")
    await owner.press(asked.messages[0], "Erase it")
    assert "send the clip once more" in words_of(await owner.sends(CLIP))
    assert night.blobs() == []


async def test_no_owner_hears_of_a_fetching_that_cannot_happen(night: Evening) -> None:
    """The officer takes no direct messages: nothing leaves, the owner is told of no fetching and may still undo."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    await night.pass_time(HOLD)
    ready = night.officer.last("is ready")
    await unreachable(night, night.officer)
    night.officer.account.room = "c1"
    await night.get(night.officer, ready)
    assert night.clips_at(night.officer) == []
    assert not [got for got in owner.told if "was fetched" in got.words]
    assert "Undone" in words_of(await owner.press(shared, "Undo"))


async def test_the_second_telephone_of_a_person_is_not_called_a_stranger(night: Evening) -> None:
    """Registering on the other platform with one's own address, nobody reads that it is "somebody else's"."""
    await night.owner("Ada")
    phone = await night.resident("Other", "discord")
    shown = await phone.account.fills("camera", do="add", place="14 Oak St", email="ada@example.org")
    assert "is registered" in words_of(await phone.press(shown.messages[0], "Yes"))
    await night.settle()
    assert "somebody else's" not in words_of(await phone.account.says("123456"))
