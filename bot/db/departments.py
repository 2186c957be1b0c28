"""The book of departments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.proposals import columns_of
from bot.db.tables import DepartmentRow
from bot.db.words import name_key
from bot.departments.model import Department, Named, Particulars, Standing
from bot.kernel.ids import DepartmentId, Ref


class DepartmentsBook:
    """Departments; see `departments.ports.Departments`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, ref: Ref, what: Particulars, now: datetime, expires_at: datetime) -> Department | None:
        """A new active department; None when the name is taken."""
        taken = select(DepartmentRow.id).where(DepartmentRow.name_key == name_key(what.name))
        if await self.session.scalar(taken) is not None:
            return None
        values = {
            "ref": ref,
            **columns_of(what),
            "name_key": name_key(what.name),
            "standing": Standing.ACTIVE,
            "created_at": now,
            "expires_at": expires_at,
            "warnings": 0,
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

    async def names(self) -> Sequence[Named]:
        """The same without all that is known of them."""
        found = select(DepartmentRow.id, DepartmentRow.ref, DepartmentRow.name).order_by(DepartmentRow.name_key)
        return [
            Named(id=DepartmentId(number), ref=Ref(ref), name=name)
            for number, ref, name in await self.session.execute(found)
        ]

    async def set_standing(self, department: DepartmentId, standing: Standing) -> None:
        """Suspend or reinstate."""
        await self._set(department, standing=standing)

    async def change(self, department: DepartmentId, what: Particulars) -> None:
        """Another contact, domains, jurisdiction, time zone and key; name and kind stay."""
        stays = ("name", "kind")
        await self._set(department, **{name: value for name, value in columns_of(what).items() if name not in stays})

    async def renew(self, department: DepartmentId, expires_at: datetime) -> None:
        """It runs out then, and nobody was warned of that yet."""
        await self._set(department, expires_at=expires_at, warnings=0)

    async def ending(self, before: datetime, told: int) -> Sequence[Department]:
        """Those that run out by then and were told so fewer times than this."""
        rows = await self.session.scalars(
            select(DepartmentRow)
            .where(DepartmentRow.expires_at <= before, DepartmentRow.warnings < told)
            .order_by(DepartmentRow.id)
        )
        return [to_department(row) for row in rows]

    async def warned(self, department: DepartmentId, told: int) -> bool:
        """Note that this was the so-many-eth time; False when it was noted already."""
        rows = await self.session.scalars(
            update(DepartmentRow)
            .where(DepartmentRow.id == department, DepartmentRow.warnings < told)
            .values(warnings=told)
            .returning(DepartmentRow.id)
        )
        return rows.one_or_none() is not None

    async def _set(self, department: DepartmentId, **values: object) -> None:
        await self.session.execute(update(DepartmentRow).where(DepartmentRow.id == department).values(**values))


def to_department(row: DepartmentRow) -> Department:
    """The row as a value."""
    return Department(
        id=DepartmentId(row.id),
        ref=Ref(row.ref),
        name=row.name,
        kind=row.kind,
        contact=row.contact,
        email_domains=tuple(row.email_domains),
        jurisdiction=row.jurisdiction,
        time_zone=row.time_zone,
        public_key=row.public_key,
        standing=row.standing,
        expires_at=row.expires_at,
    )
