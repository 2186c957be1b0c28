"""How neighbors find what was reported: near a place, of a category, of some days, page by page, and one whole."""

from datetime import timedelta

import h3
import pytest
from geographiclib.geodesic import Geodesic

from bot.alerts.model import Wishes
from bot.geo.model import Point
from tests.features.incidents.conftest import TELEGRAM, Corner
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import button_of

TEXTS = {
    "A window was broken at the corner house": ("crime", "12 Oak St"),
    "A grey cat with one ear sits on our porch": ("lost or found pet", "7 Elm Ave"),
    "Ice on the steps down to the creek": ("safety hazard", "geo:40.008,-75.0"),
}


async def write(corner: Corner) -> list[str]:
    """Three reports, an hour apart; returns their references, latest first."""
    refs = []
    for text, (category, place) in TEXTS.items():
        made = await corner.report(corner.ada, text=text, category=category, place=place)
        refs.insert(0, made.ref)
        corner.night.clock.pass_time(timedelta(hours=1))
    return refs


def found(words: str) -> list[bool]:
    """Which of the texts stand in the words, oldest first."""
    return [text in words for text in TEXTS]


async def test_a_channel_lists_its_neighborhood(corner: Corner) -> None:
    """With reference, category, block, hour, an excerpt and the number of comments; a map; to the asker alone."""
    channel = corner.eve.account.elsewhere(TELEGRAM)
    assert "Nothing was reported here in the last 7 days." in words_of(await channel.says("/incidents"))
    refs = await write(corner)
    await corner.answers(corner.eve, corner.shows("telegram")[0], "I saw it too")
    listed = await channel.says("/incidents")
    words = words_of(listed)
    assert only_to_speaker(listed)
    assert f"1. {refs[0]}: Safety hazard, " in words
    assert f"3. {refs[2]}: Crime, around Oak St, Mon, Nov 23, 2026, 3" in words
    assert words.count("1 comment") == 1
    assert "Picture" in words
    assert "Page 1 of 1." in words


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("", [True, True, True]),
        ("crime", [True, False, False]),
        ("pet 3 days", [False, True, False]),
        ("0.3 mi", [True, False, False]),
        ("1 mile near 7 Elm Ave", [True, True, True]),
        ("community", [False, False, False]),
    ],
)
async def test_narrowing(corner: Corner, search: str, expected: list[bool]) -> None:
    """Distance, category and days, each alone and together."""
    await write(corner)
    assert found(words_of(await corner.eve.account.elsewhere(TELEGRAM).says(f"/incidents {search}"))) == expected


async def test_distances_are_to_the_middle_of_the_cell(corner: Corner) -> None:
    """Just within the geodesic distance from the neighborhood's center to a cell's middle it is found, else not."""
    await write(corner)
    lat, lon = h3.cell_to_latlng(h3.latlng_to_cell(40.003, -75.004, 9))
    away = Geodesic.WGS84.Inverse(40.0, -75.0, lat, lon)["s12"]
    channel = corner.eve.account.elsewhere(TELEGRAM)
    for metres, there in ((int(away), False), (int(away) + 1, True)):
        assert ("A grey cat" in words_of(await channel.says(f"/incidents {metres} m"))) == there


async def test_days_are_those_of_the_happening(corner: Corner) -> None:
    """What happened longer ago than the days asked for is not listed, whenever it was reported."""
    await corner.report(corner.ada, text="An old story about a bicycle", when="9 days ago")
    channel = corner.eve.account.elsewhere(TELEGRAM)
    assert "Nothing was reported here" in words_of(await channel.says("/incidents"))
    assert "An old story" in words_of(await channel.says("/incidents 10 days"))


async def test_nonsense_is_one_sentence(corner: Corner) -> None:
    """Distances, days and categories that cannot be meant, typed or pressed."""
    channel = corner.eve.account.elsewhere(TELEGRAM)
    for answers in ({"radius": "99"}, {"days": "0"}, {"days": "soon"}, {"radius": "0"}):
        assert "cannot read that search" in words_of(await channel.fills("incidents", **answers))
    for token in ("", "x.7..1.h", "0.7..", "0.99.9.9.zz", "0.7.9..892a1072893ffff"):
        assert "cannot read that search" in words_of(await channel.presses("incident.page", token))


