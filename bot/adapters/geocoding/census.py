"""The geocoder of the United States Census Bureau: free, without a key, for addresses in the United States only."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from geopy.geocoders.base import Geocoder as Base

from bot.adapters.geocoding.answers import Answer
from bot.adapters.geocoding.net import Wire
from bot.adapters.geocoding.words import tidy_street
from bot.geo.model import Point


class Census:
    """Implements `answers.Service`. It interpolates along the street, and knows no address for a point."""

    attribution = "This product uses the Census Bureau Data API but is not endorsed or certified by the Census Bureau."
    knows_points = False

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def find(self, words: str) -> Answer | None:
        """By an address on one line."""
        async with self._wire.client(_Client) as client:
            answer: Answer | None = await client.geocode(words)
            return answer

    async def near(self, point: Point, *, house: bool) -> Answer | None:
        """Nothing, and without a request: the service has no addresses for points."""
        return None


class _Client(Base):  # type: ignore[misc]  # geopy has no types.
    """What geopy lacks: one call, in the manner of its own clients."""

    def __init__(self, *, domain: str, **options: Any) -> None:
        super().__init__(**options)
        self._api = f"{self.scheme}://{domain}/geocoder/locations/onelineaddress"

    def geocode(self, words: str) -> Any:
        """The best match as an Answer, or None."""
        query = urlencode({"address": words, "benchmark": "Public_AR_Current", "format": "json"})
        return self._call_geocoder(f"{self._api}?{query}", _read)


def _read(said: Mapping[str, Any]) -> Answer | None:
    matches = said["result"]["addressMatches"]
    if not matches:
        return None
    best = matches[0]
    # The parts hold the range of house numbers of the block; only the line has the number that was asked for.
    line = str(best["matchedAddress"]).split(", ")
    house, _, street = line[0].partition(" ")
    numbered = house[:1].isdigit() and bool(street)
    return Answer(
        point=Point(lat=float(best["coordinates"]["y"]), lon=float(best["coordinates"]["x"])),
        house=house if numbered else "",
        street=tidy_street(street if numbered else line[0]),
        town=tidy_street(line[1]) if len(line) > 1 else "",
        postcode=line[-1] if line[-1].isdigit() else "",
        name=tidy_street(", ".join(line[:2])),
    )
