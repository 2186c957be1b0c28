"""The first shape of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "person",
    "account",
    "email_proof",
    "email_proof_sent",
    "reviewer",
    "camera",
    "camera_location",
    "neighborhood",
    "channel",
    "department",
    "officer",
    "area_request",
    "verdict",
    "incident",
    "ask",
    "ask_event",
    "clip",
    "approval",
    "opening",
    "record_leaf",
    "job",
    "seen_event",
    "form_draft",
)


def people() -> None:
    """Persons and the ways to reach them."""
    op.create_table(
        "person",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("platform", "handle", name="uq_account_platform_handle"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_person_id", "account", ["person_id"], unique=False)
    op.create_table(
        "email_proof",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_email_proof_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_email_proof"),
        sa.UniqueConstraint("person_id", name="uq_email_proof_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "email_proof_sent",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_email_proof_sent_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_email_proof_sent"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_email_proof_sent_address_hash_at", "email_proof_sent", ["address_hash", "at"], unique=False)
    op.create_index("ix_email_proof_sent_person_id_at", "email_proof_sent", ["person_id", "at"], unique=False)
    op.create_table(
        "reviewer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("code_expires_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reviewer_person_id_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_reviewer"),
        sa.UniqueConstraint("code_hash", name="uq_reviewer_code_hash"),
        sa.UniqueConstraint("person_id", name="uq_reviewer_person_id"),
        sa.UniqueConstraint("ref", name="uq_reviewer_ref"),
        sqlite_autoincrement=True,
    )


def places() -> None:
    """Cameras, neighborhoods and channels."""
    op.create_table(
        "camera",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("street_address", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_camera_owner_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_camera"),
        sa.UniqueConstraint("ref", name="uq_camera_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_camera_owner_id", "camera", ["owner_id"], unique=False)
    op.create_table(
        "camera_location",
        sa.Column("camera_id", BIG, autoincrement=False, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("cell9", sa.BigInteger(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["camera_id"], ["camera.id"], name="fk_camera_location_camera_id_camera", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("camera_id", name="pk_camera_location"),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": 0.005,
            "autovacuum_vacuum_insert_scale_factor": 0.005,
            "autovacuum_analyze_scale_factor": 0.02,
        },
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_camera_location_cell9_lat_lon_owner_id", "camera_location", ["cell9", "lat", "lon", "owner_id"]
        )
    else:
        op.create_index(
            "ix_camera_location_cell9",
            "camera_location",
            ["cell9"],
            postgresql_include=["camera_id", "owner_id", "lat", "lon"],
        )
    op.create_table(
        "neighborhood",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("link_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_neighborhood"),
        sa.UniqueConstraint("link_hash", name="uq_neighborhood_link_hash"),
        sa.UniqueConstraint("ref", name="uq_neighborhood_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_neighborhood_lat", "neighborhood", ["lat"], unique=False)
    op.create_table(
        "channel",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("neighborhood_id", BIG, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["neighborhood_id"], ["neighborhood.id"], name="fk_channel_neighborhood_id_neighborhood", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("platform", "handle", name="uq_channel_platform_handle"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_channel_neighborhood_id", "channel", ["neighborhood_id"], unique=False)


def police() -> None:
    """Departments and officers."""
    op.create_table(
        "department",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
        sa.UniqueConstraint("name_key", name="uq_department_name_key"),
        sa.UniqueConstraint("ref", name="uq_department_ref"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "officer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("verified_at", MOMENT, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=True),
        sa.Column("code_expires_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_officer_department_id_department"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_officer_person_id_person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_officer"),
        sa.UniqueConstraint("code_hash", name="uq_officer_code_hash"),
        sa.UniqueConstraint("person_id", name="uq_officer_person_id"),
        sa.UniqueConstraint("ref", name="uq_officer_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_officer_department_id", "officer", ["department_id"], unique=False)


def requests() -> None:
    """Area requests and what reviewers said."""
    op.create_table(
        "area_request",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("officer_id", BIG, nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("km2_hours", sa.Double(), nullable=False),
        sa.Column("place_words", sa.Text(), nullable=False),
        sa.Column("incident_type", sa.Text(), nullable=False),
        sa.Column("incident_at", MOMENT, nullable=False),
        sa.Column("window_start", MOMENT, nullable=False),
        sa.Column("window_end", MOMENT, nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("own_investigation", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_area_request_department_id_department"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name="fk_area_request_officer_id_officer"),
        sa.PrimaryKeyConstraint("id", name="pk_area_request"),
        sa.UniqueConstraint("ref", name="uq_area_request_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_area_request_department_id_filed_at", "area_request", ["department_id", "filed_at"], unique=False
    )
    op.create_index("ix_area_request_state_closes_at", "area_request", ["state", "closes_at"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("reviewer_id", BIG, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["area_request.id"], name="fk_verdict_request_id_area_request"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["person.id"], name="fk_verdict_reviewer_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sa.UniqueConstraint("request_id", "reviewer_id", name="uq_verdict_request_id_reviewer_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verdict_reviewer_id", "verdict", ["reviewer_id"], unique=False)


def incidents() -> None:
    """What neighbors report."""
    op.create_table(
        "incident",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("neighborhood_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("around", sa.Text(), nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_incident_author_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["neighborhood_id"], ["neighborhood.id"], name="fk_incident_neighborhood_id_neighborhood"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("ref", name="uq_incident_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_author_id_created_at", "incident", ["author_id", "created_at"], unique=False)
    op.create_index(
        "ix_incident_neighborhood_id_created_at", "incident", ["neighborhood_id", "created_at"], unique=False
    )


def asks() -> None:
    """Asks and the clips that were sent for them."""
    op.create_table(
        "ask",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_ask_owner_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["request_id"], ["area_request.id"], name="fk_ask_request_id_area_request"),
        sa.PrimaryKeyConstraint("id", name="pk_ask"),
        sa.UniqueConstraint("ref", name="uq_ask_ref"),
        sa.UniqueConstraint("request_id", "owner_id", name="uq_ask_request_id_owner_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ask_owner_id", "ask", ["owner_id"], unique=False)
    op.create_table(
        "ask_event",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ask_id", BIG, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_ask_event_ask_id_ask", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ask_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ask_event_ask_id", "ask_event", ["ask_id"], unique=False)
    op.create_table(
        "clip",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("ask_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("platform_file", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_clip_ask_id_ask", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_clip_owner_id_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_clip"),
        sa.UniqueConstraint("blob", name="uq_clip_blob"),
        sa.UniqueConstraint("ref", name="uq_clip_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clip_ask_id", "clip", ["ask_id"], unique=False)
    op.create_index("ix_clip_owner_id", "clip", ["owner_id"], unique=False)


def approvals() -> None:
    """Approvals and openings."""
    op.create_table(
        "approval",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("ask_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("clip_id", BIG, nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("clip_sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("street_address", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("hold_until", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_approval_ask_id_ask", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name="fk_approval_clip_id_clip", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_approval_department_id_department"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_approval_owner_id_person", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["request_id"], ["area_request.id"], name="fk_approval_request_id_area_request"),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
        sa.UniqueConstraint("ref", name="uq_approval_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approval_ask_id", "approval", ["ask_id"], unique=False)
    op.create_index("ix_approval_department_id", "approval", ["department_id"], unique=False)
    op.create_index(
        "ix_approval_hold_until",
        "approval",
        ["hold_until"],
        unique=False,
        sqlite_where=sa.text("state = 'granted' AND told_at IS NULL"),
        postgresql_where=sa.text("state = 'granted' AND told_at IS NULL"),
    )
    op.create_index("ix_approval_owner_id", "approval", ["owner_id"], unique=False)
    op.create_index(
        "uq_approval_clip_id_request_id",
        "approval",
        ["clip_id", "request_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "opening",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("approval_id", BIG, nullable=False),
        sa.Column("officer_id", BIG, nullable=True),
        sa.Column("press", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name="fk_opening_approval_id_approval", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name="fk_opening_officer_id_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_opening"),
        sa.UniqueConstraint("press", name="uq_opening_press"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opening_approval_id", "opening", ["approval_id"], unique=False)
    op.create_index("ix_opening_officer_id", "opening", ["officer_id"], unique=False)


def record() -> None:
    """The public record, which the database itself refuses to change."""
    op.create_table(
        "record_leaf",
        sa.Column("position", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_record_leaf"),
        sa.UniqueConstraint("chain", name="uq_record_leaf_chain"),
    )
    op.create_index("ix_record_leaf_ref", "record_leaf", ["ref"], unique=False)


def outbox() -> None:
    """Things to do later."""
    op.create_table(
        "job",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", BIG, nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("first_due", MOMENT, nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("channel_id", BIG, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("was_ambiguous", sa.Boolean(), nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("concluded_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
        postgresql_with={"autovacuum_vacuum_scale_factor": 0.02},
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_job_lane_due",
        "job",
        ["lane", "due", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def inbox() -> None:
    """What was heard."""
    op.create_table(
        "seen_event",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seen_event"),
    )
    op.create_index("ix_seen_event_at", "seen_event", ["at"], unique=False)
    op.create_table(
        "form_draft",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_form_draft"),
        sa.UniqueConstraint("platform", "handle", "room", name="uq_form_draft_platform_handle_room"),
    )
    op.create_index("ix_form_draft_at", "form_draft", ["at"], unique=False)


def guards_on_sqlite() -> None:
    """No entry of the record is changed, removed or replaced."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER record_leaf_no_{verb.lower()} BEFORE {verb} ON record_leaf "
            "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
        )
    # INSERT OR REPLACE removes a row without firing the trigger of DELETE.
    op.execute(
        "CREATE TRIGGER record_leaf_no_replace BEFORE INSERT ON record_leaf "
        "WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM record_leaf) "
        "OR EXISTS (SELECT 1 FROM record_leaf WHERE chain = NEW.chain) "
        "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
    )


def guards_on_postgresql() -> None:
    """No entry of the record is changed or removed, one by one or all at once."""
    op.execute(
        "CREATE FUNCTION record_leaf_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER record_leaf_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON record_leaf "
        "FOR EACH STATEMENT EXECUTE FUNCTION record_leaf_stays()"
    )


def upgrade() -> None:
    people()
    places()
    police()
    requests()
    incidents()
    asks()
    approvals()
    record()
    outbox()
    inbox()
    if op.get_bind().dialect.name == "sqlite":
        guards_on_sqlite()
    else:
        guards_on_postgresql()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION record_leaf_stays()")
