"""The ports of a platform: a Sender speaks, a Receiver listens; mail is a Sender only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.chat.form import Choice, CommandSpec
from bot.chat.incoming import Incoming, Suggest
from bot.chat.message import Message
from bot.chat.reply import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform can show; data, owned by its adapter."""

    text: int
    """Longest text of one message, counted as `utf16` says."""
    caption: int
    """Longest text beside a picture or file."""
    buttons_per_row: int
    buttons: int
    """0 where there are no buttons: choices become typed replies or links."""
    upload_bytes: int
    download_bytes: int
    utf16: bool
    """Count UTF-16 code units (Telegram) instead of code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It arrived at the platform."""

    receipt: str
    """The platform's ids of the messages, comma separated, for later edits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLater:
    """Certainly not delivered; the platform is busy or out of reach."""

    after_s: float | None = None
    """What the platform asked for. `lane_wide` says whether everybody has to wait."""
    lane_wide: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """The bytes were written and no answer came: it may have arrived."""

    why: str = ""


class Cause(StrEnum):
    """Why an address does not work, as far as its platform tells."""

    BLOCKED = "blocked"
    """Its person shut us out."""
    CLOSED = "closed"
    """It takes nothing from us: the settings of its person, or no place that we share."""
    GONE = "gone"
    """There is no such account, chat or mailbox, or there is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """This address will not work again until its person does something: blocked, closed DMs, no such mailbox."""

    why: str = ""
    cause: Cause = Cause.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The platform refuses what we sent: our own mistake."""

    why: str = ""


Outcome = Sent | RetryLater | Ambiguous | Unreachable | Rejected


class Sender(Protocol):
    """Speaks on one platform."""

    @property
    def platform(self) -> str:
        """The lane's name."""
        ...

    @property
    def limits(self) -> Limits:
        """What the platform can show."""
        ...

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Say it to a person, chat or channel. `key` is stable over repeats: a platform that can, drops the second.

        `under` is the receipt of an earlier message in the same place to which this one is shown as an answer; if that
        is gone, it is said all the same. Never raises for what the outside world does; cancellation passes through.
        """
        ...

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """Make what was said under this receipt say this instead, its pictures included; Sent holds the new receipt.

        Repeating it is harmless. Rejected where the platform edits no more, or nothing at all (mail).
        """
        ...

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """Take back what was said under this receipt; Sent (with an empty receipt) also when it was gone already.

        Where a message is too old to be deleted, its words, pictures and buttons are replaced by one neutral sentence.
        Rejected where nothing can be taken back (mail).
        """
        ...


Answer = Callable[[Incoming], Awaitable[Reply]]
Complete = Callable[[Suggest], Awaitable[tuple[Choice, ...]]]


class Receiver(Protocol):
    """Listens on one platform until cancelled."""

    async def run(self, commands: tuple[CommandSpec, ...], answer: Answer, complete: Complete) -> None:
        """Announce the commands, then hear everything and give each thing's Reply back to where it came from.

        A thing heard is confirmed to the platform only after `answer` returned, so that a crash repeats it.
        Raises PlatformDown when the platform refuses us for good (wrong token).
        """
        ...


class PlatformDown(Exception):
    """The platform will not talk to us; the message is one sentence that says what to do."""


class OutOfReach(PlatformDown):
    """It does not answer at present, and may do so later."""
