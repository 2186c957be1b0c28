"""Words in disguise, as their readers read them all the same: digits for letters, and letters that stand apart. Pure."""

import re

from bot.wording.seen import Seen

_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[a-z]")
_SWAPPED = re.compile(r"[0134578@$!|]")
_LETTERS = str.maketrans("0134578@$!|", "oieastbasil")

_APART = re.compile(r"(?<!\w)(?:[\w@$][ ._*-]{1,2}){3,24}[\w@$](?!\w)")
"""Four single letters or more with something between each two of them."""


def unmasked(seen: Seen) -> Seen | None:
    """The text with letters in place of the digits and marks that stand for them, letter for letter in the same places;
    None when there are none."""
    if not _SWAPPED.search(seen.plain):
        return None
    plain = _WORD.sub(_read, seen.plain)
    return Seen(shown=seen.shown, plain=plain) if plain != seen.plain else None


def _read(word: re.Match[str]) -> str:
    """A number remains one: only among letters is a digit taken for a letter."""
    return word[0].translate(_LETTERS) if _LETTER.search(word[0]) else word[0]


def closed_up(seen: Seen) -> tuple[Seen, str] | None:
    """The text with its letters that stand apart drawn together, and how the first of those words is shown; None when
    there are none. Places are not the same in both."""
    first = _APART.search(seen.plain)
    if first is None:
        return None
    plain = _APART.sub(lambda run: re.sub(r"[ ._*-]", "", run[0]).translate(_LETTERS), seen.plain)
    # The shown form of these letters is of no interest: only words that are known by their plain form are looked for.
    return Seen(shown=plain, plain=plain), seen.shown[first.start() : first.end()]
