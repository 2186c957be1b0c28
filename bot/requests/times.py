"""Reads the times that an officer types, strictly: what could mean two moments is asked about, never guessed."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.kernel.refusal import Refused
from bot.requests.model import RequestReason

FORMS = "2026-11-22 21:30, 11/22 9:30 pm, today 14:00, yesterday 23:15, 90 minutes ago, now"
"""Shown with every refusal, so that the officer sees what works."""

_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s*(?P<half>am|pm)?"
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[ t]+(?P<clock>\d{1,2}:\d{2})(?::\d{2})?\s*(?P<offset>z|[+-]\d{2}:?\d{2})?"
)
_SLASH = re.compile(rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:/(?P<year>\d{{4}}))?,?\s+{_CLOCK}")
_NAMED = re.compile(rf"(?P<name>today|yesterday),?\s+(?:at\s+)?{_CLOCK}")
_AGO = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>minutes?|mins?|hours?|hrs?|h)\s+ago")


def read_time(text: str, zone: str, now: datetime, field: str) -> datetime:
    """The moment that the words name, in UTC; a time without an offset is local to the department's `zone`.

    `field` names the question that is asked again. Raises Refused(TIME_UNREADABLE) for anything
    else than the listed forms, and Refused(TIME_AMBIGUOUS) for an hour that
    occurs twice or never because the clocks change.
    """
    words = " ".join(text.strip().lower().split())
    local_zone = ZoneInfo(zone)
    today = now.astimezone(local_zone).date()
    if words == "now":
        return now
    try:
        if match := _AGO.fullmatch(words):
            unit = timedelta(minutes=1) if match["unit"].startswith("m") else timedelta(hours=1)
            return now - int(match["count"]) * unit
        if match := _ISO.fullmatch(words):
            day = date.fromisoformat(match["day"])
            moment = time.fromisoformat(match["clock"].zfill(5))
            if match["offset"]:
                offset = "+00:00" if match["offset"] == "z" else match["offset"]
                return datetime.fromisoformat(f"{day}T{moment:%H:%M}:00{offset}").astimezone(UTC)
            return _local(day, moment, local_zone, text, field)
        if match := _SLASH.fullmatch(words):
            return _local(_slash_day(match, today), _clock(match), local_zone, text, field)
        if match := _NAMED.fullmatch(words):
            day = today if match["name"] == "today" else today - timedelta(days=1)
            return _local(day, _clock(match), local_zone, text, field)
    except (ValueError, OverflowError):
        pass
    raise Refused(RequestReason.TIME_UNREADABLE, text=text[:40], forms=FORMS, field=field)


def _slash_day(match: re.Match[str], today: date) -> date:
    if match["year"]:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    day = date(today.year, int(match["month"]), int(match["day"]))
    # In January "12/31" means last year: an incident lies in the past.
    return day if day <= today else day.replace(year=today.year - 1)


def _clock(match: re.Match[str]) -> time:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half is None and match["minute"] is None:
        raise ValueError("a bare number is no time of day")
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError("a twelve-hour clock has twelve hours")
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


def _local(day: date, moment: time, zone: ZoneInfo, text: str, field: str) -> datetime:
    first = datetime.combine(day, moment, tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        # The hour occurs twice in autumn and never in spring; both times the two folds differ.
        raise Refused(
            RequestReason.TIME_AMBIGUOUS, text=text[:40], first=_offset(first), second=_offset(second), field=field
        )
    return first.astimezone(UTC)


def _offset(moment: datetime) -> str:
    return f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:]
