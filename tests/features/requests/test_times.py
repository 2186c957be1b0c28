"""Times are read strictly: what could mean two moments is asked about, never guessed."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.refusal import Refused
from bot.requests.model import RequestReason
from bot.requests.times import FORMS, FORMS_IN_SPANISH, WINDOW_FORMS, WINDOW_FORMS_IN_SPANISH, read_time, read_window

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ZONE = "America/Los_Angeles"
UNREADABLE, AMBIGUOUS = RequestReason.TIME_UNREADABLE, RequestReason.TIME_AMBIGUOUS
TWO_WAYS = RequestReason.TIME_TWO_WAYS

UNDERSTOOD = [
    ("2026-11-22 09:30", "2026-11-22T17:30"),
    ("2026-11-22T09:30", "2026-11-22T17:30"),
    ("2026-11-22 09:30:15", "2026-11-22T17:30"),
    ("2026-11-22 9:30", "2026-11-22T17:30"),
    ("2026-11-22 09:30Z", "2026-11-22T09:30"),
    ("2026-11-22 09:30 -05:00", "2026-11-22T14:30"),
    ("2026-11-22 09:30+0100", "2026-11-22T08:30"),
    ("11/22 9:30 pm", "2026-11-23T05:30"),
    ("11/22 21:30", "2026-11-23T05:30"),
    ("11/22/2026 12am", "2026-11-22T08:00"),
    ("11/22/26 12 a.m.", "2026-11-22T08:00"),
    ("12/31 11:00 am", "2025-12-31T19:00"),
    ("12/31 23:00", "2026-01-01T07:00"),
    ("22/11 21:30", "2026-11-23T05:30"),
    ("Nov 22 9:30 pm", "2026-11-23T05:30"),
    ("Nov. 22nd, 2026, 9:30 P.M.", "2026-11-23T05:30"),
    ("November 22 at 2130", "2026-11-23T05:30"),
    ("22 November 2026 2130 hrs", "2026-11-23T05:30"),
    ("9:30 pm on Nov 22", "2026-11-23T05:30"),
    ("9:30 pm, Nov 22", "2026-11-23T05:30"),
    ("noon yesterday", "2026-11-21T20:00"),
    ("today 9am", "2026-11-22T17:00"),
    ("today 09:15", "2026-11-22T17:15"),
    ("today 0915", "2026-11-22T17:15"),
    ("yesterday 9 in the morning", "2026-11-21T17:00"),
    ("yesterday 10 at night", "2026-11-22T06:00"),
    ("Yesterday at 23:15", "2026-11-22T07:15"),
    ("the day before yesterday 23:15", "2026-11-21T07:15"),
    ("90 minutes ago", "2026-11-22T18:30"),
    ("2 hours ago", "2026-11-22T18:00"),
    ("an hour ago", "2026-11-22T19:00"),
    ("half an hour ago", "2026-11-22T19:30"),
    ("now", "2026-11-22T20:00"),
    ("2026-11-01 01:30-07:00", "2026-11-01T08:30"),
    ("2026-11-01 01:30-08:00", "2026-11-01T09:30"),
    ("Nov 1 1:30 am -07:00", "2026-11-01T08:30"),
    ("hoy 14:00", "2026-11-22T22:00"),
    ("hoy 9:30 a. m.", "2026-11-22T17:30"),
    ("ayer 23:15", "2026-11-22T07:15"),
    ("ayer a las 23:15 horas", "2026-11-22T07:15"),
    ("ayer a las 9 de la noche", "2026-11-22T05:00"),
    ("AYER, 3 de la madrugada", "2026-11-21T11:00"),
    ("anteayer 21h30", "2026-11-21T05:30"),
    ("22 de noviembre de 2026 a las 21:30", "2026-11-23T05:30"),
    ("el 22 de noviembre a las 7 de la mañana", "2026-11-22T15:00"),
    ("22 nov 21:30", "2026-11-23T05:30"),
    ("21:30 del 21 de noviembre", "2026-11-22T05:30"),
    ("23:15 de ayer", "2026-11-22T07:15"),
    ("hace 2 horas", "2026-11-22T18:00"),
    ("hace una hora", "2026-11-22T19:00"),
    ("hace media hora", "2026-11-22T19:30"),
    ("ahora", "2026-11-22T20:00"),
]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
@pytest.mark.parametrize("language", ["en", "es"])
def test_understood(text: str, expected: str, language: str) -> None:
    """Each listed form gives exactly one moment, whatever language its reader has."""
    assert read_time(text, ZONE, NOW, "start", language=language) == moment(expected)


UNREAD = [
    "", "9-11pm", "may", "22:00", "13/45 10:00", "2026-02-30 10:00", "25:00", "11/22 9", "11/22 13pm", "tomorrow 9am",
    "2026-11-22", "9999999 hours ago", "١٢:٣٠", "2026-11-22 09:30 +99:99", "\x00", "now now", "11/22/0000 10:00",
    "today", "ayer", "today 24:00", "today 9:60 pm", "today 0:30 pm", "today 21:30 pm", "midnight yesterday",
    "yesterday 12 de la noche", "yesterday 1 at night", "yesterday 12 in the morning", "Feb 29 10:00 am", "Nov 22 2026",
    "last night 11 pm", "Saturday 9 pm", "today 9:30 pm and more", "2026-11-22 09:30-11:00", "today 08:00 -10:00",
    "today 9:30 pm EST", "22 Nov 9", "31/11 21:30", "x" * 5000, "9" * 5000, "today 9.30 pm", "an hour", "ago", "hace",
    "2026-11-22 09:30 -08:00 -08:00", "11-22 21:30", "20261122T2130", "1700000000", "-5 hours ago", "1.5 hours ago",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREAD, ids=range(len(UNREAD)))
@pytest.mark.parametrize("language", ["en", "es"])
def test_unreadable(text: str, language: str) -> None:
    """Everything else is refused with the forms that work, and the question is asked again."""
    with pytest.raises(Refused) as caught:
        read_time(text, ZONE, NOW, "end", language=language)
    assert caught.value.reason is UNREADABLE
    assert caught.value.facts["field"] == "end"
    assert caught.value.facts["forms"] == (FORMS if language == "en" else FORMS_IN_SPANISH)


def test_the_forms_that_are_shown_work() -> None:
    """Whoever copies one of the examples is understood, in any region."""
    for region in ("US", "ES", "CA"):
        for text in f"{FORMS}, {FORMS_IN_SPANISH}".split(", "):
            read_time(text, ZONE, NOW + timedelta(days=2), "start", region=region)
        for text in f"{WINDOW_FORMS}, {WINDOW_FORMS_IN_SPANISH}".split(", "):
            read_window(text, ZONE, NOW + timedelta(days=2), "start", region=region)


TWO = [
    ("yesterday 9:30", "2026-11-21 09:30", "2026-11-21 21:30"),
    ("ayer 12:15", "2026-11-21 00:15", "2026-11-21 12:15"),
    ("11/21 10:00", "2026-11-21 10:00", "2026-11-21 22:00"),
    ("9:30 yesterday", "2026-11-21 09:30", "2026-11-21 21:30"),
]


@pytest.mark.parametrize(("text", "first", "second"), TWO)
def test_half_of_the_day(text: str, first: str, second: str) -> None:
    """A time up to twelve without am or pm is asked about; both answers that are offered have one meaning."""
    with pytest.raises(Refused) as caught:
        read_time(text, ZONE, NOW, "start")
    assert caught.value.reason is TWO_WAYS
    assert caught.value.facts == {"text": text, "first": first, "second": second, "field": "start"}
    assert read_time(first, ZONE, NOW, "start") < read_time(second, ZONE, NOW, "start")


def test_half_of_the_day_by_custom_and_by_the_clock() -> None:
    """Where the evening is always 21:30, 9:30 is the morning. And what is still to come was not meant anywhere."""
    assert read_time("ayer 9:30", ZONE, NOW, "start", language="es", region="ES") == moment("2026-11-21T17:30")
    assert read_time("today 9:30", ZONE, NOW, "start") == moment("2026-11-22T17:30")
    with pytest.raises(Refused):
        read_time("today 9:30", ZONE, NOW + timedelta(hours=11), "start")


@pytest.mark.parametrize(
    ("language", "region", "expected"),
    [
        ("en", "US", "2026-04-03T"), ("es", "ES", "2026-03-04T"), ("en", "GB", "2026-03-04T"), ("es", "MX", "2026-03-04T"),
        ("es", "US", ""), ("en", "CA", ""), ("fr", "CA", ""),
    ],
)  # fmt: skip
def test_month_or_day_first(language: str, region: str, expected: str) -> None:
    """4/3 is what it is by the customs of the reader's region; where it may be either, it is asked about."""
    if expected:
        found = read_time("4/3 21:30", "UTC", NOW, "start", language=language, region=region)
        assert found.isoformat().startswith(expected)
        return
    with pytest.raises(Refused) as caught:
        read_time("4/3 21:30", "UTC", NOW, "start", language=language, region=region)
    assert caught.value.reason is TWO_WAYS
    assert (caught.value.facts["first"], caught.value.facts["second"]) == ("2026-04-03 21:30", "2026-03-04 21:30")
    for text in ("4/4 21:30", "22/4 21:30", "4/22 21:30"):
        assert read_time(text, "UTC", NOW, "start", language=language, region=region).month == 4


