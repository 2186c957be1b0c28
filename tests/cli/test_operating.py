"""What an operator mistypes when letting police and reviewers in."""

import json
import re
import shutil
from pathlib import Path

import pytest

from bot.cli.errors import Code
from tests.cli.line import assert_one_sentence, porchlight, written
from tests.cli.operators import PASSPHRASE, make_operator, reference, speaks

REFUSED, USAGE = int(Code.REFUSED), 2
KEY = "age1hgarthjars4w4tt8zcke8aw63rqu4uj5ut5tv7t3etjpm7ym6fes20e920"
WELL = {
    "--kind": "city", "--contact": "+1 555 0199", "--domain": "police.example.org", "--circle": "37.77,-122.42,12",
    "--time-zone": "America/Los_Angeles", "--operator": "Ann Lee",
}  # fmt: skip

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
    "letters of two alphabets": ("Sрringfield PD", {}, REFUSED, "one alphabet"),
    "swapped": (
        "Springfield PD",
        {"--circle": "-75.00,40.00,12", "--time-zone": "America/New_York"},
        REFUSED,
        "latitude",
    ),
    "another coast": ("Springfield PD", {"--time-zone": "America/New_York"}, REFUSED, "America/Los_Angeles"),
    "free mail": ("Springfield PD", {"--domain": "gmail.com"}, REFUSED, "anybody can have a mailbox"),
    "an address": ("Springfield PD", {"--domain": "chief@springfield.gov"}, REFUSED, "after the @"),
    "a web page": ("Springfield PD", {"--domain": "https://springfield.gov"}, REFUSED, "no mail domain"),
    "a whole state": ("Springfield PD", {"--domain": "tx.us"}, REFUSED, "Many different bodies"),
    "federal mail": ("Springfield PD", {"--domain": "ice.dhs.gov"}, REFUSED, "federal body"),
    "a key mistyped": ("Springfield PD", {"--public-key": KEY[:-1] + "q"}, REFUSED, "age1"),
    "no operator": ("Springfield PD", {"--operator": ""}, USAGE, "visible characters"),
    "nobody types": ("Springfield PD", {}, REFUSED, "PORCHLIGHT_OPERATOR_PASSPHRASE"),
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
        "--domain", "police.example.org", "--operator", "Ann Lee", cwd=house.parent, config=house,
    )  # fmt: skip
    assert_one_sentence(said, REFUSED, "area.json", polygon[1])


@pytest.mark.parametrize(
    "words",
    [
        ("department", "suspend", "Springfield PD"),
        ("officer", "suspend", "K7QFM3"),
    ],
    ids=" ".join,
)
async def test_nobody_of_that_name(words: tuple[str, ...], house: Path) -> None:
    """Whoever does not exist is not suspended, reinstated or invited."""
    assert_one_sentence(await porchlight(*words, cwd=house.parent, config=house), REFUSED, "There is no")


