"""The book of asks, and the fan-out of a request to its owners."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BigInteger, CursorResult, Text, bindparam, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.consent.model import NOTICE_JOB, Ask, AskEvent, AskState
from bot.db.dialect import FAN_OUT_LOCK, given, random_moment, wait_in_line
from bot.db.tables import AskEventRow, AskRow
from bot.db.tables.columns import Moment
from bot.db.willing import owners_to_ask, terms_of_asking
from bot.kernel.ids import AskId, NewRef, PersonId, Ref, RequestId
from bot.outbox.model import UNSEEN
from bot.people.model import MAIL
from bot.requests.model import AreaRequest, RequestPolicy
from bot.terms.model import AskBy, AskLimits

TRIES_FOR_FREE_REFS = 20
"""A drawn reference may be taken. With 7 million asks stored, one in a hundred is; this many in a row are not."""


class AsksBook:
    """Asks; see `consent.ports.Asks`. `enqueued` is called when jobs were put into the outbox."""

    def __init__(self, session: AsyncSession, enqueued: Callable[[], None]) -> None:
        self.session = session
        self.enqueued = enqueued

    async def fan_out(
        self, request: AreaRequest, policy: RequestPolicy, limits: AskLimits, now: datetime, new_ref: NewRef
    ) -> bool:
        """One ask for each owner in range who may be asked, nearest first up to the ceiling, and their notice jobs.

        All of it commits at once, so a request that has any ask has all: then nobody is willing to be asked again.
        """
        # Two at once would each find an owner whom nobody has asked today.
        await wait_in_line(self.session, FAN_OUT_LOCK)
        asking = terms_of_asking(request, policy, limits, now)
        waiting = await owners_to_ask(self.session, request.draft.area, policy.owners_asked, asking)
        if not waiting:
            return False
        for _ in range(TRIES_FOR_FREE_REFS):
            if await self.put_asks(request.id, waiting, now, new_ref) == len(waiting):
                break
            asked = set(await self.session.scalars(select(AskRow.owner_id).where(AskRow.request_id == request.id)))
            waiting = [owner for owner in waiting if owner not in asked]
        else:
            raise LookupError("No free references were drawn.")
        await self.put_notices(request.id, now, policy.fan_out_window.total_seconds())
        return True

    async def put_asks(self, request: RequestId, owners: Sequence[int], now: datetime, new_ref: NewRef) -> int:
        """One ask for each of the owners, in one statement; none where a reference is taken. Says how many were put."""
        rows = given(self.session, {"ref": "text", "owner_id": "bigint"}, [(new_ref(), owner) for owner in owners])
        statement = text(
            "INSERT INTO ask (ref, request_id, owner_id, state, created_at)"
            f" SELECT ref, :request, owner_id, :asked, :now FROM {rows.source} WHERE true ON CONFLICT DO NOTHING"
        ).bindparams(
            bindparam("request", type_=BigInteger), bindparam("asked", type_=Text), bindparam("now", type_=Moment)
        )
        values = {**rows.values, "request": request, "asked": AskState.ASKED.value, "now": now}
        put = await self.session.execute(statement, values)
        return cast("CursorResult[Any]", put).rowcount

    async def put_notices(self, request: RequestId, now: datetime, window_s: float) -> None:
        """One job for each account through which somebody asked hears of it, in one statement, each at a moment of its
        own: the accounts that work and are not silenced, and of these the kind that the owner wishes, if there is one.
        """
        works = "{0}.reachable AND NOT {0}.silenced"
        statement = text(
            "INSERT INTO job (kind, subject, lane, key, due, account_id, state, attempts, was_ambiguous, receipt, why)"
            " SELECT :kind, ask.id, account.platform || :unseen, 'notice:' || ask.id || ':' || account.id,"
            f" {random_moment(self.session)}, account.id, 'open', 0, false, '', ''"
            " FROM ask JOIN account ON account.person_id = ask.owner_id"
            " LEFT JOIN owner_terms AS terms ON terms.person_id = ask.owner_id"
            f" WHERE ask.request_id = :request AND {works.format('account')}"
            " AND (terms.ask_by IS NULL OR terms.ask_by = :both"
            " OR (account.platform = :mail) = (terms.ask_by = :by_mail)"
            " OR NOT EXISTS (SELECT 1 FROM account AS other WHERE other.person_id = ask.owner_id"
            f" AND {works.format('other')} AND (other.platform = :mail) = (terms.ask_by = :by_mail)))"
            " ON CONFLICT (key) DO NOTHING"
        ).bindparams(
            bindparam("request", type_=BigInteger),
            bindparam("kind", type_=Text),
            bindparam("unseen", type_=Text),
            bindparam("now", type_=Moment),
            bindparam("mail", type_=Text),
            bindparam("by_mail", type_=Text),
            bindparam("both", type_=Text),
        )
        wishes = {"unseen": UNSEEN, "mail": MAIL, "by_mail": AskBy.MAIL.value, "both": AskBy.BOTH.value}
        await self.session.execute(
            statement, {"request": request, "kind": NOTICE_JOB, "now": now, "window_s": window_s, **wishes}
        )
        self.enqueued()

    async def by_id(self, ask: AskId) -> Ask | None:
        """The ask of this id."""
        row = await self.session.scalar(select(AskRow).where(AskRow.id == ask))
        return to_ask(row) if row else None

    async def by_ref(self, ref: Ref) -> Ask | None:
        """The ask of this reference."""
        row = await self.session.scalar(select(AskRow).where(AskRow.ref == ref))
        return to_ask(row) if row else None

    async def of_owner(self, owner: PersonId) -> Sequence[Ask]:
        """The owner's asks, newest first."""
        rows = await self.session.scalars(select(AskRow).where(AskRow.owner_id == owner).order_by(AskRow.id.desc()))
        return [to_ask(row) for row in rows]

    async def hold(self, ask: AskId) -> None:
        """Nobody else changes or holds the ask until this transaction ends. SQLite's one writer is alone anyway."""
        await self.session.execute(select(AskRow.id).where(AskRow.id == ask).with_for_update())

    async def step(self, ask: AskId, expected: AskState, event: AskEvent, to: AskState, now: datetime) -> bool:
        """Change the state if it still is the expected one, and append the event; says whether it did."""
        moved = await self.session.execute(
            update(AskRow).where(AskRow.id == ask, AskRow.state == expected).values(state=to).returning(AskRow.id)
        )
        if moved.first() is None:
            return False
        await self.session.execute(insert(AskEventRow).values(ask_id=ask, event=event, at=now))
        return True

    async def expire(self, request: RequestId, now: datetime) -> None:
        """Every unanswered ask of a closed request expires."""
        expired = await self.session.scalars(
            update(AskRow)
            .where(AskRow.request_id == request, AskRow.state == AskState.ASKED)
            .values(state=AskState.EXPIRED)
            .returning(AskRow.id)
        )
        events = [{"ask_id": ask, "event": AskEvent.EXPIRE, "at": now} for ask in expired]
        if events:
            await self.session.execute(insert(AskEventRow), events)


def to_ask(row: AskRow) -> Ask:
    """The row as a value."""
    return Ask(
        id=AskId(row.id),
        ref=Ref(row.ref),
        request=RequestId(row.request_id),
        owner=PersonId(row.owner_id),
        state=row.state,
    )
