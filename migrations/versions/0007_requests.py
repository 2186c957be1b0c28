"""Areas of any shape, drafts that are looked at before they are filed, and what reviewers ask of officers."""

import json
from math import pi, sqrt
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.geo.area import area_km2
from bot.geo.model import Point, Polygon

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        *items,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sqlite_autoincrement=True,
    )


def reference(name: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{name}_{column}_{to}", ondelete=ondelete)


def requests() -> Any:
    """Changes of the requests; on SQLite the table is built anew."""
    return op.batch_alter_table("area_request", table_kwargs={"sqlite_autoincrement": True})


def areas() -> None:
    """Every request of before asked about a circle."""
    with requests() as changed:
        changed.add_column(sa.Column("area", sa.Text()))
    connection = op.get_bind()
    circles = connection.execute(sa.text("SELECT id, lat, lon, radius_m FROM area_request")).all()
    for key, lat, lon, radius_m in circles:
        area = json.dumps({"circle": [lat, lon, radius_m]})
        connection.execute(sa.text("UPDATE area_request SET area = :area WHERE id = :id"), {"area": area, "id": key})
    with requests() as changed:
        changed.alter_column("area", existing_type=sa.Text(), nullable=False)
        changed.drop_column("radius_m")


def radii() -> None:
    """What was no circle becomes one of the same size around its middle: the shape of before knew nothing else."""
    with requests() as changed:
        changed.add_column(sa.Column("radius_m", sa.Double()))
    connection = op.get_bind()
    for key, area in connection.execute(sa.text("SELECT id, area FROM area_request")).all():
        values = {"radius": radius_of(json.loads(area)), "id": key}
        connection.execute(sa.text("UPDATE area_request SET radius_m = :radius WHERE id = :id"), values)
    with requests() as changed:
        changed.alter_column("radius_m", existing_type=sa.Double(), nullable=False)
        changed.drop_column("area")


def radius_of(area: dict[str, list[float]] | dict[str, list[list[float]]]) -> float:
    match area:
        case {"circle": [_, _, float() | int() as radius_m]}:
            return float(radius_m)
        case {"polygon": corners}:
            polygon = Polygon(corners=tuple(Point(lat=corner[0], lon=corner[1]) for corner in corners))
            return sqrt(area_km2(polygon) * 1e6 / pi)
    raise ValueError("The column holds no area.")


def upgrade() -> None:
    areas()
    table(
        "request_preview",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        reference("request_preview", "person_id", "person", "CASCADE"),
        sa.UniqueConstraint("ref", name="uq_request_preview_ref"),
        sa.UniqueConstraint("person_id", name="uq_request_preview_person_id"),
    )
    op.create_index("ix_request_preview_expires_at", "request_preview", ["expires_at"])
    table(
        "request_inquiry",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("request_id", BIG, nullable=False),
        sa.Column("reviewer_id", BIG, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        reference("request_inquiry", "request_id", "area_request"),
        reference("request_inquiry", "reviewer_id", "person", "CASCADE"),
        sa.UniqueConstraint("ref", name="uq_request_inquiry_ref"),
    )
    op.create_index("ix_request_inquiry_request_id", "request_inquiry", ["request_id"])
    op.create_index("ix_request_inquiry_reviewer_id", "request_inquiry", ["reviewer_id"])


def downgrade() -> None:
    op.drop_table("request_inquiry")
    op.drop_table("request_preview")
    radii()
