"""The time zone of a place."""

from math import cos, radians

import tzfpy

from bot.geo.model import MAX_LATITUDE, Point

RINGS_KM = (1, 2, 5, 10, 20, 50, 100, 200)
"""How far from the coast a place still keeps the time of the land: the exclusive economic zones reach 370 km, but only
the nearer waters have neighbors."""

_KM_IN_A_DEGREE = 111.2
_COMPASS = ((0, 1), (0.7, 0.7), (1, 0), (0.7, -0.7), (0, -1), (-0.7, -0.7), (-1, 0), (-0.7, 0.7))


def zone_at(point: Point) -> str:
    """The IANA name of the zone in which people at the point set their clocks, such as America/Los_Angeles.

    At sea it is the zone of the nearest land within 200 km, to the nearest of a few rings and eight directions; farther
    out the nautical zone, such as Etc/GMT+8.
    """
    here = tzfpy.get_tz(point.lon, point.lat) or "Etc/UTC"
    if not here.startswith("Etc/"):
        return here
    for ring_km in RINGS_KM:
        high = ring_km / _KM_IN_A_DEGREE
        wide = high / max(cos(radians(point.lat)), 0.05)
        for east, north in _COMPASS:
            lat = min(max(point.lat + north * high, -MAX_LATITUDE), MAX_LATITUDE)
            lon = (point.lon + east * wide + 180) % 360 - 180
            beside = tzfpy.get_tz(lon, lat)
            if beside and not beside.startswith("Etc/"):
                return beside
    return here
