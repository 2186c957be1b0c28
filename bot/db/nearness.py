"""How near a point is to an area, for the few rows that a query left over."""

from itertools import pairwise
from math import hypot
from typing import assert_never

from bot.geo.distance import distance_m
from bot.geo.metric import local_metric, offset_m
from bot.geo.model import Area, Circle, Jurisdiction, Point, Polygon, Region
from bot.geo.regions import region_latitudes, region_meets_circle

METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST = 110_000.0
"""110,574 m at the equator, more toward the poles."""


def latitudes(area: Jurisdiction) -> tuple[float, float]:
    """The southernmost and northernmost latitude of an area, in degrees, never too narrow."""
    match area:
        case Circle(center=center, radius_m=radius_m):
            reach = radius_m / METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST
            return center.lat - reach, center.lat + reach
        case Polygon(corners=corners):
            return min(corner.lat for corner in corners), max(corner.lat for corner in corners)
        case Region():
            return region_latitudes(area)
        case _:
            assert_never(area)


def is_touched(circle: Circle, area: Jurisdiction) -> bool:
    """Whether the circle and the area have a point in common."""
    if isinstance(area, Region):
        return region_meets_circle(area, circle)
    return distance_to_area_m(circle.center, area) <= circle.radius_m


def distance_to_area_m(point: Point, area: Area) -> float:
    """Metres from a point to the nearest point of an area; 0 inside. A polygon is measured on the plane there."""
    match area:
        case Circle(center=center, radius_m=radius_m):
            return max(distance_m(point, center) - radius_m, 0.0)
        case Polygon(corners=corners):
            metric = local_metric(point)
            return distance_to_polygon([offset_m(metric, point, corner) for corner in corners])
        case _:
            assert_never(area)


def distance_to_polygon(corners: list[tuple[float, float]]) -> float:
    """Distance of the origin to a polygon on the plane; 0 inside."""
    edges = list(pairwise([*corners, corners[0]]))
    inside = False
    for (ax, ay), (bx, by) in edges:
        # The origin is inside when a ray from it crosses the outline an odd number of times.
        if (ay > 0) != (by > 0) and ax + (0 - ay) * (bx - ax) / (by - ay) > 0:
            inside = not inside
    return 0.0 if inside else min(distance_to_edge(a, b) for a, b in edges)


def distance_to_edge(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of the origin to a straight edge."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(max(-(a[0] * dx + a[1] * dy) / length, 0.0), 1.0)
    return hypot(a[0] + along * dx, a[1] + along * dy)
