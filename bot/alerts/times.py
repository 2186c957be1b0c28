"""When it is quiet, and when a digest is due: by the clock on somebody's wall, also in the nights it is set. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.alerts.model import Rhythm

DIGEST_AT = 18 * 60
"""Minutes after local midnight."""
SUNDAY = 6
DAY = 24 * 60
_MINUTE = timedelta(minutes=1)


def quiet_end(zone: str, quiet_from: int, quiet_until: int, now: datetime) -> datetime | None:
    """When the quiet hours of now end; None when it is not quiet. Both ends are minutes after local midnight.

    What counts is the clock on the wall: an end that is skipped in spring is the moment of the change, and one that comes
    twice in autumn is the next of the two.
    """
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    # Turned so that the quiet hours begin at zero, also when they go over midnight.
    if (minute - quiet_from) % DAY >= (quiet_until - quiet_from) % DAY:
        return None
    days = (local.date(), local.date() + timedelta(days=1))
    ends = [at_local(day, quiet_until, zone, fold=fold) for day in days for fold in (0, 1)]
    return min(end for end in ends if end > now)


def at_local(day: date, minutes: int, zone: str, *, fold: int = 0) -> datetime:
    """The moment at which clocks show this time of that day, in UTC. A time that is skipped is the end of the gap."""
    wall = datetime.combine(day, time(minutes // 60 % 24, minutes % 60))
    there = ZoneInfo(zone)
    made = wall.replace(tzinfo=there, fold=fold).astimezone(UTC)
    if made.astimezone(there).replace(tzinfo=None) == wall:
        return made
    before = wall.replace(tzinfo=there, fold=1).astimezone(UTC)
    while before.astimezone(there).replace(tzinfo=None) < wall:
        before += _MINUTE
    return before


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
