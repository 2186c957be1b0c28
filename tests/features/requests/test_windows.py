"""Spans of time are read as strictly as times: one beginning and one end, or a question."""

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.refusal import Refused
from bot.requests.times import WINDOW_FORMS, read_window
from tests.features.requests.test_times import AMBIGUOUS, NOW, TWO_WAYS, UNREADABLE, ZONE, ZONES, moment, refused

WINDOWS = [
    ("last 2 hours", "2026-11-22T18:00", "2026-11-22T20:00"),
    ("the last 90 minutes", "2026-11-22T18:30", "2026-11-22T20:00"),
    ("in the past two hours", "2026-11-22T18:00", "2026-11-22T20:00"),
    ("last hour", "2026-11-22T19:00", "2026-11-22T20:00"),
    ("last half hour", "2026-11-22T19:30", "2026-11-22T20:00"),
    ("últimas 2 horas", "2026-11-22T18:00", "2026-11-22T20:00"),
    ("en las últimas dos horas", "2026-11-22T18:00", "2026-11-22T20:00"),
    ("los últimos 90 minutos", "2026-11-22T18:30", "2026-11-22T20:00"),
    ("última hora", "2026-11-22T19:00", "2026-11-22T20:00"),
    ("between 9 and 11 pm yesterday", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("yesterday between 9 and 11 pm", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("from 9:15 pm to 11 pm yesterday", "2026-11-22T05:15", "2026-11-22T07:00"),
    ("yesterday 9-11pm", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("yesterday 9 pm – 11 pm", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("9 pm to 11 pm on Nov 21", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("Nov 21, 2026 from 21:00 to 23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("11/21 2100-2300", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("between 10 and 1 pm yesterday", "2026-11-21T18:00", "2026-11-21T21:00"),
    ("yesterday 11 am to 2", "2026-11-21T19:00", "2026-11-21T22:00"),
    ("Nov 20 11 pm to 1 am", "2026-11-21T07:00", "2026-11-21T09:00"),
    ("Nov 20 11 to 1 am", "2026-11-21T07:00", "2026-11-21T09:00"),
    ("yesterday 22:00-02:00", "2026-11-22T06:00", "2026-11-22T10:00"),
    ("today 8 to 10", "2026-11-22T16:00", "2026-11-22T18:00"),
    ("2026-11-21 09:00-11:00", "2026-11-21T17:00", "2026-11-21T19:00"),
    ("2026-11-21 21:00 to 2026-11-21 23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("2026-11-21T21:00/2026-11-21T23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("2026-11-21T21:00-08:00/2026-11-21T23:00-08:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("2026-11-21 23:00 - 2026-11-22 01:00", "2026-11-22T07:00", "2026-11-22T09:00"),
    ("Nov 20 11 pm until Nov 21 1 am", "2026-11-21T07:00", "2026-11-21T09:00"),
    ("Nov 20 11 pm to Nov 21 9:00", "2026-11-21T07:00", "2026-11-21T17:00"),
    ("Nov 20 00:30 to Nov 21 23:00", "2026-11-20T08:30", "2026-11-22T07:00"),
    ("yesterday 9:30 pm to today 9:00", "2026-11-22T05:30", "2026-11-22T17:00"),
    ("yesterday 11 pm to now", "2026-11-22T07:00", "2026-11-22T20:00"),
    ("2 hours ago to 1 hour ago", "2026-11-22T18:00", "2026-11-22T19:00"),
    ("ayer de 21:00 a 23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("entre las 21:00 y las 23:00 de ayer", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("ayer entre las 9 y las 11 de la noche", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("de 9 a 11 de la noche de ayer", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("desde las 21:00 hasta las 23:00 del 21 de noviembre", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("desde ayer a las 21:00 hasta hoy a las 01:00", "2026-11-22T05:00", "2026-11-22T09:00"),
    ("21 nov 21:00-23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
    ("21/11 21:00 a 23:00", "2026-11-22T05:00", "2026-11-22T07:00"),
]


@pytest.mark.parametrize(("text", "start", "end"), WINDOWS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_windows(text: str, start: str, end: str, language: str) -> None:
    """Each form of a window gives one beginning and one end."""
    assert read_window(text, ZONE, NOW, "start", language=language) == (moment(start), moment(end))


WINDOWS_TWO = [
    ("11 pm to 1 am yesterday", "2026-11-21 23:00 - 2026-11-22 01:00", "2026-11-20 23:00 - 2026-11-21 01:00"),
    ("between 9 and 11 yesterday", "2026-11-21 09:00 - 2026-11-21 11:00", "2026-11-21 21:00 - 2026-11-21 23:00"),
    ("yesterday 9:00-11:00", "2026-11-21 09:00 - 2026-11-21 11:00", "2026-11-21 21:00 - 2026-11-21 23:00"),
    ("yesterday 9:00 to yesterday 11:00", "2026-11-21 09:00 - 2026-11-21 11:00", "2026-11-21 21:00 - 2026-11-21 23:00"),
    (
        "2026-11-20 08:00Z to Nov 21 2:00",
        "2026-11-20 08:00Z - 2026-11-21 02:00",
        "2026-11-20 08:00Z - 2026-11-21 14:00",
    ),
    ("entre las 9 y las 11 de ayer", "2026-11-21 09:00 - 2026-11-21 11:00", "2026-11-21 21:00 - 2026-11-21 23:00"),
]


@pytest.mark.parametrize(("text", "first", "second"), WINDOWS_TWO)
def test_windows_that_could_be_two(text: str, first: str, second: str) -> None:
    """They are asked about, and each of the answers that are offered has one meaning."""
    with pytest.raises(Refused) as caught:
        read_window(text, ZONE, NOW, "end")
    assert caught.value.reason is TWO_WAYS
    assert caught.value.facts == {"text": text, "first": first, "second": second, "field": "end"}
    for language in ("en", "es"):
        start, end = (read_window(text, ZONE, NOW, "end", language=language) for text in (first, second))
        assert start != end


WINDOWS_UNREAD = [
    "", "last", "last hours", "last 0 hours", "last 2 days", "9-11pm", "9 to 11 pm", "yesterday", "yesterday 9 pm",
    "2026-11-22 09:30", "between 9 to 11 pm yesterday", "from 9 and 11 pm yesterday", "yesterday 11 pm to 11 pm",
    "2026-11-21 23:00 to 2026-11-21 21:00", "2026-11-21 23:00 to 2026-11-21 23:00", "yesterday 25:00 to 26:00",
    "tomorrow 9 to 11 pm", "last 9999999 hours", "yesterday 9 pm to 11 pm to 12 pm", "últimas horas", "now to now",
    "13/45 9 to 11 pm", "yesterday 6 am to 7 pm", "last ٢ hours", "\x00", "\ud800", "-", " - ", "a", "y", "x" * 5000,
    "last -2 hours", "last 1.5 hours", "yesterday 21:00-23:00 EST", "today 9 pm - yesterday 9 pm", "2100-2300",
]  # fmt: skip


@pytest.mark.parametrize("text", WINDOWS_UNREAD, ids=range(len(WINDOWS_UNREAD)))
def test_what_is_no_window(text: str) -> None:
    """Everything else is refused with the forms that work."""
    with pytest.raises(Refused) as caught:
        read_window(text, ZONE, NOW, "start")
    assert caught.value.reason is UNREADABLE
    assert caught.value.facts["forms"] == WINDOW_FORMS


def test_windows_when_the_clocks_change() -> None:
    """An end in the repeated hour is asked about; with its offset it is read, and the window is as long as it was."""
    with pytest.raises(Refused) as caught:
        read_window("Nov 1 12:30 am to 1:30 am", ZONE, NOW, "end")
    assert caught.value.reason is AMBIGUOUS
    start, end = read_window("2026-11-01 00:30 - 2026-11-01 01:30-08:00", ZONE, NOW, "end")
    assert end - start == timedelta(hours=2)
    start, end = read_window("2026-11-01 01:45-07:00 - 2026-11-01 01:15-08:00", ZONE, NOW, "end")
    assert end - start == timedelta(minutes=30)
    start, end = read_window("Oct 31 11 pm to 3 am", ZONE, NOW, "end")
    assert end - start == timedelta(hours=5)


def test_2000_generated_windows() -> None:
    """2,000 windows of up to twelve hours, written in four ways: read as what they were, or asked about."""
    chance, asked = random.Random(13), 0
    for _ in range(2000):
        zone = chance.choice(ZONES)
        start = NOW - timedelta(minutes=chance.randrange(12 * 60, 300 * 24 * 60))
        end = start + timedelta(minutes=chance.randrange(15, 12 * 60 - 120))
        first, second = (at.astimezone(ZoneInfo(zone)) for at in (start, end))
        clock = [f"{(at.hour + 11) % 12 + 1}:{at:%M} {'pm' if at.hour >= 12 else 'am'}" for at in (first, second)]
        text = [
            f"{first:%Y-%m-%d %H:%M} - {second:%Y-%m-%d %H:%M}",
            f"{first:%Y-%m-%d} {first:%H:%M}-{second:%H:%M}",
            f"{first:%m/%d/%Y} from {clock[0]} to {clock[1]}",
            f"between {clock[0]} and {clock[1]} on {first:%Y-%m-%d}",
        ][chance.randrange(4)]
        if no := refused(lambda: read_window(text, zone, NOW, "start")):  # noqa: B023
            assert no.reason in (AMBIGUOUS, TWO_WAYS), (text, no.facts)
            assert no.reason is AMBIGUOUS or (first.date() != second.date() and text.startswith("between"))
            asked += 1
        else:
            assert read_window(text, zone, NOW, "start") == (start, end), text
    assert 10 < asked < 500
