"""Finds what may be wrong with a text, in English and Spanish. It never decides: people read what it finds. Pure."""

from collections.abc import Iterator, Sequence

from bot.wording import (
    abuse,
    crowds,
    gatherings,
    groups,
    links,
    names,
    numbers,
    pressure,
    private,
    race,
    reuniones,
    thanks,
    victims,
)
from bot.wording.disguise import closed_up, unmasked
from bot.wording.model import Concern, Finding, Weight
from bot.wording.pattern import DIGIT, WORD, Pattern
from bot.wording.seen import Seen, see

_ASKING = (
    *gatherings.PATTERNS,
    *reuniones.PATTERNS,
    *crowds.PATTERNS,
    *groups.PATTERNS,
    *pressure.PATTERNS,
    *thanks.PATTERNS,
)
_PATTERNS: tuple[Pattern, ...] = (
    *_ASKING,
    *race.PATTERNS,
    *abuse.PATTERNS,
    *numbers.PATTERNS,
    *private.PATTERNS,
    *links.PATTERNS,
    *names.PATTERNS,
    *victims.PATTERNS,
)
_DISGUISED = (*_ASKING, *race.PATTERNS, *abuse.PATTERNS)
"""Looked for in disguise as well: what is private is known by its digits, which a disguise only hides further."""
_ORDER = {concern: place for place, concern in enumerate(Concern)}


def screen(text: str) -> tuple[Finding, ...]:
    """Every passage that may be a concern, by concern and then by place. Never raises; the time is linear in the text."""
    seen = see(text)
    found = [(at, _finding(each, seen.shown[at:end], weight)) for each, at, end, weight in _look(seen, _PATTERNS)]
    if (letters := unmasked(seen)) is not None:
        found += [
            (at, _finding(each, seen.shown[at:end], weight)) for each, at, end, weight in _look(letters, _DISGUISED)
        ]
    if (together := closed_up(seen)) is not None:
        found += [(0, _finding(each, together[1], weight)) for each, _, _, weight in _look(together[0], _DISGUISED)]
    found.sort(key=lambda one: (_ORDER[one[1].concern], one[0]))
    return tuple(dict.fromkeys(finding for _, finding in found))


def _finding(rule: Pattern, words: str, weight: Weight) -> Finding:
    return Finding(concern=rule.concern, words=words, weight=weight)


def _look(seen: Seen, patterns: Sequence[Pattern]) -> Iterator[tuple[Pattern, int, int, Weight]]:
    """What is found, from where to where, and how sure it is."""
    words = frozenset(WORD.findall(seen.plain))
    digits = DIGIT.search(seen.plain) is not None
    for each in patterns:
        if each.digits and not digits:
            continue
        if each.words is not None and words.isdisjoint(each.words):
            continue
        if each.marks and not any(mark in seen.plain for mark in each.marks):
            continue
        for match in each.shape.finditer(seen.plain):
            if each.accept is None or each.accept(seen, match):
                weight = each.weigh(seen, match) if each.weigh is not None else each.weight
                yield each, match.start(), match.end(), weight
