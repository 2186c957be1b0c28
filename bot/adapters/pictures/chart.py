"""A small calm bar chart: how many there were each week, and how many there usually are."""

from functools import lru_cache

from PIL import Image, ImageDraw

from bot.adapters.pictures.lettering import fitted, font, width_of, wrapped
from bot.adapters.pictures.sheet import INK, PAPER, SHARPNESS, packed
from bot.chat.drawing import Bar

WIDTH = 800
_BARS_HEIGHT = 250
_EDGE_DOTS = 28
_PALE, _PALE_EDGE, _NOW, _BASE = (206, 219, 226), (84, 108, 120), (24, 78, 110), (84, 108, 120)
"""All calm: a busy week is no alarm. The bar of now is dark, its words are bold, and a small arrow points at it."""
_TITLE, _LABEL, _LEAST_LABEL, _NOTE, _NUMBER = 32, 25, 21, 26, 28
_REMEMBERED = 32


@lru_cache(maxsize=_REMEMBERED)
def chart_png(bars: tuple[Bar, ...], usual: float, title: str, note: str) -> bytes:
    """A bar for each with its number above and its label below, and a dashed line at the usual number. The picture is as
    high as its words need. Raises ValueError without bars."""
    if not bars:
        raise ValueError("A chart needs a bar.")
    heading = wrapped(title, _TITLE, WIDTH - 2 * _EDGE_DOTS, bold=True) if title else []
    remark = wrapped(note, _NOTE, WIDTH - 2 * _EDGE_DOTS - 60) if note else []
    top = 24 + 42 * len(heading) + 44
    base = top + _BARS_HEIGHT
    height = base + 74 + 36 * len(remark) + (14 if remark else 0)
    large = Image.new("RGB", (WIDTH * SHARPNESS, height * SHARPNESS), PAPER)
    draw = ImageDraw.Draw(large)
    slots = _slots(len(bars))
    highest = max(1.0, usual, *(float(bar.number) for bar in bars))
    level = base - usual / highest * _BARS_HEIGHT
    for bar, (left, right) in zip(bars, slots, strict=True):
        _bar(draw, bar, left, right, base, base - bar.number / highest * _BARS_HEIGHT)
    draw.line(_large(_EDGE_DOTS, base, WIDTH - _EDGE_DOTS, base), fill=_BASE, width=3 * SHARPNESS)
    _dashes(draw, _EDGE_DOTS, WIDTH - _EDGE_DOTS, level)
    if remark:
        _dashes(draw, _EDGE_DOTS, _EDGE_DOTS + 44, base + 92)
    small = large.reduce(SHARPNESS)
    pen = ImageDraw.Draw(small)
    for number, line in enumerate(heading):
        pen.text((_EDGE_DOTS, 24 + 42 * number), line, fill=INK, font=font(_TITLE, bold=True))
    for number, line in enumerate(remark):
        pen.text((_EDGE_DOTS + 60, base + 92 + 36 * number), line, fill=INK, font=font(_NOTE), anchor="lm")
    _figures(pen, bars, slots, base, highest)
    return packed(small)


def _slots(number: int) -> list[tuple[float, float]]:
    """The left and right edges of each bar."""
    wide = (WIDTH - 2 * _EDGE_DOTS) / number
    bar = min(wide * 0.68, 92.0)
    middles = [_EDGE_DOTS + wide * (each + 0.5) for each in range(number)]
    return [(middle - bar / 2, middle + bar / 2) for middle in middles]


def _bar(draw: ImageDraw.ImageDraw, bar: Bar, left: float, right: float, base: float, top: float) -> None:
    if bar.number > 0:
        fill, edge = (_NOW, _NOW) if bar.now else (_PALE, _PALE_EDGE)
        draw.rectangle(_large(left, top, right, base), fill=fill, outline=edge, width=2 * SHARPNESS)
    if bar.now:
        x, y = (left + right) / 2, base + 58
        draw.polygon(_large(x, y, x + 11, y + 12, x - 11, y + 12), fill=_NOW)


def _dashes(draw: ImageDraw.ImageDraw, left: float, right: float, y: float) -> None:
    """Dark dashes on a light line, so that they are seen on pale and dark bars alike."""
    draw.line(_large(left, y, right, y), fill=PAPER, width=7 * SHARPNESS)
    x = left
    while x < right:
        draw.line(_large(x, y, min(x + 12, right), y), fill=INK, width=3 * SHARPNESS)
        x += 16


def _figures(
    pen: ImageDraw.ImageDraw, bars: tuple[Bar, ...], slots: list[tuple[float, float]], base: float, highest: float
) -> None:
    """Numbers above the bars, labels below; where labels would touch, only every second, third... is written."""
    wide = (WIDTH - 2 * _EDGE_DOTS) / len(bars)
    label_size, every = _LABEL, 1
    while _widest(bars, label_size) + 10 > every * wide and every < len(bars):
        label_size, every = (label_size - 1, every) if label_size > _LEAST_LABEL else (_LABEL, every + 1)
    anchor = next((at for at, bar in enumerate(bars) if bar.now), len(bars) - 1)
    for at, (bar, (left, right)) in enumerate(zip(bars, slots, strict=True)):
        x, ink = (left + right) / 2, _NOW if bar.now else INK
        top = base - bar.number / highest * _BARS_HEIGHT
        words, size = fitted(str(bar.number), _NUMBER, wide - 4, bold=bar.now)
        half = width_of(words, size, bold=bar.now) / 2
        # Where the dashed line would run through the number, it is interrupted.
        pen.rectangle((x - half - 6, top - 8 - 0.78 * size, x + half + 6, top - 5), fill=PAPER)
        pen.text((x, top - 6), words, fill=ink, font=font(size, bold=bar.now), anchor="mb")
        if (at - anchor) % every == 0:
            words, size = fitted(bar.label, label_size, max(every * wide - 10, 40), bold=bar.now)
            half = width_of(words, size, bold=bar.now) / 2
            x = min(max(x, half + 6), WIDTH - half - 6)
            pen.text((x, base + 32), words, fill=ink, font=font(size, bold=bar.now), anchor="mm")


def _widest(bars: tuple[Bar, ...], size: int) -> float:
    return max(width_of(bar.label, size, bold=bar.now) for bar in bars)


def _large(*dots: float) -> tuple[float, ...]:
    return tuple(dot * SHARPNESS for dot in dots)
