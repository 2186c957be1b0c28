"""Letters on pictures: one font that travels with us, so that the same words give the same dots everywhere."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FONTS = Path(__file__).parent / "fonts"
_LEAST_PART = 0.6
"""Words that are too long are set smaller down to this part of the size, and then cut."""


@lru_cache(maxsize=64)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, with the letters of western and central European languages, in dots of height."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(_FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(words: str, size: int, *, bold: bool = False) -> float:
    """In dots."""
    return font(size, bold=bold).getlength(words)


def fitted(words: str, size: int, most: float, *, bold: bool = False) -> tuple[str, int]:
    """The words and a size at which they are no wider than `most` dots; the last letters may give way to "…"."""
    least = round(size * _LEAST_PART)
    while size > least and width_of(words, size, bold=bold) > most:
        size -= 1
    if width_of(words, size, bold=bold) <= most:
        return words, size
    while words and width_of(words + "…", size, bold=bold) > most:
        words = words[:-1]
    return words.rstrip() + "…", size


def wrapped(words: str, size: int, most: float, *, bold: bool = False) -> list[str]:
    """The words in lines no wider than `most` dots, broken at blanks."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, bold=bold) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
