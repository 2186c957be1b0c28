"""What owners do with their cameras. Whose camera is in range of what is asked elsewhere, in the consent."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.cameras.model import MAX_CAMERAS, Camera, CameraReason, NewCamera
from bot.cameras.ports import CamerasTx
from bot.geo.model import Point
from bot.kernel.ids import NewRef, Ref
from bot.kernel.refusal import Refused
from bot.people.model import Person

_HOUSE_NUMBER = re.compile(r"\b[0-9]+(?:[-/][0-9]+)?[a-z]?\b", re.IGNORECASE)
_NO_HOUSE = re.compile(r"&|\b(?:block|blk)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")


def is_street_address(text: str) -> bool:
    """Whether this can be the address that police would get: a house number and a street before the first comma.

    `5th Street`, a corner and `1500 block of Oak Street` name no house.
    """
    street = text.partition(",")[0]
    return bool(_HOUSE_NUMBER.search(street) and _WORD.search(street) and not _NO_HOUSE.search(street))


async def register(
    tx: CamerasTx, owner: Person, street_address: str, point: Point, now: datetime, new_ref: NewRef
) -> Camera:
    """Register a camera. One that the owner has at this address already is that one, at its new position if it moved.

    Raises Refused(NO_STREET_ADDRESS | TOO_MANY).
    """
    if not is_street_address(street_address):
        raise Refused(CameraReason.NO_STREET_ADDRESS)
    owned = await tx.cameras.of(owner.id)
    same = next((each for each in owned if each.street_address.casefold() == street_address.casefold()), None)
    if same is not None and same.point == point:
        return same
    if same is not None:
        await tx.cameras.remove(same.id)
    elif len(owned) >= MAX_CAMERAS:
        raise Refused(CameraReason.TOO_MANY, limit=str(MAX_CAMERAS))
    camera = NewCamera(
        ref=same.ref if same else new_ref(),
        owner=owner.id,
        label=same.label if same else f"Camera {len(owned) + 1}",
        street_address=street_address,
        point=point,
    )
    return await tx.cameras.add(camera, now)


async def owned_by(tx: CamerasTx, owner: Person | None) -> Sequence[Camera]:
    """The owner's cameras, oldest first; a stranger has none."""
    return await tx.cameras.of(owner.id) if owner else ()


async def own(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """One of the owner's own cameras. Raises Refused(NO_SUCH_CAMERA) for anybody else's as for none."""
    camera = await tx.cameras.by_ref(owner.id, ref) if owner and ref else None
    if camera is None:
        raise Refused(CameraReason.NO_SUCH_CAMERA)
    return camera


async def set_paused(tx: CamerasTx, owner: Person | None, ref: Ref | None, paused: bool) -> Camera:
    """Put one's camera out of everybody's range, or back. Raises Refused(NO_SUCH_CAMERA)."""
    camera = await own(tx, owner, ref)
    await tx.cameras.set_paused(camera.id, paused)
    return camera


async def remove(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """Erase one's camera, its position and its address. Raises Refused(NO_SUCH_CAMERA)."""
    camera = await own(tx, owner, ref)
    await tx.cameras.remove(camera.id)
    return camera
