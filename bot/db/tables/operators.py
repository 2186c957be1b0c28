"""The table of operators."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.db.tables.columns import BIG, Moment, Row, numbered, personal, plain, settings


class OperatorRow(Row):
    """Somebody who runs this Porchlight."""

    __tablename__ = "operator"
    __table_args__ = settings(
        UniqueConstraint("ref"),
        UniqueConstraint("name_key"),
        UniqueConstraint("person_id"),
        UniqueConstraint("code_hash"),
    )
    forgetting = "The link to the person goes; the row stays under its name, for it stands behind what was decided."
    whose = ("person_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    name: Mapped[str] = personal("Your name as an operator.", Text)
    name_key: Mapped[str] = plain(Text)
    """The name with case folded and blanks made single, by which it is unique and found."""
    person_id: Mapped[int | None] = plain(BIG, ForeignKey("person.id", ondelete="SET NULL"))
    pass_hash: Mapped[str] = plain(Text)
    """A memory-hard hash of the passphrase; empty for whoever was removed."""
    code_hash: Mapped[str | None] = plain(Text)
    code_expires_at: Mapped[datetime] = plain(Moment)
    active: Mapped[bool] = personal("Whether you are an operator.")
    created_at: Mapped[datetime] = personal("When you were made an operator.", Moment)
