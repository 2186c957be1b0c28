"""Departments and officers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.kernel.refusal import Reason

DEPARTMENT_LIFE = timedelta(days=365)
OFFICER_LIFE = timedelta(days=90)


class DepartmentKind(StrEnum):
    """Who may be a department. Federal and immigration bodies are not on the list, on purpose."""

    CITY = "city"
    COUNTY = "county"
    CAMPUS = "campus"
    FIRE = "fire"


class Standing(StrEnum):
    """Whether a department or an officer may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class DepartmentReason(Reason):
    """Why something about a department or an officer was refused."""

    FEDERAL = "federal body"
    """Federal and immigration bodies are refused, whatever kind they claim."""
    NO_SUCH_DEPARTMENT = "no such department"
    NAME_TAKEN = "department name taken"
    NOT_OFFICER = "not an officer"
    """The speaker is no verified officer."""
    OFFICER_SUSPENDED = "officer suspended"
    OFFICER_EXPIRED = "officer expired"
    """Verified more than 90 days ago."""
    DEPARTMENT_SUSPENDED = "department suspended"
    DEPARTMENT_EXPIRED = "department expired"
    """Not renewed for 12 months."""
    BAD_INVITATION = "bad officer invitation"
    ALREADY_OFFICER = "already an officer"
    NO_SUCH_OFFICER = "no such officer"
    NO_SUCH_TIME_ZONE = "no such time zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A police department and where it may ask."""

    id: DepartmentId
    ref: Ref
    name: str
    kind: DepartmentKind
    contact: str
    """A telephone number or address that the public can use to check."""
    jurisdiction: Area
    time_zone: str
    """IANA name; times in its requests are read and written in it."""
    standing: Standing
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A verified person in a department. `person` is None until the invitation was taken up."""

    id: OfficerId
    ref: Ref
    department: DepartmentId
    name: str
    """Rank and name as owners will read it."""
    person: PersonId | None
    standing: Standing
    verified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """An officer who may act now, with the department: what every police use case asks for first."""

    officer: Officer
    department: Department
