"""A point, a circle, a polygon, a region, and what the gazetteer knows of a place."""

from dataclasses import dataclass

MAX_LATITUDE = 85.0
"""Beyond it the local metric loses its millimetre; no neighborhood lies there."""


class BadPoint(ValueError):
    """The numbers are no place on this earth that we serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on WGS84, in degrees."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        # A NaN fails both comparisons, so it is refused like everything else that is out of range.
        if not (-MAX_LATITUDE <= self.lat <= MAX_LATITUDE) or not (-180.0 <= self.lon <= 180.0):
            raise BadPoint(f"A latitude lies within ±{MAX_LATITUDE:g} and a longitude within ±180.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Everything within `radius_m` metres of the center, by geodesic distance."""

    center: Point
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """A simple polygon: its corners in order, the first not repeated, no holes."""

    corners: tuple[Point, ...]


Area = Circle | Polygon
"""What can be asked about and searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Several polygons that may have holes: where a department has a say. Made by `regions.read_region` only.

    Its edges are straight lines of longitude and latitude, as GeoJSON has them (RFC 7946, 3.1.1): a border that follows
    a parallel stays on it.
    """

    wkb: bytes
    """A multipolygon of degrees, longitude first, as well-known binary in its normal form. A city has thousands of corners:
    this way they are read, compared and found again at once. Across the 180th meridian the longitudes run on beyond it."""


Jurisdiction = Area | Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A place that was understood: where it is, and the words for it."""

    point: Point
    words: str
    """The street address as the geocoder writes it, or the coordinates when that is all there is."""
