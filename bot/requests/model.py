"""Area requests: what an officer asks for, the numbers that bound it, and the states of its life."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref, RequestId
from bot.kernel.refusal import Reason


class IncidentType(StrEnum):
    """What is being investigated. The list is closed: there is no entry for gatherings, protests or persons."""

    ASSAULT = "assault"
    BURGLARY = "burglary"
    ROBBERY = "robbery"
    THEFT = "theft"
    VEHICLE_THEFT = "vehicle theft"
    HIT_AND_RUN = "hit and run"
    HOMICIDE = "homicide"
    SHOOTING = "shooting"
    SEXUAL_ASSAULT = "sexual assault"
    KIDNAPPING = "kidnapping"
    MISSING_PERSON = "missing person"
    ARSON = "arson"
    VANDALISM = "vandalism"
    FRAUD = "fraud"


class RequestState(StrEnum):
    """The life of a request; nothing goes back, nothing is edited."""

    REVIEW = "review"
    """Filed, waits for a reviewer."""
    REFUSED = "refused"
    """A reviewer said no; stays in the record."""
    PUBLISHED = "published"
    """Public, and owners are being asked."""
    CLOSED = "closed"
    """By hand or by time; looks the same whatever came in."""


class RequestReason(Reason):
    """Why a request, or something done to one, was refused."""

    AREA_TOO_SMALL = "area too small"
    AREA_TOO_LARGE = "area too large"
    AREA_NOT_COMPACT = "area not compact"
    """It has an arm or is a strip: such a shape reaches one home far away, or follows a whole road."""
    OUTSIDE_JURISDICTION = "outside the jurisdiction"
    WINDOW_BACKWARDS = "window ends before it begins"
    WINDOW_TOO_SHORT = "window too short"
    WINDOW_TOO_LONG = "window too long"
    WINDOW_IN_FUTURE = "window in the future"
    INCIDENT_OUTSIDE_WINDOW = "incident outside the window"
    INCIDENT_TOO_OLD = "incident too old"
    NO_CASE_NUMBER = "no case number"
    NO_CONTACT = "no contact"
    NOTHING_SOUGHT = "nothing sought"
    TOO_MUCH_TEXT = "too much text"
    NOT_OWN_INVESTIGATION = "not our own investigation"
    UNFIT_WORDS = "unfit words"
    """Protests and other lawful activity, pressure, thanks, or a description by race."""
    TOO_MANY_FOR_CASE = "too many for one incident"
    TOO_MANY_OPEN = "too many open"
    TOO_MUCH_OVERLAP = "too many over the same place"
    BUDGET_SPENT = "budget spent"
    TIME_UNREADABLE = "time unreadable"
    TIME_AMBIGUOUS = "time ambiguous"
    """The hour repeats when the clocks go back; the officer says which."""
    TIME_TWO_WAYS = "time could be two"
    """The words can be read as two moments, such as 9:30 or 3/4; the officer writes which."""
    PLACE_UNKNOWN = "request place unknown"
    AREA_DRAWN = "request area drawn"
    """It has corners, and therefore no radius to change."""
    RADIUS_UNREADABLE = "radius unreadable"
    NO_SUCH_TYPE = "no such incident type"
    NO_SUCH_DRAFT = "no such draft"
    """Filed, discarded, changed since, expired, or somebody else's."""
    NO_SUCH_REQUEST = "no such request"
    ALREADY_REVIEWED = "already reviewed"
    ALREADY_SAID = "already said"
    """This reviewer has approved already; a second one is waited for."""
    OWN_DEPARTMENT = "own department"
    """A reviewer does not review a department that they belong to."""
    OWN_REQUEST = "own request"
    """A reviewer does not review what they filed."""
    ASKED_ENOUGH = "asked enough"
    """The officer has as many questions about this request as anybody may be asked."""
    NO_SUCH_QUESTION = "no such question"
    """Answered already, or not put to this officer."""
    ASKER_OFF_DUTY = "asker off duty"
    """The officer who filed it, or the department, may not ask any more."""
    NOT_YOURS = "not your request"
    ALREADY_CLOSED = "already closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPolicy:
    """The numbers of product.md, section 5; read from the configuration. Areas in km2."""

    min_area_km2: float = 0.0647
    """0.025 square miles: Ring's own lower bound."""
    max_area_km2: float = 1.295
    """0.5 square miles: Ring's own upper bound."""
    min_window: timedelta = timedelta(minutes=15)
    max_window: timedelta = timedelta(hours=12)
    max_age: timedelta = timedelta(days=30)
    life: timedelta = timedelta(days=7)
    owners_asked: int = 500
    fan_out_window: timedelta = timedelta(seconds=60)
    per_case: int = 2
    open_at_once: int = 3
    overlapping_in_24_h: int = 3
    overlap_share: float = 0.5
    """Two areas overlap when they have this much of the smaller one in common."""
    per_30_days: int = 20
    km2_hours_per_30_days: float = 60.0
    max_sought: int = 600
    max_contact: int = 120
    max_case_number: int = 40
    draft_life: timedelta = timedelta(hours=24)
    questions: int = 5
    """So often reviewers may ask the officer about one request."""

    @property
    def asking_after(self) -> timedelta:
        """From the publication to the search for owners: by then the officer and the public have read of it. Else they
        would read of it the later, the more owners are found."""
        return self.fan_out_window / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an officer filled in, read but not yet judged."""

    area: Area
    place_words: str
    """Where that is, in the words of the gazetteer or in coordinates; never in those of the officer."""
    incident_type: IncidentType
    incident_at: datetime
    window_start: datetime
    window_end: datetime
    case_number: str
    contact: str
    sought: str
    own_investigation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A draft that its officer looks at before it is filed. Every change makes a new one, so that no button files what
    its message does not show."""

    ref: Ref
    draft: Draft
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRequest:
    """A filed request."""

    id: RequestId
    ref: Ref
    department: DepartmentId
    officer: OfficerId
    draft: Draft
    state: RequestState
    filed_at: datetime
    closes_at: datetime | None
    """Set when published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a department has asked for lately; input of the rules."""

    open_now: int
    filed_in_30_days: int
    km2_hours_in_30_days: float
    same_incident: int
    """Requests under the same case number, or near in place (500 m) and time (24 h)."""
    overlapping: int = 0
    """Requests of the last 24 hours whose areas overlap with this one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One reviewer's word."""

    request: RequestId
    reviewer: PersonId
    approved: bool
    why: str = field(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What a reviewer asks the officer before deciding, and the answer; for reviewers and the officer alone."""

    ref: Ref
    request: RequestId
    question: str
    answer: str
    """Empty until the officer has answered."""


REVIEW_JOB = "requests.review"
"""Show a request (the subject) to one reviewer."""
FEW_JOB = "requests.few"
"""Tell an operator that fewer reviewers may decide about a request (the subject) than have to."""
FAN_OUT_JOB = "requests.fan_out"
"""Find the owners in range of a published request (the subject) and enqueue their notices. Inside lane."""
PUBLIC_POST_JOB = "requests.post"
"""Show a published request in one channel."""
PUBLISHED_JOB = "requests.published"
"""Tell the officer that the request is published."""
REFUSED_JOB = "requests.refused"
"""Tell the officer that a reviewer refused, with the reason."""
CLOSED_JOB = "requests.closed"
"""Tell the officer that the request is closed; the same words always."""
INQUIRY_JOB = "requests.inquiry"
"""Tell the officer what a reviewer asks (the inquiry is the subject)."""

REVIEW_COPY = "request review"
"""The cards of a request that reviewers were shown."""
