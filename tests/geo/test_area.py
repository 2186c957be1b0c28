"""Areas: their size, what lies in them, and reading them."""

import random
from math import pi

import pytest
from geographiclib.geodesic import Geodesic

from bot.geo.area import (
    area_km2,
    circle_radius_for,
    contains,
    middle,
    overlap,
    reach_m,
    touches,
    within,
)
from bot.geo.distance import distance_m
from bot.geo.model import Circle, Point, Polygon

WGS84 = Geodesic.WGS84


def away(center: Point, azimuth: float, distance: float) -> Point:
    there = WGS84.Direct(center.lat, center.lon, azimuth, distance)
    return Point(lat=there["lat2"], lon=there["lon2"])


def ring(center: Point, radius_m: float, corners: int) -> Polygon:
    return Polygon(corners=tuple(away(center, 360 * n / corners, radius_m) for n in range(corners)))


CENTERS = [
    Point(lat=37.7793, lon=-122.4193),
    Point(lat=-41.29, lon=174.78),
    Point(lat=64.1, lon=-21.9),
    Point(lat=0.0, lon=180.0),
    Point(lat=-16.8, lon=-179.999),
    Point(lat=65.0, lon=179.9999),
]


@pytest.mark.parametrize(("radius", "km2"), [(144, 0.0651), (642, 1.2949), (1000, pi)])
def test_the_area_of_a_circle(radius: float, km2: float) -> None:
    """The limits of a request: 144 m is 0.025 sq mi, 642 m is 0.5 sq mi; the radius comes back from the area."""
    circle = Circle(center=CENTERS[0], radius_m=radius)
    assert area_km2(circle) == pytest.approx(km2, abs=1e-4)
    assert circle_radius_for(area_km2(circle)) == pytest.approx(radius)


@pytest.mark.parametrize("center", CENTERS)
def test_the_area_of_a_polygon(center: Point) -> None:
    """A ring of 720 corners has the area of its circle to 1 in 10,000, whichever way round, anywhere on earth."""
    polygon = ring(center, 5000.0, 720)
    assert area_km2(polygon) == pytest.approx(25 * pi, rel=1e-4)
    assert area_km2(Polygon(corners=polygon.corners[::-1])) == pytest.approx(25 * pi, rel=1e-4)


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("radius", [150.0, 642.0, 9000.0, 400_000.0])
def test_a_circle_contains_by_geodesic_distance(center: Point, radius: float) -> None:
    """A millimetre inside is in, a millimetre outside is out, in every direction; so is the far side of the earth."""
    circle = Circle(center=center, radius_m=radius)
    for azimuth in range(0, 360, 15):
        assert contains(circle, away(center, azimuth, radius - 0.001))
        assert not contains(circle, away(center, azimuth, radius + 0.001))
    assert contains(circle, center)
    assert not contains(circle, Point(lat=-center.lat, lon=center.lon - 180 if center.lon > 0 else center.lon + 180))


def test_a_circle_agrees_with_the_geodesic_everywhere() -> None:
    """2,000 points near and far: contains is the comparison of the geodesic with the radius."""
    chance = random.Random(3)
    for _ in range(2000):
        center = Point(lat=chance.uniform(-84, 84), lon=chance.uniform(-180, 180))
        circle = Circle(center=center, radius_m=10 ** chance.uniform(1, 7))
        point = Point(lat=chance.uniform(-84, 84), lon=chance.uniform(-180, 180))
        assert contains(circle, point) == (distance_m(center, point) <= circle.radius_m)


@pytest.mark.parametrize("center", CENTERS)
def test_a_polygon_contains(center: Point) -> None:
    """Inside, outside and the corners themselves, also across the antimeridian."""
    polygon = ring(center, 800.0, 9)
    assert contains(polygon, center)
    for azimuth in range(0, 360, 20):
        assert contains(polygon, away(center, azimuth, 740.0))
        assert not contains(polygon, away(center, azimuth, 805.0))
    assert not contains(polygon, Point(lat=-center.lat / 2 - 1, lon=0.0))


def test_a_notch_is_outside() -> None:
    """A polygon need not be convex."""
    corners = [(0, 0), (0, 0.03), (0.03, 0.03), (0.03, 0.02), (0.01, 0.02), (0.01, 0.01), (0.03, 0.01), (0.03, 0)]
    polygon = Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))
    assert contains(polygon, Point(lat=0.005, lon=0.015))
    assert not contains(polygon, Point(lat=0.02, lon=0.015))
    assert contains(polygon, Point(lat=0.02, lon=0.005))


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("outer_radius", [2000.0, 60_000.0])
def test_a_circle_within(center: Point, outer_radius: float) -> None:
    """A circle lies within a circle or a round polygon exactly as long as its far edge does."""
    circle, polygon = Circle(center=center, radius_m=outer_radius), ring(center, outer_radius, 360)
    for azimuth in (0, 77, 200):
        for radius in (150.0, 642.0):
            fits = Circle(center=away(center, azimuth, outer_radius - radius - 5), radius_m=radius)
            pokes_out = Circle(center=away(center, azimuth, outer_radius - radius + 5), radius_m=radius)
            outside = Circle(center=away(center, azimuth, outer_radius + radius + 5), radius_m=radius)
            assert within(fits, circle)
            assert not within(pokes_out, circle)
            assert not within(outside, circle)
            assert not within(pokes_out, polygon)
            assert not within(outside, polygon)
            if outer_radius < 10_000:
                assert within(fits, polygon)
    assert within(circle, circle)


