"""Tables of cameras, and of neighborhoods with their channels."""

from datetime import datetime

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.cameras.model import CameraKind
from bot.db.tables.columns import BIG, Moment, Row, Worded, numbered, settings


class CameraRow(Row):
    """A registered camera, as its owner told about it."""

    __tablename__ = "camera"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_camera_owner_id", "owner_id"))
    forgetting = "The owner's rows go, with their places."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[CameraKind] = mapped_column(Worded(CameraKind))
    street_address: Mapped[str] = mapped_column(Text)
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)
    facing_deg: Mapped[int | None]
    """Where it looks, in degrees clockwise from north."""
    view_deg: Mapped[int | None]
    """How wide it looks, in degrees."""
    paused: Mapped[bool]
    paused_until: Mapped[datetime | None] = mapped_column(Moment)
    """Empty while paused: until the owner says otherwise."""
    created_at: Mapped[datetime] = mapped_column(Moment)


class CameraLocationRow(Row):
    """Where an unpaused camera is: the narrow table that range queries read from its index alone.

    It changes only when a camera comes, goes or pauses, so that its pages stay all-visible to PostgreSQL.
    """

    __tablename__ = "camera_location"
    __table_args__ = (
        Index("ix_camera_location_cell9", "cell9", postgresql_include=["camera_id", "owner_id", "lat", "lon"]).ddl_if(
            dialect="postgresql"
        ),
        # SQLite keeps the row id, which is the camera's, in every index anyway.
        Index("ix_camera_location_cell9_lat_lon_owner_id", "cell9", "lat", "lon", "owner_id").ddl_if(dialect="sqlite"),
        {
            "postgresql_with": {
                "autovacuum_vacuum_scale_factor": 0.005,
                "autovacuum_vacuum_insert_scale_factor": 0.005,
                "autovacuum_analyze_scale_factor": 0.02,
            }
        },
    )
    forgetting = "The owner's rows go with their cameras."

    camera_id: Mapped[int] = mapped_column(
        BIG, ForeignKey("camera.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int] = mapped_column(BIG)
    cell9: Mapped[int] = mapped_column(BigInteger)
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)


class NeighborhoodRow(Row):
    """A neighborhood: a named circle."""

    __tablename__ = "neighborhood"
    __table_args__ = settings(
        UniqueConstraint("ref"), UniqueConstraint("link_hash"), Index("ix_neighborhood_lat", "lat")
    )
    forgetting = "Nothing: a neighborhood is nobody's."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    lat: Mapped[float] = mapped_column(Double)
    lon: Mapped[float] = mapped_column(Double)
    radius_m: Mapped[float] = mapped_column(Double)
    link_hash: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class ChannelRow(Row):
    """A group or channel that belongs to a neighborhood; a chat belongs to one only."""

    __tablename__ = "channel"
    __table_args__ = settings(
        UniqueConstraint("platform", "handle"), Index("ix_channel_neighborhood_id", "neighborhood_id")
    )
    forgetting = "Nothing: a channel is nobody's."

    id: Mapped[int] = numbered()
    neighborhood_id: Mapped[int] = mapped_column(BIG, ForeignKey("neighborhood.id", ondelete="CASCADE"))
    platform: Mapped[str] = mapped_column(Text)
    handle: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
