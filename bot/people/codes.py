"""Invitation and link codes: shown once, stored as a hash only."""

import hashlib

from bot.kernel.ids import CODE_LENGTH


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
