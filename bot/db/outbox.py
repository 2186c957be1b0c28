"""The book in which a transaction leaves its jobs."""

from collections.abc import Callable, Sequence

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import ColumnType, given
from bot.db.tables import JobRow
from bot.kernel.ids import JobId
from bot.outbox.model import NewJob

COLUMNS: dict[str, ColumnType] = {
    "kind": "text",
    "subject": "bigint",
    "lane": "text",
    "key": "text",
    "due": "timestamptz",
    "account_id": "bigint",
    "channel_id": "bigint",
}


class OutboxBook:
    """The outbox; see `outbox.ports.Outbox`. `enqueued` is called when jobs were put into it."""

    def __init__(self, session: AsyncSession, enqueued: Callable[[], None]) -> None:
        self.session = session
        self.enqueued = enqueued

    async def put(self, jobs: Sequence[NewJob]) -> None:
        """Add the jobs in one statement; one whose key is known already is silently kept as it was."""
        if not jobs:
            return
        rows = given(
            self.session,
            COLUMNS,
            [(job.kind, job.subject, job.lane, job.key, job.due, job.account, job.channel) for job in jobs],
        )
        names = ", ".join(COLUMNS)
        await self.session.execute(
            text(
                f"INSERT INTO job ({names}, state, attempts, was_ambiguous, receipt, why)"
                f" SELECT {names}, 'open', 0, false, '', '' FROM {rows.source} WHERE true ON CONFLICT (key) DO NOTHING"
            ),
            rows.values,
        )
        self.enqueued()

    async def is_open(self, job: JobId) -> bool:
        """Whether the job is still to be done."""
        found = await self.session.scalar(select(JobRow.id).where(JobRow.id == job, JobRow.state == "open"))
        return found is not None
