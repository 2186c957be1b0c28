"""Which report somebody means: the reference that their words begin with, however it is wrapped. Pure."""

import re
from typing import NamedTuple

from bot.kernel.ids import REF_LENGTH, Ref, read_ref

_NAMED = re.compile(
    rf"\W*(?:(?:report|comment|reporte|comentario)\s+)?\W*(?P<ref>\w{{{REF_LENGTH}}})(?!\w)\W*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


class Named(NamedTuple):
    """What was typed, taken apart."""

    ref: Ref | None
    """What may be a reference; None when the words do not begin with one."""
    rest: str
    """What follows it."""
    words: str
    """What is left to be said where nothing of that reference is found: a first word such as `Street` belongs to its
    sentence. Never a single word, which is more likely a mistyped reference."""


def named(words: str) -> Named:
    """`K7QFM3 new words`, `#k7qfm3: new words`, or the words on a line of their own."""
    words = words.strip()
    found = _NAMED.fullmatch(words)
    ref = read_ref(found["ref"]) if found else None
    sentence = words if len(words.split()) > 1 else ""
    if found is None or ref is None:
        return Named(None, "", sentence)
    rest = words[found.start("rest") :].strip()
    is_word = found["ref"].isalpha() and not found["ref"].isupper()
    return Named(ref, rest, sentence if rest and is_word else rest)
