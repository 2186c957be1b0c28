"""The book of officers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.departments.ports import DepartmentsTx
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.officers.model import Officer, OfficerStanding


class Officers(Protocol):
    """Officers and their invitations."""

    async def invite(
        self, ref: Ref, department: DepartmentId, name: str, code_hash: str, expires_at: datetime, now: datetime
    ) -> Officer:
        """An officer-to-be."""
        ...

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Officer | None:
        """Take up an invitation, once; None when there is no such open invitation."""
        ...

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more. Harmless for one that is unknown or was taken up."""
        ...

    async def of_person(self, person: PersonId) -> Officer | None:
        """The officer behind a person."""
        ...

    async def by_id(self, officer: OfficerId) -> Officer:
        """The officer of this id."""
        ...

    async def all(self) -> Sequence[Officer]:
        """All officers, for the operator's list."""
        ...

    async def set_standing(self, officer: OfficerId, standing: OfficerStanding) -> None:
        """Suspend or reinstate."""
        ...


class OfficersTx(DepartmentsTx, Protocol):
    """A transaction with departments, officers and the record."""

    @property
    def officers(self) -> Officers:
        """Officers."""
        ...
