"""A service on the net, asked slowly and never twice. It learns what is looked up: a choice of the operator."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, AioHTTPAdapter
from geopy.exc import GeopyError

from bot.adapters.geocoding.answers import Answer, BadServer, Service
from bot.adapters.geocoding.gazetteer import ADDRESS_WITHIN_M, SHORT_STREET_M
from bot.adapters.geocoding.words import plain
from bot.geo.distance import distance_m
from bot.geo.model import Located, Point
from bot.geo.ports import Geocoder, GeocoderDown

PER_SECOND = 1.0
"""The usage policies of the public servers: at most one request a second for the whole application."""

PATIENCE_S = 8.0
"""Who would have to wait longer for a turn is told at once that the geocoder is down."""

TIMEOUT_S = 10.0
CACHED = 2000
"""Answers remembered until the process ends; the policies demand a cache. Nothing is written to the disk: it would be a
list of the places that people asked about."""


class Wire:
    """How clients of geopy are made for one server: its address, our name, our patience."""

    def __init__(self, url: str, contact: str) -> None:
        """Raises BadServer if the address is not one of http or https."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise BadServer(f"A geocoder has an address such as https://geocoder.example.org, not {url!r}.")
        self.scheme = parts.scheme
        self.domain = (parts.netloc + parts.path).rstrip("/")
        self._agent = f"porchlight/0.1 ({contact})" if contact else "porchlight/0.1"
        self._tls = ssl.create_default_context()

    def client(self, kind: Callable[..., Any], **options: object) -> AbstractAsyncContextManager[Any]:
        """A client for one lookup: at one a second nothing is gained by keeping it, and nothing has to be closed."""
        made: AbstractAsyncContextManager[Any] = kind(
            domain=self.domain,
            scheme=self.scheme,
            user_agent=self._agent,
            timeout=TIMEOUT_S,
            ssl_context=self._tls,
            adapter_factory=AioHTTPAdapter,
            **options,
        )
        return made


class OverNet:
    """Implements `geo.ports.Geocoder` over a service, after a local geocoder that is asked first.

    Raises GeocoderDown when the server refuses, does not answer in ten seconds, or too many people are waiting.
    """

    def __init__(self, service: Service, *, first: Geocoder, per_second: float = PER_SECOND) -> None:
        """At most `per_second` requests leave, whoever asks for whatever."""
        self._service = service
        self._first = first
        self._gap_s = 1 / per_second
        self._free_at_s = 0.0
        self._cache: dict[tuple[object, ...], Answer | None] = {}

    @property
    def attribution(self) -> str:
        """Both sources."""
        return " · ".join(filter(None, [self._first.attribution, self._service.attribution]))

    async def find(self, words: str) -> Located | None:
        """See `Geocoder.find`."""
        local = await self._first.find(words)
        if local is not None or not words.strip():
            return local
        found = await self._sought(words)
        if found is None or (found.reach_m > SHORT_STREET_M and not found.address):
            return None  # The middle of a town or of a long street is not where it was.
        return Located(point=found.point, words=found.address or found.name)

    async def town(self, words: str) -> Point | None:
        """See `Geocoder.town`."""
        local = await self._first.town(words)
        if local is not None or not words.strip():
            return local
        found = await self._sought(words)
        return None if found is None else found.point

    async def street_near(self, point: Point) -> str:
        """See `Geocoder.street_near`; the services know of no second street."""
        local = await self._first.street_near(point)
        if local:
            return local
        found = await self._beside(point, house=False)
        return "" if found is None else found.road

    async def address_at(self, point: Point) -> str:
        """See `Geocoder.address_at`."""
        local = await self._first.address_at(point)
        if local:
            return local
        found = await self._beside(point, house=True)
        return "" if found is None or distance_m(point, found.point) > ADDRESS_WITHIN_M else found.address

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """From local knowledge alone: the policies of the public servers forbid completing what people type."""
        return await self._first.suggest(partial, limit)

    async def _sought(self, words: str) -> Answer | None:
        asked = " ".join(plain(words).split())
        return await self._ask(("find", asked), lambda: self._service.find(asked)) if asked else None

    async def _beside(self, point: Point, *, house: bool) -> Answer | None:
        if not self._service.knows_points:
            return None
        # Rounded to a metre: enough for a house, and it lets the cache answer the same place again.
        rounded = Point(lat=round(point.lat, 5), lon=round(point.lon, 5))
        return await self._ask(("near", rounded, house), lambda: self._service.near(rounded, house=house))

    async def _ask(self, key: tuple[object, ...], request: Callable[[], Any]) -> Answer | None:
        """One request, or what was answered to the same one before."""
        if key in self._cache:
            return self._cache[key]
        await self._turn()
        if key in self._cache:
            return self._cache[key]  # Somebody asked the same while we waited.
        try:
            found: Answer | None = await request()
        except (GeopyError, AdapterHTTPError, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
            # The last four are what a client raises over an answer that makes no sense.
            raise GeocoderDown(type(error).__name__) from error
        if len(self._cache) >= CACHED:
            del self._cache[next(iter(self._cache))]
        self._cache[key] = found
        return found

    async def _turn(self) -> None:
        now_s = asyncio.get_running_loop().time()
        wait_s = max(self._free_at_s - now_s, 0.0)
        if wait_s > PATIENCE_S:
            raise GeocoderDown("too many are waiting")
        self._free_at_s = now_s + wait_s + self._gap_s
        await asyncio.sleep(wait_s)
