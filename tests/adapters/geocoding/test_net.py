"""The real clients against an HTTP server on this machine that answers like each of the services."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.geocoding.answers import Answer, BadServer, reach_of
from bot.adapters.geocoding.gazetteer import Gazetteer
from bot.adapters.geocoding.make import PUBLIC, Ask, NoGeocoder, ServiceKind, make_geocoder
from bot.adapters.geocoding.net import OverNet, Wire
from bot.adapters.geocoding.nominatim import Nominatim
from bot.geo.model import Point
from bot.geo.ports import Geocoder, GeocoderDown

HOME = Point(lat=40.87, lon=-119.06)
ADDRESS = "12 Juniper Lane, Lantern Hill 00100"
WHERE = {"type": "Point", "coordinates": [-119.0600001, 40.8700001]}

NOMINATIM = {
    "lat": "40.8700001",
    "lon": "-119.0600001",
    "display_name": "12, Juniper Lane, Lantern Hill, Pershing County, Nevada, 00100, United States",
    "address": {"house_number": "12", "road": "Juniper Lane", "town": "Lantern Hill", "postcode": "00100"},
}
PHOTON = {
    "geometry": WHERE,
    "properties": {"housenumber": "12", "street": "Juniper Lane", "city": "Lantern Hill", "postcode": "00100"},
}
PELIAS = {
    "geometry": WHERE,
    "properties": {
        "layer": "address", "name": "12 Juniper Lane", "housenumber": "12", "street": "Juniper Lane",
        "locality": "Lantern Hill", "postalcode": "00100",
    },
}  # fmt: skip
CENSUS = {
    "matchedAddress": "12 JUNIPER LN, LANTERN HILL, NV, 00100",
    "coordinates": {"x": -119.0600001, "y": 40.8700001},
    "addressComponents": {"fromAddress": "2", "toAddress": "98", "streetName": "JUNIPER"},
}
FOUND = {
    ServiceKind.NOMINATIM: NOMINATIM,
    ServiceKind.PHOTON: PHOTON,
    ServiceKind.PELIAS: PELIAS,
    ServiceKind.CENSUS: CENSUS,
}
KINDS = list(FOUND)


@dataclass
class Server:
    """One server that answers the calls of all four services as they document them."""

    url: str = ""
    status: int = 200
    places: dict[ServiceKind, Any] = field(default_factory=lambda: dict(FOUND))
    delay_s: float = 0.0
    asked: list[web.Request] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.times_s.append(time.monotonic())
        await asyncio.sleep(self.delay_s)
        return web.json_response(self._said(request), status=self.status)

    def _said(self, request: web.Request) -> Any:
        match request.path:
            case "/search":
                place = self.places[ServiceKind.NOMINATIM]
                return [place] if place else []
            case "/reverse" if "zoom" in request.query:
                return self.places[ServiceKind.NOMINATIM] or {"error": "Unable to geocode"}
            case "/api" | "/reverse":
                place = self.places[ServiceKind.PHOTON]
                return {"features": [place] if place else []}
            case "/v1/search" | "/v1/reverse":
                place = self.places[ServiceKind.PELIAS]
                return {"features": [place] if place else []}
            case "/geocoder/locations/onelineaddress":
                place = self.places[ServiceKind.CENSUS]
                return {"result": {"addressMatches": [place] if place else []}}
        return {}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_get("/{tail:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    yield server
    await runner.cleanup()


def asking(server: Server, kind: ServiceKind = ServiceKind.NOMINATIM, per_second: float = 1000.0) -> Geocoder:
    return make_geocoder(
        Ask(kind=kind, url=server.url, key="k1", contact="operator@example.org", per_second=per_second)
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_a_place_is_found_and_named(server: Server, kind: ServiceKind) -> None:
    """Each service finds an address with tidy words, and a point gets its street and address from all but the Census;
    we say who we are."""
    geocoder = asking(server, kind)
    found = await geocoder.find("12 Juniper Lane")
    assert found is not None
    assert found.words == ADDRESS.replace("Lane", "Ln" if kind is ServiceKind.CENSUS else "Lane")
    assert found.point == Point(lat=40.8700001, lon=-119.0600001)
    assert await geocoder.town("Lantern Hill") == found.point
    looks_back = kind is not ServiceKind.CENSUS
    assert await geocoder.street_near(HOME) == ("Juniper Lane" if looks_back else "")
    assert await geocoder.address_at(HOME) == (ADDRESS if looks_back else "")
    assert len(server.asked) == (4 if looks_back else 2)
    assert {request.headers["User-Agent"] for request in server.asked} == {"porchlight/0.1 (operator@example.org)"}
    assert all((request.query.get("api_key") == "k1") == (kind is ServiceKind.PELIAS) for request in server.asked)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_not_there(server: Server, kind: ServiceKind) -> None:
    """A place that a service does not know is not found, without an error."""
    geocoder = asking(server, kind)
    server.places[kind] = None
    assert await geocoder.find("nowhere") is None
    assert await geocoder.town("nowhere") is None
    assert (await geocoder.street_near(HOME), await geocoder.address_at(HOME)) == ("", "")


@pytest.mark.parametrize("kind", KINDS)
async def test_who_is_owed_a_name(server: Server, kind: ServiceKind) -> None:
    """Each service names its sources, behind those of the list that is asked first."""
    first = Gazetteer([], attribution="Town hall")
    whole = OverNet(asking(server, kind)._service, first=first).attribution  # type: ignore[attr-defined]
    assert whole.startswith("Town hall · ")
    assert ("Census Bureau" if kind is ServiceKind.CENSUS else "© OpenStreetMap contributors") in whole


STREETS = {
    ServiceKind.NOMINATIM: {"lat": "40.87", "lon": "-119.06", "display_name": "Mill Street, Lantern Hill, Nevada"},
    ServiceKind.PHOTON: {
        "geometry": WHERE, "properties": {"osm_key": "highway", "name": "Mill Street", "city": "Lantern Hill"},
    },
    ServiceKind.PELIAS: {
        "geometry": WHERE, "properties": {"layer": "street", "name": "Mill Street", "locality": "Lantern Hill"},
    },
    ServiceKind.CENSUS: {**CENSUS, "matchedAddress": "MILL ST, LANTERN HILL, NV, 00100"},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_a_place_without_a_number(server: Server, kind: ServiceKind) -> None:
    """A street has a name and a point, but is no street address."""
    server.places[kind] = STREETS[kind]
    geocoder = asking(server, kind)
    found = await geocoder.find("mill street")
    assert found is not None
    assert found.words.startswith("Mill St")
    assert "Lantern Hill" in found.words
    assert await geocoder.address_at(HOME) == ""


TOWNS: dict[ServiceKind, Any] = {
    ServiceKind.NOMINATIM: {**NOMINATIM, "address": {}, "boundingbox": ["40.8", "40.9", "-119.1", "-119.0"]},
    ServiceKind.PHOTON: {"geometry": WHERE, "properties": {"type": "city", "name": "Lantern Hill"}},
    ServiceKind.PELIAS: {"geometry": WHERE, "properties": {"layer": "locality", "name": "Lantern Hill"}},
}
LONG: dict[ServiceKind, Any] = {
    ServiceKind.NOMINATIM: {
        **STREETS[ServiceKind.NOMINATIM],
        "boundingbox": ["{south}", "40.87", "-119.06", "-119.06"],
    },
    ServiceKind.PHOTON: {
        "geometry": WHERE,
        "properties": {"type": "street", "name": "Mill Street", "extent": [-119.06, 40.87, -119.06, "{south}"]},
    },
    ServiceKind.PELIAS: {
        "geometry": WHERE,
        "properties": {"layer": "street", "name": "Mill Street"},
        "bbox": [-119.06, "{south}", -119.06, 40.87],
    },
}


@pytest.mark.parametrize("kind", TOWNS)
async def test_a_whole_town_is_no_place(server: Server, kind: ServiceKind) -> None:
    """The middle of a town is not where something happened; it still completes a short plus code."""
    server.places[kind] = TOWNS[kind]
    geocoder = asking(server, kind)
    assert await geocoder.find("Lantern Hill") is None
    assert await geocoder.town("Lantern Hill") == Point(lat=40.8700001, lon=-119.0600001)
    assert len(server.asked) == 1


def test_a_place_that_reaches_over_the_edge_of_the_world() -> None:
    """A box up to the pole is no place to meet, and no error."""
    assert reach_of(60, -180, 90, 180) == math.inf
    assert reach_of(40, -119, 40.01, -119) == pytest.approx(555, abs=1)


@pytest.mark.parametrize(("south", "short"), [(40.8612, True), (40.8608, False)])
@pytest.mark.parametrize("kind", LONG)
async def test_a_long_street_is_no_place(server: Server, kind: ServiceKind, south: float, short: bool) -> None:
    """A street of up to a kilometre is a place, a longer one needs a number: as in the list on this machine."""
    server.places[kind] = json.loads(json.dumps(LONG[kind]).replace('"{south}"', str(south)))
    assert (await asking(server, kind).find("Mill Street") is not None) == short


@pytest.mark.parametrize("street", ["12 Juniper Lane", "Juniper Lane"])
async def test_a_street_never_has_a_house_number(server: Server, street: str) -> None:
    """Also where a service writes the house number into the street."""
    server.places[ServiceKind.PHOTON] = {"geometry": WHERE, "properties": {"housenumber": "12", "street": street}}
    assert await asking(server, ServiceKind.PHOTON).street_near(HOME) == "Juniper Lane"
    assert Answer(point=HOME, house="4", street="4th Street").road == "4th Street"


async def test_a_house_far_off_is_not_the_address(server: Server) -> None:
    """What lies more than 60 m away is not the address at the point."""
    server.places[ServiceKind.NOMINATIM] = {**NOMINATIM, "lat": "40.871"}
    assert await asking(server).address_at(HOME) == ""


@pytest.mark.parametrize("kind", [ServiceKind.NOMINATIM, ServiceKind.PHOTON])
async def test_the_list_on_this_machine_is_asked_first(server: Server, kind: ServiceKind) -> None:
    """What the gazetteer knows never leaves the machine."""
    rows = [
        {"LON": str(HOME.lon), "LAT": str(HOME.lat), "NUMBER": "7", "STREET": "Elm Street", "CITY": "Maple"},
    ]
    geocoder = OverNet(asking(server, kind)._service, first=Gazetteer(rows))  # type: ignore[attr-defined]
    assert (await geocoder.find("7 elm st")) is not None
    assert await geocoder.town("Maple") == HOME
    assert (await geocoder.street_near(HOME), await geocoder.address_at(HOME)) == ("Elm Street", "7 Elm Street, Maple")
    assert server.asked == []


async def test_nobody_asks_twice(server: Server) -> None:
    """The same words and the same place are answered from memory, found or not, also while the first is under way."""
    geocoder = asking(server)
    server.delay_s = 0.05
    for words in ("12 Juniper Lane", " 12  JUNIPER lane "):
        await geocoder.find(words)
        await geocoder.address_at(HOME)
    server.places[ServiceKind.NOMINATIM] = None
    for _ in range(2):
        assert await geocoder.find("nowhere") is None
    assert len(server.asked) == 3


async def test_the_memory_is_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not more answers are remembered than the bound; the oldest is forgotten first."""
    monkeypatch.setattr("bot.adapters.geocoding.net.CACHED", 3)
    geocoder = asking(server)
    for number in (1, 2, 3, 4, 4, 1):
        await geocoder.find(f"{number} Juniper Lane")
    assert len(server.asked) == 5


