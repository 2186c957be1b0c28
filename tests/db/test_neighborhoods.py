"""The book of neighborhoods, on both databases."""

import json

import pytest

from bot.db.transaction import Books
from bot.geo.model import Circle, Point, Polygon
from bot.geo.regions import read_region
from bot.kernel.ids import ChannelId, NeighborhoodId, new_ref
from bot.neighborhoods.model import Neighborhood
from tests.db.houses import CENTER, NOW, Begin


async def neighborhood(tx: Books, name: str, center: Point = CENTER, radius_m: float = 500) -> Neighborhood:
    """A neighborhood whose link code hashes to its name."""
    return await tx.neighborhoods.add(new_ref(), name, Circle(center=center, radius_m=radius_m), name, "UTC", NOW)


async def test_a_neighborhood_has_channels(begin: Begin) -> None:
    """A neighborhood is found by id, link and channel, and lists its channels in order of joining."""
    async with begin() as tx:
        elm = await neighborhood(tx, "Elm")
        first = await tx.neighborhoods.link(elm.id, "telegram", "-1001", "17", "Elm Street", NOW)
        second = await tx.neighborhoods.link(elm.id, "discord", "42", "", "elm-street", NOW)
    async with begin() as tx:
        assert await tx.neighborhoods.by_id(elm.id) == await tx.neighborhoods.by_link("Elm") == elm
        assert await tx.neighborhoods.by_link("Oak") is None
        assert list(await tx.neighborhoods.channels(elm.id)) == [first, second]
        assert await tx.neighborhoods.of_channel("telegram", "-1001") == (elm, first)
        assert await tx.neighborhoods.of_channel("discord", "-1001") is None
        assert await tx.neighborhoods.channel(second.id) == second
        assert await tx.neighborhoods.channel(ChannelId(999)) is None
        with pytest.raises(LookupError):
            await tx.neighborhoods.by_id(NeighborhoodId(999))


async def test_a_chat_may_move(begin: Begin) -> None:
    """A group that became a supergroup keeps its place, also when it is told twice or the new one was linked."""
    async with begin() as tx:
        elm = await neighborhood(tx, "Elm")
        await tx.neighborhoods.link(elm.id, "telegram", "-1", "", "Elm", NOW)
        await tx.neighborhoods.link(elm.id, "telegram", "-2", "", "Oak", NOW)
        await tx.neighborhoods.rename_chat("telegram", "-1", "-1001")
        await tx.neighborhoods.rename_chat("telegram", "-1", "-1001")
        await tx.neighborhoods.rename_chat("telegram", "-1001", "-2")
        assert [known.handle for known in await tx.neighborhoods.channels(elm.id)] == ["-1001", "-2"]


async def test_areas_touch(begin: Begin) -> None:
    """Circles touch when their centers are no farther apart than both radii; polygons by an edge or inside."""
    east = Point(lat=CENTER.lat, lon=CENTER.lon + 1000 / 84_400)
    far = Point(lat=CENTER.lat + 1, lon=CENTER.lon)
    async with begin() as tx:
        elm, _ = await neighborhood(tx, "Elm"), await neighborhood(tx, "Far", far)
        for radius_m, touches in ((510, True), (480, False)):
            found = await tx.neighborhoods.touched_by(Circle(center=east, radius_m=radius_m))
            assert [known.id for known in found] == ([elm.id] if touches else [])
        around = [Point(lat=CENTER.lat + a / 50, lon=CENTER.lon + b / 50) for a, b in ((-1, -1), (-1, 1), (1, 0))]
        assert list(await tx.neighborhoods.touched_by(Polygon(corners=tuple(around)))) == [elm]
        beside = [Point(lat=CENTER.lat + a, lon=CENTER.lon + b) for a, b in ((-0.1, 0.005), (0.1, 0.005), (0, 0.1))]
        assert list(await tx.neighborhoods.touched_by(Polygon(corners=tuple(beside)))) == [elm]
        away = [Point(lat=CENTER.lat + a, lon=CENTER.lon + b) for a, b in ((-0.1, 0.007), (0.1, 0.007), (0, 0.1))]
        assert list(await tx.neighborhoods.touched_by(Polygon(corners=tuple(away)))) == []


async def test_a_region_touches_a_neighborhood(begin: Begin) -> None:
    """One part of a jurisdiction reaches into a neighborhood; what lies in a hole of it, or beside it, is not touched."""
    west, south, east, north = CENTER.lon + 0.004, CENTER.lat - 0.1, CENTER.lon + 0.2, CENTER.lat + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    far = [[lon + 10, lat] for lon, lat in ring]
    hole = [[west + (lon - west) / 3 + 0.05, south + (lat - south) / 3 + 0.05] for lon, lat in ring]
    town = read_region(json.dumps({"type": "MultiPolygon", "coordinates": [[far], [ring, hole]]}))
    enclave = Point(lat=(hole[0][1] + hole[2][1]) / 2, lon=(hole[0][0] + hole[2][0]) / 2)
    async with begin() as tx:
        elm = await neighborhood(tx, "Elm")
        await neighborhood(tx, "Enclave", enclave)
        await neighborhood(tx, "Beside", Point(lat=CENTER.lat, lon=CENTER.lon - 0.2))
        assert list(await tx.neighborhoods.touched_by(town)) == [elm]


async def test_areas_touch_across_the_antimeridian(begin: Begin) -> None:
    """A neighborhood on the other side of 180 degrees is a neighbor."""
    async with begin() as tx:
        fiji = await neighborhood(tx, "Taveuni", Point(lat=-16.8, lon=179.999))
        area = Circle(center=Point(lat=-16.8, lon=-179.999), radius_m=100)
        assert list(await tx.neighborhoods.touched_by(area)) == [fiji]
        assert await tx.neighborhoods.nearest(area) == fiji


async def test_the_nearest_is_found(begin: Begin) -> None:
    """The neighborhood with the nearest center, or none where there is none at all."""
    async with begin() as tx:
        here = Circle(center=CENTER, radius_m=400)
        assert await tx.neighborhoods.nearest(here) is None
        await neighborhood(tx, "Far", Point(lat=CENTER.lat + 1, lon=CENTER.lon))
        near = await neighborhood(tx, "Near", Point(lat=CENTER.lat, lon=CENTER.lon + 0.5))
        assert await tx.neighborhoods.nearest(here) == near
