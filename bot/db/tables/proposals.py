"""The table of what operators propose about departments."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, AreaText, Listing, Moment, Row, Worded, numbered, plain, settings
from bot.departments.model import DepartmentKind, ProposalState
from bot.geo.model import Jurisdiction


class ProposalRow(Row):
    """A department as it is to be, by the word of one operator. Only what became of it ever changes."""

    __tablename__ = "proposal"
    __table_args__ = settings(
        UniqueConstraint("ref"), UniqueConstraint("open_key"), Index("ix_proposal_state", "state")
    )
    forgetting = "Nothing: it speaks of a public body, and names operators by their rows, which lose their person."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    department_id: Mapped[int | None] = plain(BIG, ForeignKey("department.id"))
    is_new: Mapped[bool] = plain()
    name: Mapped[str] = plain(Text)
    kind: Mapped[DepartmentKind] = plain(Worded(DepartmentKind))
    contact: Mapped[str] = plain(Text)
    jurisdiction: Mapped[Jurisdiction] = plain(AreaText)
    time_zone: Mapped[str] = plain(Text)
    email_domains: Mapped[tuple[str, ...]] = plain(Listing)
    public_key: Mapped[str] = plain(Text)
    state: Mapped[ProposalState] = plain(Worded(ProposalState))
    open_key: Mapped[str | None] = plain(Text)
    """The department's name as it is compared, while it waits: no second one about the same may wait beside it."""
    proposed_by: Mapped[int] = plain(BIG, ForeignKey("operator.id"))
    proposed_at: Mapped[datetime] = plain(Moment)
    decided_by: Mapped[int | None] = plain(BIG, ForeignKey("operator.id"))
    decided_at: Mapped[datetime | None] = plain(Moment)
