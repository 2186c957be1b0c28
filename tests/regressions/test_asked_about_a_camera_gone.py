"""Between the fan-out and the notice a night may pass: owners were once asked about cameras that they had paused, removed
or taken to another town meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cameras import service
from bot.cameras.model import Camera, NewCamera, Site
from bot.geo.model import Point
from bot.handlers.context import Tx
from bot.kernel.ids import new_ref
from bot.people.model import Person
from tests.stories.inside import Evening, Resident

NEW_YORK = ZoneInfo("America/New_York")
ASKS = "asks for video"

Happens = Callable[[Tx, Person, Camera], Awaitable[object]]


async def waits_for_the_morning(night: Evening) -> Resident:
    """Ada is in range of a request, and hears of it in two hours."""
    ada = await night.owner("Ada")
    local = night.clock.now().astimezone(NEW_YORK)
    await ada.account.says(f"/rules {local.hour}-{local.hour + 2}")
    await night.publish()
    assert not [got for got in ada.told if ASKS in got.words]
    return ada


async def meanwhile(night: Evening, ada: Resident, happens: Happens) -> None:
    """Something happens to Ada's camera."""
    person = await night.person_of(ada)
    async with night.services.begin() as tx:
        camera = (await tx.cameras.of(person))[0]
        await happens(tx, await tx.people.person(person), camera)


async def paused(tx: Tx, ada: Person, camera: Camera) -> None:
    """Ada turns it off."""
    await service.pause(tx, ada, camera.ref, None)


async def removed(tx: Tx, ada: Person, camera: Camera) -> None:
    """Ada takes it down."""
    await service.remove(tx, ada, camera.ref)


async def moved(tx: Tx, ada: Person, camera: Camera) -> None:
    """Ada moves to the other end of the county."""
    await service.move(tx, ada, camera.ref, Site(point=Point(lat=40.2, lon=-75.0), street_address="9 Elm St"))


async def back_again(tx: Tx, ada: Person, camera: Camera) -> None:
    """Ada turns it off, and on again."""
    await paused(tx, ada, camera)
    await service.resume(tx, ada, camera.ref)


async def one_of_two(tx: Tx, ada: Person, camera: Camera) -> None:
    """Ada turns off one of two."""
    known = {name: getattr(camera, name) for name in ("owner", "label", "street_address", "point")}
    await tx.cameras.add(NewCamera(ref=new_ref(), **known), camera.created_at)
    await paused(tx, ada, camera)


@pytest.mark.parametrize("happens", [paused, removed, moved])
async def test_nobody_is_asked_without_a_camera_in_range(night: Evening, happens: Happens) -> None:
    """“You will not be asked about it” holds from the moment it is said."""
    ada = await waits_for_the_morning(night)
    await meanwhile(night, ada, happens)
    await night.pass_time(timedelta(hours=2, minutes=1))
    assert not [got for got in ada.told if ASKS in got.words]


@pytest.mark.parametrize("happens", [back_again, one_of_two])
async def test_a_camera_in_range_is_asked_about(night: Evening, happens: Happens) -> None:
    """Also at the very middle of the place, where this one hangs."""
    ada = await waits_for_the_morning(night)
    await meanwhile(night, ada, happens)
    await night.pass_time(timedelta(hours=2, minutes=1))
    assert [got for got in ada.told if ASKS in got.words]
