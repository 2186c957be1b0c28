"""The one exception with which a use case says no."""

from enum import StrEnum


class Reason(StrEnum):
    """Why something was refused. Each feature lists its own reasons in its `model.py` and words them in its `texts.py`."""


class Refused(Exception):
    """A use case says no. Carries a reason and the figures its wording needs; never the wording itself."""

    def __init__(self, reason: Reason, **facts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
