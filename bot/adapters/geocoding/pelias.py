"""Pelias: the geocoder over OpenStreetMap, OpenAddresses and others, hosted by oneself or rented with a key."""

import math
from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Pelias as Client

from bot.adapters.geocoding.answers import Answer, reach_of
from bot.adapters.geocoding.net import Wire
from bot.adapters.geocoding.nominatim import OSM
from bot.geo.model import Point

NARROW = frozenset(["venue", "address", "street", "intersection"])
"""All other layers are towns, postcodes and the like, even where the answer has no box."""


class Pelias:
    """Implements `answers.Service`."""

    attribution = f"{OSM}, OpenAddresses, Who's On First, GeoNames"
    knows_points = True

    def __init__(self, wire: Wire, key: str) -> None:
        self._wire = wire
        self._key = key

    async def find(self, words: str) -> Answer | None:
        """By free words; Pelias understands corners of two streets."""
        async with self._wire.client(Client, api_key=self._key or None) as client:
            return _read(await client.geocode(words, language="en"))

    async def near(self, point: Point, *, house: bool) -> Answer | None:
        """By coordinates: whatever is nearest, house or street."""
        async with self._wire.client(Client, api_key=self._key or None) as client:
            return _read(await client.reverse((point.lat, point.lon), language="en"))


def _read(found: Any) -> Answer | None:
    if found is None:
        return None
    parts: Mapping[str, Any] = found.raw["properties"]
    west, south, east, north = found.raw.get("bbox", (0, 0, 0, 0))
    lon, lat = found.raw["geometry"]["coordinates"][:2]
    town = parts.get("locality", "") or parts.get("localadmin", "")
    name = parts.get("name", "")
    return Answer(
        point=Point(lat=float(lat), lon=float(lon)),
        house=parts.get("housenumber", ""),
        street=parts.get("street", "") or (name if parts.get("layer") == "street" else ""),
        town=town,
        postcode=parts.get("postalcode", ""),
        name=", ".join(dict.fromkeys(filter(None, [name, town]))),
        reach_m=math.inf if parts.get("layer") not in NARROW else reach_of(south, west, north, east),
    )
