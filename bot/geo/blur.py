"""What a stranger may see of a place: the H3 cell it lies in, and no more."""

from dataclasses import dataclass

import h3.api.basic_str as h3

from bot.geo.distance import distance_m
from bot.geo.model import MAX_LATITUDE, Point

REACH_IN_EDGES = 1.12
"""The largest cells, near the face centers of H3's icosahedron, reach 1.107 average edges from their center."""


class BadCell(ValueError):
    """The words are no name of an H3 cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blurred:
    """A place as strangers may see it. Every point of the cell makes the same one."""

    cell: str
    center: Point
    reach_m: float
    """No corner of the cell lies farther from its center, in metres."""


def blur(point: Point, resolution: int) -> Blurred:
    """The cell around the point: behind this call nobody has the point any more."""
    cell = cell_name(point, resolution)
    center = cell_center(cell)
    return Blurred(cell=cell, center=center, reach_m=max(distance_m(center, corner) for corner in boundary(cell)))


def cell_name(point: Point, resolution: int) -> str:
    """The name of the cell around the point: fifteen hexadecimal digits. All points of a cell get the same name."""
    return str(h3.latlng_to_cell(point.lat, point.lon, resolution))


def cell_center(cell: str) -> Point:
    """The middle of the cell. Raises BadCell."""
    return _point(*h3.cell_to_latlng(_known(cell)))


def cell_edge_m(resolution: int) -> float:
    """The average edge of cells of this resolution, in metres: 201 m for 9, 531 m for 8."""
    return float(h3.average_hexagon_edge_length(resolution, unit="m"))


def cell_reach_m(resolution: int) -> float:
    """No point of a cell of this resolution, 6 or finer, lies farther than this from the cell's center, in metres."""
    return cell_edge_m(resolution) * REACH_IN_EDGES


def boundary(cell: str) -> tuple[Point, ...]:
    """The corners of the cell in order, the first not repeated. Raises BadCell."""
    return tuple(_point(lat, lon) for lat, lon in h3.cell_to_boundary(_known(cell)))


def _known(cell: str) -> str:
    # The library reads any hexadecimal number and overflows on long ones, so the form is checked before it is asked.
    if len(cell) == 15 and cell.isascii() and cell.isalnum() and h3.is_valid_cell(cell):
        return cell
    raise BadCell("That is no name of a map cell.")


def _point(lat: float, lon: float) -> Point:
    # A cell at the very edge of the served latitudes reaches over it; its outline is drawn up to the edge.
    return Point(lat=min(max(lat, -MAX_LATITUDE), MAX_LATITUDE), lon=lon)
