"""The books of departments and officers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.tables import DepartmentRow, OfficerRow
from bot.departments.model import Department, DepartmentKind, Officer, Standing
from bot.geo.model import Area
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref


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


class OfficersBook:
    """Officers and their invitations; see `departments.ports.Officers`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def invite(
        self, ref: Ref, department: DepartmentId, name: str, code_hash: str, expires_at: datetime, now: datetime
    ) -> Officer:
        """An officer-to-be."""
        values = {
            "ref": ref,
            "department_id": department,
            "name": name,
            "person_id": None,
            "standing": Standing.ACTIVE,
            "verified_at": now,
            "code_hash": code_hash,
            "code_expires_at": expires_at,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(OfficerRow).values(values).returning(OfficerRow))).one()
        return to_officer(row)

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Officer | None:
        """Take up an invitation, once; None when there is no such open invitation, or the person is an officer."""
        already = select(OfficerRow.id).where(OfficerRow.person_id == person)
        rows = await self.session.scalars(
            update(OfficerRow)
            .where(
                OfficerRow.code_hash == code_hash,
                OfficerRow.person_id.is_(None),
                OfficerRow.standing == Standing.ACTIVE,
                OfficerRow.code_expires_at > now,
                ~already.exists(),
            )
            .values(person_id=person, verified_at=now, code_hash=None)
            .returning(OfficerRow)
        )
        row = rows.one_or_none()
        return to_officer(row) if row else None

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more."""
        await self.session.execute(
            update(OfficerRow).where(OfficerRow.code_hash.in_(code_hashes)).values(code_hash=None)
        )

    async def of_person(self, person: PersonId) -> Officer | None:
        """The officer behind a person."""
        row = await self.session.scalar(select(OfficerRow).where(OfficerRow.person_id == person))
        return to_officer(row) if row else None

    async def by_id(self, officer: OfficerId) -> Officer:
        """The officer of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(OfficerRow).where(OfficerRow.id == officer))
        if row is None:
            raise LookupError(f"There is no officer {officer}.")
        return to_officer(row)

    async def all(self) -> Sequence[Officer]:
        """All officers, oldest first."""
        return [to_officer(row) for row in await self.session.scalars(select(OfficerRow).order_by(OfficerRow.id))]

    async def set_standing(self, officer: OfficerId, standing: Standing) -> None:
        """Suspend or reinstate."""
        await self.session.execute(update(OfficerRow).where(OfficerRow.id == officer).values(standing=standing))


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


def to_officer(row: OfficerRow) -> Officer:
    """The row as a value."""
    return Officer(
        id=OfficerId(row.id),
        ref=Ref(row.ref),
        department=DepartmentId(row.department_id),
        name=row.name,
        person=None if row.person_id is None else PersonId(row.person_id),
        standing=row.standing,
        verified_at=row.verified_at,
    )
