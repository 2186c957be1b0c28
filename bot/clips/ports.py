"""The books of clips, and the vault that holds their bytes."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.clips.model import Clip, ClipState, Kept, NewClip
from bot.kernel.ids import AskId, ClipId, PersonId, Ref


class Vault(Protocol):
    """Bytes under random names."""

    async def keep(self, chunks: AsyncIterator[bytes], max_bytes: int) -> Kept:
        """Stream to disk, hash on the way, sniff the type from the first bytes; durable when it returns.

        Raises Refused(ClipReason.EMPTY | TOO_LARGE | WRONG_TYPE | NO_ROOM) and keeps nothing then.
        """
        ...

    def open(self, blob: str) -> AsyncIterator[bytes]:
        """The bytes in pieces. Raises FileNotFoundError when they were destroyed."""
        ...

    async def destroy(self, blob: str) -> None:
        """The bytes go; harmless when they are gone."""
        ...

    async def orphans(self, known: frozenset[str], older_than: datetime) -> Sequence[str]:
        """Blobs that no row knows and that are older than the moment: left by a crash between disk and commit."""
        ...


class Clips(Protocol):
    """What was sent for which ask."""

    async def add(self, clip: NewClip, now: datetime) -> Clip:
        """Note a clip whose bytes are in the vault."""
        ...

    async def by_id(self, clip: ClipId) -> Clip | None:
        """The clip of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Clip | None:
        """The clip of this reference."""
        ...

    async def of_ask(self, ask: AskId) -> Sequence[Clip]:
        """The held clips of an ask, oldest first."""
        ...

    async def of_owner(self, owner: PersonId) -> Sequence[Clip]:
        """The owner's held clips."""
        ...

    async def move(self, clip: ClipId, expected: ClipState, to: ClipState) -> bool:
        """Change the state if it still is the expected one; says whether it did."""
        ...

    async def past_keeping(self, before: datetime) -> Sequence[Clip]:
        """Held clips that reached an officer before the moment, or whose closed request was to end before it."""
        ...

    async def blobs(self) -> frozenset[str]:
        """All blobs of held clips."""
        ...


class ClipsTx(Protocol):
    """A transaction with the clips."""

    @property
    def clips(self) -> Clips:
        """Clips."""
        ...
