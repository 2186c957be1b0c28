"""The finder of exact places that the privacy tests rely on sees what it should, and is not blind."""

import random

import pytest

from bot.geo.blur import blur, boundary
from bot.geo.model import Point
from tests.geo.coordinates import finer_than_cell

EXACT = Point(lat=37.7793127, lon=-122.4193441)


@pytest.mark.parametrize(
    "form",
    [
        "{lat:.7f}, {lon:.7f}",
        "{lat:.5f} {lon:.5f}",
        "{lon:.6f},{lat:.6f}",
        "geo:{lat:.7f},{lon:.7f}",
        'at {{"lat": {lat:.7f}, "lon": {lon:.7f}}}',
        "https://www.google.com/maps/@{lat:.7f},{lon:.7f},17z",
        "https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=17",
        "lat {lat:.5f}\nlon {lon:.5f}",
    ],
)
def test_exact_points_are_seen(form: str) -> None:
    """An exact point is found in whatever form it was written, and its cell's center in the same form is not."""
    center = blur(EXACT, 9).center
    assert finer_than_cell(form.format(lat=EXACT.lat, lon=EXACT.lon))
    assert finer_than_cell(form.format(lat=center.lat, lon=center.lon)) == []


@pytest.mark.parametrize(
    "text",
    ["849VQHHJ+P7", "HHJQ+P7 Mission", "37°46'45.5\"N 122°25'09.6\"W", "8a283082800ffff"[:15], "8b2830828070fff"],
)
def test_other_exact_places_are_seen(text: str) -> None:
    """Plus codes of a house, degrees with minutes, and names of finer cells are found too."""
    assert finer_than_cell(f"It was at {text}.")


@pytest.mark.parametrize(
    "text",
    ["", "3 reports", "Call 555-0199", "v1.234.567", "0.0647 to 1.295 km2", "892830828a7ffff", "12 Oak St", "K7QFM3+2"],
)
def test_what_is_no_exact_place(text: str) -> None:
    """Numbers, versions, references and the names of cells are left alone."""
    assert finer_than_cell(text) == []


def test_every_cell_is_public_and_no_other_point_is() -> None:
    """Centers and corners of 500 cells pass; of 500 points within cells at most a few, by chance near a center."""
    chance = random.Random(9)
    passed = 0
    for _ in range(500):
        point = Point(lat=chance.uniform(-70, 70), lon=chance.uniform(-179, 179))
        blurred = blur(point, chance.choice((7, 8, 9)))
        for spot in (blurred.center, *boundary(blurred.cell)):
            assert finer_than_cell(f"{spot.lat:.6f}, {spot.lon:.6f}") == []
        passed += not finer_than_cell(f"{point.lat:.6f}, {point.lon:.6f}")
    assert passed < 20
