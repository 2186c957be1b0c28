"""A router over a fresh database, and somebody who writes to it."""

from pathlib import Path

import pytest

from bot.handlers.context import Services
from tests.db.houses import Begin
from tests.handlers.house import Hands, services_for


@pytest.fixture
def clock() -> Hands:
    """The test's own clock."""
    return Hands()


@pytest.fixture
def services(begin: Begin, tmp_path: Path, clock: Hands) -> Services:
    """What handlers share."""
    return services_for(begin, tmp_path, clock)
