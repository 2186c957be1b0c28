"""The books of persons, accounts, mailed codes and reviewers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import MAILBOX_LOCK, insert_or_skip, wait_in_line
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import (
    AccountRow,
    BanRow,
    BarredRow,
    EmailProofRow,
    EmailProofSentRow,
    PersonRow,
    ReviewerRow,
    WrongCodeRow,
)
from bot.kernel.ids import AccountId, PersonId, Ref, ReviewerId, new_ref
from bot.people.model import OWN, Account, EmailProof, Person, Reviewer
from bot.people.ports import Lock


class PeopleBook:
    """Persons and accounts; see `people.ports.People`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def with_account(self, platform: str, handle: str) -> Person | None:
        """The person behind an account, if known."""
        row = await self.session.scalar(
            select(PersonRow)
            .join(AccountRow, AccountRow.person_id == PersonRow.id)
            .where(AccountRow.handle_hash == self.handle_hash(platform, handle))
        )
        return to_person(row) if row else None

    async def add(self, platform: str, handle: str, name: str, language: str, now: datetime) -> Person:
        """A new person with this first account; the known one when somebody was quicker."""
        row = (
            await self.session.scalars(insert(PersonRow).values(language=language, created_at=now).returning(PersonRow))
        ).one()
        person = to_person(row)
        if await self._add_account(await self.keyring.make(person.id), person.id, platform, handle, name, now):
            return person
        await self.session.execute(delete(PersonRow).where(PersonRow.id == person.id))
        known = await self.with_account(platform, handle)
        if known is None:
            raise LookupError("The account was taken and is gone again.")
        return known

    async def person(self, person: PersonId) -> Person:
        """The person of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(PersonRow).where(PersonRow.id == person))
        if row is None:
            raise LookupError(f"There is no person {person}.")
        return to_person(row)

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """All accounts of the person, oldest first."""
        rows = await self.session.execute(
            with_keys(AccountRow).where(AccountRow.person_id == person).order_by(AccountRow.id)
        )
        return [to_account(row, self.keyring.lock(row.person_id, key)) for row, key in rows]

    async def account(self, account: AccountId) -> Account | None:
        """The account of this id, if it still exists."""
        rows = await self.session.execute(with_keys(AccountRow).where(AccountRow.id == account))
        return next((to_account(row, self.keyring.lock(row.person_id, key)) for row, key in rows), None)

    async def add_account(self, person: PersonId, platform: str, handle: str, name: str, now: datetime) -> bool:
        """Give the person one more account; False when it belongs to somebody already."""
        return await self._add_account(await self.keyring.of(person), person, platform, handle, name, now)

    async def _add_account(
        self, lock: Lock, person: PersonId, platform: str, handle: str, name: str, now: datetime
    ) -> bool:
        handle_hash = self.handle_hash(platform, handle)
        values = {
            "person_id": person,
            "platform": platform,
            "handle_hash": handle_hash,
            **seal(lock, AccountRow, handle=handle, name=name),
            "reachable": True,
            "silenced": False,
            "bounces": 0,
            "trouble": "",
            "created_at": now,
        }
        made = await self.session.execute(
            insert_or_skip(self.session, AccountRow, values, key=("handle_hash",)).returning(AccountRow.id)
        )
        if made.first() is None:
            return False
        await self._stay_barred(person, handle_hash, now)
        return True

    async def _stay_barred(self, person: PersonId, handle_hash: str, now: datetime) -> None:
        """Whoever had everything erased while barred, and comes back before the end of it, is barred as before."""
        await self.session.execute(delete(BarredRow).where(BarredRow.until <= now))
        gone = delete(BarredRow).where(BarredRow.handle_hash == handle_hash)
        barred = (await self.session.execute(gone.returning(BarredRow.reviewer_id, BarredRow.until))).all()
        for reviewer, until in barred:
            ban = {"ref": new_ref(), "person_id": person, "reviewer_id": reviewer, "why": "—", "until": until, "at": now}
            await self.session.execute(insert(BanRow).values(ban))

    async def drop_account(self, person: PersonId, platform: str) -> None:
        """Take away the person's accounts of a platform."""
        await self.session.execute(
            delete(AccountRow).where(AccountRow.person_id == person, AccountRow.platform == platform)
        )

    async def set_language(self, person: PersonId, language: str) -> None:
        """In which language the bot speaks to the person."""
        await self.session.execute(update(PersonRow).where(PersonRow.id == person).values(language=language))

    async def set_reachable(self, account: AccountId, reachable: bool) -> None:
        """Mark an account as working or not."""
        await self.session.execute(update(AccountRow).where(AccountRow.id == account).values(reachable=reachable))

    async def put_proof(
        self, person: PersonId, address: str, code: str, now: datetime, expires_at: datetime, purpose: str = OWN
    ) -> int:
        """Store a mailed code and what it proves, replacing an earlier one of this person; returns its id."""
        await alone_with(self.session, person)
        await self.session.execute(delete(EmailProofRow).where(EmailProofRow.person_id == person))
        sent = {"person_id": person, "address_hash": self.keyring.blind("mailbox", address), "at": now}
        await self.session.execute(insert(EmailProofSentRow).values(sent))
        made = await self.session.execute(
            insert(EmailProofRow)
            .values(
                person_id=person,
                **seal(await self.keyring.of(person), EmailProofRow, address=address, code=code),
                tries=0,
                created_at=now,
                expires_at=expires_at,
                purpose=purpose,
            )
            .returning(EmailProofRow.id)
        )
        return made.scalar_one()

    async def proofs_since(self, person: PersonId, since: datetime) -> int:
        """How many codes were mailed at the person's wish since then, used and replaced ones included."""
        found = await self.session.scalar(
            select(func.count())
            .select_from(EmailProofSentRow)
            .where(EmailProofSentRow.person_id == person, EmailProofSentRow.at >= since)
        )
        mine = select(AccountRow.handle_hash).where(AccountRow.person_id == person)
        return (found or 0) + await self._before_erasing(WrongCodeRow.who.in_(mine), since)

    async def proofs_to_since(self, address: str, since: datetime) -> int:
        """How many codes were mailed to the address since then; others who ask for the same one wait in line."""
        hashed = self.keyring.blind("mailbox", address)
        await wait_in_line(self.session, MAILBOX_LOCK, int(hashed[:8], 16))
        found = await self.session.scalar(
            select(func.count())
            .select_from(EmailProofSentRow)
            .where(EmailProofSentRow.address_hash == hashed, EmailProofSentRow.at >= since)
        )
        return (found or 0) + await self._before_erasing(WrongCodeRow.who == hashed, since)

    async def _before_erasing(self, whose: ColumnElement[bool], since: datetime) -> int:
        """Codes mailed at the wish of somebody who had everything erased since; one noted for two accounts is one."""
        noted = select(func.count()).where(whose, WrongCodeRow.at >= since).group_by(WrongCodeRow.who)
        return max(await self.session.scalars(noted), default=0)

    async def proof(self, person: PersonId) -> EmailProof | None:
        """The person's waiting code."""
        rows = await self.session.execute(with_keys(EmailProofRow).where(EmailProofRow.person_id == person))
        return next((to_proof(row, self.keyring.lock(row.person_id, key)) for row, key in rows), None)

    async def proof_by_id(self, proof: int) -> EmailProof | None:
        """A waiting code by its id, for the mail that carries it."""
        rows = await self.session.execute(with_keys(EmailProofRow).where(EmailProofRow.id == proof))
        return next((to_proof(row, self.keyring.lock(row.person_id, key)) for row, key in rows), None)

    async def count_try(self, proof: int) -> None:
        """One more wrong code."""
        await self.session.execute(
            update(EmailProofRow).where(EmailProofRow.id == proof).values(tries=EmailProofRow.tries + 1)
        )

    async def drop_proof(self, proof: int) -> None:
        """The code has done its work or is void. Its mailing still counts in `proofs_since`."""
        await self.session.execute(delete(EmailProofRow).where(EmailProofRow.id == proof))

    def handle_hash(self, platform: str, handle: str) -> str:
        """By which an account is found."""
        return self.keyring.blind("account", platform, handle)


