"""Finds what may be wrong with a text, in English and Spanish. It never decides: people read what it finds. Pure."""

from bot.wording import abuse, asking, names, private, race
from bot.wording.model import Concern, Finding
from bot.wording.pattern import DIGIT, WORD, Pattern
from bot.wording.seen import see

_PATTERNS: tuple[Pattern, ...] = (
    *asking.PATTERNS,
    *race.PATTERNS,
    *abuse.PATTERNS,
    *private.PATTERNS,
    *names.PATTERNS,
)
_ORDER = {concern: place for place, concern in enumerate(Concern)}


def screen(text: str) -> tuple[Finding, ...]:
    """Every passage that may be a concern, by concern and then by place. Never raises; the time is linear in the text."""
    seen = see(text)
    words = frozenset(WORD.findall(seen.plain))
    digits = DIGIT.search(seen.plain) is not None
    found: list[tuple[int, int, Finding]] = []
    for each in _PATTERNS:
        if each.digits and not digits:
            continue
        if each.words is not None and words.isdisjoint(each.words):
            continue
        if each.marks and not any(mark in seen.plain for mark in each.marks):
            continue
        for match in each.shape.finditer(seen.plain):
            if each.accept is None or each.accept(seen, match):
                finding = Finding(concern=each.concern, words=seen.shown[match.start() : match.end()])
                found.append((_ORDER[each.concern], match.start(), finding))
    return tuple(dict.fromkeys(finding for _, _, finding in sorted(found, key=lambda one: one[:2])))
