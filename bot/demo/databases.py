"""A PostgreSQL database for the time of the story, on a server that is there."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def throwaway(url: str | None) -> AsyncIterator[str | None]:
    """A new, empty database on the server of `url`, dropped at the end. Nothing for None: the story brings SQLite.

    Raises OSError when the server cannot be used.
    """
    if url is None or url.startswith("sqlite"):
        yield url
        return
    import asyncpg
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        server = make_url(url).set(drivername="postgresql")
    except (ArgumentError, ValueError):
        raise OSError("The database URL cannot be read; write postgresql://user@host/name.") from None
    name = f"porchlight_demo_{secrets.token_hex(4)}"
    plain = server.render_as_string(hide_password=False)
    try:
        connection = await asyncpg.connect(plain)
        await connection.execute(f'CREATE DATABASE "{name}"')
    except (asyncpg.PostgresError, ValueError) as error:
        raise OSError(f"PostgreSQL says: {error}") from None
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.close()
