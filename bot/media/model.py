"""A photo or clip that may be shown to everybody."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.refusal import Reason


class MediaReason(Reason):
    """Why a file was not taken."""

    NOT_A_PICTURE = "no photo or clip"
    """Neither a photo nor a clip of a kind that we can wash, or a damaged one."""
    HEIC = "photo in HEIC"
    """A sound photo as iPhones keep them; our library cannot decode it, but the phone can send it as JPEG."""
    TOO_LARGE = "media too large"
    """In bytes; `most` has the limit in megabytes."""
    TOO_MANY_PIXELS = "too many pixels"
    TOO_LONG = "clip too long"
    """`most_s` has the limit in seconds."""
    TOO_SLOW = "media took too long"
    """Washing used up its time."""
    NO_ROOM = "no room for media"
    UNAVAILABLE = "media unavailable"
    """The platform would not hand it over."""


class MediaKind(StrEnum):
    """How it is shown."""

    PHOTO = "photo"
    CLIP = "clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A washed file in the store: nothing but pixels (and, for a clip, time) came through."""

    blob: str
    """Its name in the store; random."""
    kind: MediaKind
    media_type: str
    """`image/jpeg` or `video/mp4`."""
    size_bytes: int
    sha256: str
    """Lower-case hexadecimal digest of the washed bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPolicy:
    """How much is taken."""

    max_bytes: int = 20_000_000
    """Before washing; Telegram gives bots no larger file."""
    max_clip_s: float = 120.0
    longest_side_px: int = 2048
    """Photos are made no larger than this."""
    clip_side_px: int = 1280
    """Clips are made no larger than this."""
    kept_clip_bytes: int = 9_500_000
    """A long clip gets coarser rather than larger than this: Discord takes 10 MB from a bot."""
