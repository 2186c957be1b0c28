"""How an owner registers a camera: from any kind of place, shown back on a map, for a yes. On both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras.model import MAX_CAMERAS
from bot.cameras.texts import places
from bot.chat.message import Picture
from bot.db.queue import SqlQueue
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.people.model import EMAIL_CODE_JOB
from tests.features.cameras.owners import add, behind, cameras, labels, press, register
from tests.handlers.house import START, Somebody, only_to_speaker, words_of

HERE = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=50)


async def test_an_owner_registers_with_four_messages(ada: Somebody, services: Services, engine: AsyncEngine) -> None:
    """`/camera add`, a pin, an email address, six digits: shown on a map, stored exactly, mailed, then proved."""
    assert "Where is the camera?" in words_of(await ada.says("/camera add"))
    shown = await ada.says("geo:40.0000123,-75.0000456")
    assert "Is this the place?" in words_of(shown)
    assert "Address: 12 Oak St, Maple 19000" in words_of(shown)
    assert isinstance(shown.messages[-1].blocks[0], Picture)
    assert labels(shown) == ["Yes", "No, another place"]
    assert only_to_speaker(shown)
    assert await cameras(services) == ()
    stored = await ada.says("Ada@Example.org")
    assert "Address: 12 Oak St, Maple 19000" in words_of(stored)
    assert "ada@example.org" in words_of(stored)
    assert only_to_speaker(stored)
    jobs = await SqlQueue(engine).lease("mail", 10, START, START + timedelta(minutes=1))
    assert [(job.kind, job.account) for job in jobs] == [(EMAIL_CODE_JOB, None)]
    assert "ada@example.org is confirmed" in words_of(await ada.says("123 456"))
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person == await tx.people.with_account("mail", "ada@example.org")
        assert person is not None
        (camera,) = await tx.cameras.of(person.id)
        assert camera.point == Point(lat=40.0000123, lon=-75.0000456)
        assert [found.owner for found in await tx.cameras.in_area(HERE)] == [person.id]


@pytest.mark.parametrize(
    "place",
    ["12 Oak St", "40.00000, -75.00000", "87G72222+22", "https://www.google.com/maps?q=40.0,-75.0", "geo:40.0,-75.0"],
    ids=["address", "coordinates", "plus code", "map link", "pin"],
)
async def test_every_kind_of_place(ada: Somebody, services: Services, place: str) -> None:
    """An address, coordinates, a plus code, a map link and a pin all come to the same house, and are shown for a yes."""
    shown = await ada.says(f"/camera add {place}")
    assert "Is this the place?" in words_of(shown)
    assert "12 Oak St, Maple 19000" in words_of(shown)
    await ada.says("ada@example.org")
    (camera,) = await cameras(services)
    assert camera.street_address == "12 Oak St, Maple 19000"


async def test_a_pin_without_a_known_address_takes_four_messages_too(ada: Somebody, services: Services) -> None:
    """Where the gazetteer knows no house, address and email address are typed in one message, under the map."""
    await ada.says("/camera add")
    asked = await ada.says("geo:41.5,-75.5")
    assert "both in one message" in words_of(asked)
    assert labels(asked) == ["No, another place"]
    assert "3 Birch Lane" in words_of(await ada.says("3 Birch Lane, ada@example.org"))
    assert "confirmed" in words_of(await ada.says("123456"))
    (camera,) = await cameras(services)
    assert (camera.street_address, camera.point) == ("3 Birch Lane", Point(lat=41.5, lon=-75.5))


async def test_address_and_email_may_come_one_by_one(ada: Somebody) -> None:
    """A street alone is no address; the address alone is fine, and the email address is asked for then."""
    await ada.says("/camera add geo:41.5,-75.5")
    assert "house number" in words_of(await ada.says("Birch Lane"))
    assert "Which email address" in words_of(await ada.says("3 Birch Lane"))
    assert "3 Birch Lane" in words_of(await ada.says("ada@example.org"))


@pytest.mark.parametrize("yes", ["press", "yes", "Sí"])
async def test_yes_first_and_then_the_email(ada: Somebody, services: Services, yes: str) -> None:
    """*Yes* may be pressed or typed, in any of our languages; then the email address is asked for by itself."""
    shown = await ada.says("/camera add 12 Oak St")
    asked = await press(ada, shown, "Yes") if yes == "press" else await ada.says(yes)
    assert "Which email address" in words_of(asked)
    assert asked.closes is (yes == "press")
    assert await cameras(services) == ()
    assert "is registered" in words_of(await ada.says("ada@example.org"))


@pytest.mark.parametrize("no", ["press", "no", "another"])
async def test_no_asks_for_another_place(ada: Somebody, services: Services, no: str) -> None:
    """*No, another place*, or simply another place, is followed until there is a yes; only the last place is stored."""
    shown = await ada.says("/camera add 12 Oak St")
    if no == "another":
        shown = await ada.says("7 Elm Ave")
    else:
        asked = await press(ada, shown, "No, another place") if no == "press" else await ada.says(no)
        assert "Where is the camera?" in words_of(asked)
        shown = await ada.says("7 Elm Ave")
    assert "Address: 7 Elm Ave, Maple 19000" in words_of(shown)
    await ada.says("ada@example.org")
    assert [camera.street_address for camera in await cameras(services)] == ["7 Elm Ave, Maple 19000"]


async def test_the_right_place_with_the_wrong_address(ada: Somebody, services: Services) -> None:
    """The address book knows only the neighbor's house: typed under the map, the own address takes its place, for a yes."""
    await ada.says("/camera add geo:40.0000123,-75.0000456")
    corrected = await ada.says("16 Oak St, Maple")
    assert "the map below has not moved" in words_of(corrected)
    assert "Address: 16 Oak St, Maple" in words_of(corrected)
    assert await cameras(services) == ()
    await ada.says("ada@example.org")
    (camera,) = await cameras(services)
    assert (camera.street_address, camera.point) == ("16 Oak St, Maple", Point(lat=40.0000123, lon=-75.0000456))


