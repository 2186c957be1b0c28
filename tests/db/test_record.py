"""P3 at the bottom: the record only grows, and the database itself refuses anything else."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.kernel.ids import Ref, new_ref
from bot.record.chain import GENESIS, first_broken, link
from bot.record.model import Entry, EntryKind
from tests.db.houses import NOW, Begin


def entry(words: str) -> Entry:
    """An entry whose body is not in alphabetical order."""
    body = {"type": "burglary", "area": words, "empty": ""}
    return Entry(ref=new_ref(), kind=EntryKind.REQUEST_FILED, body=body, at=NOW)


async def test_entries_are_chained(begin: Begin) -> None:
    """Leaves come back as they were appended, numbered from zero, with an unbroken chain and the order of telling."""
    async with begin() as tx:
        first = await tx.record.append(entry("Calle Peñón"))
        second = await tx.record.append(entry("Main"))
    async with begin() as tx:
        leaves = await tx.record.leaves()
        assert list(leaves) == [first, second]
        assert list(leaves[0].entry.body) == ["type", "area", "empty"]
        assert (first.index, first.chain) == (0, link(GENESIS, 0, first.entry))
        assert first_broken(leaves) is None
        assert list(await tx.record.leaves(1)) == [second]
        assert list(await tx.record.leaves(0, 1)) == [first]
        assert list(await tx.record.leaves(2)) == []


async def test_many_append_at_once(begin: Begin) -> None:
    """Eight writers at the same time make one chain without a gap."""

    async def append(number: int) -> None:
        async with begin() as tx:
            await tx.record.append(entry(str(number)))

    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(append(number))
    async with begin() as tx:
        leaves = await tx.record.leaves()
    assert len(leaves) == 8
    assert first_broken(leaves) is None


async def test_what_is_rolled_back_was_never_there(begin: Begin) -> None:
    """An entry of a failed transaction leaves no gap."""

    async def fail() -> None:
        async with begin() as tx:
            await tx.record.append(entry("lost"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with begin() as tx:
        assert (await tx.record.append(entry("kept"))).index == 0


HARMS = [
    "UPDATE record_leaf SET body = '{}'",
    "UPDATE record_leaf SET position = 5 WHERE position = 1",
    "DELETE FROM record_leaf WHERE position = 1",
    "DELETE FROM record_leaf",
]
HARMS_ON_ONE = {
    "sqlite": [
        "INSERT OR REPLACE INTO record_leaf SELECT 0, ref, kind, body, at, 'other' FROM record_leaf WHERE position = 1",
        "REPLACE INTO record_leaf SELECT 2, ref, kind, body, at, chain FROM record_leaf WHERE position = 0",
        "INSERT INTO record_leaf SELECT 9, ref, kind, body, at, 'gap' FROM record_leaf WHERE position = 0",
    ],
    "postgresql": [
        "TRUNCATE record_leaf",
        "INSERT INTO record_leaf SELECT * FROM record_leaf WHERE position = 0"
        " ON CONFLICT (position) DO UPDATE SET body = '{}'",
    ],
}


async def test_the_database_refuses_to_rewrite(begin: Begin, engine: AsyncEngine, backend: str) -> None:
    """Neither UPDATE, DELETE, TRUNCATE nor any way of replacing changes the record, whoever asks."""
    async with begin() as tx:
        kept = [await tx.record.append(entry(words)) for words in ("one", "two")]
    for harm in (*HARMS, *HARMS_ON_ONE[backend]):
        with pytest.raises(DBAPIError, match="only ever added to"):
            async with engine.begin() as connection:
                await connection.execute(text(harm))
    async with begin() as tx:
        assert list(await tx.record.leaves()) == kept
        assert kept[0].entry.ref != Ref("")
