"""An officer's phone, with an app that makes codes by time as any such app does."""

import re
from datetime import UTC, datetime

import pyotp

LETTERS = re.compile(r"type these letters into it: ((?:[A-Z2-7]{4} ?)+)")


class Phone:
    """Reads the secret off the bot's message, as a person types it into an app."""

    def __init__(self, words: str) -> None:
        """Raises LookupError when the message shows no secret."""
        found = LETTERS.search(words)
        if found is None:
            raise LookupError("The message shows no letters for the app.")
        self._code = pyotp.TOTP(found[1].replace(" ", ""))

    def shows(self) -> str:
        """The six digits of now."""
        return self._code.at(datetime.now(UTC))
