"""Worlds side by side: made from one template, each with owners of its own, and one session for all of them."""

import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import aiosqlite.core
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db import migrate
from bot.db.engine import make_engine
from bot.db.transaction import make_begin
from tests.conftest import EMPTY as EMPTY_TABLES
from tests.conftest import administer
from tests.db.houses import SEALS
from tests.promises.worlds.chance import OWNERS, Chance
from tests.promises.worlds.owners import draw_owners, move_in
from tests.promises.worlds.seen import first_difference
from tests.promises.worlds.sessions import Session, live_session, play_again
from tests.promises.worlds.town import Town, found_town
from tests.promises.worlds.world import World, opened

COUNT_FROM = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(format('%I', name)::regclass, {offset} + 997 * length(name) + ascii(name));
    END LOOP;
END $$
"""
"""Every table from another number."""
FOUNDED = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
"""When everybody registered."""
EMPTY = 0
"""The seed of a world without owners, those who approve in every world apart."""
STARTS = tuple(datetime(2026, 11, 23, hour, 15, 30, tzinfo=UTC) for hour in (13, 16, 18, 20, 23, 2))
"""When a session may begin: by day, in the evening, at night."""


@dataclass(slots=True, kw_only=True)
class Ground:
    """Where worlds are made: one engine in turn for all, so that statements are compiled once."""

    engine: AsyncEngine
    folder: Path
    town: Town
    fresh: Callable[[], Awaitable[None]]
    """Put the template in the place of whatever was."""
    drawing: list[Chance]
    offset: int = 0
    """On PostgreSQL: from where every table counts its rows, more or less."""

    async def world(self, session_seed: object, world_seed: object, *, by_worker: bool = False) -> World:
        """A world of this seed, ready to be played."""
        await self.fresh()
        chance = Chance(session_seed, world_seed)
        self.drawing[:] = [chance]
        start = STARTS[hash_of(session_seed) % len(STARTS)]
        owners = draw_owners(f"{session_seed}/{world_seed}") if world_seed != EMPTY else []
        with chance.of(OWNERS):
            async with make_begin(self.engine, lambda: None, SEALS)() as tx:
                await move_in(tx, owners, self.town.departments, chance, start)
        return opened(self.engine, self.folder, self.town, owners, chance, start, by_worker)


def world_seeds(seed: object, worlds: int) -> list[int]:
    """Seeds of so many worlds with different owners each; the second has none."""
    found: dict[str, int] = {}
    for number in itertools.count(1):
        owners = draw_owners(f"{seed}/{number}")
        if owners:
            found.setdefault(repr(owners), number)
        if len(found) == worlds - 1:
            first, *others = found.values()
            return [first, EMPTY, *others]
    raise AssertionError("counting has an end")


def hash_of(seed: object) -> int:
    """The same in every process, unlike Python's own."""
    return sum(position * ord(letter) for position, letter in enumerate(str(seed), 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one session in several worlds."""

    seed: object
    seen: list[list[str]]
    owners: list[list[str]]
    acts: int
    letters: list[int]
    """How many messages arrived at owners, world by world."""

    @property
    def pairs(self) -> int:
        """Every two of the worlds whose owners differ."""
        return sum(one != other for one, other in combinations(self.owners, 2))

    def difference(self) -> str | None:
        """Where two of them can be told apart; None when no two can be."""
        for number, other in enumerate(self.seen[1:], 1):
            if (found := first_difference(self.seen[0], other)) is not None:
                return f"session {self.seed}, worlds 0 and {number}:\n{found}"
        return None


async def play(ground: Ground, seed: object, worlds: int, acts: int, **how: Any) -> Played:
    """Live a session in one world and play it again in the others, of which the first is empty of owners."""
    seen, owners, letters = [], [], []
    session: Session | None = None
    for number in world_seeds(seed, worlds):
        world = await ground.world(seed, number, **how)
        if session is None:
            session = await live_session(world, seed, acts)
        else:
            await play_again(world, session.steps)
        # With the real worker, which of two that leave at one moment is first is chance in every world.
        seen.append(sorted(world.seen.lines) if world.by_worker else world.seen.lines)
        owners.append([owner.name + repr(owner.cameras) + owner.answer for owner in world.owners])
        letters.append(len(world.letters))
    assert session is not None
    return Played(seed=seed, seen=seen, owners=owners, acts=len(session.steps), letters=letters)


@asynccontextmanager
async def postgres_ground(url: str, folder: Path) -> AsyncIterator[Ground]:
    """Worlds on PostgreSQL, one after another in the same database."""
    engine = make_engine(url)
    await migrate.upgrade(engine)
    drawing: list[Chance] = []

    async def fresh() -> None:
        await engine.dispose()
        await administer(url, EMPTY_TABLES)
        if ground.offset:
            await administer(url, COUNT_FROM.format(offset=ground.offset))
        ground.town = await settled(engine)

    ground = Ground(engine=engine, folder=folder, town=Town(), fresh=fresh, drawing=drawing)
    try:
        yield ground
    finally:
        await engine.dispose()


@contextmanager
def in_this_thread() -> Iterator[None]:
    """SQLite without a thread of its own: the same calls in the same order, at half the time."""
    through_a_thread = aiosqlite.core.Connection._execute

    async def at_once(self: Any, call: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return call(*args, **named)

    aiosqlite.core.Connection._execute = at_once  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        aiosqlite.core.Connection._execute = through_a_thread  # type: ignore[method-assign]


async def template_for(migrated: Path, path: Path) -> Town:
    """A database with the town in it."""
    shutil.copyfile(migrated, path)
    engine = make_engine(f"sqlite:///{path}")
    try:
        return await settled(engine)
    finally:
        await engine.dispose()


async def settled(engine: AsyncEngine) -> Town:
    """The town moves in."""
    async with make_begin(engine, lambda: None, SEALS)() as tx:
        return await found_town(tx, Chance("town", ""), FOUNDED)


def put_back(template: Path, path: Path) -> None:
    """The template in the place of a database and of whatever lies beside it."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    shutil.copyfile(template, path)


@asynccontextmanager
async def sqlite_ground(template: Path, town: Town, folder: Path) -> AsyncIterator[Ground]:
    """Worlds on SQLite, one after another in the same file."""
    path = folder / "world.db"
    engine = make_engine(f"sqlite:///{path}")
    drawing: list[Chance] = []

    @event.listens_for(engine.sync_engine, "connect")
    def seeded(connection: Any, _: object) -> None:
        connection.create_function("random", 0, lambda: drawing[0].signed_64() if drawing else 0)

    async def fresh() -> None:
        await engine.dispose()
        put_back(template, path)

    try:
        yield Ground(engine=engine, folder=folder, town=town, fresh=fresh, drawing=drawing)
    finally:
        await engine.dispose()
