"""The book of officers; see `officers.ports.Officers`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import OfficerCallRow, OfficerProofRow, OfficerRow
from bot.kernel.ids import AccountId, DepartmentId, OfficerId, OperatorId, PersonId, Ref
from bot.officers.model import Call, Factor, Officer, OfficerStanding, Suspension


class OfficersBook:
    """Officers, their invitations, and what they have proved."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def invite(
        self,
        ref: Ref,
        department: DepartmentId,
        name: str,
        code_hash: str,
        expires_at: datetime,
        now: datetime,
        by: OperatorId | None = None,
    ) -> Officer:
        """An officer-to-be, and who invited them."""
        values = {
            "ref": ref,
            "department_id": department,
            "name": name,
            "person_id": None,
            "standing": OfficerStanding.ACTIVE,
            "why": None,
            "invited_by": by,
            "mailbox_at": None,
            "called_at": None,
            "factor_at": None,
            "verified_at": now,
            "last_acted_at": now,
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
            .values(person_id=person, verified_at=now, last_acted_at=now, code_hash=None)
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

    async def by_ref(self, ref: Ref) -> Officer | None:
        """The officer of this reference."""
        row = await self.session.scalar(select(OfficerRow).where(OfficerRow.ref == ref))
        return to_officer(row) if row else None

    async def alone(self, officer: OfficerId) -> Officer:
        """The officer of this id, locked; SQLite lets one transaction write at a time anyway. Raises LookupError."""
        row = await self.session.scalar(select(OfficerRow).where(OfficerRow.id == officer).with_for_update())
        if row is None:
            raise LookupError(f"There is no officer {officer}.")
        return to_officer(row)

    async def all(self) -> Sequence[Officer]:
        """All officers, oldest first."""
        return [to_officer(row) for row in await self.session.scalars(select(OfficerRow).order_by(OfficerRow.id))]

    async def set_standing(
        self, officer: OfficerId, standing: OfficerStanding, why: Suspension = Suspension.OPERATOR
    ) -> None:
        """Suspend, and say why; or reinstate."""
        reason = why if standing is OfficerStanding.SUSPENDED else None
        await self._change(officer, standing=standing, why=reason)

    async def end(self, officer: OfficerId) -> None:
        """Nobody is this officer any more, no code makes anybody this officer, and nothing is proved."""
        await self.session.execute(delete(OfficerProofRow).where(OfficerProofRow.officer_id == officer))
        await self._change(
            officer, standing=OfficerStanding.ENDED, why=None, person_id=None, code_hash=None, mailbox_at=None,
            called_at=None, factor_at=None,
        )  # fmt: skip

    async def mailbox(self, officer: OfficerId) -> str | None:
        """The work mailbox, proved or once proved."""
        return await self._opened(officer, "mailbox")

    async def put_mailbox(self, officer: Officer, address: str, now: datetime) -> bool:
        """This mailbox is proved; False when it is another officer's."""
        hashed = self.keyring.blind("work mailbox", address)
        others = exists().where(OfficerProofRow.mailbox_hash == hashed, OfficerProofRow.officer_id != officer.id)
        if await self.session.scalar(select(others)):
            return False
        await self._prove(officer, mailbox=address)
        await self.session.execute(
            update(OfficerProofRow).where(OfficerProofRow.officer_id == officer.id).values(mailbox_hash=hashed)
        )
        await self._change(officer.id, mailbox_at=now)
        return True

    async def drop_mailbox(self, officer: OfficerId) -> None:
        """There is no proved mailbox any more. The address stays known until another takes its place."""
        await self._change(officer, mailbox_at=None)

    async def note_call(self, officer: OfficerId, operator: OperatorId, call: Call, now: datetime) -> None:
        """An operator has called."""
        values = {
            "officer_id": officer,
            "operator_id": operator,
            "number": call.number,
            "source": call.source,
            "at": now,
        }
        await self.session.execute(insert(OfficerCallRow).values(values))
        await self._change(officer, called_at=now)

    async def want_call(self, officer: OfficerId) -> None:
        """An operator is to call (again)."""
        await self._change(officer, called_at=None)

    async def put_secret(self, officer: Officer, secret: str) -> None:
        """A new secret that no code has confirmed yet. Wrong codes typed before still count."""
        await self._prove(officer, secret=secret)
        await self._change(officer.id, factor_at=None)

    async def set_up(self, officer: OfficerId, now: datetime) -> None:
        """A code has shown that the officer has the secret."""
        await self._change(officer, factor_at=now)

    async def drop_factor(self, officer: OfficerId) -> None:
        """No second factor any more."""
        await self._change(officer, factor_at=None)
        await self.session.execute(
            update(OfficerProofRow)
            .where(OfficerProofRow.officer_id == officer)
            .values(secret=None, passed_account=None, passed_at=None)
        )

    async def factor(self, officer: OfficerId) -> Factor | None:
        """The second factor, confirmed or not."""
        secret = await self._opened(officer, "secret")
        row = await self.session.scalar(select(OfficerProofRow).where(OfficerProofRow.officer_id == officer))
        if secret is None or row is None:
            return None
        return Factor(secret=secret, last_step=row.last_step, wrong=row.wrong, locked_until=row.locked_until)

    async def note_wrong(self, officer: OfficerId, wrong: int, locked_until: datetime | None) -> None:
        """So many wrong codes in a row now, and until when none is taken."""
        await self.session.execute(
            update(OfficerProofRow)
            .where(OfficerProofRow.officer_id == officer)
            .values(wrong=wrong, locked_until=locked_until)
        )

    async def note_right(self, officer: OfficerId, step: int, account: AccountId, now: datetime) -> None:
        """The code of this step was typed on this account."""
        await self.session.execute(
            update(OfficerProofRow)
            .where(OfficerProofRow.officer_id == officer)
            .values(last_step=step, wrong=0, locked_until=None, passed_account=account, passed_at=now)
        )

    async def passed_at(self, officer: OfficerId, account: AccountId) -> datetime | None:
        """When this account last typed a right code; None when another one has since."""
        return await self.session.scalar(
            select(OfficerProofRow.passed_at).where(
                OfficerProofRow.officer_id == officer, OfficerProofRow.passed_account == account
            )
        )

    async def verify(self, officer: OfficerId, now: datetime) -> None:
        """Everything is proved: active and verified from now on."""
        await self._change(officer, standing=OfficerStanding.ACTIVE, why=None, verified_at=now, last_acted_at=now)

    async def note_acted(self, officer: OfficerId, now: datetime) -> None:
        """A police command was given."""
        await self._change(officer, last_acted_at=now)

    async def _change(self, officer: OfficerId, **values: object) -> None:
        await self.session.execute(update(OfficerRow).where(OfficerRow.id == officer).values(values))

    async def _prove(self, officer: Officer, **contents: str) -> None:
        assert officer.person is not None
        sealed = seal(await self.keyring.of(officer.person), OfficerProofRow, **contents)
        blank = {
            "officer_id": officer.id,
            "person_id": officer.person,
            "mailbox": None,
            "mailbox_hash": None,
            "secret": None,
            "last_step": 0,
            "wrong": 0,
            "locked_until": None,
            "passed_account": None,
            "passed_at": None,
        }
        await self.session.execute(insert_or_skip(self.session, OfficerProofRow, blank, key=("officer_id",)))
        await self.session.execute(
            update(OfficerProofRow).where(OfficerProofRow.officer_id == officer.id).values(sealed)
        )

    async def _opened(self, officer: OfficerId, column: str) -> str | None:
        found = await self.session.execute(with_keys(OfficerProofRow).where(OfficerProofRow.officer_id == officer))
        for row, key in found:
            if getattr(row, column) is None:
                return None
            return words(self.keyring.lock(row.person_id, key), row, column)
        return None


def to_officer(row: OfficerRow) -> Officer:
    """The row as a value."""
    return Officer(
        id=OfficerId(row.id),
        ref=Ref(row.ref),
        department=DepartmentId(row.department_id),
        name=row.name,
        person=None if row.person_id is None else PersonId(row.person_id),
        standing=row.standing,
        why=row.why,
        invited_by=None if row.invited_by is None else OperatorId(row.invited_by),
        mailbox_at=row.mailbox_at,
        called_at=row.called_at,
        factor_at=row.factor_at,
        verified_at=row.verified_at,
        last_acted_at=row.last_acted_at,
    )
