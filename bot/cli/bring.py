"""`import`: brings lists from elsewhere into the form that the bot works with."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.books import within
from bot.cli.errors import Code, Trouble
from bot.cli.speaking import in_parts, passphrase_of, speaking, worded
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_ref

if TYPE_CHECKING:
    from rich.progress import Progress

DEFAULT_TARGET = "data/gazetteer.sqlite3"


@click.group("import", short_help="Import a list of addresses or of departments.")
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


@import_.command("departments", short_help="Propose the departments of a list.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only tell what would be taken; nothing is proposed.")
@click.option("--operator", "operator_name", metavar="NAME", help="Who you are, as an operator.")
@click.pass_obj
def import_departments(config: str | None, file: Path, only_check: bool, operator_name: str | None) -> None:
    """Propose every department of the list FILE, and tell of each row that was not taken, and why.

    FILE is a CSV in UTF-8 whose first line names these columns, in any order:

    \b
        name          as owners and the public will read it
        kind          city, county, campus or fire (also: local, town, township, village, borough, municipal; sheriff,
                      parish; university, college, school)
        contact       a telephone number or address at which anybody can check on it
        domains       the domains of its mailboxes, with blanks between them; none at which anybody can have a mailbox
        jurisdiction  LAT,LON,KM for a circle; or GeoJSON; or well-known text; or the name of a file with one of these two
                      (.geojson, .json or .wkt) beside the list. Or the columns lat, lon and km
        time_zone     may be empty: that of the middle of the jurisdiction
        public_key    may be empty: an age key, age1…
        state         may be missing: is put behind the name, for names that several states know

    Nothing may ask before another operator has confirmed it: porchlight department confirm --all. Running it twice does
    no harm: what is known or waits already is told, and left as it is.

    \b
    For example:
        porchlight import departments county.csv --check
        porchlight import departments county.csv --operator "Ann Lee"
    """
    if only_check == (operator_name is not None):
        raise Trouble(Code.REFUSED, "Give either --operator NAME or --check.")
    rows = read_rows(file)
    passphrase = passphrase_of(operator_name) if operator_name is not None else ""

    told: list[tuple[Any, Any]] = []
    for part in in_parts(rows):

        async def propose_all(
            tx: Any, part: Sequence[Any] = part, is_last: bool = part[-1] is rows[-1]
        ) -> Sequence[tuple[Any, Any]]:
            from bot.departments.proposals import propose_each, tell_of_many

            me, now = None, SystemClock().now()
            if operator_name is not None:
                me = await speaking(tx, operator_name, passphrase)
            found: Sequence[tuple[Any, Any]] = await propose_each(tx, me, part, now, new_ref)
            if me is not None and is_last:
                await tell_of_many(tx, me, now)
            return found

        told += within(config, propose_all)
    _tell(told, only_check=only_check)


def read_rows(file: Path) -> list[Any]:
    """The rows of the list. Raises Trouble(REFUSED) for what is no list."""
    from bot.adapters.keys.age import read_recipient
    from bot.departments.register import BadRegister, read_register

    folder = file.parent

    def beside(name: str) -> str:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            # A list from elsewhere has no business in other folders.
            raise OSError(name)
        return path.read_text(encoding="utf-8-sig")

    try:
        return list(read_register(file.read_text(encoding="utf-8-sig"), read_recipient, beside))
    except UnicodeDecodeError:
        raise Trouble(Code.REFUSED, f"{file} is not UTF-8 text; save it as CSV in UTF-8.") from None
    except OSError as error:
        raise Trouble(Code.REFUSED, f"{file} cannot be read ({error.strerror}); correct the path.") from None
    except BadRegister as error:
        raise Trouble(Code.REFUSED, f"{file} cannot be used: {error}") from None


def _tell(rows: Sequence[tuple[Any, Any]], *, only_check: bool) -> None:
    left = Counter[str]()
    for row, why in rows:
        if why is not None:
            click.echo(f"line {row.line}  {row.name or '(no name)'}: {worded(why)}")
            left[why.reason.value] += 1
    taken = len(rows) - left.total()
    if not taken:
        raise Trouble(Code.REFUSED, f"None of the {len(rows)} rows can be taken; see above.")
    click.echo(f"{'Can be taken' if only_check else 'Taken'}: {taken} of {len(rows)} rows.")
    for reason, count in left.most_common():
        click.echo(f"Not taken: {count}, {reason}.")
    if not only_check:
        click.echo("They wait for another operator: porchlight department confirm --all --operator NAME")


def _progress() -> "Progress":
    """A bar on standard error while people watch, and nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
