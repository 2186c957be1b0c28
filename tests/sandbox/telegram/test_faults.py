"""Misbehavior on the wire: what a real client sees, and what really happened."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update

from bot.sandbox.telegram import TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


async def test_a_lost_answer_hides_a_message_that_was_sent(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """When the answer is lost the client gets an error, yet the person has the message, exactly once."""
    sandbox.misbehavior.change({"lost_answer_rate": 1, "only": ["sendMessage"]})
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ann, "hello")
    assert [message.text for message in sandbox.inbox(ann)] == ["/start", "hello"]
    record = sandbox.transcript.seen_by("telegram", ann)[-1]
    assert (record.kind, record.payload["text"], record.answer) == ("sendMessage", "hello", None)
    sandbox.misbehavior.change({"lost_answer_rate": 0})
    await bot.send_message(ann, "again")


async def test_a_forced_429_sends_nothing(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A 429 carries the configured time to wait, and nothing was sent."""
    sandbox.misbehavior.change({"too_many_requests_rate": 1, "retry_after_seconds": 7})
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(ann, "hello")
    assert refused.value.retry_after == 7
    assert len(sandbox.inbox(ann)) == 1


async def test_a_server_error_sends_nothing(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A 5xx is an error of the server, and nothing was sent."""
    sandbox.misbehavior.change({"server_error_rate": 1})
    with pytest.raises(TelegramServerError):
        await bot.send_message(ann, "hello")
    assert len(sandbox.inbox(ann)) == 1


async def test_latency_delays_every_answer(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """With a latency of 0.2 s no call is faster."""
    sandbox.misbehavior.change({"latency_seconds": 0.2})
    since = time.monotonic()
    await bot.send_message(ann, "hello")
    assert time.monotonic() - since >= 0.2


async def test_closed_direct_messages_are_a_403(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Who takes no direct messages cannot be written to."""
    sandbox.misbehavior.change({"closed_dms": [ann]})
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await bot.send_message(ann, "hello")


async def test_duplicates_carry_the_same_id(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A duplicated update arrives twice with one id, and is on the person's screen once."""
    sandbox.misbehavior.change({"duplicate_rate": 1})
    sandbox.say(ann, "hello")
    updates = await bot.get_updates()
    assert texts(updates) == ["/start", "hello", "hello"]
    assert updates[1].update_id == updates[2].update_id
    assert await bot.get_updates(offset=updates[2].update_id + 1) == []
    assert [record.kind for record in sandbox.transcript.seen_by("telegram", ann)] == ["message", "message"]


async def test_reordered_updates_swap_places(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A reordered update comes after the next one, or a little late if there is none; ids still count up."""
    sandbox.misbehavior.change({"reorder_rate": 1})
    sandbox.say(ann, "first")
    sandbox.misbehavior.change({"reorder_rate": 0})
    sandbox.say(ann, "second")
    sandbox.misbehavior.change({"reorder_rate": 1})
    sandbox.say(ann, "third")
    assert texts(await bot.get_updates()) == ["/start", "second", "first"]
    await asyncio.sleep(0.3)
    updates = await bot.get_updates()
    assert texts(updates) == ["/start", "second", "first", "third"]
    assert [update.update_id for update in updates] == sorted({update.update_id for update in updates})


async def test_a_lost_poll_brings_the_updates_again(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Updates whose delivery was lost come again, because no offset confirmed them."""
    sandbox.misbehavior.change({"lost_answer_rate": 1, "only": ["getUpdates"]})
    with pytest.raises(TelegramNetworkError):
        await bot.get_updates()
    sandbox.misbehavior.change({"lost_answer_rate": 0})
    assert texts(await bot.get_updates()) == ["/start"]


async def test_a_download_can_break(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A download can be cut off, and works the next time."""
    sandbox.send_file(ann, b"clip", "a.mp4", "video/mp4")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.video is not None
    path = (await bot.get_file(update.message.video.file_id)).file_path
    assert path is not None
    sandbox.misbehavior.change({"lost_answer_rate": 1, "only": ["download"]})
    with pytest.raises(Exception, match="Server disconnected"):
        await bot.download_file(path)
    sandbox.misbehavior.change({"lost_answer_rate": 0})
    content = await bot.download_file(path)
    assert content is not None
    assert content.read() == b"clip"
