"""A gazetteer understands the ways in which people write an address, and does not guess."""

import csv
from math import cos, radians, sin
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.demo
from bot.adapters.geocoding.answers import BadGazetteer
from bot.adapters.geocoding.gazetteer import Gazetteer
from bot.adapters.geocoding.make import Ask, make_geocoder
from bot.adapters.geocoding.shelf import Skipped
from bot.geo.distance import distance_m
from bot.geo.model import Point

TOWN = Path(bot.demo.__path__[0]) / "town.csv"
HOME = Point(lat=37.7690928, lon=-122.3912672)


def row(number: str, street: str, lat: float, lon: float, postcode: str = "", city: str = "") -> dict[str, str]:
    return {
        "LON": str(lon),
        "LAT": str(lat),
        "NUMBER": number,
        "STREET": street,
        "UNIT": "",
        "POSTCODE": postcode,
        "CITY": city,
    }


@pytest.fixture(scope="module")
def plain() -> Gazetteer:
    """A few rows as OpenAddresses has them, without towns."""
    return Gazetteer(
        [
            row("1550", "04th Street", HOME.lat, HOME.lon, "94158"),
            row("1550", "04th Street", HOME.lat, HOME.lon, "94158"),
            row("1554", "04th Street", HOME.lat + 0.0004, HOME.lon, "94158"),
            row("1556", "04th Street", HOME.lat + 0.0008, HOME.lon, "94158"),
            row("12", "04th Avenue", 37.78, -122.46, "94118"),
            row("25", "Saint Charles Avenue", 37.72, -122.47, "94132"),
            row("879.0A", "O'FARRELL ST", 37.785, -122.41, "94109"),
            row("143", "The Embarcadero", 37.79, -122.39, "94111"),
            row("9", "East Crystal Cove Terrace", 37.8, -122.37, "94130"),
            row("7", "Oak Street", 37.77, -122.43, "94102"),
            row("7", "Oak Street", 37.71, -122.40, "94134"),
            row("1", "North Point Street", 37.7701, -122.3912672, "94133"),
            row("", "Nowhere Street", 37.7, -122.4),
            row("5", "Unknown", 37.7, -122.4),
            row("5", "Broken Street", 91.0, -122.4),
        ]
    )


@pytest.fixture(scope="module")
def town() -> Gazetteer:
    return Gazetteer.load(TOWN)


@pytest.mark.parametrize(
    "words",
    [
        "1550 4th Street",
        "1550 04th street",
        "  1550   4TH ST. ",
        "1550 fourth st",
        "1550 4th",
        "1550 4th St #5",
        "1550 4th St, Apt 12-B",
        "1550 4th St Unit 3, San Francisco, CA 94158",
        "1550 4th st san francisco california 94158-1234",
        "1550 4th Street, 94158",
        "1550 4th Street Second Floor",
        "1550 4th Street #504 West, 94158",
        "１５５０ 4th Street",
    ],
)
async def test_one_address_has_many_spellings(plain: Gazetteer, words: str) -> None:
    """Case, punctuation, abbreviations, ordinals, flats and what follows the street do not hide an address."""
    found = await plain.find(words)
    assert found is not None
    assert (found.point, found.words) == (HOME, "1550 4th Street, 94158")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("25 St. Charles Ave", "25 Saint Charles Avenue, 94132"),
        ("879A OFarrell Street", "879A O'farrell St, 94109"),
        ("143 the embarcadero", "143 The Embarcadero, 94111"),
        ("143 Embarcadero", "143 The Embarcadero, 94111"),
        ("9 E Crystal Cove Ter", "9 East Crystal Cove Terrace, 94130"),
        ("7 Oak Street, 94134", "7 Oak Street, 94134"),
        ("1500 block of 4th St", "1500 block of 4th Street"),
        ("4th Street & North Point", "4th Street & North Point Street"),
        ("corner of N Point St and 4th", "North Point Street & 4th Street"),
        ("4th street", "4th Street"),
    ],
)
async def test_saints_corners_blocks_and_streets(plain: Gazetteer, words: str, shown: str) -> None:
    """Saints, directions, articles, hundred blocks, corners and short streets are understood, and shown tidy."""
    found = await plain.find(words)
    assert found is not None
    assert found.words == shown


