"""Day after day, across both changes of the clocks: no owner above the limits, quiet hours and rules kept."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.requests.model import IncidentType
from bot.terms.rules import may_ask, quiet_until
from tests.db.houses import Begin
from tests.features.terms.days import LIMITS, POLICY, SHAPES, Days

DAY = timedelta(days=1)


def judge(days: Days) -> None:
    """Every owner's whole history, by the pure rules; what the books did in SQL is not asked."""
    assert len(days.told) == len(days.terms) == 2 * len(SHAPES), "everybody was asked about something"
    for person, told in days.told.items():
        terms = days.terms[person]
        heard = sorted(each.at for each in told)
        for earlier, later in pairwise(heard):
            assert later - earlier >= DAY
        for first, fifth in zip(heard, heard[LIMITS.per_30_days :], strict=False):
            assert fifth - first >= 30 * DAY
        for each in told:
            assert may_ask(terms, each.by, each.about, each.asked_at)
            assert quiet_until(terms, each.about, each.at) is None, (terms, each)
            assert each.at >= each.asked_at
            put_off = each.at - each.asked_at > POLICY.fan_out_window
            assert not put_off or not _disturbs_anyway(each.about, terms.never_at_night)


def _disturbs_anyway(about: IncidentType, never_at_night: bool) -> bool:
    return about is IncidentType.MISSING_PERSON and not never_at_night


async def test_some_weeks(begin: Begin) -> None:
    """Seventy-five days on both databases, with the night of the eighth of March in them."""
    days = Days(begin, random.Random(4))
    await days.settle()
    await days.live(75)
    judge(days)
    assert days.asked > 100


@pytest.mark.promise
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_thousand_days(begin: Begin) -> None:
    """P8, S47: no owner above the limits, quiet hours and rules kept, over almost three years."""
    days = Days(begin, random.Random(47))
    await days.settle()
    await days.live(1000)
    judge(days)
    assert days.asked > 1_800
