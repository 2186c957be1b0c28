"""How officers prove who they are, and go on proving it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ADDED = ("mailbox_at", "called_at", "factor_at")


def number() -> sa.Column[int]:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable)


def reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def officers() -> None:
    """Whoever was verified before has to prove it like everybody else: nothing of it is on record."""
    with op.batch_alter_table("officer", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("why", sa.Text(), nullable=True))
        batch.add_column(big("invited_by", nullable=True))
        for name in (*ADDED, "last_acted_at"):
            batch.add_column(moment(name))
        batch.create_foreign_key("fk_officer_invited_by_operator", "operator", ["invited_by"], ["id"])
    op.execute("UPDATE officer SET last_acted_at = verified_at")
    op.execute("UPDATE officer SET why = 'by an operator' WHERE standing = 'suspended'")
    with op.batch_alter_table("officer", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("last_acted_at", existing_type=MOMENT, nullable=False)


def proofs() -> None:
    op.create_table(
        "officer_proof",
        number(),
        big("officer_id"),
        big("person_id"),
        sa.Column("mailbox", sa.LargeBinary(), nullable=True),
        sa.Column("mailbox_hash", sa.Text(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        big("last_step"),
        sa.Column("wrong", sa.Integer(), nullable=False),
        moment("locked_until"),
        big("passed_account", nullable=True),
        moment("passed_at"),
        reference("officer_proof", "officer_id", "officer"),
        reference("officer_proof", "person_id", "person", "CASCADE"),
        reference("officer_proof", "passed_account", "account", "SET NULL"),
        *(unique("officer_proof", column) for column in ("officer_id", "person_id", "mailbox_hash")),
        sa.PrimaryKeyConstraint("id", name="pk_officer_proof"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "officer_call",
        number(),
        big("officer_id"),
        big("operator_id"),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        moment("at", nullable=False),
        reference("officer_call", "officer_id", "officer"),
        reference("officer_call", "operator_id", "operator"),
        sa.PrimaryKeyConstraint("id", name="pk_officer_call"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_officer_call_officer_id", "officer_call", ["officer_id"])


def mailed_codes() -> None:
    """Codes that wait now prove addresses of one's own."""
    with op.batch_alter_table("email_proof", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("purpose", sa.Text(), nullable=False, server_default="own"))
    with op.batch_alter_table("email_proof", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("purpose", existing_type=sa.Text(), server_default=None)


def upgrade() -> None:
    officers()
    proofs()
    mailed_codes()


def downgrade() -> None:
    with op.batch_alter_table("email_proof", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("purpose")
    op.drop_index("ix_officer_call_officer_id", "officer_call")
    op.drop_table("officer_call")
    op.drop_table("officer_proof")
    with op.batch_alter_table("officer", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint("fk_officer_invited_by_operator", type_="foreignkey")
        for name in ("why", "invited_by", *ADDED, "last_acted_at"):
            batch.drop_column(name)
