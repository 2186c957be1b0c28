"""S4: how long an acknowledgement takes does not tell whether anybody lives there.

The area of some requests holds 500 owners, that of the others none; they follow each other by the toss of a coin. What is
measured is the work of the whole process from the officer's first word to "it goes to review", which is all that a
stopwatch at the other end could see of it. Welch's t below 4.5 is the usual bar of tests for timing leaks (dudect).
"""

import random
import time
from dataclasses import dataclass, field, replace
from statistics import median

import pytest
from sqlalchemy import delete

from bot.chat.incoming import Incoming
from bot.chat.reply import Reply
from bot.db.tables import AreaRequestRow, AskRow, JobRow
from bot.handlers.router import Router
from tests.handlers.filing import filed
from tests.handlers.house import Somebody
from tests.handlers.routes import ALL_ROUTES
from tests.promises.worlds.figures import welch
from tests.promises.worlds.leaks import IN_AN_ANSWER
from tests.promises.worlds.owners import SCENE
from tests.promises.worlds.pairs import EMPTY as EMPTY_WORLD
from tests.promises.worlds.pairs import Ground
from tests.promises.worlds.town import BADGES

BAR = 4.5
FULL, EMPTY = f"{SCENE.lat:.4f},{SCENE.lon:.4f}", f"{SCENE.lat - 0.05:.4f},{SCENE.lon:.4f}"
"""Both in the same jurisdiction."""
AT_A_TIME = 40
"""Requests in one database, half of them for either place."""
KEPT = 0.9
"""The slowest tenth of all is left out on both sides: the machine was busy with something else."""
NO_LIMIT = {
    "per_case": 10**6, "open_at_once": 10**6, "per_30_days": 10**6, "km2_hours_per_30_days": 1e12,
    "overlapping_in_24_h": 10**6,
}  # fmt: skip


class Stopwatch(Router):
    """The router, with the work that its answers cost this process."""

    spent_ns = 0

    async def answer(self, incoming: Incoming) -> Reply:
        """See `Router.answer`."""
        began = time.process_time_ns()
        try:
            return await super().answer(incoming)
        finally:
            self.spent_ns += time.process_time_ns() - began


@dataclass(slots=True)
class Times:
    """What acknowledgements cost, in nanoseconds, by place."""

    of: dict[str, list[int]] = field(default_factory=lambda: {FULL: [], EMPTY: []})

    def kept(self) -> tuple[list[int], list[int]]:
        """Both sides without the slowest of all."""
        pooled = sorted(self.of[FULL] + self.of[EMPTY])
        most = pooled[round(len(pooled) * KEPT) - 1]
        full, empty = ([each for each in self.of[place] if each <= most] for place in (FULL, EMPTY))
        return full, empty

    @property
    def t(self) -> float:
        """Welch's t."""
        return welch(*self.kept())

    def said(self) -> str:
        """The figures."""
        full, empty = self.kept()
        medians = [median(each) / 1e6 for each in (full, empty)]
        return f"t = {self.t:+.2f}, medians {medians[0]:.3f} and {medians[1]:.3f} ms of {len(full)} and {len(empty)}"


async def measured(ground: Ground, acknowledgements: int) -> Times:
    """So many requests, filed one after another by the same officer."""
    toss, times = random.Random("toss"), Times()
    for batch in range(acknowledgements // AT_A_TIME):
        world = await ground.world("acknowledgements", EMPTY_WORLD)
        policies = replace(world.services.policies, requests=replace(world.services.policies.requests, **NO_LIMIT))  # type: ignore[arg-type]
        watch = Stopwatch(replace(world.services, policies=policies), ALL_ROUTES)
        badge = BADGES[0]
        officer = Somebody(router=watch, handle=badge.handle, platform=badge.platform)
        places = [FULL, EMPTY] * (AT_A_TIME // 2)
        toss.shuffle(places)
        # The first answers in a new database read its tables from the disk, wherever the place is.
        for number, place in enumerate((FULL, EMPTY, *places)):
            watch.spent_ns = 0
            await filed(officer, world.clock.now(), place=place, case=f"26-{batch:04d}{number + 10}")
            if number >= 2:
                times.of[place].append(watch.spent_ns)
            await forget_requests(ground)
    return times


async def forget_requests(ground: Ground) -> None:
    """The next request is judged beside no other one: else each would take longer than the one before."""
    async with ground.engine.begin() as connection:
        for row in (JobRow, AskRow, AreaRequestRow):
            await connection.execute(delete(row))


async def test_hundreds(two_places: Ground) -> None:
    """Enough to see what a leak of a tenth of the time would do."""
    times = await measured(two_places, 200)
    assert abs(times.t) < BAR, times.said()


async def test_a_shorter_way_is_found(two_places: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3: the measurement has teeth. Planted: owners are matched before the answer, and nothing is said of it."""
    IN_AN_ANSWER.plant(monkeypatch)
    times = await measured(two_places, 80)
    assert times.t > BAR, times.said()


@pytest.mark.promise
async def test_five_thousand(two_places: Ground) -> None:
    """Five thousand, half of them where nobody lives."""
    times = await measured(two_places, 5000)
    print(times.said())
    assert abs(times.t) < BAR, times.said()
    full, empty = times.kept()
    assert abs(median(full) - median(empty)) < 1_000_000
