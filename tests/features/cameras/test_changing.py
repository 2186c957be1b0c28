"""An owner's list of cameras, the card of one, and all that is changed there. On both databases."""

from math import isclose

import pytest

from bot.cameras import texts
from bot.cameras.model import CameraKind
from bot.cameras.texts import cards, pauses
from bot.chat.message import Picture
from bot.geo.model import Circle, Point
from bot.handlers.context import Services, Spot
from tests.features.cameras.owners import add, behind, cameras, labels, press, register
from tests.handlers.house import BlankMaps, Somebody, only_to_speaker, words_of

HERE = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=50)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[list[Spot]]:
    """The spots of every map that is drawn."""
    seen: list[list[Spot]] = []

    def spots(maps: BlankMaps, spots: list[Spot], description: str, *, language: str = "en") -> Picture:
        seen.append(list(spots))
        return Picture(name="map.png", content=b"", description=description)

    monkeypatch.setattr(BlankMaps, "spots", spots)
    return seen


async def test_the_list_has_a_map_and_pages(ada: Somebody, drawn: list[list[Spot]]) -> None:
    """Eight cameras a page, numbered through, each with its button; the map shows those of the page."""
    await register(ada)
    for _ in range(9):
        await add(ada, "7 Elm Ave")
    first = await ada.says("/camera list")
    assert only_to_speaker(first)
    assert [spot.label for spot in drawn[-1]] == [str(number) for number in range(1, 9)]
    assert labels(first) == [*(f"{number}. Camera {number}" for number in range(1, 9)), "Next"]
    second = await press(ada, first, "Next")
    assert second.closes
    assert labels(second) == ["9. Camera 9", "10. Camera 10", "Previous"]
    assert [spot.label for spot in drawn[-1]] == ["9", "10"]
    assert labels(await press(ada, second, "Previous")) == labels(first)
    for made_up in ("card.99", "card.9999", "card.-1", "x.0", "card.²", "card"):
        answer = await ada.presses(cards.PAGE, made_up)
        assert "closed already" in words_of(answer) or "9. Camera 9" in words_of(answer)


async def test_a_house_far_away_is_not_on_the_map(ada: Somebody, drawn: list[list[Spot]]) -> None:
    """A camera in another town would make dots of all; it is listed all the same."""
    await register(ada)
    await ada.says("/camera add 40.3, -75.0")
    assert "is registered" in words_of(await ada.says("1 Far Lane"))
    listed = await ada.says("/camera list")
    assert "1. Camera 1" in words_of(listed) and "2. Camera 2" in words_of(listed)
    assert [spot.label for spot in drawn[-1]] == ["1"]


async def test_the_list_says_what_waits(ada: Somebody) -> None:
    """Without a proved email address nothing can be shared, and the list says so; without cameras it says how to begin."""
    assert "/camera add registers one" in words_of(await ada.says("/camera list"))
    await ada.says("/camera add 12 Oak St")
    await ada.says("ada@example.org")
    assert "not confirmed: /camera email" in words_of(await ada.says("/camera list"))
    await ada.says("123456")
    assert "Requests also go to ada@example.org." in words_of(await ada.says("/camera list"))


async def test_a_card_changes_everything(ada: Somebody, services: Services, drawn: list[list[Spot]]) -> None:
    """Name, kind, direction and width are told with a press or typed, shown on the card, and drawn on its map."""
    await register(ada)
    card = await press(ada, await ada.says("/camera list"), "1. Camera 1")
    assert "Looks to: you have not said" in words_of(card)
    assert "What shall it be called?" in words_of(await press(ada, card, "Name"))
    card = await ada.says("Front door")
    assert card.messages[0].title == "Front door"
    card = await press(ada, await press(ada, card, "Kind"), "Doorbell")
    assert "Kind: Doorbell" in words_of(card)
    assert card.closes
    card = await press(ada, await press(ada, card, "Where it looks"), "North-east")
    assert "Looks to: North-east (45°), 110° wide" in words_of(card)
    assert (drawn[-1][0].facing_deg, drawn[-1][0].view_deg) == (45, 110)
    await press(ada, card, "Where it looks")
    card = await ada.says("hacia el sur")
    assert "Looks to: South (180°)" in words_of(card)
    card = await press(ada, await press(ada, card, "How wide"), "All around (360°)")
    assert "360° wide" in words_of(card)
    await press(ada, card, "How wide")
    await ada.says("95 degrees")
    (camera,) = await cameras(services)
    assert (camera.label, camera.kind) == ("Front door", CameraKind.DOORBELL)
    assert (camera.facing_deg, camera.view_deg) == (180, 95)
    assert isclose(camera.point.lat, 40.0)
    card = await press(ada, await press(ada, card, "Where it looks"), "I would rather not say")
    assert "you have not said" in words_of(card)
    (camera,) = await cameras(services)
    assert (camera.facing_deg, camera.view_deg) == (None, None)


