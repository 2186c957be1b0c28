"""The books of departments and of what operators propose about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.departments.model import Department, Named, Particulars, Proposal, ProposalState, Standing
from bot.kernel.ids import DepartmentId, OperatorId, ProposalId, Ref
from bot.operators.ports import OperatorsTx
from bot.record.ports import RecordTx


class Departments(Protocol):
    """Departments."""

    async def add(self, ref: Ref, what: Particulars, now: datetime, expires_at: datetime) -> Department | None:
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

    async def names(self) -> Sequence[Named]:
        """The same without all that is known of them: for lists of thousands."""
        ...

    async def set_standing(self, department: DepartmentId, standing: Standing) -> None:
        """Suspend or reinstate."""
        ...

    async def change(self, department: DepartmentId, what: Particulars) -> None:
        """Another contact, domains, jurisdiction, time zone and key; name and kind stay."""
        ...

    async def renew(self, department: DepartmentId, expires_at: datetime) -> None:
        """It runs out then, and was warned of that by nobody yet."""
        ...

    async def ending(self, before: datetime, told: int) -> Sequence[Department]:
        """Those that run out by then and were told so fewer times than this."""
        ...

    async def warned(self, department: DepartmentId, told: int) -> bool:
        """Note that this was the so-many-eth time; False when it was noted already."""
        ...


class Proposals(Protocol):
    """What operators propose. A proposal never changes; it is settled once."""

    async def add(
        self, ref: Ref, what: Particulars, department: DepartmentId | None, operator: OperatorId, now: datetime
    ) -> Proposal | None:
        """A new proposal, about a department or (None) a new one; None while another about the same name waits."""
        ...

    async def by_id(self, proposal: ProposalId) -> Proposal:
        """The proposal of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Proposal | None:
        """The proposal of this reference, whatever became of it."""
        ...

    async def waiting(self) -> Sequence[Proposal]:
        """Those that wait, oldest first."""
        ...

    async def is_waiting(self, name: str) -> bool:
        """Whether one about this name waits, case ignored."""
        ...

    async def decide(self, proposal: ProposalId, to: ProposalState, operator: OperatorId, now: datetime) -> bool:
        """Settle it, once; False when it was settled already."""
        ...

    async def belongs(self, proposal: ProposalId, department: DepartmentId) -> None:
        """Note which department a new one has become."""
        ...


class DepartmentsTx(OperatorsTx, RecordTx, Protocol):
    """A transaction with departments, what is proposed about them, and the record."""

    @property
    def departments(self) -> Departments:
        """Departments."""
        ...

    @property
    def proposals(self) -> Proposals:
        """What operators propose."""
        ...
