"""Whether a camera looks at a place."""

import pytest

from bot.geo.model import Point
from bot.geo.sight import looks_at

HERE = Point(lat=40.0, lon=180.0)


@pytest.mark.parametrize(
    ("facing", "view", "sees"),
    [(90, 110, True), (35, 111, True), (35, 109, False), (145, 111, True), (145, 109, False), (270, 359, False),
     (270, 360, True), (0, 90, False)],
)  # fmt: skip
def test_a_place_in_the_east(facing: int, view: int, sees: bool) -> None:
    """The field of view reaches half its width to both sides of where the camera looks; here across the antimeridian."""
    assert looks_at(HERE, facing, view, Point(lat=40.0, lon=-179.999)) is sees


def test_north_is_between_359_and_1() -> None:
    """Directions are counted around."""
    north = Point(lat=40.001, lon=180.0)
    assert looks_at(HERE, 350, 30, north)
    assert looks_at(HERE, 10, 30, north)
    assert not looks_at(HERE, 340, 30, north)


def test_a_camera_at_the_place_itself() -> None:
    """It looks at it, wherever it looks."""
    assert looks_at(HERE, 200, 1, HERE)
