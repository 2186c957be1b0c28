"""One rule of the screen: a pattern over the plain form of a text, and what has to be true of a match besides. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.wording.model import Concern, Weight
from bot.wording.seen import Seen

Accept = Callable[[Seen, re.Match[str]], bool]
Weigh = Callable[[Seen, re.Match[str]], Weight]

WORD = re.compile(r"[a-z]+")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Every repetition in `shape` is bounded, so that the time is linear in the text."""

    concern: Concern
    shape: re.Pattern[str]
    accept: Accept | None = None
    words: frozenset[str] | None = None
    """At least one of these words stands in every match; None: look always."""
    marks: tuple[str, ...] = ()
    """At least one of these stands in every match; none: look always."""
    digits: bool = False
    """A digit stands in every match."""
    weigh: Weigh | None = None
    """How sure a match is; None: as sure as `weight`."""
    weight: Weight = Weight.REFUSE


def pattern(
    concern: Concern,
    shape: str,
    accept: Accept | None = None,
    words: Iterable[str] | None = None,
    marks: tuple[str, ...] = (),
    digits: bool = False,
    weigh: Weigh | None = None,
    weight: Weight = Weight.REFUSE,
) -> Pattern:
    """A rule. `shape` is read against lower-case ASCII."""
    return Pattern(
        concern=concern,
        shape=re.compile(shape),
        accept=accept,
        words=None if words is None else frozenset(words),
        marks=marks,
        digits=digits,
        weigh=weigh,
        weight=weight,
    )


def doubtful(concern: Concern, shape: str, accept: Accept | None = None, words: Iterable[str] | None = None) -> Pattern:
    """A rule for what may well be honest: it flags, and people decide."""
    return pattern(concern, shape, accept, words, weight=Weight.FLAG)


def before(seen: Seen, match: re.Match[str], letters: int = 40) -> str:
    """What stands before a match, plain."""
    return seen.plain[max(0, match.start() - letters) : match.start()]


def after(seen: Seen, match: re.Match[str], letters: int = 40) -> str:
    """What stands after a match, plain."""
    return seen.plain[match.end() : match.end() + letters]
