"""A Nominatim server on the net, asked slowly. It learns every place that is looked up: a choice of the operator."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, AioHTTPAdapter
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim as Client

from bot.adapters.geocoding.gazetteer import ADDRESS_WITHIN_M
from bot.adapters.geocoding.words import plain
from bot.geo.distance import distance_m
from bot.geo.model import BadPoint, Located, Point
from bot.geo.ports import Geocoder, GeocoderDown

GAP_S = 1.0
"""The usage policy of the public server: at most one request a second for the whole application."""

PATIENCE_S = 8.0
"""Who would have to wait longer for a turn is told at once that the geocoder is down."""

TIMEOUT_S = 10.0
CACHED = 2000
"""Answers remembered until the process ends; the policy demands a cache. Nothing is written to the disk."""

_HOUSE_ZOOM = 18
_STREET_ZOOM = 17


class Nominatim:
    """Implements `geo.ports.Geocoder` over HTTP, after a local geocoder that is asked first.

    Raises GeocoderDown when the server refuses, does not answer in ten seconds, or too many people are waiting.
    """

    def __init__(self, url: str, *, contact: str, first: Geocoder, gap_s: float = GAP_S) -> None:
        """`url` is the server's base address. Raises ValueError if it is not one of http or https."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"A Nominatim server has an address such as https://nominatim.example.org, not {url!r}.")
        self._scheme, self._domain = parts.scheme, (parts.netloc + parts.path).rstrip("/")
        self._agent = f"porchlight/0.1 ({contact})" if contact else "porchlight/0.1"
        self._tls = ssl.create_default_context()
        self._first = first
        self._gap_s = gap_s
        self._free_at_s = 0.0
        self._cache: dict[tuple[str, ...], Mapping[str, Any] | None] = {}

    async def find(self, words: str) -> Located | None:
        """See `Geocoder.find`."""
        local = await self._first.find(words)
        if local is not None or not words.strip():
            return local
        raw = await self._ask("geocode", " ".join(plain(words).split()), addressdetails=True, limit=1)
        point = _point(raw)
        return None if raw is None or point is None else Located(point=point, words=_address(raw) or _name(raw))

    async def street_near(self, point: Point) -> str:
        """See `Geocoder.street_near`."""
        local = await self._first.street_near(point)
        if local:
            return local
        raw = await self._ask("reverse", _coordinates(point), zoom=_STREET_ZOOM)
        return "" if raw is None else str(raw.get("address", {}).get("road", ""))

    async def address_at(self, point: Point) -> str:
        """See `Geocoder.address_at`."""
        local = await self._first.address_at(point)
        if local:
            return local
        raw = await self._ask("reverse", _coordinates(point), zoom=_HOUSE_ZOOM)
        there = _point(raw)
        if raw is None or there is None or distance_m(point, there) > ADDRESS_WITHIN_M:
            return ""
        return _address(raw)

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """From local knowledge alone: the policy of the public server forbids completing what people type."""
        return await self._first.suggest(partial, limit)

    async def _ask(self, call: str, query: str, **options: object) -> Mapping[str, Any] | None:
        """One request, or what was answered to the same one before."""
        key = (call, query, *(f"{name}={value}" for name, value in options.items()))
        if key in self._cache:
            return self._cache[key]
        await self._turn()
        try:
            # One connection a lookup: at one a second nothing is gained by keeping it, and nothing has to be closed.
            async with Client(
                domain=self._domain,
                scheme=self._scheme,
                user_agent=self._agent,
                timeout=TIMEOUT_S,
                ssl_context=self._tls,
                adapter_factory=AioHTTPAdapter,
            ) as client:
                found = await getattr(client, call)(query, language="en", **options)
        except (GeopyError, AdapterHTTPError, OSError, ValueError, TypeError, LookupError) as error:
            # The last three are what the client raises over an answer that makes no sense.
            raise GeocoderDown(type(error).__name__) from error
        raw: Mapping[str, Any] | None = None if found is None else found.raw
        if len(self._cache) >= CACHED:
            del self._cache[next(iter(self._cache))]
        self._cache[key] = raw
        return raw

    async def _turn(self) -> None:
        now_s = asyncio.get_running_loop().time()
        wait_s = max(self._free_at_s - now_s, 0.0)
        if wait_s > PATIENCE_S:
            raise GeocoderDown("too many are waiting")
        self._free_at_s = now_s + wait_s + self._gap_s
        await asyncio.sleep(wait_s)


def _coordinates(point: Point) -> str:
    """Rounded to a metre: enough for a house, and it lets the cache answer the same place again."""
    return f"{point.lat:.5f}, {point.lon:.5f}"


def _point(raw: Mapping[str, Any] | None) -> Point | None:
    try:
        return None if raw is None else Point(lat=float(raw["lat"]), lon=float(raw["lon"]))
    except (KeyError, ValueError, BadPoint):
        return None


def _address(raw: Mapping[str, Any]) -> str:
    """`1550 4th Street, San Francisco 94158`; empty when the place is no house."""
    parts = raw.get("address", {})
    if not parts.get("house_number") or not parts.get("road"):
        return ""
    town = next((parts[kind] for kind in ("city", "town", "village", "hamlet") if parts.get(kind)), "")
    behind = " ".join(filter(None, [town, parts.get("postcode", "")]))
    house = f"{parts['house_number']} {parts['road']}"
    return f"{house}, {behind}" if behind else house


def _name(raw: Mapping[str, Any]) -> str:
    """The first three parts of the long name that the server gives to a place without a house number."""
    return ", ".join(str(raw.get("display_name", "")).split(", ")[:3])