class ReviewersBook:
    """Reviewers and their invitations; see `people.ports.Reviewers`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def invite(self, ref: Ref, name: str, code_hash: str, expires_at: datetime, now: datetime) -> Reviewer:
        """A reviewer-to-be."""
        values = {
            "ref": ref,
            "name": name,
            "person_id": None,
            "active": True,
            "code_hash": code_hash,
            "code_expires_at": expires_at,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(ReviewerRow).values(values).returning(ReviewerRow))).one()
        return to_reviewer(row)

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Reviewer | None:
        """Take up an invitation, once; None when there is no such open invitation, or the person is a reviewer."""
        already = select(ReviewerRow.id).where(ReviewerRow.person_id == person)
        rows = await self.session.scalars(
            update(ReviewerRow)
            .where(
                ReviewerRow.code_hash == code_hash,
                ReviewerRow.person_id.is_(None),
                ReviewerRow.active,
                ReviewerRow.code_expires_at > now,
                ~already.exists(),
            )
            .values(person_id=person, code_hash=None)
            .returning(ReviewerRow)
        )
        row = rows.one_or_none()
        return to_reviewer(row) if row else None

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more."""
        await self.session.execute(
            update(ReviewerRow).where(ReviewerRow.code_hash.in_(code_hashes)).values(code_hash=None)
        )

    async def of_person(self, person: PersonId) -> Reviewer | None:
        """The active reviewer behind a person."""
        row = await self.session.scalar(select(ReviewerRow).where(ReviewerRow.person_id == person, ReviewerRow.active))
        return to_reviewer(row) if row else None

    async def all(self) -> Sequence[Reviewer]:
        """Everybody, oldest first."""
        return [to_reviewer(row) for row in await self.session.scalars(select(ReviewerRow).order_by(ReviewerRow.id))]


async def alone_with(session: AsyncSession, person: PersonId) -> None:
    """Until the transaction ends, nobody else gets past this line for the same person."""
    await session.execute(select(PersonRow.id).where(PersonRow.id == person).with_for_update(key_share=True))


def to_person(row: PersonRow) -> Person:
    """The row as a value."""
    return Person(id=PersonId(row.id), language=row.language, created_at=row.created_at)


def to_account(row: AccountRow, lock: Lock) -> Account:
    """The row as a value, opened."""
    return Account(
        id=AccountId(row.id),
        person=PersonId(row.person_id),
        platform=row.platform,
        handle=words(lock, row, "handle"),
        name=words(lock, row, "name"),
        reachable=row.reachable,
        silenced=row.silenced,
    )


def to_proof(row: EmailProofRow, lock: Lock) -> EmailProof:
    """The row as a value, opened."""
    return EmailProof(
        id=row.id,
        person=PersonId(row.person_id),
        address=words(lock, row, "address"),
        code=words(lock, row, "code"),
        tries=row.tries,
        created_at=row.created_at,
        expires_at=row.expires_at,
        purpose=row.purpose,
    )


def to_reviewer(row: ReviewerRow) -> Reviewer:
    """The row as a value."""
    return Reviewer(
        id=ReviewerId(row.id),
        ref=Ref(row.ref),
        name=row.name,
        person=None if row.person_id is None else PersonId(row.person_id),
        active=row.active,
    )
