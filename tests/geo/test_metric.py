"""The local metric against the geodesic of geographiclib."""

from math import hypot

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.distance import distance_m
from bot.geo.metric import local_metric, offset_m, squared_m2, wrap_longitude
from bot.geo.model import Point

WGS84 = Geodesic.WGS84
AZIMUTHS = range(0, 360, 5)


def at(center: Point, azimuth: float, distance_m: float) -> Point | None:
    """The point so far away in this direction; None beyond the latitudes that are served."""
    there = WGS84.Direct(center.lat, center.lon, azimuth, distance_m)
    return Point(lat=there["lat2"], lon=there["lon2"]) if abs(there["lat2"]) <= 85 else None


def worst_error_m(lat: float, lon: float, distance: float) -> float:
    center = Point(lat=lat, lon=lon)
    metric = local_metric(center)
    points = [point for azimuth in AZIMUTHS if (point := at(center, azimuth, distance))]
    return max(abs(squared_m2(metric, center, point) ** 0.5 - distance) for point in points)


@pytest.mark.parametrize("lat", [-64, -45, -12.5, 0, 0.001, 23, 37.7, 52, 64])
@pytest.mark.parametrize("lon", [0.0, -122.4, 180.0, -180.0, 179.9999])
@pytest.mark.parametrize("distance", [0.5, 144.0, 642.0, 1000.0])
def test_a_tenth_of_a_millimetre(lat: float, lon: float, distance: float) -> None:
    """Up to 1 km and 64 degrees the metric errs by less than 0.1 mm, also across the antimeridian."""
    assert worst_error_m(lat, lon, distance) < 1e-4


@pytest.mark.parametrize(
    ("lat", "distance", "error_m"), [(80, 1000, 1e-4), (85, 1000, 5e-4), (64, 20_000, 0.1), (85, 20_000, 1.5)]
)
def test_where_it_grows(lat: float, distance: float, error_m: float) -> None:
    """Toward the poles and with the cube of the distance the error grows, within these bounds."""
    assert worst_error_m(lat, 10.0, distance) < error_m


def test_directions() -> None:
    """North is the second coordinate and positive, east the first; the length is the distance."""
    center = Point(lat=37.7, lon=-122.4)
    metric = local_metric(center)
    for azimuth, signs in ((0, (0, 1)), (90, (1, 0)), (180, (0, -1)), (270, (-1, 0))):
        point = at(center, azimuth, 500.0)
        assert point is not None
        x, y = offset_m(metric, center, point)
        assert (x, y) == pytest.approx((500 * signs[0], 500 * signs[1]), abs=0.05)
        assert hypot(x, y) == pytest.approx(500, abs=1e-4)


@given(st.floats(-100_000, 100_000))
def test_wrapping(degrees: float) -> None:
    """A wrapped longitude lies in [-180, 180) and points in the same direction."""
    wrapped = wrap_longitude(degrees)
    assert -180 <= wrapped < 180
    assert (wrapped - degrees) / 360 == pytest.approx(round((wrapped - degrees) / 360), abs=1e-6)


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180))
def test_the_distance_is_the_geodesic(lat: float, lon: float, other_lat: float, other_lon: float) -> None:
    """distance_m is geographiclib's geodesic to a micrometre, and symmetric."""
    a, b = Point(lat=lat, lon=lon), Point(lat=other_lat, lon=other_lon)
    exact = WGS84.Inverse(lat, lon, other_lat, other_lon)["s12"]
    assert distance_m(a, b) == pytest.approx(exact, abs=1e-6)
    assert distance_m(b, a) == pytest.approx(exact, abs=1e-6)
