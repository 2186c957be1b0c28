"""The book of the inbox: events heard, and forms begun."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_replace, insert_or_skip
from bot.db.tables import FormDraftRow, SeenEventRow
from bot.inbox.ports import StoredDraft


class InboxBook:
    """The inbox; see `inbox.ports.Inbox`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def first_time(self, key: str, now: datetime) -> bool:
        """Note an event; False when it was heard before. A repeat that comes meanwhile waits for this transaction."""
        statement = insert_or_skip(self.session, SeenEventRow, {"key": key, "at": now}, key=("key",))
        return (await self.session.execute(statement.returning(SeenEventRow.key))).first() is not None

    async def put_draft(self, draft: StoredDraft, now: datetime) -> None:
        """Store a draft, replacing the account's earlier one in the same room."""
        values = {
            "ref": draft.ref,
            "platform": draft.platform,
            "handle": draft.handle,
            "room": draft.room,
            "form": draft.form,
            "answers": draft.answers,
            "waiting": draft.waiting,
            "at": now,
        }
        place = ("platform", "handle", "room")
        await self.session.execute(insert_or_replace(self.session, FormDraftRow, values, key=place))

    async def draft(self, ref: str) -> StoredDraft | None:
        """The draft of this reference."""
        row = await self.session.scalar(select(FormDraftRow).where(FormDraftRow.ref == ref))
        return to_draft(row) if row else None

    async def draft_in(self, platform: str, handle: str, room: str) -> StoredDraft | None:
        """The account's open draft in a room."""
        row = await self.session.scalar(select(FormDraftRow).where(in_room(platform, handle, room)))
        return to_draft(row) if row else None

    async def drop_draft(self, ref: str) -> None:
        """The form is finished or given up."""
        await self.session.execute(delete(FormDraftRow).where(FormDraftRow.ref == ref))

    async def forget_before(self, seen_before: datetime, drafts_before: datetime) -> None:
        """Drop old event keys and abandoned drafts."""
        await self.session.execute(delete(SeenEventRow).where(SeenEventRow.at < seen_before))
        await self.session.execute(delete(FormDraftRow).where(FormDraftRow.at < drafts_before))


def in_room(platform: str, handle: str, room: str) -> ColumnElement[bool]:
    """The one draft of an account in a room."""
    return and_(FormDraftRow.platform == platform, FormDraftRow.handle == handle, FormDraftRow.room == room)


def to_draft(row: FormDraftRow) -> StoredDraft:
    """The row as a value."""
    return StoredDraft(
        ref=row.ref,
        platform=row.platform,
        handle=row.handle,
        room=row.room,
        form=row.form,
        answers=row.answers,
        waiting=row.waiting,
    )
