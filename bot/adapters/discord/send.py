"""The Sender: says a Message to a person or into a channel, and tells what became of it."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot.adapters.discord import handles, wire
from bot.adapters.discord.openings import Openings
from bot.adapters.discord.outcomes import OPENED_TOO_MANY, Breaker, outcome_of
from bot.adapters.discord.render import LIMITS, UPLOAD_LIMIT_BYTES, Part, parts, size_of
from bot.chat.incoming import FileUnavailable
from bot.chat.message import Message, Picture
from bot.chat.ports import Ambiguous, Limits, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.chat.rewrite import Gone, Hands, Rewriter, Turned, ids_of

PLATFORM = "discord"
NONCE_CHARACTERS = 25
"""Discord's limit; 25 hexadecimal digits are 100 bits."""

UNKNOWN_MESSAGE = 10008
_PATIENCE_S = 60.0
"""For one part. Short enough that a repeat comes while Discord still remembers the nonce."""
_NOT_CONNECTED = RetryLater(after_s=5.0, lane_wide=True, why="Not connected to Discord.")
_REMEMBERED_PARTS = 5_000
_TRIES = 3
_LONGEST_WAIT_S = 5.0

_log = structlog.get_logger("discord")

Result = TypeVar("Result")

Opened = Callable[[str, str], Awaitable[None]]
"""Told the handle of a person and that of the conversation with them."""


@dataclass(frozen=True, slots=True)
class _PartOf:
    """Names one part of one message, the same over repeats."""

    handle: str
    thread: str
    key: str
    index: int

    def nonce(self, channel: int) -> str:
        """By which Discord knows a repeat within a few minutes and answers it with the first message: the same for a
        person and for the conversation with them."""
        text = "\n".join((str(channel), self.key, str(self.index)))
        return hashlib.sha256(text.encode()).hexdigest()[:NONCE_CHARACTERS]


