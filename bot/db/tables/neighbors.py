"""Tables of alerts, and of what reviewers were told and decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.alerts.model import Rhythm
from bot.db.tables.columns import (
    BIG,
    Listing,
    Moment,
    Row,
    Shape,
    Worded,
    derived,
    numbered,
    personal,
    plain,
    sealed,
    settings,
)
from bot.moderation.model import Act, FlagReason, SubjectKind


class SubscriptionRow(Row):
    """Which reports somebody wants to hear of; one of each person. The home point is its owner's private datum."""

    __tablename__ = "subscription"
    __table_args__ = settings(
        UniqueConstraint("person_id"),
        Index("ix_subscription_rhythm_lat", "rhythm", "lat"),
        Index("ix_subscription_digest_due", "digest_due"),
    )
    forgetting = "The person's row goes, with the home point."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    home: Mapped[bytes] = sealed("Your home point for alerts.", Shape.POINT)
    lat: Mapped[float] = derived("The latitude of your home point.", Double)
    lon: Mapped[float] = derived("The longitude of your home point.", Double)
    radius_m: Mapped[float] = personal("How far around your home you want to hear of reports, in metres.", Double)
    categories: Mapped[Sequence[str]] = personal(
        "Which kinds of reports you want to hear of; none named: all.", Listing
    )
    """Empty: all of them."""
    rhythm: Mapped[Rhythm] = personal("How often you hear of them.", Worded(Rhythm))
    time_zone: Mapped[str] = personal("Your time zone.", Text)
    quiet_from: Mapped[int] = personal("When your quiet hours for alerts begin, in minutes after midnight.")
    """Minutes after local midnight."""
    quiet_until: Mapped[int] = personal("When they end.")
    """Equal to `quiet_from`: no quiet hours."""
    muted_until: Mapped[datetime | None] = personal("Until when alerts are muted.", Moment)
    digest_due: Mapped[datetime | None] = personal("When the next summary is due.", Moment)
    created_at: Mapped[datetime] = personal("When you set this last.", Moment)


class AlertRow(Row):
    """That a person is to hear of a report: once, through whichever channel works."""

    __tablename__ = "alert"
    __table_args__ = settings(UniqueConstraint("incident_id", "person_id"), Index("ix_alert_person_id", "person_id"))
    forgetting = "The person's rows go."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    incident_id: Mapped[int] = plain(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = personal("When you were to be told of a report.", Moment)


class FlagRow(Row):
    """Somebody found that reviewers should look at something."""

    __tablename__ = "flag"
    __table_args__ = settings(
        UniqueConstraint("subject_kind", "subject_id", "reporter_id"), Index("ix_flag_reporter_id", "reporter_id")
    )
    forgetting = "The person's rows go."
    whose = ("reporter_id",)

    id: Mapped[int] = numbered()
    subject_kind: Mapped[SubjectKind] = personal("What kind of thing you flagged.", Worded(SubjectKind))
    subject_id: Mapped[int] = plain(BIG)
    reporter_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    reason: Mapped[FlagReason] = personal("Why you flagged it.", Worded(FlagReason))
    words: Mapped[str] = personal("What you said about it.", Text)
    created_at: Mapped[datetime] = personal("When you flagged it.", Moment)
    settled_at: Mapped[datetime | None] = personal("When reviewers settled it.", Moment)


class AppealRow(Row):
    """An author asks that somebody else looks again."""

    __tablename__ = "appeal"
    __table_args__ = settings(UniqueConstraint("subject_kind", "subject_id"), Index("ix_appeal_person_id", "person_id"))
    forgetting = "The person's rows go."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    subject_kind: Mapped[SubjectKind] = personal(
        "What kind of thing you asked to have looked at again.", Worded(SubjectKind)
    )
    subject_id: Mapped[int] = plain(BIG)
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    words: Mapped[str] = personal("What you said about it.", Text)
    created_at: Mapped[datetime] = personal("When you asked.", Moment)
    settled_at: Mapped[datetime | None] = personal("When it was settled.", Moment)


class DecisionRow(Row):
    """What a reviewer did, and why. Rows are added and never changed."""

    __tablename__ = "decision"
    __table_args__ = settings(
        Index("ix_decision_subject_kind_subject_id", "subject_kind", "subject_id"),
        Index("ix_decision_person_id", "person_id"),
    )
    forgetting = "The link to the person goes; that something was decided, when and why stays."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    reviewer_id: Mapped[int] = plain(BIG, ForeignKey("reviewer.id"))
    act: Mapped[Act] = personal("What a reviewer decided that concerned you.", Worded(Act))
    subject_kind: Mapped[SubjectKind] = personal("About what kind of thing.", Worded(SubjectKind))
    subject_id: Mapped[int] = plain(BIG)
    person_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    """Whom it concerned."""
    why: Mapped[str] = personal("Why.", Text)
    at: Mapped[datetime] = personal("When it was decided.", Moment)


class BarredRow(Row):
    """That an account whose person had everything erased while barred stays barred until then. Nothing says whose it was."""

    __tablename__ = "barred"
    __table_args__ = settings(Index("ix_barred_handle_hash", "handle_hash"))
    forgetting = "Nothing by itself: `handle_hash` is a keyed hash of an account, and the row goes when the ban is over."

    id: Mapped[int] = numbered()
    handle_hash: Mapped[str] = plain(Text)
    reviewer_id: Mapped[int] = plain(BIG, ForeignKey("reviewer.id"))
    until: Mapped[datetime] = plain(Moment)


class BanRow(Row):
    """Somebody may not post, comment or flag until a date. Answering requests about one's own camera is never barred."""

    __tablename__ = "ban"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_ban_person_id", "person_id"))
    forgetting = "The person's rows go."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = plain(BIG, ForeignKey("reviewer.id"))
    why: Mapped[str] = personal("Why you were barred from posting.", Text)
    until: Mapped[datetime] = personal("Until when.", Moment)
    at: Mapped[datetime] = personal("Since when.", Moment)
    lifted_at: Mapped[datetime | None] = personal("When it was lifted early.", Moment)
