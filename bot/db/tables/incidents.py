"""Tables of incidents, their comments and what was proposed to change, and of bulletins. None has a point, only cells."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.bulletins.model import BulletinState
from bot.db.tables.columns import BIG, Listing, Moment, Row, Worded, numbered, personal, plain, settings
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
    whose = ("author_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    neighborhood_id: Mapped[int] = plain(BIG, ForeignKey("neighborhood.id"))
    author_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    category: Mapped[Category] = personal("What kind of thing you reported.", Worded(Category))
    text: Mapped[str] = personal("What you reported.", Text)
    cell: Mapped[str] = personal("The block where it happened.", Text)
    around: Mapped[str] = personal("The name of that block.", Text)
    hour: Mapped[datetime] = personal("When it happened, to the hour.", Moment)
    """When it happened, to the hour."""
    shown_name: Mapped[str] = personal("The name under which you reported; empty: none.", Text)
    state: Mapped[IncidentState] = personal("Whether the report is shown.", Worded(IncidentState))
    version: Mapped[int] = plain()
    correction: Mapped[str] = personal("What you added later.", Text)
    held_for: Mapped[Sequence[str]] = plain(Listing)
    joined_to: Mapped[int | None] = plain(BIG, ForeignKey("incident.id", ondelete="SET NULL"))
    media_blob: Mapped[str | None] = plain(Text)
    media_kind: Mapped[MediaKind | None] = personal("What you sent with it.", Worded(MediaKind))
    media_type: Mapped[str | None] = plain(Text)
    media_bytes: Mapped[int | None] = plain(BIG)
    media_sha256: Mapped[str | None] = plain(Text)
    created_at: Mapped[datetime] = personal("When you reported it.", Moment)
    posted_at: Mapped[datetime | None] = personal("When it was first shown.", Moment)


class CommentRow(Row):
    """What a neighbor said to a report."""

    __tablename__ = "comment"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_comment_incident_id", "incident_id"),
        Index("ix_comment_author_id_created_at", "author_id", "created_at"),
    )
    forgetting = "The author's rows go; what channels show of them is taken down first."
    whose = ("author_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    incident_id: Mapped[int] = plain(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    author_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    channel_id: Mapped[int | None] = plain(BIG, ForeignKey("channel.id", ondelete="SET NULL"))
    """Where it was written, for all there to read; None when it was given to the bot alone."""
    text: Mapped[str] = personal("What you said to a report.", Text)
    shown_name: Mapped[str] = personal("The name under which you said it; empty: none.", Text)
    state: Mapped[CommentState] = personal("Whether it is shown.", Worded(CommentState))
    version: Mapped[int] = plain()
    held_for: Mapped[Sequence[str]] = plain(Listing)
    created_at: Mapped[datetime] = personal("When you said it.", Moment)


class RevisionRow(Row):
    """A change of a report that its author wished for: applied at once, or held until somebody has looked."""

    __tablename__ = "revision"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_revision_incident_id", "incident_id"))
    forgetting = "They go with the author's reports."
    whose = ("incident_id.author_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    incident_id: Mapped[int] = plain(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    kind: Mapped[RevisionKind] = personal("What kind of change of your report you wished for.", Worded(RevisionKind))
    text: Mapped[str] = personal("The words you wished for.", Text)
    state: Mapped[RevisionState] = personal("What became of that.", Worded(RevisionState))
    held_for: Mapped[Sequence[str]] = plain(Listing)
    created_at: Mapped[datetime] = personal("When you wished for it.", Moment)


class BulletinRow(Row):
    """A public appeal by police. It can be closed, never changed or removed."""

    __tablename__ = "bulletin"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_bulletin_department_id", "department_id"))
    forgetting = "Nothing: it is a public act of a department."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    department_id: Mapped[int] = plain(BIG, ForeignKey("department.id"))
    officer_id: Mapped[int] = plain(BIG, ForeignKey("officer.id"))
    case_number: Mapped[str] = plain(Text)
    contact: Mapped[str] = plain(Text)
    text: Mapped[str] = plain(Text)
    state: Mapped[BulletinState] = plain(Worded(BulletinState))
    reviewer_id: Mapped[int | None] = plain(BIG, ForeignKey("reviewer.id"))
    why: Mapped[str] = plain(Text)
    """The reviewer's reason, when it was refused."""
    media_blob: Mapped[str | None] = plain(Text)
    media_kind: Mapped[MediaKind | None] = plain(Worded(MediaKind))
    media_type: Mapped[str | None] = plain(Text)
    media_bytes: Mapped[int | None] = plain(BIG)
    media_sha256: Mapped[str | None] = plain(Text)
    created_at: Mapped[datetime] = plain(Moment)
    decided_at: Mapped[datetime | None] = plain(Moment)
    closed_at: Mapped[datetime | None] = plain(Moment)
