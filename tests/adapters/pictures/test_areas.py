"""Maps of areas and jurisdictions, and QR codes."""

import io
import json
import random
from math import cos, radians

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.pictures.areas import MOST_AREAS
from bot.adapters.pictures.codes import MOST_CHARACTERS, qr_png
from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.pictures.sheet import FOOT_HEIGHT, GRID_INK, HEIGHT, SHARPNESS, WIDTH, Sheet
from bot.geo.model import Area, Circle, Jurisdiction, Point, Polygon, Region
from bot.geo.regions import read_region

HERE = Point(lat=29.76, lon=-95.37)
REQUEST = Circle(center=HERE, radius_m=400.0)
MIDDLE = (WIDTH // 2, (HEIGHT - FOOT_HEIGHT) // 2)
Box = tuple[float, float, float, float]


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.convert("RGB")


def corners(*places: tuple[float, float]) -> Polygon:
    return Polygon(corners=tuple(Point(lat=HERE.lat + lat, lon=HERE.lon + lon) for lat, lon in places))


def town(west: float, south: float, east: float, north: float, hole: float = 0.0) -> Region:
    """A square town, in degrees from here; with a hole so wide in its middle."""

    def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return [[HERE.lon + lon, HERE.lat + lat] for lon, lat in ring]

    x, y = (west + east) / 2, (south + north) / 2
    inner = [box(x - hole, y - hole, x + hole, y + hole)] if hole else []
    return read_region(json.dumps({"type": "Polygon", "coordinates": [box(west, south, east, north), *inner]}))


def light(image: Image.Image, x: int, y: int) -> int:
    return sum(image.getpixel((x, y)))  # type: ignore[arg-type]


def is_fill(image: Image.Image, x: int, y: int) -> bool:
    red, _, blue = image.getpixel((x, y))  # type: ignore[misc]
    return red - blue > 40


def is_dot(image: Image.Image, x: int, y: int) -> bool:
    red, _, blue = image.getpixel((x, y))  # type: ignore[misc]
    return red - blue > 100


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


def test_the_words_under_a_circle(written: list[str]) -> None:
    """Its size in both measures, its radius, and its center to a metre."""
    PillowMaps().area(REQUEST, "x")
    assert "0.503 km² (0.194 sq mi), radius 400 m" in written and "Center 29.76000, -95.37000" in written


def test_the_words_under_a_polygon(written: list[str]) -> None:
    """Its size in both measures, and the corners of the frame around it to a metre."""
    PillowMaps().area(corners((0, 0), (0, 0.005), (0.005, 0.005), (0.005, 0)), "x")
    assert "0.268 km² (0.103 sq mi)" in written
    assert "From 29.76000, -95.37000 to 29.76500, -95.36500" in written


def test_words_in_spanish(written: list[str]) -> None:
    """Nothing on these maps stays English for a reader of Spanish, and numbers are written by the region's customs."""
    maps = PillowMaps(region="ES")
    square = corners((0, 0), (0, 0.005), (0.005, 0.005), (0.005, 0))
    maps.area(REQUEST, "x", inside=Circle(center=HERE, radius_m=9000.0), language="es-MX")
    maps.area(square, "x", language="es")
    maps.areas([("1", REQUEST), ("2", square)], "x", language="es")
    assert "0,503 km² (0,194 mi²), radio de 400 m" in written and "0,268 km² (0,103 mi²)" in written
    assert "Jurisdicción" in written and "2 jurisdicciones" in written
    assert "De 29.76000, -95.37000 a 29.76500, -95.36500" in written


@pytest.mark.parametrize("lat", [0.0, 29.76, -41.3, 64.1, 84.5])
def test_a_polygon_is_whole_and_has_its_shape(lat: float) -> None:
    """An L of any latitude lies on the map, filled where it is and not in its notch, south below and west to the left."""
    places = [(0, 0), (0, 0.01), (0.003, 0.01), (0.003, 0.003), (0.01, 0.003), (0.01, 0)]
    wide = 1 / cos(radians(lat))
    shape = Polygon(corners=tuple(Point(lat=lat + up, lon=18.4 + over * wide) for up, over in places))
    image = opened(PillowMaps().area(shape, "x").content)
    assert image.size == (WIDTH, HEIGHT)
    assert is_fill(image, MIDDLE[0] - 160, MIDDLE[1] - 150) and is_fill(image, MIDDLE[0] + 80, MIDDLE[1] + 150)
    assert not is_fill(image, MIDDLE[0] + 60, MIDDLE[1] - 60)


def test_what_lies_outside_of_the_jurisdiction_is_darker() -> None:
    """The border runs through the request: to the east of it, and in a hole, the map is darker; a dark line divides them."""
    image = opened(PillowMaps().area(REQUEST, "x", inside=town(-0.2, -0.2, 0.001, 0.2)).content)
    assert light(image, 250, 40) > light(image, 560, 40) + 60
    assert any(light(image, x, 200) < 150 for x in range(420, 480))
    around = opened(PillowMaps().area(REQUEST, "x", inside=town(-0.2, -0.2, 0.2, 0.2, hole=0.0015)).content)
    assert light(around, 300, 200) > light(around, MIDDLE[0] + 40, MIDDLE[1] + 40) + 40


def test_a_wide_jurisdiction_is_shown_small(written: list[str]) -> None:
    """A city is drawn whole in the corner, with a dot where the request lies; a small one is simply on the map."""
    city = PillowMaps().area(REQUEST, "x", inside=town(-0.3, -0.3, 0.1, 0.1))
    assert "Jurisdiction" in written
    image = opened(city.content)
    dots = [(x, y) for x in range(12, 190) for y in range(12, 158) if is_dot(image, x, y)]
    x, y = (sum(dot[axis] for dot in dots) / len(dots) for axis in (0, 1))
    assert x > 110 and y < 75  # In its north-eastern quarter.
    campus = opened(PillowMaps().area(REQUEST, "x", inside=Circle(center=HERE, radius_m=700.0)).content)
    across = [x for x in range(WIDTH) if light(campus, x, MIDDLE[1]) < 150]
    assert 150 < across[0] < 300 and 500 < across[-1] < 650


def test_no_figures_under_the_small_map() -> None:
    """Figures of the grid do not shine through plates."""
    for width in (0.05, 0.3, 1.0):
        sheets: list[Sheet] = []
        png = Sheet.png

        def noted(self: Sheet, sheets: list[Sheet] = sheets, png: object = png) -> bytes:
            sheets.append(self)
            return png(self)  # type: ignore[operator, no-any-return]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sheet, "png", noted)
            PillowMaps().area(REQUEST, "x", inside=town(-width, -width, width, width))
        figures = [words.at for words in sheets[0]._words if words.ink == GRID_INK]
        assert figures and not [
            at for at in figures if at[0] < 190 * SHARPNESS and 15 * SHARPNESS < at[1] < 190 * SHARPNESS
        ]


@pytest.mark.parametrize(
    ("area", "inside"),
    [
        (REQUEST, Circle(center=Point(lat=-33.9, lon=151.2), radius_m=20_000.0)),
        (REQUEST, Circle(center=HERE, radius_m=1.0)),
        (Circle(center=HERE, radius_m=1.0), None),
        (Circle(center=HERE, radius_m=900_000.0), REQUEST),
        (Circle(center=HERE, radius_m=9e9), None),
        (Circle(center=Point(lat=85.0, lon=180.0), radius_m=600.0), Circle(center=Point(lat=85.0, lon=-180.0), radius_m=9e4)),
        (
            Circle(center=Point(lat=-16.8, lon=179.999), radius_m=400.0),
            Circle(center=Point(lat=-16.8, lon=-179.9), radius_m=3e4),
        ),
        (corners((0, 0), (0, 0.04), (0.0005, 0.04), (0.0005, 0)), town(-1, -1, 1, 1)),
        (corners((0, 0), (0.04, 0), (0.04, 0.0005), (0, 0.0005)), town(-1, -1, 1, 1)),
    ],
)  # fmt: skip
def test_areas_at_the_ends_of_the_earth(area: Area, inside: Jurisdiction | None) -> None:
    """Whatever lies wherever: there is a picture, and not a large one."""
    picture = PillowMaps().area(area, "Words.", inside=inside)
    assert opened(picture.content).size == (WIDTH, HEIGHT)
    assert len(picture.content) < 60_000
    assert (picture.name, picture.description) == ("map.png", "Words.")


def test_the_same_area_gives_the_same_bytes() -> None:
    """Drawn anew, the same gives the same bytes; another jurisdiction or language gives others."""
    city = town(-0.3, -0.3, 0.1, 0.1)
    first, again = (PillowMaps().area(REQUEST, "x", inside=city).content for _ in range(2))
    assert first == again != PillowMaps().area(REQUEST, "x").content
    assert first != PillowMaps().area(REQUEST, "x", inside=city, language="es").content
    assert PillowMaps().areas([("1", city)], "x").content == PillowMaps().areas([("1", city)], "y").content


def plates_of(labelled: list[tuple[str, Jurisdiction]]) -> list[Box]:
    """Where the labels lie on the map of these."""
    plates: list[Box] = []
    free = Sheet._free

    def noted(self: Sheet, *where: object) -> Box:
        plates.append(free(self, *where))  # type: ignore[arg-type]
        return plates[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "_free", noted)
        PillowMaps(attribution="© Somebody, and somebody else").areas(labelled, "x")
    return plates


def overlapping(plates: list[Box]) -> list[tuple[Box, Box]]:
    return [
        (one, other)
        for number, one in enumerate(plates)
        for other in plates[:number]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


NAMES = ["1", "12", "Katy", "Houston Police Department", "W" * 60, "Harris County Constable, Precinct 4"]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4), st.floats(1.0, 60_000.0), st.sampled_from(NAMES)),
        min_size=1,
        max_size=MOST_AREAS,
    )
)
def test_labels_never_cover_each_other(some: list[tuple[float, float, float, str]]) -> None:
    """Up to twelve departments anywhere, of any size and with any names: each label can be read, and is on the map."""
    plates = plates_of(
        [
            (name, Circle(center=Point(lat=HERE.lat + up, lon=HERE.lon + over), radius_m=radius_m))
            for up, over, radius_m, name in some
        ]
    )
    assert len(plates) == len(some)
    assert overlapping(plates) == []
    for left, top, right, bottom in plates:
        assert 0 <= left < right <= WIDTH * SHARPNESS and 0 <= top < bottom <= (HEIGHT - FOOT_HEIGHT) * SHARPNESS


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_departments_in_one_place(name: str) -> None:
    """Twelve jurisdictions that are the same, or lie around each other."""
    assert overlapping(plates_of([(name, REQUEST)] * 12)) == []
    assert overlapping(plates_of([(name, Circle(center=HERE, radius_m=1000.0 * n)) for n in range(1, 13)])) == []


