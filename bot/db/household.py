"""The book of those who decide together; see `consent.ports.Household`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Text, bindparam, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.consent.model import NOTICE_JOB, Ask, CoDecider, Vote
from bot.db.asks import to_ask
from bot.db.dialect import random_moment
from bot.db.tables import AskRow, CoAnswerRow, CoDeciderRow
from bot.db.tables.columns import Moment
from bot.kernel.ids import AskId, PersonId, Ref, RequestId
from bot.outbox.model import UNSEEN

DECIDERS = """
INSERT INTO co_answer (ask_id, person_id, yes, at)
SELECT ask.id, decider.person_id, NULL, NULL
FROM ask JOIN (
    SELECT owner_id, person_id FROM co_decider WHERE person_id IS NOT NULL
    UNION
    SELECT owner_id, owner_id FROM co_decider WHERE person_id IS NOT NULL
) AS decider ON decider.owner_id = ask.owner_id
WHERE ask.request_id = :request
  AND (decider.person_id = ask.owner_id
       OR decider.person_id NOT IN (SELECT person_id FROM officer WHERE person_id IS NOT NULL))
ON CONFLICT (ask_id, person_id) DO NOTHING
"""

NOTICES = """
INSERT INTO job (kind, subject, lane, key, due, account_id, state, attempts, was_ambiguous, receipt, why)
SELECT :kind, ask.id, account.platform || :unseen, 'notice:' || ask.id || ':' || account.id, {moment}, account.id,
       'open', 0, false, '', ''
FROM ask JOIN co_answer ON co_answer.ask_id = ask.id AND co_answer.person_id <> ask.owner_id
    JOIN account ON account.person_id = co_answer.person_id
WHERE ask.request_id = :request AND account.reachable AND NOT account.silenced
ON CONFLICT (key) DO NOTHING
"""


class HouseholdBook:
    """Who decides with whom, and what each of them said."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def invite(self, owner: PersonId, ref: Ref, code_hash: str, expires_at: datetime, now: datetime) -> None:
        """An invitation; earlier ones of this owner that nobody took up are void."""
        row = CoDeciderRow
        await self.session.execute(delete(row).where(row.owner_id == owner, row.person_id.is_(None)))
        values = {"ref": ref, "owner_id": owner, "code_hash": code_hash, "code_expires_at": expires_at}
        await self.session.execute(insert(row).values(**values, created_at=now))

    async def invited_by(self, code_hash: str, now: datetime) -> PersonId | None:
        """Whose open invitation this is."""
        row = CoDeciderRow
        found = await self.session.scalar(
            select(row.owner_id).where(row.code_hash == code_hash, row.code_expires_at > now).with_for_update()
        )
        return None if found is None else PersonId(found)

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> None:
        """Take up an open invitation."""
        row = CoDeciderRow
        await self.session.execute(
            update(row).where(row.code_hash == code_hash).values(person_id=person, code_hash=None, created_at=now)
        )

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more."""
        await self.session.execute(delete(CoDeciderRow).where(CoDeciderRow.code_hash.in_(code_hashes)))

    async def of_owner(self, owner: PersonId) -> Sequence[CoDecider]:
        """Who decides with this owner, oldest first."""
        row = CoDeciderRow
        rows = await self.session.scalars(
            select(row).where(row.owner_id == owner, row.person_id.is_not(None)).order_by(row.id)
        )
        return [to_co_decider(each) for each in rows]

    async def with_person(self, person: PersonId) -> Sequence[CoDecider]:
        """With whom this person decides."""
        rows = await self.session.scalars(
            select(CoDeciderRow).where(CoDeciderRow.person_id == person).order_by(CoDeciderRow.id)
        )
        return [to_co_decider(each) for each in rows]

    async def end(self, person: PersonId, ref: Ref) -> CoDecider | None:
        """One of the two ends it, for requests to come; None when it is none of theirs."""
        row = CoDeciderRow
        found = await self.session.scalar(select(row).where(row.ref == ref))
        if found is None or found.person_id is None or person not in (found.owner_id, found.person_id):
            return None
        await self.session.execute(delete(row).where(row.id == found.id))
        return to_co_decider(found)

    async def ask_too(self, request: RequestId, now: datetime, window_s: float) -> None:
        """Note who decides about each ask of a request, and put down the notices of those who are not the owner."""
        for_request = bindparam("request", type_=BigInteger)
        await self.session.execute(text(DECIDERS).bindparams(for_request), {"request": request})
        statement = text(NOTICES.format(moment=random_moment(self.session))).bindparams(
            for_request, bindparam("kind", type_=Text), bindparam("unseen", type_=Text), bindparam("now", type_=Moment)
        )
        values = {"request": request, "kind": NOTICE_JOB, "unseen": UNSEEN, "now": now, "window_s": window_s}
        await self.session.execute(statement, values)

    async def votes(self, ask: AskId) -> Sequence[Vote]:
        """Everybody who decides about an ask; empty when its owner decides alone."""
        rows = await self.session.execute(
            select(CoAnswerRow.person_id, CoAnswerRow.yes).where(CoAnswerRow.ask_id == ask).order_by(CoAnswerRow.id)
        )
        return [Vote(person=PersonId(person), yes=yes) for person, yes in rows]

    async def vote(self, ask: AskId, person: PersonId, yes: bool, now: datetime) -> None:
        """What one of them says."""
        row = CoAnswerRow
        await self.session.execute(
            update(row).where(row.ask_id == ask, row.person_id == person).values(yes=yes, at=now)
        )

    async def asks_with(self, person: PersonId) -> Sequence[Ask]:
        """The asks of others about which this person decides too, newest first."""
        rows = await self.session.scalars(
            select(AskRow)
            .join(CoAnswerRow, CoAnswerRow.ask_id == AskRow.id)
            .where(CoAnswerRow.person_id == person, AskRow.owner_id != person)
            .order_by(AskRow.id.desc())
        )
        return [to_ask(row) for row in rows]

    async def count(self, owner: PersonId) -> int:
        """How many decide with this owner already."""
        row = CoDeciderRow
        counted = select(func.count()).select_from(row).where(row.owner_id == owner, row.person_id.is_not(None))
        return await self.session.scalar(counted) or 0


def to_co_decider(row: CoDeciderRow) -> CoDecider:
    """The row as a value."""
    assert row.person_id is not None
    return CoDecider(ref=Ref(row.ref), owner=PersonId(row.owner_id), person=PersonId(row.person_id))
