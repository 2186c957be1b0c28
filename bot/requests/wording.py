"""The words that a request may not hold. Coarse on purpose: it errs toward a rewording, and reviewers read the rest."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Unfit(StrEnum):
    """What is wrong with a text; the sentence is the officer's."""

    GATHERING = "it asks about a protest or another lawful gathering"
    PRESSURE = "it puts pressure on people to answer"
    THANKS = "it thanks or rewards people for saying yes"
    RACE = "it describes a person by race, origin or faith"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An unfit passage."""

    unfit: Unfit
    words: str


_PATTERNS: tuple[tuple[Unfit, re.Pattern[str]], ...] = tuple(
    (unfit, re.compile(pattern, re.IGNORECASE))
    for unfit, pattern in (
        (
            Unfit.GATHERING,
            r"\b(protest\w*|demonstrat(?:ion|ions|or|ors|ing)|rall(?:y|ies)|picket\w*|vigils?|sit-ins?|walkouts?|strikers?"
            r"|march(?:es|ers)|unlawful assembl\w+|civil unrest|political (?:event|meeting)s?|crowd control)\b",
        ),
        (
            Unfit.PRESSURE,
            r"\b(you (?:must|have to|are (?:required|obliged|obligated))|failure to|mandatory|legally (?:required|obliged)"
            r"|refus(?:al|ing) (?:to|may|will)|obstruct\w*|subpoena|warrant will|we know you|duty as a citizen"
            r"|if you do(?:n'?t| not) (?:respond|answer|share))\b",
        ),
        (
            Unfit.THANKS,
            r"\b(thank(?:s| you)|reward|gift ?cards?|make your neighbou?rhood (?:a )?safer|be a hero|good neighbou?rs?"
            r"|appreciat\w+ your)\b",
        ),
        (
            Unfit.RACE,
            r"\b((?:black|white|asian|hispanic|latin[oax]|arab|african[- ]american|native american|middle[- ]eastern"
            r"|muslim|jewish|indian|mexican|chinese) (?:fe)?(?:males?|m[ae]n|wom[ae]n|subjects?|suspects?|person|people"
            r"|individuals?|youths?|teens?|boys?|girls?|kids?|guys?|juveniles?))\b",
        ),
    )
)


def findings(text: str) -> tuple[Finding, ...]:
    """Every unfit passage of a text, in the order of the list above, as its readers see it: without unseen letters."""
    seen = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Cf", "Mn"))
    plain = " ".join(seen.split())
    return tuple(
        Finding(unfit=unfit, words=match.group(0)) for unfit, pattern in _PATTERNS for match in pattern.finditer(plain)
    )