def test_a_map_of_jurisdictions() -> None:
    """Each has its border and a dot that lies in it alone; a county does not hide its towns."""
    county, west, east = town(-0.5, -0.5, 0.5, 0.5), town(-0.4, -0.2, -0.1, 0.2), town(0.1, -0.2, 0.4, 0.2)
    dots: list[tuple[float, float]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "dot", lambda self, x, y, radius: dots.append((x / SHARPNESS, y / SHARPNESS)))
        PillowMaps().areas([("C", county), ("W", west), ("E", east)], "x")
    (cx, cy), (wx, wy), (ex, ey) = dots
    assert wx < MIDDLE[0] < ex and abs(wy - MIDDLE[1]) < 70 and abs(ey - MIDDLE[1]) < 70
    assert not (abs(cy - MIDDLE[1]) < 55 and (abs(cx - wx) < 30 or abs(cx - ex) < 30))


@pytest.mark.parametrize("number", [0, MOST_AREAS + 1])
def test_too_many_areas(number: int) -> None:
    """None cannot be drawn, and more than twelve cannot be told apart."""
    with pytest.raises(ValueError, match="between 1 and 12"):
        PillowMaps().areas([("1", REQUEST)] * number, "x")


@pytest.mark.parametrize(
    "text",
    ["otpauth://totp/Porchlight:K7QF?secret=JBSWY3DPEHPK3PXP&issuer=Porchlight", "x", "0", "ñ", "x" * MOST_CHARACTERS],
)
def test_a_code_is_what_it_says(text: str) -> None:
    """Every square of the picture is the one of the code for exactly this text, with its light border; large enough for a
    telephone, small enough to send, and the same each time."""
    picture = PillowMaps().qr(text, "A code.")
    image = opened(picture.content)
    assert (picture.name, picture.description) == ("qr.png", "A code.")
    assert 600 <= image.width == image.height <= 900 and len(picture.content) < 20_000
    matrix = segno.make_qr(text, error="m", encoding="utf-8").matrix
    scale = image.width // (len(matrix) + 8)
    for row, squares in enumerate(matrix):
        for column, dark in enumerate(squares):
            x, y = (column + 4) * scale + scale // 2, (row + 4) * scale + scale // 2
            assert (light(image, x, y) < 300) is bool(dark)
    assert all(light(image, x, y) == 765 for x in range(0, image.width, 5) for y in range(0, 4 * scale, 3))
    assert PillowMaps().qr(text, "A code.").content == picture.content


def test_codes_are_not_remembered() -> None:
    """A secret that was drawn once lies nowhere afterwards."""
    assert not hasattr(PillowMaps.qr, "cache_info")
    assert not hasattr(qr_png, "cache_info")


@pytest.mark.parametrize("text", ["", "x" * (MOST_CHARACTERS + 1), "\ud800"])
def test_what_fits_in_no_code(text: str) -> None:
    """One sentence for nothing, for too much, and for halves of characters."""
    with pytest.raises(ValueError, match=r"^A QR code holds .*\.$"):
        PillowMaps().qr(text, "x")


def test_random_areas() -> None:
    """Random outlines within random cities: always a picture."""
    chance = random.Random(8)
    maps = PillowMaps()
    for _ in range(25):
        shape = corners(*((chance.uniform(-0.02, 0.02), chance.uniform(-0.02, 0.02)) for _ in range(3)))
        west, south = chance.uniform(-0.5, 0.1), chance.uniform(-0.5, 0.1)
        inside = town(west, south, west + chance.uniform(0.01, 1.0), south + chance.uniform(0.01, 1.0))
        assert opened(maps.area(shape, "x", inside=inside).content).size == (WIDTH, HEIGHT)
