"""Quiet hours by the clock on somebody's wall, also in the nights it is set: reading them and their ends. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60
_MINUTE = timedelta(minutes=1)
_TIME = r"(\d{1,2})(?::([0-5]\d))? ?(am|pm)?"
_HOURS = re.compile(rf"{_TIME} ?(?:-|–|—|to|till|until|a|hasta|and|y) ?{_TIME}")
_NOON = 12
_SAID = (
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),
    (re.compile(r" (?:de|por|en) la (?:mañana|madrugada)\b| in the morning\b"), "am"),
    (re.compile(r" (?:de|por|en) la (?:tarde|noche)\b| (?:in the evening|at night)\b"), "pm"),
    (re.compile(r"^(?:from|between|de|desde|entre) "), ""),
    (re.compile(r"\blas? (?=\d)"), ""),
)
"""How people say it, put as on a clock: “de las 10 de la noche a las 7 de la mañana” is “10pm a 7am”."""
NONE = ("none", "no", "off", "ninguna", "ninguno")


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: `21:30`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def are_hours(words: str) -> bool:
    """Whether these are hours such as “22-7”, possible ones or not."""
    return _HOURS.fullmatch(_plain(words)) is not None


def read_hours(words: str) -> tuple[int, int] | None:
    """The minutes after midnight of “22-7” or “9:30 pm to 8 am”; equal for “none”; None when they are no hours."""
    plain = _plain(words)
    if plain in NONE:
        return 0, 0
    match = _HOURS.fullmatch(plain)
    if match is None:
        return None
    start, end = (_minutes(int(match[at]), int(match[at + 1] or 0), match[at + 2]) for at in (1, 4))
    return None if max(start, end) > DAY else (start % DAY, end % DAY)


def _minutes(hour: int, minute: int, half: str | None) -> int:
    """After midnight; more than a day for what no clock shows."""
    if half is None:
        return hour * 60 + minute
    if not 1 <= hour <= _NOON:
        return DAY + 1
    return (hour % _NOON + (_NOON if half == "pm" else 0)) * 60 + minute


def _plain(words: str) -> str:
    plain = " ".join(words.casefold().split())
    for pattern, instead in _SAID:
        plain = pattern.sub(instead, plain)
    return plain


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
