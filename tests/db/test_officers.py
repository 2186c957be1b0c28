"""The book of officers, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.kernel.ids import OfficerId, new_ref
from bot.officers.model import OfficerStanding
from tests.db.houses import NOW, Begin, department, officer, owner


async def test_standing_changes(begin: Begin) -> None:
    """An officer is suspended and reinstated."""
    async with begin() as tx:
        police = await officer(tx, await department(tx))
        for standing in (OfficerStanding.SUSPENDED, OfficerStanding.ACTIVE):
            await tx.officers.set_standing(police.id, standing)
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
