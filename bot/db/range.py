"""The hot path: cameras within a circle, by an index over cells and a refine in SQL. Speaks Core, makes no entities."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import listed, one_of_cells
from bot.geo.cells import cover
from bot.geo.distance import distance_m
from bot.geo.metric import local_metric
from bot.geo.model import Circle, Point

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


GATHERED = """
SELECT {cameras} AS cameras, {owners} AS owners, {edge} FILTER (WHERE square > :sure) AS edge FROM ({sql}) AS found
"""


def gathered(session: AsyncSession, query: RangeQuery) -> str:
    """The query as one row of three lists: cameras, owners, cameras near the edge. A row for each takes twice as long."""
    camera = listed(session, "camera_id")
    return GATHERED.format(cameras=camera, owners=listed(session, "owner_id"), edge=camera, sql=query.sql)


@lru_cache(maxsize=64)
def prepared(sql: str) -> TextClause:
    """The statement, parsed once."""
    return text(sql)


EDGE = text("SELECT camera_id, lat, lon FROM camera_location WHERE camera_id IN :cameras").bindparams(
    bindparam("cameras", expanding=True)
)


async def beyond_the_edge(session: AsyncSession, circle: Circle, cameras: list[int]) -> frozenset[int]:
    """Those of some cameras on the edge that the geodesic puts outside. Costs nothing when there are none."""
    if not cameras:
        return frozenset()
    rows = await session.execute(EDGE, {"cameras": cameras})
    return frozenset(
        camera for camera, lat, lon in rows if distance_m(circle.center, Point(lat=lat, lon=lon)) > circle.radius_m
    )
