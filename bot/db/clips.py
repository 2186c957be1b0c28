"""The book of clips."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clips.model import Clip, ClipState, Kept, NewClip
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import ApprovalRow, AreaRequestRow, AskRow, ClipRow
from bot.kernel.ids import AskId, ClipId, PersonId, Ref
from bot.people.ports import Lock
from bot.requests.model import RequestState


class ClipsBook:
    """Clips; see `clips.ports.Clips`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def add(self, clip: NewClip, now: datetime) -> Clip:
        """Note a clip whose bytes are in the vault."""
        lock = await self.keyring.of(clip.owner)
        values = {
            "ref": clip.ref,
            "ask_id": clip.ask,
            "owner_id": clip.owner,
            "blob": clip.kept.blob,
            "sha256": clip.kept.sha256,
            "size_bytes": clip.kept.size_bytes,
            "media_type": clip.kept.media_type,
            "platform": clip.platform,
            **seal(lock, ClipRow, name=clip.name, platform_file=clip.platform_file),
            "state": ClipState.HELD,
            "received_at": now,
        }
        row = (await self.session.scalars(insert(ClipRow).values(values).returning(ClipRow))).one()
        return to_clip(row, lock)

    async def by_id(self, clip: ClipId) -> Clip | None:
        """The clip of this id."""
        found = await self.some(ClipRow.id == clip)
        return found[0] if found else None

    async def by_ref(self, ref: Ref) -> Clip | None:
        """The clip of this reference."""
        found = await self.some(ClipRow.ref == ref)
        return found[0] if found else None

    async def of_ask(self, ask: AskId) -> Sequence[Clip]:
        """The held clips of an ask, oldest first."""
        return await self.held(ClipRow.ask_id == ask)

    async def of_owner(self, owner: PersonId) -> Sequence[Clip]:
        """The owner's held clips, oldest first."""
        return await self.held(ClipRow.owner_id == owner)

    async def move(self, clip: ClipId, expected: ClipState, to: ClipState) -> bool:
        """Change the state if it still is the expected one; says whether it did."""
        moved = await self.session.execute(
            update(ClipRow).where(ClipRow.id == clip, ClipRow.state == expected).values(state=to).returning(ClipRow.id)
        )
        return moved.first() is not None

    async def past_keeping(self, before: datetime) -> Sequence[Clip]:
        """Held clips that reached an officer before the moment, or whose closed request was to end before it."""
        released = exists().where(ApprovalRow.clip_id == ClipRow.id, ApprovalRow.released_at <= before)
        request_over = exists().where(
            AskRow.id == ClipRow.ask_id,
            AreaRequestRow.id == AskRow.request_id,
            AreaRequestRow.state == RequestState.CLOSED,
            AreaRequestRow.closes_at <= before,
        )
        return await self.held(or_(released, request_over))

    async def blobs(self) -> frozenset[str]:
        """All blobs of held clips."""
        return frozenset(await self.session.scalars(select(ClipRow.blob).where(ClipRow.state == ClipState.HELD)))

    async def held(self, which: ColumnElement[bool]) -> list[Clip]:
        """Some clips, as far as they are still held."""
        return await self.some(which, ClipRow.state == ClipState.HELD)

    async def some(self, *which: ColumnElement[bool]) -> list[Clip]:
        """Some clips, oldest first."""
        rows = await self.session.execute(with_keys(ClipRow).where(*which).order_by(ClipRow.id))
        return [to_clip(row, self.keyring.lock(row.owner_id, key)) for row, key in rows]


def to_clip(row: ClipRow, lock: Lock) -> Clip:
    """The row as a value, opened."""
    return Clip(
        id=ClipId(row.id),
        ref=Ref(row.ref),
        ask=AskId(row.ask_id),
        owner=PersonId(row.owner_id),
        kept=Kept(blob=row.blob, sha256=row.sha256, size_bytes=row.size_bytes, media_type=row.media_type),
        name=words(lock, row, "name"),
        platform=row.platform,
        platform_file=words(lock, row, "platform_file"),
        state=row.state,
        received_at=row.received_at,
    )
