"""Tables of area requests: drafts that are looked at, what was filed, and what reviewers asked and said."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, AreaText, Moment, Row, Worded, numbered, personal, plain, sealed, settings
from bot.geo.model import Area
from bot.requests.model import IncidentType, RequestState


class AreaRequestRow(Row):
    """A filed request. Only its state and its closing time ever change."""

    __tablename__ = "area_request"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_area_request_department_id_filed_at", "department_id", "filed_at"),
        Index("ix_area_request_state_closes_at", "state", "closes_at"),
    )
    forgetting = "Nothing: a request is public and speaks of an officer, who acts in office."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    department_id: Mapped[int] = plain(BIG, ForeignKey("department.id"))
    officer_id: Mapped[int] = plain(BIG, ForeignKey("officer.id"))
    lat: Mapped[float] = plain(Double)
    """With `lon` the middle of the area, by which requests about one incident are found."""
    lon: Mapped[float] = plain(Double)
    km2_hours: Mapped[float] = plain(Double)
    """Area times length of the window, for the department's budget."""
    place_words: Mapped[str] = plain(Text)
    incident_type: Mapped[IncidentType] = plain(Worded(IncidentType))
    incident_at: Mapped[datetime] = plain(Moment)
    window_start: Mapped[datetime] = plain(Moment)
    window_end: Mapped[datetime] = plain(Moment)
    case_number: Mapped[str] = plain(Text)
    case_key: Mapped[str] = plain(Text)
    """The letters and digits of the case number with case folded: `24-0117 ` and `240117` are one case."""
    contact: Mapped[str] = plain(Text)
    sought: Mapped[str] = plain(Text)
    own_investigation: Mapped[bool] = plain()
    state: Mapped[RequestState] = plain(Worded(RequestState))
    filed_at: Mapped[datetime] = plain(Moment)
    closes_at: Mapped[datetime | None] = plain(Moment)
    area: Mapped[Area] = plain(AreaText)


class RequestPreviewRow(Row):
    """A draft that its officer looks at; one at a time. It is gone when it was filed or discarded, or after a day."""

    __tablename__ = "request_preview"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("person_id"),
        Index("ix_request_preview_expires_at", "expires_at"),
    )
    forgetting = "The draft goes with its officer."
    backed_up = False
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    content: Mapped[bytes] = sealed("A request that you have drafted and not filed.")
    created_at: Mapped[datetime] = personal("When you drafted it.", Moment)
    expires_at: Mapped[datetime] = plain(Moment)


class RequestInquiryRow(Row):
    """What a reviewer asked the officer of a request, and the answer. Neither is public."""

    __tablename__ = "request_inquiry"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        Index("ix_request_inquiry_request_id", "request_id"),
        Index("ix_request_inquiry_reviewer_id", "reviewer_id"),
    )
    forgetting = "The reviewer's rows go; the public record keeps the outcome without a name."
    whose = ("reviewer_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    request_id: Mapped[int] = plain(BIG, ForeignKey("area_request.id"))
    reviewer_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    question: Mapped[str] = personal("What you asked the officer of a request.", Text)
    answer: Mapped[str] = plain(Text)
    """The officer's, in office; empty until there is one."""
    asked_at: Mapped[datetime] = personal("When you asked.", Moment)
    answered_at: Mapped[datetime | None] = plain(Moment)


class VerdictRow(Row):
    """One reviewer's word on a request."""

    __tablename__ = "verdict"
    __table_args__ = settings(
        UniqueConstraint("request_id", "reviewer_id"), Index("ix_verdict_reviewer_id", "reviewer_id")
    )
    forgetting = "The reviewer's rows go; the public record keeps the outcome without a name."
    whose = ("reviewer_id",)

    id: Mapped[int] = numbered()
    request_id: Mapped[int] = plain(BIG, ForeignKey("area_request.id"))
    reviewer_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    approved: Mapped[bool] = personal("Whether you let a request pass.")
    why: Mapped[str] = personal("Why.", Text)
    at: Mapped[datetime] = personal("When you said so.", Moment)
