"""A list of addresses becomes a compact file: whole or not at all, the same each time, and every row is accounted for."""

import csv
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.demo
from bot.adapters.geocoding.answers import BadGazetteer
from bot.adapters.geocoding.gazetteer import Gazetteer
from bot.adapters.geocoding.lists import HEADERS, read_list
from bot.adapters.geocoding.shelf import Skipped, import_list, is_shelf
from bot.geo.distance import distance_m
from bot.geo.model import Point

TOWN = Path(bot.demo.__path__[0]) / "town.csv"
REAL = Path(__file__).parents[4] / "shared" / "data" / "addresses_sf_20000.csv"

ROWS = """LON,LAT,NUMBER,STREET,UNIT,POSTCODE,CITY
-119.06,40.87,12,Juniper Lane,,00100,Lantern Hill
-119.06,40.87,12,Juniper Lane,2,00100,Lantern Hill
-119.061,40.87,14,JUNIPER LN,,00100,Lantern Hill
-119.06,40.87,,Juniper Lane,,00100,Lantern Hill
-119.06,40.87,16,,,00100,Lantern Hill
-119.06,40.87,16,Unknown,,00100,Lantern Hill
,40.87,16,Juniper Lane,,00100,Lantern Hill
0,0,16,Juniper Lane,,00100,Lantern Hill
-119.06,95,16,Juniper Lane,,00100,Lantern Hill
"""


