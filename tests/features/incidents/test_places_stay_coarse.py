"""P4's neighbor: of 300 reports, whatever way their place was given in, nobody and no table learns more than the cell."""

import random
import re
from collections.abc import Iterator

import h3
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.reply import Reply
from bot.handlers.router import Router
from tests.features.incidents.test_report_command import stored_in
from tests.handlers.house import Somebody, words_of

REPORTS = 300
HOUSES = ("12 Oak St", "14 Oak St", "7 Elm Ave")
COORDINATE = re.compile(r"-?\d{1,3}\.\d{3,}")
TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?")


def plus_code(lat: float, lon: float) -> str:
    """The open location code of ten digits: pairs of base 20, in steps down to 1/8000 of a degree."""
    digits = "23456789CFGHJMPQRVWX"
    down, across = int((lat + 90) * 8000), int((lon + 180) * 8000)
    pairs = [digits[down // 20**n % 20] + digits[across // 20**n % 20] for n in (4, 3, 2, 1, 0)]
    return "".join(pairs[:4]) + "+" + pairs[4]


def typed(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Places as people give them, and what of the words must not be found again."""
    while True:
        lat, lon = 40 + chance.uniform(-0.009, 0.009), -75 + chance.uniform(-0.009, 0.009)
        yield from (
            (f"geo:{lat:.7f},{lon:.7f}", f"{lat:.7f}"),
            (f"{lat:.7f}, {lon:.7f}", f"{lon:.7f}"),
            (f"https://www.google.com/maps?q={lat:.6f},{lon:.6f}", "google"),
            (f"https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}", "openstreetmap"),
            (plus_code(lat, lon), plus_code(lat, lon)),
        )
        house = chance.choice(HOUSES)
        yield house, house


async def told(ada: Somebody, place: str, number: int) -> list[Reply]:
    """One report, by one of the ways through the form; every second is posted."""
    said = [f"Something went on, number {number}", "crime", place]
    replies = []
    match number % 4:
        case 0:  # The place first, then all the rest is asked for.
            replies.append(await ada.fills("report", place=place))
            replies += [await ada.says(words) for words in said[:2]]
        case 1:  # A choice that is none is asked again.
            replies.append(await ada.fills("report", text=said[0], category="parking", place=place))
            replies.append(await ada.says("crime"))
        case 2:  # A time that cannot be is asked again.
            replies.append(await ada.fills("report", text=said[0], category="crime", place=place, when="tomorrow", file="-"))
            replies.append(await ada.says("now"))
        case _:  # One question after another.
            replies.append(await ada.says(f"/report {said[0]}"))
            replies += [await ada.says(words) for words in said[1:]]
    while replies[-1].form is not None and number % 5:
        replies.append(await ada.says("-"))  # Every fifth leaves the form open.
    if replies[-1].messages and replies[-1].messages[0].buttons and number % 2:
        ref = replies[-1].messages[0].buttons[-1][-1].action.ref  # type: ignore[union-attr]
        replies.append(await ada.presses("incident.post", ref))
    return replies


async def test_nothing_finer_than_the_cell(router: Router, engine: AsyncEngine) -> None:
    """Every coordinate in any table or message is the middle of a cell, and no typed place is found again."""
    await prove(router, engine, REPORTS)


@pytest.mark.promise
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_nothing_finer_than_the_cell_among_5000(router: Router, engine: AsyncEngine) -> None:
    """The same for five thousand reports."""
    await prove(router, engine, 5_000)


async def prove(router: Router, engine: AsyncEngine, count: int, seed: int = 20261124) -> None:
    """So many reports, and a scan of everything that was stored or said."""
    founder = Somebody(router=router, handle="1", room="-100", admin=True)
    await founder.fills("setup", name="Maple Corner", place="geo:40.0,-75.0")
    places, heard, secrets = typed(random.Random(seed)), [], []
    for number in range(count):
        place, secret = next(places)
        secrets.append(secret)
        ada = Somebody(router=router, handle=str(1000 + number))
        heard += [words_of(reply) for reply in await told(ada, place, number)]
    shown = "\n".join(heard)
    assert shown.count("This is how others will see it") > count / 2
    assert shown.count("goes to all channels") > count / 4
    everything = TIME.sub("", await stored_in(engine)) + shown
    folded = everything.casefold()
    assert [secret for secret in set(secrets) if secret.casefold() in folded] == []
    coordinates = [float(found) for found in COORDINATE.findall(everything)]
    near = sorted({each for each in coordinates if 39 < each < 41 or -76 < each < -74 or 74 < each < 76})
    cells = h3.grid_disk(h3.latlng_to_cell(40.0, -75.0, 9), 12)
    middles = {round(part, 6) for cell in cells for part in h3.cell_to_latlng(cell)}
    assert near, "open forms hold the middle of a cell"
    assert [each for each in near if round(each, 6) not in middles] == []
