"""The table of officers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, personal, plain, settings
from bot.officers.model import OfficerStanding


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
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    department_id: Mapped[int] = plain(BIG, ForeignKey("department.id"))
    name: Mapped[str] = personal("Your rank and name as an officer.", Text)
    person_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    standing: Mapped[OfficerStanding] = personal("Whether you may act.", Worded(OfficerStanding))
    verified_at: Mapped[datetime] = personal("When you were last verified.", Moment)
    code_hash: Mapped[str | None] = plain(Text)
    code_expires_at: Mapped[datetime] = plain(Moment)
    created_at: Mapped[datetime] = personal("When you were invited.", Moment)