@pytest.mark.parametrize("kind", KINDS)
async def test_questions_leave_one_gap_apart(server: Server, kind: ServiceKind) -> None:
    """However many people ask at once for whatever, requests start at least the gap apart."""
    geocoder = asking(server, kind, per_second=7)
    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(geocoder.find(f"{number} Juniper Lane"))
            group.create_task(geocoder.town(f"Town {number}"))
            group.create_task(geocoder.street_near(Point(lat=number, lon=0)))
    gaps = [after - before for before, after in zip(server.times_s, server.times_s[1:], strict=False)]
    assert min(gaps) > 0.1
    assert len(gaps) == (5 if kind is ServiceKind.CENSUS else 8)


async def test_the_gap_is_a_second_unless_told_otherwise() -> None:
    """One request a second for the whole application is what the settings begin with."""
    assert Ask().per_second == 1.0
    assert OverNet(Nominatim(Wire("http://127.0.0.1:9", "")), first=NoGeocoder())._gap_s == 1.0


async def test_who_would_wait_too_long_is_told_at_once(server: Server) -> None:
    """Behind a long queue the answer is GeocoderDown, not a long silence."""
    geocoder = asking(server, per_second=0.05)
    await geocoder.find("1 Juniper Lane")
    with pytest.raises(GeocoderDown, match="waiting"):
        await geocoder.find("2 Juniper Lane")


