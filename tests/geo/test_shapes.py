"""Areas that people paste: read as they are meant, or refused with the reason; never mended, never guessed."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.area import area_km2, contains
from bot.geo.model import Circle, Point, Polygon
from bot.geo.places import read_place
from bot.geo.problems import AreaProblem, UnreadableArea
from bot.geo.shapes import MAX_AREA_CHARACTERS, MAX_AREA_CORNERS, read_area

BLOCK = (
    Point(lat=29.76, lon=-95.37),
    Point(lat=29.76, lon=-95.36),
    Point(lat=29.77, lon=-95.36),
    Point(lat=29.77, lon=-95.37),
)
RING = [[corner.lon, corner.lat] for corner in (*BLOCK, BLOCK[0])]

LISTS = [
    "29.76,-95.37; 29.76,-95.36; 29.77,-95.36; 29.77,-95.37",
    "29.76, -95.37\n29.76, -95.36\n29.77, -95.36\n29.77, -95.37\n",
    "29.76,-95.37;29.76,-95.36;29.77,-95.36;29.77,-95.37;29.76,-95.37;",
    "29.76,-95.37 29.76,-95.36 29.77,-95.36 29.77,-95.37",
    "(29.76, -95.37), (29.76, -95.36), (29.77, -95.36), (29.77, -95.37)",
    "29.76, -95.37, 29.76, -95.36, 29.77, -95.36, 29.77, -95.37",
    "29.76 N 95.37 W; 29.76 N 95.36 W; 29.77 N 95.36 W; 29.77 N 95.37 W",
    "29,76 -95,37; 29,76 -95,36; 29,77 -95,36; 29,77 -95,37",
    "lat 29.76, lon -95.37\r\nlat 29.76, lon -95.36\r\nlat 29.77, lon -95.36\r\nlat 29.77, lon -95.37",
    "29°45'36\"N 95°22'12\"W; 29°45'36\"N 95°21'36\"W; 29°46'12\"N 95°21'36\"W; 29°46'12\"N 95°22'12\"W",
    "29.76,−95.37; 29.76,−95.36; 29.77,−95.36; 29.77,−95.37",
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_of_corners(text: str) -> None:
    """One a line, with semicolons, on one line, in each way to write coordinates; the first may come again at the end."""
    found = read_area(text)
    assert isinstance(found, Polygon)
    assert [(c.lat, c.lon) for c in found.corners] == [pytest.approx((c.lat, c.lon)) for c in BLOCK]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


POINT = {"type": "Point", "coordinates": [-95.37, 29.76]}


@pytest.mark.parametrize(
    "found",
    [
        polygon(RING),
        feature(polygon(RING), name="protest <b>@everyone"),
        {"type": "FeatureCollection", "features": [feature(polygon(RING))]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "GeometryCollection", "geometries": [polygon(RING)]},
        polygon([[*position, 12.0] for position in RING]),
        {**polygon(RING), "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
        {**polygon(RING), "crs": None, "bbox": [0, 0, 1, 1]},
    ],
)
def test_a_polygon(found: object) -> None:
    """A lone polygon is read from every wrapping that map programs write, indented or not, and nothing else of it."""
    for text in (json.dumps(found), json.dumps(found, indent=1), f"\ufeff  {json.dumps(found)}\n"):
        assert read_area(text) == Polygon(corners=BLOCK)


@pytest.mark.parametrize(
    "found",
    [
        feature(POINT, radius=400),
        feature(POINT, radius=400.0, radius_units="m"),
        {"type": "FeatureCollection", "features": [feature(POINT, radius=400, unit="Meters")]},
        {**POINT, "properties": {"radius": 400}},
    ],
)
def test_a_circle(found: object) -> None:
    """A point with a radius in metres is a circle."""
    assert read_area(json.dumps(found)) == Circle(center=Point(lat=29.76, lon=-95.37), radius_m=400.0)


NONE = [
    "", " ", "29.76,-95.37", "29,76; -95,37", "901 Bagby St, Houston", "Main St; Elm St", "901 Bagby St\nHouston\nTX",
    "geo:29.76,-95.37", "https://maps.google.com/?q=29.76,-95.37", "76X6+2C Houston", "100 S, 200 E", "()", "[]", ";;;",
    "901 Bagby St; 29.76,-95.37", "N 29.76; W 95.37", "[29.76, -95.37]", "x" * 50_000, ";" * 50_000, "\x00", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_what_is_no_area(text: str) -> None:
    """Words, links and a lone pair of coordinates are left to the reader of places."""
    assert read_area(text) is None


def ring_of(corners: int) -> list[list[float]]:
    return [*([-95.37 + n / 1e4, 29.76 + (n % 2) / 1e3 + (n / 1e5) ** 2] for n in range(corners)), RING[0]]


P = AreaProblem
REFUSED = [
    ("{", P.NOT_GEOJSON),
    ("{" * 5000, P.NOT_GEOJSON),
    ('{"type":' + "[" * 5000, P.NOT_GEOJSON),
    ("{" + " " * MAX_AREA_CHARACTERS + "}", P.TOO_LONG),
    (json.dumps(RING), P.NOT_GEOJSON),
    ("{}", P.NOT_ONE),
    (json.dumps({"type": "FeatureCollection", "features": []}), P.NOT_ONE),
    (json.dumps({"type": "FeatureCollection", "features": [feature(polygon(RING))] * 2}), P.NOT_ONE),
    (json.dumps({"type": "MultiPolygon", "coordinates": [[RING], [RING]]}), P.NOT_ONE),
    (json.dumps({"type": "LineString", "coordinates": RING}), P.NOT_ONE),
    (json.dumps(polygon()), P.NOT_ONE),
    (json.dumps(feature(feature(feature(feature(feature(polygon(RING))))))), P.NOT_ONE),
    (json.dumps(polygon(RING, RING)), P.HOLES),
    (json.dumps(polygon("x")), P.NOT_CLOSED),
    (json.dumps(polygon(RING[:-1])), P.NOT_CLOSED),
    (json.dumps(polygon(RING[:2] + RING[:1])), P.NOT_CLOSED),
    (json.dumps(polygon([RING[0], RING[0], RING[1], RING[0]])), P.TOO_FEW),
    (json.dumps(polygon([RING[0], RING[2], RING[1], RING[3], RING[0]])), P.CROSSES),
    (json.dumps(polygon([RING[0], RING[1], RING[0], RING[1], RING[0]])), P.CROSSES),
    (json.dumps(polygon([[0, 0], [0.01, 0], [0.02, 0], [0, 0]])), P.CROSSES),
    (json.dumps(polygon([[lat, lon] for lon, lat in RING])), P.CORNER_SWAPPED),
    (json.dumps(polygon([[0, 0], [200, 91], [1, 1], [0, 0]])), P.CORNER_NOWHERE),
    (json.dumps(polygon([[0, 0], [0, 10**400], [1, 1], [0, 0]])), P.CORNER_NOWHERE),
    ('{"type":"Polygon","coordinates":[[[0,0],[0,NaN],[1,1],[0,0]]]}', P.CORNER_NOWHERE),
    (json.dumps(polygon([[0, 0], [0, True], [1, 1], [0, 0]])), P.CORNER_UNREADABLE),
    (json.dumps(polygon([[0, 0], [0], [1, 1], [0, 0]])), P.CORNER_UNREADABLE),
    (json.dumps(polygon([[0, 0], ["0", "1"], [1, 1], [0, 0]])), P.CORNER_UNREADABLE),
    (json.dumps(polygon([[0, 0], [1, 0], [1, 1], [0, 0]])), P.TOO_WIDE),
    (json.dumps(polygon([[-170, 0], [170, 0], [170, 10], [-170, 0]])), P.TOO_WIDE),
    (json.dumps(polygon(ring_of(MAX_AREA_CORNERS + 1))).replace(" ", ""), P.TOO_MANY),
    (json.dumps({**polygon(RING), "crs": {"type": "name", "properties": {"name": "EPSG:2278"}}}), P.OTHER_DATUM),
    (json.dumps({**polygon(RING), "crs": "x"}), P.OTHER_DATUM),
    (json.dumps(POINT), P.NO_RADIUS),
    (json.dumps(feature(POINT)), P.NO_RADIUS),
    (json.dumps({"type": "Feature", "geometry": POINT, "properties": None}), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius="400")), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=True)), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=0)), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=-5)), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=float("nan"))), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=0.4, units="km")), P.NO_RADIUS),
    (json.dumps(feature(POINT, radius=10**400)), P.TOO_WIDE),
    (json.dumps(feature(POINT, radius=20_000)), P.TOO_WIDE),
    (json.dumps(feature({"type": "Point", "coordinates": [29.76, -95.37]}, radius=400)), P.CORNER_SWAPPED),
    (json.dumps(feature({"type": "Point", "coordinates": "x"}, radius=400)), P.CORNER_UNREADABLE),
    ("29.76,-95.37; 29.76,-95.36", P.TOO_FEW),
    ("29.76,-95.37; 29.76,-95.36; 29.76,-95.37", P.TOO_FEW),
    ("29.76,-95.37; 29.77,-95.36; 29.76,-95.36; 29.77,-95.37", P.CROSSES),
    ("29.76,-95.37; 29.76,-95.36; Elm St; 29.77,-95.37", P.CORNER_UNREADABLE),
    ("29.76,-95.37; 29.76,-95.36; 29.77", P.CORNER_UNREADABLE),
    ("-95.37,29.76; 29.76,-95.36; 29.77,-95.36", P.CORNER_SWAPPED),
    ("29.76,-95.37; 29.76,-395.36; 29.77,-95.36", P.CORNER_NOWHERE),
    ("29.76,-95.37; 29.76,-96.36; 28.77,-95.36", P.TOO_WIDE),
    ("; ".join(f"{lat},{lon}" for lon, lat in ring_of(MAX_AREA_CORNERS + 1)), P.TOO_MANY),
    ("; ".join(["29.76,-95.37"] * 700), P.TOO_LONG),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_used(text: str, problem: AreaProblem) -> None:
    """What is meant as an area and is none has its reason, so that it can be put right."""
    with pytest.raises(UnreadableArea) as refused:
        read_area(text)
    assert refused.value.problem is problem


def test_the_corner_in_question() -> None:
    """Which of many corners is wrong is said, counted from one."""
    for text in ("29.76,-95.37; 29.76,-95.36; Elm St", json.dumps(polygon([*RING[:2], ["x"], RING[0]]))):
        with pytest.raises(UnreadableArea) as refused:
            read_area(text)
        assert refused.value.number == 3
    with pytest.raises(UnreadableArea) as refused:
        read_area(json.dumps(feature({"type": "Point", "coordinates": [0, 100]}, radius=400)))
    assert refused.value.number == 1


def test_three_to_a_hundred_corners() -> None:
    """The fewest and the most corners that there may be."""
    three = read_area("29.76,-95.37; 29.76,-95.36; 29.77,-95.36")
    assert isinstance(three, Polygon) and len(three.corners) == 3
    chance = random.Random(1)
    around = "; ".join(f"{29.76 + 0.004 * y:.6f},{-95.37 + 0.004 * x:.6f}" for x, y in round_about(100, chance))
    hundred = read_area(around)
    assert isinstance(hundred, Polygon) and len(hundred.corners) == MAX_AREA_CORNERS


def round_about(corners: int, chance: random.Random) -> list[tuple[float, float]]:
    """A star-shaped outline that does not cross itself."""
    from math import cos, pi, sin

    sizes = [chance.uniform(0.7, 1.0) for _ in range(corners)]
    return [(size * cos(2 * pi * n / corners), size * sin(2 * pi * n / corners)) for n, size in enumerate(sizes)]


def test_across_the_180th_meridian() -> None:
    """Corners on both sides of the date line draw the small area between them, not the rest of the world."""
    found = read_area("-16.80,179.99; -16.80,-179.99; -16.78,-179.99; -16.78,179.99")
    assert found is not None and area_km2(found) < 5
    assert contains(found, Point(lat=-16.79, lon=180.0)) and not contains(found, Point(lat=-16.79, lon=0.0))


PIECES = [
    "29.76", "-95.37", ",", ";", " ", "\n", "29.76,-95.37", "-95.36", "{", "}", "[", "]", '"type":', '"Polygon"', "NaN",
    "N", "W", "°", "'", "1e999", '"coordinates":', "\u0661", "\ud800", "\x00", "lat", "(", ")", "9" * 25, "/", ":", "null",
]  # fmt: skip


def test_3000_texts_of_pieces() -> None:
    """Whatever is put together: an area, none, or unreadable; never another error."""
    chance = random.Random(9)
    seen = {"area": 0, "none": 0, "unreadable": 0}
    for _ in range(3000):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 14)))
        try:
            seen["none" if read_area(text) is None else "area"] += 1
        except UnreadableArea:
            seen["unreadable"] += 1
    assert seen["none"] > 500 and seen["unreadable"] > 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["Polygon", "Point"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "features", "geometry", "geometries", "properties", "radius", "crs"]),
            inner,
        )
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["type", "coordinates", "features", "geometry", "properties", "crs"]), JSON))
def test_any_json_is_an_area_or_unreadable(found: object) -> None:
    """No JSON whatever leads to another error."""
    try:
        assert read_area(json.dumps(found)) is not None
    except UnreadableArea:
        pass


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    """No text whatever leads to another error, and a text that is no area is still the reader's of places."""
    try:
        read_area(text)
    except UnreadableArea:
        pass


def test_one_pair_is_a_place() -> None:
    """What is left alone here is understood there."""
    assert read_area("29,76; -95,37") is None
    assert read_place("29,76; -95,37") == Point(lat=29.76, lon=-95.37)
