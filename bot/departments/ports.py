"""The books of departments and officers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.departments.model import Department, DepartmentKind, Officer, Standing
from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.people.ports import PeopleTx
from bot.record.ports import RecordTx


class Departments(Protocol):
    """Departments."""

    async def add(
        self,
        ref: Ref,
        name: str,
        kind: DepartmentKind,
        contact: str,
        jurisdiction: Area,
        time_zone: str,
        now: datetime,
        expires_at: datetime,
    ) -> Department | None:
        """A new active department; None when the name is taken."""
        ...

    async def by_id(self, department: DepartmentId) -> Department:
        """The department of this id."""
        ...

    async def by_name(self, name: str) -> Department | None:
        """The department of this name or reference, case ignored."""
        ...

    async def all(self) -> Sequence[Department]:
        """All departments by name."""
        ...

    async def set_standing(self, department: DepartmentId, standing: Standing) -> None:
        """Suspend or reinstate."""
        ...


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

    async def set_standing(self, officer: OfficerId, standing: Standing) -> None:
        """Suspend or reinstate."""
        ...


class DepartmentsTx(PeopleTx, RecordTx, Protocol):
    """A transaction with departments, officers and the record."""

    @property
    def departments(self) -> Departments:
        """Departments."""
        ...

    @property
    def officers(self) -> Officers:
        """Officers."""
        ...
