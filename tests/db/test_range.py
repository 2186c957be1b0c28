"""Who is in range: decided by geodesics, for circles and polygons, anywhere on earth, on both databases."""

import random
from dataclasses import replace
from itertools import pairwise
from math import cos, radians

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras.model import CameraKind
from bot.db.range import edge_m
from bot.db.tables import CameraLocationRow, CameraRow
from bot.db.tables.columns import Row
from bot.geo.cells import cell9
from bot.geo.distance import distance_m
from bot.geo.metric import wrap_longitude
from bot.geo.model import Area, Circle, Point, Polygon
from bot.kernel.ids import CameraId, PersonId, new_ref
from tests.db.houses import CENTER, NOW, Begin, camera, owner

WGS84 = Geodesic.WGS84
DEGREE_M = 111_195.0
PLACES = {
    "town": CENTER,
    "equator": Point(lat=0.0, lon=20.0),
    "south": Point(lat=-41.3, lon=174.8),
    "north": Point(lat=69.6, lon=18.9),
    "edge of the world": Point(lat=84.85, lon=-31.0),
    "east of the antimeridian": Point(lat=-16.8, lon=-179.9985),
    "west of the antimeridian": Point(lat=-16.8, lon=179.999),
    "on the antimeridian": Point(lat=66.0, lon=180.0),
}


def away(center: Point, azimuth: float, distance: float) -> Point:
    """The point in this direction."""
    there = WGS84.Direct(center.lat, center.lon, azimuth, distance)
    return Point(lat=there["lat2"], lon=there["lon2"])


