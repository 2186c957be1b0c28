"""Engines: which URLs are understood, and what SQLite is made to promise."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.db.engine import BadDatabaseUrl, make_engine, read_url
from bot.db.tables import Row
from bot.db.transaction import make_begin
from bot.kernel.ids import PersonId
from bot.terms.model import Terms
from tests.db.houses import SEALS, Begin


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://ada:s%40fe@db/porch", "postgresql+asyncpg://ada:s%40fe@db/porch"),
        ("postgresql://db:5433/porch?ssl=require", "postgresql+asyncpg://db:5433/porch?ssl=require"),
        ("postgresql+asyncpg://db/porch", "postgresql+asyncpg://db/porch"),
        ("sqlite:///porch.db", "sqlite+aiosqlite:///porch.db"),
        ("sqlite:////var/lib/porch.db", "sqlite+aiosqlite:////var/lib/porch.db"),
    ],
)
def test_pasted_urls_are_understood(written: str, meant: str) -> None:
    """A URL as hosters hand it out gets the driver that we ship; nothing else of it changes."""
    assert read_url(written).render_as_string(hide_password=False) == meant


@pytest.mark.parametrize("written", ["", "porch.db", "mysql://db/porch", "sqlite://", "sqlite:///:memory:"])
def test_other_urls_are_refused_with_advice(written: str) -> None:
    """What is no database of ours is refused in a sentence that says what to write."""
    with pytest.raises(BadDatabaseUrl, match="write sqlite:///path"):
        read_url(written)


async def test_sqlite_promises_durability(tmp_path: Path) -> None:
    """Every connection has the write-ahead log, full synchronization and foreign keys; a missing folder is made."""
    engine = make_engine(f"sqlite:///{tmp_path / 'new' / 'porch.db'}")
    async with engine.begin() as connection:
        found = [
            await connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await engine.dispose()
    assert found == ["wal", 2, 1]


async def test_a_read_before_a_write_is_one_transaction(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: two processes that read a number and write it plus one never lose a step."""
    url = f"sqlite:///{tmp_path / 'porch.db'}"
    engines = [make_engine(url), make_engine(url)]
    async with engines[0].begin() as connection:
        await connection.execute(text("CREATE TABLE number (n INTEGER)"))
        await connection.execute(text("INSERT INTO number VALUES (0)"))

    async def step(turn: int) -> None:
        async with engines[turn % 2].begin() as connection:
            number = await connection.scalar(text("SELECT n FROM number"))
            await asyncio.sleep(0)
            await connection.execute(text("UPDATE number SET n = :n"), {"n": number + 1})

    async with asyncio.TaskGroup() as group:
        for turn in range(20):
            group.create_task(step(turn))
    async with engines[0].begin() as connection:
        assert await connection.scalar(text("SELECT n FROM number")) == 20
    for engine in engines:
        await engine.dispose()


async def test_times_keep_their_moment(begin: Begin) -> None:
    """A time with another offset comes back as the same moment in UTC, and one without a zone is refused."""
    noon = datetime(2026, 11, 1, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=-5)))
    async with begin() as tx:
        person = await tx.people.add("telegram", "7", "Ada", "en", noon)
    async with begin() as tx:
        known = await tx.people.person(person.id)
        assert known.created_at == noon
        assert known.created_at.tzinfo is UTC

    async def naive() -> None:
        async with begin() as tx:
            await tx.people.add("telegram", "8", "Bob", "en", noon.replace(tzinfo=None))

    with pytest.raises(StatementError, match="has no time zone"):
        await naive()


async def test_references_hold(begin: Begin) -> None:
    """A row that points at nobody is refused on both databases."""

    async def orphan() -> None:
        async with begin() as tx:
            await tx.terms.put(PersonId(999), Terms(time_zone="UTC"), datetime.now(UTC))

    with pytest.raises(IntegrityError):
        await orphan()


def test_every_table_says_what_forgetting_does() -> None:
    """P10: no table is added without saying what erasing a person does to it."""
    tables = [mapper.class_ for mapper in Row.registry.mappers]
    assert len(tables) == len(Row.metadata.tables)
    assert all(table.forgetting.endswith(".") for table in tables)


async def test_begin_works_on_a_pasted_url(database_url: str) -> None:
    """The URL of a test is one that an operator would write, and it serves."""
    engine = make_engine(database_url)
    async with make_begin(engine, lambda: None, SEALS)() as tx:
        assert await tx.people.with_account("telegram", "7") is None
    await engine.dispose()
