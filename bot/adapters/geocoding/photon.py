"""Photon: a geocoder over OpenStreetMap that forgives typing mistakes."""

import math
from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Photon as Client

from bot.adapters.geocoding.answers import Answer, reach_of
from bot.adapters.geocoding.net import Wire
from bot.adapters.geocoding.nominatim import OSM
from bot.geo.model import Point

WIDE = frozenset(["locality", "district", "city", "county", "state", "country"])
"""What is no place to meet, even where the answer has no extent."""


class Photon:
    """Implements `answers.Service`."""

    attribution = OSM
    knows_points = True

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def find(self, words: str) -> Answer | None:
        """By free words."""
        async with self._wire.client(Client) as client:
            return _read(await client.geocode(words, language="en", limit=1))

    async def near(self, point: Point, *, house: bool) -> Answer | None:
        """By coordinates: whatever is nearest, house or street."""
        async with self._wire.client(Client) as client:
            return _read(await client.reverse((point.lat, point.lon), language="en", limit=1))


def _read(found: Any) -> Answer | None:
    if found is None:
        return None
    parts: Mapping[str, Any] = found.raw["properties"]
    west, north, east, south = parts.get("extent", (0, 0, 0, 0))
    lon, lat = found.raw["geometry"]["coordinates"][:2]
    name = parts.get("name", "")
    # A street has its name where a house has its street.
    street = parts.get("street", "") or (name if parts.get("osm_key") == "highway" else "")
    town = parts.get("city", "") or parts.get("district", "")
    return Answer(
        point=Point(lat=float(lat), lon=float(lon)),
        house=parts.get("housenumber", ""),
        street=street,
        town=town,
        postcode=parts.get("postcode", ""),
        name=", ".join(dict.fromkeys(filter(None, [name, street, town]))),
        reach_m=math.inf if parts.get("type") in WIDE else reach_of(south, west, north, east),
    )
