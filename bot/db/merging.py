"""Two persons become one: every row that belongs to the one belongs to the other from then on, and nothing is lost."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.model import Rhythm
from bot.consent.model import ApprovalState, AskState
from bot.db.sealing import Keyring
from bot.db.tables import (
    ApprovalRow,
    AreaRequestRow,
    AskEventRow,
    AskRow,
    CameraLocationRow,
    ClipRow,
    CoAnswerRow,
    CoDeciderRow,
    OfficerRow,
    OperatorRow,
    OwnerTermsRow,
    PersonRow,
    ReviewerRow,
    Row,
    SubscriptionRow,
)
from bot.kernel.ids import PersonId, Ref
from bot.people.model import Clashes
from bot.requests.model import RequestState

OPEN_APPROVALS = (ApprovalState.GRANTED, ApprovalState.RELEASING)
LIVE_REQUESTS = (RequestState.PUBLISHED,)


async def alone_with_both(session: AsyncSession, one: PersonId, other: PersonId) -> None:
    """Until the transaction ends nobody gives either of them anything: a row that refers to a person waits for this lock,
    and what is added to somebody who is gone by then is refused, not lost."""
    # In one order, so that two joins of the same pair do not wait for each other.
    for person in sorted((one, other)):
        await session.execute(select(PersonRow.id).where(PersonRow.id == person).with_for_update())


async def clashes_of(session: AsyncSession, stays: PersonId, goes: PersonId) -> Clashes:
    """What both of them are or have, of which one person can have only one."""

    async def both(column: Any, *more: ColumnElement[bool]) -> bool:
        found = await session.scalars(select(column).where(column.in_((stays, goes)), *more))
        return len(set(found)) == 2

    asked_twice = [pair.request for pair in await doubly_asked(session, stays, goes) if pair.is_live]
    return Clashes(
        officers=await both(OfficerRow.person_id),
        reviewers=await both(ReviewerRow.person_id),
        operators=await both(OperatorRow.person_id) or await _police_and_operator(session, stays, goes),
        request=next(iter([*asked_twice, *await _decided_together(session, stays, goes)]), None),
        alerts=await both(SubscriptionRow.person_id, SubscriptionRow.rhythm != Rhythm.OFF),
    )


async def _police_and_operator(session: AsyncSession, one: PersonId, other: PersonId) -> bool:
    """Whether one of them is an operator and one is police: joined, they could let themselves in."""
    officers = await session.scalars(select(OfficerRow.id).where(OfficerRow.person_id.in_((one, other))))
    operators = await session.scalars(select(OperatorRow.id).where(OperatorRow.person_id.in_((one, other))))
    return officers.first() is not None and operators.first() is not None


class Pair:
    """Two asks of the two persons about one request."""

    def __init__(self, request: Ref, is_live: bool, kept: int, folded: int) -> None:
        self.request = request
        self.is_live = is_live
        """The request is open, or a clip is on its way: which answer holds is for the owner to say."""
        self.kept = kept
        self.folded = folded


async def doubly_asked(session: AsyncSession, stays: PersonId, goes: PersonId) -> list[Pair]:
    """The requests about which both were asked."""
    one, other = AskRow.__table__.alias("one"), AskRow.__table__.alias("other")
    on_its_way = (
        select(ApprovalRow.id)
        .where(ApprovalRow.ask_id.in_((one.c.id, other.c.id)), ApprovalRow.state.in_(OPEN_APPROVALS))
        .exists()
    )
    rows = await session.execute(
        select(one.c.id, other.c.id, AreaRequestRow.ref, AreaRequestRow.state, on_its_way)
        .join(other, other.c.request_id == one.c.request_id)
        .join(AreaRequestRow, AreaRequestRow.id == one.c.request_id)
        .where(one.c.owner_id == stays, other.c.owner_id == goes)
        .order_by(one.c.id)
    )
    return [
        Pair(Ref(ref), state in LIVE_REQUESTS or bool(moving), kept, folded)
        for kept, folded, ref, state, moving in rows
    ]


async def _decided_together(session: AsyncSession, stays: PersonId, goes: PersonId) -> list[Ref]:
    """Open requests about which both have a vote in the same ask: joined, one of the two would be nobody's."""
    one, other = CoAnswerRow.__table__.alias("one"), CoAnswerRow.__table__.alias("other")
    found = await session.scalars(
        select(AreaRequestRow.ref)
        .join(AskRow, AskRow.request_id == AreaRequestRow.id)
        .join(one, one.c.ask_id == AskRow.id)
        .join(other, other.c.ask_id == AskRow.id)
        .where(one.c.person_id == stays, other.c.person_id == goes, AreaRequestRow.state.in_(LIVE_REQUESTS))
        .order_by(AskRow.id)
    )
    return [Ref(ref) for ref in found]


