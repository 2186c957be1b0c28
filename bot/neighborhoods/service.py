"""A channel becomes part of a neighborhood, by a new name or by the code of one that exists."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.geo.model import Circle
from bot.geo.zones import zone_at
from bot.kernel.ids import CODE_LENGTH, REF_LETTERS, NewRef
from bot.kernel.refusal import Refused
from bot.neighborhoods.model import Channel, Neighborhood, NeighborhoodReason
from bot.neighborhoods.ports import NeighborhoodsTx
from bot.people.codes import hash_code

METRES_PER_MILE = 1609.344
DEFAULT_RADIUS_MILES = 1.0
MIN_RADIUS_MILES = 0.25
MAX_RADIUS_MILES = 5.0

_CODE = re.compile(
    rf"(?:[{REF_LETTERS}]{{4}}-){{3}}[{REF_LETTERS}]{{4}}|[{REF_LETTERS}]{{{CODE_LENGTH}}}", re.IGNORECASE | re.ASCII
)
_MILES = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,4})?|[.,][0-9]{1,4})\s*(?:mi|mile|miles)?", re.IGNORECASE)


def looks_like_code(text: str) -> bool:
    """Whether this is a link code rather than a name: sixteen letters in one, or in four groups with hyphens."""
    return _CODE.fullmatch(text.strip()) is not None


def read_radius_m(text: str) -> float:
    """Metres from a number of miles such as `0.5` or `2 miles`. Raises Refused(BAD_RADIUS) outside 0.25 to 5."""
    match = _MILES.fullmatch(text.strip())
    miles = float(match[1].replace(",", ".")) if match else 0.0
    if not MIN_RADIUS_MILES <= miles <= MAX_RADIUS_MILES:
        raise Refused(NeighborhoodReason.BAD_RADIUS, smallest=f"{MIN_RADIUS_MILES:g}", largest=f"{MAX_RADIUS_MILES:g}")
    return miles * METRES_PER_MILE


async def check_free(tx: NeighborhoodsTx, platform: str, handle: str) -> None:
    """Raises Refused(ALREADY_LINKED) if the channel belongs to a neighborhood."""
    linked = await tx.neighborhoods.of_channel(platform, handle)
    if linked is not None:
        raise Refused(NeighborhoodReason.ALREADY_LINKED, name=linked[0].name)


async def found(
    tx: NeighborhoodsTx, name: str, area: Circle, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> tuple[Neighborhood, str]:
    """A new neighborhood, and the code by which channels join it: shown once, stored as a hash."""
    code = new_code()
    # The name stands in sentences of our own, where a web address would be a link that the bot seems to recommend.
    name = name.replace("://", ": ")
    neighborhood = await tx.neighborhoods.add(new_ref(), name, area, hash_code(code), zone_at(area.center), now)
    return neighborhood, code


async def by_code(tx: NeighborhoodsTx, code: str) -> Neighborhood:
    """The neighborhood of a link code. Raises Refused(NO_SUCH_LINK_CODE)."""
    neighborhood = await tx.neighborhoods.by_link(hash_code(code))
    if neighborhood is None:
        raise Refused(NeighborhoodReason.NO_SUCH_LINK_CODE)
    return neighborhood


async def link(
    tx: NeighborhoodsTx, neighborhood: Neighborhood, platform: str, handle: str, thread: str, title: str, now: datetime,
    language: str = "en",
) -> Channel:  # fmt: skip
    """Join a channel to the neighborhood. Raises Refused(ALREADY_LINKED)."""
    await check_free(tx, platform, handle)
    return await tx.neighborhoods.link(neighborhood.id, platform, handle, thread, title, now, language)


async def of_channel(tx: NeighborhoodsTx, platform: str, handle: str) -> Neighborhood:
    """The neighborhood of a channel. Raises Refused(NO_NEIGHBORHOOD)."""
    linked = await tx.neighborhoods.of_channel(platform, handle)
    if linked is None:
        raise Refused(NeighborhoodReason.NO_NEIGHBORHOOD)
    return linked[0]
