"""The operator's own tiles: under the place where they belong, missing ones do no harm, and nothing is fetched."""

import io
from math import asinh, pi, radians, tan
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.pictures.sheet import FOOT_HEIGHT, GROUND, HEIGHT, SHARPNESS, WIDTH, Sheet
from bot.adapters.pictures.tiles import Tiles
from bot.geo.blur import cell_name
from bot.geo.metric import local_metric, offset_m
from bot.geo.model import Circle, Point

BLUE, SPOT = (180, 200, 240), (20, 20, 200)
MAP_HEIGHT = HEIGHT - FOOT_HEIGHT


def position(zoom: int, point: Point) -> tuple[float, float]:
    """In tiles, by the formula of the slippy map (OpenStreetMap wiki)."""
    return (point.lon + 180) / 360 * 2**zoom, (1 - asinh(tan(radians(point.lat))) / pi) / 2 * 2**zoom


def make_tiles(folder: Path, zoom: int, center: Point, spots: list[Point], reach: int = 3) -> None:
    """Blue tiles around a place with dark dots at some points."""
    middle = [int(part) for part in position(zoom, center)]
    for x in range(middle[0] - reach, middle[0] + reach + 1):
        for y in range(middle[1] - reach, middle[1] + reach + 1):
            tile = Image.new("RGB", (256, 256), BLUE)
            draw = ImageDraw.Draw(tile)
            for spot in spots:
                a, b = position(zoom, spot)
                a, b = (a - x) * 256, (b - y) * 256
                draw.ellipse((a - 5, b - 5, a + 5, b + 5), fill=SPOT)
            path = folder / str(zoom) / str(x % 2**zoom) / f"{y}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            tile.save(path)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def spotted(image: Image.Image, x: float, y: float) -> bool:
    """Whether there is a dark blue dot within two dots of the place."""
    for a in range(-2, 3):
        for b in range(-2, 3):
            red, green, blue = image.getpixel((round(x) + a, round(y) + b))  # type: ignore[misc]
            if blue > 140 and red < 90 and green < 90:
                return True
    return False


@pytest.mark.parametrize(
    "center", [Point(lat=0.0, lon=10.0), Point(lat=40.87, lon=-119.06), Point(lat=-64.1, lon=21.9)]
)
def test_tiles_lie_where_they_belong(center: Point, tmp_path: Path) -> None:
    """A dot in the tiles and the same place on the map are at most two dots apart, at any latitude."""
    metric = local_metric(center)
    spots = [
        Point(lat=center.lat + north / metric.ky, lon=center.lon + east / metric.kx)
        for east, north in ((400, 0), (-400, 250), (-380, -300), (0, 330))
    ]
    for zoom in (15, 16, 17):
        make_tiles(tmp_path, zoom, center, spots, reach=6)
    image = opened(PillowMaps(tiles=tmp_path).area(Circle(center=center, radius_m=300), "x").content)
    assert image.getpixel((WIDTH // 2, 30)) != GROUND
    dots_per_m = MAP_HEIGHT / 2 / (300 * 1.22)
    for spot in spots:
        east, north = offset_m(metric, center, spot)
        x, y = WIDTH / 2 + east * dots_per_m, MAP_HEIGHT / 2 - north * dots_per_m
        assert spotted(image, x, y), (spot, x, y)


def test_no_tiles_no_harm(tmp_path: Path) -> None:
    """An empty folder, broken tiles and tiles elsewhere give the plain map, byte for byte."""
    cell = cell_name(Point(lat=40.87, lon=-119.06), 9)
    plain = PillowMaps().cell(cell, "x").content
    assert PillowMaps(tiles=tmp_path / "none").cell(cell, "x").content == plain
    make_tiles(tmp_path, 15, Point(lat=10, lon=10), [])
    assert PillowMaps(tiles=tmp_path).cell(cell, "x").content == plain
    make_tiles(tmp_path, 17, Point(lat=40.87, lon=-119.06), [], reach=6)
    for path in (tmp_path / "17").rglob("*.png"):
        path.write_bytes(path.read_bytes()[:40])
    assert PillowMaps(tiles=tmp_path).cell(cell, "x").content == plain


def test_a_hole_is_plain_and_coarser_tiles_serve(tmp_path: Path) -> None:
    """A missing tile leaves the plain ground; where there are only coarser tiles, those are enlarged."""
    center = Point(lat=40.87, lon=-119.06)
    make_tiles(tmp_path, 15, center, [], reach=3)
    canvas = Image.new("RGB", (WIDTH * SHARPNESS, HEIGHT * SHARPNESS), GROUND)
    sheet = Sheet(center, 300)
    assert Tiles(tmp_path).lay(canvas, sheet._corners(), sheet.dots, SHARPNESS / sheet.dots_per_m)
    assert canvas.getpixel((WIDTH, MAP_HEIGHT)) == BLUE
    x, y = (int(part) for part in position(15, center))
    (tmp_path / "15" / str(x) / f"{y}.png").unlink()
    canvas = Image.new("RGB", canvas.size, GROUND)
    assert Tiles(tmp_path).lay(canvas, sheet._corners(), sheet.dots, SHARPNESS / sheet.dots_per_m)
    assert canvas.getpixel((WIDTH, MAP_HEIGHT)) == GROUND


def test_tiles_over_the_180th_meridian(tmp_path: Path) -> None:
    """A map of both sides of the date line has tiles on both."""
    center = Point(lat=-17.0, lon=179.9999)
    make_tiles(tmp_path, 16, center, [], reach=6)
    image = opened(PillowMaps(tiles=tmp_path).area(Circle(center=center, radius_m=300), "x").content)
    for x in (60, WIDTH - 100):
        red, _, blue = image.getpixel((x, MAP_HEIGHT // 2))  # type: ignore[misc]
        assert blue > red + 30
