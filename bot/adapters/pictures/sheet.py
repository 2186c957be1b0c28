"""A sheet of paper for a map: where a point lies on it, the ground, and everything that can be drawn there."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, hypot

from PIL import Image, ImageDraw

from bot.adapters.pictures.lettering import fitted, font, width_of
from bot.adapters.pictures.scale import grid_step, metres_bar, miles_bar
from bot.adapters.pictures.tiles import Tiles
from bot.geo.metric import local_metric, offset_m, wrap_longitude
from bot.geo.model import MAX_LATITUDE, Point

WIDTH, HEIGHT = 800, 600
FOOT_HEIGHT = 104
"""The strip under the map with the words."""
SHARPNESS = 2
"""Everything is drawn so many times larger and then shrunk, which smooths the lines."""
ROOM = 1.22
"""How much more than the place itself is shown around it."""
PIN_DOTS = 13.0 * SHARPNESS
"""From the middle of a pin to its edge, on the large drawing."""
SLICE_DOTS = 105.0 * SHARPNESS
_FIGURES_WIDTH = 150
_BAR_WIDTH = 170
_PLATE_ALPHA, _SHADE_ALPHA, _TINT_ALPHA, _FULLEST_ALPHA = 225, 70, 60, 150

GROUND, GRID, GRID_INK = (238, 241, 236), (206, 214, 205), (78, 92, 84)
_SHADE = (92, 104, 112)
FILL, EDGE, INK, PAPER = (250, 208, 120), (150, 52, 0), (22, 30, 36), (255, 255, 255)

Dots = tuple[float, float]
Box = tuple[float, float, float, float]
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    at: Dots
    text: str
    size: int
    ink: Color
    anchor: str
    bold: bool


class Sheet:
    """One map being drawn. Positions are in dots of the large drawing; words are set on the small one."""

    def __init__(self, center: Point, reach_m: float, tiles: Tiles | None = None) -> None:
        """`reach_m` metres to the north and south of the center fit, with some room around."""
        self._center, self._metric = center, local_metric(center)
        self._large = Image.new("RGB", (WIDTH * SHARPNESS, HEIGHT * SHARPNESS), GROUND)
        self._draw = ImageDraw.Draw(self._large)
        self._middle = WIDTH * SHARPNESS / 2, (HEIGHT - FOOT_HEIGHT) * SHARPNESS / 2
        self.dots_per_m = self._middle[1] / (max(reach_m, 1.0) * ROOM)
        self._words: list[_Words] = []
        self._plates: list[Box] = []
        if tiles is None or not tiles.lay(self._large, self._corners(), self.dots, SHARPNESS / self.dots_per_m):
            self._grid()

    @property
    def middle(self) -> str:
        """The coordinates of the middle of the map."""
        return coordinates(self._center)

    def dots(self, point: Point) -> Dots:
        """Where the point lies on the large drawing."""
        x, y = offset_m(self._metric, self._center, point)
        return self._middle[0] + x * self.dots_per_m, self._middle[1] - y * self.dots_per_m

    def area(self, shape: Callable[..., None]) -> None:
        """Fill a shape so that the ground shines through, and outline it."""
        mask = Image.new("L", self._large.size, 0)
        shape(ImageDraw.Draw(mask), fill=140)
        if (box := mask.getbbox()) is not None:
            self._large.paste(FILL, box, mask.crop(box))
        shape(self._draw, outline=EDGE, width=5 * SHARPNESS)

    def ring(self, x: float, y: float, radius: float) -> None:
        """A dashed circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        for start in range(0, 360, 6):
            self._draw.arc(box, start, start + 3.4, fill=INK, width=2 * SHARPNESS)

    def shade_around(self, parts: Sequence[Sequence[Sequence[Dots]]]) -> None:
        """Darken everything that lies in none of the parts, and their holes. Of each part the outline, then its holes."""
        mask = Image.new("L", self._large.size, _SHADE_ALPHA)
        _cut(mask, parts, 0, _SHADE_ALPHA)
        self._large.paste(_SHADE, (0, 0), mask)

    def border(self, ring: Sequence[Dots]) -> None:
        """A dark line with a light rim, closed."""
        for ink, width in ((PAPER, 9), (INK, 5)):
            self._draw.line([*ring, *ring[:2]], fill=ink, width=width * SHARPNESS, joint="curve")

    def border_sample(self, left: float, right: float, y: float) -> None:
        """A short piece of such a line, to explain it."""
        self._draw.line((left, y, right, y), fill=INK, width=5 * SHARPNESS)

    def small(self, parts: Sequence[Sequence[Sequence[Dots]]]) -> None:
        """Areas on a small map in a corner of the sheet: filled, and outlined finely."""
        for outline, *holes in parts:
            self._draw.polygon(list(outline), fill=GROUND)
            for hole in holes:
                self._draw.polygon(list(hole), fill=PAPER)
        for ring in (ring for part in parts for ring in part):
            self._draw.line([*ring, *ring[:2]], fill=INK, width=2 * SHARPNESS, joint="curve")

    def dot(self, x: float, y: float, radius: float) -> None:
        """A small round mark with a light rim."""
        for ink, size in ((PAPER, radius + 2 * SHARPNESS), (EDGE, radius)):
            self._draw.ellipse((x - size, y - size, x + size, y + size), fill=ink)

    def tint(self, areas: Sequence[Sequence[Sequence[Sequence[Dots]]]]) -> None:
        """Fill areas faintly, the largest first; each is a little fuller than those below it."""
        mask = Image.new("L", self._large.size, 0)
        for number, parts in enumerate(areas):
            _cut(mask, parts, min(_TINT_ALPHA + 10 * number, _FULLEST_ALPHA), 0)
        self._large.paste(FILL, (0, 0), mask)

    def slice(self, x: float, y: float, facing_deg: int, view_deg: int) -> None:
        """Which way something looks: a slice that says nothing of how far. Degrees are clockwise from north."""
        box = (x - SLICE_DOTS, y - SLICE_DOTS, x + SLICE_DOTS, y + SLICE_DOTS)
        if view_deg >= 360:
            self.area(lambda draw, **how: draw.ellipse(box, **how))
            return
        start = facing_deg - 90 - view_deg / 2
        self.area(lambda draw, **how: draw.pieslice(box, start, start + view_deg, **how))

    def pin(self, x: float, y: float) -> None:
        """An exact place: a dot with a light rim, so that it shows on any ground."""
        for ink, radius in ((PAPER, PIN_DOTS), (INK, PIN_DOTS * 0.7)):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)

    def cross(self, x: float, y: float) -> None:
        """The mark of a center: a cross with an open middle, so that it hides nothing."""
        near, far = 6 * SHARPNESS, 20 * SHARPNESS
        for ink, width in ((PAPER, 8), (INK, 4)):
            for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                line = (x + across * near, y + down * near, x + across * far, y + down * far)
                self._draw.line(line, fill=ink, width=width * SHARPNESS)

    def labels(self, places: Sequence[tuple[Dots, str, float]]) -> None:
        """A plate with a few letters for each place: in it when its `reach` in dots leaves room, else beside it with a
        line to it, wherever no other plate or place is in the way."""
        taken = [(x - reach, y - reach, x + reach, y + reach) for (x, y), _, reach in places]
        plates: list[tuple[Box, str, int]] = []
        for number, ((x, y), text, reach) in enumerate(places):
            text, size = fitted(text, 32 if len(places) < 8 else 26, 220, bold=True)
            wide, high = (width_of(text, size, bold=True) + 20) * SHARPNESS, (size + 12) * SHARPNESS
            others = [*self._plates, *taken[:number], *taken[number + 1 :]]
            plate = self._free(x, y, wide, high, reach, others)
            self._plates.append(plate)
            plates.append((plate, text, size))
            left, top, right, bottom = plate
            nearest = min(max(x, left), right), min(max(y, top), bottom)
            if nearest != (x, y):
                self._draw.line((*nearest, x, y), fill=INK, width=3 * SHARPNESS)
        # Plates last, so that no line runs over their letters.
        for plate, text, size in plates:
            self._clear(plate)
            self._draw.rounded_rectangle(plate, radius=11 * SHARPNESS, fill=PAPER, outline=INK, width=3 * SHARPNESS)
            middle = (plate[0] + plate[2]) / 2, (plate[1] + plate[3]) / 2
            self.say(middle, text, size, INK, anchor="mm", bold=True)

    def foot(self, first: str, second: str) -> None:
        """The strip with two lines of words."""
        top = (HEIGHT - FOOT_HEIGHT) * SHARPNESS
        self._draw.rectangle((0, top, WIDTH * SHARPNESS, HEIGHT * SHARPNESS), fill=PAPER)
        self._draw.line((0, top, WIDTH * SHARPNESS, top), fill=INK, width=2 * SHARPNESS)
        for text, size, y, bold in ((first, 31, 32, True), (second, 27, 74, False)):
            text, size = fitted(text, size, WIDTH - 44, bold=bold)
            self.say((22 * SHARPNESS, top + y * SHARPNESS), text, size, INK, anchor="lm", bold=bold)

    def furnish(self, credit: str) -> None:
        """The scale, the arrow to the north, and whom the map is owed to."""
        self._scale(26 if credit else 0)
        self._arrow()
        if credit:
            text, size = fitted(credit, 17, WIDTH - 60)
            wide, bottom = (width_of(text, size) + 16) * SHARPNESS, (HEIGHT - FOOT_HEIGHT) * SHARPNESS
            self._plate((0, bottom - 27 * SHARPNESS, wide, bottom - SHARPNESS), 0)
            self.say((8 * SHARPNESS, bottom - 14 * SHARPNESS), text, size, INK, anchor="lm")

    def say(self, at: Dots, text: str, size: int, ink: Color, *, anchor: str = "la", bold: bool = False) -> None:
        """Words at a place of the large drawing, in a size of the small one."""
        self._words.append(_Words(at=at, text=text, size=size, ink=ink, anchor=anchor, bold=bold))

    def png(self) -> bytes:
        """The finished picture."""
        small = self._large.reduce(SHARPNESS)
        draw = ImageDraw.Draw(small)
        for words in self._words:
            place = (round(words.at[0] / SHARPNESS), round(words.at[1] / SHARPNESS))
            draw.text(place, words.text, fill=words.ink, font=font(words.size, bold=words.bold), anchor=words.anchor)
        return packed(small)

    def _free(self, x: float, y: float, wide: float, high: float, reach: float, others: Sequence[Box]) -> Box:
        """The nearest plate around the place that meets none of the others; the first one when all do."""
        steps = [(0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]
        away = [
            (reach + wide / 2 + 8 * SHARPNESS * far, reach + high / 2 + 8 * SHARPNESS * far) for far in range(1, 26, 2)
        ]
        tried = [self._inside(x + a * over, y + b * up, wide, high) for over, up in away for a, b in steps]
        if hypot(wide, high) / 2 < reach:
            tried.insert(0, self._inside(x, y, wide, high))
        free = (plate for plate in tried if not any(_meet(plate, other) for other in others))
        return next(free, None) or self._anywhere(x, y, wide, high) or tried[0]

    def _anywhere(self, x: float, y: float, wide: float, high: float) -> Box | None:
        """The nearest plate on the whole map that covers no other plate, be it that it covers a place."""
        step = 10 * SHARPNESS
        middles = [
            (over, up)
            for over in range(0, round(self._middle[0] * 2) + 1, step)
            for up in range(0, round(self._middle[1] * 2) + 1, step)
        ]
        middles.sort(key=lambda middle: hypot(middle[0] - x, middle[1] - y))
        tried = (self._inside(over, up, wide, high) for over, up in middles)
        return next((plate for plate in tried if not any(_meet(plate, other) for other in self._plates)), None)

    def _inside(self, x: float, y: float, wide: float, high: float) -> Box:
        """A plate around the place, moved until it is on the map."""
        edge = 6 * SHARPNESS
        x = min(max(x, wide / 2 + edge), self._middle[0] * 2 - wide / 2 - edge)
        y = min(max(y, high / 2 + edge), self._middle[1] * 2 - high / 2 - edge)
        return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2

    def _corners(self) -> tuple[Point, Point]:
        reach = [side / self.dots_per_m for side in self._middle]
        lat, lon = reach[1] / self._metric.ky, reach[0] / self._metric.kx
        return (
            Point(lat=min(self._center.lat + lat, MAX_LATITUDE), lon=wrap_longitude(self._center.lon - lon)),
            Point(lat=max(self._center.lat - lat, -MAX_LATITUDE), lon=wrap_longitude(self._center.lon + lon)),
        )

    def _grid(self) -> None:
        """Lines of whole steps of latitude and longitude, with their figures at the edge."""
        width, height = self._middle[0] * 2, self._middle[1] * 2
        step = grid_step(height / self.dots_per_m)
        for axis, degree_m, span, base in (
            ("lat", self._metric.ky, self._middle[1], self._center.lat),
            ("lon", self._metric.kx, self._middle[0], self._center.lon),
        ):
            reach = span / self.dots_per_m / degree_m
            # Figures of longitude stand side by side, so they may need more room than their lines have.
            every = 1 if axis == "lat" else ceil(_FIGURES_WIDTH * SHARPNESS / (step * degree_m * self.dots_per_m))
            for number in range(int((base - reach) // step), int((base + reach) // step) + 2):
                away = (number * step - base) * degree_m * self.dots_per_m
                figures = _degrees(number * step, axis, step)
                if axis == "lat":
                    y = self._middle[1] - away
                    self._draw.line((0, y, width, y), fill=GRID, width=SHARPNESS * 2)
                    if 40 * SHARPNESS < y < height - 40 * SHARPNESS:
                        self.say((8 * SHARPNESS, y - 4 * SHARPNESS), figures, 18, GRID_INK, anchor="ls")
                else:
                    x = self._middle[0] + away
                    self._draw.line((x, 0, x, height), fill=GRID, width=SHARPNESS * 2)
                    if number % every == 0 and 130 * SHARPNESS < x < width - 220 * SHARPNESS:
                        self.say((x + 6 * SHARPNESS, 8 * SHARPNESS), figures, 18, GRID_INK)

    def _scale(self, raised: int) -> None:
        """One bar for metres and one for miles, from the same left end, on a plate."""
        right, bottom = (WIDTH - 14) * SHARPNESS, (HEIGHT - FOOT_HEIGHT - 12 - raised) * SHARPNESS
        left, top = right - (_BAR_WIDTH + 112) * SHARPNESS, bottom - 70 * SHARPNESS
        self._plate((left, top, right, bottom), 10)
        most_m = _BAR_WIDTH * SHARPNESS / self.dots_per_m
        x = left + 14 * SHARPNESS
        for y, (length_m, words) in (
            (top + 20 * SHARPNESS, metres_bar(most_m)),
            (top + 50 * SHARPNESS, miles_bar(most_m)),
        ):
            end = x + length_m * self.dots_per_m
            self._draw.line((x, y, end, y), fill=INK, width=4 * SHARPNESS)
            for tip in (x, end):
                self._draw.line((tip, y - 8 * SHARPNESS, tip, y + 8 * SHARPNESS), fill=INK, width=3 * SHARPNESS)
            self.say((end + 10 * SHARPNESS, y), words, 23, INK, anchor="lm")

    def _arrow(self) -> None:
        x, top, size = (WIDTH - 46) * SHARPNESS, 24 * SHARPNESS, SHARPNESS
        self._plate((x - 32 * size, top - 12 * size, x + 32 * size, top + 80 * size), 14)
        self._draw.polygon(
            [(x, top), (x + 13 * size, top + 38 * size), (x, top + 30 * size), (x - 13 * size, top + 38 * size)],
            fill=INK,
        )
        self.say((x, top + 58 * size), "N", 28, INK, anchor="mm", bold=True)

    def plate(self, box: Box, *, solid: bool = False) -> None:
        """A ground for signs; a solid one has a frame, and nothing shines through."""
        self._plate(box, 8)
        self._clear(box)
        if solid:
            self._draw.rounded_rectangle(box, 8 * SHARPNESS, fill=PAPER, outline=INK, width=2 * SHARPNESS)

    def _clear(self, box: Box) -> None:
        """Take away the figures of the grid that would stand on a plate: words are set last."""
        left, top, right, bottom = box

        def is_there(words: _Words) -> bool:
            x, y = words.at
            wide, high = width_of(words.text, words.size) * SHARPNESS, words.size * SHARPNESS
            upper = y - high if words.anchor == "ls" else y
            return _meet((x, upper, x + wide, upper + high), (left, top, right, bottom))

        self._words = [words for words in self._words if words.ink != GRID_INK or not is_there(words)]

    def _plate(self, box: Box, radius: int) -> None:
        """A light ground for words and signs, wherever the map is dark."""
        left, top, right, bottom = (round(side) for side in box)
        mask = Image.new("L", (right - left, bottom - top), 0)
        corner = (right - left - 1, bottom - top - 1)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, *corner), radius=radius * SHARPNESS, fill=_PLATE_ALPHA)
        self._large.paste(PAPER, (left, top), mask)
        self._plates.append(box)


def coordinates(point: Point) -> str:
    """To a metre, as maps in the net take them."""
    return f"{point.lat:.5f}, {point.lon:.5f}"


def packed(picture: Image.Image) -> bytes:
    """As PNG. The quickest ways of both steps: a fifth of the time of the best ones, for two more kilobytes."""
    out = io.BytesIO()
    few = picture.quantize(96, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _cut(mask: Image.Image, parts: Sequence[Sequence[Sequence[Dots]]], inside: int, outside: int) -> None:
    """The parts on a mask, the largest first: what lies in the hole of another comes after it."""
    draw = ImageDraw.Draw(mask)
    for outline, *holes in parts:
        draw.polygon(list(outline), fill=inside)
        for hole in holes:
            draw.polygon(list(hole), fill=outside)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _degrees(value: float, axis: str, step: float) -> str:
    places = max(0, len(f"{step:.6f}".rstrip("0").partition(".")[2]))
    sides = {"lat": "NS", "lon": "EW"}[axis]
    return f"{abs(value):.{places}f}° {sides[value < 0]}"
