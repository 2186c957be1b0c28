"""Tables of departments, area requests and what reviewers said of them."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, AreaText, Moment, Row, Worded, numbered, personal, plain, settings
from bot.departments.model import DepartmentKind, Standing
from bot.geo.model import Area
from bot.requests.model import IncidentType, RequestState


class DepartmentRow(Row):
    """A police department."""

    __tablename__ = "department"
    __table_args__ = settings(UniqueConstraint("ref"), UniqueConstraint("name_key"))
    forgetting = "Nothing: a department is a public body."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    name: Mapped[str] = plain(Text)
    name_key: Mapped[str] = plain(Text)
    """The name with case folded and blanks made single, by which it is unique and found."""
    kind: Mapped[DepartmentKind] = plain(Worded(DepartmentKind))
    contact: Mapped[str] = plain(Text)
    jurisdiction: Mapped[Area] = plain(AreaText)
    time_zone: Mapped[str] = plain(Text)
    standing: Mapped[Standing] = plain(Worded(Standing))
    created_at: Mapped[datetime] = plain(Moment)
    expires_at: Mapped[datetime] = plain(Moment)


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
    lon: Mapped[float] = plain(Double)
    radius_m: Mapped[float] = plain(Double)
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
