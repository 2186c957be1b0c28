"""What a neighbor reports. The place is rounded before it gets here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref
from bot.kernel.refusal import Reason


class Category(StrEnum):
    """What a report is about. There is no category for people."""

    CRIME = "crime"
    HAZARD = "safety hazard"
    SUSPICIOUS = "suspicious activity"
    FIRE_MEDICAL = "fire or medical"
    PET = "lost or found pet"
    ITEM = "lost or found item"
    COMMUNITY = "community"


class IncidentReason(Reason):
    """Why a report was refused."""

    NO_TEXT = "report has no text"
    TOO_LONG = "report too long"
    TOO_MANY = "too many reports"
    """Five a day, one in five minutes."""
    PLACE_UNKNOWN = "report place unknown"
    PLACE_FAR_AWAY = "report place far away"
    """Outside the neighborhood's area."""
    NOT_YOURS = "not your report"
    NO_CATEGORY = "no such category"


MAX_TEXT = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPolicy:
    """The numbers of product.md, section 5; read from the configuration."""

    per_day: int = 5
    per_5_minutes: int = 1
    cell_resolution: int = 9


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
    """When it was reported, to the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(NewIncident):
    """A stored report."""

    id: IncidentId
    removed: bool = False


POST_JOB = "incidents.post"
"""Show an incident (the subject) in one channel."""
