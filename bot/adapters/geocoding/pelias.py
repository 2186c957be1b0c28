"""Pelias: the geocoder over OpenStreetMap, OpenAddresses and others, hosted by oneself or rented with a key."""

from collections.abc import Mapping
from typing import Any

from geopy.geocoders import Pelias as Client

from bot.adapters.geocoding.answers import Answer
from bot.adapters.geocoding.net import Wire
from bot.adapters.geocoding.nominatim import OSM
from bot.geo.model import Point


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
    parts: Mapping[str, str] = found.raw["properties"]
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
    )
