"""A database that worked for a while under an older version comes through the upgrade, and back, with every row."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Double,
    Float,
    Integer,
    MetaData,
    Numeric,
    Table,
    inspect,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db import migrate
from bot.db.engine import make_engine
from bot.db.transaction import make_begin
from bot.incidents.model import INCIDENT_COPY, POST_JOB
from bot.kernel.ids import ChannelId, JobId
from bot.outbox.model import Copy

Rows = dict[str, list[dict[str, Any]]]

PAST = datetime(2026, 11, 1, 8, 30, 15, 123456, tzinfo=UTC)
POSTED, TAKEN_BACK, UNSENT = 1, 2, 3
"""Reports of before: one whose post arrived, one that its author had removed, one whose post is still to be sent."""


def tables_of(connection: Connection) -> list[Table]:
    """All tables as the database has them, parents first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value_for(table: Table, name: str, number: int) -> Any:
    """Something that fits the column and differs from row to row; what refers to another table finds row `number`."""
    column = table.c[name]
    match column.type:
        case _ if column.foreign_keys or name in ("id", "subject", "account_id", "channel_id"):
            return number
        case DateTime():
            return PAST
        case Boolean():
            return number == TAKEN_BACK
        case Integer() | BigInteger():
            return number
        case Double() | Float() | Numeric():
            return 0.25 * number
    if name in ("leased_until", "concluded_at") or str(column.type) in ("DATETIME", "TIMESTAMP"):
        return PAST
    return f"{name} ñ {number}"


def fill(connection: Connection) -> None:
    """Three rows in every table."""
    for table in tables_of(connection):
        for number in (POSTED, TAKEN_BACK, UNSENT):
            values = {column.name: value_for(table, column.name, number) for column in table.columns}
            if table.name == "record_leaf":
                values["position"] = number - 1
            if table.name == "job":
                sent = number != UNSENT
                values |= {"kind": POST_JOB, "lane": "telegram", "state": "done" if sent else "open"}
                values |= {"receipt": f"4{number},5{number}" if sent else ""}
            connection.execute(table.insert().values(values))


def rows_of(connection: Connection, only: Rows | None = None) -> Rows:
    """Every row of every table, or of those tables and columns that are in `only`."""
    found: Rows = {}
    for table in tables_of(connection):
        if only is not None and table.name not in only:
            continue
        kept = [column for column in table.columns if only is None or column.name in only[table.name][0]]
        order = [column for column in kept if column.primary_key]
        found[table.name] = [dict(row._mapping) for row in connection.execute(select(*kept).order_by(*order))]
    return found


async def on(engine: AsyncEngine, do: Callable[..., Any], *more: Any) -> Any:
    """Do it on a connection of its own, in one transaction."""
    async with engine.begin() as connection:
        return await connection.run_sync(do, *more)


@pytest.fixture
async def old(empty_database_url: str) -> Any:
    """A database of the first shape with rows in every table."""
    engine = make_engine(empty_database_url)
    try:
        await migrate.upgrade(engine, "0001")
        await on(engine, fill)
        yield engine
    finally:
        await engine.dispose()


async def test_every_row_of_before_is_there_after_it_and_back(old: AsyncEngine) -> None:
    """Up, nothing of any table is lost or changed but the flag that became a state; down again, all is as it was."""
    before: Rows = await on(old, rows_of)
    assert all(len(rows) == 3 for rows in before.values())
    assert len(before) == 23
    await migrate.upgrade(old)
    kept = {
        name: [{key: value for key, value in row.items() if (name, key) != ("incident", "removed")} for row in rows]
        for name, rows in before.items()
    }
    assert await on(old, rows_of, kept) == kept
    async with old.begin() as connection:
        states = await connection.execute(text("SELECT id, state FROM incident ORDER BY id"))
        assert [tuple(row) for row in states] == [(1, "posted"), (2, "removed"), (3, "posted")]
    await migrate.downgrade(old, "0001")
    assert await on(old, rows_of) == before


async def test_what_was_posted_before_can_still_be_changed_and_taken_back(old: AsyncEngine) -> None:
    """The upgrade notes what the channels show, by the receipts of the jobs that said it: a report of before is edited
    in its place, taken back when its author wishes, and an answer to it is known."""
    await migrate.upgrade(old)
    async with make_begin(old, lambda: None)() as tx:
        [shown] = await tx.shown.copies(INCIDENT_COPY, POSTED)
        copy = Copy(kind=INCIDENT_COPY, subject=POSTED, job=JobId(1), receipt="41,51", channel=ChannelId(1))
        assert shown == copy
        for message in ("41", "51"):
            assert await tx.shown.answered("telegram", "handle ñ 1", message) == copy
        assert await tx.shown.copies(INCIDENT_COPY, UNSENT) == []


async def test_an_upgrade_that_is_cut_off_leaves_what_was(old: AsyncEngine) -> None:
    """All or nothing: after a failure in the last step the database has its old shape and every row, and can go up."""
    before: Rows = await on(old, rows_of)

    async def broken() -> None:
        async with migrate.migrating(old) as connection:
            await connection.run_sync(migrate.run, "upgrade", "head")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    assert await migrate.current(old) == "0001"
    assert await on(old, rows_of) == before
    await migrate.upgrade(old)
    async with old.begin() as connection:
        assert "shown" in await connection.run_sync(lambda sync: inspect(sync).get_table_names())
