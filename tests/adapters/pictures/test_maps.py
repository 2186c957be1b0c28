"""Maps: small, always the same, the right way up and to scale."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.pictures.maps import FOOT_HEIGHT, HEIGHT, WIDTH, PillowMaps, _cell_png, _circle_png
from bot.adapters.pictures.scale import METRES_PER_FOOT, METRES_PER_MILE, grid_step, metres_bar, miles_bar, radius_words
from bot.geo.blur import boundary, cell_name
from bot.geo.model import Circle, Point

HOME = Point(lat=40.87, lon=-119.06)
MIDDLE = (WIDTH // 2, (HEIGHT - FOOT_HEIGHT) // 2)


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.convert("RGB")


def is_edge(image: Image.Image, x: int, y: int) -> bool:
    red, green, blue = image.getpixel((x, y))  # type: ignore[misc]
    return red > 120 and green < 90 and blue < 60


@pytest.mark.parametrize("lat", [0.0, 40.87, -33.9, 64.1, 84.9])
@pytest.mark.parametrize("radius_m", [1.0, 144.0, 642.0, 8000.0])
def test_a_circle_is_round_and_whole(lat: float, radius_m: float) -> None:
    """At any latitude and size the circle is inside the picture, as wide as high, in less than 60 kB of PNG."""
    circle = Circle(center=Point(lat=lat, lon=18.4), radius_m=radius_m)
    picture = PillowMaps().circle(circle, "A circle.")
    image = opened(picture.content)
    assert image.size == (800, 600)
    assert len(picture.content) < 60_000
    across = [x for x in range(WIDTH) if is_edge(image, x, MIDDLE[1])]
    down = [y for y in range(HEIGHT - FOOT_HEIGHT) if is_edge(image, MIDDLE[0], y)]
    assert 20 < across[0] < across[-1] < WIDTH - 20
    assert 20 < down[0] < down[-1] < HEIGHT - FOOT_HEIGHT - 20
    assert abs((across[-1] - across[0]) - (down[-1] - down[0])) <= 2


def test_the_same_place_gives_the_same_bytes() -> None:
    """Drawn anew, the same circle and the same cell give the same bytes; another place gives others."""
    maps, circle, cell = PillowMaps(), Circle(center=HOME, radius_m=300), cell_name(HOME, 9)
    first = maps.circle(circle, "x").content, maps.cell(cell, "x").content
    _circle_png.cache_clear()
    _cell_png.cache_clear()
    assert (maps.circle(circle, "y").content, maps.cell(cell, "y").content) == first
    assert maps.circle(Circle(center=HOME, radius_m=301), "x").content != first[0]


def test_words_for_those_who_hear_it() -> None:
    """The description travels with the picture, and the picture is called map.png."""
    picture = PillowMaps().cell(cell_name(HOME, 9), "A block around Juniper Lane.")
    assert (picture.name, picture.description) == ("map.png", "A block around Juniper Lane.")


@pytest.mark.parametrize("resolution", [7, 8, 9, 10])
def test_a_cell_has_no_mark_in_its_middle(resolution: int) -> None:
    """A cell is drawn whole, and nothing in it says where in it something happened."""
    image = opened(PillowMaps().cell(cell_name(HOME, resolution), "x").content)
    across = [x for x in range(WIDTH) if is_edge(image, x, MIDDLE[1])]
    assert 20 < across[0] < across[-1] < WIDTH - 20
    dark = [
        (x, y)
        for x in range(MIDDLE[0] - 30, MIDDLE[0] + 30)
        for y in range(MIDDLE[1] - 30, MIDDLE[1] + 30)
        if sum(image.getpixel((x, y))) < 300  # type: ignore[arg-type]
    ]
    assert dark == []


def test_cells_over_the_180th_meridian_are_whole() -> None:
    """A cell with corners on both sides of the date line is drawn like any other."""
    cells = [cell_name(Point(lat=-17.0 + step / 100, lon=180.0), 8) for step in range(200)]
    cell = next(cell for cell in cells if len({corner.lon > 0 for corner in boundary(cell)}) == 2)
    image = opened(PillowMaps().cell(cell, "x").content)
    across = [x for x in range(WIDTH) if is_edge(image, x, MIDDLE[1])]
    assert 20 < across[0] < across[-1] < WIDTH - 20


@settings(deadline=None)
@given(st.floats(1.0, 200_000.0))
def test_scales_are_round_and_fit(at_most_m: float) -> None:
    """Bars are the longest round length that fits, in both measures; grids have a handful of lines."""
    length_m, words = metres_bar(at_most_m)
    assert at_most_m / 2.6 <= length_m <= at_most_m * 1.001
    figure, unit = words.split()
    assert float(figure) * (1000 if unit == "km" else 1) == pytest.approx(length_m)
    length_m, words = miles_bar(at_most_m)
    assert length_m <= max(at_most_m, 10 * METRES_PER_FOOT)
    figure, unit = words.split()
    assert float(figure) * (METRES_PER_MILE if unit == "mi" else METRES_PER_FOOT) == pytest.approx(length_m)
    assert 2 <= at_most_m / 111_000 / grid_step(at_most_m) <= 8


def test_a_radius_in_words() -> None:
    """Metres first, miles beside them."""
    assert radius_words(642.4) == "Radius 642 m (0.40 mi)"
