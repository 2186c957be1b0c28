"""A polygon to search: the plane on which its geodesic edges are straight, its frame, and which of many points it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

import numpy
import shapely
from numpy.typing import NDArray

from bot.geo.metric import EQUATOR_RADIUS_M, FLATTENING, local_metric, wrap_longitude
from bot.geo.model import Area, Circle, Point, Polygon

Numbers = NDArray[numpy.float64]

MAX_CORNERS = 5000
"""The outline of a county has some hundreds."""

MIN_AREA_M2 = 1.0
"""Less is a line drawn there and back."""

SURE_M = 0.001
"""An error below this does not count: an edge is promised to a tenth of a metre."""

HAIR_DEG = 1e-7
"""A centimetre of latitude."""

MAX_REACH_M = 15_000.0
"""No corner of a polygon to search lies farther than this from its middle: `cells.MAX_COVER_RADIUS_M` has to hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Five constants of a center. With u and v the differences of latitude and longitude to it in degrees,
    `x = (kx + tx*u) * v` and `y = (ky + ty*u) * u + bend*v*v` are metres to the east and to the north.

    It is the azimuthal equidistant projection of WGS84 to the second order: geodesics are straight lines on it, where
    the plane of longitude and latitude, and that of the local metric, bend every one that runs east by centimetres a
    kilometre. What is left is of the third order, see `doubt_m`.
    """

    center: Point
    kx: float
    tx: float
    ky: float
    ty: float
    bend: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where this place in degrees lies, in metres east and north of the center."""
        u, v = lat - self.center.lat, wrap_longitude(lon - self.center.lon)
        return (self.kx + self.tx * u) * v, (self.ky + self.ty * u) * u + self.bend * v * v

    def at_each(self, lats: Numbers, lons: Numbers) -> tuple[Numbers, Numbers]:
        """The same of many places."""
        u, v = lats - self.center.lat, (lons - self.center.lon + 180.0) % 360.0 - 180.0
        return (self.kx + self.tx * u) * v, (self.ky + self.ty * u) * u + self.bend * v * v

    def doubt_m(self, reach_m: float) -> float:
        """Metres by which a straight line on the plane may miss the geodesic, up to so many metres from the center.

        Measured against Karney's geodesics from 0 to 84 degrees: at most 0.19 times the cube of the reach over the
        square of the distance to the earth's axis; this is 1 um at 700 m in a town, and 3 mm at 2 km at 84 degrees.
        """
        return 0.25 * reach_m**3 / (EQUATOR_RADIUS_M * cos(radians(self.center.lat))) ** 2


