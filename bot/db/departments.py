"""The book of departments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.tables import DepartmentRow
from bot.departments.model import Department, DepartmentKind, Standing
from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, Ref


class DepartmentsBook:
    """Departments; see `departments.ports.Departments`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

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
        taken = select(DepartmentRow.id).where(DepartmentRow.name_key == name_key(name))
        if await self.session.scalar(taken) is not None:
            return None
        values = {
            "ref": ref,
            "name": name,
            "name_key": name_key(name),
            "kind": kind,
            "contact": contact,
            "jurisdiction": jurisdiction,
            "time_zone": time_zone,
            "standing": Standing.ACTIVE,
            "created_at": now,
            "expires_at": expires_at,
        }
        rows = await self.session.scalars(
            insert_or_skip(self.session, DepartmentRow, values, key=("name_key",)).returning(DepartmentRow)
        )
        row = rows.one_or_none()
        return to_department(row) if row else None

    async def by_id(self, department: DepartmentId) -> Department:
        """The department of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(DepartmentRow).where(DepartmentRow.id == department))
        if row is None:
            raise LookupError(f"There is no department {department}.")
        return to_department(row)

    async def by_name(self, name: str) -> Department | None:
        """The department of this name or reference, case ignored; a name wins over a reference."""
        rows = await self.session.scalars(
            select(DepartmentRow).where(
                or_(DepartmentRow.name_key == name_key(name), DepartmentRow.ref == name.strip().upper())
            )
        )
        found = sorted(rows, key=lambda row: row.name_key != name_key(name))
        return to_department(found[0]) if found else None

    async def all(self) -> Sequence[Department]:
        """All departments by name."""
        rows = await self.session.scalars(select(DepartmentRow).order_by(DepartmentRow.name_key))
        return [to_department(row) for row in rows]

    async def set_standing(self, department: DepartmentId, standing: Standing) -> None:
        """Suspend or reinstate."""
        await self.session.execute(
            update(DepartmentRow).where(DepartmentRow.id == department).values(standing=standing)
        )


def name_key(name: str) -> str:
    """The name as it is compared: case folded, blanks single."""
    return " ".join(name.casefold().split())


def to_department(row: DepartmentRow) -> Department:
    """The row as a value."""
    return Department(
        id=DepartmentId(row.id),
        ref=Ref(row.ref),
        name=row.name,
        kind=row.kind,
        contact=row.contact,
        jurisdiction=row.jurisdiction,
        time_zone=row.time_zone,
        standing=row.standing,
        expires_at=row.expires_at,
    )
