"""A department at its desk, in the whole house."""

import pytest

from bot.handlers.context import Services
from bot.handlers.router import Router
from tests.features.requests import desk as making
from tests.features.requests.desk import Desk
from tests.handlers.house import Hands


@pytest.fixture
async def desk(services: Services, router: Router, clock: Hands) -> Desk:
    """An officer on duty with an account on each platform."""
    return await making.desk(services, router, clock)
