"""The book of proposals; see `departments.ports.Proposals`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.tables import ProposalRow
from bot.db.words import name_key
from bot.departments.model import Particulars, Proposal, ProposalState
from bot.kernel.ids import DepartmentId, OperatorId, ProposalId, Ref


class ProposalsBook:
    """Proposals of departments and of their changes."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(
        self, ref: Ref, what: Particulars, department: DepartmentId | None, operator: OperatorId, now: datetime
    ) -> Proposal | None:
        """A new proposal; None while another one about the same name waits."""
        values = {
            "ref": ref,
            "department_id": department,
            "is_new": department is None,
            **columns_of(what),
            "state": ProposalState.WAITING,
            "open_key": name_key(what.name),
            "proposed_by": operator,
            "proposed_at": now,
        }
        rows = await self.session.scalars(
            insert_or_skip(self.session, ProposalRow, values, key=("open_key",)).returning(ProposalRow)
        )
        row = rows.one_or_none()
        return to_proposal(row) if row else None

    async def by_id(self, proposal: ProposalId) -> Proposal:
        """The proposal of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(ProposalRow).where(ProposalRow.id == proposal))
        if row is None:
            raise LookupError(f"There is no proposal {proposal}.")
        return to_proposal(row)

    async def by_ref(self, ref: Ref) -> Proposal | None:
        """The proposal of this reference, whatever became of it."""
        row = await self.session.scalar(select(ProposalRow).where(ProposalRow.ref == ref))
        return to_proposal(row) if row else None

    async def waiting(self) -> Sequence[Proposal]:
        """Those that wait, oldest first."""
        rows = await self.session.scalars(
            select(ProposalRow).where(ProposalRow.state == ProposalState.WAITING).order_by(ProposalRow.id)
        )
        return [to_proposal(row) for row in rows]

    async def is_waiting(self, name: str) -> bool:
        """Whether one about this name waits."""
        found = select(ProposalRow.id).where(ProposalRow.open_key == name_key(name))
        return await self.session.scalar(found) is not None

    async def decide(self, proposal: ProposalId, to: ProposalState, operator: OperatorId, now: datetime) -> bool:
        """Settle it, once; False when it was settled already."""
        rows = await self.session.scalars(
            update(ProposalRow)
            .where(ProposalRow.id == proposal, ProposalRow.state == ProposalState.WAITING)
            .values(state=to, decided_by=operator, decided_at=now, open_key=None)
            .returning(ProposalRow.id)
        )
        return rows.one_or_none() is not None

    async def belongs(self, proposal: ProposalId, department: DepartmentId) -> None:
        """Note which department a new one has become."""
        await self.session.execute(
            update(ProposalRow).where(ProposalRow.id == proposal).values(department_id=department)
        )


def columns_of(what: Particulars) -> dict[str, object]:
    """Particulars as the columns that departments and proposals have in common."""
    return {
        "name": what.name,
        "kind": what.kind,
        "contact": what.contact,
        "jurisdiction": what.jurisdiction,
        "time_zone": what.time_zone,
        "email_domains": what.email_domains,
        "public_key": what.public_key,
    }


def to_particulars(row: ProposalRow) -> Particulars:
    """The particulars in a row."""
    return Particulars(
        name=row.name,
        kind=row.kind,
        contact=row.contact,
        email_domains=tuple(row.email_domains),
        jurisdiction=row.jurisdiction,
        time_zone=row.time_zone,
        public_key=row.public_key,
    )


def to_proposal(row: ProposalRow) -> Proposal:
    """The row as a value."""
    return Proposal(
        id=ProposalId(row.id),
        ref=Ref(row.ref),
        department=None if row.department_id is None else DepartmentId(row.department_id),
        is_new=row.is_new,
        what=to_particulars(row),
        state=row.state,
        proposed_by=OperatorId(row.proposed_by),
        proposed_at=row.proposed_at,
        decided_by=None if row.decided_by is None else OperatorId(row.decided_by),
        decided_at=row.decided_at,
    )
