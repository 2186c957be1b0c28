"""The book of what was said where, for things that may change after they were said."""

from collections.abc import Sequence
from datetime import datetime
from zlib import crc32

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import SHOWN_LOCK, insert_or_replace, wait_in_line
from bot.db.tables import JobRow, ShownMessageRow, ShownRow
from bot.kernel.ids import AccountId, ChannelId, JobId
from bot.outbox.model import Copy

WITH_JOBS = select(ShownRow, JobRow.receipt).outerjoin(JobRow, (JobRow.id == ShownRow.job_id) & (JobRow.state == "done"))
"""A copy, and what its job says of it: the two are noted one after the other, and a database may go away in between."""


class ShownBook:
    """What was said where; see `outbox.ports.Shown`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def copy(
        self, kind: str, subject: int, *, account: AccountId | None = None, channel: ChannelId | None = None
    ) -> Copy | None:
        """What this account or channel shows of the thing."""
        found = await self.session.execute(
            WITH_JOBS.where(
                ShownRow.kind == kind, ShownRow.subject == subject, ShownRow.place == place_of(account, channel)
            )
        )
        return next((to_copy(row, receipt) for row, receipt in found), None)

    async def alone(
        self, kind: str, subject: int, *, account: AccountId | None = None, channel: ChannelId | None = None
    ) -> None:
        """Until the transaction ends nobody else decides what this account or channel shows of the thing."""
        name = f"{kind}:{subject}:{place_of(account, channel)}"
        await wait_in_line(self.session, SHOWN_LOCK, crc32(name.encode()))

    async def copies(self, kind: str, subject: int) -> Sequence[Copy]:
        """Everything that shows the thing, oldest first."""
        found = await self.session.execute(
            WITH_JOBS.where(ShownRow.kind == kind, ShownRow.subject == subject).order_by(ShownRow.id)
        )
        return [to_copy(row, receipt) for row, receipt in found]

    async def begin(self, copy: Copy, now: datetime) -> None:
        """Note that this job is about to say or change it there; until it is done, others wait."""
        values = {
            "kind": copy.kind,
            "subject": copy.subject,
            "place": place_of(copy.account, copy.channel),
            "channel_id": copy.channel,
            "account_id": copy.account,
            "job_id": copy.job,
            "receipt": copy.receipt,
            "at": now,
        }
        await self.session.execute(insert_or_replace(self.session, ShownRow, values, ("kind", "subject", "place")))

    async def arrived(self, copy: Copy, platform: str, room: str) -> None:
        """Note the receipt, and by which messages of the room an answer to it is known."""
        found = await self.session.execute(
            update(ShownRow)
            .where(
                ShownRow.kind == copy.kind,
                ShownRow.subject == copy.subject,
                ShownRow.place == place_of(copy.account, copy.channel),
            )
            .values(receipt=copy.receipt)
            .returning(ShownRow.id)
        )
        shown = found.scalar_one_or_none()
        if shown is None or copy.channel is None:
            return
        await self.session.execute(delete(ShownMessageRow).where(ShownMessageRow.shown_id == shown))
        messages = [part for part in copy.receipt.split(",") if part]
        if messages:
            await self.session.execute(
                delete(ShownMessageRow).where(
                    ShownMessageRow.platform == platform,
                    ShownMessageRow.room == room,
                    ShownMessageRow.message.in_(messages),
                )
            )
            rows = [{"platform": platform, "room": room, "message": one, "shown_id": shown} for one in messages]
            await self.session.execute(insert(ShownMessageRow), rows)

    async def gone(self, copy: Copy) -> None:
        """It is not shown there any more."""
        await self.session.execute(
            delete(ShownRow).where(
                ShownRow.kind == copy.kind,
                ShownRow.subject == copy.subject,
                ShownRow.place == place_of(copy.account, copy.channel),
            )
        )

    async def answered(self, platform: str, room: str, message: str) -> Copy | None:
        """What the message of ours shows that somebody answered."""
        row = await self.session.scalar(
            select(ShownRow)
            .join(ShownMessageRow, ShownMessageRow.shown_id == ShownRow.id)
            .where(
                ShownMessageRow.platform == platform, ShownMessageRow.room == room, ShownMessageRow.message == message
            )
        )
        return to_copy(row) if row else None


def place_of(account: AccountId | None, channel: ChannelId | None) -> str:
    """The name of a place in the table."""
    return f"account:{account}" if account is not None else f"channel:{channel}"


def to_copy(row: ShownRow, of_job: str | None = None) -> Copy:
    """The row as a value, with the receipt of its job where its own was never noted."""
    return Copy(
        kind=row.kind,
        subject=row.subject,
        job=JobId(row.job_id),
        receipt=row.receipt or of_job or "",
        account=None if row.account_id is None else AccountId(row.account_id),
        channel=None if row.channel_id is None else ChannelId(row.channel_id),
    )
