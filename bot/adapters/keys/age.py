"""Public keys of departments (age, C2SP): read here, and sealed to here. The only file that knows pyrage."""

import pyrage


def read_recipient(text: str) -> str | None:
    """The recipient as age writes it, `age1…`; None when it is none: a letter mistyped breaks its checksum."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except (pyrage.RecipientError, ValueError):
        return None
