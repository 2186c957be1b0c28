"""The cells that the public reads: all that an area touches, and no others."""

import random
import time
from math import cos, pi, radians, sin

import h3
import pytest

from bot.geo.area import contains, touches
from bot.geo.blur import boundary, cell_name
from bot.geo.cells import cells_of
from bot.geo.model import Area, Circle, Point, Polygon

CENTERS = [
    Point(lat=29.76, lon=-95.37),
    Point(lat=-41.29, lon=174.78),
    Point(lat=64.1, lon=-21.9),
    Point(lat=-16.8, lon=-179.999),
    Point(lat=50.1032, lon=-143.4785),  # There the cells are around a pentagon.
]


def some_areas(center: Point, chance: random.Random) -> list[Area]:
    """Circles and bent outlines of all sizes that are asked about."""
    areas: list[Area] = []
    for _ in range(12):
        near = Point(lat=center.lat + chance.uniform(-0.02, 0.02), lon=center.lon + chance.uniform(-0.0009, 0.0009))
        size = chance.uniform(0.001, 0.02)
        spokes = [(n, size * chance.uniform(0.2, 1.0)) for n in range(chance.randrange(3, 12))]
        corners = tuple(
            Point(
                lat=near.lat + reach * sin(2 * pi * n / len(spokes)),
                lon=(near.lon + reach * cos(2 * pi * n / len(spokes)) / cos(radians(near.lat)) + 180) % 360 - 180,
            )
            for n, reach in spokes
        )
        areas += [Circle(center=near, radius_m=chance.uniform(1.0, 2500.0)), Polygon(corners=corners)]
    return areas


@pytest.mark.parametrize("center", CENTERS)
def test_every_cell_that_is_touched_and_no_other(center: Point) -> None:
    """Of all cells around, those are named whose outline touches the area: judged one by one, by the geodesic."""
    for area in some_areas(center, random.Random(4)):
        found = cells_of(area, 8)
        assert list(found) == sorted(set(found))
        middle = area.center if isinstance(area, Circle) else area.corners[0]
        for cell in h3.grid_disk(cell_name(middle, 8), 6):
            assert (cell in found) is touches(area, Polygon(corners=boundary(cell))), cell


@pytest.mark.parametrize("lat", [84.99, 85.0, -85.0])
def test_cells_at_the_edge_of_the_map(lat: float) -> None:
    """Cells beyond the served latitudes are cells too: there are as many as elsewhere, found as quickly."""
    begun = time.process_time()
    found = cells_of(Circle(center=Point(lat=lat, lon=10.0), radius_m=1500.0), 8)
    assert 8 < len(found) < 40 and cell_name(Point(lat=lat, lon=10.0), 8) in found
    assert all(h3.is_valid_cell(cell) for cell in found)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("resolution", [7, 8, 9, 10])
def test_cells_hold_the_area(resolution: int) -> None:
    """Whichever place of the area is taken, its cell is named; a lone place has one cell."""
    chance, circle = random.Random(6), Circle(center=CENTERS[0], radius_m=642.0)
    found = set(cells_of(circle, resolution))
    for _ in range(2000):
        place = Point(lat=29.76 + chance.uniform(-0.006, 0.006), lon=-95.37 + chance.uniform(-0.007, 0.007))
        assert not contains(circle, place) or cell_name(place, resolution) in found
    assert cells_of(Circle(center=CENTERS[0], radius_m=0.0), resolution) == (cell_name(CENTERS[0], resolution),)


@pytest.mark.parametrize(
    "area",
    [
        Circle(center=CENTERS[0], radius_m=16_000.0),
        Circle(center=CENTERS[0], radius_m=float("nan")),
        Circle(center=CENTERS[0], radius_m=-1.0),
        Polygon(corners=(Point(lat=0, lon=0), Point(lat=1, lon=0), Point(lat=1, lon=1))),
        Polygon(corners=(Point(lat=0, lon=0), Point(lat=0.01, lon=0.01), Point(lat=0, lon=0.01), Point(lat=0.01, lon=0))),
        Polygon(corners=(Point(lat=0, lon=0), Point(lat=0.01, lon=0.01))),
    ],
)  # fmt: skip
def test_what_has_no_cells(area: Area) -> None:
    """Too wide, or no area at all: one sentence, and no long wait."""
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        cells_of(area, 8)
    with pytest.raises(ValueError, match="too wide"):
        cells_of(Circle(center=CENTERS[0], radius_m=9_000.0), 10)
