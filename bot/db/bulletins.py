"""The book of bulletins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bulletins.model import Bulletin, BulletinState, NewBulletin
from bot.db.dialect import FILING_LOCK, wait_in_line
from bot.db.media import media_columns, to_media
from bot.db.tables import BulletinRow
from bot.kernel.ids import BulletinId, DepartmentId, OfficerId, Ref, ReviewerId


class BulletinsBook:
    """Public appeals by police; see `bulletins.ports.Bulletins`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, bulletin: NewBulletin, now: datetime) -> Bulletin:
        """File a bulletin for review."""
        values = {
            "ref": bulletin.ref,
            "department_id": bulletin.department,
            "officer_id": bulletin.officer,
            "case_number": bulletin.case_number,
            "contact": bulletin.contact,
            "text": bulletin.text,
            "state": BulletinState.REVIEW,
            "why": "",
            **media_columns(bulletin.media),
            "created_at": now,
        }
        row = (await self.session.scalars(insert(BulletinRow).values(values).returning(BulletinRow))).one()
        return to_bulletin(row)

    async def by_id(self, bulletin: BulletinId) -> Bulletin | None:
        """The bulletin of this id."""
        row = await self.session.scalar(select(BulletinRow).where(BulletinRow.id == bulletin))
        return to_bulletin(row) if row else None

    async def by_ref(self, ref: Ref) -> Bulletin | None:
        """The bulletin of this reference."""
        row = await self.session.scalar(select(BulletinRow).where(BulletinRow.ref == ref))
        return to_bulletin(row) if row else None

    async def decide(
        self, bulletin: BulletinId, to: BulletinState, reviewer: ReviewerId, why: str, now: datetime
    ) -> Bulletin | None:
        """Publish or refuse; None when it was not in review any more."""
        rows = await self.session.scalars(
            update(BulletinRow)
            .where(BulletinRow.id == bulletin, BulletinRow.state == BulletinState.REVIEW)
            .values(state=to, reviewer_id=reviewer, why=why, decided_at=now)
            .returning(BulletinRow)
        )
        row = rows.first()
        return to_bulletin(row) if row else None

    async def close(self, bulletin: BulletinId, now: datetime) -> Bulletin | None:
        """Close a published one; None when it was not open any more."""
        rows = await self.session.scalars(
            update(BulletinRow)
            .where(BulletinRow.id == bulletin, BulletinRow.state == BulletinState.PUBLISHED)
            .values(state=BulletinState.CLOSED, closed_at=now)
            .returning(BulletinRow)
        )
        row = rows.first()
        return to_bulletin(row) if row else None

    async def count_open(self, department: DepartmentId) -> int:
        """How many of a department are in review or published. Filings of one department wait in line from here."""
        await wait_in_line(self.session, FILING_LOCK, department)
        open_states = (BulletinState.REVIEW, BulletinState.PUBLISHED)
        found = await self.session.scalar(
            select(func.count()).where(BulletinRow.department_id == department, BulletinRow.state.in_(open_states))
        )
        return found or 0

    async def waiting(self) -> Sequence[Bulletin]:
        """What waits for a reviewer, oldest first."""
        rows = await self.session.scalars(
            select(BulletinRow).where(BulletinRow.state == BulletinState.REVIEW).order_by(BulletinRow.id)
        )
        return [to_bulletin(row) for row in rows]

    async def published(self) -> Sequence[Bulletin]:
        """The open ones, latest first."""
        rows = await self.session.scalars(
            select(BulletinRow).where(BulletinRow.state == BulletinState.PUBLISHED).order_by(BulletinRow.id.desc())
        )
        return [to_bulletin(row) for row in rows]

    async def published_before(self, moment: datetime) -> Sequence[Bulletin]:
        """The open ones that were published then or earlier."""
        rows = await self.session.scalars(
            select(BulletinRow)
            .where(BulletinRow.state == BulletinState.PUBLISHED, BulletinRow.decided_at <= moment)
            .order_by(BulletinRow.id)
        )
        return [to_bulletin(row) for row in rows]

    async def media_blobs(self) -> frozenset[str]:
        """The names of all photos and clips that bulletins show; they are not to be destroyed."""
        blobs = await self.session.scalars(
            select(BulletinRow.media_blob).where(
                BulletinRow.media_blob.is_not(None), BulletinRow.state != BulletinState.REFUSED
            )
        )
        return frozenset(blob for blob in blobs if blob is not None)


def to_bulletin(row: BulletinRow) -> Bulletin:
    """The row as a value."""
    return Bulletin(
        id=BulletinId(row.id),
        ref=Ref(row.ref),
        department=DepartmentId(row.department_id),
        officer=OfficerId(row.officer_id),
        case_number=row.case_number,
        contact=row.contact,
        text=row.text,
        media=to_media(row),
        state=row.state,
        reviewer=None if row.reviewer_id is None else ReviewerId(row.reviewer_id),
        why=row.why,
        created_at=row.created_at,
        decided_at=row.decided_at,
        closed_at=row.closed_at,
    )
