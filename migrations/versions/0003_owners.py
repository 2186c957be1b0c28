"""Owners: terms of being asked, standing no, who decides with them, linked accounts, and who looked at what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "owner_terms", "standing_no", "co_decider", "co_answer", "link_code", "old_address", "wrong_code", "look", "direct",
    "barred",
)  # fmt: skip

ADDED = {
    "account": (("silenced", sa.Boolean(), "0"), ("bounces", sa.Integer(), "0"), ("trouble", sa.Text(), "")),
    "camera": (("kind", sa.Text(), "other"),),
    "ask": (),
}
"""Columns that older rows need a value for."""
EMPTY = {
    "camera": (("facing_deg", sa.Integer()), ("view_deg", sa.Integer()), ("paused_until", MOMENT)),
    "ask": (("heard_from", MOMENT),),
}


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def truth(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable)


def big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def table(name: str, *items: sa.schema.SchemaItem) -> None:
    number = sa.Column("id", BIG, autoincrement=True, nullable=False)
    op.create_table(name, number, *items, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"), sqlite_autoincrement=True)


def index(name: str, *columns: str) -> None:
    op.create_index(f"ix_{name}_{'_'.join(columns)}", name, list(columns))


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{name}_{'_'.join(columns)}")


def columns() -> None:
    for name, added in ADDED.items():
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
            for column, kind, default in added:
                shown = sa.false() if isinstance(kind, sa.Boolean) else default
                batch.add_column(sa.Column(column, kind, nullable=False, server_default=shown))
            for column, kind in EMPTY.get(name, ()):
                batch.add_column(sa.Column(column, kind))
        if not added:
            continue
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
            for column, kind, _ in added:
                batch.alter_column(column, existing_type=kind, server_default=None)


def terms() -> None:
    table(
        "owner_terms",
        big("person_id"),
        text("time_zone"),
        whole("quiet_from"),
        whole("quiet_until"),
        truth("never_at_night"),
        truth("only_missing"),
        text("ask_by"),
        truth("paused"),
        moment("paused_until", nullable=True),
        moment("changed_at"),
        reference("owner_terms", "person_id", "person", "CASCADE"),
        unique("owner_terms", "person_id"),
    )
    table(
        "standing_no",
        big("person_id"),
        big("department_id", nullable=True),
        text("incident_type", nullable=True),
        moment("created_at"),
        reference("standing_no", "person_id", "person", "CASCADE"),
        reference("standing_no", "department_id", "department"),
    )
    for column in ("department_id", "incident_type"):
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"uq_standing_no_person_id_{column}",
            "standing_no",
            ["person_id", column],
            unique=True,
            sqlite_where=given,
            postgresql_where=given,
        )


def household() -> None:
    table(
        "co_decider",
        text("ref"),
        big("owner_id"),
        big("person_id", nullable=True),
        text("code_hash", nullable=True),
        moment("code_expires_at"),
        moment("created_at"),
        reference("co_decider", "owner_id", "person", "CASCADE"),
        reference("co_decider", "person_id", "person", "CASCADE"),
        unique("co_decider", "ref"),
        unique("co_decider", "code_hash"),
        unique("co_decider", "owner_id", "person_id"),
    )
    index("co_decider", "person_id")
    table(
        "co_answer",
        big("ask_id"),
        big("person_id"),
        sa.Column("yes", sa.Boolean()),
        moment("at", nullable=True),
        reference("co_answer", "ask_id", "ask", "CASCADE"),
        reference("co_answer", "person_id", "person", "CASCADE"),
        unique("co_answer", "ask_id", "person_id"),
    )
    index("co_answer", "person_id")


def accounts() -> None:
    table(
        "link_code",
        text("ref"),
        big("person_id"),
        big("account_id"),
        text("code_hash"),
        big("claimant_id", nullable=True),
        moment("agreed_at", nullable=True),
        moment("joins_at", nullable=True),
        moment("created_at"),
        moment("expires_at"),
        reference("link_code", "person_id", "person", "CASCADE"),
        reference("link_code", "account_id", "account", "CASCADE"),
        reference("link_code", "claimant_id", "account", "CASCADE"),
        unique("link_code", "ref"),
        unique("link_code", "person_id"),
        unique("link_code", "code_hash"),
    )
    index("link_code", "account_id")
    index("link_code", "claimant_id")
    table(
        "old_address",
        big("person_id"),
        text("address"),
        moment("at"),
        reference("old_address", "person_id", "person", "CASCADE"),
    )
    index("old_address", "person_id")
    table(
        "barred",
        text("handle_hash"),
        big("reviewer_id"),
        moment("until"),
        reference("barred", "reviewer_id", "reviewer"),
    )
    index("barred", "handle_hash")
    table("wrong_code", text("who"), moment("at"))
    index("wrong_code", "who", "at")
    table(
        "look",
        big("person_id"),
        big("reviewer_id", nullable=True),
        text("what"),
        text("ref"),
        moment("at"),
        reference("look", "person_id", "person", "CASCADE"),
        reference("look", "reviewer_id", "reviewer"),
    )
    index("look", "person_id")


def directs() -> None:
    op.create_table(
        "direct",
        sa.Column("account_id", BIG, autoincrement=False, nullable=False),
        text("room"),
        reference("direct", "account_id", "account", "CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_direct"),
    )


def upgrade() -> None:
    columns()
    terms()
    household()
    accounts()
    directs()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    for name, added in ADDED.items():
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
            for column in (*(each[0] for each in added), *(each[0] for each in EMPTY.get(name, ()))):
                batch.drop_column(column)
