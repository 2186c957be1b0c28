"""What owners do with their cameras. Whose camera is in range of what is asked elsewhere, in the consent."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.cameras.model import (
    BACK_JOB,
    MAX_ADDRESS,
    MAX_CAMERAS,
    MAX_LABEL,
    OUR_LABEL,
    Camera,
    CameraKind,
    CameraReason,
    NewCamera,
    Site,
)
from bot.cameras.ports import CamerasTx
from bot.kernel.ids import NewRef, Ref, read_ref
from bot.kernel.refusal import Refused
from bot.people.model import Person
from bot.people.reach import first_account, through

_HOUSE_NUMBER = re.compile(r"\b[0-9]+(?:[-/][0-9]+)?[a-z]?\b", re.IGNORECASE)
_NO_HOUSE = re.compile(r"&|\b(?:block|blk)\b", re.IGNORECASE)
_LIVELY = re.compile(r"[@#$/\\<>:*_~`|\[\]{}^=+]|\.(?=\S)")
_WORD = re.compile(r"[^\W\d_]{2}")


def is_street_address(text: str) -> bool:
    """Whether this can be the address that police would get: a house number and a street before the first comma.

    `5th Street`, a corner and `1500 block of Oak Street` name no house.
    """
    street = text.partition(",")[0]
    return bool(_HOUSE_NUMBER.search(street) and _WORD.search(street) and not _NO_HOUSE.search(street))


def fit_label(text: str) -> str:
    """The name of a camera on one line: only what can be seen, and no mark that would make a link, a mention or a command
    of it, for it stands in our own sentences.

    Raises Refused(BAD_LABEL) for more than 40 characters and for none.
    """
    label = " ".join(_LIVELY.sub(" ", _visible(text)).split())
    is_name = any(letter.isalnum() or unicodedata.category(letter)[0] == "S" for letter in label)
    if not is_name or len(label) > MAX_LABEL:
        raise Refused(CameraReason.BAD_LABEL, limit=str(MAX_LABEL))
    return label


def plain_address(street_address: str) -> str:
    """The address without capitals and doubled blanks: by this two addresses are the same."""
    return " ".join(street_address.casefold().split())


def at_address(cameras: Sequence[Camera], street_address: str) -> list[Camera]:
    """Those of the cameras that hang at this address."""
    return [each for each in cameras if _same(each.street_address, street_address)]


def fit_address(text: str) -> str:
    """The street address as it is stored: on one line, and nothing in it that cannot be seen.

    Raises Refused(NO_STREET_ADDRESS).
    """
    address = " ".join(_visible(text).split())
    if not is_street_address(address) or len(address) > MAX_ADDRESS:
        raise Refused(CameraReason.NO_STREET_ADDRESS)
    return address


async def register(tx: CamerasTx, owner: Person, site: Site, now: datetime, new_ref: NewRef) -> Camera:
    """Register one more camera, under a name of ours until its owner gives it another.

    Raises Refused(NO_STREET_ADDRESS | TOO_MANY).
    """
    address = fit_address(site.street_address)
    await tx.cameras.alone_with(owner.id)
    owned = await tx.cameras.of(owner.id)
    if len(owned) >= MAX_CAMERAS:
        raise Refused(CameraReason.TOO_MANY, limit=str(MAX_CAMERAS))
    taken = {each.label for each in owned}
    # A number that is free, and if it can be the one that the camera has in the list.
    numbers = range(len(owned) + 1, 2 * MAX_CAMERAS)
    label = next(name for number in numbers if (name := f"{OUR_LABEL}{number}") not in taken)
    camera = NewCamera(ref=new_ref(), owner=owner.id, label=label, street_address=address, point=site.point)
    return await tx.cameras.add(camera, now)


async def correct(tx: CamerasTx, owner: Person | None, ref: Ref | None, site: Site) -> Camera:
    """The camera is at this very place of its address. Raises Refused(NO_SUCH_CAMERA), also for another address."""
    if not _same((await own(tx, owner, ref)).street_address, site.street_address):
        raise Refused(CameraReason.NO_SUCH_CAMERA)
    return await _changed(tx, owner, ref, point=site.point, street_address=fit_address(site.street_address))


async def describe(
    tx: CamerasTx,
    owner: Person | None,
    ref: Ref | None,
    *,
    label: str | None = None,
    kind: CameraKind | None = None,
    facing_deg: int | None = None,
    view_deg: int | None = None,
) -> Camera:
    """What the owner tells of a camera; None leaves what is known. Raises Refused(NO_SUCH_CAMERA | BAD_LABEL)."""
    told: dict[str, object] = {"label": fit_label(label) if label is not None else None, "kind": kind}
    told |= {"facing_deg": facing_deg, "view_deg": view_deg}
    return await _changed(tx, owner, ref, **{name: value for name, value in told.items() if value is not None})


async def forget_sight(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """Where the camera looks, and how wide, is not kept any more. Raises Refused(NO_SUCH_CAMERA)."""
    return await _changed(tx, owner, ref, facing_deg=None, view_deg=None)


async def move(tx: CamerasTx, owner: Person | None, ref: Ref | None, site: Site) -> list[Camera]:
    """Move house: every camera at the address of this one hangs at the new site, as it was named and paused.

    Where they look is forgotten, for it is another house. Raises Refused(NO_SUCH_CAMERA | NO_STREET_ADDRESS).
    """
    address = fit_address(site.street_address)
    one = await own(tx, owner, ref)
    await tx.cameras.alone_with(one.owner)
    moving = at_address(await tx.cameras.of(one.owner), one.street_address)
    moved = [replace(each, point=site.point, street_address=address, facing_deg=None) for each in moving]
    for each in moved:
        await tx.cameras.change(each)
    return moved


def named(owned: Sequence[Camera], words: str) -> Camera:
    """The camera that the owner means: by its reference, its number in the list, or its name.

    Raises Refused(NO_SUCH_CAMERA), also when two have this name.
    """
    ref, plain = read_ref(words), " ".join(words.casefold().split()).removeprefix("#")
    if (found := next((each for each in owned if each.ref == ref), None)) is not None:
        return found
    if plain.isascii() and plain.isdecimal() and len(plain) <= 2 and 1 <= int(plain) <= len(owned):
        return owned[int(plain) - 1]
    # Names of ours are shown as "Cámara 2" too.
    plain = re.sub(r"^c[aá]mara (?=[0-9]+$)", OUR_LABEL.casefold(), plain)
    alike = [each for each in owned if each.label.casefold() == plain]
    if len(alike) != 1:
        raise Refused(CameraReason.NO_SUCH_CAMERA)
    return alike[0]


async def owned_by(tx: CamerasTx, owner: Person | None) -> Sequence[Camera]:
    """The owner's cameras, oldest first; a stranger has none."""
    return await tx.cameras.of(owner.id) if owner else ()


