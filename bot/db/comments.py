"""The books of what is said to incidents, and of what their authors wish to change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.people import alone_with
from bot.db.tables import CommentRow, IncidentRow, RevisionRow
from bot.incidents.model import Comment, CommentState, NewComment, Revision, RevisionKind, RevisionState
from bot.kernel.ids import ChannelId, CommentId, IncidentId, PersonId, Ref, RevisionId


class CommentsBook:
    """Comments; see `incidents.ports.Comments`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, comment: NewComment, state: CommentState, held_for: Sequence[str], now: datetime) -> Comment:
        """Store a comment."""
        values = {
            "ref": comment.ref,
            "incident_id": comment.incident,
            "author_id": comment.author,
            "channel_id": comment.channel,
            "text": comment.text,
            "shown_name": comment.shown_name,
            "state": state,
            "version": 1,
            "held_for": tuple(held_for),
            "created_at": now,
        }
        row = (await self.session.scalars(insert(CommentRow).values(values).returning(CommentRow))).one()
        return to_comment(row)

    async def by_id(self, comment: CommentId) -> Comment | None:
        """The comment of this id."""
        row = await self.session.scalar(select(CommentRow).where(CommentRow.id == comment))
        return to_comment(row) if row else None

    async def by_ref(self, ref: Ref) -> Comment | None:
        """The comment of this reference."""
        row = await self.session.scalar(select(CommentRow).where(CommentRow.ref == ref))
        return to_comment(row) if row else None

    async def step(self, before: Comment, to: CommentState) -> Comment | None:
        """Bring a comment into a state and count its version; None when it was no longer in the state of `before`."""
        rows = await self.session.scalars(
            update(CommentRow)
            .where(CommentRow.id == before.id, CommentRow.state == before.state)
            .values(state=to, version=CommentRow.version + 1)
            .returning(CommentRow)
        )
        row = rows.first()
        return to_comment(row) if row else None

    async def of_incident(self, incident: IncidentId) -> Sequence[Comment]:
        """The shown comments of a report, oldest first."""
        rows = await self.session.scalars(
            select(CommentRow)
            .where(CommentRow.incident_id == incident, CommentRow.state == CommentState.POSTED)
            .order_by(CommentRow.id)
        )
        return [to_comment(row) for row in rows]

    async def counts(self, incidents: Sequence[IncidentId]) -> Mapping[IncidentId, int]:
        """How many comments are shown with each of these reports; those without are left out."""
        rows = await self.session.execute(
            select(CommentRow.incident_id, func.count())
            .where(CommentRow.incident_id.in_(incidents), CommentRow.state == CommentState.POSTED)
            .group_by(CommentRow.incident_id)
        )
        return {IncidentId(incident): number for incident, number in rows}

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person wrote since then. Comments of one person wait in line from here."""
        await alone_with(self.session, author)
        found = await self.session.scalar(
            select(func.count())
            .select_from(CommentRow)
            .where(CommentRow.author_id == author, CommentRow.created_at >= since)
        )
        return found or 0

    async def held(self) -> Sequence[Comment]:
        """What waits for a reviewer, oldest first."""
        rows = await self.session.scalars(
            select(CommentRow).where(CommentRow.state == CommentState.HELD).order_by(CommentRow.id)
        )
        return [to_comment(row) for row in rows]


class RevisionsBook:
    """Wished changes; see `incidents.ports.Revisions`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(
        self, ref: Ref, incident: IncidentId, kind: RevisionKind, text: str, state: RevisionState,
        held_for: Sequence[str], now: datetime,
    ) -> Revision:  # fmt: skip
        """Store a wished change."""
        values = {
            "ref": ref,
            "incident_id": incident,
            "kind": kind,
            "text": text,
            "state": state,
            "held_for": tuple(held_for),
            "created_at": now,
        }
        row = (await self.session.scalars(insert(RevisionRow).values(values).returning(RevisionRow))).one()
        return to_revision(row)

    async def by_id(self, revision: RevisionId) -> Revision | None:
        """The wished change of this id."""
        row = await self.session.scalar(select(RevisionRow).where(RevisionRow.id == revision))
        return to_revision(row) if row else None

    async def by_ref(self, ref: Ref) -> Revision | None:
        """The wished change of this reference."""
        row = await self.session.scalar(select(RevisionRow).where(RevisionRow.ref == ref))
        return to_revision(row) if row else None

    async def step(self, before: Revision, to: RevisionState) -> Revision | None:
        """Bring it into a state; None when it was no longer in the state of `before`."""
        rows = await self.session.scalars(
            update(RevisionRow)
            .where(RevisionRow.id == before.id, RevisionRow.state == before.state)
            .values(state=to)
            .returning(RevisionRow)
        )
        row = rows.first()
        return to_revision(row) if row else None

    async def of_incident(self, incident: IncidentId) -> Sequence[Revision]:
        """All that was wished for a report, oldest first."""
        rows = await self.session.scalars(
            select(RevisionRow).where(RevisionRow.incident_id == incident).order_by(RevisionRow.id)
        )
        return [to_revision(row) for row in rows]

    async def count_by(self, author: PersonId, kind: RevisionKind, since: datetime) -> int:
        """How many changes of this kind this author wished for since then, of all their reports. Those of one author
        wait in line from here."""
        await alone_with(self.session, author)
        found = await self.session.scalar(
            select(func.count())
            .select_from(RevisionRow)
            .join(IncidentRow, IncidentRow.id == RevisionRow.incident_id)
            .where(IncidentRow.author_id == author, RevisionRow.kind == kind, RevisionRow.created_at > since)
        )
        return found or 0

    async def held(self) -> Sequence[Revision]:
        """What waits for a reviewer, oldest first."""
        rows = await self.session.scalars(
            select(RevisionRow).where(RevisionRow.state == RevisionState.HELD).order_by(RevisionRow.id)
        )
        return [to_revision(row) for row in rows]


def to_comment(row: CommentRow) -> Comment:
    """The row as a value."""
    return Comment(
        id=CommentId(row.id),
        ref=Ref(row.ref),
        incident=IncidentId(row.incident_id),
        author=PersonId(row.author_id),
        text=row.text,
        shown_name=row.shown_name,
        channel=None if row.channel_id is None else ChannelId(row.channel_id),
        state=row.state,
        version=row.version,
        held_for=tuple(row.held_for),
        created_at=row.created_at,
    )


def to_revision(row: RevisionRow) -> Revision:
    """The row as a value."""
    return Revision(
        id=RevisionId(row.id),
        ref=Ref(row.ref),
        incident=IncidentId(row.incident_id),
        kind=row.kind,
        text=row.text,
        state=row.state,
        held_for=tuple(row.held_for),
        created_at=row.created_at,
    )
