"""From a published request to the notices of everybody in range: our fan-out, and one INSERT..SELECT with PostGIS."""

import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.circles import WARM_UP, around, fill_postgres, session_of, town
from bench.figures import Better, Figure, middle, p99
from bench.servers import migrated, postgres, want_postgis
from bot.db.asks import AsksBook
from bot.db.range import prepared, range_query
from bot.db.requests import RequestsBook
from bot.db.willing import EVERYBODY, NEAREST
from bot.geo.model import Circle
from bot.kernel.ids import DepartmentId, OfficerId, RequestId, new_ref
from bot.requests.model import AreaRequest, Draft, IncidentType, RequestPolicy
from bot.terms.model import AskLimits

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=9000)
POLICY = RequestPolicy(owners_asked=100_000)
"""No ceiling, so that both write the same rows."""

PEOPLE = """
SET session_replication_role = replica;
INSERT INTO person (id, language, created_at) SELECT n, 'en', now() FROM generate_series(1, {people}) AS n;
INSERT INTO account (id, person_id, platform, handle, handle_hash, name, reachable, silenced, bounces, trouble, created_at)
    SELECT 2 * n + way, n, CASE way WHEN 0 THEN 'telegram' ELSE 'mail' END, '', 'hash ' || 2 * n + way, '', true, false, 0,
        '', now() FROM generate_series(1, {people}) AS n, generate_series(0, 1) AS way;
INSERT INTO owner_terms (person_id, time_zone, quiet_from, quiet_until, never_at_night, only_missing, ask_by, paused,
        changed_at)
    SELECT n, 'UTC', 0, 0, false, n % 20 = 0, 'both', n % 20 = 10, now() FROM generate_series(10, {people}, 10) AS n;
INSERT INTO standing_no (person_id, incident_type, created_at)
    SELECT n, 'fraud', now() FROM generate_series(1, {people}, 10) AS n;
INSERT INTO ask (ref, request_id, owner_id, state, created_at)
    SELECT 'old ' || turn || ' ' || n, turn, n, 'expired', '2026-06-01' FROM generate_series(3, {people}, 3) AS n,
        generate_series(1, 3) AS turn;
VACUUM ANALYZE
"""
"""Two accounts each; a tenth have terms, a tenth a standing no, a third were asked three times some months ago."""

RIVAL = """
WITH asked AS (
    INSERT INTO ask (ref, request_id, owner_id, state, created_at)
    SELECT upper(substr(md5(random()::text), 1, 12)), $1::bigint, owner, 'asked', $5::timestamptz FROM (
        SELECT DISTINCT owner FROM rival
        WHERE ST_DWithin(geog, ST_SetSRID(ST_MakePoint($2, $3), 4326)::geography, $4)
    ) AS near ON CONFLICT DO NOTHING RETURNING id, owner_id
)
INSERT INTO job (kind, subject, lane, key, due, account_id, state, attempts, was_ambiguous, receipt, why)
SELECT 'consent.notice', asked.id, account.platform, 'notice:' || asked.id || ':' || account.id,
    now() + random() * interval '60 seconds', account.id, 'open', 0, false, '', ''
FROM asked JOIN account ON account.person_id = asked.owner_id WHERE account.reachable
ON CONFLICT (key) DO NOTHING
"""

Ask = Callable[[AreaRequest], Awaitable[None]]


@dataclass(slots=True)
class House:
    """Everything in one database; time goes on by two months for each request, so that nobody was asked lately."""

    engine: AsyncEngine
    rival: asyncpg.Connection
    now: datetime = NOW

    async def willing(self, request: AreaRequest) -> None:
        """What the house does: whoever must not be asked is left out."""
        async with session_of(self.engine) as session, session.begin():
            await AsksBook(session, lambda: None).fan_out(request, POLICY, AskLimits(), self.now, new_ref)

    async def everybody(self, request: AreaRequest) -> None:
        """The same, without leaving out anybody."""
        async with session_of(self.engine) as session, session.begin():
            book = AsksBook(session, lambda: None)
            query = range_query(session, request.draft.area)
            nearest = prepared(NEAREST.format(hits=query.sql, willing="true"))
            found = await session.execute(nearest, {**query.values, "most": EVERYBODY})
            await book.put_asks(request.id, [owner for owner, _ in found], self.now, new_ref)
            await book.put_notices(request.id, self.now, 60.0)

    async def postgis(self, request: AreaRequest) -> None:
        """The rival, which leaves nobody out either."""
        area = request.draft.area
        async with self.rival.transaction():
            await self.rival.execute(RIVAL, request.id, area.center.lon, area.center.lat, area.radius_m, LONG_AGO)


