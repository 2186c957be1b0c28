"""What the house can hear: five kinds of thing that a person does, on whatever platform."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from bot.chat.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """The account that did something, as its platform vouches for it."""

    platform: str
    """`telegram`, `discord` or `mail`: also the name of the lane that answers."""
    handle: str
    """The platform's own id of the account, as text."""
    name: str
    """A display name, for greetings only; never proof of anything."""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where it was done."""

    platform: str
    handle: str
    """The platform's own id of the chat or channel, as text."""
    private: bool
    """True in a direct conversation with the bot."""
    title: str = ""
    thread: str = ""
    """The forum topic, where there is one."""
    speaker_is_admin: bool = False
    """The platform says that the speaker administers this room."""
    modals: bool = False
    """The answer may be a Form that the platform shows as one dialog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file that a person sent; the bytes are still at the platform until `open` is read."""

    name: str
    media_type: str
    """As claimed by the sender; not to be believed."""
    size_bytes: int | None
    platform_id: str
    open: Callable[[], AsyncIterator[bytes]]
    """The bytes in pieces. Raises FileUnavailable when the platform will not give them."""


class FileUnavailable(Exception):
    """The platform does not hand the file over: too large for bots, or its link has died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who, where, and the platform's own id of the event, by which a repeat is known."""

    key: str
    """Unique per event and stable over repeats, such as `telegram:8123`. The effect commits together with it."""
    speaker: Speaker
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A message that somebody pointed at: replied to with a command, or chose a menu entry on."""

    message: str
    """The platform's id of it."""
    text: str = ""
    file: IncomingFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Heard):
    """`/name`, with the options that were filled in. `words` is what followed, where options are typed as text."""

    name: str
    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    files: Mapping[str, IncomingFile] = field(default_factory=dict)
    """Options that are files, by the name of the field."""
    quoted: Quoted | None = None
    """The message that the command answers, or on which it was chosen from a menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Heard):
    """A button was pressed."""

    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswer(Heard):
    """A dialog was filled in."""

    draft: str
    answers: Mapping[str, str]
    files: Mapping[str, IncomingFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Heard):
    """A file was sent, perhaps with words."""

    file: IncomingFile
    words: str = ""
    reply_to: str = ""
    """The platform's id of the message of ours that it answers; empty when it answers none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Heard):
    """Plain words. A location pin is typed as `geo:lat,lon`."""

    text: str
    reply_to: str = ""
    """The platform's id of the message of ours that they answer; empty when they answer none. In channels only words
    that answer a message of ours, or name us, are heard at all."""


Incoming = Command | Press | FormAnswer | Upload | Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """Somebody is typing an option and wants completions; answered from local knowledge, at once, with no effect."""

    speaker: Speaker
    command: str
    field: str
    partial: str