@pytest.mark.parametrize("center", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("radius_m", [144.0, 642.0, 3000.0])
async def test_a_circle_is_the_geodesic_itself(
    begin: Begin, engine: AsyncEngine, center: Point, radius_m: float
) -> None:
    """In range are exactly the cameras that Karney's geodesic puts there, the nearest first."""
    chance = random.Random(f"{center}{radius_m}")
    points = [scattered(chance, center, radius_m * 1.3) for _ in range(200)]
    # Some stand within nanometres to millimetres of the edge, on both sides.
    points += [
        on_edge(chance, center, radius_m, chance.choice([-1, 1]) * 10 ** chance.uniform(-7, -2)) for _ in range(20)
    ]
    found = await found_within(begin, engine, points, Circle(center=center, radius_m=radius_m))
    away_m = {number: distance_m(center, point) for number, point in enumerate(points)}
    assert set(found) == {number for number, away in away_m.items() if away <= radius_m}
    assert 0 < len(found) < len(points)
    for nearer, farther in pairwise(found):
        assert away_m[nearer] <= away_m[farther] + edge_m(radius_m)


SHAPES = {
    "star": [(0, 1.0), (35, 0.45), (80, 0.9), (120, 0.3), (170, 1.0), (205, 0.6), (250, 0.95), (290, 0.35), (330, 0.7)],
    "triangle": [(10, 1.0), (120, 0.9), (230, 1.0)],
    "sliver": [(88, 1.0), (92, 1.0), (268, 1.0), (272, 1.0)],
    "many corners": [(turn * 0.6, 0.8 + 0.2 * (turn % 2)) for turn in range(600)],
}
"""Corners by their direction from the middle and their share of the reach."""


@pytest.mark.parametrize("center", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("reach_m", [900.0, 12_000.0])
async def test_a_polygon_has_geodesic_edges(
    begin: Begin, engine: AsyncEngine, center: Point, shape: str, reach_m: float
) -> None:
    """In range are the cameras within geodesics from corner to corner, whatever lies 0.1 m from them or farther."""
    chance = random.Random(f"{center}{shape}{reach_m}")
    # So far north the far corners of the largest would lie beyond 85 degrees.
    center = replace(center, lat=min(center.lat, 84.99 - 1.01 * reach_m / DEGREE_M))
    polygon = Polygon(corners=tuple(away(center, turn, share * reach_m) for turn, share in SHAPES[shape]))
    outline = Outline(polygon, step_m=reach_m / 50)
    points = [scattered(chance, center, reach_m) for _ in range(150)]
    points += [point for _ in range(40) if (point := outline.beside(chance, 0.15)) is not None]
    found = await found_within(begin, engine, points, polygon)
    checked = [number for number, point in enumerate(points) if outline.away_m(point) > 0.1]
    assert {number for number in found if number in set(checked)} == {n for n in checked if outline.holds(points[n])}
    assert len(checked) >= 180
    assert 0 < len(found) < len(points)


@pytest.mark.parametrize("place", PLACES)
async def test_a_camera_on_a_corner_is_inside(begin: Begin, engine: AsyncEngine, place: str) -> None:
    """The edge belongs to a polygon, and the middle of its box comes first."""
    center = PLACES[place]
    corners = tuple(away(center, turn, 500.0) for turn in (45, 135, 225, 315))
    found = await found_within(begin, engine, [*corners, center], Polygon(corners=corners))
    assert set(found) >= {4}
    assert found[0] == 4
    inside = Polygon(corners=tuple(away(center, turn, 500.001) for turn in (45, 135, 225, 315)))
    async with begin() as tx:
        assert len(await tx.cameras.in_area(inside)) == 5


def square(reach_m: float) -> tuple[Point, ...]:
    """A square in town."""
    return tuple(away(CENTER, turn, reach_m) for turn in (45, 135, 225, 315))


REFUSED: dict[str, tuple[Area, str]] = {
    "two corners": (Polygon(corners=square(500)[:2]), "between 3 and 5000 corners"),
    "no corners": (Polygon(corners=()), "between 3 and 5000 corners"),
    "10,000 corners": (
        Polygon(corners=tuple(away(CENTER, turn * 0.036, 500.0) for turn in range(10_000))),
        "between 3 and 5000 corners",
    ),
    "no area": (Polygon(corners=(CENTER, away(CENTER, 90, 500), away(CENTER, 90, 200))), "crosses or touches itself"),
    "one place": (Polygon(corners=(CENTER,) * 4), "crosses or touches itself"),
    "a bow tie": (Polygon(corners=tuple(square(500)[n] for n in (0, 2, 1, 3))), "crosses or touches itself"),
    "touching itself": (
        Polygon(corners=(*square(500)[:2], CENTER, *square(500)[2:], CENTER)),
        "crosses or touches itself",
    ),
    "a county": (Polygon(corners=square(16_000)), "reaches at most 15 km"),
    "around the pole": (
        Polygon(corners=tuple(Point(lat=84.9, lon=lon) for lon in (-135.0, -45.0, 45.0, 135.0))),
        "reaches at most 15 km",
    ),
    "half the earth": (
        Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in ((-80, -170), (-80, 0), (80, 0), (80, -170)))),
        "reaches at most 15 km",
    ),
    "a circle without end": (Circle(center=CENTER, radius_m=float("inf")), "between 0 and 20 km"),
    "a circle of no size": (Circle(center=CENTER, radius_m=float("nan")), "between 0 and 20 km"),
    "a circle inside out": (Circle(center=CENTER, radius_m=-1.0), "between 0 and 20 km"),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_an_area_that_cannot_be_searched(begin: Begin, what: str) -> None:
    """It is refused in one sentence, and nothing is searched in its stead."""
    area, why = REFUSED[what]
    async with begin() as tx:
        with pytest.raises(ValueError, match=why) as refused:
            await tx.cameras.in_area(area)
    assert str(refused.value).count(".") == 1


async def test_beyond_the_ceiling_cameras_that_look_at_the_place_come_first(begin: Begin) -> None:
    """Of those who have said where they look, the ones that look at the middle; then the nearest of all others. Where
    the ceiling does not bind, the nearest come first."""
    circle = Circle(center=CENTER, radius_m=500)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        near, looking, away_from, usual = [await camera(tx, ada.id, away(CENTER, 0, m)) for m in (50, 400, 100, 300)]
        await tx.cameras.change(replace(looking, facing_deg=150, view_deg=62))
        await tx.cameras.change(replace(away_from, facing_deg=150, view_deg=58))
        await tx.cameras.change(replace(usual, facing_deg=230))
        nearest_first = [near.id, away_from.id, usual.id, looking.id]
        for at_most in (None, 4, 5):
            assert [hit.camera for hit in await tx.cameras.in_area(circle, at_most)] == nearest_first
        assert [hit.camera for hit in await tx.cameras.in_area(circle, 3)] == [usual.id, looking.id, near.id]
        assert [hit.camera for hit in await tx.cameras.in_area(Polygon(corners=square(700)), 1)] == [usual.id]


def test_the_edge_grows_with_the_circle() -> None:
    """A millimetre up to one kilometre, and more where the local metric is less exact."""
    assert edge_m(642.0) == 0.001
    assert edge_m(10_000.0) == pytest.approx(1.0)


class Outline:
    """A polygon by brute force: points along each geodesic edge, so near to each other that lines between them do."""

    def __init__(self, polygon: Polygon, step_m: float) -> None:
        self.origin = polygon.corners[0]
        self.edges = []
        ring = []
        for a, b in pairwise((*polygon.corners, self.origin)):
            line = WGS84.InverseLine(a.lat, a.lon, b.lat, b.lon)
            self.edges.append(line)
            count = max(int(line.s13 / step_m), 1)
            ring += [line.Position(line.s13 * turn / count) for turn in range(count)]
        self.shape = shapely.Polygon([self.flat(each["lat2"], each["lon2"]) for each in ring])

    def flat(self, lat: float, lon: float) -> tuple[float, float]:
        """Roughly metres."""
        east = wrap_longitude(lon - self.origin.lon) * cos(radians(self.origin.lat))
        return east * DEGREE_M, (lat - self.origin.lat) * DEGREE_M

    def holds(self, point: Point) -> bool:
        """Whether it is inside."""
        return bool(self.shape.intersects(shapely.Point(self.flat(point.lat, point.lon))))

    def away_m(self, point: Point) -> float:
        """Metres to the edge, to a few in a hundred."""
        return float(self.shape.boundary.distance(shapely.Point(self.flat(point.lat, point.lon))))

    def beside(self, chance: random.Random, beside_m: float) -> Point | None:
        """A point so far from some place on an edge, on either side."""
        line = chance.choice(self.edges)
        at = line.Position(line.s13 * chance.random())
        there = WGS84.Direct(at["lat2"], at["lon2"], at["azi2"] + chance.choice((-90, 90)), beside_m)
        return Point(lat=there["lat2"], lon=there["lon2"])


async def found_within(begin: Begin, engine: AsyncEngine, points: list[Point], area: Area) -> list[int]:
    """The numbers of those of these places where a camera would be in range, as they are told."""
    async with begin() as tx:
        ada = await owner(tx, "ada")
    await put_cameras(engine, ada.id, points)
    async with begin() as tx:
        return [hit.camera - 1 for hit in await tx.cameras.in_area(area)]


def scattered(chance: random.Random, center: Point, reach_m: float) -> Point:
    """A point in the square around the center, with its longitude as a person would write it."""
    lat = center.lat + chance.uniform(-1, 1) * reach_m / DEGREE_M
    lon = center.lon + chance.uniform(-1, 1) * reach_m / (DEGREE_M * cos(radians(center.lat)))
    return Point(lat=min(lat, 85.0), lon=(lon + 180) % 360 - 180)


def on_edge(chance: random.Random, center: Point, radius_m: float, beyond_m: float) -> Point:
    """A point whose geodesic distance is the radius, give or take."""
    north = chance.choice([-1, 1])
    low, high = 0.0, 2 * radius_m / DEGREE_M
    if center.lat + north * high > 85:
        north = -1
    for _ in range(80):
        middle = (low + high) / 2
        if distance_m(center, Point(lat=center.lat + north * middle, lon=center.lon)) < radius_m + beyond_m:
            low = middle
        else:
            high = middle
    return Point(lat=center.lat + north * low, lon=center.lon)


async def put_cameras(engine: AsyncEngine, person: PersonId, points: list[Point]) -> None:
    """Cameras at these places, numbered from 1; what their owner calls them is sealed and not asked here."""
    rows: dict[type[Row], list[dict[str, object]]] = {CameraRow: [], CameraLocationRow: []}
    for number, point in enumerate(points, 1):
        sealed = dict.fromkeys(("label", "street_address", "place"), b"")
        what = {"id": CameraId(number), "ref": new_ref(), "kind": CameraKind.OTHER, "paused": False, "created_at": NOW}
        rows[CameraRow].append({"owner_id": person, **sealed, **what})
        place = {"lat": point.lat, "lon": point.lon, "cell9": cell9(point)}
        rows[CameraLocationRow].append({"camera_id": CameraId(number), "owner_id": person, **place})
    async with engine.begin() as connection:
        for table, values in rows.items():
            await connection.execute(insert(table), values)
