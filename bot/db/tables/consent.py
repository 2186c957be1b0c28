"""Tables of asks, clips, approvals and openings."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from bot.clips.model import ClipState
from bot.consent.model import ApprovalState, AskEvent, AskState
from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, personal, plain, sealed, settings


class AskRow(Row):
    """One owner being asked about one request."""

    __tablename__ = "ask"
    __table_args__ = settings(
        UniqueConstraint("ref"), UniqueConstraint("request_id", "owner_id"), Index("ix_ask_owner_id", "owner_id")
    )
    forgetting = "The owner's rows go, with events, clips and approvals."
    whose = ("owner_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    request_id: Mapped[int] = plain(BIG, ForeignKey("area_request.id"))
    owner_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    state: Mapped[AskState] = personal("What you answered to a request.", Worded(AskState))
    created_at: Mapped[datetime] = personal("When you were asked about it.", Moment)
    heard_from: Mapped[datetime | None] = personal("When you were to hear of it.", Moment)
    """When its owner hears of it, where quiet hours put that off: the limits on us count this moment."""


class AskEventRow(Row):
    """What happened to an ask, in order."""

    __tablename__ = "ask_event"
    __table_args__ = settings(Index("ix_ask_event_ask_id", "ask_id"))
    forgetting = "The rows go with the ask."
    whose = ("ask_id.owner_id",)

    id: Mapped[int] = numbered()
    ask_id: Mapped[int] = plain(BIG, ForeignKey("ask.id", ondelete="CASCADE"))
    event: Mapped[AskEvent] = personal("What happened to that question.", Worded(AskEvent))
    at: Mapped[datetime] = personal("When it happened.", Moment)


class ClipRow(Row):
    """A file that an owner sent for an ask; the bytes are in the vault."""

    __tablename__ = "clip"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("blob"),
        Index("ix_clip_ask_id", "ask_id"),
        Index("ix_clip_owner_id", "owner_id"),
    )
    forgetting = "The owner's rows go, and the vault destroys their bytes."
    whose = ("owner_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    ask_id: Mapped[int] = plain(BIG, ForeignKey("ask.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    blob: Mapped[str] = plain(Text)
    sha256: Mapped[str] = personal("The fingerprint of the file that you sent.", Text)
    size_bytes: Mapped[int] = personal("How large it is, in bytes.", BigInteger)
    media_type: Mapped[str] = personal("What kind of file it is.", Text)
    name: Mapped[bytes] = sealed("The name of the file.")
    platform: Mapped[str] = personal("Where you sent it.", Text)
    platform_file: Mapped[bytes] = sealed("What the app calls the file.")
    state: Mapped[ClipState] = personal("Whether it is still kept.", Worded(ClipState))
    received_at: Mapped[datetime] = personal("When you sent it.", Moment)


class ApprovalRow(Row):
    """An owner's word that one clip may go to one request; at most one at a time that was not taken back."""

    __tablename__ = "approval"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index(
            "uq_approval_clip_id_request_id",
            "clip_id",
            "request_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_approval_ask_id", "ask_id"),
        Index("ix_approval_owner_id", "owner_id"),
        Index("ix_approval_department_id", "department_id"),
        Index(
            "ix_approval_hold_until",
            "hold_until",
            sqlite_where=text("state = 'granted' AND told_at IS NULL"),
            postgresql_where=text("state = 'granted' AND told_at IS NULL"),
        ),
    )
    forgetting = "The owner's rows go. What was released is beyond us; the vault's copy is destroyed."
    whose = ("owner_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    ask_id: Mapped[int] = plain(BIG, ForeignKey("ask.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    clip_id: Mapped[int] = plain(BIG, ForeignKey("clip.id", ondelete="CASCADE"))
    request_id: Mapped[int] = plain(BIG, ForeignKey("area_request.id"))
    department_id: Mapped[int] = plain(BIG, ForeignKey("department.id"))
    clip_sha256: Mapped[str] = personal("The fingerprint of the clip that you shared.", Text)
    size_bytes: Mapped[int] = personal("How large it is, in bytes.", BigInteger)
    media_type: Mapped[str] = personal("What kind of file it is.", Text)
    street_address: Mapped[bytes] = sealed("The street address that goes with the clip.")
    email: Mapped[bytes] = sealed("The email address that goes with it.")
    card: Mapped[bytes] = sealed("The text that you agreed to.")
    """The text that the owner saw and agreed to."""
    state: Mapped[ApprovalState] = personal("How far the sharing went.", Worded(ApprovalState))
    approved_at: Mapped[datetime] = personal("When you shared it.", Moment)
    hold_until: Mapped[datetime] = personal("Until when you could undo that at your leisure.", Moment)
    told_at: Mapped[datetime | None] = personal("When the officer was told that a clip is ready.", Moment)
    withdrawn_at: Mapped[datetime | None] = personal("When you took it back.", Moment)
    claimed_at: Mapped[datetime | None] = personal("When an officer last reached for it.", Moment)
    released_at: Mapped[datetime | None] = personal("When it was handed over.", Moment)


class OpeningRow(Row):
    """Who was about to receive a released clip, and when; written before the first byte."""

    __tablename__ = "opening"
    __table_args__ = settings(
        UniqueConstraint("press"),
        Index("ix_opening_approval_id", "approval_id"),
        Index("ix_opening_officer_id", "officer_id"),
    )
    forgetting = "The rows go with the owner's approval; a forgotten officer leaves the row without a person."
    whose = ("approval_id.owner_id", "officer_id")

    id: Mapped[int] = numbered()
    approval_id: Mapped[int] = plain(BIG, ForeignKey("approval.id", ondelete="CASCADE"))
    officer_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    press: Mapped[str] = plain(Text)
    """The key of the officer's press; however often its bytes had to be sent, it is one opening."""
    at: Mapped[datetime] = personal("When a shared clip was opened.", Moment)
    ended_at: Mapped[datetime | None] = personal("When the hand-over ended.", Moment)
    """When it was known whether the bytes arrived."""
