"""Directions and widths as people say them."""

import pytest

from bot.cameras.model import CameraReason
from bot.cameras.service import fit_address, fit_label
from bot.cameras.sight import read_facing, read_view, wind
from bot.kernel.refusal import Refused


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("north", 0), ("N", 0), ("north-east", 45), ("Northeast", 45), ("north east", 45), ("NNE", 22), ("to the west", 270),
     ("hacia el sur", 180), ("al suroeste", 225), ("Noroeste", 315), ("nordeste", 45), ("NE.", 45), ("45", 45),
     ("45°", 45), ("45 º", 45), ("45 grados", 45), ("359.9", 359), ("360", 0), ("0", 0), ("ESTE", 90)],
)  # fmt: skip
def test_directions(text: str, degrees: int) -> None:
    """The eight winds in both languages, the sixteen as letters, and degrees clockwise from north."""
    assert read_facing(text) == degrees


@pytest.mark.parametrize(
    "text", ["", "no", "up", "361", "-3", "north north", "٤٥", "4" * 99, "north" * 99, "45 45", "n\ne e"]
)
def test_what_is_no_direction(text: str) -> None:
    """Neither more than a circle, nor a plain no, nor digits of another script."""
    with pytest.raises(Refused) as no:
        read_facing(text)
    assert no.value.reason is CameraReason.BAD_FACING


@pytest.mark.parametrize(("text", "degrees"), [("1", 1), ("360", 360), ("about 110 degrees", 110), ("95°", 95)])
def test_widths(text: str, degrees: int) -> None:
    """From one degree to all around."""
    assert read_view(text) == degrees


@pytest.mark.parametrize("text", ["0", "361", "wide", "", "1e2", "-90"])
def test_what_is_no_width(text: str) -> None:
    """Nothing and more than a circle are refused."""
    with pytest.raises(Refused) as no:
        read_view(text)
    assert no.value.reason is CameraReason.BAD_VIEW


def test_the_nearest_wind() -> None:
    """Every degree has one of the eight, and north lies on both sides of zero."""
    assert [wind(degrees) for degrees in (0, 22, 23, 45, 180, 337, 338, 359)] == [
        "n",
        "n",
        "ne",
        "ne",
        "s",
        "nw",
        "n",
        "n",
    ]


def test_names_of_cameras() -> None:
    """One line that can be seen, as long as forty characters; of links, mentions and commands the letters are left."""
    assert fit_label("  Front\n door\u200b\u202e ") == "Front door"
    assert fit_label("@everyone https://x.example/camera") == "everyone https x example camera"
    assert fit_label("/camera remove <@123> *b* #tag $TON") == "camera remove 123 b tag TON"
    assert fit_label("St. James' porch, no. 2 (left)") == "St. James' porch, no. 2 (left)"
    assert fit_label("🚗") == "🚗"
    assert fit_label("x" * 40) == "x" * 40
    for bad in ("", " \u200b", "...", "x" * 41, "x" * 10_240):
        with pytest.raises(Refused) as no:
            fit_label(bad)
        assert no.value.reason is CameraReason.BAD_LABEL


def test_addresses_hold_nothing_that_cannot_be_seen() -> None:
    """What police may get later is what its owner saw: no letter in it is hidden or turns others around."""
    assert fit_address(" 12\u200b Oak\u202e St\n Maple ") == "12 Oak St Maple"
    assert fit_address("12 Oak St" + "x" * 191) == "12 Oak St" + "x" * 191
    for bad in ("\u200b12", "12 Oak St" + "x" * 192):
        with pytest.raises(Refused):
            fit_address(bad)
