"""H3 cells: as integers for the index over cameras, with the cells that cover a circle or a polygon; and by name the cells
that an area touches, for the public."""

from math import hypot

import h3.api.basic_int as h3
import h3.api.basic_str as by_name
import shapely

from bot.geo.blur import cell_edge_m, cell_name, cell_reach_m
from bot.geo.metric import local_metric
from bot.geo.model import Area, Circle, Point
from bot.geo.polygon import MAX_REACH_M, Frame, Plane, frame, plane

INDEX_RESOLUTION = 9
"""About 0.1 km2 a cell: measured best for circles of 144 to 700 m. Coarser fetches too much, finer covers slowly."""

CELL_REACH_M = 230.0
"""No cell of resolution 9 reaches farther than this from its center: the largest, near the face centers of H3's
icosahedron, reach 222.1 m."""

CENTER_SLACK = 1.002
"""The local metric overstates or understates the distance of two centers 20 km apart by less than this factor up to
85 degrees of latitude."""

MAX_COVER_RADIUS_M = 20_000.0
"""Beyond it a list of cells is the wrong tool."""

MOST_RINGS = 40
"""An area wider than this many edges of a cell is told by larger cells: there would be thousands."""

SMALLEST_COVER = 16
"""Covers come in sizes of this times a power of two, so that few different statements are ever prepared."""


def cell9(point: Point) -> int:
    """The resolution 9 cell that holds the point. Positive and below 2^63, so it fits a signed bigint."""
    return int(h3.latlng_to_cell(point.lat, point.lon, INDEX_RESOLUTION))


def cover(circle: Circle) -> tuple[int, ...]:
    """Every cell of resolution 9 that can hold a point of the circle, and few others.

    The list is padded by repeating its first cell up to 16, 32, 64, 128... so use it as a set (`IN`), never in a join.
    Raises ValueError for a radius that is negative, no number, or above 20 km.
    """
    return padded(touching(circle))


def cover_polygon(frame: Frame) -> tuple[int, ...]:
    """Every cell of resolution 9 that can hold a point of the polygon, and few others; padded as those of a circle."""
    cells = touching(frame.around)
    near = frame.near_m([h3.cell_to_latlng(cell) for cell in cells], CELL_REACH_M * CENTER_SLACK)
    return padded([cell for cell, is_near in zip(cells, near, strict=True) if is_near])


def padded(cells: list[int]) -> tuple[int, ...]:
    """The cells, the first repeated up to the next size of a cover."""
    size = SMALLEST_COVER
    while size < len(cells):
        size *= 2
    return (*cells, *(cells[0] for _ in range(size - len(cells))))


def touching(circle: Circle) -> list[int]:
    """The cells of `cover` without its padding, nearest rings first."""
    if not 0 <= circle.radius_m <= MAX_COVER_RADIUS_M:
        raise ValueError(f"A circle to search has a radius between 0 and {MAX_COVER_RADIUS_M / 1000:g} km.")
    center, metric = circle.center, local_metric(circle.center)
    lat0, shift, limit = center.lat, 180.0 - center.lon, ((circle.radius_m + CELL_REACH_M) * CENTER_SLACK) ** 2
    kx, tx, ky, ty = metric.kx, metric.tx, metric.ky, metric.ty
    origin = h3.latlng_to_cell(lat0, center.lon, INDEX_RESOLUTION)
    cells: list[int] = [origin]
    ring = 0
    # The cells that meet the circle hang together and include the one of its center. So once a whole ring around
    # that one stays outside, nothing beyond the ring can meet the circle, wherever on H3's grid we are.
    while True:
        ring += 1
        before = len(cells)
        for cell in h3.grid_ring(origin, ring):
            lat, lon = h3.cell_to_latlng(cell)
            u = lat - lat0
            # The same as squared_m2, written out: this loop is the greater part of a cover.
            x, y = (kx + tx * u) * ((lon + shift) % 360.0 - 180.0), (ky + ty * u) * u
            if x * x + y * y <= limit:
                cells.append(cell)
        if len(cells) == before:
            return cells


def cells_of(area: Area, resolution: int) -> tuple[str, ...]:
    """The names of all H3 cells of this resolution that have a point in common with the area, in their own order; to a
    tenth of a metre. Raises ValueError with one sentence for an area that is no simple polygon, that reaches farther
    than 15 km, or that is too wide for such fine cells."""
    if isinstance(area, Circle):
        flat, around, shape = plane(area.center), area, shapely.Point(0.0, 0.0)
        slack_m = area.radius_m
    else:
        laid = frame(area)
        flat, around, shape, slack_m = laid.plane, laid.around, laid.outline, 0.0
    if not 0 <= around.radius_m <= min(MAX_REACH_M, MOST_RINGS * cell_edge_m(resolution)):
        raise ValueError("That area is too wide for cells of this size.")
    near = _cells_around(flat, around, resolution)
    corners = [[flat.at(lat, lon) for lat, lon in by_name.cell_to_boundary(cell)] for cell in near]
    touched = shapely.dwithin([shapely.Polygon(ring) for ring in corners], shape, slack_m)
    return tuple(sorted(cell for cell, is_touched in zip(near, touched, strict=True) if is_touched))


def _cells_around(flat: Plane, circle: Circle, resolution: int) -> list[str]:
    """Every cell that can meet the circle, and few others."""
    origin = cell_name(circle.center, resolution)
    limit_m = (circle.radius_m + cell_reach_m(resolution)) * CENTER_SLACK
    cells, ring = [origin], 0
    while True:
        # As in `touching`: once a whole ring stays outside, nothing beyond it can meet the circle.
        ring += 1
        found = [str(cell) for cell in by_name.grid_ring(origin, ring)]
        near = [cell for cell in found if hypot(*flat.at(*by_name.cell_to_latlng(cell))) <= limit_m]
        if not near:
            return cells
        cells += near
