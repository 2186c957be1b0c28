"""Every difference between SQLite and PostgreSQL, and nothing else."""

import fcntl
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from bot.db.tables import Row

SQLITE: Literal["sqlite"] = "sqlite"
POSTGRESQL: Literal["postgresql"] = "postgresql"

LEADER_LOCK = 0x504F5243
RECORD_LOCK = 0x504F5244
MIGRATION_LOCK = 0x504F5245
FILING_LOCK = 0x504F5246
MAILBOX_LOCK = 0x504F5247
SHOWN_LOCK = 0x504F5248
GUESSING_LOCK = 0x504F5249
FAN_OUT_LOCK = 0x504F524A
JOINING_LOCK = 0x504F524B
"""Numbers of PostgreSQL advisory locks: "PORC" and the next ones. FILING_LOCK is taken together with a department's id,
MAILBOX_LOCK with the first 32 bits of an address's hash, SHOWN_LOCK with a checksum of a thing and its place,
GUESSING_LOCK with the first 32 bits of an account's hash."""

Place = AsyncConnection | AsyncSession
"""Where a statement is run."""

ColumnType = Literal["text", "bigint", "timestamptz", "boolean"]


def is_sqlite(connection: AsyncConnection | AsyncEngine | AsyncSession) -> bool:
    """Whether this is SQLite; otherwise it is PostgreSQL."""
    bound = connection.get_bind() if isinstance(connection, AsyncSession) else connection
    return bound.dialect.name == SQLITE


def insert_or_skip(
    connection: Place, table: type[Row], values: dict[str, Any], key: tuple[str, ...], only: str = ""
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that does nothing when this unique key is taken; any other broken rule still raises.

    `only` is the condition of a partial index.
    """
    where = text(only) if only else None
    if is_sqlite(connection):
        return sqlite.insert(table).values(values).on_conflict_do_nothing(index_elements=key, index_where=where)
    return postgresql.insert(table).values(values).on_conflict_do_nothing(index_elements=key, index_where=where)


def insert_or_replace(
    connection: Place, table: type[Row], values: dict[str, Any], key: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that overwrites the row in which this unique key is taken."""
    if is_sqlite(connection):
        return sqlite.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=values)
    return postgresql.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=values)


@dataclass(frozen=True, slots=True)
class Given:
    """Rows handed to one statement: `source` goes after FROM as a table `given`, `values` are its parameters."""

    source: str
    values: dict[str, Any]


