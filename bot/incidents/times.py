"""Reads when something happened, as people say it in English or Spanish. What it understood is shown before posting."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.incidents.model import IncidentReason
from bot.incidents.spoken import numbers, plainly
from bot.kernel.refusal import Refused

LONGEST = 80
"""Characters; no sentence about a time needs more."""

LAST_HOUR = 23

NOW = frozenset(
    {"", "now", "just now", "right now", "a few minutes ago", "ahora", "ahora mismo", "hace unos minutos", "hace un rato",
     "a moment ago", "just happened", "hace un momento", "hace rato", "hace poco", "ahorita", "acaba de pasar"}
)

_AGO = re.compile(
    r"(?:hace )?(?P<count>\d{1,4}|half an|an|a|one|una|un|media|a couple of|un par de) ?"
    r"(?P<unit>minutes?|mins?|minutos?|min|hours?|hrs?|horas?|h)(?P<half> and a half| y media)?(?: ago)?"
)
_COUNTS = {
    "half an": 0.5, "media": 0.5, "an": 1.0, "a": 1.0, "one": 1.0, "una": 1.0, "un": 1.0, "a couple of": 2.0,
    "un par de": 2.0,
}  # fmt: skip

_BARE = re.compile(r"[\d\s.,]*")
_CLOCK = re.compile(r"\d:\d\d|\d ?[ap]\.?m|\b(?:night|evening|morning|afternoon)\b")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?=[ /.-]|$)")
_UNREAD = re.compile(r"\b(?:at|a las?)\b")
_HOUR = re.compile(r"\b(\d{1,4}):\d\d")
_YEAR = re.compile(r"(?<![\d:+])\d{4}(?![\d:])")
_THIS_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b"
)
_LAST = re.compile(r"\b(?:last|past|pasad[oa]|\d+[/.-]\d+|\d{4})\b")


def read_hour(text: str, zone: str, now: datetime, max_age: timedelta, language: str = "en") -> datetime:
    """The hour in which it happened, in UTC: the local hour of the `zone` is cut off to the full one.

    A time of day that is still to come today means yesterday's; a day without a time means its noon. `language` decides
    what 3/4 is. Raises Refused(TIME_UNREADABLE | TIME_IN_FUTURE | TOO_OLD). The first call loads a library for some
    100 ms: not in the event loop.
    """
    words = " ".join(text.lower().split()).strip(" .!")
    local_zone = ZoneInfo(zone)
    moment = now if words in NOW else _moment(words, local_zone, now, max_age, language)
    if moment > now:
        raise Refused(IncidentReason.TIME_IN_FUTURE)
    if now - moment > max_age:
        raise Refused(IncidentReason.TOO_OLD, days=str(max_age.days))
    return moment.astimezone(local_zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _moment(words: str, zone: ZoneInfo, now: datetime, max_age: timedelta, language: str) -> datetime:
    if len(words) > LONGEST or _BARE.fullmatch(words):
        raise Refused(IncidentReason.TIME_UNREADABLE)
    if (match := _AGO.fullmatch(numbers(words))) and ("ago" in words or words.startswith("hace")):
        # Counted in UTC: an hour ago is an hour ago, also when the clocks were changed in between.
        count = (_COUNTS.get(match["count"]) or float(match["count"])) + (0.5 if match["half"] else 0.0)
        return now - count * timedelta(minutes=1 if match["unit"].startswith("m") else 60)
    plain = plainly(words)
    if _UNREAD.search(plain):
        raise Refused(IncidentReason.TIME_UNREADABLE)
    return _parsed(plain, zone, now, max_age, language)


def _parsed(plain: str, zone: ZoneInfo, now: datetime, max_age: timedelta, language: str) -> datetime:
    import dateparser  # Not at the top: few reports need it, and it is slow to come.

    spanish = language.startswith("es")
    slashed = _SLASHED.match(plain)
    day_first = spanish if slashed is None or max(map(int, slashed.groups())) <= 12 else int(slashed[1]) > 12
    settings = {
        "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "DATE_ORDER": "DMY" if day_first else "MDY",
    }
    found: datetime | None
    try:
        found = dateparser.parse(plain, languages=["es", "en"] if spanish else ["en", "es"], settings=settings)
    except (ValueError, OverflowError):
        found = None
    if found is None or not _is_all(plain, found, now):
        raise Refused(IncidentReason.TIME_UNREADABLE)
    if abs(found.year - now.year) > 1:
        # Said before any zone is applied, which the first and the last year cannot bear.
        raise Refused(IncidentReason.TIME_IN_FUTURE) if found.year > now.year else Refused(
            IncidentReason.TOO_OLD, days=str(max_age.days)
        )
    return found.astimezone(UTC) if found.tzinfo is not None else _on_the_wall(found, plain, zone, now)


def _is_all(plain: str, found: datetime, now: datetime) -> bool:
    """Whether nothing was dropped and no year made up: the library reads 13/13 as a year of the last century, and
    passes over 25:00."""
    if any(int(hour) > LAST_HOUR for hour in _HOUR.findall(plain)):
        return False
    years = [int(year) for year in _YEAR.findall(plain)]
    return all(year == found.year for year in years) if years else abs(found.year - now.year) <= 1


def _on_the_wall(found: datetime, plain: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment that the clocks there showed."""
    there = now.astimezone(zone).replace(tzinfo=None)
    has_clock = (found.hour, found.minute) != (0, 0) or _CLOCK.search(plain)
    if not has_clock:
        found = found.replace(hour=12)
    week_later = found + timedelta(days=7)
    if week_later.date() == there.date() and _THIS_WEEKDAY.search(plain) and not _LAST.search(plain):
        # On a Monday, Monday is today, unless that time is still to come.
        found = week_later if week_later <= there or not has_clock else found
    if not has_clock and found.date() == there.date() and found > there:
        found = there
    return found.replace(tzinfo=zone).astimezone(UTC)
