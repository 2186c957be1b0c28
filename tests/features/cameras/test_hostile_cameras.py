"""Owners at the ends of the earth, owners in a hurry, and words that were never meant for a camera. On both databases."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.cameras.model import MAX_CAMERAS
from bot.cameras.texts import cards, pauses, places
from bot.chat.reply import Reply
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from tests.adapters import readers
from tests.adapters.nasty import BY_HAND
from tests.features.cameras.owners import add, behind, cameras, press, register
from tests.handlers.house import Somebody, words_of

OVERLAP_S = 0.7
"""Long enough for two presses to come to the same line; a shorter one would only make the test blind, never red."""


@asynccontextmanager
async def waiting_in_line(services: Services) -> AsyncIterator[None]:
    """Whoever changes the cameras of the owner waits until this is left, so that they all stand at the same line."""
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person is not None
        await tx.cameras.alone_with(person.id)
        yield


@pytest.mark.parametrize(
    ("place", "point"),
    [
        ("85, 10", Point(lat=85.0, lon=10.0)),
        ("-85, -180", Point(lat=-85.0, lon=-180.0)),
        ("-16.8, 180", Point(lat=-16.8, lon=180.0)),
        ("-16.8, -179.9999999", Point(lat=-16.8, lon=-179.9999999)),
        ("0, 0", Point(lat=0.0, lon=0.0)),
    ],
)
async def test_the_ends_of_the_earth(ada: Somebody, services: Services, place: str, point: Point) -> None:
    """Near the poles and on the date line a camera is registered, found, paused until a day and listed like any other."""
    await ada.says(f"/camera add {place}")
    assert "is registered" in words_of(await ada.says("1 Ice Road, ada@example.org"))
    (camera,) = await cameras(services)
    assert camera.point == point
    async with services.begin() as tx:
        assert len(await tx.cameras.in_area(Circle(center=point, radius_m=10))) == 1
    assert "Dec 24, 2026, 8:00" in words_of(await ada.says("/camera pause until 24 December"))
    assert "paused until" in words_of(await ada.says("/camera list"))


@pytest.mark.parametrize("place", ["90, 0", "-85.1, 0", "0, 180.1", "geo:90,0", "geo:nan,0", "geo:1e400,0", "91°N 0°E"])
async def test_beyond_the_ends(ada: Somebody, services: Services, place: str) -> None:
    """The poles themselves, more than the earth has, and numbers that are none are asked for again; nothing is stored."""
    await ada.says("/camera add")
    answer = await ada.says(place)
    assert "Where is the camera?" in words_of(answer), words_of(answer)
    assert "wrong on our side" not in words_of(answer)
    assert await cameras(services) == ()


async def test_any_words_at_every_question(ada: Somebody, services: Services) -> None:
    """Whatever is typed at whatever question, the answer is one of ours, and never that something went wrong."""
    await register(ada)
    await add(ada, "7 Elm Ave")
    chance = random.Random(11)
    (one, _) = await cameras(services)
    starts = ["/camera add", "/camera add 12 Oak St", "/camera add geo:41,-75", "/camera move 1", "/camera move 14 Oak St",
              "/camera pause", f"/camera pause {one.ref}", "/camera edit", "/camera list"]  # fmt: skip
    presses = [(cards.LABEL, one.ref), (cards.FACING, one.ref), (cards.VIEW, one.ref), (pauses.UNTIL, one.ref)]
    nasty = [
        *BY_HAND,
        "no",
        "yes",
        "-",
        "same",
        "another",
        "0",
        "99999",
        "x" * 10_240,
        "12 " + "Oak " * 400,
        "a@b",
        "@",
        "12 Oak St, a@b@c",
    ]
    for _ in range(60):
        if chance.random() < 0.6:
            answer = await ada.says(chance.choice(starts))
        else:
            answer = await ada.presses(*chance.choice(presses))
        for _ in range(2):
            answer = await ada.says(chance.choice(nasty))
            assert "wrong on our side" not in words_of(answer), words_of(answer)
    assert "wrong on our side" not in words_of(await ada.says("/camera list"))
    assert len(await cameras(services)) <= MAX_CAMERAS


@pytest.mark.parametrize(
    "field", ["name", "until", "facing", "view", "camera", "confirm", "place", "address", "email", "kind"]
)
@pytest.mark.parametrize("do", ["add", "edit", "pause", "move"])
async def test_ten_kilobytes_in_any_field(ada: Somebody, services: Services, do: str, field: str) -> None:
    """A flood of letters is refused with a sentence, and changes nothing."""
    await register(ada)
    before = await cameras(services)
    answer = await ada.fills("camera", do=do, **{field: "Ж💥" * 2560})
    assert "wrong on our side" not in words_of(answer)
    assert len(words_of(answer)) < 2000
    assert await cameras(services) == before


async def test_names_do_nothing_where_they_stand(ada: Somebody, services: Services) -> None:
    """Through every message about a camera, on both platforms, nothing of its name or address comes alive."""
    await register(ada)
    (camera,) = await cameras(services)
    nasty = "@everyone https://evil.example/x #tag [a](b)"
    await ada.says("/camera add geo:41.5,-75.5")
    await ada.says("12 Oak St @everyone https://evil.example [a](https://evil.example)")
    assert len(await cameras(services)) == 2
    ref = (await cameras(services))[1].ref
    await ada.fills("camera", do="edit", camera=ref, name=nasty[:40])
    said = [
        await ada.says(f"/camera edit {ref}"), await ada.says("/camera list"), await ada.says(f"/camera pause {ref}"),
        await ada.says(f"/camera pause {ref} for a week"), await ada.says(f"/camera remove {ref}"),
        await ada.presses(cards.KINDS, ref), await ada.presses(cards.FACING, ref), await ada.presses(cards.VIEW, ref),
        await ada.presses(pauses.UNTIL, ref), await ada.presses(places.MOVE, ref), await ada.says("7 Elm Ave"),
        await ada.says("/camera move"), await ada.says(f"/camera resume {ref}"),
    ]  # fmt: skip
    for answer in said:
        for message in answer.messages:
            for reader in (readers.telegram, readers.discord):
                reading = reader(message)
                alive = [one for one in reading.alive if not one.startswith("/")]
                assert (alive, reading.links, reading.markup, reading.broken) == ([], set(), [], []), words_of(message)
    assert camera.label == "Camera 1"


async def test_two_at_once(ada: Somebody, services: Services) -> None:
    """A button pressed twice in the same moment registers one camera, and two telephones of one owner stay below 32."""
    await register(ada)
    shown = await ada.says("/camera add 7 Elm Ave")
    answers: list[Reply] = []

    async def yes() -> None:
        answers.append(await press(ada, shown, "Yes"))

    async with asyncio.TaskGroup() as both, waiting_in_line(services):
        both.create_task(yes())
        both.create_task(yes())
        await asyncio.sleep(OVERLAP_S)
    assert len(await cameras(services)) == 2
    assert sorted("is registered" in words_of(answer) for answer in answers) == [False, True]
    assert all("wrong on our side" not in words_of(answer) for answer in answers)


async def test_the_last_place_is_given_once(ada: Somebody, services: Services) -> None:
    """With 31 cameras, two yeses from two devices at once make 32 and not 33."""
    await register(ada)
    for _ in range(MAX_CAMERAS - 2):
        await add(ada, "12 Oak St")
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person is not None
        assert await tx.people.add_account(person.id, "discord", "77", "Ada", person.created_at)
    other = Somebody(router=ada.router, handle="77", platform="discord")
    mine, theirs = await ada.says("/camera add 7 Elm Ave"), await other.says("/camera add 14 Oak St")
    async with asyncio.TaskGroup() as both, waiting_in_line(services):
        first = both.create_task(press(ada, mine, "Yes"))
        second = both.create_task(press(other, theirs, "Yes"))
        await asyncio.sleep(OVERLAP_S)
    assert len(await cameras(services)) == MAX_CAMERAS
    said = words_of(first.result()) + words_of(second.result())
    assert said.count("is registered") == 1
    assert f"{MAX_CAMERAS} cameras" in said


async def test_pausing_and_turning_on_at_once(ada: Somebody, services: Services) -> None:
    """Presses in any order and all at once leave the camera either on and in range, or paused and out of it."""
    await register(ada)
    (camera,) = await cameras(services)
    here = Circle(center=camera.point, radius_m=20)
    for _ in range(5):
        async with asyncio.TaskGroup() as many:
            for verb, ref in [
                ("camera.pause", camera.ref),
                ("camera.resume", camera.ref),
                (pauses.FOR, f"{camera.ref}.7"),
            ]:
                many.create_task(ada.presses(verb, ref))
        (now,) = await cameras(services)
        async with services.begin() as tx:
            assert len(await tx.cameras.in_area(here)) == (0 if now.paused else 1)
        assert now.paused or now.paused_until is None


async def test_a_button_of_yesterday(ada: Somebody) -> None:
    """A map whose question was given up, or replaced by another, says so instead of registering."""
    first = await ada.says("/camera add 12 Oak St")
    second = await ada.says("/camera add 7 Elm Ave")
    assert "closed already" in words_of(await press(ada, first, "Yes"))
    await ada.says("cancel")
    assert "closed already" in words_of(await ada.presses(*behind(second.messages[-1], "Yes")))


async def test_in_spanish(router: object, services: Services) -> None:
    """The whole way in Spanish: no English sentence is left over, and typed words are understood."""
    eva = Somebody(router=router, handle="55", language="es")  # type: ignore[arg-type]
    shown = words_of(await eva.says("/camera agregar 12 Oak St"))
    assert "¿Es este el lugar?" in shown
    assert "seis" in words_of(await eva.says("sí"))
    await eva.says("eva@example.org")
    await eva.says("123456")
    assert "en pausa hasta el" in words_of(await eva.says("/camera pausar hasta el 24 de diciembre"))
    assert "Sus cámaras" in words_of(await eva.says("/camera list"))
    card = words_of(await eva.says("/camera editar cámara 1"))
    assert "Mira hacia: no lo ha dicho" in card
    assert "Cámara 1" in card
    for english in ("The ", " you ", "camera ", "Press ", "paused"):
        assert english not in shown + card
