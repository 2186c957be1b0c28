"""Days and times of day as officers write them, in English and Spanish: every reading of the words, never a choice. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta

_MONTHS = (
    ("january", "enero", "jan", "ene"), ("february", "febrero", "feb"), ("march", "marzo", "mar"),
    ("april", "abril", "apr", "abr"), ("may", "mayo"), ("june", "junio", "jun"), ("july", "julio", "jul"),
    ("august", "agosto", "aug", "ago"), ("september", "septiembre", "setiembre", "sept", "sep", "set"),
    ("october", "octubre", "oct"), ("november", "noviembre", "nov"), ("december", "diciembre", "dec", "dic"),
)  # fmt: skip
_NAMED_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = rf"(?:{'|'.join(sorted(_NAMED_MONTH, key=len, reverse=True))})"
_NAMED_DAY = {
    "today": 0, "hoy": 0, "yesterday": 1, "ayer": 1,
    "day before yesterday": 2, "the day before yesterday": 2, "anteayer": 2, "antier": 2, "antes de ayer": 2,
}  # fmt: skip

DAY = (
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}(?:[/.](?:[0-9]{4}|[0-9]{2}))?"
    rf"|{_MONTH}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: de)? {_MONTH}\.?(?:,?(?: del?)? [0-9]{{4}})?"
    rf"|{'|'.join(sorted(_NAMED_DAY, key=len, reverse=True))})"
)
"""What may be a day."""

_HALVES = {
    "am": (1, 12), "de la manana": (1, 11), "por la manana": (1, 11), "in the morning": (1, 11),
    "de la madrugada": (1, 6), "pm": (13, 24), "de la tarde": (12, 20), "por la tarde": (12, 20),
    "in the afternoon": (12, 18), "in the evening": (17, 23), "de la noche": (18, 23), "por la noche": (18, 23),
    "at night": (18, 23),
}  # fmt: skip
"""From and to which hour. Twelve in the morning or at night, and one at night, are what people disagree about."""
_HALF = rf"(?:{'|'.join(_HALVES)})"
_HOURS = r"(?: ?(?:hrs?|hours|horas|h))?"
CLOCK = (
    rf"(?:noon|mediodia|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?: ?{_HALF}|{_HOURS})|[0-9]{{1,2}} ?{_HALF}"
    rf"|[0-9]{{4}}{_HOURS}|[0-9]{{1,2}}h(?:[0-9]{{2}})?)"
)
"""What may be a time of day."""

BARE_CLOCK = rf"(?:{CLOCK}|[0-9]{{1,2}})"
"""The same in a range, where the other end may say which half of the day is meant."""

_PARTS = re.compile(
    r"(?P<hour>[0-9]{1,2}?)(?:h?:?(?P<minute>[0-9]{2}))?(?::[0-9]{2})?h?"
    rf"(?: ?(?P<half>{_HALF})|{_HOURS})"
)

_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "PH", "FM", "MH", "PW"})
_EITHER_FIRST = frozenset({"CA", "BZ", "PR", "KE", "GH", "ZA"})
"""Where both orders are in use."""
_WHOLE_DAY = frozenset({
    "AR", "AT", "BE", "BR", "CH", "CL", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT",
    "SE", "UY",
})  # fmt: skip
"""Where 9:30 on paper is in the morning, since the evening is 21:30."""

_PLAIN = str.maketrans({**dict.fromkeys("–—−‐‑‒", "-"), "’": "'", "@": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """Whose words are read."""

    language: str = "en"
    region: str = "US"

    @property
    def month_first(self) -> bool | None:
        """Whether 3/4 is the fourth of March; None where it may be either. A reader of Spanish in a country that puts the
        month first is used to both."""
        if self.region in _EITHER_FIRST:
            return None
        if self.region in _MONTH_FIRST:
            return None if self.language.startswith("es") else True
        return False


def plain(text: str) -> str:
    """In small letters, without accents and needless blanks, with one kind of dash and of am and pm."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = " ".join(bare.lower().translate(_PLAIN).split())
    return re.sub(r"\b([ap])(?:\. ?m\b\.?| m\b(?!\.?[a-z]))", r"\1m", re.sub(r"(?<=[0-9])([ap])m\b\.?", r" \1m", words))


def days(words: str, today: date, customs: Customs) -> list[date]:
    """Every day that the words can mean; none when they mean none. A day without a year is the last one that is over or
    is today."""
    if words in _NAMED_DAY:
        return [today - timedelta(days=_NAMED_DAY[words])]
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", words):
        return _dates(found[1], int(found[2]), int(found[3]), today)
    if found := re.fullmatch(r"([0-9]{1,2})([/.])([0-9]{1,2})(?:\2([0-9]{2}|[0-9]{4}))?", words):
        return _in_figures(int(found[1]), int(found[3]), found[4], today, customs)
    if found := re.fullmatch(rf"({_MONTH})\.? ([0-9]{{1,2}})(?:[a-z]{{2}})?(?:,? ([0-9]{{4}}))?", words):
        return _dates(found[3], _NAMED_MONTH[found[1]], int(found[2]), today)
    if found := re.fullmatch(
        rf"([0-9]{{1,2}})(?:[a-z]{{2}})?(?: de)? ({_MONTH})\.?(?:,?(?: del?)? ([0-9]{{4}}))?", words
    ):
        return _dates(found[3], _NAMED_MONTH[found[2]], int(found[1]), today)
    return []


def _in_figures(first: int, second: int, year: str | None, today: date, customs: Customs) -> list[date]:
    american, other = _dates(year, first, second, today), _dates(year, second, first, today)
    if american and other and customs.month_first is not None:
        return american if customs.month_first else other
    return list(dict.fromkeys(american + other))


def _dates(year: str | None, month: int, day: int, today: date) -> list[date]:
    try:
        if year:
            return [date(int(year) + (2000 if len(year) == 2 else 0), month, day)]
        here = date(today.year, month, day)
        return [here if here <= today else here.replace(year=today.year - 1)]
    except ValueError:
        return []


def clocks(words: str, customs: Customs, *, iso: bool = False) -> list[time]:
    """Every time of day that the words can mean, the morning first; none when they mean none. In `iso` a day has 24
    hours whatever the customs."""
    if words in ("noon", "mediodia"):
        return [time(12)]
    found = _PARTS.fullmatch(words)
    if found is None or int(found["minute"] or 0) > 59:
        return []
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        least, most = _HALVES[found["half"]]
        hours = [each for each in (hour, hour + 12) if 1 <= hour <= 12 and least <= each <= most]
        if hour == 12 and found["half"] in ("am", "pm"):
            hours = [0 if found["half"] == "am" else 12]
        elif hour == 12:
            hours = [12] if least <= 12 <= most else []
        return [time(hours[0], minute)] if hours else []
    if re.fullmatch(r"(?:19|20)[0-9]{2}", words):
        return []  # More likely a year.
    if hour > 23:
        return []
    of_24 = words[0] == "0" or "h" in words or hour > 12 or re.match(r"[0-9]{4}", words) is not None
    if iso or of_24 or (found["minute"] and customs.region in _WHOLE_DAY):
        return [time(hour, minute)]
    return [time(hour % 12, minute), time(hour % 12 + 12, minute)]
