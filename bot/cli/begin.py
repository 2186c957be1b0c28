"""`init`: what a new house needs before its database is made. Overwrites nothing, so that it can be run again."""

import os
from pathlib import Path

import click

from bot.cli.errors import Code, Trouble
from bot.cli.serve import load_settings

PACKAGE = Path(__file__).resolve().parents[1]
CONFIG_MODE = 0o600
"""A configuration may hold tokens."""


@click.command(short_help="Make what a new house needs: its configuration and its key.")
@click.pass_obj
def init(config: str | None) -> None:
    """Make a configuration (config.toml) and the house key, and say what to do next.

    What is there already stays as it is, so that running it twice does no harm. The key is worth as much as everything
    that people entrust to the bot: keep a copy of it on paper or in a password safe, and never beside a backup.
    """
    from bot.adapters.keys.house import make_house_key, read_house_key
    from bot.config import DEFAULT_PATH
    from bot.people.model import KeyMissing

    named = config or os.environ.get("PORCHLIGHT_CONFIG") or DEFAULT_PATH
    if _write_once(Path(named)):
        click.echo(f"{named} is made: fill in what you use.")
    else:
        click.echo(f"{named} is there already and stays as it is.")
    path = Path(load_settings(config).security.house_key)
    try:
        make_house_key(path)
        click.echo(f"{path} is made: the house key. Keep a copy on paper or in a password safe, apart from every backup.")
    except FileExistsError:
        try:
            read_house_key(path)
        except KeyMissing as error:
            raise Trouble(Code.KEY, str(error)) from None
        click.echo(f"{path} is there already and stays as it is: the house key.")
    except OSError as error:
        raise Trouble(
            Code.KEY, f"The house key cannot be written to {path} ({error.strerror}); check [security] house_key."
        ) from None
    click.echo("Next: porchlight migrate, then porchlight check.")


def _write_once(path: Path) -> bool:
    """Copy the example there unless a file is there; says whether it did. Raises Trouble(CONFIG)."""
    inside = PACKAGE / "config.example.toml"
    example = inside if inside.exists() else PACKAGE.parent / "config.example.toml"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, CONFIG_MODE), "wb") as file:
            file.write(example.read_bytes())
    except FileExistsError:
        return False
    except OSError as error:
        raise Trouble(Code.CONFIG, f"{path} cannot be written ({error.strerror}); see --config.") from None
    return True
