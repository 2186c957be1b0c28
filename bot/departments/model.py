"""Departments."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, Ref
from bot.kernel.refusal import Reason

DEPARTMENT_LIFE = timedelta(days=365)


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