async def test_in_a_direct_message_a_place_is_asked_for(corner: Corner) -> None:
    """Neighborhoods around the place are looked through; far from all of them there is nothing."""
    await write(corner)
    assert "Around which place?" in words_of(await corner.eve.account.says("/incidents"))
    listed = words_of(await corner.eve.account.says("12 Oak St"))
    assert found(listed) == [True, True, True]
    assert found(words_of(await corner.eve.account.says("/incidents 0.3 near 12 Oak St"))) == [True, False, False]
    nothing = words_of(await corner.eve.account.says("/incidents 2 near geo:48.1,11.5"))
    assert "Nothing was reported within 2 " in nothing


async def test_pages(corner: Corner) -> None:
    """Five to a page; the buttons carry the search, and the last page has no way on."""
    for number in range(7):
        text = f"{'abcdefg'[number] * 9} story of its own number {number}"
        await corner.report(corner.ada, text=text, category="community", place=f"geo:40.00{number},-75.0")
        corner.night.clock.pass_time(timedelta(hours=25))
    channel = corner.eve.account.elsewhere(TELEGRAM)
    first = await channel.says("/incidents community 10 days")
    assert "Page 1 of 2." in words_of(first)
    assert [button.label for row in first.messages[0].buttons for button in row] == ["Next"]
    second = await channel.presses(*button_of(first.messages[0], "Next"))
    assert "Page 2 of 2." in words_of(second)
    assert "number 1" in words_of(second) and "number 2" not in words_of(second)
    back = await channel.presses(*button_of(second.messages[0], "Previous"))
    assert words_of(back) == words_of(first)


async def test_one_report_whole(corner: Corner) -> None:
    """With its comments in order; not when it is hidden, and in a channel only if it is the neighborhood's own."""
    made = await corner.report(corner.ada)
    for words in ("first words", "second words"):
        await corner.answers(corner.eve, corner.shows("telegram")[0], words)
    shown = await corner.bob.account.says(f"/incident {made.ref.lower()}")
    assert only_to_speaker(shown)
    words = words_of(shown)
    assert words.startswith("A neighbor reports: crime\nA window was broken.")
    assert words.index("first words") < words.index("second words")
    assert "in danger, call 911" in words
    admin = corner.eve.account.elsewhere("-555", admin=True)
    await admin.fills("setup", name="Elsewhere", place="7 Elm Ave")
    assert "no report of that reference" in words_of(await admin.says(f"/incident {made.ref}"))
    await corner.ada.account.says(f"/remove {made.ref}")
    assert "no report of that reference" in words_of(await corner.bob.account.says(f"/incident {made.ref}"))


async def test_officers_do_not_search(corner: Corner) -> None:
    """In a direct message an officer on duty is sent to the public channels, by command and by button."""
    made = await corner.report(corner.ada)
    reyes = await corner.night.police("Reyes", "Maple Police")
    for said in ("/incidents near 12 Oak St", f"/incident {made.ref}"):
        assert "where they are posted in public" in words_of(await reyes.account.says(said))
    pressed = await reyes.account.presses("incident.page", "0.7...h")
    assert "where they are posted in public" in words_of(pressed)
    assert "A window" in words_of(await reyes.account.elsewhere("900").says("/incidents"))


async def test_home_is_where_one_hears_from(corner: Corner) -> None:
    """Whoever has a home point needs no place; the buttons and the answer name neither the point nor its cell."""
    await write(corner)
    home = Point(lat=40.0031234, lon=-75.0041234)
    async with corner.night.services.begin() as tx:
        person = await tx.people.with_account("telegram", corner.eve.account.handle)
        assert person is not None
        await tx.alerts.put(person.id, Wishes(home=home), None, corner.night.clock.now())
    listed = await corner.eve.account.says("/incidents 0.2")
    assert found(words_of(listed)) == [False, True, False]
    everything = await corner.eve.account.says("/incidents 5 30 days")
    assert found(words_of(everything)) == [True, True, True]
    said = repr(listed) + repr(everything)
    assert "40.003" not in said
    pressed = await corner.eve.account.presses("incident.page", "0.7..322.h")
    assert words_of(pressed) == words_of(listed)