async def test_two_operators_let_a_department_in(house: Path) -> None:
    """One proposes, and cannot confirm it; another one confirms what was shown, in a name that is listed as it was written;
    only then is it there. A change goes the same way and shows what it was; renewing and reinstating need one, suspending
    needs no passphrase."""
    options = [word for name, value in WELL.items() if name != "--operator" for word in (name, value)]
    ann = await make_operator(house, "Ann Lee")
    add = ("department", "add", "Springfield [/] PD", *options)
    assert "add another person" in (await speaks(house, "Ann Lee", ann, *add)).out
    bob = await make_operator(house, "Bob Ray")
    assert_one_sentence(await speaks(house, "Ann Lee", bob, *add), REFUSED, "not the passphrase of Ann Lee")
    assert_one_sentence(await speaks(house, "Eve", ann, *add), REFUSED, "no operator called Eve")
    again = ("department", "add", "springfield  [/] pd", *options)
    assert_one_sentence(await speaks(house, "bob ray", bob, *again), REFUSED, "waits for a second operator already")
    waiting = await porchlight("department", "waiting", cwd=house.parent, config=house)
    (ref,) = re.findall(r"\b[2-9A-Z]{6}\b", waiting.out)
    yes = ("department", "confirm", ref, "--yes")
    listed = await porchlight("department", "list", cwd=house.parent, config=house)
    assert "Springfield" not in listed.out
    own = await speaks(house, "Ann Lee", ann, *yes)
    assert own.code == REFUSED
    assert "another operator has to confirm it" in own.out
    assert_one_sentence(await speaks(house, "Bob Ray", bob, "department", "confirm", ref), REFUSED, "add --yes")
    confirmed = await speaks(house, "Bob Ray", bob, *yes)
    assert "police.example.org" in confirmed.out
    assert "may ask until" in confirmed.out
    assert_one_sentence(await speaks(house, "Bob Ray", bob, *yes), REFUSED, "confirmed, refused or taken back already")
    assert_one_sentence(await speaks(house, "Bob Ray", bob, *again), REFUSED, "exists already")
    changed = await speaks(house, "Bob Ray", bob, "department", "change", "springfield [/] pd", "--contact", "555 0100")
    shown = await speaks(house, "ann lee", ann, "department", "confirm", reference(changed), "--yes")
    assert "555 0100  (before: +1 555 0199)" in shown.out
    off = await porchlight("department", "suspend", "Springfield [/] PD", cwd=house.parent, config=house)
    assert "is suspended" in off.out
    renewed = await speaks(house, "Ann Lee", ann, "department", "renew", "Springfield [/] PD")
    assert "stays suspended" in renewed.out
    on = await speaks(house, "Ann Lee", ann, "department", "reinstate", "Springfield [/] PD")
    assert "may ask until" in on.out
    listed = await porchlight("department", "list", cwd=house.parent, config=house)
    assert "Springfield [/] PD" in listed.out


async def test_a_passphrase_is_worth_nothing_once_it_was_taken_back(house: Path) -> None:
    """Renewed, the old one does not fit; removed, nothing does, and what was proposed by then cannot be confirmed."""
    options = [word for name, value in WELL.items() if name != "--operator" for word in (name, value)]
    add = ("department", "add", "Springfield PD", *options)
    old, bob = await make_operator(house, "Ann Lee"), await make_operator(house, "Bob Ray")
    renewed = await porchlight("operator", "renew", "ann lee", cwd=house.parent, config=house)
    new = PASSPHRASE.search(renewed.out)
    assert new is not None
    assert_one_sentence(await speaks(house, "Ann Lee", old, *add), REFUSED, "not the passphrase")
    waits = reference(await speaks(house, "Ann Lee", new[1].lower().replace("-", " "), *add))
    gone = await porchlight("operator", "remove", "Ann Lee", cwd=house.parent, config=house)
    assert "no operator any more" in gone.out
    assert_one_sentence(await speaks(house, "Ann Lee", new[1], *add), REFUSED, "no operator called Ann Lee")
    late = await speaks(house, "Bob Ray", bob, "department", "confirm", waits, "--yes")
    assert "no operator any more" in late.out
    assert late.code == REFUSED
    refused = await speaks(house, "Bob Ray", bob, "department", "refuse", waits)
    assert "Nothing was changed" in refused.out
    taken = await porchlight("operator", "add", "ANN LEE", cwd=house.parent, config=house)
    assert_one_sentence(taken, REFUSED, "is here, or was")


@pytest.mark.parametrize(
    "words", [("nonsense",), ("department", "burn"), ("run", "--fast"), ("officer", "invite")], ids=" ".join
)
async def test_unknown_words(words: tuple[str, ...], tmp_path: Path) -> None:
    """An unknown command, option or a missing word points to the help that lists what there is."""
    assert_one_sentence(await porchlight(*words, cwd=tmp_path), USAGE, "--help")