async def test_edit_in_one_command(ada: Somebody, services: Services) -> None:
    """Where there are options, one command tells all; where there are none, it shows the card."""
    await register(ada)
    done = await ada.fills("camera", do="edit", name="Gate", kind="street", facing="NW", view="60")
    assert "Noted." in words_of(done)
    (camera,) = await cameras(services)
    assert (camera.label, camera.kind, camera.facing_deg, camera.view_deg) == ("Gate", CameraKind.STREET, 315, 60)
    for named in ("1", camera.ref, camera.ref.lower(), "gate", ""):
        assert "Kind: Street side" in words_of(await ada.says(f"/camera edit {named}"))


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [("facing", "upwards", "no direction"), ("view", "400", "from 1 to 360"), ("name", "\u200b\u2060", "asked")],
)
async def test_what_cannot_be_read_is_asked_again(ada: Somebody, field: str, typed: str, why: str) -> None:
    """Nothing is changed by what has no meaning; that one question comes again, and the next answer goes on from there."""
    await register(ada)
    answer = await ada.fills("camera", do="edit", **{field: typed})
    if why == "asked":  # Nothing that can be seen is nothing said: the card is shown.
        assert "Kind: Something else" in words_of(answer)
        return
    assert why in words_of(answer)
    assert answer.form is not None and answer.form.fields[0].name == field
    assert "Noted." in words_of(await ada.says("90"))


@pytest.mark.parametrize("way", ["command", "button"])
async def test_pause_resume_and_remove(ada: Somebody, services: Services, way: str) -> None:
    """By command or by button a camera goes out of range, comes back, and is erased after one more question."""
    await register(ada)
    ref = (await cameras(services))[0].ref

    async def does(what: str, verb: str) -> str:
        return words_of(await (ada.says(f"/camera {what} {ref}") if way == "command" else ada.presses(verb, ref)))

    async def in_range() -> int:
        async with services.begin() as tx:
            return len(await tx.cameras.in_area(HERE))

    for _ in range(2):
        assert "paused" in await does("pause", texts.PAUSE)
        assert await in_range() == 0
    for _ in range(2):
        assert "on again" in await does("resume", texts.RESUME)
        assert await in_range() == 1
    assert f"Erase Camera 1 ({ref}), with its place" in await does("remove", texts.REMOVE)
    assert await in_range() == 1
    assert "is erased" in words_of(await ada.presses(texts.ERASE, ref))
    assert await in_range() == 0
    assert "no camera of that name" in await does("pause", texts.PAUSE)
    assert "You have no camera here" in words_of(await ada.says("/camera list"))


@pytest.mark.parametrize("what", ["pause", "resume", "remove"])
async def test_with_several_the_list_asks_which(ada: Somebody, what: str) -> None:
    """The only camera needs no name; with more, the list comes, and its buttons do what was asked for."""
    await register(ada)
    assert "Camera 1" in words_of(await ada.says(f"/camera {what}"))
    await add(ada, "7 Elm Ave")
    asked = await ada.says(f"/camera {what}")
    assert "Which camera" in words_of(asked)
    verb, _ = behind(asked.messages[-1], "2. Camera 2")
    assert verb == f"camera.{what}"
    assert "Camera 2" in words_of(await press(ada, asked, "2. Camera 2"))


async def test_keep_it(ada: Somebody, services: Services) -> None:
    """Whoever thinks better of removing goes back to the card."""
    await register(ada)
    kept = await press(ada, await ada.says("/camera remove"), "Keep it")
    assert "Kind:" in words_of(kept)
    assert len(await cameras(services)) == 1


async def test_nobody_reaches_anothers_camera(ada: Somebody, services: Services) -> None:
    """A reference is no key: to others a camera sounds like one that does not exist, whatever the button."""
    await register(ada)
    (camera,) = await cameras(services)
    eve = Somebody(router=ada.router, handle="666")
    verbs = {
        "": (texts.PAUSE, texts.RESUME, texts.REMOVE, texts.ERASE, texts.CARD, cards.LABEL, cards.KINDS, cards.FACING,
             cards.VIEW, pauses.UNTIL),
        ".doorbell": (cards.KIND,), ".45": (cards.FACE, cards.SEE), ".none": (cards.FACE,), ".7": (pauses.FOR,),
    }  # fmt: skip
    for person_known in (False, True):
        for behind_dot, some in verbs.items():
            for verb in some:
                mine = await eve.presses(verb, f"{camera.ref}{behind_dot}")
                made_up = await eve.presses(verb, f"ABCDEF{behind_dot}")
                assert mine == made_up
                assert "no camera of that name" in words_of(mine), verb
        assert "no camera" in words_of(await eve.says(f"/camera remove {camera.ref}"))
        if not person_known:
            await register(eve, email="eve@example.org")
    assert await cameras(services) == [camera]
