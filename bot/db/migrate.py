"""Brings a database to the shape that the program expects, and says whether it has it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.db.dialect import MIGRATION_LOCK, is_sqlite, wait_in_line
from bot.db.engine import engine_for
from bot.db.tables import Row
from bot.people.ports import Seals

PACKAGE = Path(__file__).resolve().parent.parent


class NotMigrated(RuntimeError):
    """The database has another shape than the program; the message says what to run."""


class BrokenReferences(RuntimeError):
    """A migration would have left rows that point at nothing; it was rolled back."""


def scripts() -> Path:
    """The folder of the migrations: inside the package when installed, beside it in a repository."""
    inside = PACKAGE / "migrations"
    return inside if (inside / "env.py").exists() else PACKAGE.parent / "migrations"


def config() -> Config:
    """Alembic's configuration, without a file of its own."""
    made = Config()
    made.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    return made


async def upgrade(engine: AsyncEngine, to: str = "head", seals: Seals | None = None) -> None:
    """Migrate up, all or nothing. Harmless when there is nothing to do.

    Raises KeyMissing when there are rows that have to be sealed and no `seals`.
    """
    async with migrating(engine) as connection:
        await connection.run_sync(run, "upgrade", to, seals)


async def downgrade(engine: AsyncEngine, to: str, seals: Seals | None = None) -> None:
    """Migrate down to a revision (`base` for none at all), all or nothing. Raises KeyMissing as `upgrade` does."""
    async with migrating(engine) as connection:
        await connection.run_sync(run, "downgrade", to, seals)


async def rewrite_whole(engine: AsyncEngine) -> None:
    """Write the tables anew, so that nothing that a migration replaced can be read in their files any more.

    Takes as long as copying the database, and for that time its size again on the disk.
    """
    async with engine.connect() as connection:
        if is_sqlite(engine):
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                await (await driver.execute(statement)).fetchall()
            return
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        names = ", ".join(f'"{name}"' for name in Row.metadata.tables)
        await free.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {names}")


async def current(engine: AsyncEngine) -> str | None:
    """The revision that the database has; None when it was never migrated."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())


async def head() -> str | None:
    """The revision that the program expects."""
    return await asyncio.to_thread(lambda: ScriptDirectory.from_config(config()).get_current_head())


async def demand_known(engine: AsyncEngine) -> None:
    """Raises NotMigrated when a newer version of the program has changed the database: this one cannot work on it."""
    found = await current(engine)
    known = await asyncio.to_thread(
        lambda: {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    )
    if found is not None and found not in known:
        raise NotMigrated(
            f"The database is at revision {found}, which a newer Porchlight made; use that version again, or the copy of "
            "the database from before it."
        )


async def demand_migrated(engine: AsyncEngine) -> None:
    """Raises NotMigrated unless the database has the shape that the program expects."""
    found, expected = await current(engine), await head()
    if found is None:
        raise NotMigrated("The database is not migrated; run `porchlight migrate`.")
    if found != expected:
        await demand_known(engine)
        raise NotMigrated(f"The database is at revision {found}, not {expected}; run `porchlight migrate`.")


def run(connection: Connection, verb: str, revision: str, seals: Seals | None) -> None:
    """One Alembic command on an open connection, inside its transaction."""
    made = config()
    made.attributes["connection"] = connection
    made.attributes["seals"] = seals
    match verb:
        case "upgrade":
            command.upgrade(made, revision)
        case "downgrade":
            command.downgrade(made, revision)
        case _:
            raise ValueError(f"No such migration command: {verb}")


@asynccontextmanager
async def migrating(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction in which tables may be rebuilt.

    On SQLite, rebuilding a parent table drops the old one, and with foreign keys on, that silently deletes every child
    row. So the migration has a connection of its own on which they are off from the start, for inside a transaction
    they cannot be switched; what they would have guarded is checked before the commit.
    """
    if not is_sqlite(engine):
        async with engine.begin() as connection:
            await wait_in_line(connection, MIGRATION_LOCK)
            yield connection
        return
    apart = engine_for(engine.url, foreign_keys=False)
    try:
        async with apart.begin() as connection:
            yield connection
            broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
            if broken:
                raise BrokenReferences(
                    f"The migration would leave {len(broken)} rows of {broken[0][0]} without their parent."
                )
    finally:
        await apart.dispose()
