"""The hot path: cameras within an area, by an index over cells and a refine. Speaks Core, makes no entities.

A circle is decided in SQL by the local metric. A polygon is decided here, by a library, on its own plane: SQL only
compares numbers with a box, which is far quicker than a test of edges there. At a circle's edge, and at that of a large
polygon, the geodesic has the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, assert_never

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import given, listed, listed_degrees, one_of_cells, read_degrees, read_list
from bot.db.tables.columns import Moment
from bot.geo.area import contains
from bot.geo.cells import cover, cover_polygon
from bot.geo.metric import local_metric
from bot.geo.model import Area, Circle, Point, Polygon
from bot.geo.polygon import frame

EDGE_M = 0.001
"""The local metric is good to 0.1 mm at 1 km; what lies this near to the edge is decided by the geodesic itself."""

METRES_PER_DEGREE_AT_LEAST = 9_000.0
"""Of longitude, at 85 degrees: a circle nearer to the antimeridian than its radius by this measure may cross it."""


def edge_m(radius_m: float) -> float:
    """How near to the edge the geodesic decides: the metric's error grows with the cube of the distance."""
    return EDGE_M * max(1.0, (radius_m / 1000.0) ** 3)


INSIDE = """
SELECT camera_id, owner_id, x * x + y * y AS square FROM (
    SELECT camera_id, owner_id, (:kx + :tx * u) * v AS x, (:ky + :ty * u) * u AS y FROM (
        SELECT camera_id, owner_id, lat - :lat AS u, {v} AS v FROM camera_location WHERE {cells}
    ) AS shifted
) AS measured WHERE x * x + y * y <= :outer
"""

PLAIN = "lon - :lon"
WRAPPED = (
    "CASE WHEN lon - :lon >= 180 THEN lon - :lon - 360 WHEN lon - :lon < -180 THEN lon - :lon + 360 ELSE lon - :lon END"
)


@dataclass(frozen=True, slots=True)
class RangeQuery:
    """`sql` selects camera_id, owner_id and the squared distance of everything up to a hair beyond the edge."""

    sql: str
    values: dict[str, Any]
    sure: float
    """Squared metres below which a camera is certainly inside."""


def range_query(session: AsyncSession, circle: Circle) -> RangeQuery:
    """The query for a circle. Its text depends on the length of the padded cell list only."""
    center, metric = circle.center, local_metric(circle.center)
    cells = one_of_cells(session, cover(circle))
    edge = edge_m(circle.radius_m)
    wraps = abs(center.lon) + circle.radius_m / METRES_PER_DEGREE_AT_LEAST >= 180.0
    numbers = {"kx": metric.kx, "tx": metric.tx, "ky": metric.ky, "ty": metric.ty, "lat": center.lat, "lon": center.lon}
    return RangeQuery(
        INSIDE.format(v=WRAPPED if wraps else PLAIN, cells=cells.source),
        {**numbers, **cells.values, "outer": (circle.radius_m + edge) ** 2},
        max(circle.radius_m - edge, 0.0) ** 2,
    )


@lru_cache(maxsize=64)
def prepared(sql: str, moments: tuple[str, ...] = ()) -> TextClause:
    """The statement, parsed once; `moments` are those of its parameters that are times."""
    return text(sql).bindparams(*(bindparam(name, type_=Moment) for name in moments))


Pair = tuple[int, int]
"""A camera and its owner. A named tuple takes ten times as long to make, and there may be thousands."""


async def cameras_within(session: AsyncSession, area: Area) -> list[Pair]:
    """Every camera within the area with its owner, nearest to the middle first. Exact to 0.1 mm for a circle, and for a
    polygon to its geodesic edges within 0.1 m. Raises ValueError with one sentence for an area that cannot be searched.
    """
    match area:
        case Circle():
            return await within_circle(session, area)
        case Polygon():
            return await within_polygon(session, area)
        case _:
            assert_never(area)


GATHERED = """
SELECT {cameras} AS cameras, {owners} AS owners, {edge} FILTER (WHERE square > :sure) AS edge
FROM (SELECT camera_id, owner_id, square FROM ({sql}) AS found ORDER BY square, camera_id) AS sorted
"""


async def within_circle(session: AsyncSession, circle: Circle) -> list[Pair]:
    """See `cameras_within`. One row of three lists comes back: a row for each camera takes twice as long."""
    query = range_query(session, circle)
    camera = listed(session, "camera_id")
    sql = GATHERED.format(cameras=camera, owners=listed(session, "owner_id"), edge=camera, sql=query.sql)
    found = await session.execute(prepared(sql), {**query.values, "sure": query.sure})
    cameras, owners, edge = (read_list(column) for column in found.one())
    hits = list(zip(cameras, owners, strict=True))
    if not edge:
        return hits
    inside = await inside_by_geodesic(session, circle, edge)
    return [hit for hit in hits if inside.get(hit[0], True)]


BOXED = """
SELECT {cameras} AS cameras, {owners} AS owners, {lats} AS lats, {lons} AS lons
FROM camera_location WHERE {cells} AND lat BETWEEN :south AND :north AND {between}
"""


async def within_polygon(session: AsyncSession, polygon: Polygon) -> list[Pair]:
    """See `cameras_within`."""
    laid = frame(polygon)
    cells = one_of_cells(session, cover_polygon(laid))
    sql = BOXED.format(
        cameras=listed(session, "camera_id"),
        owners=listed(session, "owner_id"),
        lats=listed_degrees(session, "lat"),
        lons=listed_degrees(session, "lon"),
        cells=cells.source,
        between="lon BETWEEN :west AND :east" if laid.west <= laid.east else "(lon >= :west OR lon <= :east)",
    )
    box = {"south": laid.south, "north": laid.north, "west": laid.west, "east": laid.east}
    found = await session.execute(prepared(sql), {**cells.values, **box})
    rows = found.one()
    cameras, owners = read_list(rows.cameras), read_list(rows.owners)
    numbers, doubtful = laid.sort(read_degrees(rows.lats), read_degrees(rows.lons))
    hits = [(cameras[number], owners[number]) for number in numbers]
    if not doubtful:
        return hits
    inside = await inside_by_geodesic(session, polygon, [cameras[number] for number in doubtful])
    return [hit for hit in hits if inside.get(hit[0], True)]


async def inside_by_geodesic(session: AsyncSession, area: Area, cameras: Sequence[int]) -> dict[int, bool]:
    """For each of a few cameras near the edge, whether it is inside."""
    some = given(session, {"camera": "bigint"}, [(camera,) for camera in cameras])
    rows = await session.execute(
        prepared(f"SELECT camera_id, lat, lon FROM camera_location JOIN {some.source} ON camera = camera_id"),
        some.values,
    )
    return {camera: contains(area, Point(lat=lat, lon=lon)) for camera, lat, lon in rows}
