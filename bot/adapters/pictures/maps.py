"""Maps without streets or houses: a circle or a cell on a plain ground, with what it takes to find it elsewhere."""

import io
from collections.abc import Callable
from functools import lru_cache
from math import ceil, hypot

from PIL import Image, ImageDraw, ImageFont

from bot.adapters.pictures.scale import grid_step, metres_bar, miles_bar, radius_words
from bot.chat.message import Picture
from bot.geo.blur import boundary, cell_center
from bot.geo.metric import Metric, local_metric, offset_m
from bot.geo.model import Circle, Point

WIDTH, HEIGHT = 800, 600
FOOT_HEIGHT = 84
"""The strip under the map with the words and the scale bars."""
_SHARPNESS = 2
"""Everything is drawn so many times larger and then shrunk, which smooths the lines."""
_FIGURES_WIDTH = 100
_ROOM = 1.28
"""How much more than the place itself is shown around it."""
_REMEMBERED = 64
"""The same map goes to everybody who is asked, so the last ones are kept: at most about 2 MB."""

_GROUND, _GRID, _GRID_INK = (238, 241, 236), (206, 214, 205), (78, 92, 84)
_FILL, _EDGE, _INK, _PAPER = (250, 214, 140), (150, 52, 0), (22, 30, 36), (255, 255, 255)

Dots = tuple[float, float]

# Pillow looks for its file formats at the first save, for a tenth of a second; that belongs to the start.
Image.preinit()


class PillowMaps:
    """Implements `handlers.context.Maps`. The same place gives the same bytes. Knows nothing about cameras."""

    def circle(self, circle: Circle, description: str) -> Picture:
        """The circle with its center marked and its radius in words."""
        return Picture(name="map.png", content=_circle_png(circle), description=description)

    def cell(self, cell: str, description: str) -> Picture:
        """The cell without a mark in its middle: what happened may have happened anywhere in it."""
        return Picture(name="map.png", content=_cell_png(cell), description=description)


@lru_cache(maxsize=_REMEMBERED)
def _circle_png(circle: Circle) -> bytes:
    sheet = _Sheet(circle.center, circle.radius_m)
    x, y = sheet.dots(circle.center)
    reach = circle.radius_m * sheet.dots_per_m
    sheet.area(lambda draw, **how: draw.ellipse((x - reach, y - reach, x + reach, y + reach), **how))
    sheet.cross(x, y)
    sheet.foot(f"Center {_coordinates(circle.center)}", radius_words(circle.radius_m))
    return sheet.png()


@lru_cache(maxsize=_REMEMBERED)
def _cell_png(cell: str) -> bytes:
    center, corners = cell_center(cell), boundary(cell)
    metric = local_metric(center)
    sheet = _Sheet(center, max(hypot(*offset_m(metric, center, corner)) for corner in corners))
    ring = [sheet.dots(corner) for corner in corners]
    sheet.area(lambda draw, **how: draw.polygon(ring, **how))
    sheet.foot(f"Middle {_coordinates(center)}", "Somewhere inside this area")
    return sheet.png()


