"""Who may be a department at all: federal and immigration bodies are refused by name. And what a case number is."""

import re
import unicodedata

FEDERAL_BODIES = (
    "fbi", "ice", "cbp", "dhs", "dea", "atf", "hsi", "usms", "usss", "uscis", "tsa", "cia", "nsa", "batfe",
    "immigration", "customs", "deportation", "homeland security", "border patrol", "border protection",
    "enforcement and removal", "drug enforcement", "secret service", "marshals service", "alcohol tobacco",
    "postal inspection", "national park service", "coast guard", "bureau of prisons", "national security agency",
    "central intelligence", "united states",
)  # fmt: skip
"""Whole words of a plain name. "United States" also catches every body that opens with it."""

FEDERAL_PLACES = ("heights", "way", "dam", "hill")
"""Towns such as Federal Way, Washington, and Federal Heights, Colorado, have departments of their own."""

NO_NUMBERS = frozenset({"na", "none", "pending", "tbd", "unknown", "test", "null", "nil", "no", "x", "xx", "xxx"})
"""What people write when they have no case number, letters only."""

_BODY = re.compile(rf"\b(?:{'|'.join(FEDERAL_BODIES)})\b")
_FEDERAL = re.compile(rf"\bfederal(?! (?:{'|'.join(FEDERAL_PLACES)})\b)\b")
_US = re.compile(r"\bus(?! virgin islands\b)\b")
_SPELLED = re.compile(r"\b(?:[a-z] ){1,5}[a-z]\b")


def is_federal(name: str) -> bool:
    """Whether the name is that of a federal or immigration body, or names one: `F.B.I.`, `Springfield PD / ICE`."""
    plain = plain_name(name)
    return any(pattern.search(plain) for pattern in (_BODY, _FEDERAL, _US))


def is_case_number(text: str) -> bool:
    """Whether this is a real case number: it holds a digit and is not one of the ways to write "none"."""
    number = text.strip()
    letters = re.sub(r"[^a-z]", "", number.lower())
    return any(letter.isdigit() for letter in number) and letters not in NO_NUMBERS and len(number) >= 3


def plain_name(name: str) -> str:
    """Lower-case words with single blanks; `U. S.`, `U.S.` and `US` become the same."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace(".", " ").replace("'", "").replace("’", "")
    words = " ".join(re.sub(r"[^\w]|_", " ", folded).split())
    return _SPELLED.sub(lambda letters: letters[0].replace(" ", ""), words)
