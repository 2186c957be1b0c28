"""Whether a camera looks at a place."""

from math import atan2, degrees

from bot.geo.metric import local_metric, offset_m
from bot.geo.model import Point


def looks_at(camera: Point, facing_deg: float, view_deg: float, place: Point) -> bool:
    """Whether the place lies within the field of view: `view_deg` wide around `facing_deg`, clockwise from north. Walls
    are not known, and distance does not count. A camera at the place itself looks at it."""
    east_m, north_m = offset_m(local_metric(camera), camera, place)
    bearing_deg = degrees(atan2(east_m, north_m)) if east_m or north_m else facing_deg
    return abs((bearing_deg - facing_deg + 180.0) % 360.0 - 180.0) <= view_deg / 2