def test_a_circle_in_a_bay_is_not_within() -> None:
    """A circle whose center lies in the polygon but which reaches over a notch is not within."""
    corners = [(0, 0), (0, 0.03), (0.03, 0.03), (0.03, 0.02), (0.01, 0.02), (0.01, 0.01), (0.03, 0.01), (0.03, 0)]
    polygon = Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))
    assert within(Circle(center=Point(lat=0.02, lon=0.005), radius_m=540.0), polygon)
    assert not within(Circle(center=Point(lat=0.02, lon=0.005), radius_m=600.0), polygon)
    assert not within(Circle(center=Point(lat=0.02, lon=0.015), radius_m=10.0), polygon)


@pytest.mark.parametrize("center", CENTERS)
def test_touching(center: Point) -> None:
    """Two areas touch as soon as they share a point, whatever their kinds and order."""
    near, far = away(center, 45, 1490.0), away(center, 45, 1510.0)
    shapes = [Circle(center=center, radius_m=1000.0), ring(center, 1000.0, 360)]
    for shape in shapes:
        for other in (Circle(center=near, radius_m=500.0), ring(near, 500.0, 360)):
            assert touches(shape, other)
            assert touches(other, shape)
        for other in (Circle(center=far, radius_m=500.0), ring(far, 500.0, 360)):
            assert not touches(shape, other)
            assert not touches(other, shape)
        # One inside the other touches although their outlines do not.
        assert touches(shape, ring(center, 10.0, 4))
        assert touches(ring(center, 10.0, 4), shape)


@pytest.mark.parametrize("center", CENTERS)
def test_a_polygon_within(center: Point) -> None:
    """A polygon lies within a circle or a polygon as long as all of it does; one that shares edges with the other lies in
    it, and one that pokes out by a metre does not."""
    square, circle = ring(center, 1000.0, 4), Circle(center=center, radius_m=1000.0)
    assert within(square, square)
    assert within(ring(center, 999.9, 60), circle)
    assert not within(ring(center, 1001.0, 60), circle)
    assert not within(ring(center, 1001.0, 4), square)
    assert not within(ring(center, 720.0, 60), square)
    assert within(ring(center, 700.0, 60), square)
    half = Polygon(corners=square.corners[:3])
    assert within(half, square) and not within(square, half)
    assert not within(ring(away(center, 45, 5000.0), 100.0, 5), square)


def test_a_polygon_across_a_bay_is_not_within() -> None:
    """All corners inside are not enough: an edge may leave and come back."""
    corners = [(0, 0), (0, 0.03), (0.03, 0.03), (0.03, 0.02), (0.01, 0.02), (0.01, 0.01), (0.03, 0.01), (0.03, 0)]
    bay = Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))
    across = [(0.02, 0.005), (0.02, 0.025), (0.005, 0.015)]
    assert not within(Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in across)), bay)
    assert within(Polygon(corners=tuple(Point(lat=lat / 3, lon=lon) for lat, lon in across)), bay)


@pytest.mark.parametrize("center", CENTERS)
def test_overlap(center: Point) -> None:
    """The share of the smaller area, whatever the kinds and the order: all, none, half, and two circles by the formula."""
    circle, square = Circle(center=center, radius_m=600.0), ring(center, 600.0, 4)
    assert overlap(circle, circle) == overlap(square, square) == pytest.approx(1.0)
    small = Circle(center=away(center, 70, 200.0), radius_m=150.0)
    assert overlap(circle, small) == overlap(small, circle) == pytest.approx(1.0)
    assert overlap(circle, square) == overlap(square, circle) == pytest.approx(1.0)
    assert overlap(circle, Circle(center=away(center, 70, 1201.0), radius_m=600.0)) == 0.0
    assert overlap(square, ring(away(center, 10, 400_000.0), 600.0, 4)) == 0.0
    beside = Circle(center=away(center, 70, 600.0), radius_m=600.0)
    lens = 2 * pi / 3 - 3**0.5 / 2
    assert overlap(circle, beside) == pytest.approx(lens / pi, abs=1e-4)
    assert overlap(beside, circle) == pytest.approx(lens / pi, abs=1e-4)
    half = Polygon(corners=(away(center, 0, 600.0), away(center, 90, 600.0), away(center, 180, 600.0)))
    moved = Polygon(corners=tuple(away(corner, 0, 600.0) for corner in square.corners))
    assert overlap(half, square) == pytest.approx(1.0, abs=1e-4)
    assert overlap(square, moved) == overlap(moved, square) == pytest.approx(0.25, abs=1e-4)
    assert overlap(circle, Circle(center=center, radius_m=0.0)) == 0.0


def test_overlap_at_the_half() -> None:
    """Half of a square is a half: a hair less and a hair more are told apart."""
    center = Point(lat=29.76, lon=-95.37)
    wide = [away(center, 90, metres) for metres in (0.0, 800.0)]

    def block(shift_m: float) -> Polygon:
        west, east = (away(corner, 90, shift_m) for corner in wide)
        return Polygon(corners=(west, east, away(east, 0, 800.0), away(west, 0, 800.0)))

    assert overlap(block(0.0), block(399.0)) > 0.5 > overlap(block(0.0), block(401.0))
    assert overlap(block(0.0), block(400.0)) == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("center", CENTERS)
def test_the_middle_and_the_reach(center: Point) -> None:
    """The center and radius of a circle; of a polygon the middle of its frame, from which no corner is farther away."""
    circle, polygon = Circle(center=center, radius_m=600.0), ring(center, 600.0, 8)
    assert (middle(circle), reach_m(circle)) == (center, 600.0)
    assert distance_m(middle(polygon), center) < 1.0
    assert reach_m(polygon) == pytest.approx(600.0, abs=1.0)
    assert max(distance_m(middle(polygon), corner) for corner in polygon.corners) == reach_m(polygon)