async def test_no_under_a_map_without_an_address(ada: Somebody) -> None:
    """Also where the address is to be typed, another place can be given instead."""
    asked = await ada.says("/camera add geo:41.5,-75.5")
    assert "Where is the camera?" in words_of(await press(ada, asked, "No, another place"))
    assert "Is this the place?" in words_of(await ada.says("12 Oak St"))


async def test_everything_in_one_slash_command(ada: Somebody) -> None:
    """Where options are filled in at once, only the yes is left; one that comes before the map was seen is none."""
    shown = await ada.fills("camera", do="add", place="7 Elm Avenue", email="ada@example.org", confirm="yes")
    assert "Is this the place?" in words_of(shown)
    assert shown.form is None
    done = await press(ada, shown, "Yes")
    assert "Address: 7 Elm Ave, Maple 19000" in words_of(done)
    assert done.closes


async def test_a_dialog_asks_for_place_and_email_at_once(ada: Somebody) -> None:
    """Where there are dialogs, one holds both; then *Yes* and the digits: four steps from the command on."""
    ada.modals = True
    asked = await ada.fills("camera", do="add")
    assert asked.form is not None
    assert [(field.name, field.required) for field in asked.form.fields] == [("place", True), ("email", True)]
    shown = await ada.sends_form(asked.form.draft, place="12 Oak St", email="ada@example.org")
    assert "is registered" in words_of(await press(ada, shown, "Yes"))
    ada.modals = False
    assert "confirmed" in words_of(await ada.says("123456"))


async def test_a_proved_address_is_not_asked_again(ada: Somebody) -> None:
    """The second camera takes one message and a yes, for the email address is known."""
    await register(ada)
    shown = await ada.says("/camera add 7 Elm Ave")
    assert "email address" not in words_of(shown)
    done = await press(ada, shown, "Yes")
    assert done.form is None
    assert "ada@example.org" in words_of(done)


async def test_what_cannot_be_read_is_asked_again(ada: Somebody) -> None:
    """An unknown place, an unreadable one and a wrong email address are each asked once more."""
    await ada.says("/camera add")
    assert "cannot find that place" in words_of(await ada.says("99 Nowhere Road"))
    assert "Where is the camera?" in words_of(await ada.says("geo:95,0"))
    await ada.says("40.0, -75.0")
    again = await ada.says("ada at example")
    assert "nor as an email address" in words_of(again)
    assert labels(again) == ["Yes", "No, another place"]
    assert "not an email address" in words_of(await ada.says("ada@@example"))
    assert "is registered" in words_of(await ada.says("ada@example.org"))


async def test_a_second_camera_at_the_same_address(ada: Somebody, services: Services) -> None:
    """A house has a front and a back: asked which is meant, one more camera gets a name and a place of its own."""
    await register(ada)
    shown = await ada.says("/camera add geo:40.00005,-75.00005")
    assert "You have one camera at this address already: Camera 1." in words_of(shown)
    assert labels(shown) == ["Yes, one more camera here", "It is Camera 1", "No, another place"]
    # A mere yes does not say which.
    assert labels(await ada.says("yes")) == labels(shown)
    done = await press(ada, await ada.says("/camera add geo:40.00005,-75.00005"), "Yes, one more camera here")
    assert "Name: Camera 2" in words_of(done)
    front, back = await cameras(services)
    assert front.street_address == back.street_address
    assert (front.point, back.point) == (Point(lat=40, lon=-75), Point(lat=40.00005, lon=-75.00005))
    third = await ada.says("/camera add 12 Oak St")
    assert "You have 2 cameras at this address already: Camera 1 and Camera 2." in words_of(third)


