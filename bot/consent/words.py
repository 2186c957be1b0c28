"""Reads an answer from plain words, in English and Spanish. Unclear is never yes."""

import re
import unicodedata
from dataclasses import dataclass

from bot.consent.model import AskEvent
from bot.kernel.ids import REF_LENGTH, REF_LETTERS, Ref

_YES = frozenset(
    {
        "yes", "yes please", "yes you may", "yes i will", "yes i agree", "y", "yep", "yeah", "i agree", "i say yes",
        "si", "si por favor", "claro", "claro que si", "de acuerdo", "acepto",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "no", "n", "nope", "no thanks", "no thank you", "no sorry", "sorry no", "not now", "never", "rather not",
        "i say no", "i decline", "decline", "i do not want to", "i dont want to", "no gracias", "prefiero que no",
        "no quiero", "nunca", "mejor no",
    }
)  # fmt: skip
_REF = re.compile(rf"[{REF_LETTERS}]{{{REF_LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was understood: an answer, or none; and the reference, if the words named one."""

    answer: AskEvent | None
    ref: Ref | None


def read_answer(text: str) -> Words:
    """Only words that say nothing else than yes or no count; "yes but", "not yes" and the like are unclear."""
    # With the shift lock on, THANKS looks like a reference; what is an answer as a whole holds none.
    if (whole := _meaning(text)) is not None:
        return Words(answer=whole, ref=None)
    found: Ref | None = None
    rest: list[str] = []
    for token in text.split():
        bare = token.strip(".,;:!?¡¿\"'()").upper()
        # A reference holds a digit or was typed in capitals; "please" is a word and not a reference.
        if found is None and _REF.fullmatch(bare) and (any(c.isdigit() for c in bare) or token == token.upper()):
            found = Ref(bare)
        else:
            rest.append(token)
    return Words(answer=_meaning(" ".join(rest)), ref=found)


def _meaning(text: str) -> AskEvent | None:
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    # Only quiet punctuation is dropped: a question mark, a digit or a face makes the words unclear.
    plain = " ".join(re.sub(r"[.,!¡'’]", "", letters).split())
    return AskEvent.YES if plain in _YES else AskEvent.NO if plain in _NO else None
