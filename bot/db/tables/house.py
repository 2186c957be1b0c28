"""Tables of the public record, jobs, what was said where, and what was heard."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, Worded, WordsByName, numbered, personal, plain, sealed, settings
from bot.record.model import EntryKind


class RecordLeafRow(Row):
    """An entry of the public record. The database refuses to change or remove one."""

    __tablename__ = "record_leaf"
    __table_args__ = (UniqueConstraint("chain"), Index("ix_record_leaf_ref", "ref"))
    forgetting = "Nothing: the record is public and holds nothing about owners."

    position: Mapped[int] = plain(BIG, primary_key=True, autoincrement=False)
    ref: Mapped[str] = plain(Text)
    kind: Mapped[EntryKind] = plain(Worded(EntryKind))
    body: Mapped[Mapping[str, str]] = plain(WordsByName)
    at: Mapped[datetime] = plain(Moment)
    chain: Mapped[str] = plain(Text)


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
    kind: Mapped[str] = plain(Text)
    subject: Mapped[int] = plain(BIG)
    lane: Mapped[str] = plain(Text)
    key: Mapped[str] = plain(Text)
    due: Mapped[datetime] = plain(Moment)
    first_due: Mapped[datetime | None] = plain(Moment)
    """When it was due at first, once it was put off: by this a job that never succeeds grows old."""
    account_id: Mapped[int | None] = plain(BIG)
    channel_id: Mapped[int | None] = plain(BIG)
    state: Mapped[str] = plain(Text)
    attempts: Mapped[int] = plain()
    was_ambiguous: Mapped[bool] = plain()
    leased_until: Mapped[datetime | None] = plain(Moment)
    receipt: Mapped[str] = plain(Text)
    why: Mapped[str] = plain(Text)
    concluded_at: Mapped[datetime | None] = plain(Moment)


class ShownRow(Row):
    """What a place shows of something that may still change: the receipt by which it is edited or taken back.

    `job_id` said or changed it last, or is about to; while the `receipt` is empty it is on its way for the first time.
    """

    __tablename__ = "shown"
    __table_args__ = settings(
        UniqueConstraint("kind", "subject", "place"),
        Index("ix_shown_channel_id", "channel_id"),
        Index("ix_shown_account_id", "account_id"),
    )
    forgetting = (
        "What the person's accounts were shown goes with the accounts; what channels show of theirs is deleted."
    )
    whose = ("account_id.person_id",)

    id: Mapped[int] = numbered()
    kind: Mapped[str] = plain(Text)
    subject: Mapped[int] = plain(BIG)
    place: Mapped[str] = plain(Text)
    """`channel:7` or `account:12`."""
    channel_id: Mapped[int | None] = plain(BIG, ForeignKey("channel.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = plain(BIG, ForeignKey("account.id", ondelete="CASCADE"))
    job_id: Mapped[int] = plain(BIG)
    receipt: Mapped[str] = plain(Text)
    at: Mapped[datetime] = plain(Moment)


class ShownMessageRow(Row):
    """The messages of a channel that show something, so that an answer to one of them is known for what it answers."""

    __tablename__ = "shown_message"
    __table_args__ = (Index("ix_shown_message_shown_id", "shown_id"),)
    forgetting = "They go with what they show."

    platform: Mapped[str] = plain(Text, primary_key=True)
    room: Mapped[str] = plain(Text, primary_key=True)
    message: Mapped[str] = plain(Text, primary_key=True)
    shown_id: Mapped[int] = plain(BIG, ForeignKey("shown.id", ondelete="CASCADE"))


class SeenEventRow(Row):
    """The key of an event that was heard, so that a repeat is known."""

    __tablename__ = "seen_event"
    __table_args__ = (Index("ix_seen_event_at", "at"),)
    forgetting = "Nothing: keys of events go by themselves after some days."
    backed_up = False

    key: Mapped[str] = plain(Text, primary_key=True)
    at: Mapped[datetime] = plain(Moment)


class FormDraftRow(Row):
    """A form that an account has begun. Its content is sealed under the house key: it may be nobody whom we know yet."""

    __tablename__ = "form_draft"
    __table_args__ = (
        UniqueConstraint("room_hash"),
        Index("ix_form_draft_handle_hash", "handle_hash"),
        Index("ix_form_draft_at", "at"),
    )
    forgetting = "The drafts of the person's accounts go; abandoned ones go within a day anyway."
    backed_up = False
    whose = ("handle_hash.person_id",)

    ref: Mapped[str] = plain(Text, primary_key=True)
    platform: Mapped[str] = personal("In which app you began a form.", Text)
    handle_hash: Mapped[str] = plain(Text, info={"joins": "account.handle_hash"})
    room_hash: Mapped[str] = plain(Text)
    """A keyed hash of the account and the room in which the answers are expected."""
    form: Mapped[str] = personal("Which form you began.", Text)
    content: Mapped[bytes] = sealed("Where you began it, and what you have answered.")
    waiting: Mapped[str] = personal("Which question waits for you.", Text)
    at: Mapped[datetime] = personal("When you last answered.", Moment)
