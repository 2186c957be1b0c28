"""Invitation and link codes: shown once, stored as a hash only."""

import hashlib
import re

from bot.kernel.ids import CODE_LENGTH, LINK_CODE_LENGTH, REF_LETTERS

_LINK_CODE = re.compile(rf"[{REF_LETTERS}]{{4}}[- ]?[{REF_LETTERS}]{{4}}", re.IGNORECASE)


def normalised(code: str) -> str:
    """The code without hyphens, blanks and case, as it is hashed."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())


def hash_code(code: str) -> str:
    """SHA-256 in lower-case hexadecimal of the normalised code. A code has 78 random bits, so it needs no salt."""
    return hashlib.sha256(normalised(code).encode()).hexdigest()


def hashes_within(words: str) -> list[str]:
    """The hashes of all codes that could stand somewhere in these words, whatever is said around them."""
    letters = normalised(words)
    return [hash_code(letters[start : start + CODE_LENGTH]) for start in range(len(letters) - CODE_LENGTH + 1)]


def read_link_code(words: str) -> str | None:
    """The code that joins two accounts, normalised, if that is all that these words are. Each has a digit, so that a
    plain word of eight letters is none."""
    code = normalised(words)
    is_one = _LINK_CODE.fullmatch(words.strip()) and any(letter.isdigit() for letter in code)
    return code if is_one else None


def link_codes_within(words: str) -> list[str]:
    """All codes that could stand somewhere in these words, normalised, whatever is said around them."""
    letters = normalised(words)
    return [letters[start : start + LINK_CODE_LENGTH] for start in range(len(letters) - LINK_CODE_LENGTH + 1)]
