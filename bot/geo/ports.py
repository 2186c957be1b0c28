"""The port of a geocoder."""

from typing import Protocol

from bot.geo.model import Located, Point


class Geocoder(Protocol):
    """Finds places from words. Asked outside of transactions; never raises for a place that is not there.

    Everything but `suggest` may raise GeocoderDown. What is asked is remembered in memory only, and not for long.
    """

    @property
    def attribution(self) -> str:
        """Whom to name wherever its answers are shown, in their own words; empty when nobody demands it."""
        ...

    async def find(self, words: str) -> Located | None:
        """The best match for an address, or for a corner written `Oak St & 5th, Springfield`; None when there is none."""
        ...

    async def town(self, words: str) -> Point | None:
        """The middle of a town, good for completing a short plus code and nothing else; None when it is not known."""
        ...

    async def street_near(self, point: Point) -> str:
        """The street nearest to the point, or `Oak Street & Elm Avenue` when another one is close too.

        Never with a house number; empty when unknown.
        """
        ...

    async def address_at(self, point: Point) -> str:
        """The street address nearest to the point, at most 60 m away; empty when unknown."""
        ...

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Addresses that begin like this, from local knowledge only and at once."""
        ...


class GeocoderDown(Exception):
    """The geocoder did not answer; the person may give coordinates or a pin instead."""
