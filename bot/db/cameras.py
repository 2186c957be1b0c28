"""The book of cameras."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cameras.model import Camera, InRange, NewCamera
from bot.db.people import alone_with
from bot.db.range import cameras_within
from bot.db.sight import those_looking
from bot.db.tables import CameraLocationRow, CameraRow
from bot.geo.cells import cell9
from bot.geo.model import Area, Point
from bot.geo.polygon import middle_of
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

    async def by_id(self, camera: CameraId) -> Camera | None:
        """The camera of this id, if it is still there."""
        row = await self.session.scalar(select(CameraRow).where(CameraRow.id == camera))
        return to_camera(row) if row else None

    async def change(self, camera: Camera) -> None:
        """Keep what this value says of the camera: name, kind, view, address and place."""
        values = {
            "label": camera.label,
            "street_address": camera.street_address,
            "lat": camera.point.lat,
            "lon": camera.point.lon,
            "kind": camera.kind,
            "facing_deg": camera.facing_deg,
            "view_deg": camera.view_deg,
        }
        await self._update(camera.id, values)

    async def set_paused(self, camera: CameraId, paused: bool, until: datetime | None = None) -> None:
        """A paused camera is in nobody's range: it has no row among the locations."""
        await self._update(camera, {"paused": paused, "paused_until": until})

    async def past_pause(self, now: datetime, at_most: int) -> Sequence[Camera]:
        """Paused cameras whose pause has ended, longest first. Nobody else changes them until the transaction ends."""
        ended = (CameraRow.paused, CameraRow.paused_until <= now)
        rows = await self.session.scalars(
            select(CameraRow)
            .where(*ended)
            .order_by(CameraRow.paused_until, CameraRow.id)
            .limit(at_most)
            .with_for_update(skip_locked=True)
        )
        return [to_camera(row) for row in rows]

    async def alone_with(self, owner: PersonId) -> None:
        """Until the transaction ends nobody else changes this owner's cameras."""
        await alone_with(self.session, owner)

    async def remove(self, camera: CameraId) -> None:
        """Erase the camera; its position goes with it."""
        await self.session.execute(delete(CameraRow).where(CameraRow.id == camera))

    async def in_area(self, area: Area, at_most: int | None = None) -> Sequence[InRange]:
        """Every unpaused camera within the area, nearest to its middle first, by geodesics."""
        found = await cameras_within(self.session, area)
        if at_most is None or len(found) <= at_most:
            return found
        looking = await those_looking(self.session, found, middle_of(area))
        return sorted(found, key=lambda hit: hit not in looking)[:at_most]

    async def _update(self, camera: CameraId, values: Mapping[str, object]) -> None:
        rows = await self.session.scalars(
            update(CameraRow).where(CameraRow.id == camera).values(values).returning(CameraRow)
        )
        row = rows.one_or_none()
        if row is None:
            return
        # Only where something has changed, so that the pages of the table stay all-visible.
        where = (
            CameraLocationRow.camera_id == row.id,
            CameraLocationRow.lat == row.lat,
            CameraLocationRow.lon == row.lon,
        )
        if not row.paused and await self.session.scalar(select(CameraLocationRow.camera_id).where(*where)):
            return
        await self.session.execute(delete(CameraLocationRow).where(CameraLocationRow.camera_id == row.id))
        if not row.paused:
            await self.locate(row)

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
