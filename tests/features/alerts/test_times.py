"""Quiet hours and digests keep the clock on the wall, also in the nights in which it is set."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.alerts.model import Rhythm
from bot.alerts.times import next_due, spans
from bot.people.quiet import quiet_end

ZONE = "America/New_York"
SPRING, AUTUMN = (2026, 3, 8), (2026, 11, 1)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "now", "ends"),
    [
        # An ordinary night: 23:00 in New York, quiet until 8:00.
        (1260, 480, at(11, 24, 4), at(11, 24, 13)),
        # The same on its other side of midnight, and at both ends: 21:00 is quiet, 8:00 is not.
        (1260, 480, at(11, 24, 6), at(11, 24, 13)),
        (1260, 480, at(11, 24, 2), at(11, 24, 13)),
        (1260, 480, at(11, 24, 13), None),
        (1260, 480, at(11, 24, 1, 59), None),
        # Within one day: a nap.
        (780, 840, at(11, 24, 18, 30), at(11, 24, 19)),
        (780, 840, at(11, 24, 19), None),
        # None at all.
        (0, 0, at(11, 24, 5), None),
        (1260, 1260, at(11, 24, 2), None),
        # The night with 23 hours: 23:00 EST on March 7 to 8:00 EDT.
        (1260, 480, at(3, 8, 4), at(3, 8, 12)),
        # The night with 25 hours: 23:00 EDT on October 31 to 8:00 EST.
        (1260, 480, at(11, 1, 3), at(11, 1, 13)),
        # 2:30 does not come in that spring night: it is over when clocks jump from 2:00 to 3:00.
        (1260, 150, at(3, 8, 4), at(3, 8, 7)),
        # 1:30 comes twice in that autumn night, and 1:00 to 1:30 is quiet both times.
        (1260, 90, at(11, 1, 3), at(11, 1, 5, 30)),
        (1260, 90, at(11, 1, 5, 45), None),
        (1260, 90, at(11, 1, 6, 15), at(11, 1, 6, 30)),
    ],
)
def test_quiet_hours_end(start: int, end: int, now: datetime, ends: datetime | None) -> None:
    """The end is a time on the wall, whatever the night does."""
    assert quiet_end(ZONE, start, end, now) == ends


def test_after_its_end_it_is_not_quiet() -> None:
    """From any quarter of an hour of a whole year: nothing is put off twice, and nothing for more than a day."""
    now = at(1, 1, 0)
    while now.year == 2026:
        for start, until in ((1260, 480), (1320, 90), (90, 150)):
            ends = quiet_end(ZONE, start, until, now)
            assert ends is None or timedelta(0) < ends - now < timedelta(days=1)
            assert ends is None or quiet_end(ZONE, start, until, ends) is None
        now += timedelta(minutes=45)


def test_digests_come_at_six_in_the_evening() -> None:
    """Daily at 18:00 on the wall, before and after clocks are set; weekly on Sundays; the other rhythms never."""
    assert next_due(Rhythm.DAILY, ZONE, at(3, 7, 22, 59)) == at(3, 7, 23)
    assert next_due(Rhythm.DAILY, ZONE, at(3, 7, 23)) == at(3, 8, 22)
    assert next_due(Rhythm.DAILY, ZONE, at(10, 31, 22)) == at(11, 1, 23)
    assert next_due(Rhythm.WEEKLY, ZONE, at(11, 24, 12)) == at(11, 29, 23)
    assert next_due(Rhythm.WEEKLY, ZONE, at(11, 29, 23)) == at(12, 6, 23)
    assert next_due(Rhythm.INSTANT, ZONE, at(11, 24, 12)) is next_due(Rhythm.OFF, ZONE, at(11, 24, 12)) is None


def test_spans_leave_nothing_out() -> None:
    """Each begins where the one before ends, at 18:00 on the wall; a day may have 23 or 25 hours."""
    weeks = spans(Rhythm.WEEKLY, ZONE, at(11, 24, 12), 8)
    assert len(weeks) == 9
    assert weeks[-1] == (at(11, 15, 23), at(11, 22, 23))
    assert weeks[0] == (at(9, 20, 22), at(9, 27, 22))
    assert all(one[1] == other[0] for one, other in pairwise(weeks))
    days = spans(Rhythm.DAILY, ZONE, at(11, 2, 1), 2)
    assert [end - start for start, end in days] == [timedelta(hours=24), timedelta(hours=24), timedelta(hours=25)]
    assert spans(Rhythm.DAILY, ZONE, at(11, 1, 23), 0) == [(at(10, 31, 22), at(11, 1, 23))]
