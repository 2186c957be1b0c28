"""Tables of incidents, the public record, jobs, and what was heard."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.columns import BIG, Moment, Row, Worded, WordsByName, numbered, settings
from bot.incidents.model import Category
from bot.record.model import EntryKind


class IncidentRow(Row):
    """What a neighbor reported. It has no point, only a cell."""

    __tablename__ = "incident"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_incident_neighborhood_id_created_at", "neighborhood_id", "created_at"),
        Index("ix_incident_author_id_created_at", "author_id", "created_at"),
    )
    forgetting = "The author's rows go."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    neighborhood_id: Mapped[int] = mapped_column(BIG, ForeignKey("neighborhood.id"))
    author_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    category: Mapped[Category] = mapped_column(Worded(Category))
    text: Mapped[str] = mapped_column(Text)
    cell: Mapped[str] = mapped_column(Text)
    around: Mapped[str] = mapped_column(Text)
    hour: Mapped[datetime] = mapped_column(Moment)
    removed: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)


class RecordLeafRow(Row):
    """An entry of the public record. The database refuses to change or remove one."""

    __tablename__ = "record_leaf"
    __table_args__ = (UniqueConstraint("chain"), Index("ix_record_leaf_ref", "ref"))
    forgetting = "Nothing: the record is public and holds nothing about owners."

    position: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    ref: Mapped[str] = mapped_column(Text)
    kind: Mapped[EntryKind] = mapped_column(Worded(EntryKind))
    body: Mapped[Mapping[str, str]] = mapped_column(WordsByName)
    at: Mapped[datetime] = mapped_column(Moment)
    chain: Mapped[str] = mapped_column(Text)


class JobRow(Row):
    """A thing to do later. Without foreign keys: ids never repeat, and a job whose subject is gone says nothing.

    `state` is `open`, `done` or `failed`; an open job with `leased_until` is held by a worker until then.
    """

    __tablename__ = "job"
    __table_args__ = settings(
        UniqueConstraint("key"),
        Index(
            "ix_job_lane_due",
            "lane",
            "due",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        # Each job is written three times in a minute; what is left of it slows the next claim until it is swept.
        postgresql_with={"autovacuum_vacuum_scale_factor": 0.02},
    )
    forgetting = "Nothing: a job holds ids only, and those of a forgotten person lead nowhere."

    id: Mapped[int] = numbered()
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[int] = mapped_column(BIG)
    lane: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    due: Mapped[datetime] = mapped_column(Moment)
    first_due: Mapped[datetime | None] = mapped_column(Moment)
    """When it was due at first, once it was put off: by this a job that never succeeds grows old."""
    account_id: Mapped[int | None] = mapped_column(BIG)
    channel_id: Mapped[int | None] = mapped_column(BIG)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int]
    was_ambiguous: Mapped[bool]
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    receipt: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    concluded_at: Mapped[datetime | None] = mapped_column(Moment)


class SeenEventRow(Row):
    """The key of an event that was heard, so that a repeat is known."""

    __tablename__ = "seen_event"
    __table_args__ = (Index("ix_seen_event_at", "at"),)
    forgetting = "Nothing: keys of events go by themselves after some days."

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class FormDraftRow(Row):
    """A form that an account has begun."""

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("platform", "handle", "room"), Index("ix_form_draft_at", "at"))
    forgetting = "The drafts of the person's accounts go; abandoned ones go within a day anyway."

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    platform: Mapped[str] = mapped_column(Text)
    handle: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(Text)
    answers: Mapped[Mapping[str, str]] = mapped_column(WordsByName)
    waiting: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
