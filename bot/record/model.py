"""Entries of the public record. They hold nothing about owners: neither who they are nor how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.ids import Ref


class EntryKind(StrEnum):
    """What the public can read about."""

    DEPARTMENT_ADDED = "department added"
    DEPARTMENT_SUSPENDED = "department suspended"
    DEPARTMENT_REINSTATED = "department reinstated"
    DEPARTMENT_CHANGED = "department changed"
    DEPARTMENT_RENEWED = "department renewed"
    DEPARTMENT_EXPIRED = "department expired"
    OFFICER_INVITED = "officer invited"
    OFFICER_VERIFIED = "officer verified"
    OFFICER_SUSPENDED = "officer suspended"
    OFFICER_REINSTATED = "officer reinstated"
    OFFICER_ENDED = "officer ended"
    REQUEST_FILED = "request filed"
    REQUEST_REFUSED = "request refused"
    REQUEST_PUBLISHED = "request published"
    REQUEST_CLOSED = "request closed"
    CLIP_RECALLED = "clip recalled"
    """An owner asked that a clip which was handed over be deleted. Names the request, and nothing of the owner."""
    BULLETIN_PUBLISHED = "bulletin published"
    BULLETIN_REFUSED = "bulletin refused"
    BULLETIN_CLOSED = "bulletin closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the record, added in the transaction of what it tells."""

    ref: Ref
    kind: EntryKind
    body: Mapping[str, str]
    """Public words only; keys in order of telling."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An entry in its place, with the hash that chains it to all before."""

    index: int
    entry: Entry
    chain: str
    """Lower-case hexadecimal; see `record.chain`."""