def lists(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Each row is taken or counted under why not."""
    taken = import_list(lists(tmp_path, ROWS), tmp_path / "g")
    assert taken.houses == 2
    assert taken.skipped == {Skipped.AGAIN: 1, Skipped.NO_NUMBER: 1, Skipped.NO_STREET: 2, Skipped.NO_POINT: 3}


async def test_the_file_answers_as_the_list_does(tmp_path: Path) -> None:
    """Imported or read, the town of the demo gives the same answers to the same questions."""
    import_list(TOWN, tmp_path / "g")
    assert is_shelf(tmp_path / "g")
    imported, listed = Gazetteer.load(tmp_path / "g"), Gazetteer.load(TOWN)
    assert len(imported) == len(listed) > 380
    with TOWN.open(newline="") as lines:
        for row in csv.DictReader(lines):
            point = Point(lat=float(row["LAT"]), lon=float(row["LON"]))
            beside = Point(lat=point.lat + 0.0007, lon=point.lon - 0.0003)
            assert await imported.find(f"{row['NUMBER']} {row['STREET']}") == await listed.find(
                f"{row['NUMBER']} {row['STREET']}"
            )
            assert await imported.street_near(beside) == await listed.street_near(beside) != ""
            assert await imported.address_at(beside) == await listed.address_at(beside)
            assert await imported.suggest(row["STREET"][:4]) == await listed.suggest(row["STREET"][:4])
    imported.close()


def test_the_same_list_makes_the_same_file(tmp_path: Path) -> None:
    """Importing again changes no byte, and leaves nothing else behind."""
    target = tmp_path / "new" / "g"
    import_list(TOWN, target)
    first = target.read_bytes()
    import_list(TOWN, target)
    assert target.read_bytes() == first
    assert [path.name for path in target.parent.iterdir()] == ["g"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no list of addresses at"),
        (b"", "lacks the columns"),
        (b"a,b\n1,2\n", "lacks the columns LON, LAT, NUMBER, STREET"),
        (b"LON,LAT,NUMBER,STREET\n", "no usable row"),
        (b"LON,LAT,NUMBER,STREET\n1,x,2,Y\n", "no usable row"),
        (b"LON,LAT,NUMBER,STREET\n1,2,3,Caf\xe9 Street\n", "UTF-8"),
        (b'{"type": "FeatureCollection"}\n', "GeoJSON"),
        (b"{nonsense\n", "GeoJSON"),
        (b'LON,LAT,NUMBER,STREET\n1,2,3,"' + b"x" * 200_000 + b'"\n', "cannot be read"),
        (b"\x00\xff\xfe", "list of addresses"),
    ],
)
async def test_a_bad_list_leaves_the_old_file_alone(tmp_path: Path, content: bytes | None, says: str) -> None:
    """What is no list is told in one sentence that names it; the gazetteer that was there goes on answering."""
    target = tmp_path / "g"
    import_list(TOWN, target)
    before = target.read_bytes()
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(BadGazetteer, match=says) as told:
        import_list(bad, target)
    assert "bad.csv" in str(told.value)
    assert str(told.value).endswith(".")
    assert target.read_bytes() == before
    assert set(os.listdir(tmp_path)) <= {"g", "bad.csv"}
    assert len(Gazetteer.load(target)) > 380


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder in the way, or the list itself, is told with the option that chooses another place."""
    (tmp_path / "file").write_text("")
    for target in (tmp_path / "file" / "g", tmp_path, TOWN):
        with pytest.raises(BadGazetteer, match="--to"):
            import_list(TOWN, target)


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    """A database that is no gazetteer, and a damaged one, are told as that."""
    target = tmp_path / "g"
    import_list(TOWN, target)
    whole = target.read_bytes()
    target.write_bytes(whole[:60] + b"\0\0\0\x63" + whole[64:])
    with pytest.raises(BadGazetteer, match="import the list of addresses again"):
        Gazetteer.load(target)
    target.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(BadGazetteer, match="damaged"):
        Gazetteer.load(target)


HEADS = [
    "LON,LAT,NUMBER,STREET,UNIT,POSTCODE",
    "Longitude;Latitude;House Number;Street Name;Unit;ZIP Code",
    "x\ty\taddr:housenumber\taddr:street\tunit\taddr:postcode",
    "POINT_X,POINT_Y,ADD_NUMBER,ST_NAME,UNIT,ZIP",
    '"lng","lat","street_number","road","unit","postal_code"',
    "\ufefflon,lat,number,street,unit,postcode",
]


@pytest.mark.parametrize("head", HEADS)
def test_the_headers_that_towns_use(tmp_path: Path, head: str) -> None:
    """Whatever the columns are called and parted by, the row is the same."""
    delimiter = next(mark for mark in ";\t," if mark in head)
    row = delimiter.join(["-119.06", "40.87", "12", '"Juniper Lane"', "", "00100"])
    (read,) = read_list(lists(tmp_path, f"{head}\r\n{row}\r\n\r\n"))
    wanted = {"LON": "-119.06", "LAT": "40.87", "NUMBER": "12", "STREET": "Juniper Lane", "POSTCODE": "00100"}
    assert read == wanted


def test_no_header_means_two_columns() -> None:
    """A name of a header belongs to one column."""
    names = [name for called in HEADERS.values() for name in called]
    assert len(set(names)) == len(names)
    assert all(name.isalnum() and name.islower() for name in names)


async def test_geojson_by_lines(tmp_path: Path) -> None:
    """The form of OpenAddresses since 2022 is read too; a feature without a point is a row without a point."""
    point = {"type": "Point", "coordinates": [-119.06, 40.87]}
    names = {"hash": "x", "number": "12", "street": "Juniper Lane", "city": "Lantern Hill", "postcode": "00100"}
    features = [{"type": "Feature", "properties": names, "geometry": where} for where in (point, None)]
    source = lists(tmp_path, "\n".join(json.dumps(feature) for feature in features) + "\n", "list.geojson")
    taken = import_list(source, tmp_path / "g")
    assert (taken.houses, taken.skipped) == (1, {Skipped.NO_POINT: 1})
    found = await Gazetteer.load(tmp_path / "g").find("12 juniper ln")
    assert found is not None
    assert found.words == "12 Juniper Lane, Lantern Hill 00100"


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    """Progress never goes back, and ends at the size of the file."""
    source = lists(tmp_path, ROWS.splitlines()[0] + "\n" + ROWS.splitlines()[1] * 1 + "\n" * 3000)
    heard: list[int] = []
    assert len(list(read_list(source, heard.append))) == 1
    assert heard == sorted(heard)
    assert len(heard) > 3
    assert heard[-1] == source.stat().st_size


async def test_a_whole_city_is_imported_in_seconds(tmp_path: Path) -> None:
    """20,000 rows (those of a real city where they are at hand, else invented ones) are imported in a few seconds of
    this process, and each house is found again at its place."""
    if REAL.exists():
        source = REAL
    else:
        invented = [
            f"{-119 + street * 0.002:.6f},{40 + number * 0.0002:.6f},{number},Street {street}"
            for street in range(100)
            for number in range(1, 201)
        ]
        source = lists(tmp_path, "\n".join(["LON,LAT,NUMBER,STREET", *invented]))
    began = time.process_time()
    taken = import_list(source, tmp_path / "g")
    assert time.process_time() - began < 5
    assert taken.houses + sum(taken.skipped.values()) == 20_000
    assert taken.houses > 17_000
    gazetteer = Gazetteer.load(tmp_path / "g")
    rows = list(read_list(source))[::37]
    wrong = 0
    for row in rows:
        if row["STREET"] == "Unknown" or ".0" in row["NUMBER"]:
            continue
        found = await gazetteer.find(f"{row['NUMBER']} {row['STREET']}, {row.get('POSTCODE', '')}")
        there = Point(lat=float(row["LAT"]), lon=float(row["LON"]))
        wrong += found is None or distance_m(found.point, there) > 150
    assert wrong <= len(rows) // 100


async def test_towns(tmp_path: Path) -> None:
    """A town is the middle of its houses over all its postcodes; two far apart of one name are none."""
    head = "LON,LAT,NUMBER,STREET,POSTCODE,CITY\n"
    near = "-100.00,40.00,1,A Street,00100,Maple\n-100.02,40.02,2,A Street,00100,Maple\n-100.03,40.04,3,A Street,00200,Maple\n"
    gazetteer = Gazetteer(read_list(lists(tmp_path, head + near)))
    middle = Point(lat=(40 + 40.02 + 40.04) / 3, lon=-(100 + 100.02 + 100.03) / 3)
    for words in ("Maple", "maple, NE", "Maple, NE 00100, USA"):
        town = await gazetteer.town(words)
        assert town is not None
        assert distance_m(town, middle) < 0.01
    assert await gazetteer.town("Oak") is None
    assert await gazetteer.town("") is None
    far = "-80.00,40.00,1,A Street,00300,Maple\n"
    assert await Gazetteer(read_list(lists(tmp_path, head + near + far))).town("Maple") is None


CORNER = [
    ("1", "Oak Street", 0, 0),
    ("3", "Oak Street", 0, 60),
    ("200", "Elm Avenue", 50, 10),
    ("9", "Far Road", 0, 250),
]


def around(*houses: tuple[str, str, float, float]) -> Gazetteer:
    """Houses so many metres north and east of a spot."""
    return Gazetteer(
        {"NUMBER": number, "STREET": street, "LAT": str(40 + north / 111_035), "LON": str(-100 + east / 85_395)}
        for number, street, north, east in houses
    )


async def test_a_cell_is_named_by_its_two_nearest_streets() -> None:
    """The nearest street, and the next one if it is within 170 m; one alone where there is no other."""
    spot = Point(lat=40, lon=-100)
    assert await around(*CORNER).street_near(spot) == "Oak Street & Elm Avenue"
    assert await around(*CORNER[:2]).street_near(spot) == "Oak Street"
    assert await around(CORNER[0], CORNER[3]).street_near(spot) == "Oak Street"
    assert await around(CORNER[3]).street_near(spot) == "Far Road"
    assert await around(("1", "Oak Street", 0, 301)).street_near(spot) == ""
    # What it says can be said back to it.
    found = await around(*CORNER).find("Oak Street & Elm Avenue")
    assert found is not None
    assert distance_m(found.point, spot) < 60


@pytest.mark.parametrize(
    ("number", "street", "shown"),
    [
        ("123", "123 Main Street", "Main Street"),
        ("100", "100 South", "100 South"),
        ("4", "4th Street", "4th Street"),
        ("12", "12 Mile Road", "Mile Road"),
        ("5", "12 Mile Road", "12 Mile Road"),
    ],
)
async def test_a_number_in_the_street_stays_out(number: str, street: str, shown: str) -> None:
    """Lists that write the house number into the street, too, do not make it known; numbers of streets stay."""
    assert await around((number, street, 0, 0)).street_near(Point(lat=40, lon=-100)) == shown


HOUSES = st.tuples(
    st.integers(1000, 99999).map(str) | st.integers(1000, 9999).map(lambda number: f"{number}B"),
    st.sampled_from(["Oak Street", "Elm Avenue", "04th Street", "{} Hazel Road", "JUNIPER LN"]),
    st.floats(-150, 150),
    st.floats(-150, 150),
)


@given(st.lists(HOUSES, min_size=1, max_size=12))
async def test_no_house_number_leaks(houses: list[tuple[str, str, float, float]]) -> None:
    """Whatever houses stand around, also those whose street repeats the number, no digit of a house number is in the
    words for the place."""
    said = await around(
        *((number, street.format(number), north, east) for number, street, north, east in houses)
    ).street_near(Point(lat=40, lon=-100))
    assert said
    assert {word for word in said.split() if word[0].isdigit()} <= {"4th"}
