"""Who leads, and what a crash leaves behind; on both databases."""

import asyncio
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.dialect import AlreadyRunning, leadership
from bot.db.engine import make_engine
from bot.db.queue import SqlQueue
from bot.outbox.model import NewJob
from tests.db.houses import NOW, Begin


async def lead(engine: AsyncEngine) -> bool:
    """Lead for a moment."""
    async with leadership(engine) as led:
        return await led.still_ours()


async def test_one_leads_at_a_time(engine: AsyncEngine, database_url: str) -> None:
    """While one leads, another is refused in a sentence; afterwards it may, and again."""
    other = make_engine(database_url)
    async with leadership(engine) as led:
        assert await led.still_ours()
        with pytest.raises(AlreadyRunning, match="stop it first"):
            await lead(other)
    assert await lead(other)
    assert await lead(engine)
    await other.dispose()


async def test_leading_leaves_room_to_work(engine: AsyncEngine, begin: Begin) -> None:
    """The leader's own transactions go on."""
    async with leadership(engine), begin() as tx:
        assert await tx.people.with_account("telegram", "7") is None


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_cut_connection_is_noticed(engine: AsyncEngine) -> None:
    """When PostgreSQL drops the leader's connection, the leader can tell, and somebody else may lead."""
    async with leadership(engine) as led:
        async with engine.begin() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )
        assert not await led.still_ours()
    assert await lead(engine)


async def test_a_killed_process_leaves_its_lead_and_its_jobs(
    begin: Begin, engine: AsyncEngine, database_url: str
) -> None:
    """P9: after kill -9 the next process leads, and the job that was held is given back as maybe arrived."""
    async with begin() as tx:
        await tx.outbox.put([NewJob(kind="test", subject=1, lane="telegram", key="a", due=NOW)])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.db.holder", database_url, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"held 1\n"
        with pytest.raises(AlreadyRunning):
            await lead(engine)
    finally:
        process.kill()
        await process.wait()
    async with asyncio.timeout(10):
        while True:
            try:
                assert await lead(engine)
                break
            except AlreadyRunning:
                # PostgreSQL needs a moment to see that the other end is gone.
                await asyncio.sleep(0.05)
    queue = SqlQueue(engine)
    assert await queue.lease("telegram", 9, NOW, NOW) == []
    assert await queue.recover() == 1
    (held,) = await queue.lease("telegram", 9, NOW, NOW + timedelta(minutes=1))
    assert held.was_ambiguous


async def test_a_broken_rule_still_raises(engine: AsyncEngine) -> None:
    """Skipping a taken key does not swallow other errors of the database."""
    with pytest.raises(DBAPIError):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO person (language) VALUES (NULL) ON CONFLICT DO NOTHING"))
