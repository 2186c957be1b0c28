"""The book of bulletins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.bulletins.model import Bulletin, BulletinState, NewBulletin
from bot.kernel.ids import BulletinId, DepartmentId, Ref, ReviewerId
from bot.neighborhoods.ports import NeighborhoodsTx
from bot.officers.ports import OfficersTx


class Bulletins(Protocol):
    """Public appeals by police."""

    async def add(self, bulletin: NewBulletin, now: datetime) -> Bulletin:
        """File a bulletin for review."""
        ...

    async def by_id(self, bulletin: BulletinId) -> Bulletin | None:
        """The bulletin of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Bulletin | None:
        """The bulletin of this reference."""
        ...

    async def decide(
        self, bulletin: BulletinId, to: BulletinState, reviewer: ReviewerId, why: str, now: datetime
    ) -> Bulletin | None:
        """Publish or refuse; None when it was not in review any more."""
        ...

    async def close(self, bulletin: BulletinId, now: datetime) -> Bulletin | None:
        """Close a published one; None when it was not open any more."""
        ...

    async def count_open(self, department: DepartmentId) -> int:
        """How many of a department are in review or published. Filings of one department wait in line from here."""
        ...

    async def waiting(self) -> Sequence[Bulletin]:
        """What waits for a reviewer, oldest first."""
        ...

    async def published(self) -> Sequence[Bulletin]:
        """The open ones, latest first."""
        ...

    async def published_before(self, moment: datetime) -> Sequence[Bulletin]:
        """The open ones that were published then or earlier."""
        ...

    async def media_blobs(self) -> frozenset[str]:
        """The names of all photos and clips that bulletins show; they are not to be destroyed."""
        ...


class BulletinsTx(NeighborhoodsTx, OfficersTx, Protocol):
    """A transaction with the bulletins."""

    @property
    def bulletins(self) -> Bulletins:
        """Bulletins."""
        ...
