"""The book of operators; see `operators.ports.Operators`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.tables import OperatorRow
from bot.db.words import name_key
from bot.kernel.ids import OperatorId, PersonId, Ref
from bot.operators.model import Operator


class OperatorsBook:
    """Operators and their codes."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(
        self, ref: Ref, name: str, pass_hash: str, code_hash: str, expires_at: datetime, now: datetime
    ) -> Operator | None:
        """A new operator; None when the name is or was taken."""
        values = {
            "ref": ref,
            "name": name,
            "name_key": name_key(name),
            "person_id": None,
            "pass_hash": pass_hash,
            "code_hash": code_hash,
            "code_expires_at": expires_at,
            "active": True,
            "created_at": now,
        }
        rows = await self.session.scalars(
            insert_or_skip(self.session, OperatorRow, values, key=("name_key",)).returning(OperatorRow)
        )
        row = rows.one_or_none()
        return to_operator(row) if row else None

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Operator | None:
        """Take up a code, once; None when there is no such open code, or the person is an operator."""
        already = select(OperatorRow.id).where(OperatorRow.person_id == person)
        rows = await self.session.scalars(
            update(OperatorRow)
            .where(
                OperatorRow.code_hash == code_hash,
                OperatorRow.person_id.is_(None),
                OperatorRow.active,
                OperatorRow.code_expires_at > now,
                ~already.exists(),
            )
            .values(person_id=person, code_hash=None)
            .returning(OperatorRow)
        )
        row = rows.one_or_none()
        return to_operator(row) if row else None

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more."""
        await self.session.execute(
            update(OperatorRow).where(OperatorRow.code_hash.in_(code_hashes)).values(code_hash=None)
        )

    async def of_person(self, person: PersonId) -> Operator | None:
        """The active operator behind a person."""
        row = await self.session.scalar(select(OperatorRow).where(OperatorRow.person_id == person, OperatorRow.active))
        return to_operator(row) if row else None

    async def by_id(self, operator: OperatorId) -> Operator:
        """The operator of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(OperatorRow).where(OperatorRow.id == operator))
        if row is None:
            raise LookupError(f"There is no operator {operator}.")
        return to_operator(row)

    async def by_name(self, name: str) -> Operator | None:
        """The active operator of this name or reference; a name wins over a reference."""
        key = name_key(name)
        rows = await self.session.scalars(
            select(OperatorRow).where(
                OperatorRow.active, or_(OperatorRow.name_key == key, OperatorRow.ref == name.strip().upper())
            )
        )
        found = sorted(rows, key=lambda row: row.name_key != key)
        return to_operator(found[0]) if found else None

    async def all(self) -> Sequence[Operator]:
        """Everybody, oldest first."""
        return [to_operator(row) for row in await self.session.scalars(select(OperatorRow).order_by(OperatorRow.id))]

    async def pass_hash(self, operator: OperatorId) -> str:
        """What is kept of the operator's passphrase; empty for one who was removed."""
        kept = await self.session.scalar(
            select(OperatorRow.pass_hash).where(OperatorRow.id == operator, OperatorRow.active)
        )
        return kept or ""

    async def give(self, operator: OperatorId, pass_hash: str, code_hash: str, expires_at: datetime) -> None:
        """A new passphrase and a new code; the chat account that joined before is taken off."""
        await self._set(operator, pass_hash=pass_hash, code_hash=code_hash, code_expires_at=expires_at, person_id=None)

    async def remove(self, operator: OperatorId) -> None:
        """No operator any more."""
        await self._set(operator, pass_hash="", code_hash=None, person_id=None, active=False)

    async def _set(self, operator: OperatorId, **values: object) -> None:
        await self.session.execute(update(OperatorRow).where(OperatorRow.id == operator).values(**values))


def to_operator(row: OperatorRow) -> Operator:
    """The row as a value."""
    return Operator(
        id=OperatorId(row.id),
        ref=Ref(row.ref),
        name=row.name,
        person=None if row.person_id is None else PersonId(row.person_id),
        active=row.active,
    )