async def test_the_same_camera_again(ada: Somebody, services: Services) -> None:
    """Somebody whose mail did not come registers again: it is the same camera, at its place on this map, and a new code
    is mailed."""
    await ada.says("/camera add 12 Oak St")
    await ada.says("ada@example.org")
    shown = await ada.fills("camera", do="add", place="geo:40.00005,-75.00005", address="12  OAK ST, Maple 19000")
    asked = await press(ada, shown, "It is Camera 1")
    assert "Which email address" in words_of(asked)
    done = await ada.says("ada@example.org")
    assert "is registered, at this place" in words_of(done)
    assert "six digits that I mailed" in words_of(done)
    assert [camera.point for camera in await cameras(services)] == [Point(lat=40.00005, lon=-75.00005)]


async def test_a_camera_elsewhere_is_not_the_same(ada: Somebody, services: Services) -> None:
    """A made-up button cannot give a camera of one address the place of another."""
    await register(ada)
    await add(ada, "7 Elm Ave")
    there = (await cameras(services))[1]
    shown = await ada.says("/camera add 12 Oak St")
    draft = behind(shown.messages[-1], "No, another place")[1]
    assert "no camera" in words_of(await ada.presses(places.SAME, f"{draft}.{there.ref}"))
    assert (await cameras(services))[1] == there


async def test_cameras_have_a_limit(ada: Somebody, services: Services) -> None:
    """More than 32 is a business, not a home; it is said before anything is asked."""
    await register(ada)
    for _ in range(1, MAX_CAMERAS):
        await add(ada, "12 Oak St")
    assert f"{MAX_CAMERAS} cameras" in words_of(await ada.says("/camera add"))
    names = {camera.label for camera in await cameras(services)}
    assert names == {f"Camera {number}" for number in range(1, MAX_CAMERAS + 1)}


async def test_a_yes_counts_once(ada: Somebody, services: Services) -> None:
    """Pressed twice, or heard twice by a hiccup of the platform, it registers one camera."""
    await register(ada)
    shown = await ada.says("/camera add 7 Elm Ave")
    assert "is registered" in words_of(await press(ada, shown, "Yes"))
    assert (await ada.repeats()).messages == ()
    assert "closed already" in words_of(await press(ada, shown, "Yes"))
    assert len(await cameras(services)) == 2


async def test_nobody_presses_anothers_map(ada: Somebody, services: Services) -> None:
    """The reference of a draft is no key: to others the button belongs to no open question."""
    shown = await ada.says("/camera add 12 Oak St")
    eve = Somebody(router=ada.router, handle="666")
    for verb in (places.HERE, places.ANOTHER, places.ELSEWHERE, places.SAME):
        answer = await eve.presses(verb, behind(shown.messages[-1], "Yes")[1])
        assert words_of(answer).strip() == "That question is closed already. /camera list shows your cameras."
    assert "is registered" in words_of(await ada.says("ada@example.org"))


async def test_the_code_is_heard_under_a_map(ada: Somebody) -> None:
    """The six digits that a mail asked for are taken as such, also while a map waits for its yes."""
    await ada.says("/camera add 12 Oak St")
    await ada.says("ada@example.org")
    await ada.says("/camera add 7 Elm Ave")
    assert "is confirmed" in words_of(await ada.says("123456"))


async def test_cameras_are_only_spoken_of_in_direct_messages(ada: Somebody) -> None:
    """In a channel neither the command nor a button gives anything away."""
    await register(ada)
    channel = ada.elsewhere("-100")
    assert "direct message" in words_of(await channel.says("/camera list"))
    assert "direct message" in words_of(await channel.presses("camera.page", "card.0"))


async def test_registering_without_a_geocoder(lost: Somebody) -> None:
    """While the geocoder is down, words ask for a pin, a pin asks for the address, and then all is well."""
    asked = words_of(await lost.says("/camera add 12 Oak St"))
    assert "does not answer right now. Please send a location pin" in asked
    assert "type it yourself" in words_of(await lost.says("geo:40,-75"))
    assert "is registered" in words_of(await lost.says("12 Oak St, ada@example.org"))