def test_repeated_hour() -> None:
    """The hour that occurs twice is asked about, with both offsets, in every form."""
    for text in ("2026-11-01 01:30", "11/1 01:30", "Nov 1 1:30 am", "1 de noviembre 1:30 am"):
        with pytest.raises(Refused) as caught:
            read_time(text, ZONE, NOW, "start")
        assert caught.value.reason is AMBIGUOUS
        assert (caught.value.facts["first"], caught.value.facts["second"]) == ("-07:00", "-08:00")
    early, late = (read_time(f"2026-11-01 01:30{offset}", ZONE, NOW, "start") for offset in ("-07:00", "-08:00"))
    assert late - early == timedelta(hours=1)


def test_missing_hour() -> None:
    """The hour that never was, in spring, is not guessed either."""
    with pytest.raises(Refused) as caught:
        read_time("2026-03-08 02:30", ZONE, NOW, "start")
    assert caught.value.reason is AMBIGUOUS


def test_hours_ago_are_counted_on_no_wall() -> None:
    """Three hours ago are three hours, also in the night when the clocks are set back."""
    night = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)
    assert read_time("3 hours ago", ZONE, night, "start") == night - timedelta(hours=3)
    assert read_window("last 3 hours", ZONE, night, "start") == (night - timedelta(hours=3), night)


