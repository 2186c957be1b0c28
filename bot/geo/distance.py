"""The distance that everything else is measured against: the geodesic on WGS84."""

from geopy.distance import geodesic

from bot.geo.model import Point


def distance_m(a: Point, b: Point) -> float:
    """Metres along the geodesic between the points (Karney's algorithm, exact to nanometres)."""
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).meters)
