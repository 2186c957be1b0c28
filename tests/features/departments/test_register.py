"""Lists of departments: what is taken of a row, and why a row is not."""

import json

import pytest

from bot.adapters.keys.age import read_recipient
from bot.departments.model import DepartmentKind, DepartmentReason, Particulars
from bot.departments.register import BadRegister, Row, read_register
from bot.geo.model import Circle, Region
from bot.geo.problems import AreaProblem
from bot.kernel.refusal import Reason, Refused

KEY = "age1hgarthjars4w4tt8zcke8aw63rqu4uj5ut5tv7t3etjpm7ym6fes20e920"
SECRET = "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQXCJVG6"
HEAD = "name,kind,contact,domains,jurisdiction,time_zone,public_key\n"
SQUARE = [[[-75, 40], [-75, 41], [-74, 41], [-74, 40], [-75, 40]]]
FILES = {"square.geojson": json.dumps({"type": "Polygon", "coordinates": SQUARE})}


def open_file(name: str) -> str:
    """What lies beside the list."""
    if name not in FILES:
        raise OSError(name)
    return FILES[name]


def read(text: str) -> list[Row]:
    """All rows."""
    return list(read_register(text, read_recipient, open_file))


def why(text: str) -> Reason | None:
    """Why the only row of the list is not taken."""
    (row,) = read(HEAD + text)
    return row.found.reason if isinstance(row.found, Refused) else None


AREAS = {
    "circle": '"40,-75,5"',
    "wkt": '"POLYGON ((-75 40, -75 41, -74 41, -74 40, -75 40))"',
    "geojson": '"' + json.dumps({"type": "Polygon", "coordinates": SQUARE}).replace('"', '""') + '"',
    "file": "square.geojson",
}


@pytest.mark.parametrize("area", AREAS.values(), ids=AREAS.keys())
def test_every_way_to_draw_a_jurisdiction(area: str) -> None:
    """A circle, GeoJSON, well-known text, and a file with one; the time zone is that of the middle when none is given."""
    (row,) = read(f"{HEAD}Maple Police,city,555-0100,police.example.org,{area},,{KEY}\n")
    assert isinstance(row.found, Particulars)
    assert isinstance(row.found.jurisdiction, Circle if area == AREAS["circle"] else Region)
    assert row.found.time_zone == "America/New_York"
    assert row.found.public_key == KEY
    assert (row.line, row.name) == (2, "Maple Police")


WELL = {"name": "Maple PD", "kind": "city", "contact": "555", "domains": "x.example.org", "jurisdiction": '"40,-75,5"'}
MISTAKES: dict[str, tuple[dict[str, str], Reason | None]] = {
    "well": ({}, None),
    "a sheriff": ({"kind": "Sheriff"}, None),
    "federal": ({"name": "ICE Field Office"}, DepartmentReason.FEDERAL),
    "federal in Spanish": ({"name": "Oficina de Inmigración"}, DepartmentReason.FEDERAL),
    "accents": ({"name": "Fédéral Protective Service"}, DepartmentReason.FEDERAL),
    "two alphabets": ({"name": "FВI Newark"}, DepartmentReason.BAD_NAME),
    "letters that only look like some": ({"name": "\uff2d\uff41\uff50\uff4c\uff45 Police"}, DepartmentReason.BAD_NAME),
    "full width": ({"name": "\uff2d\uff41\uff50\uff4c\uff45"}, DepartmentReason.BAD_NAME),
    "bold": ({"name": "\U0001d40c\U0001d41a\U0001d429\U0001d425\U0001d41e"}, DepartmentReason.BAD_NAME),
    "accents of one alphabet": ({"name": "Policía de Ñuñoa"}, None),
    "no name": ({"name": ""}, DepartmentReason.BAD_NAME),
    "figures only": ({"name": "12345"}, DepartmentReason.BAD_NAME),
    "invisible": ({"name": "Maple\u202ePD"}, DepartmentReason.BAD_NAME),
    "a state's": ({"kind": "state"}, DepartmentReason.BAD_KIND),
    "no kind": ({"kind": ""}, DepartmentReason.BAD_KIND),
    "no contact": ({"contact": ""}, DepartmentReason.NO_CONTACT),
    "no domain": ({"domains": ""}, DepartmentReason.NO_DOMAIN),
    "free mail": ({"domains": "gmail.com"}, DepartmentReason.FREE_MAIL),
    "free mail behind a good one": ({"domains": "x.example.org gmail.com"}, DepartmentReason.FREE_MAIL),
    "eleven": ({"domains": " ".join(f"x{n}.example.org" for n in range(11))}, DepartmentReason.TOO_MANY_DOMAINS),
    "no area": ({"jurisdiction": ""}, DepartmentReason.NO_AREA),
    "two numbers": ({"jurisdiction": '"40,-75"'}, DepartmentReason.BAD_CIRCLE),
    "no latitude": ({"jurisdiction": '"-122,37,5"'}, DepartmentReason.BAD_CIRCLE),
    "not a number": ({"jurisdiction": '"40,-75,nan"'}, DepartmentReason.BAD_RADIUS),
    "too small": ({"jurisdiction": '"40,-75,0.09"'}, DepartmentReason.BAD_RADIUS),
    "too large": ({"jurisdiction": '"40,-75,501"'}, DepartmentReason.BAD_RADIUS),
    "no such file": ({"jurisdiction": "../../etc/shadow.json"}, DepartmentReason.BAD_FILE),
    "bow tie": ({"jurisdiction": '"POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"'}, AreaProblem.CROSSES),
    "swapped": ({"jurisdiction": '"-75,40,5"', "time_zone": "America/New_York"}, DepartmentReason.ZONE_ELSEWHERE),
    "no zone": ({"time_zone": "Mars/Olympus"}, DepartmentReason.NO_SUCH_TIME_ZONE),
    "a path for a zone": ({"time_zone": "../../etc/passwd"}, DepartmentReason.NO_SUCH_TIME_ZONE),
    "the same clocks": ({"time_zone": "America/Detroit"}, None),
    "bad key": ({"public_key": KEY[:-1] + "q"}, DepartmentReason.BAD_KEY),
    "secret key": ({"public_key": SECRET}, DepartmentReason.BAD_KEY),
}


