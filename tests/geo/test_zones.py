"""The clock of a place."""

from zoneinfo import ZoneInfo

import pytest
import tzfpy
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.model import Point
from bot.geo.zones import zone_at


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (37.7793, -122.4193, "America/Los_Angeles"),
        (29.76, -95.37, "America/Chicago"),
        (40.87, -119.06, "America/Los_Angeles"),
        (33.45, -112.07, "America/Phoenix"),
        (36.15, -109.55, "America/Denver"),  # The Navajo Nation keeps summer time, the state around it does not.
        (40.71, -74.01, "America/New_York"),
        (41.6, -87.34, "America/Chicago"),
        (18.47, -66.11, "America/Puerto_Rico"),
        (21.31, -157.86, "Pacific/Honolulu"),
        (-16.5, 179.9, "Pacific/Fiji"),
        (28.61, 77.21, "Asia/Kolkata"),
    ],
)
def test_zones_on_land(lat: float, lon: float, zone: str) -> None:
    """Towns keep the clock of their state, with its exceptions."""
    assert zone_at(Point(lat=lat, lon=lon)) == zone


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (37.6, -123.1, "America/Los_Angeles"),
        (27.9, -97.0, "America/Chicago"),
        (28.5, -94.5, "America/Chicago"),
        (40.3, -72.9, "America/New_York"),
        (30.0, -40.0, "Etc/GMT+3"),
    ],
)
def test_zones_at_sea(lat: float, lon: float, zone: str) -> None:
    """A boat off the coast keeps the clock of the coast; in mid-ocean it has the nautical zone."""
    assert zone_at(Point(lat=lat, lon=lon)) == zone


def test_what_the_map_of_zones_says_off_the_coast() -> None:
    """The case that the rings are for: some miles out the map itself knows only a nautical zone."""
    assert tzfpy.get_tz(-72.9, 40.3).startswith("Etc/")


@given(st.floats(-85, 85), st.floats(-180, 180))
def test_every_place_has_a_clock(lat: float, lon: float) -> None:
    """Wherever a point lies, the standard library knows its zone."""
    assert ZoneInfo(zone_at(Point(lat=lat, lon=lon))).key
