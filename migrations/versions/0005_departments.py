"""What departments prove and who lets them in: operators, what they propose, email domains and public keys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

ADDED = (("email_domains", sa.Text(), "[]"), ("public_key", sa.Text(), ""), ("warnings", sa.Integer(), "0"))
"""Columns of `department`, with what older rows hold: their operators give them domains by a change."""


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable)


def truth(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def make(name: str, *items: sa.schema.SchemaItem) -> None:
    number = sa.Column("id", BIG, autoincrement=True, nullable=False)
    op.create_table(name, number, *items, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"), sqlite_autoincrement=True)


def operators() -> None:
    make(
        "operator",
        text("ref"),
        text("name"),
        text("name_key"),
        big("person_id", nullable=True),
        text("pass_hash"),
        text("code_hash", nullable=True),
        moment("code_expires_at"),
        truth("active"),
        moment("created_at"),
        reference("operator", "person_id", "person", "SET NULL"),
        *(unique("operator", column) for column in ("ref", "name_key", "person_id", "code_hash")),
    )


def proposals() -> None:
    make(
        "proposal",
        text("ref"),
        big("department_id", nullable=True),
        truth("is_new"),
        text("name"),
        text("kind"),
        text("contact"),
        text("jurisdiction"),
        text("time_zone"),
        text("email_domains"),
        text("public_key"),
        text("state"),
        text("open_key", nullable=True),
        big("proposed_by"),
        moment("proposed_at"),
        big("decided_by", nullable=True),
        moment("decided_at", nullable=True),
        reference("proposal", "department_id", "department"),
        reference("proposal", "proposed_by", "operator"),
        reference("proposal", "decided_by", "operator"),
        unique("proposal", "ref"),
        unique("proposal", "open_key"),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"])


def departments() -> None:
    with op.batch_alter_table("department", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name, kind, default in ADDED:
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("department", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name, kind, _ in ADDED:
            batch.alter_column(name, existing_type=kind, server_default=None)


def upgrade() -> None:
    operators()
    departments()
    proposals()


def downgrade() -> None:
    op.drop_table("proposal")
    with op.batch_alter_table("department", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name, _, _ in ADDED:
            batch.drop_column(name)
    op.drop_table("operator")
