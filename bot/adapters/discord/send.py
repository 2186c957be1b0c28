"""The Sender: says a Message to a person or into a channel, and tells what became of it."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import assert_never
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot.adapters.discord import handles, wire
from bot.adapters.discord.outcomes import Breaker, outcome_of
from bot.adapters.discord.render import LIMITS, UPLOAD_LIMIT_BYTES, Part, parts, size_of
from bot.chat.incoming import FileUnavailable
from bot.chat.message import Message
from bot.chat.ports import Ambiguous, Limits, Outcome, Rejected, RetryLater, Sent, Unreachable

PLATFORM = "discord"
NONCE_CHARACTERS = 25
"""Discord's limit; 25 hexadecimal digits are 100 bits."""

_PATIENCE_S = 60.0
"""For one part. Short enough that a repeat comes while Discord still remembers the nonce."""
_NOT_CONNECTED = RetryLater(after_s=5.0, lane_wide=True, why="Not connected to Discord.")
_REMEMBERED_PARTS = 5_000
_TRIES = 3
_LONGEST_WAIT_S = 5.0

_log = structlog.get_logger("discord")


@dataclass(frozen=True, slots=True)
class _PartOf:
    """Names one part of one message, the same over repeats."""

    handle: str
    thread: str
    key: str
    index: int

    @property
    def nonce(self) -> str:
        """By which Discord knows a repeat within a few minutes and answers it with the first message."""
        text = "\n".join((self.handle, self.thread, self.key, str(self.index)))
        return hashlib.sha256(text.encode()).hexdigest()[:NONCE_CHARACTERS]


class DiscordSender:
    """Speaks through whichever client is connected; without one, everything is to be tried again later."""

    def __init__(self) -> None:
        self._client: discord.Client | None = None
        self._direct: dict[int, int] = {}
        self._opening: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._arrived: OrderedDict[_PartOf, int] = OrderedDict()
        self._breaker = Breaker()

    @property
    def platform(self) -> str:
        """The lane's name."""
        return PLATFORM

    @property
    def limits(self) -> Limits:
        """What Discord can show."""
        return LIMITS

    def use(self, client: discord.Client | None) -> None:
        """Speak through this client from now on; None when there is none any more."""
        self._client = client

    def remember_direct(self, person: int, channel: int) -> None:
        """Note the direct-message channel of a person who wrote there, so that none has to be opened."""
        self._direct[person] = channel

    async def send(self, handle: str, message: Message, key: str, thread: str = "") -> Outcome:
        """Say it to `u<id>`, a person, or `c<id>`, a channel; with `thread` (an id) into that thread of the channel.

        After a failure in the middle, a repeat under the same key goes on with the parts that are still missing.
        """
        return await self.send_parts(handle, parts(message), key, thread)

    async def send_parts(self, handle: str, made: tuple[Part, ...], key: str, thread: str = "") -> Outcome:
        """The same for a message that is rendered already."""
        if (wait_s := self._breaker.wait_s(asyncio.get_running_loop().time())) > 0:
            return RetryLater(after_s=wait_s, lane_wide=True, why="Too many calls were refused lately.")
        if thread and not (thread.isascii() and thread.isdecimal()):
            return Rejected(why="A thread is named by digits.")
        if refusal := _unsendable(made):
            return refusal
        receipts: list[str] = []
        for index, part in enumerate(made):
            outcome = await self._tried(self._deliver(part, _PartOf(handle, thread, key, index)))
            if not isinstance(outcome, Sent):
                return outcome
            receipts.append(outcome.receipt)
        return Sent(receipt=",".join(receipts))

    async def _tried(self, attempt: Awaitable[Outcome]) -> Outcome:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await attempt
        except wire.BadFile as error:
            return Rejected(why=str(error))
        except FileUnavailable as error:
            return Rejected(why=f"A file cannot be read: {error}")
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            self._breaker.note(error, asyncio.get_running_loop().time())
            return outcome_of(error)

    async def _deliver(self, part: Part, name: _PartOf) -> Outcome:
        client = self._client
        if client is None or client.is_closed():
            return _NOT_CONNECTED
        if name in self._arrived:
            return Sent(receipt=str(self._arrived[name]))
        files = [await wire.file(file) for file in part.files]
        channel = await self._channel(client, name)
        if channel is None:
            return Rejected(why=f"{name.handle!r} is no handle of Discord's.")
        posted = await client.get_partial_messageable(channel).send(
            part.content or None,
            files=files,
            view=wire.view(part.rows),
            nonce=name.nonce,
            allowed_mentions=discord.AllowedMentions.none(),
            suppress_embeds=True,
        )
        self._arrived[name] = posted.id
        if len(self._arrived) > _REMEMBERED_PARTS:
            self._arrived.popitem(last=False)
        return Sent(receipt=str(posted.id))

    async def _channel(self, client: discord.Client, name: _PartOf) -> int | None:
        if name.thread:
            return int(name.thread)
        person = handles.person_id(name.handle)
        if person is None:
            return handles.channel_id(name.handle)
        # Opening a conversation is what Discord counts most strictly, so it is done once for each person.
        async with self._opening.setdefault(person, asyncio.Lock()):
            if person not in self._direct:
                self._direct[person] = (await client.create_dm(discord.Object(person))).id
        return self._direct[person]


def _unsendable(made: tuple[Part, ...]) -> Rejected | None:
    if not made:
        return Rejected(why="The message is empty.")
    for part in made:
        for file in part.files:
            if size_of(file) > UPLOAD_LIMIT_BYTES:
                return Rejected(
                    why=f"The file {file.name} has {size_of(file)} bytes, more than Discord's {UPLOAD_LIMIT_BYTES}."
                )
    return None


async def send_surely(sender: DiscordSender, handle: str, made: tuple[Part, ...], key: str) -> Outcome:
    """Send a reply by ordinary messages, a few times if need be; Discord drops repeats by the key."""
    outcome: Outcome = Rejected()
    for _ in range(_TRIES):
        outcome = await sender.send_parts(handle, made, key)
        match outcome:
            case Sent():
                return outcome
            case RetryLater():
                await asyncio.sleep(min(outcome.after_s or 1.0, _LONGEST_WAIT_S))
            case Ambiguous():
                continue
            case Unreachable() | Rejected():
                break
            case _:
                assert_never(outcome)
    _log.warning("reply not delivered", outcome=type(outcome).__name__)
    return outcome