@pytest.mark.parametrize(
    "words",
    [
        "",
        " , ",
        "1550",
        "1551 4th Street",
        "1550 4th Avenue",
        "1550 4th Street North",
        "1550 4th Street, 94110",
        "7 Oak Street",
        "4th",
        "Oak Street & 4th Street",
        "9900 block of 4th Street",
        "5 Unknown",
        "&",
        "corner of",
        "hello",
    ],
)
async def test_nothing_is_guessed(plain: Gazetteer, words: str) -> None:
    """A missing number, another type, another postcode, or two places of one name: no answer instead of a wrong one."""
    assert await plain.find(words) is None


async def test_towns_are_told_apart() -> None:
    """Where towns are known, an address in another town is not found here."""
    gazetteer = Gazetteer(
        [
            row("5", "Main Street", 40.0, -100.0, "10001", "Springfield"),
            row("5", "Main Street", 41.0, -100.0, "10002", "St. Paul"),
        ]
    )
    for words, shown in (
        ("5 Main St, Springfield, NE", "5 Main Street, Springfield 10001"),
        ("5 main street saint paul new york usa", "5 Main Street, St. Paul 10002"),
        ("5 Main St 10002", "5 Main Street, St. Paul 10002"),
    ):
        found = await gazetteer.find(words)
        assert found is not None
        assert found.words == shown
    assert await gazetteer.find("5 Main St, Shelbyville") is None
    assert await gazetteer.find("5 Main St") is None


async def test_corners_of_two_towns() -> None:
    """Where a corner is there in two towns, the town that is named decides."""
    streets = ("Oak Street", "Elm Street")
    gazetteer = Gazetteer(
        row("1", street, lat + at * 0.0002, -100.0, postcode, city)
        for lat, postcode, city in ((40.0, "10001", "Springfield"), (41.0, "10002", "Shelbyville"))
        for at, street in enumerate(streets)
    )
    for words, lat in (
        ("Oak St & Elm St, Springfield", 40.0001),
        ("Oak & Elm, Shelbyville, NE", 41.0001),
        ("Elm & Oak, 10002", 41.0001),
    ):
        found = await gazetteer.find(words)
        assert found is not None
        assert found.point.lat == pytest.approx(lat)
    assert await gazetteer.find("Oak & Elm, Capital City") is None


@settings(deadline=None)
@given(
    st.floats(-0.01, 0.01),
    st.floats(-0.01, 0.01),
    st.sampled_from([0.0, 45.0, 68.0]),
    st.floats(0, 6.28),
    st.floats(1, 200),
)
async def test_a_corner_is_found_wherever_it_lies(
    up: float, right: float, lat: float, angle: float, apart_m: float
) -> None:
    """Two houses of two streets make a corner when they are at most 120 m apart, in whatever squares they are."""
    north, east = apart_m * sin(angle) / 111_200, apart_m * cos(angle) / (111_200 * cos(radians(lat)))
    here = Point(lat=lat + up, lon=-100 + right)
    there = Point(lat=here.lat + north, lon=here.lon + east)
    far = [row(str(n), "Oak Street", here.lat + n * 0.003, here.lon) for n in range(1, 9)]
    gazetteer = Gazetteer(
        [*far, row("99", "Oak Street", here.lat, here.lon), row("5", "Elm Street", there.lat, there.lon)]
    )
    away_m = distance_m(here, there)
    if abs(away_m - 120) > 0.5:
        assert (await gazetteer.find("Oak & Elm") is not None) == (away_m < 120)


async def test_rows_that_are_no_place_are_counted(plain: Gazetteer) -> None:
    """Rows without a number, a street or a possible point are passed over; a second flat is no second row."""
    assert plain.skipped == {Skipped.NO_NUMBER: 1, Skipped.NO_STREET: 1, Skipped.NO_POINT: 1, Skipped.AGAIN: 1}
    assert len(plain) == 11


async def test_every_address_of_the_town_is_found(town: Gazetteer) -> None:
    """Each row of the town that the demo plays in is found by its own words, at its own point, and back again."""
    with TOWN.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert 380 <= len(rows) == len(town) <= 480
    for line in rows:
        words = f"{line['NUMBER']} {line['STREET']}, {line['CITY']}"
        found = await town.find(words)
        assert found is not None
        assert (found.words, found.point) == (words, Point(lat=float(line["LAT"]), lon=float(line["LON"])))
        assert await town.address_at(found.point) == words


async def test_the_nearest_house_within_60_m(town: Gazetteer) -> None:
    """The address at a point is that of the nearest house, and there is none beyond 60 m; streets reach 300 m."""
    house = await town.find("1 Hazel Court")
    assert house is not None
    for step in range(1, 40):
        point = Point(lat=house.point.lat, lon=house.point.lon + step * 0.0001)
        away_m = distance_m(point, house.point)
        assert (await town.address_at(point) != "") == (await nearest_m(town, point) <= 60.0)
        assert await town.street_near(point) != "" or away_m > 300
    assert await town.address_at(Point(lat=0, lon=0)) == ""
    assert await town.street_near(Point(lat=-84.9, lon=180)) == ""


