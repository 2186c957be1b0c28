"""Tables of cameras, and of neighborhoods with their channels."""

from datetime import datetime

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.cameras.model import CameraKind
from bot.db.tables.columns import BIG, Moment, Row, Shape, Worded, derived, numbered, personal, plain, sealed, settings


class CameraRow(Row):
    """A registered camera, as its owner told about it."""

    __tablename__ = "camera"
    __table_args__ = settings(UniqueConstraint("ref"), Index("ix_camera_owner_id", "owner_id"))
    forgetting = "The owner's rows go, with their places."
    whose = ("owner_id",)

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    owner_id: Mapped[int] = plain(BIG, ForeignKey("person.id", ondelete="CASCADE"))
    label: Mapped[bytes] = sealed("What you call it.")
    kind: Mapped[CameraKind] = personal("What kind of camera it is.", Worded(CameraKind))
    street_address: Mapped[bytes] = sealed("Its street address.")
    place: Mapped[bytes] = sealed("Where exactly it is.", Shape.POINT)
    facing_deg: Mapped[int | None] = personal("Where it looks, in degrees clockwise from north.")
    """Where it looks, in degrees clockwise from north."""
    view_deg: Mapped[int | None] = personal("How wide it looks, in degrees.")
    """How wide it looks, in degrees."""
    paused: Mapped[bool] = personal("Whether it is paused.")
    paused_until: Mapped[datetime | None] = personal("Until when it is paused.", Moment)
    """Empty while paused: until the owner says otherwise."""
    created_at: Mapped[datetime] = personal("When you registered it.", Moment)


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
    backed_up = False
    whose = ("owner_id",)

    camera_id: Mapped[int] = plain(
        BIG, ForeignKey("camera.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int] = plain(BIG)
    cell9: Mapped[int] = derived("The cell of the map in which your camera is.", BigInteger)
    lat: Mapped[float] = derived("The latitude of your camera.", Double)
    lon: Mapped[float] = derived("The longitude of your camera.", Double)


class NeighborhoodRow(Row):
    """A neighborhood: a named circle."""

    __tablename__ = "neighborhood"
    __table_args__ = settings(
        UniqueConstraint("ref"), UniqueConstraint("link_hash"), Index("ix_neighborhood_lat", "lat")
    )
    forgetting = "Nothing: a neighborhood is nobody's."

    id: Mapped[int] = numbered()
    ref: Mapped[str] = plain(Text)
    name: Mapped[str] = plain(Text)
    lat: Mapped[float] = plain(Double)
    lon: Mapped[float] = plain(Double)
    radius_m: Mapped[float] = plain(Double)
    link_hash: Mapped[str] = plain(Text)
    time_zone: Mapped[str] = plain(Text)
    created_at: Mapped[datetime] = plain(Moment)


class ChannelRow(Row):
    """A group or channel that belongs to a neighborhood; a chat belongs to one only."""

    __tablename__ = "channel"
    __table_args__ = settings(
        UniqueConstraint("platform", "handle"), Index("ix_channel_neighborhood_id", "neighborhood_id")
    )
    forgetting = "Nothing: a channel is nobody's."

    id: Mapped[int] = numbered()
    neighborhood_id: Mapped[int] = plain(BIG, ForeignKey("neighborhood.id", ondelete="CASCADE"))
    platform: Mapped[str] = plain(Text)
    handle: Mapped[str] = plain(Text)
    thread: Mapped[str] = plain(Text)
    title: Mapped[str] = plain(Text)
    language: Mapped[str] = plain(Text)
    created_at: Mapped[datetime] = plain(Moment)
