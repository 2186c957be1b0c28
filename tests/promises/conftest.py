"""The ground on which worlds are made: a template with the town in it, copied for each world."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.promises.worlds.crowd import crowd
from tests.promises.worlds.pairs import Ground, in_this_thread, sqlite_ground, template_for
from tests.promises.worlds.town import Town


@pytest.fixture(scope="session")
def town_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    """A database with the town in it, and who is watched there."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    with in_this_thread():
        return path, asyncio.run(template_for(sqlite_template, path))


@pytest.fixture
async def ground(town_template: tuple[Path, Town], tmp_path: Path) -> AsyncIterator[Ground]:
    """Worlds on SQLite."""
    template, town = town_template
    with in_this_thread():
        async with sqlite_ground(template, town, tmp_path) as made:
            yield made


@pytest.fixture(scope="session")
def crowded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Town]:
    """A town with the crowd in it."""
    path = tmp_path_factory.mktemp("crowded") / "town.db"

    async def make() -> Town:
        town = await template_for(sqlite_template, path)
        await crowd(path)
        return town

    with in_this_thread():
        return path, asyncio.run(make())


@pytest.fixture
async def two_places(crowded: tuple[Path, Town], tmp_path: Path) -> AsyncIterator[Ground]:
    """Ground where one place is full and the other empty."""
    with in_this_thread():
        async with sqlite_ground(*crowded, tmp_path) as made:
            yield made
