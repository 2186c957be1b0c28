"""The time zone of a place."""

import tzfpy

from bot.geo.model import Point


def zone_at(point: Point) -> str:
    """The IANA name of the zone in which people at the point set their clocks, such as America/Los_Angeles."""
    return tzfpy.get_tz(point.lon, point.lat) or "UTC"
