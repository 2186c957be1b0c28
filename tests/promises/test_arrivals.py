"""S5: the moment at which an officer's own planted account is asked tells nothing of how many others are.

On a simulated clock: requests around three planted accounts reach a few owners or some five hundred; their notices are put
down by the real fan-out, and leave through the real pacer at Telegram's thirty a second. Whether the number asked and the
moment of arrival go together is Spearman's rank correlation.
"""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import cos, pi, radians, sin, sqrt
from statistics import mean

import pytest
from sqlalchemy import func, select

from bot.consent.model import NOTICE_JOB
from bot.db.tables import AskRow, JobRow
from bot.db.transaction import Books
from bot.geo.model import Circle, Point
from bot.handlers.consent_jobs import DOES
from bot.kernel.ids import AccountId, JobId
from bot.outbox.model import INSIDE, Job, unseen
from bot.outbox.pace import Pacer
from bot.outbox.shares import shares
from bot.requests.model import FAN_OUT_JOB, RequestState
from bot.terms.model import AskLimits
from tests.db.houses import draft
from tests.outbox.test_pace import SimulatedTime
from tests.promises.worlds.crowd import PLANTED, PLANTED_AT
from tests.promises.worlds.figures import spearman
from tests.promises.worlds.leaks import IN_TIME, Leak
from tests.promises.worlds.owners import METRES_PER_DEGREE
from tests.promises.worlds.pairs import EMPTY, Ground
from tests.promises.worlds.world import World

BAR = 0.08
"""For two thousand requests: 3.6 standard errors."""
BY_DAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""In nobody's quiet hours."""
PER_SECOND = 30
WINDOW_S = 60.0
RADII_M = (150.0, 640.0)


@dataclass(slots=True)
class Heard:
    """Of each request: how many were asked, and when each planted account heard, in seconds from the fan-out."""

    asked: list[int] = field(default_factory=list)
    arrivals: list[list[float]] = field(default_factory=list)

    def correlations(self) -> dict[str, float]:
        """By what an officer could look at: each account, their mean, the first and the last of them, their spread."""
        columns = {name: [each[number] for each in self.arrivals] for number, name in enumerate(PLANTED)}
        columns |= {"mean": [mean(each) for each in self.arrivals], "first": [min(each) for each in self.arrivals]}
        columns |= {
            "last": [max(each) for each in self.arrivals],
            "spread": [max(each) - min(each) for each in self.arrivals],
        }
        return {name: spearman(self.asked, column) for name, column in columns.items()}


class Undone(Exception):
    """The request was only tried."""


async def hear(ground: Ground, requests: int) -> Heard:
    """So many requests, one after another, each undone before the next."""
    world = await ground.world("arrivals", EMPTY)
    world.clock.at = BY_DAY
    limits = AskLimits(per_day=10**6, per_30_days=10**6)
    world.services = replace(world.services, policies=replace(world.services.policies, asking=limits))
    chance, heard = random.Random("requests"), Heard()
    async with world.services.begin() as tx:
        persons = [await tx.people.with_account("telegram", handle) for handle in PLANTED]
        planted = [(await tx.people.accounts(person.id))[0].id for person in persons if person is not None]
    for _ in range(requests):
        with suppress(Undone):
            async with world.services.begin() as tx:
                await try_one(world, tx, around_the_planted(chance), planted, heard)  # type: ignore[arg-type]
                raise Undone
    return heard


def around_the_planted(chance: random.Random) -> Circle:
    """A circle that holds the planted accounts, and now more and now less of the crowd."""
    radius_m = chance.uniform(*RADII_M)
    way_m, angle = chance.uniform(0.0, 0.95) * radius_m, chance.uniform(0, 2 * pi)
    north, east = way_m * sin(angle), way_m * cos(angle)
    lat = PLANTED_AT.lat + north / METRES_PER_DEGREE
    return Circle(
        center=Point(lat=lat, lon=PLANTED_AT.lon + east / METRES_PER_DEGREE / cos(radians(lat))), radius_m=radius_m
    )


async def try_one(world: World, tx: Books, area: Circle, planted: Sequence[AccountId], heard: Heard) -> None:
    """One request, published now."""
    now = world.clock.now()
    officer = (await tx.officers.all())[0]
    what = replace(draft(), area=area, incident_at=now - timedelta(hours=2))
    filed = await tx.requests.add(world.chance.ref(), officer.department, officer.id, what, now)
    await tx.requests.move(filed.id, RequestState.REVIEW, RequestState.PUBLISHED, now + timedelta(days=7))
    job = Job(id=JobId(0), kind=FAN_OUT_JOB, subject=filed.id, lane=INSIDE, key="", due=now, attempts=0)
    await DOES[FAN_OUT_JOB](tx, world.services, job, now)  # type: ignore[arg-type]
    session = tx.asks.session
    heard.asked.append(int(await session.scalar(select(func.count()).select_from(AskRow)) or 0))
    notices = select(JobRow.account_id, JobRow.due).where(JobRow.kind == NOTICE_JOB, JobRow.lane == unseen("telegram"))
    found = [
        (AccountId(account or 0), due)
        for account, due in await session.execute(notices.order_by(JobRow.due, JobRow.id))
    ]
    arrived = await through_the_pacer(found, now)
    heard.arrivals.append([arrived[account] for account in planted])


