"""Regions: the borders of cities, with holes and in several parts."""

import json
import random
import time
from math import cos, pi, radians, sin

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.area import area_km2, contains, middle, reach_m, touches, within
from bot.geo.distance import distance_m
from bot.geo.model import Circle, Point, Polygon, Region
from bot.geo.problems import AreaProblem, UnreadableArea
from bot.geo.regions import MAX_REGION_CHARACTERS, MAX_REGION_CORNERS, outlines, read_region

WGS84 = Geodesic.WGS84


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


TOWN = {
    "type": "MultiPolygon",
    "coordinates": [
        [box(-95.5, 29.6, -95.3, 29.8), box(-95.42, 29.68, -95.38, 29.72)],
        [box(-95.2, 29.6, -95.1, 29.7)],
    ],
}
"""A town with another town inside of it, and an exclave."""


def town() -> Region:
    return read_region(json.dumps(TOWN))


def metres_east(lon: float, metres: float, lat: float = 29.7) -> Point:
    there = WGS84.Direct(lat, lon, 90, metres)
    return Point(lat=lat, lon=there["lon2"])


def test_a_point_in_a_region() -> None:
    """In a part or on its border is in; in a hole, between the parts and far away is out."""
    for lat, lon in ((29.65, -95.45), (29.6, -95.4), (29.68, -95.42), (29.65, -95.15), (29.7, -95.38)):
        assert contains(town(), Point(lat=lat, lon=lon))
    for lat, lon in ((29.7, -95.4), (29.65, -95.25), (29.59, -95.4), (-29.65, 84.55)):
        assert not contains(town(), Point(lat=lat, lon=lon))


@pytest.mark.parametrize(("lon", "toward"), [(-95.5, 1), (-95.42, -1), (-95.38, 1), (-95.3, -1)])
@pytest.mark.parametrize("radius_m", [150.0, 642.0, 1000.0])
def test_a_circle_within_a_region(lon: float, toward: int, radius_m: float) -> None:
    """A circle two centimetres from the border is within, one that reaches two centimetres over it is not: from both sides
    of the border and from outside of a hole."""
    for more_m, expected in ((0.02, True), (-0.02, False)):
        circle = Circle(center=metres_east(lon, toward * (radius_m + more_m)), radius_m=radius_m)
        assert within(circle, town()) is expected
    outside = Circle(center=metres_east(lon, -toward * (radius_m + 0.02)), radius_m=radius_m)
    assert not within(outside, town())
    assert not touches(outside, town())
    assert touches(Circle(center=outside.center, radius_m=radius_m + 0.04), town())


def test_a_circle_around_a_hole_is_not_within() -> None:
    """The middle in the town and every side in the town do not help when something in it is another town's."""
    around = {"type": "Polygon", "coordinates": [box(-95.5, 29.6, -95.3, 29.8), box(-95.401, 29.699, -95.4, 29.7)]}
    region = read_region(json.dumps(around))
    assert not within(Circle(center=Point(lat=29.6995, lon=-95.3995), radius_m=600.0), region)
    assert within(Circle(center=Point(lat=29.6995, lon=-95.39), radius_m=600.0), region)
    assert not within(Circle(center=Point(lat=29.7, lon=-95.4), radius_m=7_000.0), region)


def test_wide_circles() -> None:
    """Far wider circles than anybody may ask about get an answer, and a quick one."""
    for radius_m, expected in ((8_000.0, True), (17_500.0, False), (4e5, False), (1e7, False), (1e12, False)):
        country = read_region(json.dumps({"type": "Polygon", "coordinates": [box(-95.6, 29.55, -95.2, 29.85)]}))
        assert within(Circle(center=Point(lat=29.7, lon=-95.4), radius_m=radius_m), country) is expected
    state = read_region(json.dumps({"type": "Polygon", "coordinates": [box(-106.0, 26.0, -94.0, 36.0)]}))
    assert within(Circle(center=Point(lat=31.0, lon=-100.0), radius_m=400_000.0), state)
    assert not within(Circle(center=Point(lat=31.0, lon=-100.0), radius_m=600_000.0), state)
    assert touches(Circle(center=Point(lat=29.0, lon=-93.0), radius_m=150_000.0), state)
    assert not touches(Circle(center=Point(lat=29.0, lon=-93.0), radius_m=50_000.0), state)


