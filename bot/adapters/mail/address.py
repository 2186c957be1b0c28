"""Reading a mail address that a person typed."""

import re

from email_validator import EmailNotValidError, validate_email

_PLAIN = re.compile(r"[!-~]+@[!-~]+")


def read_address(text: str) -> str | None:
    """The address, lower-case and with its domain in ASCII form; None for anything that is no single address.

    Asks no server. Line breaks, control characters and display names are refused, not repaired.
    """
    if not text.strip().isprintable():
        return None
    try:
        # The test environment lets the reserved domain `.test` through, which leads nowhere and so does no harm.
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        return None
    address = (found.ascii_email or "").lower()
    return address if is_plain(address) else None


def is_plain(address: str) -> bool:
    """May this stand in a header and in an SMTP command as it is? True for all that `read_address` gave."""
    return _PLAIN.fullmatch(address) is not None and not set(address) & set('<>()[]\\,;:"')
