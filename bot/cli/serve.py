"""`run`, `check` and `migrate`: what an operator does with the house as a whole."""

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.cli.errors import Code, Trouble

T = TypeVar("T")

DRIVER_ENDS_WITHIN_S = 2.0


def load_settings(path: str | None) -> Any:
    """The settings, with logging set up by them. Raises Trouble(CONFIG)."""
    from bot import config, log

    try:
        settings = config.load(path)
    except config.BadConfig as error:
        raise Trouble(Code.CONFIG, str(error)) from None
    log.set_up(settings.log.level, settings.log.format)
    return settings


@click.command(short_help="Run the bot until Ctrl-C.")
@click.pass_obj
def run(config: str | None) -> None:
    """Run the bot until it is told to stop (Ctrl-C, or SIGTERM).

    It listens on Telegram and Discord, sends what is due, and closes what is over. One bot runs on a database at a
    time: a second one says so and ends. Stopping is safe at any moment, and so is kill -9: what was acknowledged is in
    the database, and goes on at the next start.
    """
    settings = load_settings(config)
    demand_somebody(settings)
    attempt(_run(settings))


def demand_somebody(settings: Any) -> None:
    """Raises Trouble(CONFIG) when no chat platform is configured."""
    if not settings.telegram.token.get_secret_value() and not settings.discord.token.get_secret_value():
        raise Trouble(
            Code.CONFIG,
            "Neither [telegram] token nor [discord] token is set, so there is nobody to talk to; set one in config.toml.",
        )


async def _run(settings: Any) -> None:
    from bot import app

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await app.run(settings, stop)


@click.command(short_help="Make the database, or bring it up to date.")
@click.pass_obj
def migrate(config: str | None) -> None:
    """Make the database, or bring it to the shape that this version expects.

    Harmless when it has that shape already. Before a new version: stop the bot, copy the database, migrate, start.
    While a bot runs on the database its shape is not changed.
    """
    settings = load_settings(config)
    has_key = Path(settings.security.house_key).exists()

    async def upgrade() -> str:
        from bot.db import migrate as migrations
        from bot.db.dialect import leadership
        from bot.db.engine import make_engine
        from bot.equipment import seals_for

        # A new database has nothing to seal yet; a key that is there and cannot be used is said at once.
        seals = seals_for(settings) if has_key else None
        engine = make_engine(settings.database.url)
        try:
            before = await migrations.current(engine)
            await migrations.demand_known(engine)
            if before != await migrations.head():
                # A bot that runs would lose what people say from one moment to the next: its tables are not there.
                async with leadership(engine):
                    await migrations.upgrade(engine, seals=seals)
                    if before is not None:
                        await migrations.rewrite_whole(engine)
            after = await migrations.current(engine)
        finally:
            await engine.dispose()
        return (
            f"The database was at {before or 'nothing'} and is at {after}."
            if before != after
            else (f"The database is at {after} already.")
        )

    click.echo(attempt(upgrade()))


@click.command(short_help="Try every part of the configuration.")
@click.pass_obj
def check(config: str | None) -> None:
    """Try everything that the configuration names, and say what to mend.

    Logs in to Telegram, Discord and the mail relay, opens the database, writes to the folder for clips, and looks
    whether the port is free. Sends nothing to anybody.
    """
    from bot.cli.checks import CHECKS

    settings = load_settings(config)
    click.echo("configuration    ok")
    first: Trouble | None = None
    for name, test in CHECKS:
        try:
            click.echo(f"{name:<16} {attempt(test(settings))}")
        except Trouble as trouble:
            click.echo(f"{name:<16} {trouble}")
            first = first or trouble
    try:
        demand_somebody(settings)
    except Trouble as trouble:
        click.echo(f"{'chat':<16} {trouble}")
        first = first or trouble
    if first is not None:
        raise Trouble(Code(first.code), "Not everything is well; see above.")
    click.echo("Everything is well.")


def attempt(doing: Awaitable[T]) -> T:
    """Run it; every failure that an operator can mend becomes one sentence with its exit code."""

    async def whole() -> T:
        try:
            return await doing
        finally:
            await _drivers_end()

    try:
        return asyncio.run(whole())
    except BaseException as error:
        found = explained(error)
        if found is None:
            raise
        raise found from None


async def _drivers_end() -> None:
    """Wait for the threads of SQLite files that could not be opened. Without a loop to answer to they print tracebacks."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, DRIVER_ENDS_WITHIN_S)


def explained(error: BaseException) -> Trouble | None:
    """The sentence for an error, or None when it is a fault of the program."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from bot.adapters.geocoding.answers import BadSource
    from bot.adapters.web.end import PortInUse
    from bot.app import LeadershipLost
    from bot.db.dialect import AlreadyRunning
    from bot.db.engine import BadDatabaseUrl, UnsafeDatabase
    from bot.db.migrate import NotMigrated
    from bot.ends import EndDown
    from bot.equipment import VaultUnusable
    from bot.people.model import KeyMissing

    if isinstance(error, Trouble):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next((found for inner in error.exceptions if (found := explained(inner)) is not None), None)
    if isinstance(error, EndDown):
        return Trouble(Code[error.end.upper()], str(error))
    known: tuple[tuple[type[BaseException], Code], ...] = (
        (NotMigrated, Code.NOT_MIGRATED),
        (AlreadyRunning, Code.ALREADY_RUNNING),
        (PortInUse, Code.PORT),
        (VaultUnusable, Code.VAULT),
        (KeyMissing, Code.KEY),
        (BadSource, Code.GEOCODING),
        (LeadershipLost, Code.ALREADY_RUNNING),
        (BadDatabaseUrl, Code.DATABASE),
        (UnsafeDatabase, Code.DATABASE),
    )
    for kind, code in known:
        if isinstance(error, kind):
            return Trouble(code, str(error))
    if isinstance(error, OSError) and "bind on address" in str(error):
        return Trouble(
            Code.PORT, f"The pages cannot listen there ({os.strerror(error.errno or 0)}); check [web] host and port."
        )
    if isinstance(error, DBAPIError | SQLAlchemyError | OSError):
        reason = str(getattr(error, "orig", None) or error).split("\n")[0]
        return Trouble(Code.DATABASE, f"The database cannot be used ({reason}); {_cure(reason)}.")
    return None


def _cure(reason: str) -> str:
    """What to do about a database, by what its driver said of it."""
    if "disk is full" in reason or "No space left" in reason:
        return "make room on its disk; nothing that was confirmed is lost"
    if "readonly" in reason or "unable to open" in reason or "Read-only" in reason or "Permission denied" in reason:
        return "check [database] url, and that whoever runs Porchlight may write to the file and to its folder"
    return "check [database] url and that it runs"
