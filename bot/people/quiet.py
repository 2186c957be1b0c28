"""Quiet hours by the clock on somebody's wall, also in the nights it is set: reading them and their ends. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
_MINUTE = timedelta(minutes=1)
_HOURS = re.compile(r"(\d{1,2})(?::([0-5]\d))? ?(?:-|–|to|a) ?(\d{1,2})(?::([0-5]\d))?")
NONE = ("none", "no", "off", "ninguna", "ninguno")


def are_hours(words: str) -> bool:
    """Whether these are hours such as “22-7”, possible ones or not."""
    return _HOURS.fullmatch(_plain(words)) is not None


def read_hours(words: str) -> tuple[int, int] | None:
    """The minutes after midnight of “22-7” or “21:30 - 8”; equal for “none”; None when they are no hours."""
    plain = _plain(words)
    if plain in NONE:
        return 0, 0
    match = _HOURS.fullmatch(plain)
    if match is None:
        return None
    start, end = (int(match[at]) * 60 + int(match[at + 1] or 0) for at in (1, 3))
    return None if max(start, end) > DAY else (start % DAY, end % DAY)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


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