@pytest.mark.parametrize(("changed", "expected"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_is_not_taken(changed: dict[str, str], expected: Reason | None) -> None:
    """Each mistake has a reason of its own, and the same row without it is taken."""
    cells = {**WELL, "time_zone": "", "public_key": "", **changed}
    assert why(",".join(cells.values()) + "\n") is expected


def test_a_secret_key_is_not_repeated() -> None:
    """Whoever pastes the wrong half of the pair does not find it in a report."""
    cells = {**WELL, "time_zone": "", "public_key": SECRET}
    (row,) = read(HEAD + ",".join(cells.values()))
    assert isinstance(row.found, Refused)
    assert "SECRET" not in str(row.found.facts)


def test_columns_as_lists_have_them() -> None:
    """In any order, with semicolons or tabs, by other headings; a point and a radius in three columns; a state behind names
    that many have; columns that nobody needs are passed over."""
    for mark in ";\t":
        head = mark.join(("LNG", "Latitude", "km", "Agency", "state", "jurisdiction type", "county", "Phone", "Domain"))
        line = mark.join(
            ("-75", "40", "30", "Lincoln County Sheriff", "NJ", "county", "x", "555", "@Lincoln.example.org")
        )
        (row,) = read(f"\ufeff{head}\r\n\r\n{line}\r\n")
        assert isinstance(row.found, Particulars)
        assert row.found.name == "Lincoln County Sheriff, NJ"
        assert row.found.kind is DepartmentKind.COUNTY
        assert row.found.email_domains == ("lincoln.example.org",)


def test_twice_and_in_a_crowd() -> None:
    """A second row of a name is not taken, and no row whose domain stands in more than three: it is a directory's."""
    rows = [f'PD {n},city,555,directory.example.org,"40,-75,5",,' for n in range(4)]
    rows += [f'Maple PD,city,555,maple{n}.example.org,"40,-75,5",,' for n in range(2)]
    rows += [f'Elm PD {n},city,555,elm.example.org,"40,-75,5",,' for n in range(3)]
    found = [row.found.reason if isinstance(row.found, Refused) else None for row in read(HEAD + "\n".join(rows))]
    assert found == [DepartmentReason.DOMAIN_OF_MANY] * 4 + [None, DepartmentReason.LISTED_TWICE] + [None] * 3


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "has to name the columns"),
        ("name,kind,contact,domains\n", "has to name the columns"),
        ("name,agency,kind,contact,domains,jurisdiction\n", "name twice"),
        (HEAD + 'a,"' + "x" * 4_000_001, "no CSV"),
    ],
)
def test_no_list_at_all(text: str, cure: str) -> None:
    """What is no list is told in one sentence that says what to mend."""
    with pytest.raises(BadRegister, match=cure):
        read(text)