PIECES = [
    "2026", "-", "/", ":", " ", "11", "22", "am", "pm", "today", "ago", "hours", "T", "Z", "+", "99", "\u0661", "\ud800",
    "last ", "between ", " and ", " to ", "9", "9:30", "2026-11-22", "nov ", "ayer", " a ", "de ", "ultimas ", "hace ",
    "las ", " y ", "hoy ", "de la noche", "2130", "07:00", "\n", ",", ".", "\u0000", "noon", "half ", "\ufdfa", "1/2",
]  # fmt: skip


def test_2000_random_times() -> None:
    """2,000 random and hostile texts give a moment, or a window that runs forward, or one refusal; never anything else."""
    chance = random.Random(7)
    read = {"time": 0, "window": 0}
    for _ in range(2000):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
        how = {"language": chance.choice(["en", "es"]), "region": chance.choice(["US", "ES", "CA"])}
        with suppress(Refused):
            assert read_time(text, ZONE, NOW, "start", **how).tzinfo is not None
            read["time"] += 1
        with suppress(Refused):
            start, end = read_window(text, ZONE, NOW, "start", **how)
            assert start < end
            read["window"] += 1
    assert read["time"] > 0


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MESES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
         "diciembre"]  # fmt: skip


def refused(read: Callable[[], object]) -> Refused | None:
    """Why it could not be read; None when it could."""
    try:
        read()
    except Refused as no:
        return no
    return None


def written(wall: datetime, how: int) -> str:
    """One of the ways to write a time without doubt."""
    twelve = f"{(wall.hour + 11) % 12 + 1}:{wall:%M} {'pm' if wall.hour >= 12 else 'am'}"
    return [
        f"{wall:%Y-%m-%d %H:%M}",
        f"{wall:%Y-%m-%dT%H:%M}",
        f"{wall:%m/%d/%Y} {twelve}",
        f"{MONTHS[wall.month - 1]} {wall.day}, {wall.year} {twelve}",
        f"{twelve} on {MONTHS[wall.month - 1]} {wall.day}, {wall.year}",
        f"{wall.day} de {MESES[wall.month - 1]} de {wall.year} a las {twelve}",
        f"{wall:%Y-%m-%d} {wall:%H%M} hrs",
        f"{MONTHS[wall.month - 1]} {wall.day} {wall.year} {wall:%H:%M}" if wall.hour > 12 else f"{wall:%Y-%m-%d %H:%M}",
    ][how]


ZONES = ["America/Chicago", "America/Los_Angeles", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


def test_2000_generated_times() -> None:
    """2,000 moments of a year, written in eight ways in six zones: each is read as what it was, or, in an hour that comes
    twice or never, asked about; what is then written with the offset is read."""
    chance, asked = random.Random(12), 0
    for _ in range(2000):
        zone = chance.choice(ZONES)
        at = NOW - timedelta(minutes=chance.randrange(1, 366 * 24 * 60))
        if chance.random() < 0.1:
            at = datetime(2026, 11, 1, chance.randrange(5, 11), chance.randrange(60), tzinfo=UTC)
        wall = at.astimezone(ZoneInfo(zone))
        text = written(wall, chance.randrange(8))
        if no := refused(lambda: read_time(text, zone, NOW, "start")):  # noqa: B023
            assert no.reason is AMBIGUOUS
            assert wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset()
            asked += 1
            text = f"{wall:%Y-%m-%d %H:%M%z}"
        assert read_time(text, zone, NOW, "start") == at
    assert asked > 10


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """No text whatever leads to another error."""
    for language in ("en", "es"):
        with suppress(Refused):
            read_time(text, ZONE, NOW, "start", language=language)
        with suppress(Refused):
            read_window(text, ZONE, NOW, "start", language=language)