async def nearest_m(town: Gazetteer, point: Point) -> float:
    with TOWN.open(newline="") as lines:
        return min(
            distance_m(point, Point(lat=float(line["LAT"]), lon=float(line["LON"]))) for line in csv.DictReader(lines)
        )


@settings(deadline=None)
@given(st.floats(-0.004, 0.004), st.floats(-0.006, 0.006), st.sampled_from([0.0, 60.0, -45.0]))
async def test_the_grid_misses_nothing(up: float, right: float, shift: float) -> None:
    """Anywhere, also over the 180th meridian, the grid gives the same nearest house as looking at all of them."""
    rows = [
        row(str(n), "Edge Road", shift + n * 0.0003, 179.999 + n * 0.00037 - (360 if n > 2 else 0)) for n in range(8)
    ]
    gazetteer = Gazetteer(rows)
    lon = 180 + right
    point = Point(lat=shift + up, lon=lon - 360 if lon > 180 else lon)
    ranked = sorted(
        (distance_m(point, Point(lat=float(each["LAT"]), lon=float(each["LON"]))), each["NUMBER"]) for each in rows
    )
    expected = f"{ranked[0][1]} Edge Road" if ranked[0][0] <= 60 else ""
    if abs(ranked[0][0] - 60) > 0.01 and ranked[1][0] - ranked[0][0] > 0.01:
        assert await gazetteer.address_at(point) == expected


@pytest.mark.parametrize(
    ("partial", "first"),
    [
        ("1550 4", "1550 4th Street, 94158"),
        ("1550 04th st", "1550 4th Street, 94158"),
        ("15", "1550 4th Street, 94158"),
        ("4th str", "1550 4th Street, 94158"),
        ("east cry", "9 East Crystal Cove Terrace, 94130"),
        ("e crystal cove te", "9 East Crystal Cove Terrace, 94130"),
        ("879a o'f", "879A O'farrell St, 94109"),
        ("the emb", "143 The Embarcadero, 94111"),
    ],
)
async def test_half_typed_addresses_are_completed(plain: Gazetteer, partial: str, first: str) -> None:
    """What is typed so far, with the number or with the street first, brings up the address."""
    assert (await plain.suggest(partial))[0] == first


async def test_suggestions_can_be_found(town: Gazetteer) -> None:
    """At most `limit` suggestions, none twice, and each is an address that `find` knows."""
    for partial in ("1", "10", "juniper", "102 q", "sch"):
        suggested = await town.suggest(partial, 7)
        assert 0 < len(suggested) == len(set(suggested)) <= 7
        for words in suggested:
            assert await town.find(words) is not None
    assert await town.suggest("") == []
    assert await town.suggest("zzz") == []


@settings(deadline=None)
@given(st.text(max_size=80))
async def test_any_words_are_answered(town: Gazetteer, words: str) -> None:
    """Whatever somebody types, there is an answer and no error."""
    await town.find(words)
    await town.find("12 " + words)
    assert len(await town.suggest(words, 3)) <= 3


def test_a_file_that_is_no_list_says_so(tmp_path: Path) -> None:
    """A missing file, a file of something else and an empty one are refused with a sentence that names the file."""
    other = tmp_path / "other.csv"
    with pytest.raises(BadGazetteer, match="no list of addresses at"):
        Gazetteer.load(other)
    head = b"LON,LAT,NUMBER,STREET\n"
    for content in (b"", b"a,b\n1,2\n", b"\xff\xfe\x00", head, head + b"1,x,2,Y\n1\n"):
        other.write_bytes(content)
        with pytest.raises(BadGazetteer, match=str(other)):
            Gazetteer.load(other)


async def test_the_settings_choose() -> None:
    """With a file there is a gazetteer; without one nothing is found and nothing breaks."""
    named = make_geocoder(Ask(), gazetteer=TOWN, attribution="Lantern Hill town hall")
    assert isinstance(named, Gazetteer)
    assert named.attribution == "Lantern Hill town hall"
    none = make_geocoder(Ask())
    assert await none.find("12 Juniper Lane") is None
    assert await none.town("Lantern Hill") is None
    assert (await none.street_near(HOME), await none.address_at(HOME), await none.suggest("12")) == ("", "", [])
    assert none.attribution == ""
