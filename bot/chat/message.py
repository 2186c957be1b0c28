"""What the house can say: a message of a few kinds of block, with buttons. Each adapter renders all of it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.action import Action


class Audience(StrEnum):
    """Who may see an answer given in a shared channel."""

    EVERYONE_HERE = "everyone here"
    ONLY_YOU = "only you"
    """Ephemeral where the platform can, else in the person's direct messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Our own words. Plain text: an adapter escapes it, nothing in it is markup."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody else's words, shown as such. Always escaped; never a mention, never a link."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Labelled values in order. The values may be somebody else's words and are escaped like a Quote."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with the words that stand for it where it cannot be seen."""

    name: str
    content: bytes
    description: str
    media_type: str = "image/png"
    """`image/png` for what we draw, `image/jpeg` for a photo whose metadata was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to hand over. Made in two places only: the release gate and a public post."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    """Lower-case hexadecimal digest of exactly these bytes."""
    open: Callable[[], AsyncIterator[bytes]]
    """Starts the bytes from the beginning, in pieces; may be called again for a repeat."""
    inline: bool = False
    """A clip to be looked at, not kept: the platform may re-encode it."""


Block = Paragraph | Quote | Facts | Picture | Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A choice. All buttons look alike: no colour or order may push anybody."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkButton:
    """A way to a page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to say. `title` is the headline in a chat and the subject of a mail."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    buttons: tuple[tuple[Button | LinkButton, ...], ...] = ()
    """Rows of buttons. An adapter may re-shape them ("reply YES K7QFM3"), never drop one."""
    audience: Audience = Audience.EVERYONE_HERE
    unsubscribe_url: str = ""
    """Set on mail that a person can stop; becomes List-Unsubscribe. Chat adapters show nothing of it."""
    unsubscribe_mail: str = ""
    """Another way to the same, a `mailto:`, for mail programs that know no pages."""
    return_path: str = ""
    """Set on mail: the address to which it comes back when it cannot be delivered. Nobody is shown it."""
    language: str = "en"
    """In which it is said (set by `chat.language`), and in which an adapter adds words of its own."""


def say(text: str, *, audience: Audience = Audience.ONLY_YOU) -> Message:
    """A message of one paragraph, to the speaker alone unless told otherwise."""
    return Message(blocks=(Paragraph(text=text),), audience=audience)
