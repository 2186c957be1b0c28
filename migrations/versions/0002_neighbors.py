"""Neighbors: reports with a life of their own, comments, alerts, moderation, bulletins, and what was shown where."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "shown",
    "shown_message",
    "comment",
    "revision",
    "bulletin",
    "subscription",
    "alert",
    "flag",
    "appeal",
    "decision",
    "ban",
)


def numbered() -> sa.Column[int]:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable)


def big(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete)


def media() -> list[sa.Column[object]]:
    return [
        sa.Column("media_blob", sa.Text()),
        sa.Column("media_kind", sa.Text()),
        sa.Column("media_type", sa.Text()),
        sa.Column("media_bytes", BIG),
        sa.Column("media_sha256", sa.Text()),
    ]


def table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        numbered(),
        *items,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def index(name: str, *columns: str) -> None:
    op.create_index(f"ix_{name}_{'_'.join(columns)}", name, list(columns))


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{name}_{'_'.join(columns)}")


def places() -> None:
    """The zone of a neighborhood and the language of a channel; both were unknown, and are set anew by /setup."""
    with op.batch_alter_table("neighborhood", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("time_zone", sa.Text(), nullable=False, server_default="UTC"))
    with op.batch_alter_table("neighborhood", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("time_zone", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("channel", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("language", sa.Text(), nullable=False, server_default="en"))
    with op.batch_alter_table("channel", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("language", existing_type=sa.Text(), server_default=None)


def shown() -> None:
    """What was said where, for later edits; and by which message an answer is known."""
    table(
        "shown",
        text("kind"),
        big("subject"),
        text("place"),
        big("channel_id", nullable=True),
        big("account_id", nullable=True),
        big("job_id"),
        text("receipt"),
        moment("at"),
        reference("shown", "channel_id", "channel", "CASCADE"),
        reference("shown", "account_id", "account", "CASCADE"),
        unique("shown", "kind", "subject", "place"),
    )
    index("shown", "channel_id")
    index("shown", "account_id")
    op.create_table(
        "shown_message",
        text("platform"),
        text("room"),
        text("message"),
        big("shown_id"),
        reference("shown_message", "shown_id", "shown", "CASCADE"),
        sa.PrimaryKeyConstraint("platform", "room", "message", name="pk_shown_message"),
    )
    index("shown_message", "shown_id")


def shown_before() -> None:
    """What the channels show of the reports of before, as their jobs noted it: else no such report could be edited in
    its place, and one that its author takes back would stay in public."""
    connection = op.get_bind()
    posts = connection.execute(
        sa.text(
            "SELECT job.id, job.subject, job.channel_id, job.receipt, job.lane, channel.handle,"
            " coalesce(job.concluded_at, job.due) AS at FROM job JOIN channel ON channel.id = job.channel_id"
            " WHERE job.kind = 'incidents.post' AND job.state = 'done' AND job.receipt <> '' ORDER BY job.id"
        )
    ).all()
    if not posts:
        return
    copies = [
        {"subject": subject, "place": f"channel:{channel}", "channel": channel, "job": job, "receipt": receipt, "at": at}
        for job, subject, channel, receipt, _, _, at in posts
    ]
    connection.execute(
        sa.text(
            "INSERT INTO shown (kind, subject, place, channel_id, account_id, job_id, receipt, at)"
            " VALUES ('incident', :subject, :place, :channel, NULL, :job, :receipt, :at) ON CONFLICT DO NOTHING"
        ),
        copies,
    )
    messages = [
        {"platform": platform, "room": room, "message": message, "subject": subject, "place": f"channel:{channel}"}
        for _, subject, channel, receipt, platform, room, _ in posts
        for message in receipt.split(",")
    ]
    connection.execute(
        sa.text(
            "INSERT INTO shown_message (platform, room, message, shown_id)"
            " SELECT :platform, :room, :message, id FROM shown"
            " WHERE kind = 'incident' AND subject = :subject AND place = :place ON CONFLICT DO NOTHING"
        ),
        messages,
    )


INCIDENT_WORDS = {"shown_name": "", "state": "posted", "correction": "", "held_for": "[]"}


def incidents() -> None:
    """Reports get states, versions and media; what was removed stays removed."""
    with op.batch_alter_table("incident", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name, default in INCIDENT_WORDS.items():
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=default))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("joined_to", BIG))
        for column in media():
            batch.add_column(column)
        batch.add_column(sa.Column("posted_at", MOMENT))
        batch.create_foreign_key(
            "fk_incident_joined_to_incident", "incident", ["joined_to"], ["id"], ondelete="SET NULL"
        )
    op.execute("UPDATE incident SET posted_at = created_at, state = CASE WHEN removed THEN 'removed' ELSE 'posted' END")
    with op.batch_alter_table("incident", table_kwargs={"sqlite_autoincrement": True}) as batch:
        for name in INCIDENT_WORDS:
            batch.alter_column(name, existing_type=sa.Text(), server_default=None)
        batch.alter_column("version", existing_type=sa.Integer(), server_default=None)
        batch.drop_column("removed")
    index("incident", "state", "created_at")


def conversation() -> None:
    """Comments and wished changes."""
    table(
        "comment",
        text("ref"),
        big("incident_id"),
        big("author_id"),
        big("channel_id", nullable=True),
        text("text"),
        text("shown_name"),
        text("state"),
        sa.Column("version", sa.Integer(), nullable=False),
        text("held_for"),
        moment("created_at"),
        reference("comment", "incident_id", "incident", "CASCADE"),
        reference("comment", "author_id", "person", "CASCADE"),
        reference("comment", "channel_id", "channel", "SET NULL"),
        unique("comment", "ref"),
    )
    index("comment", "incident_id")
    index("comment", "author_id", "created_at")
    table(
        "revision",
        text("ref"),
        big("incident_id"),
        text("kind"),
        text("text"),
        text("state"),
        text("held_for"),
        moment("created_at"),
        reference("revision", "incident_id", "incident", "CASCADE"),
        unique("revision", "ref"),
    )
    index("revision", "incident_id")


def bulletins() -> None:
    """Public appeals by police."""
    table(
        "bulletin",
        text("ref"),
        big("department_id"),
        big("officer_id"),
        text("case_number"),
        text("contact"),
        text("text"),
        text("state"),
        big("reviewer_id", nullable=True),
        text("why"),
        *media(),
        moment("created_at"),
        moment("decided_at", nullable=True),
        moment("closed_at", nullable=True),
        reference("bulletin", "department_id", "department"),
        reference("bulletin", "officer_id", "officer"),
        reference("bulletin", "reviewer_id", "reviewer"),
        unique("bulletin", "ref"),
    )
    index("bulletin", "department_id")


def alerts() -> None:
    """Who wants to hear of what, and who was told."""
    table(
        "subscription",
        big("person_id"),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        text("categories"),
        text("rhythm"),
        text("time_zone"),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        moment("muted_until", nullable=True),
        moment("digest_due", nullable=True),
        moment("created_at"),
        reference("subscription", "person_id", "person", "CASCADE"),
        unique("subscription", "person_id"),
    )
    index("subscription", "rhythm", "lat")
    index("subscription", "digest_due")
    table(
        "alert",
        big("incident_id"),
        big("person_id"),
        moment("created_at"),
        reference("alert", "incident_id", "incident", "CASCADE"),
        reference("alert", "person_id", "person", "CASCADE"),
        unique("alert", "incident_id", "person_id"),
    )
    index("alert", "person_id")


def moderation() -> None:
    """What reviewers are told and decide."""
    for name, person, more in (
        ("flag", "reporter_id", [text("reason")]),
        ("appeal", "person_id", []),
    ):
        key = ("subject_kind", "subject_id", "reporter_id") if name == "flag" else ("subject_kind", "subject_id")
        table(
            name,
            text("subject_kind"),
            big("subject_id"),
            big(person),
            *more,
            text("words"),
            moment("created_at"),
            moment("settled_at", nullable=True),
            reference(name, person, "person", "CASCADE"),
            unique(name, *key),
        )
        index(name, person)
    table(
        "decision",
        big("reviewer_id"),
        text("act"),
        text("subject_kind"),
        big("subject_id"),
        big("person_id", nullable=True),
        text("why"),
        moment("at"),
        reference("decision", "reviewer_id", "reviewer"),
        reference("decision", "person_id", "person", "SET NULL"),
    )
    index("decision", "subject_kind", "subject_id")
    index("decision", "person_id")
    table(
        "ban",
        text("ref"),
        big("person_id"),
        big("reviewer_id"),
        text("why"),
        moment("until"),
        moment("at"),
        moment("lifted_at", nullable=True),
        reference("ban", "person_id", "person", "CASCADE"),
        reference("ban", "reviewer_id", "reviewer"),
        unique("ban", "ref"),
    )
    index("ban", "person_id")


def upgrade() -> None:
    places()
    shown()
    shown_before()
    incidents()
    conversation()
    bulletins()
    alerts()
    moderation()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_index("ix_incident_state_created_at", "incident")
    with op.batch_alter_table("incident", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()))
    # What is not in public now must not come to be.
    op.execute("UPDATE incident SET removed = true WHERE state <> 'posted'")
    with op.batch_alter_table("incident", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("removed", existing_type=sa.Boolean(), server_default=None)
        batch.drop_constraint("fk_incident_joined_to_incident", type_="foreignkey")
        for name in (*INCIDENT_WORDS, "version", "joined_to", "posted_at", *(column.name for column in media())):
            batch.drop_column(name)
    with op.batch_alter_table("channel", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("language")
    with op.batch_alter_table("neighborhood", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("time_zone")
