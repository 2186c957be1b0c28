"""The same evening as in the stories, and two operators in chats of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.features.officers.way import Way, way_of
from tests.stories.inside import Evening, evening


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """Maple with a department, the worker running and the clock in the test's hands."""
    async with evening(engine, tmp_path) as made:
        yield made


@pytest.fixture(params=["telegram", "discord"])
async def way(night: Evening, request: pytest.FixtureRequest) -> Way:
    """Somebody on each platform who is invited and has done nothing yet."""
    return await way_of(night, request.param)
