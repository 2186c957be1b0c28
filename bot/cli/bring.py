"""`import`: brings lists from elsewhere into the form that the bot works with."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.errors import Code, Trouble

if TYPE_CHECKING:
    from rich.progress import Progress

DEFAULT_TARGET = "data/gazetteer.sqlite3"


@click.group("import", short_help="Import a list of addresses.")
def import_() -> None:
    """Bring lists from elsewhere into the form that the bot works with."""


@import_.command("gazetteer", short_help="Make the bot know the addresses of a list.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to", "target", type=click.Path(path_type=Path), default=DEFAULT_TARGET, show_default=True, help="What to make."
)
def import_gazetteer(file: Path, target: Path) -> None:
    """Make a compact gazetteer out of the list of addresses FILE, and tell what was taken and what was not, and why.

    FILE is a CSV in UTF-8 whose first line names the columns longitude, latitude, number and street, and perhaps
    postcode and city, as OpenAddresses, OpenStreetMap and most towns call them; or GeoJSON with one address a line. The
    old gazetteer stays in use until the new one is whole. Running it twice does no harm. Addresses never leave this
    machine. A bot that runs reads the new one when it is started again.

    \b
    For example:
        porchlight import gazetteer us/ca/san_francisco.csv
    """
    from bot.adapters.geocoding.answers import BadGazetteer
    from bot.adapters.geocoding.shelf import import_list

    try:
        size = file.stat().st_size if file.exists() else 0
        with _progress() as progress:
            task = progress.add_task("Reading", total=size)
            taken = import_list(file, target, lambda done: progress.update(task, completed=done))
    except BadGazetteer as error:
        raise Trouble(Code.GEOCODING, str(error)) from None
    click.echo(f"Taken: {taken.houses} houses, in {target} ({target.stat().st_size / 1e6:.1f} MB).")
    for why, count in sorted(taken.skipped.items()):
        click.echo(f"Not taken: {count} {'row' if count == 1 else 'rows'}, {why.value}.")
    click.echo(f'To use it, set [geocoding] gazetteer = "{target}" and start the bot again.')


def _progress() -> "Progress":
    """A bar on standard error while people watch, and nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
