"""`backup` and `restore`: the database in two files, and back again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.cli.errors import Code, Trouble
from bot.cli.serve import attempt, load_settings

KEYS_FOR_DAYS = 30
SECONDS_IN_A_DAY = 24 * 3600


@click.command(short_help="Write the database into two files.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(config: str | None, file: Path) -> None:
    """Write the database into FILE, and the keys of persons into FILE.keys. The bot may run meanwhile.

    FILE alone tells nothing that people entrusted to the bot: accounts, addresses and places in it are sealed. FILE.keys
    opens it, together with the house key. Keep the three apart, and FILE.keys for 30 days at most: whoever had themselves
    erased is in it as long as it exists. Older files *.keys beside FILE are deleted. Clips and public photos are files
    already: copy their folders ([vault] folder, [media] folder) as well.

    \b
    For example, every night:
        porchlight backup /backup/porchlight-$(date +%F).sqlite3
    """
    from bot.db.backup import BackupRefused, back_up, leave_nothing
    from bot.db.engine import make_engine
    from bot.db.migrate import demand_migrated

    settings = load_settings(config)

    async def whole() -> Any:
        engine = make_engine(settings.database.url)
        try:
            await demand_migrated(engine)
            with _progress() as progress:
                return await back_up(engine, file, progress)
        finally:
            await engine.dispose()

    try:
        done = attempt(whole())
    except BackupRefused as error:
        raise Trouble(Code.DATABASE, str(error)) from None
    click.echo(f"{done.rows} rows of {done.persons} persons are in {file}, their keys in {file}.keys.")
    for old in _old_keys(file):
        leave_nothing(old)
        click.echo(f"{old} was older than {KEYS_FOR_DAYS} days and is deleted.")


@click.command(short_help="Put a backup into a new database.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keys", type=click.Path(path_type=Path), help="The file of keys of the latest backup; else FILE.keys is taken."
)
@click.pass_obj
def restore(config: str | None, file: Path, keys: Path | None) -> None:
    """Put the backup FILE into the configured database, which must be new and migrated. Stop the bot first.

    Take the keys of your latest backup: whoever was erased after FILE was made has no key there, and is erased here too.
    The backup of an SQLite database can be put into PostgreSQL, and the other way round.

    \b
    For example:
        porchlight migrate
        porchlight restore /backup/porchlight-2026-11-01.sqlite3 --keys /backup/porchlight-2026-11-24.sqlite3.keys
    """
    from bot.db.backup import KEYS, BackupRefused
    from bot.db.backup import restore as put_back
    from bot.db.dialect import leadership
    from bot.db.engine import make_engine
    from bot.db.migrate import demand_migrated
    from bot.equipment import seals_for

    settings = load_settings(config)

    async def whole() -> Any:
        engine, seals = make_engine(settings.database.url), seals_for(settings)
        try:
            await demand_migrated(engine)
            with _progress() as progress:
                async with leadership(engine):
                    return await put_back(engine, file, keys or file.with_name(file.name + KEYS), seals, progress)
        finally:
            await engine.dispose()

    try:
        done = attempt(whole())
    except BackupRefused as error:
        raise Trouble(Code.DATABASE, str(error)) from None
    click.echo(f"{done.rows} rows of {done.persons} persons are back.")
    if done.forgotten:
        click.echo(f"{done.forgotten} persons of the backup have no key any more: they were erased since, and stay so.")


def _old_keys(file: Path) -> list[Path]:
    from bot.db.backup import KEYS
    from bot.kernel.clock import SystemClock

    oldest = SystemClock().now().timestamp() - KEYS_FOR_DAYS * SECONDS_IN_A_DAY
    # Also what a backup left behind that was killed.
    found = [path for ending in (KEYS, f"{KEYS}.unfinished") for path in file.resolve().parent.glob(f"*{ending}")]
    return [path for path in found if path.is_file() and path.stat().st_mtime < oldest and _is_ours(path)]


def _is_ours(path: Path) -> bool:
    """A file of keys of ours: SQLite's, with the one table. Nothing else is ever deleted."""
    import sqlite3

    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as opened:
            return opened.execute("SELECT count(*) FROM person_key").fetchone() is not None
    except sqlite3.Error:
        return False


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A line on standard error while people watch, and nothing in a pipe."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("Copying", total=None)
        yield lambda table, rows: shown.update(task, description=f"Copying {table}: {rows} rows")
