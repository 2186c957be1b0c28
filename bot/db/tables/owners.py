"""Tables of how an owner may be asked: terms, standing no, and who decides with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, personal, plain, settings
from bot.requests.model import IncidentType
from bot.terms.model import AskBy


class OwnerTermsRow(Row):
    """On which terms an owner may be asked; one row of each owner who has said anything about it."""

    __tablename__ = "owner_terms"
    __table_args__ = settings(UniqueConstraint("person_id"))
    forgetting = "The person's row goes."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    time_zone: Mapped[str] = personal("Your time zone for requests.", Text)
    quiet_from: Mapped[int] = personal("When your quiet hours for requests begin, in minutes after midnight.")
    """Minutes after local midnight."""
    quiet_until: Mapped[int] = personal("When they end.")
    """Equal to `quiet_from`: no quiet hours."""
    never_at_night: Mapped[bool] = personal("Whether not even a missing person may wake you.")
    """Not even about a missing person during the quiet hours."""
    only_missing: Mapped[bool] = personal("Whether you are asked about missing persons only.")
    """Only about missing persons."""
    ask_by: Mapped[AskBy] = personal("Through which channel you are asked.", Worded(AskBy))
    paused: Mapped[bool] = personal("Whether you are asked at all.")
    """Not asked about anything until `paused_until`, or until the owner says otherwise when that is empty."""
    paused_until: Mapped[datetime | None] = personal("Until when you are not asked.", Moment)
    changed_at: Mapped[datetime] = personal("When you changed this last.", Moment)


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
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = personal(
        "A department whose requests you never want to hear of.", BIG, ForeignKey("department.id")
    )
    incident_type: Mapped[IncidentType | None] = personal(
        "A kind of incident that you are never asked about.", Worded(IncidentType)
    )
    created_at: Mapped[datetime] = personal("When you said so.", Moment)


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
    whose = ("owner_id", "person_id")

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    owner_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    """Empty until the invitation is taken up."""
    code_hash: Mapped[str | None] = plain(Text)
    code_expires_at: Mapped[datetime] = plain(Moment)
    created_at: Mapped[datetime] = personal("When somebody was invited to decide together with the owner.", Moment)


class CoAnswerRow(Row):
    """One of several deciders of an ask, and what they said; the ask says yes only when each of them does.

    The rows are made with the ask: whoever decides about it stays one of its deciders, whatever changes later.
    """

    __tablename__ = "co_answer"
    __table_args__ = settings(UniqueConstraint("ask_id", "person_id"), Index("ix_co_answer_person_id", "person_id"))
    forgetting = "The rows go with the ask and with the person who answered."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ask_id: Mapped[int] = plain(BIG, ForeignKey("ask.id", ondelete="CASCADE"))
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    yes: Mapped[bool | None] = personal("What you answered to a request about a camera that you decide about together.")
    """Empty: has not answered."""
    at: Mapped[datetime | None] = personal("When you answered.", Moment)
