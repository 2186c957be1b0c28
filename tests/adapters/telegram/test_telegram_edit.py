"""Changing, taking back and answering what was said on Telegram, against the sandbox over TCP."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.telegram.platform import Telegram
from bot.adapters.telegram.revise import TAKEN_BACK
from bot.chat.message import Attachment, Message, Paragraph, Picture
from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.sandbox.telegram import Rank, TelegramSandbox
from tests.adapters.samples import YES_NO, attachment, png
from tests.adapters.telegram.conftest import BOUNDLESS


def words(text: str) -> Message:
    return Message(blocks=(Paragraph(text=text),), buttons=YES_NO)


def photo(text: str, content: bytes = b"\xff\xd8\xff one") -> Message:
    picture = Picture(name="photo.jpg", content=content, description="A photo", media_type="image/jpeg")
    return Message(blocks=(picture, Paragraph(text=text)), buttons=YES_NO)


@pytest.fixture
def group(sandbox: TelegramSandbox, ann: int) -> int:
    return sandbox.group("Elm Street", admins=[ann])


async def said(telegram: Telegram, chat: int, message: Message, under: str = "") -> str:
    outcome = await telegram.sender.send(str(chat), message, f"{chat}{message.blocks}{under}", under=under)
    assert isinstance(outcome, Sent)
    return outcome.receipt


def kinds(sandbox: TelegramSandbox) -> list[str]:
    return [record.kind for record in sandbox.transcript.records if record.direction == "from bot"]


async def test_an_answer_stands_under_what_it_answers(speaking: Telegram, sandbox: TelegramSandbox, group: int) -> None:
    """`under` makes the first part a reply to the first message of the receipt; if that is gone, it is said anyway."""
    first = await said(speaking, group, Message(blocks=(Paragraph(text="word " * 1000),)))
    await said(speaking, group, Message(blocks=(Paragraph(text="other " * 1000),)), under=first)
    one, two, three, four = sandbox.inbox(group)
    assert (one.reply_to, two.reply_to, three.reply_to, four.reply_to) == (None, None, one.message_id, None)
    await speaking.sender.delete(str(group), first)
    await said(speaking, group, words("Solved"), under=first)
    assert (sandbox.inbox(group)[-1].text, sandbox.inbox(group)[-1].reply_to) == ("Solved", None)


async def test_an_edit_in_a_topic_stays_there(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """What an edit has to add goes to the topic of the message, as an answer to it."""
    forum = sandbox.group("Elm Street", admins=[ann], forum=True)
    topic = sandbox.topic(forum, "Incidents")
    outcome = await speaking.sender.send(str(forum), words("One"), "k", str(topic))
    assert isinstance(outcome, Sent)
    longer = Message(blocks=(Paragraph(text="word " * 1000),))
    await speaking.sender.edit(str(forum), outcome.receipt, longer, str(topic))
    first, second = sandbox.inbox(forum)
    assert (first.topic_id, second.topic_id, second.reply_to) == (topic, topic, first.message_id)


async def test_only_what_changed_travels(speaking: Telegram, sandbox: TelegramSandbox, group: int) -> None:
    """New words beside the same photo are an edited caption; a new photo is sent; nothing new is no error."""
    receipt = await said(speaking, group, photo("Seen by 1"))
    for message in (photo("Seen by 2"), photo("Seen by 2"), photo("Seen by 2", b"\xff\xd8\xff two")):
        assert await speaking.sender.edit(str(group), receipt, message) == Sent(receipt=receipt)
    assert kinds(sandbox)[-3:] == ["editMessageCaption", "editMessageCaption", "editMessageMedia"]
    (seen,) = sandbox.inbox(group)
    assert (seen.text, seen.files[0].content, seen.files[0].name) == ("Seen by 2", b"\xff\xd8\xff two", "photo.jpg")


async def test_a_restarted_bot_sends_the_photo_again(speaking: Telegram, sandbox: TelegramSandbox, group: int) -> None:
    """A process that does not know what a message shows replaces all of it."""
    receipt = await said(speaking, group, photo("Seen by 1"))
    later = Telegram(sandbox.token, sandbox.url)
    try:
        assert await later.sender.edit(str(group), receipt, photo("Seen by 2")) == Sent(receipt=receipt)
    finally:
        await later.close()
    assert kinds(sandbox)[-1] == "editMessageMedia"
    assert sandbox.inbox(group)[0].text == "Seen by 2"


async def test_nothing_is_taken_away_before_what_replaces_it_stands(
    speaking: Telegram, sandbox: TelegramSandbox, group: int
) -> None:
    """A photo that becomes words is said anew, and the old one stays until that has arrived; a repeat ends the work."""
    receipt = await said(speaking, group, photo("With a photo"))
    sandbox.misbehavior.change({"too_many_requests_rate": 1.0, "only": frozenset({"sendMessage"})})
    assert isinstance(await speaking.sender.edit(str(group), receipt, words("Without")), RetryLater)
    assert [one.text for one in sandbox.inbox(group)] == ["With a photo"]
    sandbox.misbehavior.change({"only": frozenset({"deleteMessage"})})
    assert isinstance(await speaking.sender.edit(str(group), receipt, words("Without")), RetryLater)
    assert [one.text for one in sandbox.inbox(group)] == ["With a photo", "Without"]
    sandbox.misbehavior.change({"too_many_requests_rate": 0.0})
    outcome = await speaking.sender.edit(str(group), receipt, words("Without"))
    (seen,) = sandbox.inbox(group)
    assert outcome == Sent(receipt=str(seen.message_id))
    assert (seen.text, seen.labels) == ("Without", ("Yes, share", "No"))


async def test_a_message_that_is_gone_cannot_be_edited(
    speaking: Telegram, sandbox: TelegramSandbox, group: int
) -> None:
    """When somebody deleted the message the edit is rejected and says nothing; what is no receipt is rejected too."""
    receipt = await said(speaking, group, words("One"))
    await speaking.sender.delete(str(group), receipt)
    for named in (receipt, "", "r1", "1,x"):
        assert isinstance(await speaking.sender.edit(str(group), named, words("Two")), Rejected)
    assert sandbox.inbox(group) == []


FAULTS = [
    ({"too_many_requests_rate": 1.0}, RetryLater),
    ({"server_error_rate": 1.0}, RetryLater),
    ({"lost_answer_rate": 1.0}, Ambiguous),
]


@pytest.mark.parametrize(("plan", "expected"), FAULTS)
async def test_trouble_has_the_outcomes_of_sending(
    speaking: Telegram, sandbox: TelegramSandbox, group: int, plan: dict[str, float], expected: type[Outcome]
) -> None:
    """A 429, a 5xx and a lost answer mean what they mean at sending, and a repeat brings the wanted end."""
    sender = speaking.sender
    receipt = await said(speaking, group, photo("One"))
    sandbox.misbehavior.change(plan)
    assert isinstance(await sender.edit(str(group), receipt, photo("Two")), expected)
    assert isinstance(await sender.delete(str(group), receipt), expected)
    sandbox.misbehavior.change(dict.fromkeys(plan, 0.0))
    if expected is RetryLater:
        assert await sender.edit(str(group), receipt, photo("Two")) == Sent(receipt=receipt)
        assert [one.text for one in sandbox.inbox(group)] == ["Two"]
    assert await sender.delete(str(group), receipt) == Sent(receipt="")
    assert sandbox.inbox(group) == []


async def test_a_closed_door_is_unreachable(speaking: Telegram, sandbox: TelegramSandbox, ann: int, group: int) -> None:
    """Where the bot was thrown out or blocked, nothing can be changed any more."""
    in_group, in_private = await said(speaking, group, words("One")), await said(speaking, ann, words("One"))
    sandbox.set_rank(ann, group, sandbox.bot_id, Rank.KICKED)
    sandbox.block(ann)
    for chat, receipt in ((group, in_group), (ann, in_private)):
        assert isinstance(await speaking.sender.edit(str(chat), receipt, words("Two")), Unreachable)
        assert isinstance(await speaking.sender.delete(str(chat), receipt), Unreachable)


async def test_what_is_too_old_to_be_deleted_says_nothing_any_more() -> None:
    """After 48 hours words, photo, file and buttons are replaced by one neutral sentence, as often as it is asked."""
    later = timedelta()

    def now() -> datetime:
        return datetime.now(UTC) + later

    sandbox = TelegramSandbox(limits=BOUNDLESS, now=now)
    await sandbox.start()
    telegram = Telegram(sandbox.token, sandbox.url)
    ann = sandbox.person("Ann", has_started=True)
    secret = Message(
        title="Secret", blocks=(Paragraph(text="secret " * 200), attachment()), buttons=YES_NO
    )
    try:
        receipts = [await said(telegram, ann, message) for message in (words("Secret"), photo("Secret"), secret)]
        later = timedelta(hours=47)
        young = await said(telegram, ann, words("Young"))
        later = timedelta(hours=49)
        for receipt in [*receipts, *receipts, young]:
            assert await telegram.sender.delete(str(ann), receipt) == Sent(receipt="")
        shown = sandbox.inbox(ann)
    finally:
        await telegram.close()
        await sandbox.stop()
    assert len(shown) == sum(len(receipt.split(",")) for receipt in receipts)
    assert {(one.text, one.labels) for one in shown} == {(TAKEN_BACK, ())}
    assert all(one.files[0].name == "taken-back.png" for one in shown if one.files)


async def test_a_clip_to_look_at_plays_and_one_to_keep_is_a_document(
    speaking: Telegram, sandbox: TelegramSandbox, group: int
) -> None:
    """Only a clip marked as inline may be re-encoded by Telegram; all else arrives byte for byte."""
    kept = attachment()
    await said(speaking, group, Message(blocks=(kept,)))
    await said(speaking, group, Message(blocks=(replace(kept, inline=True),)))
    await said(speaking, group, Message(blocks=(replace(kept, inline=True, media_type="video/quicktime"),)))
    assert [one.files[0].kind.value for one in sandbox.inbox(group)] == ["document", "video", "document"]


async def test_bytes_that_are_not_the_promised_ones_replace_nothing(
    speaking: Telegram, sandbox: TelegramSandbox, group: int
) -> None:
    """An edit with a file whose digest is wrong leaves what stood there (promise P1)."""
    receipt = await said(speaking, group, Message(blocks=(attachment(),)))

    async def wrong() -> AsyncIterator[bytes]:
        yield b"other"

    digest = hashlib.sha256(b"clip").hexdigest()
    file = Attachment(name="a.mp4", media_type="video/mp4", size_bytes=5, sha256=digest, open=wrong)
    outcome = await speaking.sender.edit(str(group), receipt, Message(blocks=(file,)))
    assert outcome == Rejected(why="the file is not the one of its digest")
    assert sandbox.inbox(group)[0].files[0].name == "clip.mp4"


async def test_a_drawn_picture_replaces_a_photo(speaking: Telegram, sandbox: TelegramSandbox, group: int) -> None:
    """A message keeps its place when its photo becomes a map, and when a text gets one."""
    for before in (photo("One"), words("One")):
        receipt = await said(speaking, group, before)
        drawn = Message(blocks=(Picture(name="map.png", content=png(), description="A map"), Paragraph(text="Two")))
        assert await speaking.sender.edit(str(group), receipt, drawn) == Sent(receipt=receipt)
        assert sandbox.inbox(group)[-1].files[0].content == png()
