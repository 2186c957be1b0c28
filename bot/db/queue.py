"""The worker's side of the outbox; every call is a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import assert_never

from sqlalchemy import Boolean, Text, TextClause, TextualSelect, bindparam, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.db.dialect import ColumnType, given, skip_locked
from bot.db.tables import JobRow
from bot.db.tables.columns import Moment
from bot.kernel.ids import AccountId, ChannelId, JobId
from bot.outbox.model import Again, Done, GiveUp, Job, Verdict

MOST_LEASED = 1000
"""More jobs of one lane are never held at once; among the first so many open ones is the next due."""

COLUMNS: dict[str, ColumnType] = {
    "id": "bigint",
    "state": "text",
    "due": "timestamptz",
    "was_ambiguous": "boolean",
    "was_tried": "boolean",
    "receipt": "text",
    "why": "text",
}


class SqlQueue:
    """The queue; see `outbox.ports.Queue`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def recover(self) -> int:
        """Give back the jobs that a dead predecessor held; each of them may have been said already."""
        async with self.engine.begin() as connection:
            given_back = await connection.execute(
                update(JobRow)
                .where(JobRow.state == "open", JobRow.leased_until.is_not(None))
                .values(leased_until=None, was_ambiguous=True)
            )
            return given_back.rowcount

    async def lease(self, lane: str, limit: int, now: datetime, until: datetime) -> list[Job]:
        """Claim up to `limit` due jobs of the lane, earliest first, until the lease runs out."""
        async with self.engine.begin() as connection:
            return await lease(connection, lane, limit, now, until)

    async def conclude(self, verdicts: Sequence[tuple[JobId, Verdict]], now: datetime) -> None:
        """Record what became of some jobs, in one transaction."""
        if verdicts:
            async with self.engine.begin() as connection:
                await conclude(connection, verdicts, now)

    async def conclude_and_lease(
        self, verdicts: Sequence[tuple[JobId, Verdict]], lane: str, limit: int, now: datetime, until: datetime
    ) -> list[Job]:
        """Both in one commit: half the flushes of a busy lane."""
        async with self.engine.begin() as connection:
            if verdicts:
                await conclude(connection, verdicts, now)
            return await lease(connection, lane, limit, now, until)

    async def next_due(self, lane: str) -> datetime | None:
        """When the lane's next open job is due, or a lease on one runs out; None when it has none."""
        statement = (
            text(
                "SELECT min(coalesce(leased_until, due)) AS next FROM (SELECT due, leased_until FROM job"
                " WHERE lane = :lane AND state = 'open' ORDER BY due LIMIT :most) AS first"
            )
            .bindparams(bindparam("lane", type_=Text))
            .columns(next=Moment)
        )
        async with self.engine.begin() as connection:
            found: datetime | None = await connection.scalar(statement, {"lane": lane, "most": MOST_LEASED})
            return found


LEASE = """
WITH picked AS (
    SELECT id FROM job
    WHERE lane = :lane AND state = 'open' AND due <= :now AND (leased_until IS NULL OR leased_until <= :now)
    ORDER BY due, id LIMIT :limit {skip_locked}
)
UPDATE job
SET leased_until = :until, attempts = attempts + 1, was_ambiguous = was_ambiguous OR leased_until IS NOT NULL
WHERE id IN (SELECT id FROM picked)
RETURNING id, kind, subject, lane, key, due, account_id, channel_id, attempts - 1 AS attempts, was_ambiguous,
    coalesce(first_due, due) AS first_due, why AS last_why
"""
"""A job whose lease ran out without a word may have been said: nobody knows, so it counts as ambiguous."""

CONCLUDE = """
UPDATE job
SET state = given.state, due = coalesce(given.due, job.due), was_ambiguous = job.was_ambiguous OR given.was_ambiguous,
    attempts = job.attempts - CASE WHEN given.was_tried THEN 0 ELSE 1 END,
    first_due = CASE WHEN given.state = 'open' THEN coalesce(job.first_due, job.due) ELSE job.first_due END,
    leased_until = NULL, receipt = given.receipt, why = given.why,
    concluded_at = CASE WHEN given.state = 'open' THEN NULL ELSE :now END
FROM {rows} WHERE job.id = given.id AND job.state = 'open'
"""


@lru_cache(maxsize=4)
def lease_statement(at_the_end: str) -> TextualSelect:
    """The statement, built once for each database."""
    return (
        text(LEASE.format(skip_locked=at_the_end))
        .bindparams(bindparam("lane", type_=Text), bindparam("now", type_=Moment), bindparam("until", type_=Moment))
        .columns(due=Moment, was_ambiguous=Boolean, first_due=Moment)
    )


@lru_cache(maxsize=4)
def conclude_statement(rows: str) -> TextClause:
    """The statement, built once for each database."""
    return text(CONCLUDE.format(rows=rows)).bindparams(bindparam("now", type_=Moment))


async def lease(connection: AsyncConnection, lane: str, limit: int, now: datetime, until: datetime) -> list[Job]:
    """One statement that finds and claims, so that no other can claim in between."""
    statement = lease_statement(skip_locked(connection))
    rows = await connection.execute(statement, {"lane": lane, "limit": limit, "now": now, "until": until})
    jobs = [
        Job(
            id=JobId(id),
            kind=kind,
            subject=subject,
            lane=of_lane,
            key=key,
            due=due,
            account=None if account is None else AccountId(account),
            channel=None if channel is None else ChannelId(channel),
            attempts=attempts,
            was_ambiguous=was_ambiguous,
            first_due=first_due,
            last_why=last_why,
        )
        for id, kind, subject, of_lane, key, due, account, channel, attempts, was_ambiguous, first_due, last_why in rows
    ]
    # RETURNING promises no order.
    return sorted(jobs, key=lambda job: (job.due, job.id))


async def conclude(connection: AsyncConnection, verdicts: Sequence[tuple[JobId, Verdict]], now: datetime) -> None:
    """One statement for all of them."""
    rows = given(connection, COLUMNS, [concluded(job, verdict) for job, verdict in verdicts])
    await connection.execute(conclude_statement(rows.source), {**rows.values, "now": now})


def concluded(job: JobId, verdict: Verdict) -> tuple[int, str, datetime | None, bool, bool, str, str]:
    """A verdict as the columns that it changes."""
    match verdict:
        case Done(receipt=receipt):
            return job, "done", None, False, True, receipt, ""
        case Again(due=due, was_ambiguous=was_ambiguous, why=why, was_tried=was_tried):
            return job, "open", due, was_ambiguous, was_tried, "", why
        case GiveUp(why=why):
            return job, "failed", None, False, True, "", why
        case _:
            assert_never(verdict)
