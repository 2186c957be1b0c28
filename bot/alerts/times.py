"""When a digest is due: by the clock on somebody's wall, also in the nights it is set. Pure."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.alerts.model import Rhythm
from bot.people.quiet import at_local

DIGEST_AT = 18 * 60
"""Minutes after local midnight."""
SUNDAY = 6


def next_due(rhythm: Rhythm, zone: str, now: datetime) -> datetime | None:
    """The first moment after now at which a digest of this rhythm is due; None for the other rhythms."""
    if rhythm not in (Rhythm.DAILY, Rhythm.WEEKLY):
        return None
    day = now.astimezone(ZoneInfo(zone)).date()
    while True:
        due = at_local(day, DIGEST_AT, zone)
        if due > now and (rhythm is Rhythm.DAILY or day.weekday() == SUNDAY):
            return due
        day += timedelta(days=1)


def spans(rhythm: Rhythm, zone: str, now: datetime, before: int) -> list[tuple[datetime, datetime]]:
    """The day or week that a digest of now tells of, and as many `before` it, oldest first: each from one due moment to
    the next, so 23, 24 or 25 hours a day."""
    day = now.astimezone(ZoneInfo(zone)).date()
    while at_local(day, DIGEST_AT, zone) > now or (rhythm is Rhythm.WEEKLY and day.weekday() != SUNDAY):
        day -= timedelta(days=1)
    step = 7 if rhythm is Rhythm.WEEKLY else 1
    edges = [at_local(day - timedelta(days=step * back), DIGEST_AT, zone) for back in range(before + 1, -1, -1)]
    return list(pairwise(edges))
