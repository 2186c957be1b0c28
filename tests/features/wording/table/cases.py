"""The table of request texts, and what the screen says of each."""

from dataclasses import dataclass
from pathlib import Path

from bot.wording.model import Concern, Weight
from bot.wording.screen import screen

FINE = "fine"
UNFIT = (Concern.GATHERING, Concern.PRESSURE, Concern.THANKS, Concern.RACE, Concern.VICTIM)
"""What a request may not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text with the verdict that it deserves."""

    verdict: str
    """fine, flag or refuse"""
    concern: str
    """`-` when it is fine"""
    language: str
    text: str


def table(name: str) -> tuple[Case, ...]:
    """The cases of one file of this folder, in its order."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split(" | ", 3) for line in lines if line and not line.startswith("#"))
    return tuple(Case(verdict=row[0], concern=row[1], language=row[2], text=row[3]) for row in rows)


def verdict_of(text: str) -> tuple[str, frozenset[str]]:
    """What the screen says of a request, and the concerns that it says it for."""
    found = [each for each in screen(text) if each.concern in UNFIT]
    if not found:
        return FINE, frozenset()
    heaviest = Weight.REFUSE if any(each.weight is Weight.REFUSE for each in found) else Weight.FLAG
    return heaviest.value, frozenset(each.concern.value for each in found)
