"""Officers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.departments.model import Department
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.kernel.refusal import Reason

OFFICER_LIFE = timedelta(days=90)


class OfficerStanding(StrEnum):
    """Whether an officer may act."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class OfficerReason(Reason):
    """Why something about an officer was refused."""

    NOT_OFFICER = "not an officer"
    """The speaker is no verified officer."""
    OFFICER_SUSPENDED = "officer suspended"
    OFFICER_EXPIRED = "officer expired"
    """Verified more than 90 days ago."""
    BAD_INVITATION = "bad officer invitation"
    ALREADY_OFFICER = "already an officer"
    NO_SUCH_OFFICER = "no such officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A verified person in a department. `person` is None until the invitation was taken up."""

    id: OfficerId
    ref: Ref
    department: DepartmentId
    name: str
    """Rank and name as owners will read it."""
    person: PersonId | None
    standing: OfficerStanding
    verified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """An officer who may act now, with the department: what every police use case asks for first."""

    officer: Officer
    department: Department
