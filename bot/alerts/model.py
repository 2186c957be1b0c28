"""What somebody wants to hear of, and that they were told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.geo.model import Point
from bot.incidents.model import Category
from bot.kernel.ids import AccountId, AlertId, IncidentId, PersonId, SubscriptionId
from bot.kernel.refusal import Reason

METRES_PER_MILE = 1609.344
RADII_MILES = (0.25, 0.5, 1.0, 2.0, 5.0)
DEFAULT_RADIUS_MILES = 1.0


class Rhythm(StrEnum):
    """How often somebody hears of reports."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class AlertReason(Reason):
    """Why something about alerts was refused."""

    PLACE_UNKNOWN = "alert place unknown"
    NOT_FOR_OFFICERS = "no alerts for officers"
    """Neighbors' posts are not forwarded to police."""
    BAD_QUIET_HOURS = "quiet hours unreadable"
    BAD_CATEGORIES = "alert categories unreadable"
    BAD_RADIUS = "alert radius unreadable"
    NO_ALERTS = "no alerts yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody wants to hear of. The home is private: no text names it to anybody else."""

    home: Point
    radius_m: float = DEFAULT_RADIUS_MILES * METRES_PER_MILE
    categories: frozenset[Category] = frozenset()
    """Empty: all of them."""
    rhythm: Rhythm = Rhythm.INSTANT
    time_zone: str = "UTC"
    quiet_from: int = 21 * 60
    """Minutes after local midnight."""
    quiet_until: int = 8 * 60
    """Equal to `quiet_from`: no quiet hours."""
    muted_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A person's stored wishes."""

    id: SubscriptionId
    person: PersonId
    wishes: Wishes
    digest_due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """That a person is to hear of a report. One of each pair, for ever: nobody is told twice."""

    id: AlertId
    incident: IncidentId
    person: PersonId


class Listener(NamedTuple):
    """Somebody who wants to hear of a report at once, and through which account.

    A tuple, because ten thousand of them may be made in one go while everybody else waits.
    """

    person: PersonId
    account: AccountId
    platform: str
    time_zone: str
    quiet_from: int
    quiet_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCopy:
    """An alert and the account through which its person hears of changes; None when none works."""

    alert: AlertId
    person: PersonId
    account: AccountId | None
    platform: str
    instant: bool
    """Told by a message of its own, not named in a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A report as a digest counts it."""

    incident: IncidentId
    category: Category
    cell: str
    author: PersonId
    posted_at: datetime


ALERT_COPY = "alert"
"""The kind of what accounts show of a report, in the book of copies; the subject is the alert's id."""

ALERT_JOB = "alerts.alert"
"""Tell somebody of a report (the subject is the alert), or bring up to date what they were told."""
CORRECTION_JOB = "alerts.correction"
"""Tell somebody who was alerted that the author corrected the report (the subject is the alert)."""
DIGEST_JOB = "alerts.digest"
"""Send the digest of a subscription (the subject)."""
