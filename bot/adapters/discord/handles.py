"""Handles: Discord's ids as text. A letter tells a person (`u123`) from a channel or thread (`c456`)."""

import re

_PERSON = re.compile(r"u(\d{1,20})", re.ASCII)
_CHANNEL = re.compile(r"c(\d{1,20})", re.ASCII)


def of_person(number: int) -> str:
    """The handle of an account: what `Speaker.handle` holds, and where a direct message is sent to."""
    return f"u{number}"


def of_channel(number: int) -> str:
    """The handle of a channel, a thread or an open direct-message channel: what `Room.handle` holds."""
    return f"c{number}"


def person_id(handle: str) -> int | None:
    """Discord's id of the person; None if the handle names no person."""
    found = _PERSON.fullmatch(handle)
    return int(found[1]) if found else None


def channel_id(handle: str) -> int | None:
    """Discord's id of the channel; None if the handle names no channel."""
    found = _CHANNEL.fullmatch(handle)
    return int(found[1]) if found else None
