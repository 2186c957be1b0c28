"""The port of a geocoder."""

from typing import Protocol

from bot.geo.model import Located, Point


class Geocoder(Protocol):
    """Finds places from words. Asked outside of transactions; never raises for a place that is not there."""

    async def find(self, words: str) -> Located | None:
        """The best match for an address; None when there is none."""
        ...

    async def street_near(self, point: Point) -> str:
        """The name of a street near the point, without a house number; empty when unknown."""
        ...

    async def address_at(self, point: Point) -> str:
        """The street address nearest to the point, at most 60 m away; empty when unknown."""
        ...

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Addresses that begin like this, from local knowledge only and at once."""
        ...


class GeocoderDown(Exception):
    """The geocoder did not answer; the person may give coordinates or a pin instead."""
