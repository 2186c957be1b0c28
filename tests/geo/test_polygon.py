"""The plane of a polygon: how straight geodesics are on it, and what it says where it is not straight enough."""

import random
from math import hypot

import pytest
from geographiclib.geodesic import Geodesic

from bot.geo.cells import cell9, cover_polygon
from bot.geo.model import Circle, Point, Polygon
from bot.geo.polygon import SURE_M, frame, middle_of, plane

WGS84 = Geodesic.WGS84


def away(center: Point, azimuth: float, distance: float) -> Point:
    there = WGS84.Direct(center.lat, center.lon, azimuth, distance)
    return Point(lat=there["lat2"], lon=there["lon2"])


@pytest.mark.parametrize("lat", [0.0, 31.0, -38.0, 64.0, 75.0, 84.0])
@pytest.mark.parametrize("reach_m", [700.0, 3000.0, 15_000.0])
def test_geodesics_are_straight(lat: float, reach_m: float) -> None:
    """Of 200 geodesics between points within the reach, none leaves the straight line by more than is said."""
    chance = random.Random(f"{lat}{reach_m}")
    center = Point(lat=lat, lon=179.99)
    flat = plane(center)
    for _ in range(200):
        a, b = (away(center, chance.uniform(0, 360), reach_m * chance.random() ** 0.2) for _ in range(2))
        line = WGS84.InverseLine(a.lat, a.lon, b.lat, b.lon)
        at = line.Position(line.s13 * chance.random())
        (ax, ay), (bx, by) = flat.at(a.lat, a.lon), flat.at(b.lat, b.lon)
        x, y = flat.at(at["lat2"], at["lon2"])
        beside_m = abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / hypot(bx - ax, by - ay)
        assert beside_m <= flat.doubt_m(reach_m) + 1e-6


def test_the_plane_is_good_to_a_millimetre_where_people_live() -> None:
    """Half a square mile at 60 degrees leaves nothing to doubt; the size of a county far north does."""
    assert plane(Point(lat=60.0, lon=0.0)).doubt_m(1000.0) < SURE_M / 10
    for reach_m, doubtful in ((1000.0, False), (12_000.0, True)):
        corners = tuple(away(Point(lat=70.0, lon=0.0), turn, reach_m) for turn in (45, 135, 225, 315))
        laid = frame(Polygon(corners=corners))
        assert bool(laid.doubt_m) is doubtful
        assert laid.sort([70.0, corners[0].lat, 71.0], [0.0, corners[0].lon, 0.0]) == ([0, 1], [1] if doubtful else [])


@pytest.mark.parametrize("lat", [0.0, 40.7, -41.3, 69.6, 84.0])
@pytest.mark.parametrize("lon", [20.0, 179.999, -180.0])
@pytest.mark.parametrize("reach_m", [150.0, 900.0, 11_000.0])
def test_no_point_of_a_polygon_is_missed(lat: float, lon: float, reach_m: float) -> None:
    """Points on every edge lie in a cell of the cover, and between the degrees that are searched."""
    chance = random.Random(f"{lat}{lon}{reach_m}")
    center = Point(lat=lat, lon=lon)
    corners = tuple(away(center, turn, reach_m * share) for turn, share in ((0, 1), (80, 0.9), (130, 0.5), (200, 1)))
    laid = frame(Polygon(corners=corners))
    cells = set(cover_polygon(laid))
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        line = WGS84.InverseLine(a.lat, a.lon, b.lat, b.lon)
        for share in (0.0, 0.5, 1.0, *(chance.random() for _ in range(40))):
            at = line.Position(line.s13 * share)
            point = Point(lat=at["lat2"], lon=at["lon2"])
            assert cell9(point) in cells
            assert laid.south <= point.lat <= laid.north
            if laid.west <= laid.east:
                assert laid.west <= point.lon <= laid.east
            else:
                assert point.lon >= laid.west or point.lon <= laid.east


def test_the_middle() -> None:
    """Of a circle its center; of a polygon the middle of its box, also across the antimeridian."""
    center = Point(lat=10.0, lon=20.0)
    assert middle_of(Circle(center=center, radius_m=5.0)) == center
    around = [(-17.0, 179.9), (-17.0, -179.7), (-16.9, -179.8)]
    found = middle_of(Polygon(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in around)))
    assert (found.lat, found.lon) == (pytest.approx(-16.95), pytest.approx(-179.9))
