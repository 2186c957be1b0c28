"""What the sender says of what became of a message, against the sandbox over TCP."""

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.adapters.telegram.platform import Telegram
from bot.chat.action import Action
from bot.chat.message import Attachment, Button, Facts, Message, Paragraph, Picture, Quote
from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.sandbox.telegram import Limits, TelegramSandbox
from bot.sandbox.telegram.state import Rank

HELLO = Message(blocks=(Paragraph(text="Hello"),))
YES = Button(label="Yes", action=Action(verb="ask.yes", ref="K7QFM3"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def a_file(content: bytes = b"clip" * 50_000, digest: str = "", name: str = "clip.mp4") -> Attachment:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), 65_536):
            yield content[at : at + 65_536]

    return Attachment(
        name=name,
        media_type="video/mp4",
        size_bytes=len(content),
        sha256=digest or hashlib.sha256(content).hexdigest(),
        open=pieces,
    )


def said(sandbox: TelegramSandbox, chat: int) -> list[str]:
    return [message.text for message in sandbox.inbox(chat) if message.from_bot]


async def test_every_kind_of_block_arrives(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """Title, paragraph, quote, facts, picture and buttons are one photo with a caption when they fit into it."""
    message = Message(
        title="A camera request",
        blocks=(
            Paragraph(text="Somebody asks."),
            Quote(text="<b>seen</b> *nearby*"),
            Facts(rows=(("Case", "26-1"), ("When", "7 pm"))),
            Picture(name="map.png", content=PNG, description="A map"),
        ),
        buttons=((YES,),),
    )
    outcome = await speaking.sender.send(str(ann), message, "k")
    (seen,) = [one for one in sandbox.inbox(ann) if one.from_bot]
    assert outcome == Sent(receipt=str(seen.message_id))
    assert seen.text == "A camera request\n\nSomebody asks.\n\n<b>seen</b> *nearby*\n\nCase: 26-1\nWhen: 7 pm"
    assert seen.files[0].content == PNG
    assert seen.labels == ("Yes",)


async def test_an_attachment_arrives_byte_for_byte(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A file goes as a document with its own name and exactly its bytes."""
    message = Message(blocks=(Paragraph(text="The clip."), a_file()))
    assert isinstance(await speaking.sender.send(str(ann), message, "k"), Sent)
    file = sandbox.inbox(ann)[-1].files[0]
    assert (file.kind.value, file.name, file.content) == ("document", "clip.mp4", b"clip" * 50_000)


# aiohttp's server leaves the half of an aborted upload to the garbage collector, which grumbles.
aborts_an_upload = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@aborts_an_upload
async def test_bytes_that_are_not_the_approved_ones_never_arrive(
    speaking: Telegram, sandbox: TelegramSandbox, ann: int
) -> None:
    """A file whose bytes do not match its digest is rejected, and the platform receives no file (promise P1)."""
    message = Message(blocks=(a_file(digest="0" * 64),))
    outcome = await speaking.sender.send(str(ann), message, "k")
    assert outcome == Rejected(why="the file is not the one of its digest")
    assert said(sandbox, ann) == []
    gc.collect()


@aborts_an_upload
async def test_a_file_that_cannot_be_read_is_tried_again_later(speaking: Telegram, ann: int) -> None:
    """When the vault fails in the middle of a file, nothing arrived and a later try may succeed."""

    async def breaks() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        raise OSError("disk")

    file = Attachment(name="a", media_type="video/mp4", size_bytes=200_000, sha256="0" * 64, open=breaks)
    outcome = await speaking.sender.send(str(ann), Message(blocks=(file,)), "k")
    assert outcome == RetryLater(why="the file cannot be read (OSError)")
    gc.collect()


async def test_a_file_above_the_limit_is_rejected_at_once(speaking: Telegram, ann: int) -> None:
    """More than 50 MB is refused without a call: the house offers the page instead."""
    file = a_file()
    large = Attachment(name="a", media_type="b", size_bytes=50_000_001, sha256=file.sha256, open=file.open)
    assert isinstance(await speaking.sender.send(str(ann), Message(blocks=(large,)), "k"), Rejected)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", 'a"; filename="b.exe', "a\r\nX: y", "", "\u202egpj.exe", "x" * 400]
)
async def test_a_hostile_file_name_is_only_a_name(
    speaking: Telegram, sandbox: TelegramSandbox, ann: int, name: str
) -> None:
    """A file name breaks neither the request nor out of a folder."""
    assert isinstance(await speaking.sender.send(str(ann), Message(blocks=(a_file(name=name),)), "k"), Sent)
    arrived = sandbox.inbox(ann)[-1].files[0].name
    assert arrived
    assert len(arrived) <= 100
    assert not set(arrived) & set('/\\"\r\n\u202e')


async def test_who_never_wrote_is_unreachable(speaking: Telegram, bea: int, sandbox: TelegramSandbox) -> None:
    """A stranger, somebody who blocked the bot and a chat that does not exist are unreachable."""
    ann = sandbox.person("Ann")
    sandbox.say(ann, "/start")
    sandbox.block(ann)
    for handle in (bea, ann, 5):
        assert isinstance(await speaking.sender.send(str(handle), HELLO, "k"), Unreachable)


async def test_a_group_without_the_bot_is_unreachable(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A group that removed the bot is unreachable."""
    group = sandbox.group("Elm Street", admins=[ann])
    sandbox.set_rank(ann, group, sandbox.bot_id, Rank.KICKED)
    assert isinstance(await speaking.sender.send(str(group), HELLO, "k"), Unreachable)


@pytest.mark.parametrize("handle", ["", "x", "@name", "12a", "--1"])
async def test_what_is_no_chat_is_rejected(speaking: Telegram, handle: str) -> None:
    """A handle that Telegram did not give is our own mistake."""
    assert isinstance(await speaking.sender.send(handle, HELLO, "k"), Rejected)


async def test_too_many_requests_name_the_time_to_wait(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A 429 is RetryLater with Telegram's own seconds: for the lane at a person, for the one chat at a group."""
    group = sandbox.group("Elm Street", admins=[ann])
    sandbox.misbehavior.change({"too_many_requests_rate": 1.0, "retry_after_seconds": 7})
    to_person = await speaking.sender.send(str(ann), HELLO, "k")
    to_group = await speaking.sender.send(str(group), HELLO, "k")
    assert to_person == RetryLater(after_s=7.0, lane_wide=True, why="too many requests")
    assert to_group == RetryLater(after_s=7.0, lane_wide=False, why="too many requests")


async def test_a_server_error_is_tried_later(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A 5xx had no effect."""
    sandbox.misbehavior.change({"server_error_rate": 1.0})
    assert isinstance(await speaking.sender.send(str(ann), HELLO, "k"), RetryLater)
    assert said(sandbox, ann) == []


async def test_a_lost_answer_is_ambiguous(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """When the connection drops after the call was written, it may have arrived: here it has."""
    sandbox.misbehavior.change({"lost_answer_rate": 1.0})
    assert isinstance(await speaking.sender.send(str(ann), HELLO, "k"), Ambiguous)
    assert said(sandbox, ann) == ["Hello"]


async def test_no_connection_is_certainly_not_delivered(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """While the platform is down, a message is RetryLater, and goes through when it is back."""
    await sandbox.stop()
    assert isinstance(await speaking.sender.send(str(ann), HELLO, "k"), RetryLater)
    await sandbox.start()
    assert isinstance(await speaking.sender.send(str(ann), HELLO, "k"), Sent)
    assert said(sandbox, ann) == ["Hello"]


LONG = Message(blocks=(Paragraph(text="\n\n".join(f"{at} " + "word " * 700 for at in range(5))),), buttons=((YES,),))


async def test_a_message_that_broke_off_goes_on_where_it_stopped(
    speaking: Telegram, sandbox: TelegramSandbox, ann: int
) -> None:
    """Of a message in five parts, each arrives once, although the pace limit breaks it off; the buttons come last."""
    sandbox.limits = Limits(overall_per_second=30, private_burst=2, private_per_second=50.0)
    outcomes: list[Outcome] = []
    async with asyncio.timeout(20):
        while not outcomes or not isinstance(outcomes[-1], Sent):
            outcomes.append(await speaking.sender.send(str(ann), LONG, "k"))
            await asyncio.sleep(0.05)
    assert len(outcomes) > 1
    parts = [message for message in sandbox.inbox(ann) if message.from_bot]
    assert [part.text[0] for part in parts] == ["0", "1", "2", "3", "4"]
    assert [part.labels for part in parts] == [(), (), (), (), ("Yes",)]
    assert outcomes[-1] == Sent(receipt=",".join(str(part.message_id) for part in parts))


async def test_a_repeated_key_is_said_once(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A second send with the key of a delivered message says nothing again and gives the same receipt."""
    first = await speaking.sender.send(str(ann), HELLO, "k")
    assert await speaking.sender.send(str(ann), HELLO, "k") == first
    await speaking.sender.send(str(ann), HELLO, "other key")
    assert said(sandbox, ann) == ["Hello", "Hello"]


async def test_a_message_stays_in_its_topic(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """With a thread, a message goes to that forum topic; when the topic is gone, to the group rather than nowhere."""
    group = sandbox.group("Elm Street", admins=[ann], forum=True)
    topic = sandbox.topic(group, "Incidents")
    for key, thread in (("a", str(topic)), ("b", "9999")):
        assert isinstance(await speaking.sender.send(str(group), HELLO, key, thread), Sent)
    assert [one.topic_id for one in sandbox.inbox(group) if one.from_bot] == [topic, None]


async def _answering(status: int, body: str) -> tuple[web.AppRunner, str]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


MIGRATED = (
    '{"ok":false,"error_code":400,"description":"Bad Request: upgraded","parameters":{"migrate_to_chat_id":-1002}}'
)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (502, "<html>Bad Gateway</html>", RetryLater),
        (500, '{"ok":false,"error_code":500,"description":"restart"}', RetryLater),
        (504, "", RetryLater),
        (404, "<html></html>", RetryLater),
        (401, '{"ok":false,"error_code":401,"description":"Unauthorized"}', RetryLater),
        (413, "<html>Request Entity Too Large</html>", Rejected),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}', Rejected),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}', Unreachable),
        (403, '{"ok":false,"error_code":403,"description":"Forbidden: user is deactivated"}', Unreachable),
        (429, "Too many", RetryLater),
        (200, "not json", Ambiguous),
        (200, '{"ok":true,"result":[1,2]}', Ambiguous),
        (302, "", RetryLater),
    ],
)
async def test_every_strange_answer_has_its_outcome(status: int, body: str, outcome: type[Outcome]) -> None:
    """Proxies and dying servers answer in many ways; none raises, and only what may have arrived is ambiguous."""
    runner, url = await _answering(status, body)
    telegram = Telegram("1:secret-token", url)
    try:
        assert isinstance(await telegram.sender.send("5", HELLO, "k"), outcome)
    finally:
        await telegram.close()
        await runner.cleanup()


async def test_a_migrated_group_is_followed_and_reported() -> None:
    """When a group became a supergroup, the callback hears the new handle and the message is tried there once."""
    runner, url = await _answering(400, MIGRATED)
    moves: list[tuple[str, str]] = []

    async def migrated(old: str, new: str) -> None:
        moves.append((old, new))

    telegram = Telegram("1:secret-token", url, migrated=migrated)
    try:
        await telegram.sender.send("-7", HELLO, "k")
    finally:
        await telegram.close()
        await runner.cleanup()
    assert moves == [("-7", "-1002")]
