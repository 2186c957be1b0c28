"""Which geocoder the settings ask for; the one that needs the net is imported only then."""

from enum import StrEnum
from pathlib import Path

from bot.adapters.geocoding.gazetteer import BadGazetteer, Gazetteer
from bot.geo.model import Located, Point
from bot.geo.ports import Geocoder


class GeocoderKind(StrEnum):
    """How places are found."""

    GAZETTEER = "gazetteer"
    """From a file of addresses on this machine."""
    NOMINATIM = "nominatim"
    """By a Nominatim server, which learns what is looked for."""
    NONE = "none"
    """Not at all: people send pins or coordinates."""


class NoGeocoder:
    """Implements `geo.ports.Geocoder` and knows no place."""

    async def find(self, words: str) -> Located | None:
        """None."""
        return None

    async def street_near(self, point: Point) -> str:
        """Unknown."""
        return ""

    async def address_at(self, point: Point) -> str:
        """Unknown."""
        return ""

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Nothing."""
        return []


def make_geocoder(
    kind: GeocoderKind,
    *,
    gazetteer: Path | None = None,
    nominatim_url: str = "https://nominatim.openstreetmap.org",
    contact: str = "",
) -> Geocoder:
    """The geocoder of this kind. `contact` is a mail address or page of the operator, which public servers demand.

    With NOMINATIM a gazetteer, if there is one, is asked first, and it alone completes half-typed addresses.
    Raises BadGazetteer when the file cannot be used, and ValueError for an address that is no URL.
    """
    local = Gazetteer.load(gazetteer) if gazetteer is not None else None
    match kind:
        case GeocoderKind.GAZETTEER:
            if local is None:
                raise BadGazetteer("The settings choose a gazetteer but name no file of addresses.")
            return local
        case GeocoderKind.NOMINATIM:
            from bot.adapters.geocoding.nominatim import Nominatim

            return Nominatim(nominatim_url, contact=contact, first=local or NoGeocoder())
        case GeocoderKind.NONE:
            return NoGeocoder()
