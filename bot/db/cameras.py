"""The book of cameras."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cameras.model import Camera, InRange, NewCamera
from bot.db.dialect import read_list
from bot.db.range import beyond_the_edge, gathered, prepared, range_query
from bot.db.tables import CameraLocationRow, CameraRow
from bot.geo.cells import cell9
from bot.geo.model import Circle, Point
from bot.kernel.ids import CameraId, PersonId, Ref


class CamerasBook:
    """The registry; see `cameras.ports.Cameras`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, camera: NewCamera, now: datetime) -> Camera:
        """Register a camera."""
        values = {
            "ref": camera.ref,
            "owner_id": camera.owner,
            "label": camera.label,
            "street_address": camera.street_address,
            "lat": camera.point.lat,
            "lon": camera.point.lon,
            "kind": camera.kind,
            "facing_deg": camera.facing_deg,
            "view_deg": camera.view_deg,
            "paused": False,
            "paused_until": None,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(CameraRow).values(values).returning(CameraRow))).one()
        await self.locate(row)
        return to_camera(row)

    async def of(self, owner: PersonId) -> Sequence[Camera]:
        """The owner's cameras, oldest first."""
        rows = await self.session.scalars(select(CameraRow).where(CameraRow.owner_id == owner).order_by(CameraRow.id))
        return [to_camera(row) for row in rows]

    async def by_ref(self, owner: PersonId, ref: Ref) -> Camera | None:
        """One of the owner's own cameras; nobody else's."""
        row = await self.session.scalar(select(CameraRow).where(CameraRow.owner_id == owner, CameraRow.ref == ref))
        return to_camera(row) if row else None

    async def set_paused(self, camera: CameraId, paused: bool) -> None:
        """A paused camera is in nobody's range: it has no row among the locations."""
        rows = await self.session.scalars(
            update(CameraRow)
            .where(CameraRow.id == camera, CameraRow.paused != paused)
            .values(paused=paused)
            .returning(CameraRow)
        )
        row = rows.one_or_none()
        if row is None:
            return
        if paused:
            await self.session.execute(delete(CameraLocationRow).where(CameraLocationRow.camera_id == camera))
        else:
            await self.locate(row)

    async def remove(self, camera: CameraId) -> None:
        """Erase the camera; its position goes with it."""
        await self.session.execute(delete(CameraRow).where(CameraRow.id == camera))

    async def in_circle(self, circle: Circle) -> Sequence[InRange]:
        """Every unpaused camera within the circle, by geodesic distance."""
        query = range_query(self.session, circle)
        found = await self.session.execute(
            prepared(gathered(self.session, query)), {**query.values, "sure": query.sure}
        )
        cameras, owners, edge = (read_list(column) for column in found.one())
        outside = await beyond_the_edge(self.session, circle, edge)
        inside = map(InRange, cast(list[CameraId], cameras), cast(list[PersonId], owners))
        return [each for each in inside if each.camera not in outside] if outside else list(inside)

    async def locate(self, row: CameraRow) -> None:
        """Put the camera where range queries look."""
        cell = cell9(Point(lat=row.lat, lon=row.lon))
        await self.session.execute(
            insert(CameraLocationRow).values(
                camera_id=row.id, owner_id=row.owner_id, cell9=cell, lat=row.lat, lon=row.lon
            )
        )


def to_camera(row: CameraRow) -> Camera:
    """The row as a value."""
    return Camera(
        id=CameraId(row.id),
        ref=Ref(row.ref),
        owner=PersonId(row.owner_id),
        label=row.label,
        street_address=row.street_address,
        point=Point(lat=row.lat, lon=row.lon),
        kind=row.kind,
        facing_deg=row.facing_deg,
        view_deg=row.view_deg,
        created_at=row.created_at,
        paused=row.paused,
        paused_until=row.paused_until,
    )
