"""Departments over real books, and what the public record says about them."""

from collections.abc import Sequence

import pytest

from bot.departments import service
from bot.departments.model import Department, DepartmentReason
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.kernel.ids import new_ref
from bot.kernel.refusal import Refused
from bot.record.model import Entry
from tests.db.houses import Begin
from tests.features.departments.adding import add_department
from tests.handlers.house import START, Somebody, words_of

TOWN = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000)


async def add(begin: Begin, name: str = "Maple Police", zone: str = "America/New_York") -> Department:
    """A department as the operator adds it."""
    async with begin() as tx:
        return await add_department(tx, name=name, jurisdiction=TOWN, time_zone=zone, now=START, new_ref=new_ref)


async def entries(begin: Begin) -> Sequence[Entry]:
    """The public record."""
    async with begin() as tx:
        return [leaf.entry for leaf in await tx.record.leaves()]


async def test_federal_bodies_are_not_added(begin: Begin) -> None:
    """Promise P5: refused by name, and nothing reaches the record."""
    with pytest.raises(Refused) as refused:
        await add(begin, "U.S. Immigration and Customs Enforcement")
    assert refused.value.reason is DepartmentReason.FEDERAL
    assert await entries(begin) == []


async def test_names_and_time_zones_are_checked(begin: Begin) -> None:
    """A second department of a name and an unknown time zone are refused."""
    await add(begin)
    for name, zone, expected in (
        ("MAPLE police", "America/New_York", DepartmentReason.NAME_TAKEN),
        ("Elm Police", "Mars/Olympus", DepartmentReason.NO_SUCH_TIME_ZONE),
        ("Elm Police", "../../etc/passwd", DepartmentReason.NO_SUCH_TIME_ZONE),
        ("Elm Police", "", DepartmentReason.NO_SUCH_TIME_ZONE),
    ):
        with pytest.raises(Refused) as refused:
            await add(begin, name, zone)
        assert refused.value.reason is expected


async def test_the_public_list(ada: Somebody, services: Services) -> None:
    """Everybody reads the same list of departments, with a number to check and the standing."""
    assert "No police department" in words_of(await ada.says("/departments"))
    await add(services.begin)
    async with services.begin() as tx:
        await service.suspend_department(tx, "Maple Police", START)
    assert "Maple Police: city police, to check call 555-0100, suspended" in words_of(await ada.says("/departments"))
