"""Round figures for a map: the length of its scale bars, the step of its grid."""

from math import floor, log10

METRES_PER_MILE = 1609.344
METRES_PER_FOOT = 0.3048
_DEGREE_M = 111_000.0
_GRID_LINES = 4
_MILES_M = (
    *((feet * METRES_PER_FOOT, f"{feet} ft") for feet in (10, 20, 50, 100, 200, 500, 1000)),
    *((part * METRES_PER_MILE, f"{part:g} mi") for part in (0.25, 0.5, 1, 2, 5, 10, 20, 50)),
)


def _round_down(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50... that is not above the value."""
    power = 10.0 ** floor(log10(value))
    return max(part * power for part in (1.0, 2.0, 5.0) if part * power <= value * (1 + 1e-9))


def metres_bar(at_most_m: float) -> tuple[float, str]:
    """The length of a round bar in metres, and its words."""
    length_m = _round_down(max(at_most_m, 1.0))
    return length_m, f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"


def miles_bar(at_most_m: float) -> tuple[float, str]:
    """The same in feet or miles, the length still in metres."""
    return max((bar for bar in _MILES_M if bar[0] <= at_most_m), default=_MILES_M[0])


def grid_step(height_m: float) -> float:
    """A round step in degrees that puts about four lines on a map of this height."""
    return _round_down(height_m / _DEGREE_M / _GRID_LINES * 1.6)
