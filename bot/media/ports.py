"""The port of the store of washed files."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.media.model import Media, MediaPolicy


class MediaStore(Protocol):
    """Takes files, washes them, keeps what is left under random names."""

    async def wash(self, chunks: AsyncIterator[bytes], policy: MediaPolicy) -> Media:
        """Receive a file, remove all that is not picture, and keep the rest; durable when it returns. The file as it
        came is gone by then, whatever happens.

        Raises Refused(NOT_A_PICTURE | TOO_LARGE | TOO_LONG | NO_ROOM), and keeps nothing then.
        """
        ...

    async def describe(self, blob: str) -> Media | None:
        """What is kept under this name; None when there is nothing."""
        ...

    def open(self, blob: str) -> AsyncIterator[bytes]:
        """The bytes in pieces. Raises FileNotFoundError when they were destroyed."""
        ...

    async def destroy(self, blob: str) -> None:
        """The bytes go; harmless when they are gone."""
        ...

    async def orphans(self, known: frozenset[str], older_than: datetime) -> Sequence[str]:
        """Blobs that no row knows and that are older than the moment: of forms that were never finished."""
        ...
