"""Every sample message in the place of another one, and taken back, through the real clients against both sandboxes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.adapters.discord.platform import Discord
from bot.adapters.telegram.platform import Telegram
from bot.chat.message import Message
from bot.chat.ports import Rejected, Sender, Sent
from bot.chat.reply import Reply
from bot.sandbox.discord import DiscordSandbox, Pace
from bot.sandbox.telegram import Limits, TelegramSandbox
from tests.adapters.samples import SAMPLES

BEFORE = ("one line", "everything", "long paragraph", "three pictures", "two attachments")
"""What stood there: words, a picture with words and buttons, several texts, several files, files of another kind."""
BOUNDLESS = Limits(overall_per_second=10**6, private_burst=10**6, group_per_minute=10**6)
HASTY = Pace(global_calls_per_second=10**6, message_calls=10**6, other_calls=10**6)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A platform with a sender, new rooms, and what is on the screen in one."""

    sender: Sender
    room: Callable[[], str]
    screen: Callable[[str], list[Any]]


@asynccontextmanager
async def on_telegram() -> AsyncIterator[Place]:
    sandbox = TelegramSandbox(limits=BOUNDLESS)
    await sandbox.start()
    telegram = Telegram(sandbox.token, sandbox.url)
    ann = sandbox.person("Ann")

    def screen(room: str) -> list[Any]:
        messages = sandbox.inbox(int(room))
        return [(one.text, one.buttons, one.links, [(f.kind, f.name, f.content) for f in one.files]) for one in messages]

    try:
        yield Place(
            sender=telegram.sender, room=lambda: str(sandbox.group("Elm Street", admins=[ann])), screen=screen
        )
    finally:
        await telegram.close()
        await sandbox.stop()


@asynccontextmanager
async def on_discord() -> AsyncIterator[Place]:
    sandbox = DiscordSandbox(pace=HASTY)
    await sandbox.start()
    discord = Discord(sandbox.token, sandbox.api_url, sandbox.gateway_url, ready_timeout_s=0.1)

    async def answer(_: object) -> Reply:
        return Reply()

    async def nothing(_: object) -> tuple[()]:
        return ()

    running = asyncio.get_running_loop().create_task(discord.run((), answer, nothing))
    guild = sandbox.guild("Elm Street").id

    def screen(room: str) -> list[Any]:
        messages = [one for one in sandbox.inbox(int(room[1:])) if not one.deleted]
        return [
            (one.content, one.buttons, [(f.filename, f.media_type, f.content) for f in one.files]) for one in messages
        ]

    try:
        await sandbox.wait_for_bot()
        yield Place(sender=discord.sender, room=lambda: f"c{sandbox.channel(guild, 'general')}", screen=screen)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await sandbox.stop()


Test = Callable[[Place], Awaitable[None]]
on_both = pytest.mark.parametrize("platform", [on_telegram, on_discord], ids=["telegram", "discord"])


async def said(place: Place, message: Message) -> tuple[str, str]:
    """A new room in which the message stands, and its receipt."""
    room = place.room()
    outcome = await place.sender.send(room, message, f"key {room}")
    assert isinstance(outcome, Sent), outcome
    return room, outcome.receipt


@on_both
@pytest.mark.parametrize("before", BEFORE)
async def test_an_edited_message_looks_as_if_it_had_been_said_anew(platform: Any, before: str) -> None:
    """After an edit a room shows exactly what a fresh message would have shown: words, files, buttons, nothing else."""
    async with platform() as place:
        for name, message in SAMPLES.items():
            room, receipt = await said(place, SAMPLES[before])
            outcome = await place.sender.edit(room, receipt, message)
            fresh_room = place.room()
            fresh = await place.sender.send(fresh_room, message, f"fresh {fresh_room}")
            if isinstance(fresh, Rejected) or not fresh_receipt(fresh):
                assert isinstance(outcome, Rejected), name
                continue
            assert isinstance(outcome, Sent), (name, outcome)
            assert place.screen(room) == place.screen(fresh_room), name
            assert len(outcome.receipt.split(",")) == len(place.screen(room)), name
            again = await place.sender.edit(room, receipt, message)
            assert again == outcome, (name, "a repeat with the old receipt")
            assert await place.sender.edit(room, outcome.receipt, message) == outcome, (name, "one with the new receipt")
            assert place.screen(room) == place.screen(fresh_room), (name, "repeated")


def fresh_receipt(outcome: object) -> str:
    return outcome.receipt if isinstance(outcome, Sent) else ""


@on_both
async def test_a_deleted_message_leaves_nothing(platform: Any) -> None:
    """Whatever was said can be taken back whole, and taking it back twice is no mistake."""
    async with platform() as place:
        for name, message in SAMPLES.items():
            room = place.room()
            outcome = await place.sender.send(room, message, f"key {room}")
            if not isinstance(outcome, Sent):
                continue
            for _ in range(2):
                assert await place.sender.delete(room, outcome.receipt) == Sent(receipt=""), name
                assert place.screen(room) == [], name
