"""The real geopy client against an HTTP server on this machine that answers like Nominatim."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.adapters.geocoding.make import GeocoderKind, NoGeocoder, make_geocoder
from bot.adapters.geocoding.nominatim import Nominatim
from bot.geo.model import Point
from bot.geo.ports import GeocoderDown

HOME = Point(lat=40.87, lon=-119.06)
PLACE = {
    "lat": "40.8700001",
    "lon": "-119.0600001",
    "display_name": "12, Juniper Lane, Lantern Hill, Pershing County, Nevada, 00100, United States",
    "address": {"house_number": "12", "road": "Juniper Lane", "town": "Lantern Hill", "postcode": "00100"},
}


@dataclass
class Server:
    url: str = ""
    status: int = 200
    place: dict[str, object] | None = field(default_factory=lambda: dict(PLACE))
    asked: list[web.Request] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        self.times_s.append(time.monotonic())
        if request.path.endswith("/search"):
            return web.json_response([self.place] if self.place else [], status=self.status)
        return web.json_response(self.place or {"error": "Unable to geocode"}, status=self.status)


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


def asking(server: Server, gap_s: float = 0.0) -> Nominatim:
    return Nominatim(server.url, contact="operator@example.org", first=NoGeocoder(), gap_s=gap_s)


async def test_a_place_is_found_and_named(server: Server) -> None:
    """An address is found with tidy words; a point gets its street and its address; we say who we are."""
    geocoder = asking(server)
    found = await geocoder.find("12 Juniper Lane")
    assert found is not None
    assert found.words == "12 Juniper Lane, Lantern Hill 00100"
    assert found.point == Point(lat=40.8700001, lon=-119.0600001)
    assert await geocoder.street_near(HOME) == "Juniper Lane"
    assert await geocoder.address_at(HOME) == "12 Juniper Lane, Lantern Hill 00100"
    assert {request.headers["User-Agent"] for request in server.asked} == {"porchlight/0.1 (operator@example.org)"}


async def test_a_place_without_a_number(server: Server) -> None:
    """A park has a name and a point, but no street address."""
    server.place = {"lat": "40.87", "lon": "-119.06", "display_name": "Mill Park, Mill Street, Lantern Hill, Nevada"}
    geocoder = asking(server)
    found = await geocoder.find("mill park")
    assert found is not None
    assert found.words == "Mill Park, Mill Street, Lantern Hill"
    assert (await geocoder.address_at(HOME), await geocoder.street_near(HOME)) == ("", "")


async def test_an_address_far_away_is_not_the_one_here(server: Server) -> None:
    """The server names the nearest house however far it is; beyond 60 m it is not ours."""
    assert server.place is not None
    server.place["lat"] = "40.8710"
    assert await asking(server).address_at(HOME) == ""


async def test_nothing_found_is_no_error(server: Server) -> None:
    """An unknown place is None or empty, and so is one at the pole, which we do not serve."""
    for place in (None, {"lat": "89", "lon": "0", "display_name": "x", "address": {}}):
        server.place = place
        geocoder = asking(server)
        assert await geocoder.find("nowhere") is None
        assert (await geocoder.street_near(HOME), await geocoder.address_at(HOME)) == ("", "")


async def test_the_same_question_is_asked_once(server: Server) -> None:
    """The same words and the same place are answered from memory, found or not."""
    geocoder = asking(server)
    for words in ("12 Juniper Lane", " 12  JUNIPER lane "):
        await geocoder.find(words)
        await geocoder.address_at(HOME)
    server.place = None
    for _ in range(2):
        assert await geocoder.find("nowhere") is None
    assert len(server.asked) == 3


async def test_questions_leave_one_gap_apart(server: Server) -> None:
    """However many people ask at once, requests start at least the gap apart."""
    geocoder = asking(server, gap_s=0.15)
    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(geocoder.find(f"{number} Juniper Lane"))
    gaps = [after - before for before, after in zip(server.times_s, server.times_s[1:], strict=False)]
    assert min(gaps) > 0.1
    assert len(gaps) == 4


async def test_who_would_wait_too_long_is_told_at_once(server: Server) -> None:
    """Behind a long queue the answer is GeocoderDown, not a long silence."""
    geocoder = asking(server, gap_s=20.0)
    await geocoder.find("1 Juniper Lane")
    with pytest.raises(GeocoderDown, match="waiting"):
        await geocoder.find("2 Juniper Lane")


@pytest.mark.parametrize("status", [403, 429, 500, 503])
async def test_a_server_that_refuses_is_down(server: Server, status: int) -> None:
    """Every refusal of the server is GeocoderDown, and it is not remembered."""
    geocoder = asking(server)
    server.status = status
    with pytest.raises(GeocoderDown):
        await geocoder.find("12 Juniper Lane")
    server.status = 200
    assert await geocoder.find("12 Juniper Lane") is not None


async def test_nonsense_is_down(server: Server) -> None:
    """A place without numbers for coordinates is an answer that nobody can use."""
    server.place = {"lat": "north", "lon": "west"}
    with pytest.raises(GeocoderDown):
        await asking(server).find("12 Juniper Lane")


async def test_a_server_that_is_not_there_is_down() -> None:
    """No connection is GeocoderDown."""
    with pytest.raises(GeocoderDown):
        await Nominatim("http://127.0.0.1:9", contact="", first=NoGeocoder()).street_near(HOME)


async def test_nothing_is_completed_over_the_net(server: Server) -> None:
    """Half-typed words never leave the machine."""
    assert await asking(server).suggest("12 Jun") == []
    assert server.asked == []


async def test_the_settings_choose_it(server: Server) -> None:
    """The settings make one, and an address that is no URL is refused with an example of one."""
    assert isinstance(make_geocoder(GeocoderKind.NOMINATIM, nominatim_url=server.url), Nominatim)
    with pytest.raises(ValueError, match="such as https://"):
        make_geocoder(GeocoderKind.NOMINATIM, nominatim_url="nominatim")