@pytest.mark.parametrize("status", [403, 429, 500, 503])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_server_that_refuses_is_down(server: Server, status: int, kind: ServiceKind) -> None:
    """Every refusal of the server is GeocoderDown, and it is not remembered."""
    geocoder = asking(server, kind)
    server.status = status
    with pytest.raises(GeocoderDown):
        await geocoder.find("12 Juniper Lane")
    server.status = 200
    assert await geocoder.find("12 Juniper Lane") is not None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_server_that_hangs_is_down(server: Server, kind: ServiceKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not answer in time is down."""
    monkeypatch.setattr("bot.adapters.geocoding.net.TIMEOUT_S", 0.2)
    server.delay_s = 1.0
    with pytest.raises(GeocoderDown):
        await asking(server, kind).find("12 Juniper Lane")


NONSENSE: list[Any] = [
    {"lat": "north", "lon": "west", "geometry": {"coordinates": ["x", "y"]}, "properties": {}},
    {
        "lat": "88", "lon": "0", "geometry": {"coordinates": [0, 88]}, "properties": {},
        "coordinates": {"x": 0, "y": 88}, "matchedAddress": "1 A",
    },
    {"geometry": {"coordinates": [1]}, "properties": None},
    ["what"],
    "what",
    7,
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE, ids=str)
@pytest.mark.parametrize("kind", KINDS)
async def test_nonsense_is_down(server: Server, kind: ServiceKind, nonsense: Any) -> None:
    """An answer that nobody can use is GeocoderDown, and no other error."""
    server.places[kind] = nonsense
    with pytest.raises(GeocoderDown):
        await asking(server, kind).find("12 Juniper Lane")


async def test_a_server_that_is_not_there_is_down() -> None:
    """No connection is GeocoderDown."""
    gone = make_geocoder(Ask(kind=ServiceKind.PHOTON, url="http://127.0.0.1:9"))
    with pytest.raises(GeocoderDown):
        await gone.street_near(HOME)


async def test_nothing_is_completed_over_the_net(server: Server) -> None:
    """Half-typed words never leave the machine, and empty ones ask nobody."""
    geocoder = asking(server)
    assert await geocoder.suggest("12 Jun") == []
    assert await geocoder.find("  ") is None
    assert await geocoder.town("#!") is None
    assert server.asked == []


MISTAKES: list[tuple[Ask, str]] = [
    (Ask(kind=ServiceKind.NOMINATIM, url="nominatim"), "such as https://"),
    (Ask(kind=ServiceKind.PHOTON, url="ftp://example.org"), "such as https://"),
    (Ask(kind=ServiceKind.PELIAS), r"\[geocoding\] url"),
    (Ask(kind=ServiceKind.NOMINATIM), r"\[geocoding\] contact"),
    (Ask(kind=ServiceKind.CENSUS, per_second=2), "one question a second"),
    (Ask(kind=ServiceKind.PHOTON, url=PUBLIC[ServiceKind.PHOTON] + "/", per_second=1.5), "one question a second"),
]


@pytest.mark.parametrize(("ask", "says"), MISTAKES, ids=lambda value: getattr(value, "kind", None))
def test_mistakes_in_the_settings(ask: Ask, says: str) -> None:
    """Each mistake is told in one sentence with the cure; public servers cannot be hurried."""
    with pytest.raises(BadServer, match=says):
        make_geocoder(ask)


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_public_servers(kind: ServiceKind) -> None:
    """With a contact and nothing else, the public server is the one that is asked."""
    made = make_geocoder(Ask(kind=kind, contact="operator@example.org"))
    assert isinstance(made, OverNet)
    wire = made._service._wire  # type: ignore[attr-defined]
    assert f"{wire.scheme}://{wire.domain}" == PUBLIC[kind]
