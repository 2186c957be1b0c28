"""An evening in one process, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.stories.inside import Evening, evening


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """A town with an officer and a reviewer, the worker running, the clock in the test's hands."""
    async with evening(engine, tmp_path) as made:
        yield made
