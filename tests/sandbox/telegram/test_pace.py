"""The limits of pace, second by second on a clock that the test turns."""

import pytest

from bot.sandbox.telegram.pace import Limits, Pace

GROUP = -1_002_000_000_001


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_thirty_a_second_overall(clock: Clock) -> None:
    """Within any trailing second the 31st message to ever new persons has to wait, and then may go."""
    pace = Pace(Limits(), clock)
    for person in range(1, 31):
        assert pace.spend(person) == 0
        clock.seconds += 0.01
    assert pace.spend(99) == 1
    clock.seconds = 1001.005
    assert pace.spend(99) == 0
    assert pace.spend(100) == 1


def test_a_steady_thirty_a_second_never_waits(clock: Clock) -> None:
    """600 messages to 600 persons, one each thirtieth of a second, all pass."""
    pace = Pace(Limits(), clock)
    for person in range(1, 601):
        assert pace.spend(person) == 0
        clock.seconds += 1 / 30 + 1e-9


def test_one_a_second_in_private_after_a_burst(clock: Clock) -> None:
    """A rested private chat takes a burst of five, then one a second; others are not held up."""
    pace = Pace(Limits(), clock)
    assert [pace.spend(7) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert pace.spend(8) == 0
    clock.seconds += 1
    assert [pace.spend(7) for _ in range(2)] == [0, 1]
    clock.seconds += 60
    assert [pace.spend(7) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_twenty_a_minute_in_a_group(clock: Clock) -> None:
    """The 21st message in a group within a minute has to wait for the rest of that minute."""
    pace = Pace(Limits(), clock)
    for _ in range(20):
        assert pace.spend(GROUP) == 0
        clock.seconds += 1
    assert pace.spend(GROUP) == 40
    clock.seconds += 40
    assert pace.spend(GROUP) == 0


def test_a_refused_message_costs_nothing(clock: Clock) -> None:
    """Trying in vain does not put off the moment at which the next one may go."""
    pace = Pace(Limits(private_burst=1), clock)
    assert pace.spend(7) == 0
    for _ in range(9):
        clock.seconds += 0.1
        assert pace.spend(7) == 1
    clock.seconds += 0.11
    assert pace.spend(7) == 0


def test_an_album_counts_every_item(clock: Clock) -> None:
    """Ten pictures use up ten of the group's twenty messages."""
    pace = Pace(Limits(), clock)
    assert pace.spend(GROUP, 10) == 0
    assert pace.spend(GROUP, 10) == 0
    assert pace.spend(GROUP) == 60