class _Sheet:
    """One picture being drawn; positions are in dots of the large drawing until the words are set."""

    def __init__(self, center: Point, reach_m: float) -> None:
        self._center, self._metric = center, local_metric(center)
        self._large = Image.new("RGB", (WIDTH * _SHARPNESS, HEIGHT * _SHARPNESS), _GROUND)
        self._draw = ImageDraw.Draw(self._large)
        self._middle = WIDTH * _SHARPNESS / 2, (HEIGHT - FOOT_HEIGHT) * _SHARPNESS / 2
        self.dots_per_m = self._middle[1] / (max(reach_m, 1.0) * _ROOM)
        self._words: list[tuple[Dots, str, int, tuple[int, int, int], str]] = []
        self._grid()

    def dots(self, point: Point) -> Dots:
        """Where the point lies on the large drawing."""
        x, y = offset_m(self._metric, self._center, point)
        return self._middle[0] + x * self.dots_per_m, self._middle[1] - y * self.dots_per_m

    def area(self, shape: Callable[..., None]) -> None:
        """Fill a shape so that the grid shines through, and outline it."""
        mask = Image.new("L", self._large.size, 0)
        shape(ImageDraw.Draw(mask), fill=150)
        self._large.paste(_FILL, (0, 0), mask)
        shape(self._draw, outline=_EDGE, width=5 * _SHARPNESS)

    def cross(self, x: float, y: float) -> None:
        """The mark of a center: a cross with an open middle, so that it hides nothing."""
        near, far = 5 * _SHARPNESS, 18 * _SHARPNESS
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            line = (x + across * near, y + down * near, x + across * far, y + down * far)
            self._draw.line(line, fill=_INK, width=3 * _SHARPNESS)

    def foot(self, first: str, second: str) -> None:
        """The strip with words on the left and two scale bars on the right, and the arrow to the north."""
        top = (HEIGHT - FOOT_HEIGHT) * _SHARPNESS
        self._draw.rectangle((0, top, WIDTH * _SHARPNESS, HEIGHT * _SHARPNESS), fill=_PAPER)
        self._draw.line((0, top, WIDTH * _SHARPNESS, top), fill=_INK, width=2 * _SHARPNESS)
        left = 20 * _SHARPNESS
        self._say((left, top + 14 * _SHARPNESS), first, 24, _INK)
        self._say((left, top + 48 * _SHARPNESS), second, 22, _INK)
        self._bar(top + 18 * _SHARPNESS, *metres_bar(190 * _SHARPNESS / self.dots_per_m))
        self._bar(top + 52 * _SHARPNESS, *miles_bar(190 * _SHARPNESS / self.dots_per_m))
        self._arrow()

    def png(self) -> bytes:
        """The finished picture."""
        small = self._large.reduce(_SHARPNESS)
        draw = ImageDraw.Draw(small)
        for (x, y), words, size, ink, anchor in self._words:
            place = (round(x / _SHARPNESS), round(y / _SHARPNESS))
            draw.text(place, words, fill=ink, font=_font(size), anchor=anchor)
        out = io.BytesIO()
        # The quickest ways of both steps: a fifth of the time of the best ones, for two more kilobytes.
        few = small.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(out, "PNG", compress_level=6)
        return out.getvalue()

    def _say(self, at: Dots, words: str, size: int, ink: tuple[int, int, int] = _GRID_INK, anchor: str = "la") -> None:
        self._words.append((at, words, size, ink, anchor))

    def _grid(self) -> None:
        """Lines of whole steps of latitude and longitude, with their figures at the edge."""
        width, height = self._middle[0] * 2, self._middle[1] * 2
        step = grid_step(self._middle[1] * 2 / self.dots_per_m)
        metric: Metric = self._metric
        for axis, degree_m, span, base in (
            ("lat", metric.ky, self._middle[1], self._center.lat),
            ("lon", metric.kx, self._middle[0], self._center.lon),
        ):
            reach = span / self.dots_per_m / degree_m
            # Figures of longitude stand side by side, so they may need more room than their lines have.
            every = 1 if axis == "lat" else ceil(_FIGURES_WIDTH * _SHARPNESS / (step * degree_m * self.dots_per_m))
            for number in range(int((base - reach) // step), int((base + reach) // step) + 2):
                away = (number * step - base) * degree_m * self.dots_per_m
                figures = _degrees(number * step, axis, step)
                if axis == "lat":
                    y = self._middle[1] - away
                    self._draw.line((0, y, width, y), fill=_GRID, width=_SHARPNESS * 2)
                    if 30 * _SHARPNESS < y < height - 24 * _SHARPNESS:
                        self._say((8 * _SHARPNESS, y - 4 * _SHARPNESS), figures, 16, anchor="ls")
                else:
                    x = self._middle[0] + away
                    self._draw.line((x, 0, x, height), fill=_GRID, width=_SHARPNESS * 2)
                    if number % every == 0 and 110 * _SHARPNESS < x < width - 180 * _SHARPNESS:
                        self._say((x + 6 * _SHARPNESS, 8 * _SHARPNESS), figures, 16)

    def _bar(self, y: float, length_m: float, words: str) -> None:
        right = (WIDTH - 110) * _SHARPNESS
        left = right - length_m * self.dots_per_m
        self._draw.line((left, y + 9 * _SHARPNESS, right, y + 9 * _SHARPNESS), fill=_INK, width=4 * _SHARPNESS)
        for x in (left, right):
            self._draw.line((x, y + 1 * _SHARPNESS, x, y + 17 * _SHARPNESS), fill=_INK, width=3 * _SHARPNESS)
        self._say((right + 12 * _SHARPNESS, y - 1 * _SHARPNESS), words, 20, _INK)

    def _arrow(self) -> None:
        x, top, size = (WIDTH - 46) * _SHARPNESS, 24 * _SHARPNESS, _SHARPNESS
        self._draw.ellipse((x - 34 * size, top - 14 * size, x + 34 * size, top + 88 * size), fill=_PAPER)
        self._draw.polygon(
            [(x, top), (x + 13 * size, top + 38 * size), (x, top + 30 * size), (x - 13 * size, top + 38 * size)],
            fill=_INK,
        )
        self._say((x, top + 44 * size), "N", 26, _INK, anchor="ma")


def _coordinates(point: Point) -> str:
    """To a metre, as maps in the net take them."""
    return f"{point.lat:.5f}, {point.lon:.5f}"


def _degrees(value: float, axis: str, step: float) -> str:
    places = max(0, len(f"{step:.6f}".rstrip("0").partition(".")[2]))
    sides = {"lat": "NS", "lon": "EW"}[axis]
    return f"{abs(value):.{places}f}° {sides[value < 0]}"


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font. It has no letter beyond ASCII but the degree sign, so only figures and our words are set."""
    return ImageFont.load_default(size)
