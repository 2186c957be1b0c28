"""How the washing process ends: the one thing that it tells, as its exit code."""

from enum import IntEnum


class Verdict(IntEnum):
    """Exit codes. Python itself ends with 0, 1, 2 or 120, so the bad ones lie elsewhere; any other end is a bad file."""

    CLEAN = 0
    BAD = 40
    """It cannot be decoded."""
    TOO_MANY_PIXELS = 41
    TOO_LONG = 42
    NO_ROOM = 43


class Unwashable(Exception):
    """The file is not washed, and why. Never leaves the washing process."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict
