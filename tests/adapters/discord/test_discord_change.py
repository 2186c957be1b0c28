"""Said under a message, changed and taken back over TCP, also while Discord is busy, broken or silent."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from bot.chat.message import Attachment, Message, Paragraph, say
from bot.chat.ports import Ambiguous, Rejected, RetryLater, Sent, Unreachable
from bot.sandbox.misbehavior import Fault

SAY = "POST /channels/{id}/messages"
CHANGE = "PATCH /channels/{id}/messages/{id}"
TAKE = "DELETE /channels/{id}/messages/{id}"
LONG = Message(blocks=tuple(Paragraph(text=f"{n} " + "word " * 300) for n in range(3)))


@pytest.fixture
def room(sandbox):
    """The handle of a channel."""
    return f"c{sandbox.guild('Elm Street').channels['general']}"


async def said(platform, room, message=None):
    outcome = await platform.sender.send(room, message or say("before"), "k")
    assert isinstance(outcome, Sent)
    return outcome.receipt


def standing(sandbox, room):
    return [(one.content, one.reply_to) for one in sandbox.inbox(int(room[1:])) if not one.deleted]


def words(sandbox, room):
    return [content for content, _ in standing(sandbox, room)]


def count(sandbox, kind):
    return sum(record.kind == kind for record in sandbox.transcript.records)


async def test_a_message_stands_under_the_one_it_answers(sandbox, platform, room):
    """`under` makes a reply to the first message of the receipt; only the first part of a long one is a reply."""
    card = await said(platform, room, LONG)
    outcome = await platform.sender.send(room, LONG, "below", under=card)
    assert isinstance(outcome, Sent)
    below = [reply_to for _, reply_to in standing(sandbox, room)]
    assert below == [None, None, None, int(card.split(",")[0]), None, None]


@pytest.mark.parametrize("under", ["", "abc", "1,x", "-1", "123456789012345678"])
async def test_what_cannot_be_answered_is_said_all_the_same(sandbox, platform, room, under):
    """Without a receipt, with one of another platform, or under a message that is gone, the words stand for themselves."""
    assert isinstance(await platform.sender.send(room, say("news"), "k", under=under), Sent)
    assert standing(sandbox, room) == [("news", None)]


async def test_a_repeat_of_an_answer_makes_no_second_copy(sandbox, script, platform, room):
    """A lost confirmation of a reply is ambiguous, and the repeat under the same key leaves one reply."""
    card = await said(platform, room)
    script.faults[SAY] = [Fault.LOST_ANSWER]
    assert isinstance(await platform.sender.send(room, say("news"), "n", under=card), Ambiguous)
    assert isinstance(await platform.sender.send(room, say("news"), "n", under=card), Sent)
    assert standing(sandbox, room) == [("before", None), ("news", int(card))]


@pytest.mark.parametrize("fault", [Fault.TOO_MANY_REQUESTS, Fault.SERVER_ERROR])
@pytest.mark.parametrize("kind", [CHANGE, TAKE], ids=["edit", "delete"])
async def test_brief_trouble_is_waited_out(sandbox, script, platform, room, kind, fault):
    """A single 429 or 502 does not fail an edit or a deletion: it is made a moment later."""
    receipt = await said(platform, room)
    script.faults[kind] = [fault]
    if kind == CHANGE:
        assert await platform.sender.edit(room, receipt, say("after")) == Sent(receipt=receipt)
        assert words(sandbox, room) == ["after"]
    else:
        assert await platform.sender.delete(room, receipt) == Sent(receipt="")
        assert words(sandbox, room) == []
    assert count(sandbox, kind) == 2


@pytest.mark.parametrize("kind", [CHANGE, TAKE], ids=["edit", "delete"])
async def test_a_lost_answer_is_ambiguous_and_a_repeat_is_harmless(sandbox, script, platform, room, kind):
    """When the answer to an edit or deletion is lost, the outcome says so; trying again ends where it should."""
    receipt = await said(platform, room)
    # discord.py tries by itself after a broken connection only for some errors, so several answers are lost.
    script.faults[kind] = [Fault.LOST_ANSWER] * 5

    async def attempt():
        if kind == CHANGE:
            return await platform.sender.edit(room, receipt, say("after"))
        return await platform.sender.delete(room, receipt)

    outcomes = [await attempt()]
    assert isinstance(outcomes[0], Ambiguous)
    while not isinstance(outcomes[-1], Sent):
        outcomes.append(await attempt())
        assert len(outcomes) < 8
    assert words(sandbox, room) == (["after"] if kind == CHANGE else [])


@pytest.mark.promise
async def test_an_outage_is_to_be_tried_later(sandbox, script, platform, room):
    """While Discord answers nothing but 502, neither is done and both are to be tried again; nothing is lost."""
    receipt = await said(platform, room)
    script.faults = {CHANGE: [Fault.SERVER_ERROR] * 5, TAKE: [Fault.SERVER_ERROR] * 5}
    edited, deleted = await asyncio.gather(
        platform.sender.edit(room, receipt, say("after")), platform.sender.delete(room, receipt)
    )
    assert isinstance(edited, RetryLater)
    assert isinstance(deleted, RetryLater)
    assert not edited.lane_wide
    assert words(sandbox, room) == ["before"]


async def test_a_message_that_is_gone_is_edited_no_more(sandbox, platform, room):
    """An edit of what was deleted is rejected and says nothing new; taking it back again is no mistake."""
    receipt = await said(platform, room)
    sandbox.ledger.delete_message(int(room[1:]), int(receipt))
    assert isinstance(await platform.sender.edit(room, receipt, say("after")), Rejected)
    assert await platform.sender.delete(room, receipt) == Sent(receipt="")
    assert words(sandbox, room) == []


async def test_a_part_that_is_gone_is_said_anew_in_order(sandbox, platform, room):
    """When a later part of a long message was deleted, it and what follows are said again; the old rest is taken away."""
    receipt = await said(platform, room, LONG)
    sandbox.ledger.delete_message(int(room[1:]), int(receipt.split(",")[1]))
    outcome = await platform.sender.edit(room, receipt, LONG)
    assert isinstance(outcome, Sent)
    assert [content[0] for content in words(sandbox, room)] == ["0", "1", "2"]
    alive = [one.id for one in sandbox.inbox(int(room[1:])) if not one.deleted]
    assert outcome.receipt == ",".join(map(str, alive))


@pytest.mark.parametrize("kind", [SAY, CHANGE, TAKE], ids=["say", "edit", "delete"])
@pytest.mark.parametrize("longer", [True, False], ids=["longer", "shorter"])
async def test_an_edit_that_broke_off_goes_on(sandbox, script, platform, room, kind, longer):
    """An edit that changes the number of messages and fails anywhere leaves, once repeated, exactly the new text."""
    old, new = (say("before"), LONG) if longer else (LONG, say("after"))
    receipt = await said(platform, room, old)
    script.faults[kind] = [Fault.LOST_ANSWER]
    outcome = await platform.sender.edit(room, receipt, new)
    tries = 1
    while not isinstance(outcome, Sent):
        assert words(sandbox, room), "nothing is taken away before what replaces it stands"
        outcome = await platform.sender.edit(room, receipt, new)
        tries += 1
        assert tries < 5
    assert [content[0] for content in words(sandbox, room)] == (["0", "1", "2"] if longer else ["a"])
    assert len(outcome.receipt.split(",")) == len(words(sandbox, room))


async def test_a_channel_that_is_closed_to_us_is_unreachable(sandbox, platform):
    """In a channel that is gone nothing can be edited or taken back, and the address is told as dead."""
    gone = "c123456789012345678"
    assert isinstance(await platform.sender.edit(gone, "5", say("after")), Unreachable)
    assert isinstance(await platform.sender.delete(gone, "5"), Unreachable)


async def test_what_is_no_receipt_changes_nothing(sandbox, platform, room):
    """Words that are no receipt of Discord's are rejected by an edit, and an empty one takes nothing back."""
    await said(platform, room)
    for receipt in ("", "abc", "1;2", "１"):
        assert isinstance(await platform.sender.edit(room, receipt, say("after")), Rejected)
        assert await platform.sender.delete(room, receipt) == Sent(receipt="")
    assert words(sandbox, room) == ["before"]


async def test_an_edit_with_other_bytes_than_approved_changes_nothing(sandbox, platform, room):
    """P1: a file whose bytes are not those that were approved does not get in by an edit either."""

    async def pieces():
        yield b"other"

    file = Attachment(
        name="a.mp4",
        media_type="video/mp4",
        size_bytes=5,
        sha256=hashlib.sha256(b"other").hexdigest(),
        open=pieces,
    )
    receipt = await said(platform, room)
    wrong = Message(blocks=(Paragraph(text="after"), replace(file, sha256="0" * 64)))
    assert isinstance(await platform.sender.edit(room, receipt, wrong), Rejected)
    assert words(sandbox, room) == ["before"]
    assert isinstance(await platform.sender.edit(room, receipt, Message(blocks=(file,))), Sent)


async def test_without_a_connection_everything_is_for_later(sandbox, running, room):
    """After the connection ended, edits and deletions are to be tried later, like messages."""
    async with running() as platform:
        receipt = await said(platform, room)
    assert isinstance(await platform.sender.edit(room, receipt, say("after")), RetryLater)
    assert isinstance(await platform.sender.delete(room, receipt), RetryLater)
