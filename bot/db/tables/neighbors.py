"""Tables of alerts, and of what reviewers were told and decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.alerts.model import Rhythm
from bot.db.tables.columns import BIG, Listing, Moment, Row, Worded, numbered, settings
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

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)
    radius_m: Mapped[float] = mapped_column(Double)
    categories: Mapped[Sequence[str]] = mapped_column(Listing)
    """Empty: all of them."""
    rhythm: Mapped[Rhythm] = mapped_column(Worded(Rhythm))
    time_zone: Mapped[str] = mapped_column(Text)
    quiet_from: Mapped[int]
    """Minutes after local midnight."""
    quiet_until: Mapped[int]
    """Equal to `quiet_from`: no quiet hours."""
    muted_until: Mapped[datetime | None] = mapped_column(Moment)
    digest_due: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)


class AlertRow(Row):
    """That a person is to hear of a report: once, through whichever channel works."""

    __tablename__ = "alert"
    __table_args__ = settings(UniqueConstraint("incident_id", "person_id"), Index("ix_alert_person_id", "person_id"))
    forgetting = "The person's rows go."

    id: Mapped[int] = numbered()
    incident_id: Mapped[int] = mapped_column(BIG, ForeignKey("incident.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class FlagRow(Row):
    """Somebody found that reviewers should look at something."""

    __tablename__ = "flag"
    __table_args__ = settings(
        UniqueConstraint("subject_kind", "subject_id", "reporter_id"), Index("ix_flag_reporter_id", "reporter_id")
    )
    forgetting = "The person's rows go."

    id: Mapped[int] = numbered()
    subject_kind: Mapped[SubjectKind] = mapped_column(Worded(SubjectKind))
    subject_id: Mapped[int] = mapped_column(BIG)
    reporter_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    reason: Mapped[FlagReason] = mapped_column(Worded(FlagReason))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)


class AppealRow(Row):
    """An author asks that somebody else looks again."""

    __tablename__ = "appeal"
    __table_args__ = settings(
        UniqueConstraint("subject_kind", "subject_id"), Index("ix_appeal_person_id", "person_id")
    )
    forgetting = "The person's rows go."

    id: Mapped[int] = numbered()
    subject_kind: Mapped[SubjectKind] = mapped_column(Worded(SubjectKind))
    subject_id: Mapped[int] = mapped_column(BIG)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)


class DecisionRow(Row):
    """What a reviewer did, and why. Rows are added and never changed."""

    __tablename__ = "decision"
    __table_args__ = settings(
        Index("ix_decision_subject_kind_subject_id", "subject_kind", "subject_id"),
        Index("ix_decision_person_id", "person_id"),
    )
    forgetting = "The link to the person goes; that something was decided, when and why stays."

    id: Mapped[int] = numbered()
    reviewer_id: Mapped[int] = mapped_column(BIG, ForeignKey("reviewer.id"))
    act: Mapped[Act] = mapped_column(Worded(Act))
    subject_kind: Mapped[SubjectKind] = mapped_column(Worded(SubjectKind))
    subject_id: Mapped[int] = mapped_column(BIG)
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    """Whom it concerned."""
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class BanRow(Row):
    """Somebody may not post, comment or flag until a date. Answering requests about one's own camera is never barred."""

    __tablename__ = "ban"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_ban_person_id", "person_id"))
    forgetting = "The person's rows go."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(BIG, ForeignKey("reviewer.id"))
    why: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(Moment)
    at: Mapped[datetime] = mapped_column(Moment)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
