"""Tables of departments."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import AreaText, Listing, Moment, Row, Worded, numbered, plain, settings
from bot.departments.model import DepartmentKind, Standing
from bot.geo.model import Jurisdiction


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
    jurisdiction: Mapped[Jurisdiction] = plain(AreaText)
    time_zone: Mapped[str] = plain(Text)
    email_domains: Mapped[tuple[str, ...]] = plain(Listing)
    public_key: Mapped[str] = plain(Text)
    standing: Mapped[Standing] = plain(Worded(Standing))
    created_at: Mapped[datetime] = plain(Moment)
    expires_at: Mapped[datetime] = plain(Moment)
    warnings: Mapped[int] = plain()
    """How many times operators and officers were told that it runs out; 0 again once it is renewed."""
