"""One line of the benchmark's result: ours, the rival's, their ratio and the bar."""

from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles


class Better(StrEnum):
    """Which way is up."""

    LOWER = "lower"
    """Times: ours / rival has to be at most the bar."""
    HIGHER = "higher"
    """Rates and shares: ours / rival has to be at least the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured line. Without a rival the bar is a figure of its own."""

    what: str
    unit: str
    ours: float
    bar: float
    better: Better
    rival: float | None = None
    rival_name: str = ""
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours in relation to the rival, or ours itself where there is none."""
        return self.ours if self.rival is None else self.ours / self.rival

    @property
    def passes(self) -> bool:
        """Whether the bar is reached."""
        return self.ratio <= self.bar if self.better is Better.LOWER else self.ratio >= self.bar


def p99(times: list[float]) -> float:
    """The 99th percentile: with 300 measurements the third worst."""
    return quantiles(times, n=100)[98]


def middle(values: list[float]) -> float:
    """The median."""
    return median(values)
