"""Which words of neighbors somebody looks at before others see them, and until when a ban lasts. Pure."""

import re
from datetime import UTC, datetime, timedelta

from bot.wording.model import Concern
from bot.wording.screen import screen

HOLDING = (
    Concern.RACE,
    Concern.ABUSE,
    Concern.NAME,
    Concern.PHONE,
    Concern.EMAIL,
    Concern.ADDRESS,
    Concern.COORDINATES,
    Concern.PLATE,
    Concern.LINK,
)
"""What holds a neighbor's words. A contact in a lost-pet post is held too: a person sees whose number it is."""

_DAYS = {"day": 1, "days": 1, "dia": 1, "dias": 1, "d": 1, "week": 7, "weeks": 7, "semana": 7, "semanas": 7, "w": 7}
_MONTHS = ("month", "months", "mes", "meses")
_YEARS = ("year", "years", "ano", "anos", "año", "años")
_SPAN = re.compile(r"(\d{1,4}|a|an|one|un|una)\s*([a-zñí]+)")
DAYS_OF_A_MONTH = 30


def concerns_of(text: str) -> tuple[str, ...]:
    """The concerns for which a neighbor's words are held, each once, in the order of `HOLDING`."""
    found = {finding.concern for finding in screen(text)}
    return tuple(concern.value for concern in HOLDING if concern in found)


def read_end(text: str, now: datetime, longest_days: int) -> datetime | None:
    """When a ban ends: from `7 days`, `2 weeks`, `1 month`, `1 year` or a date such as `2026-12-24`.

    A date includes its day (UTC). None when it cannot be read, lies in the past or further off than is allowed.
    """
    words = " ".join(text.casefold().replace("í", "i").split()).removeprefix("for ").removeprefix("until ")
    end = _date(words) if words[:4].isdecimal() and "-" in words else _span(words, now, longest_days)
    if end is None or end <= now or end > now + timedelta(days=longest_days):
        return None
    return end


def _date(words: str) -> datetime | None:
    try:
        day = datetime.strptime(words, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return day + timedelta(days=1) if day.year < 9999 else None


def _span(words: str, now: datetime, longest_days: int) -> datetime | None:
    match = _SPAN.fullmatch(words)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdecimal() else 1
    unit = match[2]
    days = _DAYS.get(unit) or (DAYS_OF_A_MONTH if unit in _MONTHS else 365 if unit in _YEARS else 0)
    # Beyond the longest there may be no such year.
    return now + timedelta(days=number * days) if 0 < number * days <= longest_days else None
