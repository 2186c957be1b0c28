"""Regions: reading the borders of a city as they are published, and asking what lies in them. Quick for 20,000 corners."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

import numpy
import shapely
from geographiclib.geodesic import Geodesic

from bot.geo.distance import distance_m
from bot.geo.metric import EQUATOR_RADIUS_M, FLATTENING, wrap_longitude
from bot.geo.model import MAX_LATITUDE, Circle, Point, Polygon, Region
from bot.geo.polygon import MAX_REACH_M, MIN_AREA_M2, SURE_M, Numbers, plane
from bot.geo.problems import AreaProblem, UnreadableArea
from bot.geo.shapes import parsed, ring

MAX_REGION_CHARACTERS = 4_000_000
"""20,000 corners with all the digits that programs write, one number a line."""

MAX_REGION_CORNERS = 20_000
"""Houston, with all that it took in and left out, has some 17,000."""

MAX_WIDE_DEG, MAX_HIGH_DEG = 60.0, 30.0
"""Alaska fits, with the islands beyond the 180th meridian."""

HAIR_DEG = 1e-6
"""A tenth of a metre: an area that shares a border with a region is not outside for the last digit of a corner."""

PIECE_DEG = 0.005
"""Borders are cut into pieces of half a kilometre before they are measured: a piece of a parallel leaves the geodesic
by less than a centimetre there up to 70 degrees."""

_DEEPEST = 6
_MARGIN_DEG = 0.01
_ORIGIN = shapely.Point(0.0, 0.0)
_WKT = re.compile(r"(?:MULTI)?POLYGON\b", re.IGNORECASE)
_ECCENTRICITY = (FLATTENING * (2 - FLATTENING)) ** 0.5
LARGEST_CURVATURE_M = 6_399_594.0
"""WGS84, at the poles: no distance is longer than on a globe of this radius."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """A region laid out to be asked."""

    shape: shapely.MultiPolygon
    """In degrees, prepared."""
    middle_lat: float
    middle_lon: float
    """Of the frame around it, as the shape counts it: it may lie beyond 180."""

    def lon(self, degrees: float) -> float:
        """The longitude as the shape counts it."""
        return self.middle_lon + wrap_longitude(degrees - self.middle_lon)


def read_region(text: str) -> Region:
    """The region that a text of GeoJSON or well-known text draws. GeoJSON: Polygons and MultiPolygons, with holes, alone or
    in Features, collections of features and of geometries; all of them together are the region, and what they share
    counts once. Raises UnreadableArea, also for a polygon that crosses itself: nothing is mended."""
    words = text.strip().removeprefix("\ufeff").strip()
    if len(words) > MAX_REGION_CHARACTERS:
        raise UnreadableArea(AreaProblem.TOO_LONG)
    parts = list(_polygons(parsed(words)) if words[:1] == "{" else _of_words(words))
    if not parts:
        raise UnreadableArea(AreaProblem.NOT_ONE)
    if sum(int(number) for number in shapely.get_num_coordinates(parts)) > MAX_REGION_CORNERS:
        raise UnreadableArea(AreaProblem.TOO_MANY)
    together = _unwrapped(parts)
    if not shapely.is_valid(together).all() or not all(_km2(part) * 1e6 >= MIN_AREA_M2 for part in together):
        raise UnreadableArea(AreaProblem.CROSSES)
    joined = shapely.union_all(together)
    west, south, east, north = joined.bounds
    if east - west > MAX_WIDE_DEG or north - south > MAX_HIGH_DEG:
        raise UnreadableArea(AreaProblem.TOO_WIDE)
    whole = shapely.MultiPolygon(list(shapely.get_parts(joined)))
    return Region(wkb=shapely.to_wkb(shapely.normalize(whole), byte_order=1, output_dimension=2))


@lru_cache(maxsize=64)
def land(region: Region) -> Land:
    """The region prepared; the last ones are kept."""
    shape = shapely.from_wkb(region.wkb)
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    return Land(shape=shape, middle_lat=(south + north) / 2, middle_lon=(west + east) / 2)


def region_middle(region: Region) -> Point:
    """The middle of the frame around it; it may lie outside."""
    whole = land(region)
    return Point(lat=whole.middle_lat, lon=wrap_longitude(whole.middle_lon))


@lru_cache(maxsize=64)
def region_km2(region: Region) -> float:
    """Square kilometres on WGS84, without the holes."""
    return _km2(land(region).shape)


@lru_cache(maxsize=64)
def region_reach_m(region: Region) -> float:
    """No point of the region lies farther from its middle, in metres; at most one in a hundred more than need be."""
    whole = land(region)
    # A straight border of degrees may leave the globe's shortest way, so its pieces are measured too.
    hull = shapely.segmentize(whole.shape.convex_hull, 20 * PIECE_DEG)
    at = numpy.radians(shapely.get_coordinates(hull))
    east, north = at[:, 0] - radians(whole.middle_lon), at[:, 1]
    lat = radians(whole.middle_lat)
    half = numpy.sin((north - lat) / 2) ** 2 + cos(lat) * numpy.cos(north) * numpy.sin(east / 2) ** 2
    return float(2 * LARGEST_CURVATURE_M * numpy.arcsin(numpy.sqrt(half)).max())


def region_contains(region: Region, point: Point) -> bool:
    """Whether the point lies in the region or on its border."""
    whole = land(region)
    return bool(whole.shape.intersects(shapely.Point(whole.lon(point.lon), point.lat)))


def region_holds_circle(region: Region, circle: Circle) -> bool:
    """Whether the whole circle lies in the region: to a centimetre up to 15 km of radius, and beyond that to a
    ten-thousandth of the radius."""
    whole = land(region)
    box = _box(whole, circle)
    if box is None or not region_contains(region, circle.center):
        return False
    if whole.shape.contains_properly(box):
        return True
    if circle.radius_m > MAX_REACH_M:
        return bool(whole.shape.covers(_drawn(whole, circle)))
    border = _on_plane(circle, whole.shape.intersection(box).boundary)
    return bool(border.distance(_ORIGIN) >= circle.radius_m - SURE_M)


def region_meets_circle(region: Region, circle: Circle) -> bool:
    """Whether the circle and the region have a point in common; as exact as `region_holds_circle`."""
    whole = land(region)
    box = _box(whole, circle)
    if box is None:
        return distance_m(circle.center, region_middle(region)) <= circle.radius_m
    if region_contains(region, circle.center):
        return True
    if not whole.shape.intersects(box):
        return False
    if circle.radius_m > MAX_REACH_M:
        return bool(whole.shape.intersects(_drawn(whole, circle)))
    border = _on_plane(circle, whole.shape.intersection(box).boundary)
    return bool(border.distance(_ORIGIN) <= circle.radius_m + SURE_M)


def region_holds_polygon(region: Region, polygon: Polygon) -> bool:
    """Whether the whole polygon lies in the region, to a tenth of a metre. Its edges are taken as straight lines of
    degrees too: so one that shares a border with the region lies within."""
    whole = land(region)
    inner = shapely.Polygon([(whole.lon(corner.lon), corner.lat) for corner in polygon.corners])
    if whole.shape.covers(inner):
        return True
    west, south, east, north = inner.bounds
    clip = shapely.box(west - _MARGIN_DEG, south - _MARGIN_DEG, east + _MARGIN_DEG, north + _MARGIN_DEG)
    around = whole.shape.intersection(clip).buffer(HAIR_DEG, join_style="mitre")
    return bool(around.covers(inner))


def region_meets_polygon(region: Region, polygon: Polygon) -> bool:
    """Whether the polygon and the region have a point in common."""
    whole = land(region)
    inner = shapely.Polygon([(whole.lon(corner.lon), corner.lat) for corner in polygon.corners])
    return bool(whole.shape.intersects(inner))


def region_latitudes(region: Region) -> tuple[float, float]:
    """The southernmost and the northernmost one."""
    _, south, _, north = land(region).shape.bounds
    return south, north


def outlines(region: Region) -> list[tuple[tuple[Point, ...], ...]]:
    """The polygons of the region: the outline of each and then its holes, the first corner not repeated."""
    shape = land(region).shape
    return [tuple(_points(line) for line in (part.exterior, *part.interiors)) for part in shape.geoms]


def _points(line: shapely.LinearRing) -> tuple[Point, ...]:
    return tuple(Point(lat=lat, lon=wrap_longitude(lon)) for lon, lat in line.coords[:-1])


def _box(whole: Land, circle: Circle) -> shapely.Polygon | None:
    """A box of degrees around the circle with some room; None for a circle beyond any region."""
    high = (circle.radius_m * 1.1 + 10.0) / 110_500.0
    if not high < MAX_HIGH_DEG:
        return None
    x, y = whole.lon(circle.center.lon), circle.center.lat
    wide = high / max(cos(radians(min(abs(y) + high, MAX_LATITUDE))), 0.05)
    box: shapely.Polygon = shapely.box(x - wide, y - high, x + wide, y + high)
    return box


def _on_plane(circle: Circle, border: shapely.Geometry) -> shapely.Geometry:
    """The border around the center of the circle, in metres."""
    flat = plane(circle.center)
    return shapely.transform(
        shapely.segmentize(border, PIECE_DEG), lambda at: numpy.column_stack(flat.at_each(at[:, 1], at[:, 0]))
    )


def _drawn(whole: Land, circle: Circle) -> shapely.Polygon:
    """A large circle in degrees, by the geodesic."""
    center, corners = circle.center, []
    for azimuth in range(360):
        there = Geodesic.WGS84.Direct(center.lat, center.lon, azimuth, circle.radius_m)
        corners.append((whole.lon(there["lon2"]), there["lat2"]))
    return shapely.Polygon(corners)


def _km2(shape: shapely.Geometry) -> float:
    """By the cylindrical equal-area projection of WGS84 (Snyder, Map Projections, 10-18 and 3-12)."""

    def projected(at: Numbers) -> Numbers:
        sine = numpy.sin(numpy.radians(at[:, 1]))
        bent = _ECCENTRICITY * sine
        q = (1 - _ECCENTRICITY**2) * (sine / (1 - bent * bent) + numpy.arctanh(bent) / _ECCENTRICITY)
        return numpy.column_stack((EQUATOR_RADIUS_M * numpy.radians(at[:, 0]), EQUATOR_RADIUS_M * q / 2))

    return float(shapely.transform(shapely.segmentize(shape, 2 * PIECE_DEG), projected).area) / 1e6


def _unwrapped(parts: list[shapely.Polygon]) -> list[shapely.Polygon]:
    """The parts with longitudes that run on across the 180th meridian."""
    first = parts[0].exterior.coords[0][0]

    def run_on(at: Numbers) -> Numbers:
        return numpy.column_stack((first + (at[:, 0] - first + 180.0) % 360.0 - 180.0, at[:, 1]))

    lons = shapely.get_coordinates(parts)[:, 0]
    if lons.max() - lons.min() <= 180.0:
        return parts  # Then not a bit of any number changes.
    return [shapely.transform(part, run_on) for part in parts]


def _polygons(found: object, depth: int = 0) -> Iterator[shapely.Polygon]:
    """Every polygon in a parsed GeoJSON object."""
    if depth >= _DEEPEST:
        raise UnreadableArea(AreaProblem.NOT_ONE)
    match found:
        case {"type": "FeatureCollection", "features": list(some)}:
            inner = some
        case {"type": "GeometryCollection", "geometries": list(some)}:
            inner = some
        case {"type": "Feature", "geometry": geometry}:
            inner = [geometry]
        case {"type": "MultiPolygon", "coordinates": list(some)}:
            inner = [{"type": "Polygon", "coordinates": rings} for rings in some]
        case {"type": "Polygon", "coordinates": [outline, *holes]}:
            shell, *inside = (ring(each, MAX_REGION_CORNERS) for each in (outline, *holes))
            yield shapely.Polygon(shell, inside)
            return
        case _:
            raise UnreadableArea(AreaProblem.NOT_ONE)
    for each in inner:
        yield from _polygons(each, depth + 1)


def _of_words(text: str) -> list[shapely.Polygon]:
    """The polygons of a well-known text."""
    if not _WKT.match(text):
        raise UnreadableArea(AreaProblem.NOT_GEOJSON)
    try:
        with numpy.errstate(invalid="ignore"):
            found = shapely.force_2d(shapely.from_wkt(text))
    except shapely.errors.GEOSException:
        raise UnreadableArea(AreaProblem.NOT_GEOJSON) from None
    at = shapely.get_coordinates(found)
    (wrong,) = numpy.nonzero(~(numpy.abs(at) <= (180.0, MAX_LATITUDE)).all(axis=1))
    if wrong.size:
        raise UnreadableArea(AreaProblem.CORNER_NOWHERE, int(wrong[0]) + 1)
    return [part for part in shapely.get_parts(found) if not part.is_empty]
