"""Databases for the benchmark: it finds a PostgreSQL, installs PostGIS where it may, and drops all that it made."""

import os
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.seals import HouseSeals
from bot.db import migrate
from bot.db.engine import make_engine

POSTGIS = "postgresql-15-postgis-3"
CONFIGURED = "PORCHLIGHT_TEST_POSTGRES"

SEALS = HouseSeals(bytes(32))
"""Made of the house key of all that is measured."""


class CannotMeasure(Exception):
    """A rival or a server is missing; the message is one sentence that says what to do."""


def postgres_url() -> str:
    """The URL of a server on which databases may be created."""
    return os.environ.get(CONFIGURED) or "postgresql://postgres@127.0.0.1:5432/postgres"


def plain_url(database: str) -> str:
    """The URL of a database on that server, as asyncpg takes it."""
    return make_url(postgres_url()).set(drivername="postgresql", database=database).render_as_string(False)


@asynccontextmanager
async def postgres(name: str) -> AsyncIterator[str]:
    """The URL of a new and empty database, which is dropped at the end. Raises CannotMeasure without a server."""
    database = f"porchlight_bench_{name}_{os.getpid()}"
    try:
        server = await asyncpg.connect(plain_url("postgres"), timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise CannotMeasure(
            f"This needs a PostgreSQL on 127.0.0.1:5432 or at {CONFIGURED} ({type(error).__name__})."
        ) from None
    try:
        await server.execute(f'CREATE DATABASE "{database}"')
        try:
            yield plain_url(database)
        finally:
            await server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
    finally:
        await server.close()


@asynccontextmanager
async def migrated(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine of ours on this database, with our tables in it."""
    engine = make_engine(url)
    try:
        await migrate.upgrade(engine)
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def sqlite() -> AsyncIterator[tuple[AsyncEngine, Path]]:
    """A migrated SQLite file of our own settings, on a disk and not in memory; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="porchlight-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        path = Path(folder) / "bench.db"
        async with migrated(f"sqlite:///{path}") as engine:
            yield engine, path


async def want_postgis(url: str) -> None:
    """Switch PostGIS on in this database, installing Debian's package when that is missing and we are root."""
    connection = await asyncpg.connect(url)
    try:
        known = await connection.fetchval("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")
        if not known:
            _install_postgis()
        try:
            await connection.execute("CREATE EXTENSION postgis")
        except asyncpg.PostgresError as error:
            raise CannotMeasure(f"PostGIS cannot be switched on there: {error}.") from None
    finally:
        await connection.close()


def _install_postgis() -> None:
    if os.geteuid() != 0:
        raise CannotMeasure(f"The rival is PostGIS: install {POSTGIS}, or run this as root on Debian.")
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", POSTGIS])
    for command in commands:
        try:
            subprocess.run(
                command, check=True, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            )
        except (OSError, subprocess.CalledProcessError):
            raise CannotMeasure(f"The rival is PostGIS, and {POSTGIS} could not be installed here.") from None
