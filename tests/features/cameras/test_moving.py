"""Moving house: all cameras of one address in one go, seen on a map, and no clip leaves with the old address."""

import pytest

from bot.cameras import texts
from bot.cameras.texts import places
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from tests.features.cameras.owners import add, behind, cameras, labels, press, register
from tests.handlers.house import Somebody, words_of

ELM = Point(lat=40.003, lon=-75.004)


async def test_all_cameras_of_an_address_move_in_one_go(ada: Somebody, services: Services) -> None:
    """Two of three cameras hang at the old address: they go to the new one with names and pauses, and nothing moves
    before the yes. Where they look is forgotten."""
    await register(ada)
    await ada.fills("camera", do="edit", name="Front", facing="north", view="90")
    await add(ada, "12 Oak St")
    await add(ada, "14 Oak St")
    await ada.says("/camera pause 2")
    before = await cameras(services)
    asked = await ada.says("/camera move 1")
    # "1" is no reference: behind the word stands a place.
    assert "Which address do you move away from?" in words_of(asked)
    asked = await press(ada, asked, "12 Oak St, Maple 19000")
    assert "These 2 cameras move: Front and Camera 2." in words_of(asked)
    shown = await ada.says("7 Elm Ave")
    assert "From: 12 Oak St, Maple 19000" in words_of(shown)
    assert "To: 7 Elm Ave, Maple 19000" in words_of(shown)
    assert await cameras(services) == before
    assert "2 cameras have moved." in words_of(await press(ada, shown, "Yes"))
    front, back, other = await cameras(services)
    assert [front.street_address, back.street_address, other] == [
        "7 Elm Ave, Maple 19000", "7 Elm Ave, Maple 19000", before[2]
    ]  # fmt: skip
    assert (front.label, front.facing_deg, front.view_deg, front.point) == ("Front", None, 90, ELM)
    assert (front.paused, back.paused) == (False, True)
    async with services.begin() as tx:
        found = await tx.cameras.in_area(Circle(center=ELM, radius_m=20))
        assert [each.camera for each in found] == [front.id]
    assert "closed already" in words_of(await press(ada, shown, "Yes"))


@pytest.mark.parametrize("way", ["ref", "fields", "typed yes"])
async def test_moving_in_few_words(ada: Somebody, services: Services, way: str) -> None:
    """With one address only the new place has to be said, behind a reference or without one."""
    await register(ada)
    (camera,) = await cameras(services)
    match way:
        case "ref":
            shown = await ada.says(f"/camera move {camera.ref} 7 Elm Ave")
        case "fields":
            shown = await ada.fills("camera", do="move", camera="1", place="7 Elm Ave")
        case _:
            shown = await ada.says("/camera move 7 Elm Ave")
    done = await ada.says("yes") if way == "typed yes" else await press(ada, shown, "Yes")
    assert "One camera has moved" in words_of(done)
    assert (await cameras(services))[0].street_address == "7 Elm Ave, Maple 19000"


async def test_moving_to_an_address_that_only_its_owner_knows(ada: Somebody, services: Services) -> None:
    """The address is typed under the map; a street alone is asked for once more; *No* leads to another place."""
    await register(ada)
    asked = await ada.says("/camera move geo:41.5,-75.5")
    assert "email" not in words_of(asked)
    asked = await press(ada, asked, "No, another place")
    assert "Where is the camera?" in words_of(asked)
    await ada.says("geo:41.6,-75.5")
    assert "house number" in words_of(await ada.says("Birch Lane"))
    assert "has moved" in words_of(await ada.says("3 Birch Lane"))
    assert (await cameras(services))[0].point == Point(lat=41.6, lon=-75.5)


async def test_moving_without_cameras(ada: Somebody) -> None:
    """There is nothing to move, and the answer says how to begin."""
    assert "/camera add registers one" in words_of(await ada.says("/camera move 7 Elm Ave"))


async def test_nobody_moves_anothers_camera(ada: Somebody, services: Services) -> None:
    """Neither with its reference nor with the button of its owner's map."""
    await register(ada)
    (camera,) = await cameras(services)
    shown = await ada.says("/camera move 7 Elm Ave")
    eve = Somebody(router=ada.router, handle="666")
    await register(eve, "14 Oak St", "eve@example.org")
    assert "no camera" in words_of(await eve.presses(places.MOVE, camera.ref))
    assert "closed already" in words_of(await eve.presses(places.HERE, behind(shown.messages[-1], "Yes")[1]))
    assert await cameras(services) == [camera]
    assert "no camera" in words_of(await eve.fills("camera", do="move", camera=camera.ref, place="7 Elm Ave"))


async def test_a_camera_that_went_meanwhile_does_not_move(ada: Somebody, services: Services) -> None:
    """Between map and yes the camera was removed: nothing comes back from the dead."""
    await register(ada)
    shown = await ada.says("/camera move 7 Elm Ave")
    await ada.presses(texts.ERASE, (await cameras(services))[0].ref)
    assert labels(shown) == ["Yes", "No, another place"]
    assert "no camera here" in words_of(await press(ada, shown, "Yes"))
    assert await cameras(services) == []