def test_random_circles_agree_with_the_geodesic() -> None:
    """2,000 circles near a jagged border: within is the comparison of the radius with the shortest geodesic to it."""
    chance, center = random.Random(5), Point(lat=29.76, lon=-95.37)
    jagged = [
        (-95.37 + sin(n / 30 * pi) * size / cos(radians(29.76)), 29.76 + cos(n / 30 * pi) * size)
        for n in range(60)
        for size in (0.08 + 0.02 * (n % 2),)
    ]
    region = read_region(json.dumps({"type": "Polygon", "coordinates": [[*jagged, jagged[0]]]}))
    shape = shapely.Polygon(jagged)
    border = shapely.segmentize(shape.exterior, 0.00005)
    dots = shapely.get_coordinates(border)
    checked = 0
    for _ in range(2000):
        here = Point(lat=center.lat + chance.uniform(-0.11, 0.11), lon=center.lon + chance.uniform(-0.13, 0.13))
        circle = Circle(center=here, radius_m=chance.uniform(100.0, 1500.0))
        stretch = cos(radians(here.lat))
        away = ((dots[:, 0] - here.lon) * stretch) ** 2 + (dots[:, 1] - here.lat) ** 2
        nearest = dots[away.argsort()[:5]]
        least_m = min(distance_m(here, Point(lat=lat, lon=lon)) for lon, lat in nearest)
        inside = shape.contains(shapely.Point(here.lon, here.lat))
        if abs(least_m - circle.radius_m) > 0.5:
            checked += 1
            assert within(circle, region) is (inside and least_m >= circle.radius_m)
            assert touches(circle, region) is (inside or least_m <= circle.radius_m)
    assert checked > 1900


def test_a_polygon_within_a_region() -> None:
    """A beat that shares the border of its town is within it; one that pokes out by a metre, or has the hole in it, is not."""

    def beat(west: float, south: float, east: float, north: float) -> Polygon:
        return Polygon(corners=tuple(Point(lat=lat, lon=lon) for lon, lat in box(west, south, east, north)[:-1]))

    assert within(beat(-95.5, 29.6, -95.48, 29.61), town())
    assert within(beat(-95.5, 29.6033333333, -95.4877777777, 29.8), town())
    assert within(beat(-95.42, 29.72, -95.38, 29.73), town())
    assert not within(beat(-95.50001, 29.6, -95.48, 29.61), town())
    assert not within(beat(-95.43, 29.67, -95.37, 29.73), town())
    assert not within(beat(-95.31, 29.61, -95.19, 29.62), town())
    assert touches(beat(-95.31, 29.61, -95.19, 29.62), town())
    assert not touches(beat(-95.41, 29.69, -95.39, 29.71), town())


def test_the_size_of_a_region() -> None:
    """Square kilometres as the geodesic counts them, less the holes; the middle of the frame, and how far it reaches."""

    def km2(west: float, south: float, east: float, north: float) -> float:
        fine = [(south, west + (east - west) * n / 400) for n in range(401)]
        fine += [(north, east - (east - west) * n / 400) for n in range(401)]
        outline = WGS84.Polygon()
        for lat, lon in fine:
            outline.AddPoint(lat, lon)
        return abs(float(outline.Compute()[2])) / 1e6

    expected = km2(-95.5, 29.6, -95.3, 29.8) - km2(-95.42, 29.68, -95.38, 29.72) + km2(-95.2, 29.6, -95.1, 29.7)
    assert area_km2(town()) == pytest.approx(expected, rel=1e-6)
    assert (middle(town()).lat, middle(town()).lon) == pytest.approx((29.7, -95.3))
    farthest = distance_m(middle(town()), Point(lat=29.8, lon=-95.5))
    assert farthest <= reach_m(town()) <= farthest * 1.01


