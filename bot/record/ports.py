"""The book of the public record."""

from collections.abc import Sequence
from typing import Protocol

from bot.record.model import Entry, Leaf


class Record(Protocol):
    """Append only: there is no call that changes or removes, and the database refuses both."""

    async def append(self, entry: Entry) -> Leaf:
        """Add an entry at the end, in the caller's transaction."""
        ...

    async def leaves(self, start: int = 0, limit: int = 1000) -> Sequence[Leaf]:
        """Leaves from an index on, in order."""
        ...


class RecordTx(Protocol):
    """A transaction that can write to the record."""

    @property
    def record(self) -> Record:
        """The public record."""
        ...
