"""When something happened, as people say it in English and Spanish, in the time zone of the neighborhood."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.incidents.model import IncidentReason
from bot.incidents.times import read_hour
from bot.kernel.refusal import Refused

LOS_ANGELES, KOLKATA = "America/Los_Angeles", "Asia/Kolkata"
NOW = datetime(2026, 11, 23, 20, 15, 30, tzinfo=UTC)
"""A Monday, a quarter past noon in Los Angeles."""
MONTH = timedelta(days=30)


def local(words: str, zone: str = LOS_ANGELES, now: datetime = NOW, language: str = "en") -> str:
    """The hour that is understood, as the clocks there show it; or the reason of the refusal."""
    try:
        hour = read_hour(words, zone, now, MONTH, language)
    except Refused as no:
        return no.reason.name
    assert hour.utcoffset() == timedelta(0)
    return f"{hour.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "11-23 12:00"),
        ("now", "11-23 12:00"),
        ("Ahora mismo.", "11-23 12:00"),
        ("2 hours ago", "11-23 10:00"),
        ("half an hour ago", "11-23 11:00"),
        ("16 minutes ago", "11-23 11:00"),
        ("about 3 hours ago", "11-23 09:00"),
        ("hace 2 horas", "11-23 10:00"),
        ("hace media hora", "11-23 11:00"),
        ("hace un rato", "11-23 12:00"),
        ("yesterday 9 pm", "11-22 21:00"),
        ("yesterday around 9 pm", "11-22 21:00"),
        ("yesterday at 9:15 p.m.", "11-22 21:00"),
        ("yesterday at 9", "11-22 09:00"),
        ("ayer a las 9", "11-22 09:00"),
        ("ayer a las 9 de la noche", "11-22 21:00"),
        ("ayer a las 9:45 de la noche", "11-22 21:00"),
        ("ayer por la tarde", "11-22 15:00"),
        ("a la 1 de la tarde", "11-22 13:00"),
        ("anoche", "11-22 20:00"),
        ("last night", "11-22 20:00"),
        ("esta mañana", "11-23 09:00"),
        ("this morning", "11-23 09:00"),
        ("mediodía", "11-23 12:00"),
        ("anteayer", "11-21 12:00"),
        ("9 pm", "11-22 21:00"),
        ("9am", "11-23 09:00"),
        ("21:00", "11-22 21:00"),
        ("friday", "11-20 12:00"),
        ("el viernes a las 8", "11-20 08:00"),
        ("Sunday night", "11-22 20:00"),
        ("3 days ago", "11-20 12:00"),
        ("hace una semana", "11-16 12:00"),
        ("11/22 9:30 pm", "11-22 21:00"),
        ("2026-11-22 21:30", "11-22 21:00"),
        ("20 de noviembre a las 3 pm", "11-20 15:00"),
        ("9 pm EST", "11-22 18:00"),
        ("in 2 hours", "TIME_IN_FUTURE"),
        ("tomorrow 9am", "TIME_IN_FUTURE"),
        ("mañana", "TIME_IN_FUTURE"),
        ("2019-01-01", "TOO_OLD"),
        ("0001-01-01", "TOO_OLD"),
        ("9", "UNREADABLE"),
        ("12.34, 5", "UNREADABLE"),
        ("the dog", "UNREADABLE"),
        ("at the corner", "UNREADABLE"),
        ("99999999999999999999 hours ago", "UNREADABLE"),
        ("hace 9999 horas", "TOO_OLD"),
        ("x" * 5000, "UNREADABLE"),
        # A time within a part of a day is that part's: nobody means the morning by "last night at 10".
        ("anoche a las 10", "11-22 22:00"),
        ("anoche a las 22", "11-22 22:00"),
        ("a las 10 anoche", "11-22 22:00"),
        ("last night at 10:30", "11-22 22:00"),
        ("last night at 10 pm", "11-22 22:00"),
        ("around 10 last night", "11-22 22:00"),
        ("last night at 2", "11-23 02:00"),
        ("anoche a las 12", "11-23 00:00"),
        ("anoche a las 25", "UNREADABLE"),
        ("this morning at 7", "11-23 07:00"),
        ("esta mañana a las 7", "11-23 07:00"),
        ("esta mañana a las 12", "11-23 12:00"),
        ("yesterday afternoon at 3", "11-22 15:00"),
        ("yesterday evening", "11-22 20:00"),
        ("ayer por la noche a las 9", "11-22 21:00"),
        ("hoy a las 12 de la noche", "11-23 00:00"),
        ("a las 2 de la madrugada", "11-23 02:00"),
        ("today at 9", "11-23 09:00"),
        # On a Monday, Monday is today, unless its time is still to come.
        ("monday", "11-23 12:00"),
        ("lunes", "11-23 12:00"),
        ("monday 9am", "11-23 09:00"),
        ("el lunes a las 9", "11-23 09:00"),
        ("monday 9 pm", "11-16 21:00"),
        ("last monday", "11-16 12:00"),
        # Numbers in words, and other ways of saying it.
        ("hace dos horas", "11-23 10:00"),
        ("hace diez minutos", "11-23 12:00"),
        ("hace quince minutos", "11-23 12:00"),
        ("two hours ago", "11-23 10:00"),
        ("a couple of hours ago", "11-23 10:00"),
        ("hace una hora y media", "11-23 10:00"),
        ("an hour and a half ago", "11-23 10:00"),
        ("1 hour and a half ago", "11-23 10:00"),
        ("a las nueve", "11-23 09:00"),
        ("ayer a las once de la noche", "11-22 23:00"),
        ("9 o’clock", "11-23 09:00"),
        ("yesterday nine o'clock", "11-22 09:00"),
        ("antier", "11-21 12:00"),
        ("ayer 21h", "11-22 21:00"),
        ("21h30", "11-22 21:00"),
        ("hace un momento", "11-23 12:00"),
        ("right now!", "11-23 12:00"),
        # What is no date, and what no clock can show.
        ("9999-12-31 23:59", "TIME_IN_FUTURE"),
        ("12/31/9999", "TIME_IN_FUTURE"),
        ("year 9999", "TIME_IN_FUTURE"),
        ("12/31/2026", "TIME_IN_FUTURE"),
        ("December 31, 2026", "TIME_IN_FUTURE"),
        ("today", "11-23 12:00"),
        ("25-99", "UNREADABLE"),
        ("21-22", "UNREADABLE"),
        ("13/13", "UNREADABLE"),
        ("2/30", "UNREADABLE"),
        ("31 Feb", "UNREADABLE"),
        ("11/22/2024", "TOO_OLD"),
    ],
)
def test_times_in_both_languages(words: str, expected: str) -> None:
    """Each way of saying it gives the full hour that was meant, or one reason."""
    assert local(words) == expected.replace("UNREADABLE", "TIME_UNREADABLE")


def test_what_comes_first_in_a_date() -> None:
    """3/11 is a day of March in English and of November in Spanish; where only one is possible, that one is meant."""
    assert local("3/11 10:00", language="es") == "11-03 10:00"
    assert local("3/11 10:00", language="en") == "TOO_OLD"
    assert local("11/22 10:00", language="es") == local("22/11 10:00", language="en") == "11-22 10:00"


def test_the_edges_of_the_month() -> None:
    """What happened 30 days ago to the second is taken, a second earlier is not; a moment ahead of now is not."""
    assert read_hour("2026-10-24 13:15:30", LOS_ANGELES, NOW, MONTH)
    with pytest.raises(Refused) as no:
        read_hour("2026-10-24 13:15:29", LOS_ANGELES, NOW, MONTH)
    assert no.value.reason is IncidentReason.TOO_OLD
    assert no.value.facts == {"days": "30"}
    assert local("2026-11-23 12:15:30") == "11-23 12:00"
    assert local("2026-11-23 12:15:31") == "TIME_IN_FUTURE"


def test_hours_when_the_clocks_change() -> None:
    """Two hours ago are two hours, over the change of the clocks too; the hour that comes twice is the earlier one."""
    autumn = datetime(2026, 11, 1, 10, 30, tzinfo=UTC)  # 2:30 PST; at 9:00 UTC 2:00 PDT became 1:00 PST.
    assert read_hour("2 hours ago", LOS_ANGELES, autumn, MONTH) == datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    assert read_hour("1 hour ago", LOS_ANGELES, autumn, MONTH) == datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    assert read_hour("at 1:20 am", LOS_ANGELES, autumn, MONTH) == datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
    spring = datetime(2026, 3, 8, 12, 30, tzinfo=UTC)  # 5:30 PDT; 2:00 to 3:00 did not happen.
    assert read_hour("hace 3 horas", LOS_ANGELES, spring, MONTH) == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert read_hour("yesterday 9 pm", LOS_ANGELES, spring, MONTH) == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_the_first_and_the_last_year(zone: str) -> None:
    """No clock of any zone is driven beyond the years that there are."""
    assert local("0001-01-01 0:00", zone) == "TOO_OLD"
    assert local("9999-12-31 23:59", zone) == "TIME_IN_FUTURE"


def test_full_hours_are_the_neighborhoods() -> None:
    """Where clocks are half an hour off, the hour is cut by them and not by UTC."""
    assert local("now", KOLKATA) == "11-24 01:00"
    assert read_hour("now", KOLKATA, NOW, MONTH) == datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
