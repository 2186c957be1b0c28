"""What an owner has said about being asked. Every value here takes away; none can stand for a yes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.kernel.ids import DepartmentId
from bot.kernel.refusal import Reason
from bot.requests.model import IncidentType

QUIET_FROM = 21 * 60
QUIET_UNTIL = 8 * 60
"""Minutes after local midnight; product.md, section 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLimits:
    """How often an owner is asked at most, whoever asks; product.md, section 5."""

    per_day: int = 1
    """In any 24 hours."""
    per_30_days: int = 4


class TermsReason(Reason):
    """Why something about an owner's terms was refused."""

    BAD_QUIET_HOURS = "quiet hours of requests unreadable"
    NO_SUCH_RULE = "no such rule"
    """The words name no department, no incident type and none of the rules."""
    BAD_PAUSE = "end of the pause unreadable"


class AskBy(StrEnum):
    """Through which of an owner's accounts requests come."""

    CHAT = "chat"
    """Direct messages only, as long as one works."""
    MAIL = "mail"
    """Mail only, as long as it works."""
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms an owner may be asked. The default is what holds for an owner who has said nothing."""

    time_zone: str
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    """Equal to `quiet_from`: no quiet hours."""
    never_at_night: bool = False
    """Not even about a missing person during the quiet hours."""
    only_missing: bool = False
    """Only about missing persons."""
    ask_by: AskBy = AskBy.BOTH
    paused: bool = False
    paused_until: datetime | None = None
    """None while paused: until the owner says otherwise."""
    never_from: frozenset[DepartmentId] = frozenset()
    never_about: frozenset[IncidentType] = frozenset()


class Habit(NamedTuple):
    """A clock and the quiet hours by it, which many owners share."""

    time_zone: str
    quiet_from: int
    quiet_until: int


