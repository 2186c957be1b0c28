"""Owners in circles and polygons among a million cameras: our query on both databases, and PostGIS through asyncpg."""

import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain, pairwise
from math import cos, radians, sin, sqrt
from pathlib import Path

import asyncpg
import numpy as np
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bench.figures import Better, Figure, middle, p99
from bench.servers import migrated, postgres, sqlite, want_postgis
from bot.db.range import cameras_within
from bot.geo.cells import cell9
from bot.geo.model import Area, Circle, Point, Polygon

RADIUS_M = 700.0
CAMERAS_PER_CITY = 50_000
HALF_A_SQUARE_MILE_M2 = 1_295_000.0
RIVALS = "PostGIS"
WARM_UP = 30
LOOKS = 3
"""Every circle is asked about so often by each; the median counts, so that a busy neighbor on the machine does not."""

RIVAL = """
SELECT id, owner FROM rival WHERE ST_DWithin(geog, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography, $3)
"""

RIVAL_POLYGON = "SELECT id, owner FROM rival WHERE ST_Covers(ST_GeogFromText($1), geog)"

Row = tuple[int, int, int, float, float]
Search = Callable[[Area], Awaitable[set[int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Cameras as rows of camera_location: id, owner, cell, latitude, longitude."""

    rows: list[Row]
    centers: list[Point]
    """Where to search: at cameras, so that crowded places are asked about as often as they are crowded."""
    of_the_first: list[bool]
    """For each row, whether it is in the first fifth of the cities; all centers are."""


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
    of_the_first = order // each < max(cities // 5, 1)
    at = chance.choice(np.flatnonzero(of_the_first), queries + WARM_UP).tolist()
    centers = [Point(lat=lats[n], lon=lons[n]) for n in at]
    return Town(rows=rows, centers=centers, of_the_first=of_the_first.tolist())


async def fill_postgres(url: str, rows: list[Row], with_rival: bool = True) -> None:
    """Our table and the rival's, both vacuumed. Only positions: the range query reads nothing else."""
    connection = await asyncpg.connect(url)
    columns = ("camera_id", "owner_id", "cell9", "lat", "lon")
    await connection.execute("SET session_replication_role = replica")
    await connection.copy_records_to_table("camera_location", records=rows, columns=columns)
    if with_rival:
        await connection.execute(
            "CREATE TABLE rival (id bigint PRIMARY KEY, owner bigint, geog geography(Point, 4326))"
        )
        await connection.execute(
            "INSERT INTO rival SELECT camera_id, owner_id, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography"
            " FROM camera_location ORDER BY camera_id"
        )
        await connection.execute("CREATE INDEX ON rival USING gist (geog)")
    for table in ("camera_location", "rival") if with_rival else ("camera_location",):
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
    """What the house asks, in an open transaction, through SQLAlchemy."""

    async def search(area: Area) -> set[int]:
        return {owner for _, owner in await cameras_within(session, area)}

    return search


async def rival(url: str, stack: AsyncExitStack) -> Search:
    """PostGIS on geography with its spheroid, through prepared statements of asyncpg."""
    connection = await asyncpg.connect(url)
    stack.push_async_callback(connection.close)
    in_circle, in_polygon = await connection.prepare(RIVAL), await connection.prepare(RIVAL_POLYGON)

    async def search(area: Area) -> set[int]:
        if isinstance(area, Circle):
            rows = await in_circle.fetch(area.center.lon, area.center.lat, area.radius_m)
        else:
            rows = await in_polygon.fetch(as_text(area))
        return {row[1] for row in rows}

    return search


def as_text(polygon: Polygon) -> str:
    """The polygon as PostGIS reads it."""
    ring = ", ".join(f"{corner.lon!r} {corner.lat!r}" for corner in (*polygon.corners, polygon.corners[0]))
    return f"SRID=4326;POLYGON(({ring}))"


async def circles(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The three take turns at every circle; all have to find the same owners."""
    areas: Callable[[Point], Area] = around
    count, queries = (100_000, 100) if quick else (1_000_000, 400)
    times, hits = await measured(count, queries, areas, step)
    most = f"{count:,} cameras, {queries} circles, owners p50 {middle(hits):,.0f}, max {max(hits):,.0f}; identical sets"
    bars = (
        ("PostgreSQL", "p50", middle, 0.7, most),
        ("PostgreSQL", "p99", p99, 0.6, ""),
        ("SQLite", "p50", middle, 0.9, ""),
    )
    against = "PostGIS ST_DWithin, asyncpg"
    return [
        against_postgis(f"owners within 700 m, {database}, {name}", times, database, figure, bar, note, against)
        for database, name, figure, bar, note in bars
    ]


async def polygons(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The same with polygons of half a square mile and nine corners."""
    chance = random.Random(20260302)
    count, queries = (100_000, 100) if quick else (1_000_000, 200)
    times, hits = await measured(count, queries, lambda center: half_a_square_mile(center, chance), step)
    most = (
        f"{count:,} cameras, {queries} polygons, owners p50 {middle(hits):,.0f}, max {max(hits):,.0f}; identical sets"
    )
    bars = (
        ("PostgreSQL", "p50", middle, 0.8, most),
        ("PostgreSQL", "p99", p99, 0.8, ""),
        ("SQLite", "p50", middle, 0.8, ""),
    )
    against = "PostGIS ST_Covers, asyncpg"
    return [
        against_postgis(f"owners in 0.5 square miles, {database}, {name}", times, database, figure, bar, note, against)
        for database, name, figure, bar, note in bars
    ]


async def growth(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """Our query among five times as many cameras, in five times as many cities."""
    small, queries = (100_000, 60) if quick else (1_000_000, 200)
    times: dict[str, list[float]] = {}
    searches: dict[str, Search] = {}
    async with AsyncExitStack() as stack:
        here = town(5 * small, queries)
        fifth = [row for row, is_first in zip(here.rows, here.of_the_first, strict=True) if is_first]
        for count, rows in ((small, fifth), (5 * small, here.rows)):
            step()
            made = await filled(f"growth{count}", rows, stack, with_rival=False)
            searches.update({f"{name} {count}": search for name, search in made.items()})
        names = list(searches)
        # The same circles in both, so that all that differs is what else there is.
        for number, center in enumerate(here.centers):
            took: dict[str, list[float]] = {name: [] for name in names}
            for turn in range(LOOKS):
                first = (number + turn) % len(names)
                for name in chain(names[first:], names[:first]):
                    took[name].append(await timed(searches[name], around(center)))
            for name in names:
                times.setdefault(name, []).append(middle(took[name]))
    return [
        Figure(
            what=f"owners within 700 m, {database}, {5 * small:,} cameras",
            unit="ms",
            ours=middle(times[f"{database} {5 * small}"][WARM_UP:]) * 1e3,
            rival=middle(times[f"{database} {small}"][WARM_UP:]) * 1e3,
            rival_name=f"the same among {small:,}",
            bar=1.25,
            better=Better.LOWER,
            note=f"the same {queries} circles in both",
        )
        for database in ("PostgreSQL", "SQLite")
    ]


def around(center: Point) -> Circle:
    """The circle about a camera."""
    return Circle(center=center, radius_m=RADIUS_M)


def half_a_square_mile(center: Point, chance: random.Random) -> Polygon:
    """A polygon of nine corners, in directions and distances by chance, that does not cross itself."""
    turns = [(40 * number + chance.uniform(0, 39), chance.uniform(0.6, 1.4)) for number in range(9)]
    plain = [(share * sin(radians(turn)), share * cos(radians(turn))) for turn, share in turns]
    twice = sum(ax * by - ay * bx for (ax, ay), (bx, by) in pairwise((*plain, plain[0])))
    scale = sqrt(HALF_A_SQUARE_MILE_M2 / (abs(twice) / 2))
    high, wide = scale / 111_000, scale / 111_000 / cos(radians(center.lat))
    return Polygon(corners=tuple(Point(lat=center.lat + y * high, lon=center.lon + x * wide) for x, y in plain))


async def filled(name: str, rows: list[Row], stack: AsyncExitStack, with_rival: bool = True) -> dict[str, Search]:
    """Databases with these cameras, and a search in each."""
    url = await stack.enter_async_context(postgres(name))
    if with_rival:
        await want_postgis(url)
    postgres_engine = await stack.enter_async_context(migrated(url))
    sqlite_engine, path = await stack.enter_async_context(sqlite())
    await fill_postgres(url, rows, with_rival)
    fill_sqlite(path, rows)
    made = {
        "PostgreSQL": ours(await stack.enter_async_context(session_of(postgres_engine))),
        "SQLite": ours(await stack.enter_async_context(session_of(sqlite_engine))),
    }
    return {**made, RIVALS: await rival(url, stack)} if with_rival else made


async def measured(
    count: int, queries: int, area: Callable[[Point], Area], step: Callable[[], None]
) -> tuple[dict[str, list[float]], list[float]]:
    """The times of all three among so many cameras, and how many owners were found."""
    async with AsyncExitStack() as stack:
        here = town(count, queries)
        step()
        contenders = await filled("range", here.rows, stack)
        step()
        return await race(contenders, [area(center) for center in here.centers], step)


def against_postgis(
    what: str,
    times: dict[str, list[float]],
    database: str,
    figure: Callable[[list[float]], float],
    bar: float,
    note: str,
    rival_name: str,
) -> Figure:
    """One line: a figure of ours and the same of the rival."""
    return Figure(
        what=what,
        unit="ms",
        ours=figure(times[database]) * 1e3,
        rival=figure(times[RIVALS]) * 1e3,
        rival_name=rival_name,
        bar=bar,
        better=Better.LOWER,
        note=note,
    )


def session_of(engine: AsyncEngine) -> AsyncSession:
    """A session as the house opens it."""
    return AsyncSession(engine, autoflush=False, expire_on_commit=False)


async def timed(search: Search, area: Area) -> float:
    """Seconds that one search takes."""
    began = time.perf_counter()
    await search(area)
    return time.perf_counter() - began


async def race(
    contenders: dict[str, Search], areas: list[Area], step: Callable[[], None]
) -> tuple[dict[str, list[float]], list[float]]:
    """The times of each for every area, in turns whose order rotates; the first areas only warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    hits: list[float] = []
    names = list(contenders)
    for number, area in enumerate(areas):
        found: dict[str, set[int]] = {}
        took: dict[str, list[float]] = {name: [] for name in names}
        for turn in range(LOOKS):
            first = (number + turn) % len(names)
            for name in chain(names[first:], names[:first]):
                began = time.perf_counter()
                found[name] = await contenders[name](area)
                took[name].append(time.perf_counter() - began)
        for name in names:
            times[name].append(middle(took[name]))
        want_the_same(area, found)
        hits.append(float(len(found[RIVALS])))
        if number % 50 == 0:
            step()
    return {name: values[WARM_UP:] for name, values in times.items()}, hits


def want_the_same(area: Area, found: dict[str, set[int]]) -> None:
    """All have to have found the same owners; at a polygon's edge PostGIS itself may be off by some millimetres."""
    apart = found["PostgreSQL"] ^ found[RIVALS]
    assert found["PostgreSQL"] == found["SQLite"], "our own databases differ"
    assert len(apart) <= isinstance(area, Polygon), "the owners differ"