class DiscordSender:
    """Speaks through whichever client is connected; without one, everything is to be tried again later."""

    def __init__(self, opened: Opened | None = None) -> None:
        """`opened` is told of every conversation that we had to open, so that it is remembered for good."""
        self._opened = opened
        self._openings = Openings()
        self._client: discord.Client | None = None
        self._direct: dict[int, int] = {}
        self._opening: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._arrived: OrderedDict[str, int] = OrderedDict()
        """By nonce: the message."""
        self._breaker = Breaker()
        self._rewriter = Rewriter()

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

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Say it to `u<id>`, a person, or `c<id>`, a channel; with `thread` (an id) into that thread of the channel.

        After a failure in the middle, a repeat under the same key goes on with the parts that are still missing.
        """
        return await self.send_parts(handle, parts(message), key, thread, under)

    async def send_parts(
        self, handle: str, made: tuple[Part, ...], key: str, thread: str = "", under: str = ""
    ) -> Outcome:
        """The same for a message that is rendered already."""
        if refusal := self._refusal(thread) or _unsendable(made):
            return refusal
        receipts: list[str] = []
        answered = next(iter(ids_of(under)), None)
        for index, part in enumerate(made):
            name = _PartOf(handle, thread, key, index)
            outcome = await self._tried(self._deliver(part, name, answered if index == 0 else None))
            if not isinstance(outcome, Sent):
                return outcome
            receipts.append(outcome.receipt)
        return Sent(receipt=",".join(receipts))

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """Make the messages of a receipt say this, files and buttons included."""
        made = parts(message)
        if refusal := self._refusal(thread) or _unsendable(made):
            return refusal
        place = _PartOf(handle, thread, "", 0)
        hands: Hands[tuple[int, Part]] = Hands(
            turn=lambda number, part: self._turn(place, number, part[1]),
            say=lambda part, under: self._tried(
                self._deliver(part[1], _PartOf(handle, thread, f"edit {receipt} {_print(part[1])}", part[0]), under)
            ),
            remove=lambda number: self._remove(place, number),
        )
        return await self._rewriter.rewrite(f"{handle}/{thread}", receipt, list(enumerate(made)), hands)

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """Delete the messages of a receipt, however old."""
        if refusal := self._refusal(thread):
            return refusal
        for number in ids_of(receipt):
            outcome = await self._remove(_PartOf(handle, thread, "", 0), number)
            if not isinstance(outcome, Sent):
                return outcome
        return Sent(receipt="")

    def _refusal(self, thread: str) -> Outcome | None:
        """Why it is not even tried."""
        if (wait_s := self._breaker.wait_s(asyncio.get_running_loop().time())) > 0:
            return RetryLater(after_s=wait_s, lane_wide=True, why="Too many calls were refused lately.")
        if thread and not (thread.isascii() and thread.isdecimal()):
            return Rejected(why="A thread is named by digits.")
        return None

    async def _tried(self, attempt: Awaitable[Result]) -> Result | Outcome:
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

    async def _deliver(self, part: Part, name: _PartOf, answered: int | None = None) -> Outcome:
        channel = await self._place(name)
        if not isinstance(channel, discord.PartialMessageable):
            return channel
        nonce = name.nonce(channel.id)
        if nonce in self._arrived:
            return Sent(receipt=str(self._arrived[nonce]))
        files = [await wire.file(file) for file in part.files]
        below: dict[str, Any] = {} if answered is None else {"reference": _reference(answered, channel.id)}
        posted = await channel.send(
            part.content or None,
            files=files,
            view=wire.view(part.rows),
            nonce=nonce,
            allowed_mentions=discord.AllowedMentions.none(),
            suppress_embeds=True,
            **below,
        )
        self._arrived[nonce] = posted.id
        if len(self._arrived) > _REMEMBERED_PARTS:
            self._arrived.popitem(last=False)
        return Sent(receipt=str(posted.id))

    async def _turn(self, place: _PartOf, number: int, part: Part) -> Turned:
        """Make one message show the part; Discord shows embeds as little as before."""

        async def attempt() -> Turned:
            files = [await wire.file(file) for file in part.files]
            channel = await self._place(place)
            if not isinstance(channel, discord.PartialMessageable):
                return channel
            try:
                await channel.get_partial_message(number).edit(
                    content=part.content or None,
                    attachments=files,
                    view=wire.view(part.rows) if part.rows else None,
                    allowed_mentions=discord.AllowedMentions.none(),
                )
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                return Gone()
            return Sent(receipt=str(number))

        return await self._tried(attempt())

    async def _remove(self, place: _PartOf, number: int) -> Outcome:
        """Delete one message; one that is gone is deleted."""

        async def attempt() -> Outcome:
            channel = await self._place(place)
            if not isinstance(channel, discord.PartialMessageable):
                return channel
            try:
                await channel.get_partial_message(number).delete()
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
            return Sent(receipt="")

        return await self._tried(attempt())

    async def _place(self, name: _PartOf) -> discord.PartialMessageable | Outcome:
        """Where the part belongs, or why nothing can be said there."""
        client = self._client
        if client is None or client.is_closed():
            return _NOT_CONNECTED
        channel = await self._channel(client, name)
        if channel is None:
            return Rejected(why=f"{name.handle!r} is no handle of Discord's.")
        if isinstance(channel, RetryLater):
            return channel
        return client.get_partial_messageable(channel)

    async def _channel(self, client: discord.Client, name: _PartOf) -> int | RetryLater | None:
        if name.thread:
            return int(name.thread)
        person = handles.person_id(name.handle)
        if person is None:
            return handles.channel_id(name.handle)
        # Opening a conversation is what Discord counts most strictly, so it is done once for each person.
        async with self._opening.setdefault(person, asyncio.Lock()):
            return self._direct.get(person) or await self._open(client, person)

    async def _open(self, client: discord.Client, person: int) -> int | RetryLater:
        now_s = asyncio.get_running_loop().time()
        if (wait_s := self._openings.wait_s(person, now_s)) > 0:
            return RetryLater(after_s=wait_s, why="Conversations are opened a few at a time.")
        try:
            channel = (await client.create_dm(discord.Object(person))).id
        except discord.HTTPException as error:
            if error.code == OPENED_TOO_MANY:
                self._openings.hold(now_s)
            raise
        self._direct[person] = channel
        if self._opened is not None:
            try:
                await self._opened(handles.of_person(person), handles.of_channel(channel))
            except Exception as error:
                # The message matters more; the next one finds the conversation in memory.
                _log.warning("conversation not noted", error=type(error).__name__)
        return channel


def _reference(number: int, channel: int) -> discord.MessageReference:
    """Points at a message; where that is gone, what answers it is said all the same."""
    return discord.MessageReference(message_id=number, channel_id=channel, fail_if_not_exists=False)


def _print(part: Part) -> str:
    """Equal for parts that say the same."""
    digests = [
        hashlib.sha256(file.content).hexdigest() if isinstance(file, Picture) else file.sha256 for file in part.files
    ]
    return hashlib.sha256(repr((part.content, digests, part.rows)).encode()).hexdigest()


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


async def send_surely(
    sender: DiscordSender, handle: str, made: tuple[Part, ...], key: str, thread: str = "", under: str = ""
) -> Outcome:
    """Send a reply by ordinary messages, a few times if need be; Discord drops repeats by the key."""
    outcome: Outcome = Rejected()
    for _ in range(_TRIES):
        outcome = await sender.send_parts(handle, made, key, thread, under)
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
