"""The operator's own map tiles as a background: read from a folder, never fetched. Web Mercator, 256 dots."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import asinh, atan, ceil, cos, degrees, floor, log2, pi, radians, sinh, tan
from pathlib import Path

from PIL import Image

from bot.geo.model import MAX_LATITUDE, Point

TILE_DOTS = 256
EQUATOR_M = 40_075_016.686
LEAST_ZOOM, MOST_ZOOM = 8, 19
COARSER = 3
"""When there are no tiles of the best zoom, so many coarser ones are tried and enlarged."""
MOST_TILES = 64
_REMEMBERED = 128

Dots = tuple[float, float]


class Tiles:
    """A folder of `{z}/{x}/{y}.png`."""

    def __init__(self, folder: Path) -> None:
        self._open = lru_cache(maxsize=_REMEMBERED)(lambda z, x, y: _opened(folder / str(z) / str(x) / f"{y}.png"))

    def lay(
        self, canvas: Image.Image, corners: tuple[Point, Point], dots: Callable[[Point], Dots], m_per_dot: float
    ) -> bool:
        """Put the tiles between two corners (north-west, south-east) on the canvas, where `dots` says; False when there
        are none. Missing tiles leave the canvas as it is."""
        north_west, south_east = corners
        finest = _zoom(m_per_dot, (north_west.lat + south_east.lat) / 2)
        for zoom in range(finest, max(finest - COARSER, LEAST_ZOOM) - 1, -1):
            found = [
                (image, x, y)
                for x, y in _between(zoom, north_west, south_east)
                if (image := self._open(zoom, x % 2**zoom, y)) is not None
            ]
            for image, x, y in found:
                _paste(canvas, image, dots(_corner(zoom, x, y)), dots(_corner(zoom, x + 1, y + 1)))
            if found:
                return True
        return False


def _opened(path: Path) -> Image.Image | None:
    """A tile, or None when it is missing or broken: a map with a hole is better than none."""
    try:
        with Image.open(path, formats=["PNG"]) as image:
            return image.convert("RGB") if image.size == (TILE_DOTS, TILE_DOTS) else None
    except (OSError, ValueError, SyntaxError):
        return None


def _paste(canvas: Image.Image, image: Image.Image, above: Dots, below: Dots) -> None:
    # Rounding both edges the same way leaves no gap between neighbors.
    left, top, right, bottom = round(above[0]), round(above[1]), round(below[0]), round(below[1])
    if right > left and bottom > top:
        canvas.paste(image.resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))


def _zoom(m_per_dot: float, lat: float) -> int:
    """The zoom whose dots are about as large as ours."""
    whole = EQUATOR_M * cos(radians(lat)) / TILE_DOTS
    return min(MOST_ZOOM, max(LEAST_ZOOM, ceil(log2(whole / m_per_dot) - 0.4)))


def _between(zoom: int, north_west: Point, south_east: Point) -> Iterator[tuple[int, int]]:
    left, top = _position(zoom, north_west)
    right, bottom = _position(zoom, south_east)
    if right < left:
        right += 2**zoom  # Over the 180th meridian.
    columns = range(floor(left), floor(right) + 1)
    rows = range(max(0, floor(top)), min(2**zoom - 1, floor(bottom)) + 1)
    if len(columns) * len(rows) <= MOST_TILES:
        yield from ((x, y) for x in columns for y in rows)


def _position(zoom: int, point: Point) -> Dots:
    """In tiles from the north-west corner of the world."""
    return (
        (point.lon + 180.0) / 360.0 * 2**zoom,
        (1 - asinh(tan(radians(point.lat))) / pi) / 2 * 2**zoom,
    )


def _corner(zoom: int, x: int, y: int) -> Point:
    """The north-west corner of a tile."""
    lat = degrees(atan(sinh(pi * (1 - 2 * y / 2**zoom))))
    lon = (x / 2**zoom * 360.0) % 360.0 - 180.0
    return Point(lat=max(-MAX_LATITUDE, min(MAX_LATITUDE, lat)), lon=lon)
