"""Tables of departments, officers, area requests and what reviewers said of them."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.columns import BIG, AreaText, Moment, Row, Worded, numbered, settings
from bot.departments.model import DepartmentKind, Standing
from bot.geo.model import Area
from bot.requests.model import IncidentType, RequestState


class DepartmentRow(Row):
    """A police department."""

    __tablename__ = "department"
    __table_args__ = settings(UniqueConstraint("ref"), UniqueConstraint("name_key"))
    forgetting = "Nothing: a department is a public body."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    """The name with case folded and blanks made single, by which it is unique and found."""
    kind: Mapped[DepartmentKind] = mapped_column(Worded(DepartmentKind))
    contact: Mapped[str] = mapped_column(Text)
    jurisdiction: Mapped[Area] = mapped_column(AreaText)
    time_zone: Mapped[str] = mapped_column(Text)
    standing: Mapped[Standing] = mapped_column(Worded(Standing))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class OfficerRow(Row):
    """An officer of a department, or the invitation of one."""

    __tablename__ = "officer"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("person_id"),
        UniqueConstraint("code_hash"),
        Index("ix_officer_department_id", "department_id"),
    )
    forgetting = "The link to the person goes; rank and name stay, for they stand in public requests."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int] = mapped_column(BIG, ForeignKey("department.id"))
    name: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    standing: Mapped[Standing] = mapped_column(Worded(Standing))
    verified_at: Mapped[datetime] = mapped_column(Moment)
    code_hash: Mapped[str | None] = mapped_column(Text)
    code_expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)


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
    ref: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int] = mapped_column(BIG, ForeignKey("department.id"))
    officer_id: Mapped[int] = mapped_column(BIG, ForeignKey("officer.id"))
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)
    radius_m: Mapped[float] = mapped_column(Double)
    km2_hours: Mapped[float] = mapped_column(Double)
    """Area times length of the window, for the department's budget."""
    place_words: Mapped[str] = mapped_column(Text)
    incident_type: Mapped[IncidentType] = mapped_column(Worded(IncidentType))
    incident_at: Mapped[datetime] = mapped_column(Moment)
    window_start: Mapped[datetime] = mapped_column(Moment)
    window_end: Mapped[datetime] = mapped_column(Moment)
    case_number: Mapped[str] = mapped_column(Text)
    case_key: Mapped[str] = mapped_column(Text)
    """The letters and digits of the case number with case folded: `24-0117 ` and `240117` are one case."""
    contact: Mapped[str] = mapped_column(Text)
    sought: Mapped[str] = mapped_column(Text)
    own_investigation: Mapped[bool]
    state: Mapped[RequestState] = mapped_column(Worded(RequestState))
    filed_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)


class VerdictRow(Row):
    """One reviewer's word on a request."""

    __tablename__ = "verdict"
    __table_args__ = settings(
        UniqueConstraint("request_id", "reviewer_id"), Index("ix_verdict_reviewer_id", "reviewer_id")
    )
    forgetting = "The reviewer's rows go; the public record keeps the outcome without a name."

    id: Mapped[int] = numbered()
    request_id: Mapped[int] = mapped_column(BIG, ForeignKey("area_request.id"))
    reviewer_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    approved: Mapped[bool]
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
