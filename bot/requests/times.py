"""Reads the times that an officer types, strictly: what could mean two moments is asked about, never guessed."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from bot.kernel.refusal import Refused
from bot.requests.clocks import BARE_CLOCK, CLOCK, DAY, Customs, clocks, days, plain
from bot.requests.model import RequestReason

FORMS = "2026-11-22 21:30, Nov 22 9:30 pm, 11/22 21:30, today 14:00, yesterday 23:15, 90 minutes ago, now"
"""Shown with every refusal, so that the officer sees what works."""

FORMS_IN_SPANISH = "2026-11-22 21:30, 22 nov 21:30, hoy 14:00, ayer 23:15, ayer 9:30 pm, hace 90 minutos, ahora"

WINDOW_FORMS = "last 2 hours, yesterday 9 to 11 pm, Nov 22 21:00-23:00, 2026-11-22 23:00 - 2026-11-23 01:00"
WINDOW_FORMS_IN_SPANISH = (
    "últimas 2 horas, ayer de 21:00 a 23:00, 22 nov 21:00-23:00, 2026-11-22 23:00 - 2026-11-23 01:00"
)

LONGEST = 80
"""Characters; two moments with their offsets are less."""

LONGEST_RANGE = timedelta(hours=12)
"""Where only one reading of a range is shorter than this, it is meant: no request may look at more."""

SKEW = timedelta(minutes=2)
"""What is later than this from now did not happen yet, so nobody asks about it."""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFSET = r"z|utc|[+-](?:0[0-9]|1[0-4]):?(?:00|30|45)"
_ISO = re.compile(
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[ t]+(?P<clock>[0-9]{{1,2}}:[0-9]{{2}})(?::[0-9]{{2}})? ?(?P<offset>{_OFFSET})?"
)
_AT = r"(?:,? (?:at |a las? |las? )?)"
_OF = r"(?: (?:on |of |de |del |el |del dia )?)"
_DAY_FIRST = re.compile(rf"(?:on |el |el dia )?(?P<day>{DAY}){_AT}(?P<clock>{CLOCK})(?: (?P<offset>{_OFFSET}))?")
_CLOCK_FIRST = re.compile(rf"(?:at |a las? |las? )?(?P<clock>{CLOCK}),?{_OF}(?P<day>{DAY})")
_NUMBERS = {
    word: number
    for words in ("one two three four five six seven eight nine ten eleven twelve",
                  "una dos tres cuatro cinco seis siete ocho nueve diez once doce")
    for number, word in enumerate(words.split(), 1)
} | {"a": 1, "an": 1, "un": 1, "": 1}  # fmt: skip
_COUNT = rf"(?P<count>[0-9]{{1,4}}|{'|'.join(word for word in _NUMBERS if word)})"
_UNIT = r"(?P<unit>minutes?|mins?|minutos?|hours?|hrs?|h|horas?)"
_AGO = re.compile(rf"{_COUNT} ?{_UNIT} ago|hace {_COUNT.replace('count', 'cuenta')} {_UNIT.replace('unit', 'unidad')}")
_HALF_AGO = frozenset({"half an hour ago", "hace media hora"})
_LAST = re.compile(rf"(?:in |en |during |durante )?(?:the |las? |los )?(?:last|past|ultim[oa]s?)(?: {_COUNT})? {_UNIT}")
_HALF_LAST = frozenset({"last half hour", "the last half hour", "ultima media hora", "la ultima media hora"})

_LEADS = {"between": ("and",), "entre": ("y",), "from": ("to", "until", "till", "-"), "desde": ("hasta", "a", "-"),
          "de": ("a", "hasta", "-"), "": ("to", "until", "till", "hasta", "a", "-", "/")}  # fmt: skip
"""What joins the two ends, by what stands before the first."""
_LEAD = rf"(?:(?P<lead>{'|'.join(filter(None, _LEADS))}) )?(?:las? )?"
_JOIN = r"(?: (?P<join>and|y|to|until|till|hasta|a)(?: las?)? | ?(?P<sign>[-/]) ?)"
_RANGE = rf"{_LEAD}(?P<first>{BARE_CLOCK}){_JOIN}(?P<second>{BARE_CLOCK})"
_DAY_RANGE = re.compile(rf"(?:on |el |el dia )?(?P<day>{DAY}),? (?:at )?{_RANGE}")
_RANGE_DAY = re.compile(rf"{_RANGE},?{_OF}(?P<day>{DAY})")
_TWO = re.compile(rf"{_LEAD}(?P<first>.+?){_JOIN}(?P<second>.+)")

_Wall = tuple[date, time]
_End = _Wall | datetime
_Found = list[_Wall] | datetime
"""Every reading on the clocks of the zone, or a moment without doubt."""


def read_time(text: str, zone: str, now: datetime, field: str, *, language: str = "en", region: str = "US") -> datetime:
    """The moment that the words name, in UTC; a time without an offset is local to the department's `zone`.

    `field` names the question that is asked again; `language` and `region` are those of the reader and decide what 3/4 is.
    Raises Refused: TIME_UNREADABLE for anything else than the listed forms, TIME_AMBIGUOUS for an hour that occurs twice
    or never because the clocks change, TIME_TWO_WAYS for everything else that could be two moments, such as 9:30.
    """
    customs = Customs(language=language, region=region)
    try:
        if (found := _moment(plain(text), ZoneInfo(zone), now, customs)) is not None:
            return _only(found, zone, now, text, field)
    except (ValueError, OverflowError):
        pass
    forms = FORMS_IN_SPANISH if language.startswith("es") else FORMS
    raise Refused(RequestReason.TIME_UNREADABLE, text=text[:40], forms=forms, field=field)


def read_window(
    text: str, zone: str, now: datetime, field: str, *, language: str = "en", region: str = "US"
) -> tuple[datetime, datetime]:
    """The beginning and the end that the words name, in UTC: the last hours, two times of one day or night, or two whole
    moments. The end is later than the beginning. Arguments and errors are those of `read_time`; a range of which several
    readings last up to twelve hours is asked about."""
    customs, words = Customs(language=language, region=region), plain(text)
    try:
        if len(text) <= LONGEST:
            if (length := _length(words)) is not None:
                return now - length, now
            ends = _whole_ends(words, ZoneInfo(zone), now, customs)
            walls = _pairs(*ends, zone) if ends else _ranges(words, now.astimezone(ZoneInfo(zone)).date(), customs)
            first, second = _only_range(walls, zone, now, text, field)
            start, end = (
                _only(each if isinstance(each, datetime) else [each], zone, now, text, field)
                for each in (first, second)
            )
            if start < end:
                return start, end
    except (ValueError, OverflowError):
        pass
    forms = WINDOW_FORMS_IN_SPANISH if language.startswith("es") else WINDOW_FORMS
    raise Refused(RequestReason.TIME_UNREADABLE, text=text[:40], forms=forms, field=field)


def _moment(words: str, zone: ZoneInfo, now: datetime, customs: Customs) -> _Found | None:
    """A moment without doubt, or every reading on the clocks of the zone; None for what is no time."""
    if words in ("now", "ahora"):
        return now
    if words in _HALF_AGO:
        return now - timedelta(minutes=30)
    if len(words) > LONGEST:
        return None
    if found := _AGO.fullmatch(words):
        return now - _span(found["count"] or found["cuenta"], found["unit"] or found["unidad"])
    today = now.astimezone(zone).date()
    if found := _ISO.fullmatch(words) or _DAY_FIRST.fullmatch(words):
        walls = _on_day(found["day"], found["clock"], today, customs)
        return _at_offset(walls, found["offset"], zone, iso=found.re is _ISO) if found["offset"] else walls
    if found := _CLOCK_FIRST.fullmatch(words):
        return _on_day(found["day"], found["clock"], today, customs)
    return None


def _span(count: str, unit: str) -> timedelta:
    number = _NUMBERS[count] if count in _NUMBERS else int(count)
    return number * timedelta(minutes=1 if unit.startswith("m") else 60)


def _length(words: str) -> timedelta | None:
    """Of `last 2 hours`."""
    if words in _HALF_LAST:
        return timedelta(minutes=30)
    found = _LAST.fullmatch(words)
    if found is None or (found["count"] is None and found["unit"].endswith("s")):
        return None
    return _span(found["count"] or "", found["unit"]) or None


def _on_day(day: str, clock: str, today: date, customs: Customs) -> list[_Wall]:
    """Every reading of a day and a time of day."""
    iso = _ISO_DAY.fullmatch(day) is not None
    return [(each, at) for each in days(day, today, customs) for at in clocks(clock, customs, iso=iso)]


def _at_offset(walls: list[_Wall], offset: str, zone: ZoneInfo, *, iso: bool) -> _Found:
    """With an offset only the figures are still to be understood. One that is not the zone's own is for ISO only, and not
    when it looks like the end of a range: 09:30-11:00. Raises ValueError."""
    if len(walls) != 1:
        return walls
    day, clock = walls[0]
    plus = "+00:00" if offset in ("z", "utc") else offset
    moment = datetime.fromisoformat(f"{day}T{clock:%H:%M}:00{plus}").astimezone(UTC)
    own = moment.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock)
    if not own and (not iso or (plus[0] == "-" and plus[1:].replace(":", "") > f"{clock:%H%M}")):
        raise ValueError("no offset of that zone")
    return moment


def _only(found: _Found, zone: str, now: datetime, text: str, field: str) -> datetime:
    """The moment, when there is one reading that may have happened. Raises Refused for several, ValueError for none."""
    if isinstance(found, datetime):
        return found
    there = (now + SKEW).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    past = [wall for wall in found if datetime.combine(*wall) <= there] or found
    if not past:
        raise ValueError("no such day or time of day")
    if len(past) > 1:
        first, second = (_written(wall) for wall in past[:2])
        raise Refused(RequestReason.TIME_TWO_WAYS, text=text[:40], first=first, second=second, field=field)
    return _local(past[0], ZoneInfo(zone), text, field)


def _whole_ends(words: str, zone: ZoneInfo, now: datetime, customs: Customs) -> tuple[_Found, _Found] | None:
    """Both ends of a range of two whole moments; None when it is none."""
    for join in re.finditer(_JOIN, words):
        lead, _, rest = words[: join.start()].partition(" ")
        lead, left = (lead, rest) if lead in _LEADS else ("", words[: join.start()])
        if (join["join"] or join["sign"]) not in _LEADS[lead]:
            continue
        start = _moment(left.removeprefix("las ").removeprefix("la "), zone, now, customs)
        end = _moment(words[join.end() :], zone, now, customs)
        if start is not None and end is not None:
            return start, end
    return None


def _ranges(words: str, today: date, customs: Customs) -> Iterator[tuple[_End, _End]]:
    """Every reading of two times of one day or night that lasts up to twelve hours."""
    before, behind = _DAY_RANGE.fullmatch(words), _RANGE_DAY.fullmatch(words)
    for found, shifts in ((before, ((0, 0), (0, 1))), (behind, ((0, 0), (0, 1), (-1, 0)))):
        if found is None or (found["join"] or found["sign"]) not in _LEADS[found["lead"] or ""]:
            continue
        firsts, seconds = (_on_day(found["day"], found[end], today, customs) for end in ("first", "second"))
        for (day, first), (other, second), (earlier, later) in product(firsts, seconds, shifts):
            start, end = (day + timedelta(days=earlier), first), (other + timedelta(days=later), second)
            if day == other and timedelta(0) < datetime.combine(*end) - datetime.combine(*start) <= LONGEST_RANGE:
                yield start, end


def _pairs(starts: _Found, ends: _Found, zone: str) -> list[tuple[_End, _End]]:
    """Every reading of two whole moments that runs forward; only those of up to twelve hours when there are such."""
    firsts: list[_End] = [starts] if isinstance(starts, datetime) else [*starts]
    seconds: list[_End] = [ends] if isinstance(ends, datetime) else [*ends]
    # A moment with an offset may lie before the other on the wall and yet not on the earth, when the clocks go back.
    exact = isinstance(starts, datetime) or isinstance(ends, datetime)
    least = timedelta(hours=-1) if exact else timedelta(0)
    lengths = {(start, end): _shown(end, zone) - _shown(start, zone) for start, end in product(firsts, seconds)}
    forward = {pair: length for pair, length in lengths.items() if length > least}
    return [pair for pair, length in forward.items() if length <= LONGEST_RANGE] or list(forward)


def _only_range(
    found: Iterable[tuple[_End, _End]], zone: str, now: datetime, text: str, field: str
) -> tuple[_End, _End]:
    """The only reading that is over, or has begun. Raises Refused for several, ValueError for none."""
    left = list(dict.fromkeys(found))
    there = _shown(now + SKEW, zone)
    for end in (0, 1):
        left = [pair for pair in left if _shown(pair[end], zone) <= there] or left
    if not left:
        raise ValueError("no such range")
    if len(left) > 1:
        first, second = (f"{_written(start)} - {_written(end)}" for start, end in left[:2])
        raise Refused(RequestReason.TIME_TWO_WAYS, text=text[:40], first=first, second=second, field=field)
    return left[0]


def _shown(end: _End, zone: str) -> datetime:
    """What the clocks of the zone show then."""
    return end.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if isinstance(end, datetime) else datetime.combine(*end)


def _written(end: _End) -> str:
    """As it can be typed, and then has one meaning."""
    if isinstance(end, datetime):
        return f"{end.astimezone(UTC):%Y-%m-%d %H:%M}Z"
    return f"{end[0].isoformat()} {end[1]:%H:%M}"


def _local(wall: _Wall, zone: ZoneInfo, text: str, field: str) -> datetime:
    first = datetime.combine(*wall, tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        # The hour occurs twice in autumn and never in spring; both times the two folds differ.
        raise Refused(
            RequestReason.TIME_AMBIGUOUS, text=_written(wall), first=_offset(first), second=_offset(second), field=field
        )
    return first.astimezone(UTC)


def _offset(moment: datetime) -> str:
    return f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:]
