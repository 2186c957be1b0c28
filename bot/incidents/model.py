"""What a neighbor reports, what others say to it, and how both may change. Places are rounded before they get here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.ids import ChannelId, CommentId, IncidentId, NeighborhoodId, PersonId, Ref, RevisionId
from bot.kernel.refusal import Reason
from bot.media.model import Media


class Category(StrEnum):
    """What a report is about. There is no category for people."""

    CRIME = "crime"
    HAZARD = "safety hazard"
    SUSPICIOUS = "suspicious activity"
    FIRE_MEDICAL = "fire or medical"
    PET = "lost or found pet"
    ITEM = "lost or found item"
    COMMUNITY = "community"


class IncidentState(StrEnum):
    """Where a report stands; `incidents.machine` says what may follow."""

    DRAFT = "draft"
    """Its author looks at it "as others will see it" and has not posted it yet."""
    HELD = "held"
    """It waits for a reviewer; the author was told why."""
    POSTED = "posted"
    REFUSED = "refused"
    """A reviewer found that it should not be shown; the author may appeal."""
    HIDDEN = "hidden"
    """It was shown, and a reviewer took it down; the author may appeal."""
    JOINED = "joined"
    """It tells of the same thing as an earlier report, and counts there."""
    REMOVED = "removed"
    """Its author took it back."""


class CommentState(StrEnum):
    """Where a comment stands."""

    HELD = "held"
    POSTED = "posted"
    REFUSED = "refused"
    HIDDEN = "hidden"
    REMOVED = "removed"


class RevisionKind(StrEnum):
    """What its author wants to change about a report."""

    EDIT = "edit"
    """Other words in place of the old ones."""
    CORRECTION = "correction"
    """Something to add; everybody who was alerted hears it."""


class RevisionState(StrEnum):
    """Where a wished change stands."""

    HELD = "held"
    APPLIED = "applied"
    REFUSED = "refused"


class IncidentReason(Reason):
    """Why a report or comment was refused."""

    NO_TEXT = "report has no text"
    TOO_LONG = "report too long"
    TOO_MANY = "too many reports"
    """Five a day, one in five minutes."""
    TOO_MANY_COMMENTS = "too many comments"
    TOO_MANY_CHANGES = "too many changes"
    """Of one report: each of them speaks to everybody who shows it or heard of it."""
    PLACE_UNKNOWN = "report place unknown"
    PLACE_FAR_AWAY = "report place far away"
    """Outside the neighborhood's area."""
    TIME_UNREADABLE = "report time unreadable"
    TIME_IN_FUTURE = "report time in the future"
    TOO_OLD = "report too old"
    NOT_YOURS = "not your report"
    NO_SUCH = "no such report"
    NO_CATEGORY = "no such category"
    NOT_OPEN = "report not open"
    """It was removed, hidden or posted in the meantime."""
    SENT_ALREADY = "report sent already"
    """It was pressed twice: the first press did it."""
    NAME_UNFIT = "name not fit to be shown"
    """The account's name holds what would have to be looked at first, such as a telephone number."""
    NOT_FOR_OFFICERS = "no browsing for officers"
    """Neighbors' posts are not handed to police: officers see them where they are posted in public."""
    BAD_SEARCH = "search unreadable"
    """A radius, category or number of days that cannot be meant."""


MAX_TEXT = 1500
MAX_COMMENT = 600
MAX_CORRECTION = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPolicy:
    """The numbers of product.md, section 5; read from the configuration."""

    per_day: int = 5
    per_5_minutes: int = 1
    comments_per_hour: int = 20
    cell_resolution: int = 9
    max_age: timedelta = timedelta(days=30)
    draft_life: timedelta = timedelta(days=1)
    duplicate_radius_m: float = 50.0
    duplicate_within: timedelta = timedelta(hours=24)
    alike: float = 85.0
    """From this similarity on (0 to 100, rapidfuzz's token_set_ratio) two texts count as nearly the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """A report to store. It has no point: only the cell, which is at least a block wide."""

    ref: Ref
    neighborhood: NeighborhoodId
    author: PersonId
    category: Category
    text: str
    cell: str
    """H3 cell of resolution 9 or coarser."""
    around: str
    """Words for the cell, such as a street name; made from the cell alone."""
    hour: datetime
    """When it happened, to the hour."""
    shown_name: str = ""
    """Under which name its author wants to be seen; empty: as "a neighbor"."""
    media: Media | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(NewIncident):
    """A stored report."""

    id: IncidentId
    state: IncidentState
    version: int
    """Counts every change that its copies have to follow."""
    correction: str
    """What its author added later; shown under the text."""
    held_for: tuple[str, ...]
    """Why it waits or waited: values of `wording.Concern`, `newcomer`, or `police`."""
    joined_to: IncidentId | None
    created_at: datetime
    """When its author posted it; of a draft, when it was made."""
    posted_at: datetime | None
    """When it was first shown to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes different about a report; None: it stays as it is."""

    text: str | None = None
    correction: str | None = None
    shown_name: str | None = None
    held_for: tuple[str, ...] | None = None
    joined_to: IncidentId | None = None
    created_at: datetime | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where and when a report happened: enough to find it again."""

    id: IncidentId
    category: Category
    cell: str
    hour: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment to store."""

    ref: Ref
    incident: IncidentId
    author: PersonId
    text: str
    shown_name: str = ""
    channel: ChannelId | None = None
    """Where it was written, for all there to read; None when it was given to the bot alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(NewComment):
    """A stored comment."""

    id: CommentId
    state: CommentState
    version: int
    held_for: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A wished change."""

    id: RevisionId
    ref: Ref
    incident: IncidentId
    kind: RevisionKind
    text: str
    state: RevisionState
    held_for: tuple[str, ...]
    created_at: datetime


INCIDENT_COPY = "incident"
"""The kind of what channels show of a report, in the book of copies; the subject is its id."""
COMMENT_COPY = "comment"

NEWCOMER = "newcomer"
"""In `held_for`: the first posts of a new account wait for a reviewer."""

POST_JOB = "incidents.post"
"""Make a channel show the incident (the subject) as it stands now: post it, edit it, or take it down."""
COMMENT_JOB = "incidents.comment"
"""The same for a comment (the subject)."""
ANNOUNCE_JOB = "incidents.announce"
"""Find out who is to be alerted of the incident (the subject). Speaks to nobody itself."""
RECALL_JOB = "incidents.recall"
"""The incident (the subject) changed: those who were alerted are to be told or shown. Speaks to nobody itself."""
