"""The bar chart: true to its numbers, calm, and readable on a phone by those who see no colours."""

import io

import pytest
from PIL import Image

from bot.adapters.pictures import chart
from bot.adapters.pictures.chart import WIDTH, chart_png
from bot.adapters.pictures.lettering import fitted, font, width_of, wrapped
from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.pictures.sheet import EDGE, FILL, GRID_INK, GROUND, INK, PAPER
from bot.chat.drawing import Bar

BARS = tuple(Bar(label=f"Nov {n}", number=number, now=n == 5) for n, number in enumerate((3, 5, 0, 4, 2, 8)))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def luminance(color: tuple[int, int, int]) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [part / 255 for part in color]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        (INK, PAPER, 4.5),
        (INK, GROUND, 4.5),
        (GRID_INK, GROUND, 4.5),
        (chart._NOW, PAPER, 4.5),
        (EDGE, GROUND, 3.0),
        (EDGE, FILL, 3.0),
        (chart._PALE_EDGE, PAPER, 3.0),
        (chart._NOW, chart._PALE, 3.0),
    ],
)
def test_contrast(ink: tuple[int, int, int], ground: tuple[int, int, int], least: float) -> None:
    """Words stand out by 4.5 to 1 and shapes by 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11), also without colours."""
    assert contrast(ink, ground) >= least


def heights(image: Image.Image, base: int) -> list[int]:
    """How high each bar is, by its left part, where the dashed line and the number do not disturb."""
    found = []
    for left, _ in chart._slots(len(BARS)):
        x, y = round(left) + 6, base - 4
        while y > 0 and image.getpixel((x, y)) != image.getpixel((2, 2)):
            y -= 1
        found.append(base - y)
    return found


def test_bars_are_as_high_as_their_numbers() -> None:
    """Heights are proportional to the numbers from a zero line on, so that no week looks worse than it was."""
    image = opened(chart_png(BARS, 0.0, "", ""))
    base = 24 + 44 + 250
    found = heights(image, base)
    for bar, height in zip(BARS, found, strict=True):
        assert height == pytest.approx(bar.number / 8 * 250, abs=5) or bar.number == 0


def test_now_stands_out_without_colour() -> None:
    """In grey, the bar of now is much darker than the others, and an arrow points at it."""
    marked, plain = (
        opened(chart_png(bars, 3.4, "Reports", "Usual")).convert("L")
        for bars in (BARS, tuple(Bar(label=bar.label, number=bar.number) for bar in BARS))
    )
    left, right = chart._slots(len(BARS))[5]
    base = 24 + 42 + 44 + 250
    x = round((left + right) / 2)
    assert int(marked.getpixel((x, base - 20))) + 90 < int(plain.getpixel((x, base - 20)))  # type: ignore[arg-type]
    assert int(marked.getpixel((x, base + 66))) < 120 < int(plain.getpixel((x, base + 66)))  # type: ignore[arg-type]


def test_nothing_in_it_is_red() -> None:
    """A busy week is no alarm."""
    image = opened(chart_png(BARS, 3.4, "Reports", "Usual"))
    assert [
        color for _, color in image.getcolors(1 << 20) or [] if color[0] > color[1] + 40 and color[0] > color[2] + 40
    ] == []  # type: ignore[index]


def test_any_words_and_numbers_fit() -> None:
    """Long titles are wrapped, long labels shortened, many bars labelled sparsely, and no bar at all is an error."""
    for number in (1, 2, 13, 60):
        bars = tuple(Bar(label="semana del 12 de noviembre", number=n * 1000, now=n == 3) for n in range(number))
        image = opened(chart_png(bars, 1e6, "Avisos a menos de una milla " * 6, "Lo habitual en su barrio " * 6))
        assert image.width == WIDTH and 400 < image.height < 1000
    with pytest.raises(ValueError, match="needs a bar"):
        chart_png((), 1.0, "", "")


def test_the_same_numbers_give_the_same_bytes() -> None:
    """Drawn anew, the chart is the same; its description travels with it."""
    maps = PillowMaps()
    first = maps.bars(BARS, 3.4, "Eight reports.", title="Reports", note="Usual")
    chart_png.cache_clear()
    assert maps.bars(list(BARS), 3.4, "Eight reports.", title="Reports", note="Usual") == first
    assert (first.name, first.description, first.media_type) == ("chart.png", "Eight reports.", "image/png")
    assert len(first.content) < 30_000


@pytest.mark.parametrize("letters", ["áéíóúüñ¿¡ÁÉÍÓÚÜÑ", "àâçèêëîïôœùÿ", "äöüßÄÖÜ", "ąćęłńóśźż", "°–—…“”‘’·≥≤−©"])
def test_letters_of_our_languages(letters: str) -> None:
    """The font that travels with us has the letters of the languages that we may speak."""
    missing = font(40).getmask("\u0416")
    blank = [letter for letter in letters if bytes(font(40).getmask(letter)) == bytes(missing)]
    assert blank == []
    assert all(
        bytes(font(40, bold=True).getmask(letter)) != bytes(font(40, bold=True).getmask("\u0416")) for letter in letters
    )


def test_words_are_fitted() -> None:
    """Too long words get smaller first and are cut then; wrapped words keep every word."""
    words, size = fitted("Somewhere inside this area", 31, 400)
    assert words == "Somewhere inside this area" and size < 31 and width_of(words, size) <= 400
    words, size = fitted("Somewhere inside this area", 31, 100)
    assert words.endswith("…") and width_of(words, size) <= 100
    lines = wrapped("one two three four five six", 30, 150)
    assert " ".join(lines) == "one two three four five six" and len(lines) > 2
    assert all(width_of(line, 30) <= 150 for line in lines)
