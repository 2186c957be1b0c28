"""The books of departments and officers, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.departments.model import DepartmentKind, Standing
from bot.geo.model import Point, Polygon
from bot.kernel.ids import DepartmentId, OfficerId, Ref, new_ref
from tests.db.houses import NOW, Begin, department, officer, owner

TRIANGLE = Polygon(
    corners=(Point(lat=0.1, lon=0.2), Point(lat=1 / 3, lon=0.7), Point(lat=-0.123456789012345, lon=179.99999999999997))
)


async def test_a_department_comes_back_as_it_was(begin: Begin) -> None:
    """A polygon keeps every bit; a department is found by name or reference whatever the case, and listed by name."""
    async with begin() as tx:
        made = await tx.departments.add(
            Ref("DEPAAA"),
            "Springfield  Police",
            DepartmentKind.CAMPUS,
            "555-0100",
            TRIANGLE,
            "America/Chicago",
            NOW,
            NOW + timedelta(days=365),
        )
        assert made is not None
        other = await department(tx, "Aurora Police")
    async with begin() as tx:
        assert await tx.departments.by_id(made.id) == made
        assert made.jurisdiction == TRIANGLE
        assert made.standing is Standing.ACTIVE
        for words in ("springfield police", " SPRINGFIELD   Police ", "depaaa"):
            assert await tx.departments.by_name(words) == made
        assert await tx.departments.by_name("Shelbyville") is None
        assert [known.id for known in await tx.departments.all()] == [other.id, made.id]
        with pytest.raises(LookupError):
            await tx.departments.by_id(DepartmentId(999))


async def test_a_name_is_taken_once(begin: Begin) -> None:
    """A second department of the same name, however it is written, is not made, not even at the same time."""

    async def add() -> bool:
        async with begin() as tx:
            return (
                await tx.departments.add(
                    new_ref(), "Springfield POLICE", DepartmentKind.CITY, "", TRIANGLE, "UTC", NOW, NOW
                )
            ) is not None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(add()) for _ in range(4)]
    assert [task.result() for task in tasks].count(True) == 1
    assert not await add()


async def test_standing_changes(begin: Begin) -> None:
    """A department and an officer are suspended and reinstated."""
    async with begin() as tx:
        house = await department(tx)
        police = await officer(tx, house)
        for standing in (Standing.SUSPENDED, Standing.ACTIVE):
            await tx.departments.set_standing(house.id, standing)
            await tx.officers.set_standing(police.id, standing)
            assert (await tx.departments.by_id(house.id)).standing is standing
            assert (await tx.officers.by_id(police.id)).standing is standing


async def test_an_officer_joins_once(begin: Begin) -> None:
    """Of eight who use one invitation at once, one becomes the officer, verified from that moment."""
    later = NOW + timedelta(hours=1)
    async with begin() as tx:
        house = await department(tx)
        people = [await owner(tx, f"n{place}") for place in range(8)]
        invited = await tx.officers.invite(new_ref(), house.id, "Sgt. Vega", "one", NOW + timedelta(days=1), NOW)
        await tx.officers.invite(new_ref(), house.id, "Late", "two", later, NOW)
        assert invited.person is None

    async def join(place: int) -> bool:
        async with begin() as tx:
            return await tx.officers.join("one", people[place].id, later) is not None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(join(place)) for place in range(8)]
    winners = [place for place, task in enumerate(tasks) if task.result()]
    assert len(winners) == 1
    async with begin() as tx:
        found = await tx.officers.by_id(invited.id)
        assert (found.person, found.verified_at, found.department) == (people[winners[0]].id, later, house.id)
        assert await tx.officers.of_person(people[winners[0]].id) == found
        loser = people[(winners[0] + 1) % 8].id
        assert await tx.officers.of_person(loser) is None
        assert await tx.officers.join("two", loser, later) is None
        assert [known.name for known in await tx.officers.all()] == ["Sgt. Vega", "Late"]
        with pytest.raises(LookupError):
            await tx.officers.by_id(OfficerId(999))
        await tx.officers.invite(new_ref(), house.id, "Loud", "three", later + timedelta(hours=1), NOW)
        await tx.officers.void(["one", "three", "unknown"])
        assert await tx.officers.join("three", loser, later) is None
        assert await tx.officers.of_person(people[winners[0]].id) == found


async def test_a_person_is_one_officer(begin: Begin) -> None:
    """Somebody who is an officer does not take up a second invitation, and it stays open for its true holder."""
    async with begin() as tx:
        house = await department(tx)
        police = await officer(tx, house)
        assert police.person is not None
        await tx.officers.invite(new_ref(), house.id, "Lt. Quimby", "two", NOW + timedelta(days=1), NOW)
        assert await tx.officers.join("two", police.person, NOW) is None
        assert await tx.officers.join("two", (await owner(tx, "quimby")).id, NOW) is not None