def plane(center: Point) -> Plane:
    """The plane that touches the earth at this center."""
    metric = local_metric(center)
    sine, cosine = sin(radians(center.lat)), cos(radians(center.lat))
    prime_vertical = EQUATOR_RADIUS_M / (1 - FLATTENING * (2 - FLATTENING) * sine * sine) ** 0.5
    # The metric wants the circumference of the parallel midway, a plane that of the parallel itself: twice the slope.
    # And a parallel is no straight line: it leaves the geodesic toward its pole.
    return Plane(
        center=center,
        kx=metric.kx,
        tx=2 * metric.tx,
        ky=metric.ky,
        ty=metric.ty,
        bend=prime_vertical * sine * cosine / 2 * radians(1) ** 2,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A polygon laid out to be searched."""

    plane: Plane
    around: Circle
    """Holds the polygon; its center is the middle that "nearest first" counts from."""
    south: float
    north: float
    west: float
    east: float
    """Degrees between which the polygon lies with all its edges. West is more than east across the date line."""
    doubt_m: float
    """What lies this near to the edge has to be decided by `area.contains`. 0 where the plane is good to a millimetre."""
    outline: shapely.Polygon

    def sort(self, lats: Sequence[float], lons: Sequence[float]) -> tuple[list[int], list[int]]:
        """Of many places in degrees, the numbers of those inside or on the edge, nearest to the middle first; and of
        those that lie too near to the edge for the plane to say. The latter are among the former, wherever they lie."""
        if not lats:
            return [], []
        x, y = self.plane.at_each(numpy.asarray(lats), numpy.asarray(lons))
        inside = shapely.intersects_xy(self.outline, x, y)
        doubtful = numpy.zeros_like(inside)
        if self.doubt_m:
            doubtful = shapely.dwithin(self.outline.boundary, shapely.points(x, y), self.doubt_m)
        (found,) = numpy.nonzero(inside | doubtful)
        nearest_first = numpy.argsort(x[found] ** 2 + y[found] ** 2, kind="stable")
        return found[nearest_first].tolist(), numpy.nonzero(doubtful)[0].tolist()

    def near_m(self, places: Sequence[tuple[float, float]], metres: float) -> list[bool]:
        """For each of some places in degrees, whether the polygon is as near as this."""
        lats, lons = numpy.asarray(places).T
        found: list[bool] = shapely.dwithin(
            self.outline, shapely.points(*self.plane.at_each(lats, lons)), metres
        ).tolist()
        return found


def frame(polygon: Polygon) -> Frame:
    """The polygon on a plane of its own. Raises ValueError with one sentence for one that cannot be searched: of too few
    or too many corners, crossing or touching itself, without an inside, or reaching farther than 15 km."""
    if not 3 <= len(polygon.corners) <= MAX_CORNERS:
        raise ValueError(f"A polygon has between 3 and {MAX_CORNERS} corners.")
    flat = plane(middle(polygon))
    corners = [flat.at(corner.lat, corner.lon) for corner in polygon.corners]
    reach_m = max(hypot(x, y) for x, y in corners)
    if not reach_m <= MAX_REACH_M:
        raise ValueError(f"A polygon to search reaches at most {MAX_REACH_M / 1000:g} km from its middle.")
    outline = shapely.Polygon(corners)
    want_simple(outline)
    shapely.prepare(outline)
    doubt_m = flat.doubt_m(reach_m)
    high, wide = _extent(flat, polygon)
    return Frame(
        plane=flat,
        around=Circle(center=flat.center, radius_m=reach_m + doubt_m + SURE_M),
        south=flat.center.lat - high,
        north=flat.center.lat + high,
        west=wrap_longitude(flat.center.lon - wide),
        east=wrap_longitude(flat.center.lon + wide),
        doubt_m=doubt_m if doubt_m > SURE_M else 0.0,
        outline=outline,
    )


def _extent(flat: Plane, polygon: Polygon) -> tuple[float, float]:
    """Degrees of latitude and longitude from the middle that no point of the polygon exceeds, a hair added."""
    high = max(abs(corner.lat - flat.center.lat) for corner in polygon.corners)
    wide = max(abs(wrap_longitude(corner.lon - flat.center.lon)) for corner in polygon.corners)
    # Edges leave the box of their corners: those that run east toward the pole, slanted ones a little to the side.
    high += abs(flat.bend) * wide * wide / flat.ky + HAIR_DEG
    return high, wide * (1 + 3 * abs(flat.tx) * high / flat.kx) + HAIR_DEG


def want_simple(outline: shapely.Polygon) -> None:
    """Raises ValueError with one sentence when the outline crosses or touches itself, or has nothing inside."""
    if not outline.is_valid or outline.area < MIN_AREA_M2:
        raise ValueError("The outline of that polygon crosses or touches itself.")


def middle(polygon: Polygon) -> Point:
    """The middle between its southernmost and northernmost corner, and between its westernmost and easternmost."""
    first = polygon.corners[0]
    east = [wrap_longitude(corner.lon - first.lon) for corner in polygon.corners]
    north = [corner.lat for corner in polygon.corners]
    lon = wrap_longitude(first.lon + (min(east) + max(east)) / 2)
    return Point(lat=(min(north) + max(north)) / 2, lon=lon)


def middle_of(area: Area) -> Point:
    """The center of a circle, or the middle of a polygon; it may lie outside of one that is bent."""
    return area.center if isinstance(area, Circle) else middle(area)
