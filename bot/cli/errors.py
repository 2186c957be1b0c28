"""The ways in which a command can fail, each with an exit code of its own."""

from enum import IntEnum


class Code(IntEnum):
    """Exit codes; 2 is the command line's own for wrong usage."""

    FAULT = 1
    """A fault of the program itself."""
    REFUSED = 3
    """A rule says no."""
    CONFIG = 10
    DATABASE = 11
    NOT_MIGRATED = 12
    TELEGRAM = 13
    DISCORD = 14
    MAIL = 15
    PORT = 16
    VAULT = 17
    GEOCODING = 18
    ALREADY_RUNNING = 19
    MISSING_EXTRA = 20
    KEY = 22
    """The house key is missing, open to others, or not the one of this database."""
    STORY = 21
    """The demo's story did not end as it should."""
    MAPS = 23


class Trouble(Exception):
    """Something that the operator can mend; the message is one sentence that says how."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = int(code)
