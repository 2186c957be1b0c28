"""From a database URL to an engine with real transactions; the only file that knows the drivers' names."""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.db.dialect import SQLITE

BUSY_TIMEOUT_S = 10
"""How long a transaction waits for another process (a backup, a migration) to leave the SQLite file."""

TURN_TIMEOUT_S = 30
"""How long a transaction waits for a connection of our own pool."""

POSTGRES_CONNECTIONS = 10

OLDEST_SQLITE = (3, 35)
"""The first that can say what an UPDATE has changed (RETURNING)."""

FULL = 2
"""SQLite's number for `synchronous=FULL`: a commit that returned survives a loss of power."""


class BadDatabaseUrl(ValueError):
    """The configured URL is no database of ours; the message says what to write instead."""


class UnsafeDatabase(RuntimeError):
    """The database does not keep what it is asked to keep."""


class LettingGo(sqlite3.Connection):
    """A connection that ends its transaction when it is closed.

    A task that is cancelled in the middle of a statement leaves a half-read cursor behind; SQLite then keeps a closed
    connection alive together with its write lock, and everybody else would wait in vain.
    """

    def close(self) -> None:
        """Roll back what was not committed, then close."""
        if self.in_transaction:
            self.rollback()
        super().close()


def read_url(text: str) -> URL:
    """The URL with the driver that we ship. Takes `sqlite:///path`, `postgres://...` and `postgresql://...`.

    Raises BadDatabaseUrl.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadDatabaseUrl(
            "The database URL cannot be read; write sqlite:///path or postgresql://host/name."
        ) from None
    match url.drivername:
        case "postgres" | "postgresql" | "postgresql+asyncpg":
            return url.set(drivername="postgresql+asyncpg")
        case "sqlite" | "sqlite+aiosqlite":
            if not url.database or url.database == ":memory:":
                raise BadDatabaseUrl("A database in memory forgets everything; write sqlite:///path.")
            return url.set(drivername="sqlite+aiosqlite")
    raise BadDatabaseUrl(
        f"{url.drivername} is no database that Porchlight knows; write sqlite:///path or postgresql://..."
    )


def make_engine(text: str) -> AsyncEngine:
    """An engine for the books. Opens nothing yet; dispose of it at the end."""
    return engine_for(read_url(text), foreign_keys=True)


def engine_for(url: URL, *, foreign_keys: bool) -> AsyncEngine:
    """An engine for a URL with a driver; only a migration switches SQLite's foreign keys off."""
    if url.get_backend_name() != SQLITE:
        return create_async_engine(url, pool_size=POSTGRES_CONNECTIONS, max_overflow=0, pool_timeout=TURN_TIMEOUT_S)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise UnsafeDatabase(f"SQLite {sqlite3.sqlite_version} is too old; Porchlight needs 3.35 or newer.")
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # One connection: SQLite has one writer anyway, and the pool's queue is first come, first served, which the
    # busy timeout is not.
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=TURN_TIMEOUT_S,
        connect_args={"timeout": BUSY_TIMEOUT_S, "factory": LettingGo},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        """Real transactions, write-ahead log, full durability."""
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        # What is erased is overwritten: a freed page must not keep it.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone() or (None,)
        cursor.close()
        if synchronous != FULL:
            raise UnsafeDatabase("SQLite refuses synchronous=FULL, so a commit might not survive a loss of power.")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: object) -> None:
        """Take the write lock at once: a transaction that reads first and writes later would find it taken."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    return engine
