"""The books of cameras."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.cameras.model import Camera, InRange, NewCamera
from bot.geo.model import Area
from bot.kernel.ids import CameraId, PersonId, Ref
from bot.people.ports import PeopleTx


class Cameras(Protocol):
    """The registry."""

    async def add(self, camera: NewCamera, now: datetime) -> Camera:
        """Register a camera."""
        ...

    async def of(self, owner: PersonId) -> Sequence[Camera]:
        """The owner's cameras, oldest first."""
        ...

    async def by_ref(self, owner: PersonId, ref: Ref) -> Camera | None:
        """One of the owner's own cameras; nobody else's."""
        ...

    async def by_id(self, camera: CameraId) -> Camera | None:
        """The camera of this id, if it is still there."""
        ...

    async def change(self, camera: Camera) -> None:
        """Keep what this value says of the camera: name, kind, view, address and place. Not whether it is paused."""
        ...

    async def set_paused(self, camera: CameraId, paused: bool, until: datetime | None = None) -> None:
        """A paused camera is in nobody's range. `until` is when it shall come back; None: when the owner says so."""
        ...

    async def past_pause(self, now: datetime, at_most: int) -> Sequence[Camera]:
        """Paused cameras whose pause has ended, longest first. Nobody else changes them until the transaction ends."""
        ...

    async def alone_with(self, owner: PersonId) -> None:
        """Until the transaction ends nobody else changes this owner's cameras."""
        ...

    async def remove(self, camera: CameraId) -> None:
        """Erase the camera and its position."""
        ...

    async def in_area(self, area: Area, at_most: int | None = None) -> Sequence[InRange]:
        """Every unpaused camera within the area, nearest to its middle first, by geodesics: exact for a circle, and for a
        polygon to 0.1 m. If there are more than `at_most`, those come first that look at the middle. Never shown to
        anybody. Raises ValueError with one sentence for an area that cannot be searched."""
        ...


class CamerasTx(PeopleTx, Protocol):
    """A transaction with the registry."""

    @property
    def cameras(self) -> Cameras:
        """The registry."""
        ...
