"""The same house as the handlers' tests."""

from dataclasses import replace

import pytest

from bot.geo.model import Located, Point
from bot.geo.ports import GeocoderDown
from bot.handlers.context import Services
from bot.handlers.router import Router
from tests.handlers.conftest import clock, services  # noqa: F401
from tests.handlers.house import Somebody
from tests.handlers.routes import ALL_ROUTES


@pytest.fixture
def router(services: Services) -> Router:  # noqa: F811
    """The whole house's router."""
    return Router(services, ALL_ROUTES)


class DownGeocoder:
    """The outside world at its worst: a geocoder that never answers."""

    attribution = ""

    async def find(self, words: str) -> Located | None:
        """Down."""
        raise GeocoderDown

    async def town(self, words: str) -> Point | None:
        """Down."""
        raise GeocoderDown

    async def street_near(self, point: Point) -> str:
        """Down."""
        raise GeocoderDown

    async def address_at(self, point: Point) -> str:
        """Down."""
        raise GeocoderDown

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Down."""
        raise GeocoderDown


@pytest.fixture
def lost(services: Services) -> Somebody:  # noqa: F811
    """Somebody whose bot has a geocoder that is down."""
    return Somebody(router=Router(replace(services, geocoder=DownGeocoder()), ALL_ROUTES))


@pytest.fixture
def ada(router: Router) -> Somebody:
    """Somebody in a direct message."""
    return Somebody(router=router)
