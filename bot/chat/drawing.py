"""What is put on a picture that we draw: places with labels, and the bars of a chart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An H3 cell with a short label, such as the number that it has in a list."""

    cell: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: how many there were in some span of time."""

    label: str
    """A few letters that stand under it, such as "Nov 3"."""
    number: int
    now: bool = False
    """The span that the chart is about; it is drawn so that it stands out without its colour too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An exact place with a short label. Only for those whose own place it is."""

    lat: float
    lon: float
    label: str = ""
    """Empty where there is one spot only."""
    facing_deg: int | None = None
    """Where something looks from there, in degrees clockwise from north; drawn as a slice of `view_deg`."""
    view_deg: int = 360
