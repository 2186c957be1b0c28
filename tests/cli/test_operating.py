"""What an operator mistypes when letting police and reviewers in."""

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.errors import Code
from tests.cli.line import assert_one_sentence, porchlight, written

REFUSED, USAGE = int(Code.REFUSED), 2
WELL = {"--kind": "city", "--contact": "+1 555 0199", "--circle": "37.77,-122.42,12", "--time-zone": "America/Denver"}

MISTAKES: dict[str, tuple[str, dict[str, str], int, str]] = {
    "federal": ("Federal Bureau of Investigation", {}, REFUSED, "federal or immigration body"),
    "federal kind": ("Springfield PD", {"--kind": "federal"}, USAGE, "--kind"),
    "two numbers": ("Springfield PD", {"--circle": "37.77,-122.42"}, REFUSED, "LAT,LON,KM"),
    "not a number": ("Springfield PD", {"--circle": "nan,-122.42,12"}, REFUSED, "latitude"),
    "the whole planet": ("Springfield PD", {"--circle": "37.77,-122.42,20000"}, REFUSED, "0.1 and 500 km"),
    "no area": ("Springfield PD", {"--circle": ""}, USAGE, "--circle"),
    "time zone": ("Springfield PD", {"--time-zone": "Mars/Olympus"}, REFUSED, "IANA"),
    "no name": ("   ", {}, USAGE, "visible characters"),
    "invisible name": ("Spring\u202efield PD", {}, USAGE, "visible characters"),
    "no contact": ("Springfield PD", {"--contact": ""}, USAGE, "visible characters"),
}


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Path:
    """A configuration with a migrated database."""
    shutil.copyfile(sqlite_template, tmp_path / "porchlight.sqlite3")
    return written(tmp_path)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
async def test_adding_a_department(mistake: tuple[str, dict[str, str], int, str], house: Path) -> None:
    """Each mistake is said in one sentence, and nothing is added."""
    name, changed, code, cure = mistake
    options = [word for option, value in {**WELL, **changed}.items() if value or option != "--circle"
               for word in (option, value)]  # fmt: skip
    said = await porchlight("department", "add", name, *options, cwd=house.parent, config=house)
    if changed.get("--circle") == "":
        assert_one_sentence(said, REFUSED, "--circle", "--polygon")
    else:
        assert_one_sentence(said, code, cure)


POLYGONS: dict[str, tuple[str, str]] = {
    "broken": ('{"type": "Polygon"', "GeoJSON"),
    "a point": (json.dumps({"type": "Point", "coordinates": [0, 0]}), "cannot be used"),
    "a bow tie": (
        json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}),
        "crosses",
    ),
}


@pytest.mark.parametrize("polygon", POLYGONS.values(), ids=POLYGONS.keys())
async def test_a_bad_polygon(polygon: tuple[str, str], house: Path) -> None:
    """A file that is no simple polygon is refused with its name."""
    path = house.parent / "area.json"
    path.write_text(polygon[0], encoding="utf-8")
    said = await porchlight(
        "department", "add", "Springfield PD", "--kind", "city", "--contact", "+1 555 0199", "--polygon", str(path),
        "--time-zone", "UTC", cwd=house.parent, config=house,
    )  # fmt: skip
    assert_one_sentence(said, REFUSED, "area.json", polygon[1])


@pytest.mark.parametrize(
    "words",
    [
        ("department", "suspend", "Springfield PD"),
        ("officer", "invite", "Det. Doe", "--department", "Springfield PD"),
        ("officer", "suspend", "K7QFM3"),
    ],
    ids=" ".join,
)
async def test_nobody_of_that_name(words: tuple[str, ...], house: Path) -> None:
    """Whoever does not exist is not suspended, reinstated or invited."""
    assert_one_sentence(await porchlight(*words, cwd=house.parent, config=house), REFUSED, "There is no")


async def test_names_are_not_markup(house: Path) -> None:
    """A name with brackets is listed as it was written."""
    options = [word for pair in WELL.items() for word in pair]
    added = await porchlight("department", "add", "Springfield [/] PD", *options, cwd=house.parent, config=house)
    assert added.code == 0, added
    again = await porchlight("department", "add", "springfield  [/] pd", *options, cwd=house.parent, config=house)
    assert_one_sentence(again, REFUSED, "exists already")
    listed = await porchlight("department", "list", cwd=house.parent, config=house)
    assert "Springfield [/] PD" in listed.out
    assert listed.code == 0


@pytest.mark.parametrize(
    "words", [("nonsense",), ("department", "burn"), ("run", "--fast"), ("officer", "invite")], ids=" ".join
)
async def test_unknown_words(words: tuple[str, ...], tmp_path: Path) -> None:
    """An unknown command, option or a missing word points to the help that lists what there is."""
    assert_one_sentence(await porchlight(*words, cwd=tmp_path), USAGE, "--help")
