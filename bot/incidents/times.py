"""Reads when something happened, as people say it in English or Spanish. What it understood is shown before posting."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.incidents.model import IncidentReason
from bot.kernel.refusal import Refused

LONGEST = 80
"""Characters; no sentence about a time needs more."""

NOW = frozenset(
    {"", "now", "just now", "right now", "a few minutes ago", "ahora", "ahora mismo", "hace unos minutos", "hace un rato"}
)

_AGO = re.compile(
    r"(?:hace )?(?P<count>\d{1,4}|half an|an|a|una|un|media) ?"
    r"(?P<unit>minutes?|mins?|minutos?|min|hours?|hrs?|horas?|h)(?: ago)?"
)
_COUNTS = {"half an": 0.5, "media": 0.5, "an": 1.0, "a": 1.0, "una": 1.0, "un": 1.0}

_PLAIN = (
    (re.compile(r"\b(?:around|about|approximately|roughly|circa|alrededor de|más o menos|mas o menos|sobre)\b|~"), ""),
    (re.compile(r"\b(?:mediodía|mediodia|noon)\b"), "12:00"),
    (re.compile(r"\b(?:medianoche|midnight)\b"), "0:00"),
    (re.compile(r"\banoche\b"), "ayer 20:00"),
    (re.compile(r"\b(?:esta|hoy por la|hoy en la) mañana\b"), "hoy 9:00"),
    (re.compile(r"\b(?:esta|hoy por la|hoy en la) tarde\b"), "hoy 15:00"),
    (re.compile(r"\b(?:esta|hoy por la|hoy en la) noche\b"), "hoy 20:00"),
    (re.compile(r"\bthis morning\b"), "today 9:00"),
    (re.compile(r"\bthis afternoon\b"), "today 15:00"),
    (re.compile(r"\b(?:this evening|tonight)\b"), "today 20:00"),
)
"""What the library does not know, or knows differently in its two languages, put plainly."""

_SPANISH_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?P<minutes>:\d{2})?(?: horas)? (?:de|por|en) la (?P<part>mañana|madrugada|tarde|noche)\b"
)
_SPANISH_PART = re.compile(r"\b(?:por|en|de) la (?P<part>mañana|madrugada|tarde|noche)\b")
_PARTS = {"madrugada": "3:00", "mañana": "9:00", "tarde": "15:00", "noche": "20:00"}
_AT = re.compile(r"(?:\bat|\ba las?|@) ?(?P<hour>\d{1,2})(?P<minutes>:\d{2})?(?P<half> ?[ap]\.?m\.?)?(?![\d:/.-])")
_BARE = re.compile(r"[\d\s.,]*")
_CLOCK = re.compile(r"\d:\d\d|\d ?[ap]\.?m|\b(?:night|evening|morning|afternoon)\b")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?=[ /.-]|$)")
_UNREAD = re.compile(r"\b(?:at|a las?)\b")


def read_hour(text: str, zone: str, now: datetime, max_age: timedelta, language: str = "en") -> datetime:
    """The hour in which it happened, in UTC: the local hour of the `zone` is cut off to the full one.

    A time of day that is still to come today means yesterday's; a day without a time means its noon. `language` decides
    what 3/4 is. Raises Refused(TIME_UNREADABLE | TIME_IN_FUTURE | TOO_OLD). The first call loads a library for some
    100 ms: not in the event loop.
    """
    words = " ".join(text.lower().split()).strip(" .")
    local_zone = ZoneInfo(zone)
    moment = now if words in NOW else _moment(words, local_zone, now, language)
    if moment > now:
        raise Refused(IncidentReason.TIME_IN_FUTURE)
    if now - moment > max_age:
        raise Refused(IncidentReason.TOO_OLD, days=str(max_age.days))
    return moment.astimezone(local_zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _moment(words: str, zone: ZoneInfo, now: datetime, language: str) -> datetime:
    if len(words) > LONGEST or _BARE.fullmatch(words):
        raise Refused(IncidentReason.TIME_UNREADABLE)
    if (match := _AGO.fullmatch(words)) and ("ago" in words or words.startswith("hace")):
        # Counted in UTC: an hour ago is an hour ago, also when the clocks were changed in between.
        count = _COUNTS.get(match["count"]) or float(match["count"])
        return now - count * timedelta(minutes=1 if match["unit"].startswith("m") else 60)
    plain = _plainly(words)
    if _UNREAD.search(plain):
        raise Refused(IncidentReason.TIME_UNREADABLE)
    return _parsed(plain, zone, now, language)


def _parsed(plain: str, zone: ZoneInfo, now: datetime, language: str) -> datetime:
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
    if found is None:
        raise Refused(IncidentReason.TIME_UNREADABLE)
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    if (found.hour, found.minute) == (0, 0) and not _CLOCK.search(plain):
        found = found.replace(hour=12)
        if found.replace(tzinfo=zone) > now:
            found = now.astimezone(zone).replace(tzinfo=None)
    return found.replace(tzinfo=zone).astimezone(UTC)


def _plainly(words: str) -> str:
    """The same in words that the library reads fully: it would drop "a las 9" and keep the day."""
    for pattern, instead in _PLAIN:
        words = pattern.sub(instead, words)
    words = _SPANISH_CLOCK.sub(_spanish_clock, words)
    words = _SPANISH_PART.sub(lambda match: _PARTS[match["part"]], words)
    words = _AT.sub(lambda match: f" {match['hour']}{match['minutes'] or ':00'}{match['half'] or ''}", words)
    words = re.sub(r"\bel (?=(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo)\b)", "", words)
    words = re.sub(r"\ba las? (?=\d)", "", words)
    return " ".join(words.split())


def _spanish_clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["part"] in ("tarde", "noche") and hour < 12:
        hour += 12
    return f"{hour}{match['minutes'] or ':00'}"
