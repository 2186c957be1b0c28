"""The book of cameras."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cameras.model import Camera, InRange, NewCamera
from bot.db.people import alone_with
from bot.db.range import cameras_within
from bot.db.sealing import Keyring, point, seal, with_keys, words
from bot.db.sight import those_looking
from bot.db.tables import CameraLocationRow, CameraRow
from bot.geo.cells import cell9
from bot.geo.model import Area, Point
from bot.geo.polygon import middle_of
from bot.kernel.ids import CameraId, PersonId, Ref
from bot.people.ports import Lock


class CamerasBook:
    """The registry; see `cameras.ports.Cameras`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def add(self, camera: NewCamera, now: datetime) -> Camera:
        """Register a camera."""
        lock = await self.keyring.of(camera.owner)
        values = {
            "ref": camera.ref,
            "owner_id": camera.owner,
            **sealed(lock, camera),
            "kind": camera.kind,
            "facing_deg": camera.facing_deg,
            "view_deg": camera.view_deg,
            "paused": False,
            "paused_until": None,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(CameraRow).values(values).returning(CameraRow))).one()
        await self.locate(row, camera.point)
        return to_camera(row, lock)

    async def of(self, owner: PersonId) -> Sequence[Camera]:
        """The owner's cameras, oldest first."""
        return await self._some(with_keys(CameraRow).where(CameraRow.owner_id == owner).order_by(CameraRow.id))

    async def by_ref(self, owner: PersonId, ref: Ref) -> Camera | None:
        """One of the owner's own cameras; nobody else's."""
        found = await self._some(with_keys(CameraRow).where(CameraRow.owner_id == owner, CameraRow.ref == ref))
        return found[0] if found else None

    async def by_id(self, camera: CameraId) -> Camera | None:
        """The camera of this id, if it is still there."""
        found = await self._some(with_keys(CameraRow).where(CameraRow.id == camera))
        return found[0] if found else None

    async def change(self, camera: Camera) -> None:
        """Keep what this value says of the camera: name, kind, view, address and place."""
        values = {
            **sealed(await self.keyring.of(camera.owner), camera),
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
        return await self._some(
            with_keys(CameraRow)
            .where(*ended)
            .order_by(CameraRow.paused_until, CameraRow.id)
            .limit(at_most)
            .with_for_update(skip_locked=True, of=CameraRow)
        )

    async def alone_with(self, owner: PersonId) -> None:
        """Until the transaction ends nobody else changes this owner's cameras."""
        await alone_with(self.session, owner)

    async def remove(self, camera: CameraId) -> None:
        """Erase the camera; its position goes with it."""
        await self.session.execute(delete(CameraRow).where(CameraRow.id == camera))

    async def in_area(self, area: Area, at_most: int | None = None) -> Sequence[InRange]:
        """Every unpaused camera within the area, nearest to its middle first, by geodesics."""
        found = await cameras_within(self.session, area)
        if at_most is not None and len(found) > at_most:
            looking = await those_looking(self.session, found, middle_of(area))
            found = sorted(found, key=lambda hit: hit not in looking)[:at_most]
        return [InRange(CameraId(camera), PersonId(owner)) for camera, owner in found]

    async def _some(self, which: Select[CameraRow, bytes | None]) -> list[Camera]:
        rows = await self.session.execute(which)
        return [to_camera(row, self.keyring.lock(row.owner_id, key)) for row, key in rows]

    async def _update(self, camera: CameraId, values: Mapping[str, object]) -> None:
        rows = await self.session.scalars(
            update(CameraRow).where(CameraRow.id == camera).values(values).returning(CameraRow)
        )
        row = rows.one_or_none()
        if row is None:
            return
        place = point(await self.keyring.of(PersonId(row.owner_id)), row, "place")
        # Only where something has changed, so that the pages of the table stay all-visible.
        where = (
            CameraLocationRow.camera_id == row.id,
            CameraLocationRow.lat == place.lat,
            CameraLocationRow.lon == place.lon,
        )
        if not row.paused and await self.session.scalar(select(CameraLocationRow.camera_id).where(*where)):
            return
        await self.session.execute(delete(CameraLocationRow).where(CameraLocationRow.camera_id == row.id))
        if not row.paused:
            await self.locate(row, place)

    async def locate(self, row: CameraRow, place: Point) -> None:
        """Put the camera where range queries look."""
        await self.session.execute(
            insert(CameraLocationRow).values(
                camera_id=row.id, owner_id=row.owner_id, cell9=cell9(place), lat=place.lat, lon=place.lon
            )
        )


def sealed(lock: Lock, camera: Camera | NewCamera) -> dict[str, bytes]:
    """What only the owner's key opens."""
    return seal(lock, CameraRow, label=camera.label, street_address=camera.street_address, place=camera.point)


def to_camera(row: CameraRow, lock: Lock) -> Camera:
    """The row as a value, opened."""
    return Camera(
        id=CameraId(row.id),
        ref=Ref(row.ref),
        owner=PersonId(row.owner_id),
        label=words(lock, row, "label"),
        street_address=words(lock, row, "street_address"),
        point=point(lock, row, "place"),
        kind=row.kind,
        facing_deg=row.facing_deg,
        view_deg=row.view_deg,
        created_at=row.created_at,
        paused=row.paused,
        paused_until=row.paused_until,
    )
