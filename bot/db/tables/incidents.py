"""Tables of incidents, their comments and what was proposed to change, and of bulletins. None has a point, only cells."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.bulletins.model import BulletinState
from bot.db.tables.columns import BIG, Listing, Moment, Row, Worded, numbered, settings
from bot.incidents.model import Category, CommentState, IncidentState, RevisionKind, RevisionState
from bot.media.model import MediaKind


class IncidentRow(Row):
    """What a neighbor reported. It has no point, only a cell."""

    __tablename__ = "incident"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_incident_neighborhood_id_created_at", "neighborhood_id", "created_at"),
        Index("ix_incident_author_id_created_at", "author_id", "created_at"),
        Index("ix_incident_state_created_at", "state", "created_at"),
    )
    forgetting = "The author's rows go; what channels show of them is taken down first."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    neighborhood_id: Mapped[int] = mapped_column(BIG, ForeignKey("neighborhood.id"))
    author_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    category: Mapped[Category] = mapped_column(Worded(Category))
    text: Mapped[str] = mapped_column(Text)
    cell: Mapped[str] = mapped_column(Text)
    around: Mapped[str] = mapped_column(Text)
    hour: Mapped[datetime] = mapped_column(Moment)
    """When it happened, to the hour."""
    shown_name: Mapped[str] = mapped_column(Text)
    state: Mapped[IncidentState] = mapped_column(Worded(IncidentState))
    version: Mapped[int]
    correction: Mapped[str] = mapped_column(Text)
    held_for: Mapped[Sequence[str]] = mapped_column(Listing)
    joined_to: Mapped[int | None] = mapped_column(BIG, ForeignKey("incident.id", ondelete="SET NULL"))
    media_blob: Mapped[str | None] = mapped_column(Text)
    media_kind: Mapped[MediaKind | None] = mapped_column(Worded(MediaKind))
    media_type: Mapped[str | None] = mapped_column(Text)
    media_bytes: Mapped[int | None] = mapped_column(BIG)
    media_sha256: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    posted_at: Mapped[datetime | None] = mapped_column(Moment)


class CommentRow(Row):
    """What a neighbor said to a report."""

    __tablename__ = "comment"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_comment_incident_id", "incident_id"),
        Index("ix_comment_author_id_created_at", "author_id", "created_at"),
    )
    forgetting = "The author's rows go; what channels show of them is taken down first."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    incident_id: Mapped[int] = mapped_column(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    channel_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("channel.id", ondelete="SET NULL"))
    """Where it was written, for all there to read; None when it was given to the bot alone."""
    text: Mapped[str] = mapped_column(Text)
    shown_name: Mapped[str] = mapped_column(Text)
    state: Mapped[CommentState] = mapped_column(Worded(CommentState))
    version: Mapped[int]
    held_for: Mapped[Sequence[str]] = mapped_column(Listing)
    created_at: Mapped[datetime] = mapped_column(Moment)


class RevisionRow(Row):
    """A change of a report that its author wished for: applied at once, or held until somebody has looked."""

    __tablename__ = "revision"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_revision_incident_id", "incident_id"))
    forgetting = "They go with the author's reports."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    incident_id: Mapped[int] = mapped_column(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    kind: Mapped[RevisionKind] = mapped_column(Worded(RevisionKind))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[RevisionState] = mapped_column(Worded(RevisionState))
    held_for: Mapped[Sequence[str]] = mapped_column(Listing)
    created_at: Mapped[datetime] = mapped_column(Moment)


class BulletinRow(Row):
    """A public appeal by police. It can be closed, never changed or removed."""

    __tablename__ = "bulletin"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_bulletin_department_id", "department_id"))
    forgetting = "Nothing: it is a public act of a department."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int] = mapped_column(BIG, ForeignKey("department.id"))
    officer_id: Mapped[int] = mapped_column(BIG, ForeignKey("officer.id"))
    case_number: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[BulletinState] = mapped_column(Worded(BulletinState))
    reviewer_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("reviewer.id"))
    why: Mapped[str] = mapped_column(Text)
    """The reviewer's reason, when it was refused."""
    media_blob: Mapped[str | None] = mapped_column(Text)
    media_kind: Mapped[MediaKind | None] = mapped_column(Worded(MediaKind))
    media_type: Mapped[str | None] = mapped_column(Text)
    media_bytes: Mapped[int | None] = mapped_column(BIG)
    media_sha256: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