def test_a_region_across_the_180th_meridian() -> None:
    """Cut at the meridian, as GeoJSON wants it, or not: it is one region, and the same one."""
    cut = [[box(179.9, -17.0, 180.0, -16.8)], [box(-180.0, -17.0, -179.9, -16.8)]]
    whole = [[[179.9, -17.0], [-179.9, -17.0], [-179.9, -16.8], [179.9, -16.8], [179.9, -17.0]]]
    for region in (
        read_region(json.dumps({"type": "MultiPolygon", "coordinates": cut})),
        read_region(json.dumps({"type": "Polygon", "coordinates": whole})),
    ):
        for lon in (179.95, 180.0, -180.0, -179.95):
            assert contains(region, Point(lat=-16.9, lon=lon))
            assert within(Circle(center=Point(lat=-16.9, lon=lon), radius_m=1000.0), region)
        assert not contains(region, Point(lat=-16.9, lon=-179.8)) and not contains(region, Point(lat=-16.9, lon=0.0))
        assert area_km2(region) == pytest.approx(0.2 * 0.2 * 111.32 * cos(radians(16.9)) * 110.65, rel=2e-3)
        assert abs(middle(region).lon) == pytest.approx(180.0)


def test_every_wrapping_is_the_same_region() -> None:
    """Features, collections, their order, the turn of a ring and well-known text make no difference; nor does the height of
    a corner. Parts that share a border or overlap are joined."""
    rings = [[shape[0] if n else shape[0][::-1], *shape[1:]] for n, shape in enumerate(TOWN["coordinates"])]
    features = [
        {"type": "Feature", "properties": {"name": "x"}, "geometry": {"type": "Polygon", "coordinates": shape}}
        for shape in reversed(rings)
    ]
    tall = json.loads(json.dumps(TOWN).replace("29.6]", "29.6, 12.0]"))
    twice = {"type": "MultiPolygon", "coordinates": [*rings, [box(-95.19, 29.6, -95.1, 29.7)]]}
    same = (
        {"type": "FeatureCollection", "features": features},
        {"type": "GeometryCollection", "geometries": [TOWN]},
        {"type": "Feature", "geometry": TOWN},
        tall,
    )
    for found in same:
        assert read_region(json.dumps(found)) == town()
    assert area_km2(read_region(json.dumps(twice))) == pytest.approx(area_km2(town()))
    words = "MULTIPOLYGON (((-95.5 29.6, -95.3 29.6, -95.3 29.8, -95.5 29.8, -95.5 29.6), (-95.42 29.68, -95.38 29.68, "
    words += (
        "-95.38 29.72, -95.42 29.72, -95.42 29.68)), ((-95.2 29.6, -95.1 29.6, -95.1 29.7, -95.2 29.7, -95.2 29.6)))"
    )
    assert read_region(words) == town()


def test_the_outlines_of_a_region() -> None:
    """Each part with its holes comes back as points, for drawing."""
    exclave, core = sorted(outlines(town()), key=len)
    assert [len(line) for line in exclave] == [4] and [len(line) for line in core] == [4, 4]
    assert Point(lat=29.6, lon=-95.5) in core[0] and Point(lat=29.68, lon=-95.42) in core[1]


BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
REFUSED = [
    ("", AreaProblem.NOT_GEOJSON),
    ("{", AreaProblem.NOT_GEOJSON),
    ("[]", AreaProblem.NOT_GEOJSON),
    ("{}", AreaProblem.NOT_ONE),
    ("29.76,-95.37", AreaProblem.NOT_GEOJSON),
    ("POLYGON", AreaProblem.NOT_GEOJSON),
    ("POLYGON ((1 1, 2 2", AreaProblem.NOT_GEOJSON),
    ("POLYGON EMPTY", AreaProblem.NOT_ONE),
    ("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", AreaProblem.CROSSES),
    ("POLYGON ((0 0, 500 1, 1 0, 0 0))", AreaProblem.CORNER_NOWHERE),
    ("POLYGON ((0 0, nan 1, 1 0, 0 0))", AreaProblem.CORNER_NOWHERE),
    ("POINT (1 2)", AreaProblem.NOT_GEOJSON),
    ("x" * (MAX_REGION_CHARACTERS + 1), AreaProblem.TOO_LONG),
    (json.dumps({"type": "Polygon", "coordinates": [BOW_TIE]}), AreaProblem.CROSSES),
    (json.dumps({"type": "Polygon", "coordinates": [box(0, 0, 1, 1), box(0.5, 0.5, 2, 2)]}), AreaProblem.CROSSES),
    (json.dumps({"type": "Polygon", "coordinates": [box(0, 0, 1, 1)[:-1]]}), AreaProblem.NOT_CLOSED),
    (json.dumps({"type": "Polygon", "coordinates": []}), AreaProblem.NOT_ONE),
    (json.dumps({"type": "Polygon", "coordinates": [[[1, 1]] * 5]}), AreaProblem.CROSSES),
    (json.dumps({"type": "Polygon", "coordinates": [box(0, 0, 1e-7, 1e-7)]}), AreaProblem.CROSSES),
    (json.dumps({"type": "Polygon", "coordinates": [box(29, -95, 30, -96)]}), AreaProblem.CORNER_SWAPPED),
    (json.dumps({"type": "Polygon", "coordinates": [box(-170, -80, 170, 80)]}), AreaProblem.TOO_WIDE),
    (json.dumps({"type": "Polygon", "coordinates": [box(0, 0, 61, 1)]}), AreaProblem.TOO_WIDE),
    (json.dumps({"type": "Polygon", "coordinates": [box(0, 0, 1, 31)]}), AreaProblem.TOO_WIDE),
    (json.dumps({"type": "MultiPolygon", "coordinates": []}), AreaProblem.NOT_ONE),
    (json.dumps({"type": "LineString", "coordinates": box(0, 0, 1, 1)}), AreaProblem.NOT_ONE),
    (json.dumps({**TOWN, "crs": {"type": "name", "properties": {"name": "EPSG:2278"}}}), AreaProblem.OTHER_DATUM),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_region(text: str, problem: AreaProblem) -> None:
    """Nothing is mended: each has its reason."""
    with pytest.raises(UnreadableArea) as refused:
        read_region(text)
    assert refused.value.problem is problem


def test_the_corner_in_question() -> None:
    """Which of many corners is wrong is said, counted from one, in well-known text and in GeoJSON."""
    for text in (
        "POLYGON ((0 0, 1 1, 500 0, 0 0))",
        json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [500, 0], [0, 0]]]}),
    ):
        with pytest.raises(UnreadableArea) as refused:
            read_region(text)
        assert refused.value.number == 3


def great(corners: int, chance: random.Random) -> str:
    """A city as jagged as the largest ones, as GeoJSON."""
    ring = []
    for n in range(corners):
        size = 0.3 + chance.uniform(-0.001, 0.001)
        ring.append([-95.4 + size * sin(2 * pi * n / corners), 29.8 - size * cos(2 * pi * n / corners)])
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def test_a_city_of_20000_corners_is_quick() -> None:
    """It is read within a second; asked about a circle and a polygon at its border within some milliseconds."""
    region = read_region(great(MAX_REGION_CORNERS - 1, random.Random(2)))
    circle = Circle(center=Point(lat=29.8, lon=-95.1045), radius_m=400.0)
    block = [Point(lat=29.8 + a / 200, lon=-95.11 + b / 200) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
    took = []
    for _ in range(20):
        begun = time.process_time()
        assert not within(circle, region)
        within(Polygon(corners=tuple(block)), region)
        took.append(time.process_time() - begun)
    assert sorted(took)[10] < 0.05
    with pytest.raises(UnreadableArea) as refused:
        read_region(great(MAX_REGION_CORNERS + 5, random.Random(2)))
    assert refused.value.problem is AreaProblem.TOO_MANY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["Polygon", "Feature"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "features", "geometry", "geometries", "crs"]), inner)
    ),
    max_leaves=25,
)  # fmt: skip


@given(JSON)
def test_any_json_is_a_region_or_unreadable(found: object) -> None:
    """No JSON whatever leads to another error."""
    try:
        read_region(json.dumps(found))
    except UnreadableArea:
        pass


@given(
    st.lists(
        st.lists(st.lists(st.floats(-90, 90), min_size=2, max_size=3), min_size=3, max_size=7), min_size=1, max_size=3
    )
)
def test_any_rings_are_a_region_or_unreadable(rings: list[list[list[float]]]) -> None:  # fmt: skip
    """Any closed rings are a region with a size and a middle, or unreadable."""
    try:
        region = read_region(json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in rings]}))
    except UnreadableArea:
        return
    assert area_km2(region) > 0
    assert reach_m(region) > 0
    within(Circle(center=middle(region), radius_m=500.0), region)


@given(st.text(alphabet="MULTIPOLYGON(), .-0123456789 naNiEMPTYZ", max_size=60))
def test_any_words_are_a_region_or_unreadable(words: str) -> None:
    """No well-known text whatever leads to another error."""
    try:
        read_region("POLYGON" + words)
    except UnreadableArea:
        pass
