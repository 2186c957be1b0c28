"""A bulletin: what police ask the public, in public."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.ids import BulletinId, DepartmentId, OfficerId, Ref, ReviewerId
from bot.kernel.refusal import Reason
from bot.media.model import Media


class BulletinState(StrEnum):
    """Where a bulletin stands. Forward only."""

    REVIEW = "review"
    REFUSED = "refused"
    PUBLISHED = "published"
    CLOSED = "closed"


class BulletinReason(Reason):
    """Why something about a bulletin was refused."""

    NO_TEXT = "bulletin has no text"
    TOO_LONG = "bulletin too long"
    NO_CONTACT = "bulletin has no contact"
    NO_CASE_NUMBER = "bulletin needs a case number"
    UNFIT_WORDS = "bulletin has unfit words"
    TOO_MANY = "too many bulletins"
    NO_SUCH = "no such bulletin"
    BY_POLICE = "bulletin reviewed by police"
    ALREADY_DECIDED = "bulletin already decided"
    NOT_OPEN = "bulletin not open"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBulletin:
    """A bulletin to file."""

    ref: Ref
    department: DepartmentId
    officer: OfficerId
    case_number: str
    contact: str
    text: str
    media: Media | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin(NewBulletin):
    """A stored bulletin."""

    id: BulletinId
    state: BulletinState
    reviewer: ReviewerId | None
    why: str
    created_at: datetime
    decided_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinPolicy:
    """The numbers; read from the configuration."""

    max_text: int = 1200
    open_at_once: int = 3
    """Of one department."""
    life_days: int = 30


BULLETIN_COPY = "bulletin"
"""The kind of what channels show of a bulletin, in the book of copies; the subject is its id."""
REVIEW_COPY = "bulletin.review"
"""The same for a reviewer's card."""

POST_JOB = "bulletins.post"
"""Make a channel show the bulletin (the subject) as it stands now."""
REVIEW_JOB = "bulletins.review"
"""Show a reviewer the bulletin (the subject), or what was decided about it."""
DECIDED_JOB = "bulletins.decided"
"""Tell the officer where the bulletin (the subject) stands."""
