"""Turns what a person typed or pinned into a place, asking the geocoder outside of every transaction."""

from bot.geo.model import Located, Point
from bot.geo.places import UnreadablePlace, Words, read_place
from bot.geo.ports import GeocoderDown
from bot.handlers.context import Services
from bot.kernel.refusal import Reason, Refused


async def locate(services: Services, text: str, unknown: Reason) -> Located:
    """The place that the words mean. Raises Refused(unknown) when there is none that we can find.

    For coordinates the words are the nearest address if one lies close by, else the coordinates.
    """
    try:
        read = read_place(text)
        found = await services.geocoder.find(read.text) if isinstance(read, Words) else await _at(services, read)
    except (UnreadablePlace, GeocoderDown):
        found = None
    if found is None:
        raise Refused(unknown)
    return found


async def point_of(services: Services, text: str, unknown: Reason) -> Point:
    """Only the point: no geocoder hears of a pin whose address nobody needs. Raises Refused(unknown), GeocoderDown."""
    try:
        read = read_place(text)
    except UnreadablePlace:
        raise Refused(unknown) from None
    if not isinstance(read, Words):
        return read
    found = await services.geocoder.find(read.text)
    if found is None:
        raise Refused(unknown)
    return found.point


async def _at(services: Services, point: Point) -> Located:
    try:
        words = await services.geocoder.address_at(point)
    except GeocoderDown:
        words = ""  # A pin is a place without any geocoder.
    return Located(point=point, words=words or show(point))


def show(point: Point) -> str:
    """Coordinates as people copy them."""
    return f"{point.lat:.5f}, {point.lon:.5f}"
