"""An evening with two accounts that may be one person's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.features.people.accounts import Pair
from tests.stories.inside import Evening, evening


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """A town with the worker running and the clock in the test's hands."""
    async with evening(engine, tmp_path) as made:
        yield made


@pytest.fixture
async def pair(night: Evening) -> Pair:
    """Ada on Telegram, and an account on Discord that the bot does not know yet."""
    first = await night.resident("Ada")
    second = await night.resident("Bob", "discord")
    return Pair(night=night, first=first, second=second)
