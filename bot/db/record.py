"""The book of the public record."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import RECORD_LOCK, wait_in_line
from bot.db.tables import RecordLeafRow
from bot.kernel.ids import Ref
from bot.record.chain import GENESIS, link
from bot.record.model import Entry, Leaf


class RecordBook:
    """The record; see `record.ports.Record`. Only ever adds, and triggers of the database hold even us to it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def append(self, entry: Entry) -> Leaf:
        """Add an entry at the end. Whoever appends next waits until this transaction has ended."""
        await wait_in_line(self.session, RECORD_LOCK)
        last = (
            await self.session.execute(
                select(RecordLeafRow.position, RecordLeafRow.chain).order_by(RecordLeafRow.position.desc()).limit(1)
            )
        ).one_or_none()
        index, previous = (last.position + 1, last.chain) if last else (0, GENESIS)
        leaf = Leaf(index=index, entry=entry, chain=link(previous, index, entry))
        await self.session.execute(
            insert(RecordLeafRow).values(
                position=index, ref=entry.ref, kind=entry.kind, body=entry.body, at=entry.at, chain=leaf.chain
            )
        )
        return leaf

    async def leaves(self, start: int = 0, limit: int = 1000) -> Sequence[Leaf]:
        """Leaves from an index on, in order."""
        rows = await self.session.scalars(
            select(RecordLeafRow).where(RecordLeafRow.position >= start).order_by(RecordLeafRow.position).limit(limit)
        )
        return [to_leaf(row) for row in rows]


def to_leaf(row: RecordLeafRow) -> Leaf:
    """The row as a value."""
    entry = Entry(ref=Ref(row.ref), kind=row.kind, body=row.body, at=row.at)
    return Leaf(index=row.position, entry=entry, chain=row.chain)
