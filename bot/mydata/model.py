"""What is held about a person, as values that can be shown and written to a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.geo.model import Point
from bot.kernel.ids import AccountId, ChannelId
from bot.kernel.refusal import Reason

Value = str | int | float | bool | datetime | Point | Sequence[str] | None
"""What a column holds once it is open."""


class MyDataReason(Reason):
    """Why something about one's own data was refused."""

    NOTHING_HELD = "nothing held"
    """Nobody knows the speaker."""
    STILL_OFFICER = "still an officer"
    """An officer's requests are public acts of a department; the operator ends the role first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one table holds about a person. A column that was empty in a row is None there."""

    table: str
    what: Mapping[str, str]
    """What each column is, in plain English words, for the file; by the column's name."""
    rows: Sequence[Mapping[str, Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """That a reviewer or an operator was shown something of a person."""

    by: str
    """The reviewer's public name; empty for an operator."""
    what: str
    ref: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What another place shows of something that goes with its author."""

    shown: int
    lane: str
    account: AccountId | None
    channel: ChannelId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What has to follow the rows when a person is erased."""

    clips: Sequence[str] = ()
    """Blobs of the vault."""
    media: Sequence[str] = ()
    """Blobs of the store of public photos and clips."""
    copies: Sequence[Elsewhere] = field(default_factory=tuple)


CARD_LOOK = "card"
"""A reviewer was shown a post of the person, with the account that wrote it."""

EXPORT_JOB = "mydata.export"
"""Hand a person (the subject) the file with everything that is held about them."""
OWN_CLIP_JOB = "mydata.own_clip"
"""Hand an owner a clip of their own (the subject)."""
CLIP_STAYED_JOB = "mydata.clip_stayed"
"""Tell an owner that a clip of their own (the subject) could not be handed over in that chat."""
TAKE_DOWN_JOB = "mydata.take_down"
"""Take back what a place shows (the subject is the row that notes it) of somebody who was erased."""
