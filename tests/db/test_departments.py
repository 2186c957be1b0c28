"""The book of departments, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.departments.model import DepartmentKind, Particulars, Standing, particulars_of
from bot.geo.model import Point, Polygon
from bot.kernel.ids import DepartmentId, Ref, new_ref
from tests.db.houses import NOW, Begin, department, particulars

TRIANGLE = Polygon(
    corners=(Point(lat=0.1, lon=0.2), Point(lat=1 / 3, lon=0.7), Point(lat=-0.123456789012345, lon=179.99999999999997))
)


async def test_a_department_comes_back_as_it_was(begin: Begin) -> None:
    """A polygon keeps every bit; a department is found by name or reference whatever the case, and listed by name."""
    async with begin() as tx:
        what = Particulars(
            name="Springfield  Police",
            kind=DepartmentKind.CAMPUS,
            contact="555-0100",
            email_domains=("police.example.org", "campus.example.org"),
            jurisdiction=TRIANGLE,
            time_zone="America/Chicago",
            public_key="age1key",
        )
        made = await tx.departments.add(Ref("DEPAAA"), what, NOW, NOW + timedelta(days=365))
        assert made is not None
        other = await department(tx, "Aurora Police")
    async with begin() as tx:
        assert await tx.departments.by_id(made.id) == made
        assert particulars_of(made) == what
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
            what = particulars("Springfield POLICE", TRIANGLE)
            return await tx.departments.add(new_ref(), what, NOW, NOW) is not None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(add()) for _ in range(4)]
    assert [task.result() for task in tasks].count(True) == 1
    assert not await add()


async def test_standing_changes(begin: Begin) -> None:
    """A department is suspended and reinstated."""
    async with begin() as tx:
        house = await department(tx)
        for standing in (Standing.SUSPENDED, Standing.ACTIVE):
            await tx.departments.set_standing(house.id, standing)
            assert (await tx.departments.by_id(house.id)).standing is standing
