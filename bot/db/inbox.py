"""The book of the inbox: events heard, and forms begun."""

import json
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_replace, insert_or_skip
from bot.db.sealing import Keyring, seal, words
from bot.db.tables import FormDraftRow, SeenEventRow
from bot.inbox.ports import StoredDraft
from bot.people.ports import Lock


class InboxBook:
    """The inbox; see `inbox.ports.Inbox`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def first_time(self, key: str, now: datetime) -> bool:
        """Note an event; False when it was heard before. A repeat that comes meanwhile waits for this transaction."""
        statement = insert_or_skip(self.session, SeenEventRow, {"key": key, "at": now}, key=("key",))
        return (await self.session.execute(statement.returning(SeenEventRow.key))).first() is not None

    async def put_draft(self, draft: StoredDraft, now: datetime) -> None:
        """Store a draft, replacing the account's earlier one in the same room."""
        content = {"handle": draft.handle, "room": draft.room, "answers": dict(draft.answers)}
        values = {
            "ref": draft.ref,
            "platform": draft.platform,
            "handle_hash": self.keyring.blind("account", draft.platform, draft.handle),
            "room_hash": self.room_hash(draft.platform, draft.handle, draft.room),
            "form": draft.form,
            **seal(self.keyring.seals.passing, FormDraftRow, content=json.dumps(content)),
            "waiting": draft.waiting,
            "at": now,
        }
        await self.session.execute(insert_or_replace(self.session, FormDraftRow, values, key=("room_hash",)))

    async def draft(self, ref: str) -> StoredDraft | None:
        """The draft of this reference."""
        row = await self.session.scalar(select(FormDraftRow).where(FormDraftRow.ref == ref))
        return to_draft(row, self.keyring.seals.passing) if row else None

    async def draft_in(self, platform: str, handle: str, room: str) -> StoredDraft | None:
        """The account's open draft in a room."""
        where = FormDraftRow.room_hash == self.room_hash(platform, handle, room)
        row = await self.session.scalar(select(FormDraftRow).where(where))
        return to_draft(row, self.keyring.seals.passing) if row else None

    async def drop_draft(self, ref: str) -> None:
        """The form is finished or given up."""
        await self.session.execute(delete(FormDraftRow).where(FormDraftRow.ref == ref))

    async def forget_before(self, seen_before: datetime, drafts_before: datetime) -> None:
        """Drop old event keys and abandoned drafts."""
        await self.session.execute(delete(SeenEventRow).where(SeenEventRow.at < seen_before))
        await self.session.execute(delete(FormDraftRow).where(FormDraftRow.at < drafts_before))

    def room_hash(self, platform: str, handle: str, room: str) -> str:
        """By which the one draft of an account in a room is found."""
        return self.keyring.blind("room", platform, handle, room)


def to_draft(row: FormDraftRow, lock: Lock) -> StoredDraft:
    """The row as a value, opened."""
    content = json.loads(words(lock, row, "content"))
    return StoredDraft(
        ref=row.ref,
        platform=row.platform,
        handle=content["handle"],
        room=content["room"],
        form=row.form,
        answers=content["answers"],
        waiting=row.waiting,
    )