async def own(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """One of the owner's own cameras. Raises Refused(NO_SUCH_CAMERA) for anybody else's as for none."""
    camera = await tx.cameras.by_ref(owner.id, ref) if owner and ref else None
    if camera is None:
        raise Refused(CameraReason.NO_SUCH_CAMERA)
    return camera


async def pause(tx: CamerasTx, owner: Person | None, ref: Ref | None, until: datetime | None) -> Camera:
    """Put one's camera out of everybody's range, until a moment or until its owner says so (None).

    Raises Refused(NO_SUCH_CAMERA).
    """
    return await _set_paused(tx, owner, ref, True, until)


async def resume(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """Put one's camera back in range. Raises Refused(NO_SUCH_CAMERA)."""
    return await _set_paused(tx, owner, ref, False, None)


async def resume_due(tx: CamerasTx, now: datetime, at_most: int = 200) -> int:
    """Put back in range the cameras whose pause has ended, and have each owner told. Says how many there were."""
    due = await tx.cameras.past_pause(now, at_most)
    for camera in due:
        await tx.cameras.set_paused(camera.id, False)
        account = await first_account(tx, camera.owner)
        if account is not None:
            key = f"{BACK_JOB}:{camera.id}:{now.timestamp():.6f}"
            await tx.outbox.put([through(account, BACK_JOB, camera.id, key, now)])
    return len(due)


async def remove(tx: CamerasTx, owner: Person | None, ref: Ref | None) -> Camera:
    """Erase one's camera, its position and its address. Raises Refused(NO_SUCH_CAMERA)."""
    if owner is not None:
        await tx.cameras.alone_with(owner.id)
    camera = await own(tx, owner, ref)
    await tx.cameras.remove(camera.id)
    return camera


async def _set_paused(
    tx: CamerasTx, owner: Person | None, ref: Ref | None, paused: bool, until: datetime | None
) -> Camera:
    camera = await own(tx, owner, ref)
    await tx.cameras.set_paused(camera.id, paused, until)
    return replace(camera, paused=paused, paused_until=until)


async def _changed(tx: CamerasTx, owner: Person | None, ref: Ref | None, **told: object) -> Camera:
    if owner is not None:
        await tx.cameras.alone_with(owner.id)
    camera: Camera = replace(await own(tx, owner, ref), **told)  # type: ignore[arg-type]
    await tx.cameras.change(camera)
    return camera


def _visible(text: str) -> str:
    """Without characters that nobody can see: they make two names look like one, and a house number another."""
    return "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter)[0] != "C"
    )


def _same(one: str, other: str) -> bool:
    return plain_address(one) == plain_address(other)
