"""Circles, polygons and regions: how large they are, what they hold, and what they share."""

from functools import lru_cache
from math import cos, pi, radians, sin, sqrt
from typing import assert_never

import shapely
from geographiclib.geodesic import Geodesic

from bot.geo.distance import distance_m
from bot.geo.metric import local_metric, squared_m2
from bot.geo.model import Area, Circle, Jurisdiction, Point, Polygon, Region
from bot.geo.polygon import middle_of
from bot.geo.regions import (
    region_contains,
    region_holds_circle,
    region_holds_polygon,
    region_km2,
    region_meets_circle,
    region_meets_polygon,
    region_middle,
    region_reach_m,
)

WGS84 = Geodesic.WGS84

SHARED_EDGE_M = 0.1
"""A polygon that pokes out of another by less than this lies within it: both may follow the same border."""


def area_km2(area: Jurisdiction) -> float:
    """Square kilometres on WGS84. A circle counts as flat, which overstates it by 1 in a million at 20 km."""
    match area:
        case Circle(radius_m=radius_m):
            return pi * radius_m**2 / 1e6
        case Polygon(corners=corners):
            outline = WGS84.Polygon()
            for corner in corners:
                outline.AddPoint(corner.lat, corner.lon)
            return abs(float(outline.Compute()[2])) / 1e6
        case Region():
            return region_km2(area)
        case _:
            assert_never(area)


def circle_radius_for(area_km2: float) -> float:
    """The radius in metres of a circle of so many square kilometres."""
    return sqrt(area_km2 * 1e6 / pi)


def middle(area: Jurisdiction) -> Point:
    """The center of a circle, else the middle of the frame around it, which may lie outside of one that is bent."""
    return region_middle(area) if isinstance(area, Region) else middle_of(area)


def reach_m(area: Jurisdiction) -> float:
    """Metres from the middle to the farthest point. Of a region it may be overstated by a hundredth."""
    match area:
        case Circle(radius_m=radius_m):
            return radius_m
        case Polygon(corners=corners):
            center = middle_of(area)
            return max(distance_m(center, corner) for corner in corners)
        case Region():
            return region_reach_m(area)
        case _:
            assert_never(area)


def contains(area: Jurisdiction, point: Point) -> bool:
    """Whether the point lies in the area or on its edge. A circle is decided by geodesic distance."""
    match area:
        case Circle():
            return _in_circle(area, point)
        case Polygon():
            origin, outline = _plane(area)
            return bool(outline.intersects(shapely.Point(_project(origin, point))))
        case Region():
            return region_contains(area, point)
        case _:
            assert_never(area)


def within(inner: Area, outer: Jurisdiction) -> bool:
    """Whether the whole area lies in the other; touching the edge from inside counts as within, and a polygon may poke
    out of a polygon or region by a tenth of a metre."""
    match inner, outer:
        case Circle(), Circle():
            return distance_m(inner.center, outer.center) + inner.radius_m <= outer.radius_m
        case Polygon(), Circle():
            return all(distance_m(outer.center, corner) <= outer.radius_m for corner in inner.corners)
        case Circle(), Polygon():
            # Around its center the circle stays exactly round in an equidistant projection.
            outline = _outline(inner.center, outer)
            origin = shapely.Point(0.0, 0.0)
            return bool(outline.intersects(origin)) and outline.boundary.distance(origin) >= inner.radius_m
        case Polygon(), Polygon():
            origin_of_inner, shape = _plane(inner)
            around = _outline(origin_of_inner, outer).buffer(SHARED_EDGE_M, join_style="mitre")
            return bool(around.covers(shape))
        case Circle(), Region():
            return region_holds_circle(outer, inner)
        case Polygon(), Region():
            return region_holds_polygon(outer, inner)
        case _:
            raise AssertionError("An area is a circle or a polygon, in one of these or in a region.")


def overlap(a: Area, b: Area) -> float:
    """What the areas have in common, as a share of the smaller one: from 0 to 1, to a ten-thousandth. The order does not
    matter."""
    if not touches(a, b):
        return 0.0
    a, b = sorted((a, b), key=repr)  # So that both orders give the same bits.
    origin = middle_of(a)
    one, other = _on_plane(origin, a), _on_plane(origin, b)
    smaller = min(one.area, other.area)
    return min(float(one.intersection(other).area) / smaller, 1.0) if smaller > 0 else 0.0


def is_compact(area: Area, width_m: float, farthest_m: float) -> bool:
    """Whether the area has no arm narrower than `width_m`, and no point farther than `farthest_m` metres from its middle.

    A brush as wide as that has to get from anywhere to anywhere inside, and to leave nothing unpainted but pointed corners
    of about 30° or more (which reach one and a half widths beyond the brush).
    """
    if reach_m(area) > farthest_m:
        return False
    if isinstance(area, Circle):
        return 2 * area.radius_m >= width_m
    _, outline = _plane(area)
    brushed = outline.buffer(-width_m / 2)
    if not isinstance(brushed, shapely.Polygon) or brushed.is_empty:
        return False
    return bool(brushed.buffer(2 * width_m).covers(outline))


def touches(a: Area, b: Jurisdiction) -> bool:
    """Whether the areas have a point in common."""
    match a, b:
        case Circle(), Circle():
            return distance_m(a.center, b.center) <= a.radius_m + b.radius_m
        case Circle(), Polygon():
            return bool(_outline(a.center, b).distance(shapely.Point(0.0, 0.0)) <= a.radius_m)
        case Polygon(), Circle():
            return touches(b, a)
        case Polygon(), Polygon():
            origin, outline = _plane(a)
            return bool(outline.intersects(_outline(origin, b)))
        case Circle(), Region():
            return region_meets_circle(b, a)
        case Polygon(), Region():
            return region_meets_polygon(b, a)
        case _:
            raise AssertionError("An area is a circle or a polygon, and touches one of these or a region.")


def _in_circle(circle: Circle, point: Point) -> bool:
    near = sqrt(squared_m2(local_metric(circle.center), circle.center, point))
    # The metric errs by less than this; what is nearer to the edge, and what is far away, is left to the geodesic.
    doubt = 0.001 * max(1.0, (max(near, circle.radius_m) / 1000.0) ** 3)
    if abs(near - circle.radius_m) > doubt:
        return near < circle.radius_m
    return distance_m(circle.center, point) <= circle.radius_m


@lru_cache(maxsize=128)
def _plane(polygon: Polygon) -> tuple[Point, shapely.Polygon]:
    """The middle of the polygon and its outline projected around it."""
    origin = middle_of(polygon)
    return origin, _outline(origin, polygon)


def _outline(origin: Point, polygon: Polygon) -> shapely.Polygon:
    return shapely.Polygon([_project(origin, corner) for corner in polygon.corners])


def _on_plane(origin: Point, area: Area) -> shapely.Polygon:
    match area:
        case Circle(center=center, radius_m=radius_m):
            return shapely.Point(_project(origin, center)).buffer(radius_m, quad_segs=180)
        case Polygon():
            return _outline(origin, area)
        case _:
            assert_never(area)


def _project(origin: Point, point: Point) -> tuple[float, float]:
    """Azimuthal equidistant: metres east and north, exact in distance and direction from the origin."""
    line = WGS84.Inverse(origin.lat, origin.lon, point.lat, point.lon, Geodesic.DISTANCE | Geodesic.AZIMUTH)
    distance, azimuth = line["s12"], radians(line["azi1"])
    return distance * sin(azimuth), distance * cos(azimuth)