def given(connection: Place, columns: dict[str, ColumnType], rows: Sequence[Sequence[object]]) -> Given:
    """Many rows as one table expression, so that thousands of them are one statement and one round trip.

    End an INSERT..SELECT from it with `WHERE true`: SQLite would take ON CONFLICT for a join's condition.
    """
    if is_sqlite(connection):
        picks = ", ".join(f"json_extract(value, '$[{number}]') AS {name}" for number, name in enumerate(columns))
        written = [[moment(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows]
        return Given(f"(SELECT {picks} FROM json_each(:given)) AS given", {"given": json.dumps(written)})
    arrays = ", ".join(f"CAST(:given_{name} AS {kind}[])" for name, kind in columns.items())
    turned = list(zip(*rows, strict=True)) or [() for _ in columns]
    values = {f"given_{name}": list(column) for name, column in zip(columns, turned, strict=True)}
    return Given(f"unnest({arrays}) AS given({', '.join(columns)})", values)


def moment(at: datetime) -> str:
    """A time as SQLite's column holds it, for rows that travel as JSON."""
    # Half the time of strftime, which counts where ten thousand jobs are put down at once.
    return at.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


def random_moment(connection: Place) -> str:
    """SQL: a uniformly random time between `:now` and `:window_s` seconds later, drawn anew for each row."""
    if is_sqlite(connection):
        # random() is a signed 64-bit integer. Its low 53 bits make a double in [0, 1) without rounding; the outer max
        # undoes that SQLite's clock knows milliseconds only.
        chance = "((random() & 9007199254740991) / 9007199254740992.0)"
        return f"max(:now, strftime('%Y-%m-%d %H:%M:%f', :now, ({chance} * :window_s) || ' seconds') || '000')"
    return "CAST(:now AS timestamptz) + random() * CAST(:window_s AS double precision) * interval '1 second'"


def one_of_cells(connection: Place, cells: Sequence[int]) -> Given:
    """SQL for "cell9 is one of these", as one statement for each length of the list."""
    if is_sqlite(connection):
        names = [f"cell_{number}" for number in range(len(cells))]
        return Given(f"cell9 IN (:{', :'.join(names)})", dict(zip(names, cells, strict=True)))
    return Given("cell9 = ANY(CAST(:cells AS bigint[]))", {"cells": list(cells)})


def listed(connection: Place, column: str) -> str:
    """SQL of an aggregate that gathers a column of whole numbers into one value, which `read_list` reads."""
    return f"json_group_array({column})" if is_sqlite(connection) else f"array_agg({column})"


def read_list(value: str | list[int] | None) -> list[int]:
    """The numbers that `listed` gathered; PostgreSQL says NULL when there are none."""
    if isinstance(value, str):
        numbers: list[int] = json.loads(value)
        return numbers
    return value or []


PARTS_OF_A_DEGREE = 100_000_000
"""A millimetre of latitude. SQLite writes and Python reads whole numbers four times as fast as others."""


def listed_degrees(connection: Place, column: str) -> str:
    """SQL of an aggregate that gathers a column of degrees, true to a millimetre, for `read_degrees`."""
    if is_sqlite(connection):
        return f"json_group_array(CAST(round({column} * {PARTS_OF_A_DEGREE}) AS INTEGER))"
    return f"array_agg({column})"


def read_degrees(value: str | list[float] | None) -> list[float]:
    """The degrees that `listed_degrees` gathered."""
    if isinstance(value, str):
        return [number / PARTS_OF_A_DEGREE for number in json.loads(value)]
    return value or []


def skip_locked(connection: Place) -> str:
    """SQL at the end of a sub-select that claims rows: on SQLite there is one writer, so nothing to skip."""
    return "" if is_sqlite(connection) else "FOR UPDATE SKIP LOCKED"


async def wait_in_line(connection: Place, lock: int, number: int = 0) -> None:
    """Until the transaction ends, nobody else is past this line. SQLite's one writer is alone anyway."""
    if is_sqlite(connection):
        return
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(CAST(:lock AS integer), CAST(:number AS integer))"),
        {"lock": lock, "number": number % 2**31},
    )


class AlreadyRunning(RuntimeError):
    """Another process leads this database; the message is one sentence that says so."""


@asynccontextmanager
async def leadership(engine: AsyncEngine) -> AsyncIterator["Leadership"]:
    """Be the one process that polls, schedules and sends, until the block ends or the process dies.

    Raises AlreadyRunning when somebody else is.
    """
    if is_sqlite(engine):
        async with file_leadership(Path(f"{engine.url.database}.lock")) as led:
            yield led
        return
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        taken = await connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LEADER_LOCK})
        if not taken:
            raise AlreadyRunning("Another Porchlight runs on this database; stop it first.")
        try:
            yield Leadership(connection)
        finally:
            try:
                await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LEADER_LOCK})
            except SQLAlchemyError:
                # The connection is gone, and the lock with it.
                pass
            # Whatever the server thought of that: a connection that is not reused cannot hold the lock for long.
            await connection.invalidate()


@asynccontextmanager
async def file_leadership(path: Path) -> AsyncIterator["Leadership"]:
    """The same by a lock on a file beside the database; the system takes it back when the process dies."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning("Another Porchlight runs on this database; stop it first.") from None
        yield Leadership(None)


class Leadership:
    """The lock, as long as it is ours."""

    def __init__(self, connection: AsyncConnection | None) -> None:
        self.connection = connection

    async def still_ours(self) -> bool:
        """False once PostgreSQL was restarted or the connection was cut: then somebody else may lead."""
        if self.connection is None:
            return True
        try:
            held = await self.connection.scalar(
                text(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                    " AND objid = :lock AND granted"
                ),
                {"lock": LEADER_LOCK},
            )
        except SQLAlchemyError:
            return False
        # After a cut the driver may have connected anew: then the lock is not with us any more.
        return bool(held)
