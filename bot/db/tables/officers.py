"""Tables of officers, of what they have proved, and of the calls that operators made about them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, personal, plain, sealed, settings
from bot.officers.model import OfficerStanding, Suspension


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
    why: Mapped[Suspension | None] = personal("Why you may not act.", Worded(Suspension))
    invited_by: Mapped[int | None] = plain(BIG, ForeignKey("operator.id"))
    mailbox_at: Mapped[datetime | None] = personal("When you proved your work mailbox.", Moment)
    called_at: Mapped[datetime | None] = personal("When an operator called your department about you.", Moment)
    factor_at: Mapped[datetime | None] = personal("When you set up the app with your codes.", Moment)
    verified_at: Mapped[datetime] = personal("When you were last verified.", Moment)
    last_acted_at: Mapped[datetime] = personal("When you last gave a police command.", Moment)
    code_hash: Mapped[str | None] = plain(Text)
    code_expires_at: Mapped[datetime] = plain(Moment)
    created_at: Mapped[datetime] = personal("When you were invited.", Moment)


class OfficerProofRow(Row):
    """What an officer proves it with. It is the person's own and goes with the person."""

    __tablename__ = "officer_proof"
    __table_args__ = settings(
        UniqueConstraint("officer_id"), UniqueConstraint("person_id"), UniqueConstraint("mailbox_hash")
    )
    forgetting = "The person's row goes."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    officer_id: Mapped[int] = plain(BIG, ForeignKey("officer.id"))
    person_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    mailbox: Mapped[bytes | None] = sealed("Your work mailbox.")
    mailbox_hash: Mapped[str | None] = plain(Text)
    """A keyed hash: one mailbox is one officer's."""
    secret: Mapped[bytes | None] = sealed("The secret that your app makes its codes of.")
    last_step: Mapped[int] = plain(BIG)
    """Of the last code that was taken; an earlier one is not taken any more."""
    wrong: Mapped[int] = plain()
    locked_until: Mapped[datetime | None] = plain(Moment)
    passed_account: Mapped[int | None] = plain(BIG, ForeignKey("account.id", ondelete="SET NULL"))
    passed_at: Mapped[datetime | None] = personal("When you last typed a code of your app.", Moment)


class OfficerCallRow(Row):
    """That an operator called a department about an officer, at which number, and where that was found. Never public; rows
    are added and never changed."""

    __tablename__ = "officer_call"
    __table_args__ = settings(Index("ix_officer_call_officer_id", "officer_id"))
    forgetting = "Nothing: it is an operator's word about a public body, and names nobody."

    id: Mapped[int] = numbered()
    officer_id: Mapped[int] = plain(BIG, ForeignKey("officer.id"))
    operator_id: Mapped[int] = plain(BIG, ForeignKey("operator.id"))
    number: Mapped[str] = plain(Text)
    source: Mapped[str] = plain(Text)
    at: Mapped[datetime] = plain(Moment)