async def asking(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The three take turns at every circle, each with a request of its own, durably committed."""
    count, queries = (100_000, 40) if quick else (1_000_000, 150)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres("asking"))
        await want_postgis(url)
        here = town(count, queries)
        engine = await stack.enter_async_context(migrated(url))
        await fill_postgres(url, here.rows)
        step()
        await fill_people(url, max(row[1] for row in here.rows))
        step()
        connection = await asyncpg.connect(url)
        stack.push_async_callback(connection.close)
        house = House(engine, connection)
        circles = [around(center) for center in here.centers]
        random.Random(1).shuffle(circles)
        times, rows = await race(house, circles, step)
    note = f"{count:,} cameras, {queries} circles of 700 m, jobs p50 {middle(rows):,.0f}, max {max(rows):,.0f}"
    return [
        Figure(
            what=f"match and enqueue, PostgreSQL, {name}, {which}",
            unit="ms",
            ours=figure(times[name]) * 1e3,
            rival=figure(times["PostGIS"]) * 1e3,
            rival_name="PostGIS, one INSERT..SELECT for everybody, asyncpg",
            bar=1.0,
            better=Better.LOWER,
            note=note if figure is middle else "",
        )
        for name in ("the willing only", "everybody")
        for which, figure in (("p50", middle), ("p99", p99))
    ]


async def fill_people(url: str, people: int) -> None:
    """Owners with accounts, terms and a history."""
    connection = await asyncpg.connect(url)
    for statement in PEOPLE.format(people=people).split(";\n"):
        await connection.execute(statement)
    await connection.close()


async def file_request(engine: AsyncEngine, circle: Circle) -> AreaRequest:
    """A request about a circle, of a department that nobody knows."""
    draft = Draft(
        area=circle,
        place_words="",
        incident_type=IncidentType.BURGLARY,
        incident_at=NOW,
        window_start=NOW,
        window_end=NOW,
        case_number="1",
        contact="",
        sought="",
        own_investigation=True,
    )
    async with session_of(engine) as session, session.begin():
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        return await RequestsBook(session).add(new_ref(), DepartmentId(1), OfficerId(1), draft, NOW)


async def race(
    house: House, circles: list[Circle], step: Callable[[], None]
) -> tuple[dict[str, list[float]], list[float]]:
    """The times of each for every circle, in turns whose order rotates, and how many jobs the rival made."""
    # Ids below are those of the history.
    await house.rival.execute("SELECT setval(pg_get_serial_sequence('area_request', 'id'), 1000)")
    contenders: dict[str, Ask] = {
        "the willing only": house.willing,
        "everybody": house.everybody,
        "PostGIS": house.postgis,
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    rows: list[float] = []
    asked = 0
    names = list(contenders)
    for number, circle in enumerate(circles):
        made: dict[str, int] = {}
        for name in chain(names[number % 3 :], names[: number % 3]):
            request = await file_request(house.engine, circle)
            house.now += timedelta(days=61)
            began = time.perf_counter()
            await contenders[name](request)
            times[name].append(time.perf_counter() - began)
            made[name] = await jobs_of(house.rival, request.id)
        # A reference that is drawn twice leaves an owner out of "everybody"; the house would draw again.
        assert abs(made["everybody"] - made["PostGIS"]) <= made["PostGIS"] * 0.01, made
        assert made["the willing only"] <= made["PostGIS"], made
        rows.append(float(made["PostGIS"]))
        asked += made["the willing only"]
        if number % 20 == 0:
            step()
    # A tenth is paused or wants to hear of missing persons only; nobody else may have been left out.
    assert 0.85 < asked / sum(rows) < 0.95
    return {name: values[WARM_UP:] for name, values in times.items()}, rows


async def jobs_of(connection: Any, request: RequestId) -> int:
    """How many notices wait for this request."""
    found: int = await connection.fetchval(
        "SELECT count(*) FROM job WHERE subject IN (SELECT id FROM ask WHERE request_id = $1)", request
    )
    return found
