"""What it takes to draw areas of all kinds: their frames, their outlines no finer than can be seen, and a place for a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import shapely
from shapely import affinity

from bot.geo.metric import local_metric, wrap_longitude
from bot.geo.model import MAX_LATITUDE, Circle, Jurisdiction, Point, Polygon, Region
from bot.geo.regions import land

Outlines = tuple[tuple[tuple[Point, ...], ...], ...]
"""Of each part, the largest first, the outline and then its holes. Corners in order, the first not repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Degrees between which an area lies. West may be below -180 and east above 180, but east is never less than west."""

    south: float
    west: float
    north: float
    east: float

    @property
    def corners(self) -> tuple[Point, Point]:
        """The south-western and the north-eastern one."""
        return _point(self.west, self.south), _point(self.east, self.north)


def frame_of(areas: Sequence[Jurisdiction]) -> Frame:
    """The frame around one or more areas. Raises ValueError without any."""
    if not areas:
        raise ValueError("There is nothing to draw.")
    shapes = _side_by_side(areas)
    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    return Frame(south=max(south, -MAX_LATITUDE), west=west, north=min(north, MAX_LATITUDE), east=east)


def outlines_within(area: Jurisdiction, frame: Frame, finest_m: float) -> Outlines:
    """The outlines of the area as far as they matter inside of the frame, without what is finer than so many metres.
    Where an area leaves the frame by far, it is cut."""
    shape = _beside(_shape(area), (frame.west + frame.east) / 2)
    high, wide = frame.north - frame.south, frame.east - frame.west
    clip = shapely.box(frame.west - wide, frame.south - high, frame.east + wide, frame.north + high)
    seen = shapely.simplify(shape.intersection(clip), finest_m / 111_000.0)
    parts = [part for part in shapely.get_parts(seen) if isinstance(part, shapely.Polygon) and not part.is_empty]
    parts.sort(key=lambda part: -float(part.area))
    return tuple(
        tuple(tuple(_point(lon, lat) for lon, lat in ring.coords[:-1]) for ring in (part.exterior, *part.interiors))
        for part in parts
    )


def own_places(areas: Sequence[Jurisdiction]) -> list[Point]:
    """For each area a place in it that lies, where there is one, in none of those that are not larger: there a label says
    which area is meant although a county lies around its towns."""
    shapes = _side_by_side(areas)
    sizes = [float(shape.area) for shape in shapes]
    places = []
    for number, shape in enumerate(shapes):
        others = [
            other for at, other in enumerate(shapes) if at != number and (sizes[at], at) < (sizes[number], number)
        ]
        own = shapely.difference(shape, shapely.union_all(others)) if others else shape
        place = shapely.point_on_surface(_largest(own if own.area > sizes[number] / 1000 else shape))
        places.append(_point(place.x, place.y))
    return places


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    """What a label shall stand in: the largest of several parts."""
    return max(shapely.get_parts(shape), key=lambda part: float(part.area))


def _side_by_side(areas: Sequence[Jurisdiction]) -> list[shapely.Geometry]:
    """The shapes of the areas, those across the 180th meridian brought next to the first one."""
    shapes = [_shape(area) for area in areas]
    first = shapes[0].bounds
    return [_beside(shape, (first[0] + first[2]) / 2) for shape in shapes]


def _beside(shape: shapely.Geometry, middle_lon: float) -> shapely.Geometry:
    west, _, east, _ = shape.bounds
    here = (west + east) / 2
    shift = middle_lon + wrap_longitude(here - middle_lon) - here
    return affinity.translate(shape, xoff=shift) if abs(shift) > 1.0 else shape


@lru_cache(maxsize=64)
def _shape(area: Jurisdiction) -> shapely.Geometry:
    """The area in degrees."""
    match area:
        case Circle(center=center, radius_m=radius_m):
            metric = local_metric(center)
            ring = shapely.Point(0.0, 0.0).buffer(max(radius_m, 1.0), quad_segs=45)
            wide = metric.kx if abs(center.lat) < MAX_LATITUDE else metric.ky * cos(radians(MAX_LATITUDE))
            flat = affinity.scale(ring, xfact=1 / wide, yfact=1 / metric.ky, origin=(0.0, 0.0))
            return affinity.translate(flat, xoff=center.lon, yoff=center.lat)
        case Polygon(corners=corners):
            first = corners[0].lon
            ring = shapely.Polygon([(first + wrap_longitude(corner.lon - first), corner.lat) for corner in corners])
            return ring if ring.is_valid else ring.buffer(0.0)
        case Region():
            return land(area).shape


def _point(lon: float, lat: float) -> Point:
    return Point(lat=min(max(lat, -MAX_LATITUDE), MAX_LATITUDE), lon=wrap_longitude(lon))
