"""Nominatim: OpenStreetMap's own geocoder, public or self-hosted."""

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Nominatim as Client

from bot.adapters.geocoding.answers import Answer, reach_of
from bot.adapters.geocoding.net import Wire
from bot.geo.model import Point

OSM = "© OpenStreetMap contributors"
"""What the Open Database License wants to be read wherever answers are shown."""

_HOUSE_ZOOM = 18
_STREET_ZOOM = 17


class Nominatim:
    """Implements `answers.Service`."""

    attribution = OSM
    knows_points = True

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def find(self, words: str) -> Answer | None:
        """By free words."""
        async with self._wire.client(Client) as client:
            return _read(await client.geocode(words, language="en", addressdetails=True, limit=1))

    async def near(self, point: Point, *, house: bool) -> Answer | None:
        """By coordinates; a street is asked for as a street, so that no house comes into it."""
        async with self._wire.client(Client) as client:
            zoom = _HOUSE_ZOOM if house else _STREET_ZOOM
            return _read(await client.reverse((point.lat, point.lon), language="en", zoom=zoom))


def _read(found: Any) -> Answer | None:
    if found is None:
        return None
    raw: Mapping[str, Any] = found.raw
    parts: Mapping[str, str] = raw.get("address", {})
    south, north, west, east = map(float, raw.get("boundingbox", (0, 0, 0, 0)))
    return Answer(
        point=Point(lat=float(raw["lat"]), lon=float(raw["lon"])),
        house=parts.get("house_number", ""),
        street=parts.get("road", ""),
        town=next((parts[kind] for kind in ("city", "town", "village", "hamlet") if parts.get(kind)), ""),
        postcode=parts.get("postcode", ""),
        # The long name of a place without a number ends with county, state and country, which everybody knows.
        name=", ".join(str(raw.get("display_name", "")).split(", ")[:3]),
        reach_m=reach_of(south, west, north, east),
    )
