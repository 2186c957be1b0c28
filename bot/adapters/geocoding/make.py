"""Which geocoder the settings ask for; what needs the net is imported only then."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from bot.adapters.geocoding.answers import BadServer
from bot.adapters.geocoding.gazetteer import Gazetteer
from bot.geo.model import Located, Point
from bot.geo.ports import Geocoder

if TYPE_CHECKING:
    from bot.adapters.geocoding.answers import Service


class ServiceKind(StrEnum):
    """Who is asked on the net, after the gazetteer."""

    NONE = "none"
    """Nobody: places are found in the gazetteer, or people send pins and coordinates."""
    NOMINATIM = "nominatim"
    PHOTON = "photon"
    PELIAS = "pelias"
    CENSUS = "census"


PUBLIC = {
    ServiceKind.NOMINATIM: "https://nominatim.openstreetmap.org",
    ServiceKind.PHOTON: "https://photon.komoot.io",
    ServiceKind.CENSUS: "https://geocoding.geo.census.gov",
}
"""The public servers, which all may use, and none may hurry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A service and how it may be asked."""

    kind: ServiceKind = ServiceKind.NONE
    url: str = ""
    """The server's base address; empty: the public server."""
    key: str = ""
    contact: str = ""
    """A mail address or page of the operator, which public servers demand."""
    per_second: float = 1.0


class NoGeocoder:
    """Implements `geo.ports.Geocoder` and knows no place."""

    attribution = ""

    async def find(self, words: str) -> Located | None:
        """None."""
        return None

    async def town(self, words: str) -> Point | None:
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


def make_geocoder(ask: Ask, *, gazetteer: Path | None = None, attribution: str = "") -> Geocoder:
    """The gazetteer, if there is one, and behind it the service; the gazetteer alone completes half-typed addresses.

    Raises BadGazetteer when the file cannot be used, and BadServer when the service cannot be asked like this.
    """
    local: Geocoder = NoGeocoder() if gazetteer is None else Gazetteer.load(gazetteer, attribution=attribution)
    if ask.kind is ServiceKind.NONE:
        return local
    from bot.adapters.geocoding.net import OverNet

    return OverNet(_service(ask), first=local, per_second=ask.per_second)


def _service(ask: Ask) -> "Service":
    from bot.adapters.geocoding.net import PER_SECOND, Wire

    public = PUBLIC.get(ask.kind, "")
    url = (ask.url or public).rstrip("/")
    if not url:
        raise BadServer(f"There is no public {ask.kind.capitalize()} server; give the address of yours as [geocoding] url.")
    if url in PUBLIC.values() and ask.per_second > PER_SECOND:
        raise BadServer(f"{url} allows one question a second; set [geocoding] per_second to 1.")
    if url == PUBLIC[ServiceKind.NOMINATIM] and not ask.contact:
        raise BadServer(f"{url} demands a way to reach you; set [geocoding] contact to a mail address or a page.")
    wire = Wire(url, ask.contact)
    match ask.kind:
        case ServiceKind.NOMINATIM:
            from bot.adapters.geocoding.nominatim import Nominatim

            return Nominatim(wire)
        case ServiceKind.PHOTON:
            from bot.adapters.geocoding.photon import Photon

            return Photon(wire)
        case ServiceKind.PELIAS:
            from bot.adapters.geocoding.pelias import Pelias

            return Pelias(wire, ask.key)
        case ServiceKind.CENSUS:
            from bot.adapters.geocoding.census import Census

            return Census(wire)
        case ServiceKind.NONE:
            raise BadServer("Nobody is to be asked.")
        case other:
            assert_never(other)
