"""Digests tell numbers in proportion, name nothing finer than a block, and note whom they told."""

from datetime import timedelta

import pytest

from bot.alerts.digest import Trend, trend_of, usual_of
from bot.alerts.service import put_digests
from bot.geo.blur import cell_name
from bot.geo.model import Circle
from bot.incidents.model import Category, Change, Incident, IncidentState, NewIncident
from tests.features.alerts.conftest import alerted, subscribed
from tests.features.incidents.conftest import Corner
from tests.handlers.house import words_of
from tests.stories.inside import SCENE, Got, Resident

WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("before", "usual"),
    [
        ([5, 5, 4, 6, 5, 7, 3, 5], 5.0),
        ([0, 0, 0, 0, 0, 2, 4, 4], 4.0),
        ([0, 0, 0, 0, 0, 0, 3, 0], 1.5),
        ([0, 0, 0, 0, 0, 0, 0, 3], None),
        ([0] * 8, None),
        ([], None),
    ],
)
def test_what_is_usual(before: list[int], usual: float | None) -> None:
    """The median since the first report; with a single week before, nobody can say."""
    assert usual_of(before) == usual


@pytest.mark.parametrize(
    ("number", "usual", "trend"),
    [
        (3, 5.0, Trend.FEWER),
        (4, 5.0, Trend.ABOUT),
        (6, 5.0, Trend.ABOUT),
        (7, 5.0, Trend.MORE),
        (16, 20.0, Trend.ABOUT),
        (26, 20.0, Trend.MORE),
        (0, 1.0, Trend.ABOUT),
        (3, None, Trend.UNKNOWN),
    ],
)
def test_how_a_number_compares(number: int, usual: float | None, trend: Trend) -> None:
    """One report or a quarter more or less is about as usual."""
    assert trend_of(number, usual) is trend


async def weeks(corner: Corner, *numbers: int) -> list[Incident]:
    """So many reports of Ada in the weeks up to now, the oldest week first; returns those of the last."""
    night, made = corner.night, []
    author = await night.person_of(corner.ada)
    async with night.services.begin() as tx:
        (neighborhood,) = await tx.neighborhoods.touched_by(Circle(center=SCENE, radius_m=10))
        for back, number in zip(range(len(numbers) - 1, -1, -1), numbers, strict=True):
            made = []
            for each in range(number):
                then = night.clock.now() - back * WEEK - timedelta(hours=each)
                new = NewIncident(
                    ref=night.services.new_ref(), neighborhood=neighborhood.id, author=author, category=Category.CRIME,
                    text=f"Week {back} number {each}: some tools are gone.", cell=cell_name(SCENE, 9), around="Oak St",
                    hour=then.replace(minute=0, second=0),
                )  # fmt: skip
                draft = await tx.incidents.draft(new, then)
                shown = await tx.incidents.step(draft, IncidentState.POSTED, Change(posted_at=then))
                assert shown is not None
                made.append(shown)
    return made


async def due(corner: Corner) -> None:
    """The schedule ticks, twice, on the next Sunday at 18:00."""
    now = corner.night.clock.now()
    async with corner.night.services.begin() as tx:
        for each in await tx.alerts.due(now + 2 * WEEK, 10):
            assert each.digest_due is not None
            corner.night.clock.at = each.digest_due
    for _ in range(2):
        async with corner.night.services.begin() as tx:
            await put_digests(tx, corner.night.clock.now())
        await corner.night.settle()


def digests_of(somebody: Resident) -> list[Got]:
    """The digests that somebody got."""
    return [got for got in somebody.told if "around your home point" in got.message.title]


async def test_a_week_in_proportion(corner: Corner) -> None:
    """How many, how many there usually are, which kinds, a chart, and the latest few as quotations; once."""
    await subscribed(corner.eve, "weekly")
    last = await weeks(corner, 5, 5, 3)
    await due(corner)
    (got,) = digests_of(corner.eve)
    assert got.message.title == "The week around your home point"
    assert "3 reports this week within" in got.words
    assert "fewer than the usual 5." in got.words
    assert "Crime: 3" in got.words
    assert "Week 0 number 0: some tools are gone." in got.words
    assert "around Oak St" in got.words
    assert "12 Oak" not in got.words
    for made in last:
        assert await alerted(corner, made) == [await corner.night.person_of(corner.eve)]


async def test_a_correction_goes_to_those_whose_digest_named_it(corner: Corner) -> None:
    """And there is no alert of its own for them, also when the report changes."""
    await subscribed(corner.eve, "weekly")
    (made,) = await weeks(corner, 1)
    await corner.ada.account.says(f"/correct {made.ref} They were found.")
    await corner.night.settle()
    assert not any("A correction" in got.words for got in corner.eve.told)
    await due(corner)
    await corner.ada.account.says(f"/correct {made.ref} All of them.")
    await corner.night.settle()
    assert sum("A correction" in got.words for got in corner.eve.told) == 1
    assert not any("from your home point" in got.words for got in corner.eve.told)


async def test_an_empty_week_is_said_and_an_empty_day_is_not(corner: Corner) -> None:
    """Plainly, without a list; daily digests stay away."""
    await subscribed(corner.eve, "weekly")
    await subscribed(corner.bob, "daily")
    await due(corner)
    (got,) = digests_of(corner.eve)
    assert "Nothing was reported within 1 mile of your home point this week." in words_of(got.message)
    assert digests_of(corner.bob) == []


async def test_a_day(corner: Corner) -> None:
    """What was posted in the last day, in one message."""
    await subscribed(corner.eve, "daily")
    await corner.report(corner.ada)
    await due(corner)
    (got,) = digests_of(corner.eve)
    assert "1 report today within" in got.words


async def test_the_muted_get_no_digest(corner: Corner) -> None:
    """Nor does whoever switched alerts off meanwhile."""
    await subscribed(corner.eve, "weekly")
    await corner.eve.account.presses("alerts.mute", "week")
    await weeks(corner, 1)
    await due(corner)
    assert digests_of(corner.eve) == []
