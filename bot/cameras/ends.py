"""Reads until when a camera shall be paused, as people say it in English or Spanish. What it understood is said back."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cameras.model import CameraReason
from bot.kernel.refusal import Refused

LONGEST = 80
"""Characters; no sentence about a day needs more."""

LONGEST_PAUSE = timedelta(days=366)

MORNING = time(8)
"""When a camera comes back on its day: as quiet hours end, for its owner is told."""

SPANS = re.compile(
    r"(?P<count>\d{1,4}|an?|one|two|three|four|five|six|un[ao]?|dos|tres|cuatro|cinco|seis) ?"
    r"(?P<unit>hours?|h|horas?|days?|dias?|weeks?|semanas?|months?|mes(?:es)?|years?|anos?)"
)
_NUMBERS = (("a", "an", "one", "un", "una", "uno"), ("two", "dos"), ("three", "tres"), ("four", "cuatro"),
            ("five", "cinco"), ("six", "seis"))  # fmt: skip
_DAYS = {"d": 1, "w": 7, "s": 7, "m": 30, "y": 365, "a": 365}
"""Of a unit, by its first letter."""

ENDLESS = frozenset(
    {"", "forever", "no end", "endless", "until i say so", "until further notice", "i say so", "further notice",
     "sin fin", "siempre", "hasta nuevo aviso", "nuevo aviso", "hasta que yo lo diga", "que yo lo diga"}
)  # fmt: skip
_LEADS = re.compile(r"^(?:until|till|to|for|in|hasta|por|durante|en|dentro de)\b ?")
_ARTICLES = re.compile(r"\b(?:the|el|los|on|next|proximo) ")
_WEEKDAYS = (("monday", "lunes"), ("tuesday", "martes"), ("wednesday", "miercoles"), ("thursday", "jueves"),
             ("friday", "viernes"), ("saturday", "sabado"), ("sunday", "domingo"))  # fmt: skip
_WEEKDAY = re.compile(rf"^(?P<name>{'|'.join(name for names in _WEEKDAYS for name in names)})\b(?: que viene)?")
_RELATIVE = re.compile(r"\b(?:today|tomorrow|hoy|manana|noon|midnight)\b")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)|dia (\d{1,2})")
_BARE = re.compile(r"[\d\s.,]*")
_YEAR = re.compile(r"\b\d{4}\b")
_CLOCK = re.compile(r"\d:\d\d|\d ?[ap]\.?m\b|\bnoon\b|\bmidnight\b")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?=[ /.-]|$)")
_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")


def read_end(text: str, zone: str, now: datetime, language: str = "en") -> datetime | None:
    """The end of a pause in UTC: “until 24 December”, “for a week”, “hasta el viernes”, “2026-12-24 18:00”. None for one
    without an end.

    A day without a time means eight in the morning of that day, by the clocks of the `zone`; a span of days ends on such
    a morning too. `language` decides what 3/4 is. Raises Refused(PAUSE_UNREADABLE | PAUSE_PAST | PAUSE_TOO_LONG). The
    first call with a date loads a library for some 100 ms: not in the event loop.
    """
    plain = " ".join(text.lower().translate(_ACCENTS).split()).strip(" .!")
    if plain in ENDLESS:
        return None
    words = _ARTICLES.sub("", _LEADS.sub("", plain)).strip()
    if not words or len(words) > LONGEST:
        raise Refused(CameraReason.PAUSE_UNREADABLE)
    end = _span(words, ZoneInfo(zone), now) or _day(words, ZoneInfo(zone), now, language)
    if end <= now:
        raise Refused(CameraReason.PAUSE_PAST)
    if end - now > LONGEST_PAUSE:
        raise Refused(CameraReason.PAUSE_TOO_LONG)
    return end


def morning_after(days: int, zone: str, now: datetime) -> datetime:
    """Eight in the morning so many days from now, by the clocks of the zone; in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    return _moment(datetime.combine(local.date() + timedelta(days=days), MORNING), ZoneInfo(zone))


def _span(words: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    match = SPANS.fullmatch(words)
    if match is None:
        return None
    count = next((number for number, names in enumerate(_NUMBERS, 1) if match["count"] in names), 0)
    count = count or int(match["count"])
    if match["unit"].startswith("h"):
        # Counted in UTC: three hours are three hours, also in the nights when the clocks are changed.
        return now + timedelta(hours=count)
    return morning_after(min(count, 4000) * _DAYS[match["unit"][0]], str(zone), now)


def _day(words: str, zone: ZoneInfo, now: datetime, language: str) -> datetime:
    import dateparser  # Not at the top: few pauses need it, and it is slow to come.

    spanish = language.startswith("es")
    today = now.astimezone(zone).replace(tzinfo=None)
    if _BARE.fullmatch(words) or not (re.search(r"\d", words) or _RELATIVE.search(words) or _WEEKDAY.match(words)):
        raise Refused(CameraReason.PAUSE_UNREADABLE)  # The library takes "december" for a day of it.
    if match := _NUMBERED.fullmatch(words):
        return _moment(datetime.combine(_on_the(int(match[1] or match[2]), today), MORNING), zone)
    words = _WEEKDAY.sub(lambda match: _next(match["name"], today), words)
    slashed = _SLASHED.match(words)
    day_first = spanish if slashed is None or max(map(int, slashed.groups())) <= 12 else int(slashed[1]) > 12
    settings = {
        "RELATIVE_BASE": today,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY" if day_first else "MDY",
    }
    found: datetime | None
    try:
        found = dateparser.parse(words, languages=["es", "en"] if spanish else ["en", "es"], settings=settings)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Refused(CameraReason.PAUSE_UNREADABLE)
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    if (found.month, found.day) == (today.month, today.day) and not _YEAR.search(words):
        found = found.replace(year=today.year)  # It would rather be a year from now.
    return _moment(found if _CLOCK.search(words) else datetime.combine(found.date(), MORNING), zone)


def _on_the(day: int, today: datetime) -> date:
    """The next date with this day of the month: “the 31st” is passed over in months that are shorter."""
    for ahead in range(1, 63):
        if (there := today.date() + timedelta(days=ahead)).day == day:
            return there
    raise Refused(CameraReason.PAUSE_UNREADABLE)


def _next(name: str, today: datetime) -> str:
    """The date of the next weekday of this name, never today's."""
    wanted = next(number for number, names in enumerate(_WEEKDAYS) if name in names)
    return f"{today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1):%Y-%m-%d}"


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Of a time that comes twice the first; one that is skipped comes an hour later."""
    return wall.replace(tzinfo=zone).astimezone(UTC)