async def through_the_pacer(notices: Sequence[tuple[AccountId, datetime]], now: datetime) -> dict[AccountId, float]:
    """When each notice leaves, in seconds from now, if nothing else is to be said."""
    at_s = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal at_s
        at_s += seconds

    _, pacer = shares(PER_SECOND, clock=lambda: at_s, sleep=sleep)
    left = {}
    for account, due in notices:
        at_s = max(at_s, (due - now).total_seconds())
        await pacer.turn(str(account))
        left[account] = at_s
    return left


def check_varied(heard: Heard) -> None:
    """From a handful to hundreds."""
    assert min(heard.asked) <= 10
    assert max(heard.asked) >= 450


async def test_hundreds(two_places: Ground) -> None:
    """Three hundred requests; the bar is as many standard errors as for two thousand."""
    heard = await hear(two_places, 300)
    check_varied(heard)
    found = heard.correlations()
    assert max(map(abs, found.values())) <= BAR * sqrt(2000 / 300), found


@pytest.mark.parametrize("leak", IN_TIME, ids=lambda leak: leak.name)
async def test_leaks_in_time_are_found(two_places: Ground, leak: Leak, monkeypatch: pytest.MonkeyPatch) -> None:
    """S3: the measurement has teeth, with fewer requests than that."""
    leak.plant(monkeypatch)
    found = (await hear(two_places, 150)).correlations()
    assert max(map(abs, found.values())) > BAR * sqrt(2000 / 150), found


@pytest.mark.promise
async def test_two_thousand(two_places: Ground) -> None:
    """Two thousand requests, from a handful of owners to more than can be asked."""
    heard = await hear(two_places, 2000)
    check_varied(heard)
    found = heard.correlations()
    print(found)
    assert max(map(abs, found.values())) <= BAR, found


async def waited(notices: Sequence[float], own: Sequence[float], per_second: int) -> float:
    """How long messages to an officer that are due at these seconds of the window wait, in all, beside these notices."""
    time = SimulatedTime(random=random.Random(1))
    seen, unseen_ones = shares(per_second, clock=time.clock, sleep=time.sleep)
    waits: list[float] = []

    async def speak(pacer: Pacer, due: float, noted: list[float]) -> None:
        await time.sleep(due)
        asked_at = time.at
        await pacer.turn()
        noted.append(time.at - asked_at)

    await time.run(*(speak(unseen_ones, due, []) for due in notices), *(speak(seen, due, waits) for due in own))
    return round(sum(waits), 6)


async def own_delays(requests: int, per_second: int) -> tuple[float, float]:
    """How long an officer's messages wait while notices of a request leave: the correlation of the delay with their
    number, and the longest that notices ever cost them, in seconds. Notices are due at independent moments of the
    window, as the fan-out puts them; of two messages close to each other the second has to wait, whatever there is."""
    chance, numbers, delays, cost = random.Random("own messages"), list[int](), list[float](), 0.0
    for _ in range(requests):
        notices = [chance.uniform(0, WINDOW_S) for _ in range(chance.randint(0, 500))]
        first = chance.uniform(5, WINDOW_S - 5)
        own = (first, first + chance.uniform(0, 0.5))
        numbers.append(len(notices))
        delays.append(await waited(notices, own, per_second))
        cost = max(cost, abs(delays[-1] - await waited([], own, per_second)))
    return spearman(numbers, delays), cost


@pytest.mark.parametrize("per_second", [30, 20], ids=["telegram", "discord"])
async def test_officers_own_messages_do_not_wait_for_notices(per_second: int) -> None:
    """An officer who fetches a clip during the minute of a request's notices hears no later for their number."""
    _, cost = await own_delays(30, per_second)
    assert cost == 0.0


@pytest.mark.promise
@pytest.mark.parametrize("per_second", [30, 20], ids=["telegram", "discord"])
async def test_two_thousand_of_officers_own_messages(per_second: int) -> None:
    """The same, as often as the bar is for."""
    correlation, cost = await own_delays(2000, per_second)
    assert abs(correlation) <= BAR
    assert cost == 0.0
