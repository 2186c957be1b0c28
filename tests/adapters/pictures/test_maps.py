"""Maps: small, always the same, the right way up and to scale."""

import gettext
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.pictures.scale import METRES_PER_FOOT, METRES_PER_MILE, grid_step, metres_bar, miles_bar
from bot.adapters.pictures.sheet import FOOT_HEIGHT, HEIGHT, INK, WIDTH, Sheet
from bot.chat import language as language_of_chat
from bot.chat.drawing import Mark, Spot
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
    picture = PillowMaps().area(circle, "A circle.")
    image = opened(picture.content)
    assert image.size == (800, 600)
    assert len(picture.content) < 60_000
    across = [x for x in range(WIDTH) if is_edge(image, x, MIDDLE[1])]
    down = [y for y in range(HEIGHT - FOOT_HEIGHT) if is_edge(image, MIDDLE[0], y)]
    assert 20 < across[0] < across[-1] < WIDTH - 20
    assert 20 < down[0] < down[-1] < HEIGHT - FOOT_HEIGHT - 20
    assert abs((across[-1] - across[0]) - (down[-1] - down[0])) <= 2


def test_the_same_place_gives_the_same_bytes() -> None:
    """Drawn anew, the same places give the same bytes; another place gives others."""
    circle, cell = Circle(center=HOME, radius_m=300), cell_name(HOME, 9)
    marks = [Mark(cell=cell, label="1")]

    def drawn() -> tuple[bytes, ...]:
        maps = PillowMaps()
        return (
            maps.area(circle, "x").content,
            maps.cell(cell, "x").content,
            maps.cells(marks, "x", around=circle).content,
        )

    assert drawn() == drawn()
    assert len(set(drawn())) == 3
    assert PillowMaps().area(Circle(center=HOME, radius_m=301), "x").content != drawn()[0]


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


def moved(east_m: float, north_m: float) -> Point:
    """A place so many metres away from home."""
    return Point(lat=HOME.lat + north_m / 111_040, lon=HOME.lon + east_m / 84_200)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All words that are set on pictures, in order."""
    words: list[str] = []
    say = Sheet.say

    def noted(self: Sheet, at: tuple[float, float], text: str, *more: object, **how: object) -> None:
        words.append(text)
        say(self, at, text, *more, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Sheet, "say", noted)
    return words


def test_words_under_a_circle(written: list[str]) -> None:
    """Its size, its radius, and its center to a metre."""
    PillowMaps().area(Circle(center=HOME, radius_m=1642.4), "x")
    assert "8.474 km² (3.272 sq mi), radius 1,642 m" in written
    assert "Center 40.87000, -119.06000" in written


def test_words_in_the_readers_language(written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is written on a map is said in the language that was asked for, with its numbers; maps in two
    languages are two pictures, and a language that nobody speaks here is English."""
    spanish = {
        "{km2} km² ({miles} sq mi), radius {metres} m": "{km2} km² ({miles} mi²), radio de {metres} m",
        "Center {coordinates}": "Centro {coordinates}",
        "Middle {coordinates}": "Mitad {coordinates}",
        "Somewhere inside this area": "En algún lugar de esta zona",
        "Somewhere inside the numbered areas": "En algún lugar de las zonas con número",
        "Dashed line: within {distance}": "Línea discontinua: a {distance}",
    }

    class Catalogue(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return spanish.get(message, message)

    catalogue = language_of_chat._catalogue
    monkeypatch.setattr(
        language_of_chat, "_catalogue", lambda known: Catalogue() if known == "es" else catalogue(known)
    )
    maps, cell, circle = PillowMaps(region="ES"), cell_name(HOME, 9), Circle(center=HOME, radius_m=1642.4)
    pictures = [maps.area(circle, "x", language=language).content for language in ("es-MX", "en", "tlh")]
    assert pictures[0] != pictures[1] == pictures[2]
    assert "8,474 km² (3,272 mi²), radio de 1.642 m" in written and "Centro 40.87000, -119.06000" in written
    maps.cell(cell, "x", language="es")
    maps.cells([Mark(cell=cell, label="1")], "x", around=circle, language="es")
    assert "En algún lugar de esta zona" in written and "En algún lugar de las zonas con número" in written
    assert "Línea discontinua: a 1,6 km" in written


def test_a_credit_stands_on_every_map(written: list[str]) -> None:
    """Whom the addresses and tiles are owed to is said on each kind of map; a long credit is shortened, not lost."""
    maps, cell, circle = PillowMaps(attribution="© Somebody"), cell_name(HOME, 9), Circle(center=HOME, radius_m=300)
    maps.area(circle, "x")
    maps.cell(cell, "x")
    maps.cells([Mark(cell=cell, label="1")], "x")
    assert written.count("© Somebody") == 3
    PillowMaps(attribution="© Somebody " * 30).cell(cell, "x")
    assert any(words.startswith("© Somebody") and words.endswith("…") for words in written)


def test_equal_cells_share_a_label(written: list[str]) -> None:
    """Two reports from one block are one cell with both numbers, in the order of the list."""
    here, there = cell_name(HOME, 9), cell_name(moved(900, 400), 9)
    marks = [Mark(cell=here, label="1"), Mark(cell=there, label="2"), Mark(cell=here, label="3")]
    PillowMaps().cells(marks, "x")
    assert "1, 3" in written and "2" in written and "1" not in written


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)), min_size=1, max_size=10), st.booleans())
def test_all_cells_and_the_circle_are_on_the_map(places: list[tuple[int, int]], circled: bool) -> None:
    """Wherever the cells lie, all of them are on the picture, also those outside of the circle."""
    cells = [cell_name(moved(east, north), 9) for east, north in places]
    seen: list[tuple[float, float]] = []
    dots = Sheet.dots

    def noted(self: Sheet, point: Point) -> tuple[float, float]:
        seen.append(dots(self, point))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "dots", noted)
        marks = [Mark(cell=cell, label=str(number)) for number, cell in enumerate(cells)]
        around = Circle(center=HOME, radius_m=1609) if circled else None
        image = opened(PillowMaps().cells(marks, "x", around=around).content)
    assert image.size == (WIDTH, HEIGHT)
    assert len(seen) >= 6
    assert all(0 < x < WIDTH * 2 and 0 < y < (HEIGHT - FOOT_HEIGHT) * 2 for x, y in seen)


