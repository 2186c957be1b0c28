"""Covers: no point of a circle is ever outside of its cells."""

import math
import random

import h3.api.basic_int as h3
import pytest
from geographiclib.geodesic import Geodesic

from bot.geo.cells import CELL_REACH_M, cell9, cover, touching
from bot.geo.model import BadPoint, Circle, Point

WGS84 = Geodesic.WGS84
PENTAGON = h3.cell_to_latlng(h3.cell_to_center_child(sorted(h3.get_pentagons(3))[3], 9))

SEAMS = [
    corners
    for coarse in h3.get_res0_cells()
    for cell in h3.cell_to_children(coarse, 3)
    if len(corners := h3.cell_to_boundary(cell)) > 6
]
"""Cells of an odd resolution have more than six corners where they lie across an edge of the icosahedron."""


def somewhere(chance: random.Random, kind: str) -> Point:
    """A center that is uniform on the earth, beside the antimeridian, on a pentagon, on H3's seams, or far north."""
    match kind:
        case "antimeridian":
            lat, lon = chance.uniform(-80, 80), chance.choice((-1, 1)) * (180 - abs(chance.gauss(0, 0.004)))
        case "pentagon":
            lat, lon = PENTAGON[0] + chance.gauss(0, 0.01), PENTAGON[1] + chance.gauss(0, 0.01)
        case "seam":
            lat, lon = chance.choice(chance.choice(SEAMS))
        case "north":
            lat, lon = chance.uniform(80, 84.95), chance.uniform(-180, 180)
        case _:
            lat, lon = math.degrees(math.asin(chance.uniform(-0.99, 0.99))), chance.uniform(-180, 180)
    return Point(lat=max(-84.95, min(84.95, lat)), lon=lon)


@pytest.mark.parametrize("kind", ["anywhere", "antimeridian", "pentagon", "seam", "north"])
def test_no_point_of_the_circle_is_missed(kind: str) -> None:
    """Of 200 circles of 10 m to 6 km, 40 points each, half of them on the very edge: every cell is in the cover."""
    chance = random.Random(f"cells {kind}")
    for _ in range(200):
        center, radius = somewhere(chance, kind), 10 ** chance.uniform(1, 3.8)
        cells = set(cover(Circle(center=center, radius_m=radius)))
        for number in range(40):
            reach = radius if number % 2 else radius * chance.random() ** 0.5
            there = WGS84.Direct(center.lat, center.lon, chance.uniform(0, 360), reach)
            try:
                point = Point(lat=there["lat2"], lon=there["lon2"])
            except BadPoint:
                continue
            assert cell9(point) in cells


def test_no_cell_is_larger_than_assumed() -> None:
    """Of 3,000 cells all over the earth none reaches within 3 % of CELL_REACH_M, the face centers included."""
    chance = random.Random(5)
    centers = [h3.cell_to_latlng(cell) for cell in h3.get_res0_cells()]
    # The reach is largest about the face centers of the icosahedron; this one was found by climbing.
    centers += [(-75.025 + chance.gauss(0, 0.5), -34.614 + chance.gauss(0, 2)) for _ in range(500)]
    centers += [(math.degrees(math.asin(chance.uniform(-0.99, 0.99))), chance.uniform(-180, 180)) for _ in range(2400)]
    largest = 0.0
    for lat, lon in centers:
        cell = h3.latlng_to_cell(lat, lon, 9)
        middle = h3.cell_to_latlng(cell)
        for corner in h3.cell_to_boundary(cell):
            line = WGS84.Inverse(*middle, *corner, Geodesic.DISTANCE)
            largest = max(largest, line["s12"])
    assert 221 < largest < CELL_REACH_M * 0.97


def test_few_cells_too_many() -> None:
    """A cover holds no cell that lies wholly 40 m or more outside: for 700 m at most 32 cells, padding included."""
    chance = random.Random(9)
    for _ in range(200):
        circle = Circle(center=somewhere(chance, "anywhere"), radius_m=700.0)
        cells = touching(circle)
        assert len(set(cells)) == len(cells)
        assert len(cells) <= 64
        for cell in cells:
            lat, lon = h3.cell_to_latlng(cell)
            line = WGS84.Inverse(circle.center.lat, circle.center.lon, lat, lon, Geodesic.DISTANCE)
            assert line["s12"] <= circle.radius_m + CELL_REACH_M + 40


@pytest.mark.parametrize(("radius", "size"), [(0, 16), (144, 16), (642, 32), (700, 32), (1609, 128), (8047, 2048)])
def test_padding(radius: float, size: int) -> None:
    """Covers come in few sizes, filled up with a cell that they hold anyway."""
    circle = Circle(center=Point(lat=37.7793, lon=-122.4193), radius_m=radius)
    cells = cover(circle)
    assert len(cells) == size
    assert set(cells) == set(touching(circle))


def test_cells_fit_a_bigint() -> None:
    """A cell is a positive integer below 2^63, and the same for two points of one garden."""
    cell = cell9(Point(lat=37.7793, lon=-122.4193))
    assert 0 < cell < 2**63
    assert cell == 617700169965109247 == cell9(Point(lat=37.77931, lon=-122.41931))


@pytest.mark.parametrize("radius", [-1.0, 20_000.1, float("inf"), float("nan")])
def test_radius_out_of_bounds(radius: float) -> None:
    """A radius that is negative, no number or above 20 km is refused."""
    with pytest.raises(ValueError, match="radius"):
        cover(Circle(center=Point(lat=0, lon=0), radius_m=radius))


def test_a_cover_is_quick() -> None:
    """The largest circle allowed is covered at all; speed proper is measured by the benchmark."""
    assert len(cover(Circle(center=Point(lat=60, lon=25), radius_m=20_000))) == 16_384
