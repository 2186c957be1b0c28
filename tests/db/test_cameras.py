"""The registry: who is in range is decided by the geodesic, on both databases."""

import random
from dataclasses import replace
from datetime import timedelta
from math import cos, radians

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras.model import CameraKind
from bot.db.range import edge_m
from bot.db.tables import CameraLocationRow, CameraRow
from bot.db.tables.columns import Row
from bot.geo.cells import cell9
from bot.geo.distance import distance_m
from bot.geo.model import Circle, Point
from bot.kernel.ids import CameraId, PersonId, new_ref
from tests.db.houses import CENTER, NOW, Begin, camera, owner

DEGREE_M = 111_195.0


async def test_a_camera_comes_back_as_it_was(begin: Begin) -> None:
    """A camera is listed for its owner, found by its reference by nobody else, and gone when removed."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        porch = await camera(tx, ada.id, CENTER)
    async with begin() as tx:
        assert list(await tx.cameras.of(ada.id)) == [porch]
        assert list(await tx.cameras.of(bob.id)) == []
        assert await tx.cameras.by_ref(ada.id, porch.ref) == porch
        assert await tx.cameras.by_ref(bob.id, porch.ref) is None
        await tx.cameras.remove(porch.id)
        assert list(await tx.cameras.of(ada.id)) == []
        assert list(await tx.cameras.in_circle(Circle(center=CENTER, radius_m=500))) == []


async def test_a_paused_camera_is_in_nobodys_range(begin: Begin) -> None:
    """Pausing takes a camera out of range, unpausing puts it back, and each may be said twice."""
    circle = Circle(center=CENTER, radius_m=500)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        porch = await camera(tx, ada.id, CENTER)
        for paused in (True, True, False, False):
            await tx.cameras.set_paused(porch.id, paused)
            (known,) = await tx.cameras.of(ada.id)
            assert known.paused is paused
            assert len(await tx.cameras.in_circle(circle)) == (0 if paused else 1)


async def test_what_an_owner_changes_is_kept(begin: Begin) -> None:
    """Name, kind, view and address are kept, a camera that moved is found at its new place only, and a paused one stays
    out of range wherever it moves."""
    there = Point(lat=CENTER.lat + 0.1, lon=CENTER.lon)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        porch = await camera(tx, ada.id, CENTER)
        moved = replace(
            porch,
            label="Gate",
            kind=CameraKind.STREET,
            facing_deg=45,
            view_deg=110,
            street_address="2 Far",
            point=there,
        )
        await tx.cameras.change(moved)
    async with begin() as tx:
        assert await tx.cameras.by_id(porch.id) == moved
        assert list(await tx.cameras.in_circle(Circle(center=CENTER, radius_m=500))) == []
        assert [hit.camera for hit in await tx.cameras.in_circle(Circle(center=there, radius_m=500))] == [porch.id]
        await tx.cameras.set_paused(porch.id, True)
        await tx.cameras.change(porch)
        assert list(await tx.cameras.in_circle(Circle(center=CENTER, radius_m=500))) == []
        await tx.cameras.set_paused(porch.id, False)
        assert [hit.camera for hit in await tx.cameras.in_circle(Circle(center=CENTER, radius_m=500))] == [porch.id]


async def test_pauses_that_have_ended_are_found(begin: Begin) -> None:
    """Found are the paused cameras whose end has come, to the microsecond; an endless pause has none."""
    async with begin() as tx:
        ada = await owner(tx, "ada")
        due, later, endless, on = [await camera(tx, ada.id, CENTER) for _ in range(4)]
        await tx.cameras.set_paused(later.id, True, NOW + timedelta(microseconds=1))
        await tx.cameras.set_paused(due.id, True, NOW)
        await tx.cameras.set_paused(endless.id, True)
        assert [each.id for each in await tx.cameras.past_pause(NOW, 9)] == [due.id]
        assert [each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=1), 1)] == [due.id]
        await tx.cameras.set_paused(due.id, False)
        assert [each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=1), 9)] == [later.id]
        assert on.id not in {each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=9999), 9)}


PLACES = {
    "town": CENTER,
    "equator": Point(lat=0.0, lon=20.0),
    "south": Point(lat=-41.3, lon=174.8),
    "north": Point(lat=69.6, lon=18.9),
    "edge of the world": Point(lat=84.9, lon=-31.0),
    "east of the antimeridian": Point(lat=-16.8, lon=-179.9985),
    "west of the antimeridian": Point(lat=-16.8, lon=179.999),
    "on the antimeridian": Point(lat=66.0, lon=180.0),
}


@pytest.mark.parametrize("center", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("radius_m", [144.0, 642.0, 3000.0])
async def test_in_circle_is_the_geodesic_itself(
    begin: Begin, engine: AsyncEngine, center: Point, radius_m: float
) -> None:
    """In range are exactly the cameras that Karney's geodesic puts there, at any latitude, across the antimeridian."""
    chance = random.Random(f"{center}{radius_m}")
    points = [scattered(chance, center, radius_m * 1.3) for _ in range(200)]
    # Some stand within nanometres to millimetres of the edge, on both sides.
    points += [
        on_edge(chance, center, radius_m, chance.choice([-1, 1]) * 10 ** chance.uniform(-7, -2)) for _ in range(20)
    ]
    async with begin() as tx:
        ada = await owner(tx, "ada")
    await put_cameras(engine, {number: (ada.id, point) for number, point in enumerate(points, 1)})
    async with begin() as tx:
        found = {hit.camera for hit in await tx.cameras.in_circle(Circle(center=center, radius_m=radius_m))}
    assert found == {number for number, point in enumerate(points, 1) if distance_m(center, point) <= radius_m}
    assert 0 < len(found) < len(points)


def test_the_edge_grows_with_the_circle() -> None:
    """A millimetre up to one kilometre, and more where the local metric is less exact."""
    assert edge_m(642.0) == 0.001
    assert edge_m(10_000.0) == pytest.approx(1.0)


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


async def put_cameras(engine: AsyncEngine, cameras: dict[int, tuple[PersonId, Point]]) -> None:
    """Many cameras at once."""
    rows: dict[type[Row], list[dict[str, object]]] = {CameraRow: [], CameraLocationRow: []}
    for number, (person, point) in cameras.items():
        place = {"lat": point.lat, "lon": point.lon, "owner_id": person}
        words = {"ref": new_ref(), "label": "Porch", "street_address": "1 Main Street", "kind": CameraKind.OTHER}
        rows[CameraRow].append({"id": CameraId(number), **place, **words, "paused": False, "created_at": NOW})
        rows[CameraLocationRow].append({"camera_id": CameraId(number), **place, "cell9": cell9(point)})
    async with engine.begin() as connection:
        for table, values in rows.items():
            await connection.execute(insert(table), values)