def test_labels_do_not_cover_each_other() -> None:
    """Ten reports in a small part of a wide circle: every plate can be read."""
    marks = [Mark(cell=cell_name(moved(420 * (n % 4), 380 * (n // 4)), 9), label=str(n + 1)) for n in range(10)]
    plates: list[tuple[float, ...]] = []
    free = Sheet._free

    def noted(self: Sheet, *where: object) -> tuple[float, float, float, float]:
        plates.append(free(self, *where))  # type: ignore[arg-type]
        return plates[-1]  # type: ignore[return-value]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "_free", noted)
        PillowMaps().cells(marks, "x", around=Circle(center=HOME, radius_m=8046))
    assert len(plates) == len({mark.cell for mark in marks}) > 5
    for number, (left, top, right, bottom) in enumerate(plates):
        for other in plates[:number]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_map_of_nothing() -> None:
    """A circle without cells can be drawn; nothing at all cannot."""
    assert PillowMaps().cells([], "x", around=Circle(center=HOME, radius_m=1609)).content
    with pytest.raises(ValueError, match="cell or a circle"):
        PillowMaps().cells([], "x")


def test_spots_are_where_they_are(written: list[str]) -> None:
    """A single place lies in the middle, with nothing that points anywhere; its map says that nobody else sees it."""
    image = opened(PillowMaps().spots([Spot(lat=HOME.lat, lon=HOME.lon)], "x").content)
    assert image.getpixel(MIDDLE) == INK
    assert not any(is_edge(image, x, y) for x in range(WIDTH) for y in range(0, HEIGHT - FOOT_HEIGHT, 3))
    assert "Only you see this map" in written


@pytest.mark.parametrize(
    ("facing", "toward"),
    [
        (0, (0, -1)),
        (45, (1, -1)),
        (90, (1, 0)),
        (135, (1, 1)),
        (180, (0, 1)),
        (225, (-1, 1)),
        (270, (-1, 0)),
        (315, (-1, -1)),
    ],
)
def test_a_slice_points_where_the_spot_looks(facing: int, toward: tuple[int, int]) -> None:
    """Degrees are clockwise from north: the slice lies on that side of the place, and on no other of the eight."""
    spot = Spot(lat=HOME.lat, lon=HOME.lon, facing_deg=facing, view_deg=40)
    image = opened(PillowMaps().spots([spot], "x").content)
    for x, y in [(0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1)]:
        step = 60 if 0 in (x, y) else 42
        red, _, blue = image.getpixel((MIDDLE[0] + x * step, MIDDLE[1] + y * step))  # type: ignore[misc]
        assert (red - blue > 60) is ((x, y) == toward), (x, y)


@pytest.mark.parametrize(
    "spots", [[(85, 180)], [(-85, -180)], [(0, 180), (0, -179.9999)], [(85, 0), (-85, 179)], [(40, -75)] * 9]
)
def test_spots_at_the_ends_of_the_earth(spots: list[tuple[float, float]]) -> None:
    """At the edge of the map, over the 180th meridian, an earth apart and all in one place: there is a picture."""
    made = [Spot(lat=lat, lon=lon, label=str(n), facing_deg=n * 40) for n, (lat, lon) in enumerate(spots, 1)]
    assert opened(PillowMaps().spots(made, "x").content).size == (WIDTH, HEIGHT)


def test_all_spots_are_on_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three houses hundreds of metres apart are all drawn, the right way up and to one scale; none is an error."""
    pins: list[tuple[float, float]] = []
    monkeypatch.setattr(Sheet, "pin", lambda self, x, y: pins.append((x, y)))
    places = [moved(0, 0), moved(600, 100), moved(-200, -450)]
    PillowMaps().spots([Spot(lat=at.lat, lon=at.lon) for at in places], "x")
    assert all(0 < x < WIDTH * 2 and 0 < y < (HEIGHT - FOOT_HEIGHT) * 2 for x, y in pins)
    (x0, y0), (x1, y1), (x2, y2) = pins
    assert (x1 - x0) / 600 == pytest.approx((y0 - y1) / 100, rel=0.02) == pytest.approx((y2 - y0) / 450, rel=0.02)
    assert x2 < x0
    with pytest.raises(ValueError, match="needs a place"):
        PillowMaps().spots([], "x")


def test_exact_places_are_not_remembered() -> None:
    """The maps that many people get are kept for the next one; a map for its owner alone is not."""
    maps = PillowMaps()
    maps.spots([Spot(lat=HOME.lat, lon=HOME.lon)], "x")
    assert [kept.cache_info().currsize for kept in (maps._area, maps._cell, maps._cells)] == [0, 0, 0]
    assert not hasattr(maps._draw_spots, "cache_info")
