"""The book of departments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.departments.model import Department, DepartmentKind, Standing
from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, Ref
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


class DepartmentsTx(PeopleTx, RecordTx, Protocol):
    """A transaction with departments and the record."""

    @property
    def departments(self) -> Departments:
        """Departments."""
        ...
