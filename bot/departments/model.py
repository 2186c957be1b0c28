"""Departments, and what operators propose about them."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.geo.model import Jurisdiction
from bot.kernel.ids import DepartmentId, OperatorId, ProposalId, Ref
from bot.kernel.refusal import Reason

DEPARTMENT_LIFE = timedelta(days=365)
WARN_BEFORE = (timedelta(days=30), timedelta(days=7), timedelta(0))
"""So long before a department runs out its operators and officers are told, and at last that it has."""

PROPOSAL_COPY = "proposal"
PROPOSAL_JOB = "departments.proposal"
"""Show an operator the card of a proposal (the subject) as it stands."""
MANY_JOB = "departments.many"
"""Tell an operator that another one (the subject) proposed or confirmed a whole list."""
STANDING_JOB = "departments.standing"
"""Tell an operator how a department (the subject) stands, after another one changed it."""
DOMAINS_JOB = "departments.domains"
"""A mail domain of a department (the subject) is gone: whose mailbox was there proves another. Speaks to nobody."""
STOPPED_JOB = "departments.stopped"
"""A department (the subject) may not act any more: close what it has open. Speaks to nobody."""
ENDS_JOB = "departments.ends"
"""Tell an operator that a department (the subject) runs out."""
OFFICERS_JOB = "departments.tell_officers"
"""Have the officers of a department (the subject) told that it runs out. Speaks to nobody."""


class DepartmentKind(StrEnum):
    """Who may be a department. Federal and immigration bodies are not on the list, on purpose."""

    CITY = "city"
    COUNTY = "county"
    CAMPUS = "campus"
    FIRE = "fire"


class Standing(StrEnum):
    """Whether a department may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class DepartmentReason(Reason):
    """Why something about a department was refused."""

    FEDERAL = "federal body"
    """Federal and immigration bodies are refused, whatever kind they claim."""
    NO_SUCH_DEPARTMENT = "no such department"
    NAME_TAKEN = "department name taken"
    DEPARTMENT_SUSPENDED = "department suspended"
    DEPARTMENT_EXPIRED = "department expired"
    """Not renewed for 12 months."""
    NO_SUCH_TIME_ZONE = "no such time zone"
    ZONE_ELSEWHERE = "time zone of another place"
    BAD_NAME = "bad department name"
    BAD_KIND = "kind that is not served"
    NO_CONTACT = "no contact of the department"
    NO_DOMAIN = "no mail domain"
    TOO_MANY_DOMAINS = "too many mail domains"
    BAD_DOMAIN = "bad mail domain"
    FREE_MAIL = "mail domain for everybody"
    SHARED_DOMAIN = "mail domain of many bodies"
    FEDERAL_DOMAIN = "mail domain of a federal body"
    DOMAIN_OF_MANY = "mail domain in many rows"
    """Of one list: it is that of a directory or an association."""
    NO_AREA = "no jurisdiction"
    BAD_CIRCLE = "bad circle"
    BAD_RADIUS = "bad radius of a jurisdiction"
    BAD_FILE = "bad file of a jurisdiction"
    AREA_TOO_WIDE = "jurisdiction too wide"
    BAD_KEY = "bad public key"
    LISTED_TWICE = "department listed twice"
    WAITS_ALREADY = "proposal waits already"
    NO_SUCH_PROPOSAL = "no such proposal"
    PROPOSAL_OVER = "proposal over"
    """It was confirmed, refused or taken back."""
    SAME_OPERATOR = "same operator"
    """Nobody confirms what they proposed themselves."""
    PROPOSER_GONE = "proposer gone"
    """Whoever proposed it was removed as an operator."""
    NOTHING_CHANGES = "nothing changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is known of a department, as operators found it and the public reads it."""

    name: str
    kind: DepartmentKind
    contact: str
    """A telephone number or address that the public can use to check."""
    email_domains: tuple[str, ...]
    """Where its officers prove a mailbox, or below; lower case, and empty for one from before these were asked for."""
    jurisdiction: Jurisdiction
    time_zone: str
    """IANA name; times in its requests are read and written in it."""
    public_key: str = ""
    """An age recipient to which what it is given can be sealed; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Particulars):
    """A police department and where it may ask."""

    id: DepartmentId
    ref: Ref
    standing: Standing
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A department in a list of thousands."""

    id: DepartmentId
    ref: Ref
    name: str


def particulars_of(department: Department) -> Particulars:
    """What is known of it."""
    return Particulars(**{field.name: getattr(department, field.name) for field in fields(Particulars)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a department; None stays as it is. Its name and kind do not change: that is another one."""

    contact: str | None = None
    email_domains: tuple[str, ...] | None = None
    jurisdiction: Jurisdiction | None = None
    time_zone: str | None = None
    public_key: str | None = None
    """Empty takes the key away."""

    def of(self, before: Particulars) -> Particulars:
        """The particulars with this change."""
        wanted = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(before, **{name: value for name, value in wanted.items() if value is not None})


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    """By another operator, or taken back by the proposer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A department as it is to be, by the word of one operator. It never changes; whoever wants another makes another."""

    id: ProposalId
    ref: Ref
    department: DepartmentId | None
    """The one that it changes; None for a new one that is not confirmed."""
    is_new: bool
    what: Particulars
    state: ProposalState
    proposed_by: OperatorId
    proposed_at: datetime
    decided_by: OperatorId | None
    decided_at: datetime | None
