"""Our words on pictures, in the reader's language."""


def spoken(words: str, language: str) -> str:
    """The phrase in that language, or in English."""
    return str(words)