async def merge(session: AsyncSession, keyring: Keyring, goes: PersonId, stays: PersonId) -> None:
    """Give all of `goes` to `stays`, then forget `goes`. What `stays` has already stays as it is:

    asks about the same request become one, with the clips, approvals and events of both; of two settings of alerts the
    one that is on holds, else that of `stays`; of two terms of being asked every limit holds.
    """
    for pair in await doubly_asked(session, stays, goes):
        await _fold_ask(session, pair)
    await _stricter_terms(session, goes, stays)
    await _alerts_that_are_on(session, goes, stays)
    # What is sealed opens under one person's key only, so it is sealed anew before it changes hands.
    await keyring.hand_over(goes, stays)
    for table, column in persons_in_tables():
        await session.execute(
            update(table).where(column == goes, *_free(table, column, stays)).values({column.name: stays})
        )
    await session.execute(update(CameraLocationRow).where(CameraLocationRow.owner_id == goes).values(owner_id=stays))
    # Whoever decided together with somebody who is the same person now decides alone.
    await session.execute(delete(CoDeciderRow).where(CoDeciderRow.owner_id == CoDeciderRow.person_id))
    await session.execute(delete(PersonRow).where(PersonRow.id == goes))


def persons_in_tables() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of the house that refers to a person."""
    for table in Row.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column is PersonRow.__table__.c.id for key in column.foreign_keys):
                yield table, column


def _free(table: Table, column: Column[Any], stays: PersonId) -> Sequence[ColumnElement[bool]]:
    """That moving a row breaks no unique key; a row that would is the same thing twice, and goes with its person."""
    conditions = []
    for key in _unique_keys(table):
        if column.name in key:
            there = table.alias("there")
            same = [there.c[name] == table.c[name] for name in key if name != column.name]
            conditions.append(~select(there.c.id).where(and_(there.c[column.name] == stays, *same)).exists())
    return conditions


def _unique_keys(table: Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]


async def _fold_ask(session: AsyncSession, pair: Pair) -> None:
    """One ask in place of two: what was sent and approved for either belongs to the one that stays."""
    for row in (AskEventRow, ClipRow, ApprovalRow):
        await session.execute(update(row).where(row.ask_id == pair.folded).values(ask_id=pair.kept))
    answered = select(CoAnswerRow.person_id).where(CoAnswerRow.ask_id == pair.kept)
    await session.execute(
        update(CoAnswerRow)
        .where(CoAnswerRow.ask_id == pair.folded, CoAnswerRow.person_id.not_in(answered))
        .values(ask_id=pair.kept)
    )
    kept, folded = await session.get_one(AskRow, pair.kept), await session.get_one(AskRow, pair.folded)
    if kept.state is AskState.EXPIRED:
        # Silence says less than an answer does.
        await session.execute(update(AskRow).where(AskRow.id == pair.kept).values(state=folded.state))
    await session.execute(delete(AskRow).where(AskRow.id == pair.folded))


async def _stricter_terms(session: AsyncSession, goes: PersonId, stays: PersonId) -> None:
    """Joining accounts must not have anybody asked who did not want to be."""
    rows = await session.scalars(select(OwnerTermsRow).where(OwnerTermsRow.person_id.in_((goes, stays))))
    terms = {row.person_id: row for row in rows}
    if len(terms) < 2:
        return
    mine, theirs = terms[stays], terms[goes]
    paused = [row for row in (mine, theirs) if row.paused]
    ends = [row.paused_until for row in paused if row.paused_until is not None]
    await session.execute(
        update(OwnerTermsRow)
        .where(OwnerTermsRow.id == mine.id)
        .values(
            never_at_night=mine.never_at_night or theirs.never_at_night,
            only_missing=mine.only_missing or theirs.only_missing,
            paused=bool(paused),
            paused_until=max(ends) if ends and len(ends) == len(paused) else None,
        )
    )


async def _alerts_that_are_on(session: AsyncSession, goes: PersonId, stays: PersonId) -> None:
    """Alerts that are off give way to ones that are on."""
    theirs = await session.scalar(
        select(SubscriptionRow.id).where(SubscriptionRow.person_id == goes, SubscriptionRow.rhythm != Rhythm.OFF)
    )
    if theirs is not None:
        await session.execute(
            delete(SubscriptionRow).where(SubscriptionRow.person_id == stays, SubscriptionRow.rhythm == Rhythm.OFF)
        )
