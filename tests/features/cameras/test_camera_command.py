"""An owner's conversation about cameras, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras import texts
from bot.cameras.model import MAX_CAMERAS
from bot.chat.message import Button
from bot.db.queue import SqlQueue
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.people.model import EMAIL_CODE_JOB
from tests.handlers.house import START, Somebody, only_to_speaker, words_of

HERE = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=50)


async def register(who: Somebody, address: str = "ada@example.org") -> None:
    """The shortest way in."""
    await who.says("/camera add 12 Oak St")
    await who.says(address)
    await who.says("123456")


async def test_an_owner_registers_with_four_messages(ada: Somebody, services: Services, engine: AsyncEngine) -> None:
    """`/camera add`, a pin, an email address, six digits: stored exactly, mailed without an account, then proved."""
    assert "Where is the camera?" in words_of(await ada.says("/camera add"))
    assert "Which email address" in words_of(await ada.says("geo:40.0000123,-75.0000456"))
    stored = await ada.says("Ada@Example.org")
    assert "Address: 12 Oak St, Maple 19000" in words_of(stored)
    assert "ada@example.org" in words_of(stored)
    assert "If the address is wrong: /camera remove" in words_of(stored)
    assert only_to_speaker(stored)
    jobs = await SqlQueue(engine).lease("mail", 10, START, START + timedelta(minutes=1))
    assert [(job.kind, job.account) for job in jobs] == [(EMAIL_CODE_JOB, None)]
    async with services.begin() as tx:
        proof = await tx.people.proof_by_id(jobs[0].subject)
        assert proof is not None
        assert (proof.address, proof.code) == ("ada@example.org", "123456")
    assert "ada@example.org is confirmed" in words_of(await ada.says("123 456"))
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person == await tx.people.with_account("mail", "ada@example.org")
        assert person is not None
        (camera,) = await tx.cameras.of(person.id)
        assert camera.point == Point(lat=40.0000123, lon=-75.0000456)
        assert [found.owner for found in await tx.cameras.in_area(HERE)] == [person.id]


async def test_a_pin_without_a_known_address_asks_for_it(ada: Somebody) -> None:
    """Where the gazetteer knows no house within 60 m, the owner types the address, and not just a street."""
    await ada.says("/camera add")
    asked = await ada.says("geo:41.5,-75.5")
    assert "Which street address" in words_of(asked)
    assert "house number" in words_of(await ada.says("Birch Lane"))
    await ada.says("3 Birch Lane")
    assert "3 Birch Lane" in words_of(await ada.says("ada@example.org"))


async def test_everything_in_one_slash_command(ada: Somebody) -> None:
    """Where options are filled in at once, there is nothing left to ask."""
    done = await ada.fills("camera", do="add", place="7 Elm Avenue", email="ada@example.org")
    assert done.form is None
    assert "Address: 7 Elm Ave, Maple 19000" in words_of(done)


async def test_a_proved_address_is_not_asked_again(ada: Somebody) -> None:
    """The second camera takes one message, for the email address is known."""
    await register(ada)
    done = await ada.says("/camera add 7 Elm Ave")
    assert done.form is None
    assert "ada@example.org" in words_of(done)


async def test_what_cannot_be_read_is_asked_again(ada: Somebody) -> None:
    """An unknown place, an unreadable one and a wrong email address are each asked once more."""
    await ada.says("/camera add")
    assert "cannot find that place" in words_of(await ada.says("99 Nowhere Road"))
    assert "Where is the camera?" in words_of(await ada.says("geo:95,0"))
    await ada.says("40.0, -75.0")
    assert "not an email address" in words_of(await ada.says("ada at example"))
    assert "is registered" in words_of(await ada.says("ada@example.org"))


@pytest.mark.parametrize("way", ["command", "button"])
async def test_pause_resume_and_remove(ada: Somebody, services: Services, way: str) -> None:
    """By command or by button a camera goes out of range, comes back, and is erased after one more question."""
    await register(ada)
    listed = await ada.says("/camera list")
    ref = next(b.action.ref for b in listed.messages[0].buttons[0] if isinstance(b, Button))

    async def does(what: str, verb: str) -> str:
        return words_of(await (ada.says(f"/camera {what} {ref}") if way == "command" else ada.presses(verb, ref)))

    async def in_range() -> int:
        async with services.begin() as tx:
            return len(await tx.cameras.in_area(HERE))

    assert "paused" in await does("pause", texts.PAUSE)
    assert await in_range() == 0
    assert "on again" in await does("resume", texts.RESUME)
    assert await in_range() == 1
    assert f"Erase camera {ref} at 12 Oak St" in await does("remove", texts.REMOVE)
    assert await in_range() == 1
    assert "is erased" in words_of(await ada.presses(texts.ERASE, ref))
    assert await in_range() == 0
    assert "no camera of that reference" in await does("pause", texts.PAUSE)
    assert "You have no camera here" in words_of(await ada.says("/camera list"))


async def test_the_only_camera_needs_no_reference(ada: Somebody) -> None:
    """With one camera `/camera pause` is enough; with more, the list with its buttons comes."""
    await register(ada)
    assert "is paused" in words_of(await ada.says("/camera pause"))
    await ada.says("/camera add 7 Elm Ave")
    listed = await ada.says("/camera pause")
    assert len(listed.messages[0].buttons) == 2


async def test_nobody_reaches_anothers_camera(ada: Somebody) -> None:
    """A reference is no key: to others a camera sounds like one that does not exist."""
    await register(ada)
    listed = await ada.says("/camera list")
    ref = next(b.action.ref for b in listed.messages[0].buttons[0] if isinstance(b, Button))
    eve = Somebody(router=ada.router, handle="666")
    for person_known in (False, True):
        for verb in (texts.PAUSE, texts.RESUME, texts.REMOVE, texts.ERASE):
            mine, made_up = await eve.presses(verb, ref), await eve.presses(verb, "ABCDEF")
            assert mine == made_up
        assert "no camera" in words_of(await eve.says(f"/camera remove {ref}"))
        if not person_known:
            await register(eve, "eve@example.org")
    assert ref in words_of(await ada.says("/camera list"))


async def test_the_same_address_is_one_camera(ada: Somebody, services: Services) -> None:
    """Registering again, as somebody does whose mail did not come, moves the camera instead of adding one."""
    await register(ada)
    await register(ada)
    await ada.fills("camera", do="add", place="geo:40.00005,-75.00005", address="12 OAK ST, Maple 19000")
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person is not None
        assert [camera.point for camera in await tx.cameras.of(person.id)] == [Point(lat=40.00005, lon=-75.00005)]


async def test_cameras_have_a_limit(ada: Somebody) -> None:
    """More than 32 is a business, not a home."""
    await register(ada)
    for number in range(1, MAX_CAMERAS):
        await ada.fills("camera", do="add", place="geo:40,-75", address=f"{number} Pine Road")
    assert f"{MAX_CAMERAS} cameras" in words_of(
        await ada.fills("camera", do="add", place="geo:40,-75", address="99 Pine Road")
    )


async def test_cameras_are_only_spoken_of_in_direct_messages(ada: Somebody) -> None:
    """In a channel the command gives nothing away and stores nothing."""
    assert "direct message" in words_of(await ada.elsewhere("-100").says("/camera list"))


async def test_registering_without_a_geocoder(lost: Somebody) -> None:
    """While the geocoder is down, words ask for a pin, a pin asks for the address, and then all is well."""
    asked = words_of(await lost.says("/camera add 12 Oak St"))
    assert "does not answer right now. Please send a location pin" in asked
    assert "Which street address" in words_of(await lost.says("geo:40,-75"))
    assert "Which email address" in words_of(await lost.says("12 Oak St"))
    assert "is registered" in words_of(await lost.says("ada@example.org"))
