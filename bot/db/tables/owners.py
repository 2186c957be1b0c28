"""Tables of how an owner may be asked: terms, standing no, and who decides with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, settings
from bot.requests.model import IncidentType
from bot.terms.model import AskBy


class OwnerTermsRow(Row):
    """On which terms an owner may be asked; one row of each owner who has said anything about it."""

    __tablename__ = "owner_terms"
    __table_args__ = settings(UniqueConstraint("person_id"))
    forgetting = "The person's row goes."

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    time_zone: Mapped[str] = mapped_column(Text)
    quiet_from: Mapped[int]
    """Minutes after local midnight."""
    quiet_until: Mapped[int]
    """Equal to `quiet_from`: no quiet hours."""
    never_at_night: Mapped[bool]
    """Not even about a missing person during the quiet hours."""
    only_missing: Mapped[bool]
    """Only about missing persons."""
    ask_by: Mapped[AskBy] = mapped_column(Worded(AskBy))
    paused: Mapped[bool]
    """Not asked about anything until `paused_until`, or until the owner says otherwise when that is empty."""
    paused_until: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class StandingNoRow(Row):
    """A standing no of an owner: to one department, or to one incident type. There is no column that could say yes."""

    __tablename__ = "standing_no"
    __table_args__ = settings(
        Index(
            "uq_standing_no_person_id_department_id",
            "person_id",
            "department_id",
            unique=True,
            sqlite_where=text("department_id IS NOT NULL"),
            postgresql_where=text("department_id IS NOT NULL"),
        ),
        Index(
            "uq_standing_no_person_id_incident_type",
            "person_id",
            "incident_type",
            unique=True,
            sqlite_where=text("incident_type IS NOT NULL"),
            postgresql_where=text("incident_type IS NOT NULL"),
        ),
    )
    forgetting = "The person's rows go."

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("department.id"))
    incident_type: Mapped[IncidentType | None] = mapped_column(Worded(IncidentType))
    created_at: Mapped[datetime] = mapped_column(Moment)


class CoDeciderRow(Row):
    """Somebody who lives with an owner and decides with them, or the invitation of one."""

    __tablename__ = "co_decider"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("code_hash"),
        UniqueConstraint("owner_id", "person_id"),
        Index("ix_co_decider_person_id", "person_id"),
    )
    forgetting = "The rows of the owner and of whoever decides with them go."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    """Empty until the invitation is taken up."""
    code_hash: Mapped[str | None] = mapped_column(Text)
    code_expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)


class CoAnswerRow(Row):
    """What one of several deciders said to an ask; the ask says yes only when each of them does."""

    __tablename__ = "co_answer"
    __table_args__ = settings(UniqueConstraint("ask_id", "person_id"), Index("ix_co_answer_person_id", "person_id"))
    forgetting = "The rows go with the ask and with the person who answered."

    id: Mapped[int] = numbered()
    ask_id: Mapped[int] = mapped_column(BIG, ForeignKey("ask.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    yes: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)
