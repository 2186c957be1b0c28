"""The books of neighborhoods and incidents, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.db.transaction import Books
from bot.geo.model import Circle, Point, Polygon
from bot.incidents.model import Category, Incident, NewIncident
from bot.kernel.ids import ChannelId, IncidentId, NeighborhoodId, PersonId, Ref, new_ref
from bot.neighborhoods.model import Neighborhood
from tests.db.houses import CENTER, NOW, Begin, owner


async def neighborhood(tx: Books, name: str, center: Point = CENTER, radius_m: float = 500) -> Neighborhood:
    """A neighborhood whose link code hashes to its name."""
    return await tx.neighborhoods.add(new_ref(), name, Circle(center=center, radius_m=radius_m), name, NOW)


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


async def report(tx: Books, where: Neighborhood, author: PersonId, minutes: int) -> Incident:
    """A report filed so many minutes after NOW."""
    return await tx.incidents.add(
        NewIncident(
            ref=new_ref(),
            neighborhood=where.id,
            author=author,
            category=Category.HAZARD,
            text="A tree is down 🌳",
            cell="892a1072893ffff",
            around="Elm Street",
            hour=NOW.replace(minute=0, second=0, microsecond=0),
        ),
        NOW + timedelta(minutes=minutes),
    )


async def test_reports_are_listed_newest_first(begin: Begin) -> None:
    """A report comes back as it was; the list is the neighborhood's own, newest first, since then, up to the limit."""
    async with begin() as tx:
        elm, oak = await neighborhood(tx, "Elm"), await neighborhood(tx, "Oak")
        ada = await owner(tx, "ada")
        first, second, third = [await report(tx, elm, ada.id, minutes) for minutes in (0, 5, 10)]
        await report(tx, oak, ada.id, 7)
    async with begin() as tx:
        assert await tx.incidents.by_id(first.id) == await tx.incidents.by_ref(first.ref) == first
        assert await tx.incidents.by_id(IncidentId(999)) is None
        assert await tx.incidents.by_ref(Ref("ZZZZZZ")) is None
        assert list(await tx.incidents.recent(elm.id, NOW)) == [third, second, first]
        assert list(await tx.incidents.recent(elm.id, NOW + timedelta(minutes=5))) == [third, second]
        assert list(await tx.incidents.recent(elm.id, NOW, 1)) == [third]
        assert await tx.incidents.count_by(ada.id, NOW + timedelta(minutes=6)) == 2


async def test_only_the_author_takes_a_report_back(begin: Begin) -> None:
    """A removed report leaves the list, still counts toward the limit, and is removed once."""
    async with begin() as tx:
        elm = await neighborhood(tx, "Elm")
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        made = await report(tx, elm, ada.id, 0)
        assert not await tx.incidents.remove(made.id, bob.id)
        assert await tx.incidents.remove(made.id, ada.id)
        assert not await tx.incidents.remove(made.id, ada.id)
        assert list(await tx.incidents.recent(elm.id, NOW)) == []
        assert await tx.incidents.count_by(ada.id, NOW) == 1
        known = await tx.incidents.by_id(made.id)
        assert known is not None
        assert known.removed


async def test_reports_of_one_person_wait_in_line(begin: Begin) -> None:
    """Of eight reports at once where one is allowed, one is made."""
    async with begin() as tx:
        elm, ada = await neighborhood(tx, "Elm"), await owner(tx, "ada")

    async def file() -> bool:
        async with begin() as tx:
            if await tx.incidents.count_by(ada.id, NOW):
                return False
            await report(tx, elm, ada.id, 0)
            return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(file()) for _ in range(8)]
    assert [task.result() for task in tasks].count(True) == 1
