"""Cells as strangers see them."""

import random

import pytest

from bot.geo.blur import BadCell, blur, boundary, cell_center, cell_edge_m, cell_name, cell_reach_m
from bot.geo.distance import distance_m
from bot.geo.model import MAX_LATITUDE, Point

CITY_HALL = Point(lat=37.7793, lon=-122.4193)


def test_the_name_of_a_cell() -> None:
    """A name has fifteen hexadecimal digits and is the same for all points of the cell, its center included."""
    name = cell_name(CITY_HALL, 9)
    assert len(name) == 15
    assert int(name, 16)
    assert cell_name(cell_center(name), 9) == name
    assert cell_name(Point(lat=37.77931, lon=-122.41931), 9) == name
    assert cell_name(CITY_HALL, 8) != name


@pytest.mark.parametrize("resolution", [6, 7, 8, 9, 10])
def test_the_cell_is_around_the_point(resolution: int) -> None:
    """A point lies within the reach of its cell's center, and so do the corners; the edge has the known length."""
    chance = random.Random(resolution)
    for _ in range(300):
        point = Point(lat=chance.uniform(-84, 84), lon=chance.uniform(-180, 180))
        cell = cell_name(point, resolution)
        center, corners = cell_center(cell), boundary(cell)
        assert distance_m(center, point) <= cell_reach_m(resolution)
        assert max(distance_m(center, corner) for corner in corners) <= cell_reach_m(resolution)
        assert 5 <= len(corners) <= 10
        assert corners[0] != corners[-1]
    assert {8: 531, 9: 201}.get(resolution, cell_edge_m(resolution)) == pytest.approx(cell_edge_m(resolution), abs=1)


def test_the_edge_of_the_served_world() -> None:
    """A cell at 85 degrees reaches over the limit; its center and outline stay within."""
    for lon in range(-180, 180, 7):
        cell = cell_name(Point(lat=MAX_LATITUDE, lon=lon), 7)
        assert all(corner.lat <= MAX_LATITUDE for corner in (*boundary(cell), cell_center(cell)))


@pytest.mark.parametrize(
    "words", ["", "x", "89283082", "8928308280ffffffff", "fffffffffffffff", "0" * 15, "89283082837fff_", "８" * 15]
)
def test_no_cell(words: str) -> None:
    """Anything that is no cell's name raises BadCell, from whichever function."""
    for function in (cell_center, boundary):
        with pytest.raises(BadCell):
            function(words)


@pytest.mark.parametrize("resolution", [7, 8, 9])
def test_a_blurred_place_is_the_same_for_the_whole_cell(resolution: int) -> None:
    """Whatever point of a cell is blurred, the result is equal to the last bit, and reaches every point of the cell."""
    chance = random.Random(resolution)
    for _ in range(100):
        point = Point(lat=chance.uniform(-70, 70), lon=chance.uniform(-179, 179))
        blurred = blur(point, resolution)
        assert blurred == blur(blurred.center, resolution)
        corners = boundary(blurred.cell)
        for corner in corners:
            inside = Point(
                lat=(corner.lat + 3 * blurred.center.lat) / 4,
                lon=(corner.lon + 3 * blurred.center.lon) / 4,
            )
            if abs(corner.lon - blurred.center.lon) < 1:
                assert blur(inside, resolution) == blurred
        assert max(distance_m(blurred.center, corner) for corner in corners) == blurred.reach_m
        assert distance_m(blurred.center, point) <= blurred.reach_m * 1.001 <= cell_reach_m(resolution) * 1.001
