"""What an administrator types after /setup."""

import pytest

from bot.kernel.ids import new_code
from bot.kernel.refusal import Refused
from bot.neighborhoods.service import looks_like_code, read_radius_m


@pytest.mark.parametrize(
    ("typed", "metres"),
    [("1", 1609.344), ("0.25", 402.336), ("5 miles", 8046.72), ("0,5 mi", 804.672), (" 2 mile ", 3218.688)],
)
def test_a_radius_is_read_in_miles(typed: str, metres: float) -> None:
    """A number of miles, with or without the word, becomes metres."""
    assert read_radius_m(typed) == pytest.approx(metres)


@pytest.mark.parametrize("typed", ["0.24", "5.01", "0", "-1", "one", "", "1 km", "nan", "inf", "1e0", "999999", "٣"])
def test_a_radius_outside_the_limits_is_refused(typed: str) -> None:
    """Below a quarter mile, above five miles, or no number at all."""
    with pytest.raises(Refused):
        read_radius_m(typed)


def test_codes_are_told_from_names() -> None:
    """Every code that we make looks like one, with and without hyphens; names do not."""
    for _ in range(200):
        code = new_code()
        assert looks_like_code(code)
        assert looks_like_code(code.lower().replace("-", ""))
    for name in ("Oak Park", "Maple-Park-Heights", "West Ash Terrace", "K7QF-M3TV-9XWA", "K7QF M3TV 9XWA 2CDE", ""):
        assert not looks_like_code(name)
