"""The book of officers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import OfficerRow
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.officers.model import Officer, OfficerStanding


class OfficersBook:
    """Officers and their invitations; see `officers.ports.Officers`."""

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
            "standing": OfficerStanding.ACTIVE,
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
                OfficerRow.standing == OfficerStanding.ACTIVE,
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

    async def set_standing(self, officer: OfficerId, standing: OfficerStanding) -> None:
        """Suspend or reinstate."""
        await self.session.execute(update(OfficerRow).where(OfficerRow.id == officer).values(standing=standing))


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
