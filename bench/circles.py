"""Owners within 700 m among a million cameras: our query on both databases, and PostGIS through asyncpg."""

import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import asyncpg
import numpy as np
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.figures import Better, Figure, middle, p99
from bench.servers import migrated, postgres, sqlite, want_postgis
from bot.db.cameras import CamerasBook
from bot.geo.cells import cell9
from bot.geo.model import Circle, Point

RADIUS_M = 700.0
CAMERAS_PER_CITY = 50_000
WARM_UP = 30
LOOKS = 3
"""Every circle is asked about so often by each; the median counts, so that a busy neighbor on the machine does not."""

RIVAL = """
SELECT id, owner FROM rival WHERE ST_DWithin(geog, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography, $3)
"""

Row = tuple[int, int, int, float, float]
Search = Callable[[Circle], Awaitable[set[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Cameras as rows of camera_location: id, owner, cell, latitude, longitude."""

    rows: list[Row]
    centers: list[Point]
    """Where to search: at cameras, so that crowded places are asked about as often as they are crowded."""


def town(count: int, queries: int) -> Town:
    """Cities of 50,000 cameras each: a dense core and wide suburbs, so that more cameras mean more cities."""
    chance = np.random.default_rng(20260301)
    cities = max(count // CAMERAS_PER_CITY, 1)
    each = count // cities
    lat0 = np.repeat(chance.uniform(26, 48, cities), each)
    lon0 = np.repeat(chance.uniform(-122, -72, cities), each)
    in_core = chance.random(cities * each) < 0.3
    spread_km = np.where(in_core, 1.1, 4.5)
    lat = lat0 + chance.normal(0, 1, lat0.size) * spread_km / 111.2
    lon = lon0 + chance.normal(0, 1, lon0.size) * spread_km / (111.2 * np.cos(np.radians(lat0)))
    # In the order of registration, which knows nothing of places.
    order = chance.permutation(lat.size)
    lats, lons = lat[order].tolist(), lon[order].tolist()
    owners = chance.integers(1, max(lat.size * 4 // 5, 2), lat.size).tolist()
    rows = [
        (number, owner, cell9(Point(lat=y, lon=x)), y, x)
        for number, (owner, y, x) in enumerate(zip(owners, lats, lons, strict=True), start=1)
    ]
    at = chance.integers(0, len(rows), queries + WARM_UP).tolist()
    return Town(rows=rows, centers=[Point(lat=lats[n], lon=lons[n]) for n in at])


async def fill_postgres(url: str, rows: list[Row]) -> None:
    """Our table and the rival's, both vacuumed. Only positions: the range query reads nothing else."""
    connection = await asyncpg.connect(url)
    columns = ("camera_id", "owner_id", "cell9", "lat", "lon")
    await connection.execute("SET session_replication_role = replica")
    await connection.copy_records_to_table("camera_location", records=rows, columns=columns)
    await connection.execute("CREATE TABLE rival (id bigint PRIMARY KEY, owner bigint, geog geography(Point, 4326))")
    await connection.execute(
        "INSERT INTO rival SELECT camera_id, owner_id, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography"
        " FROM camera_location ORDER BY camera_id"
    )
    await connection.execute("CREATE INDEX ON rival USING gist (geog)")
    for table in ("camera_location", "rival"):
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.close()


def fill_sqlite(path: Path, rows: list[Row]) -> None:
    """The same rows in a file."""
    connection = sqlite3.connect(path)
    connection.executemany(
        "INSERT INTO camera_location (camera_id, owner_id, cell9, lat, lon) VALUES (?, ?, ?, ?, ?)", rows
    )
    connection.execute("ANALYZE")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def ours(session: AsyncSession) -> Search:
    """What the house calls, in an open transaction, through SQLAlchemy."""
    book = CamerasBook(session)

    async def search(circle: Circle) -> set[int]:
        return {found.owner for found in await book.in_area(circle)}

    return search


async def rival(url: str, stack: AsyncExitStack) -> Search:
    """PostGIS on geography with its spheroid, through a prepared statement of asyncpg."""
    connection = await asyncpg.connect(url)
    stack.push_async_callback(connection.close)
    statement = await connection.prepare(RIVAL)

    async def search(circle: Circle) -> set[int]:
        rows = await statement.fetch(circle.center.lon, circle.center.lat, circle.radius_m)
        return {row[1] for row in rows}

    return search


async def circles(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The three take turns at every circle; all have to find the same owners."""
    count, queries = (100_000, 100) if quick else (1_000_000, 400)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(postgres("circle"))
        await want_postgis(url)
        here = town(count, queries)
        step()
        postgres_engine = await stack.enter_async_context(migrated(url))
        sqlite_engine, path = await stack.enter_async_context(sqlite())
        await fill_postgres(url, here.rows)
        step()
        fill_sqlite(path, here.rows)
        step()
        contenders = {
            "PostgreSQL": ours(await stack.enter_async_context(session_of(postgres_engine))),
            "SQLite": ours(await stack.enter_async_context(session_of(sqlite_engine))),
            "PostGIS": await rival(url, stack),
        }
        times, hits = await race(contenders, here.centers, step)
    most = f"{count:,} cameras, {queries} circles, owners p50 {middle(hits):,.0f}, max {max(hits):,.0f}; identical sets"
    against = "PostGIS ST_DWithin, asyncpg"
    lower = Better.LOWER
    rival_p50, rival_p99 = middle(times["PostGIS"]), p99(times["PostGIS"])
    return [
        Figure(
            what=f"owners within 700 m, {database}, {name}",
            unit="ms",
            ours=value * 1e3,
            rival=rival_value * 1e3,
            rival_name=against,
            bar=bar,
            better=lower,
            note=note,
        )
        for database, name, value, rival_value, bar, note in (
            ("PostgreSQL", "p50", middle(times["PostgreSQL"]), rival_p50, 0.7, most),
            ("PostgreSQL", "p99", p99(times["PostgreSQL"]), rival_p99, 0.6, ""),
            ("SQLite", "p50", middle(times["SQLite"]), rival_p50, 0.9, ""),
        )
    ]


def session_of(engine: AsyncEngine) -> AsyncSession:
    """A session as the house opens it."""
    return AsyncSession(engine, autoflush=False, expire_on_commit=False)


async def race(
    contenders: dict[str, Search], centers: list[Point], step: Callable[[], None]
) -> tuple[dict[str, list[float]], list[float]]:
    """The times of each for every circle, in turns whose order rotates; the first circles only warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    hits: list[float] = []
    names = list(contenders)
    for number, center in enumerate(centers):
        circle = Circle(center=center, radius_m=RADIUS_M)
        found: dict[str, set[int]] = {}
        took: dict[str, list[float]] = {name: [] for name in names}
        for turn in range(LOOKS):
            first = (number + turn) % len(names)
            for name in chain(names[first:], names[:first]):
                began = time.perf_counter()
                found[name] = await contenders[name](circle)
                took[name].append(time.perf_counter() - began)
        for name in names:
            times[name].append(middle(took[name]))
        assert len({frozenset(owners) for owners in found.values()}) == 1, "the owners differ"
        hits.append(float(len(found["PostGIS"])))
        if number % 50 == 0:
            step()
    return {name: values[WARM_UP:] for name, values in times.items()}, hits
