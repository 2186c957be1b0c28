"""What a button means: a verb and a public reference, small enough for every platform."""

from dataclasses import dataclass

MAX_ACTION_BYTES = 64
"""Telegram's limit on callback data; Discord allows 100 characters."""

PREFIX = "pl"


class BadAction(ValueError):
    """A press carried something that is no action of ours: old, foreign or made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A verb such as `ask.yes` and the reference of its subject.

    The reference is a name, not a key: authority comes from who pressed, checked against the subject.
    """

    verb: str
    ref: str

    def __post_init__(self) -> None:
        if ":" in self.verb or ":" in self.ref or not self.verb:
            raise BadAction("A verb and a reference hold no colon.")
        if len(self.encode().encode()) > MAX_ACTION_BYTES:
            raise BadAction(f"An action takes at most {MAX_ACTION_BYTES} bytes.")

    def encode(self) -> str:
        """The action as a button carries it: `pl:ask.yes:K7QFM3`."""
        return f"{PREFIX}:{self.verb}:{self.ref}"


def decode(text: str) -> Action:
    """Read a button back. Raises BadAction for anything that `encode` did not write."""
    parts = text.split(":")
    if len(parts) != 3 or parts[0] != PREFIX:
        raise BadAction("That button is not one of ours.")
    return Action(verb=parts[1], ref=parts[2])
