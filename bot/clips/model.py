"""Clips: files that an owner sent for one ask. Nothing here can hand one out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.ids import AskId, ClipId, PersonId, Ref
from bot.kernel.refusal import Reason


class ClipState(StrEnum):
    """Where a clip stands."""

    HELD = "held"
    """Kept for its owner; nobody else can reach it."""
    DELETED = "deleted"
    """Its owner took it back; the bytes are gone."""
    PURGED = "purged"
    """Its time was up; the bytes are gone."""


class ClipReason(Reason):
    """Why a file was not taken."""

    EMPTY = "empty file"
    TOO_LARGE = "file too large"
    WRONG_TYPE = "wrong file type"
    """By its content, whatever its name says."""
    TOO_MANY = "too many clips"
    UNAVAILABLE = "file unavailable"
    """The platform does not hand it over."""
    NO_ROOM = "no room"
    """The disk is full; nothing was lost, try later."""
    NOT_EXPECTED = "no clip expected"
    """No open request of this owner waits for a clip."""
    WHICH_REQUEST = "which request"
    """Several do; the owner has to say which."""
    NO_SUCH_CLIP = "no such clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPolicy:
    """The numbers of product.md, section 5."""

    max_bytes: int = 2_000_000_000
    per_ask: int = 16
    keep_after_release: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Bytes in the vault: what was measured while they came in."""

    blob: str
    """Random name in the vault; the sender's own file name is never used on disk."""
    sha256: str
    size_bytes: int
    media_type: str
    """By content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClip:
    """A clip to note down."""

    ref: Ref
    ask: AskId
    owner: PersonId
    kept: Kept
    name: str
    """A safe name for showing and handing over, made by us."""
    platform: str
    platform_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip(NewClip):
    """A clip of an owner."""

    id: ClipId
    state: ClipState
    received_at: datetime
