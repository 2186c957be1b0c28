"""Whether and when an owner may be asked: every rule at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.kernel.ids import DepartmentId
from bot.people.quiet import are_hours, read_hours
from bot.requests.model import IncidentType
from bot.terms.model import Habit, Terms
from bot.terms.rules import may_ask, quiet_end_of, quiet_until

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
"""In New York."""
NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""21:00 there: the first quiet minute."""
THEY = DepartmentId(7)
SAID_NOTHING = Terms(time_zone="America/New_York")


@pytest.mark.parametrize("about", IncidentType)
def test_who_has_said_nothing_may_be_asked(about: IncidentType) -> None:
    """The default stands against nothing."""
    assert may_ask(SAID_NOTHING, THEY, about, NOON)


@pytest.mark.parametrize("about", IncidentType)
def test_each_standing_no_stands_alone(about: IncidentType) -> None:
    """One department, one type, only missing persons, a pause: each is enough, and only for what it names."""
    assert not may_ask(replace(SAID_NOTHING, never_from=frozenset({THEY})), THEY, about, NOON)
    assert may_ask(replace(SAID_NOTHING, never_from=frozenset({DepartmentId(8)})), THEY, about, NOON)
    never = replace(SAID_NOTHING, never_about=frozenset({IncidentType.THEFT}))
    assert may_ask(never, THEY, about, NOON) is (about is not IncidentType.THEFT)
    only = replace(SAID_NOTHING, only_missing=True)
    assert may_ask(only, THEY, about, NOON) is (about is IncidentType.MISSING_PERSON)
    assert not may_ask(replace(SAID_NOTHING, paused=True), THEY, about, NOON)


def test_a_pause_ends_by_itself() -> None:
    """To the second."""
    paused = replace(SAID_NOTHING, paused=True, paused_until=NOON)
    assert not may_ask(paused, THEY, IncidentType.THEFT, NOON - timedelta(seconds=1))
    assert may_ask(paused, THEY, IncidentType.THEFT, NOON)


@pytest.mark.parametrize("about", IncidentType)
def test_at_night_only_a_missing_person(about: IncidentType) -> None:
    """And not even that where the owner forbade it."""
    morning = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
    missing = about is IncidentType.MISSING_PERSON
    assert quiet_until(SAID_NOTHING, about, NIGHT - timedelta(seconds=1)) is None
    assert quiet_until(SAID_NOTHING, about, NIGHT) == (None if missing else morning)
    assert quiet_until(replace(SAID_NOTHING, never_at_night=True), about, NIGHT) == morning
    assert quiet_until(replace(SAID_NOTHING, quiet_from=0, quiet_until=0), about, NIGHT) is None


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 8), 10), ((2026, 11, 1), 12), ((2026, 6, 1), 11)])
def test_the_night_of_the_clocks(day: tuple[int, int, int], hours: int) -> None:
    """Quiet hours from 21 to 8 last ten, eleven or twelve hours, by the clock on the wall."""
    year, month, number = day
    habit = Habit("America/New_York", 21 * 60, 8 * 60)
    evening = datetime(year, month, number, 15, tzinfo=UTC) - timedelta(days=1)
    while quiet_end_of(habit, evening) is None:
        evening += timedelta(minutes=1)
    end = quiet_end_of(habit, evening)
    assert end is not None and end - evening == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("words", "hours"),
    [("22-7", (1320, 420)), ("21:30 - 8", (1290, 480)), ("none", (0, 0)), ("22 a 7", (1320, 420)), ("0-24", (0, 0))],
)
def test_hours_are_read(words: str, hours: tuple[int, int]) -> None:
    """As people write them."""
    assert read_hours(words) == hours


@pytest.mark.parametrize("words", ["25-99", "", "22", "22-7-3", "ten to six", "-1-5", "22:60-7", "1e3-7", "２２-７x"])
def test_other_words_are_no_hours(words: str) -> None:
    """And whoever typed them is told how to write them."""
    assert read_hours(words) is None


def test_impossible_hours_are_known_for_hours() -> None:
    """“25-99” is a slip in hours, no name of a department."""
    assert are_hours("25-99") and not are_hours("Springfield Police")
