"""`operator`: who runs this Porchlight, and by whose word departments are let in."""

from typing import Any

import click

from bot.cli.books import WORDS, table, within
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref


@click.group(short_help="Add, list, renew and remove operators.")
def operator() -> None:
    """Add, list, renew and remove the operators, of whom two are needed to let a department in."""


@operator.command("add", short_help="Add an operator.")
@click.argument("name", type=WORDS)
@click.pass_obj
def operator_add(config: str | None, name: str) -> None:
    """Make NAME an operator.

    Prints a passphrase for the command line and a code for a chat, once: hand both to that person and to nobody else. A
    department needs the word of two operators. Make an operator of another person, not of yourself a second time: whoever
    has a shell on this machine can always speak for two, and nothing here can tell. The other operators are told in
    their chats.

    \b
    For example:
        porchlight operator add "Ann Lee"
    """

    async def add(tx: Any) -> tuple[Any, Any, int]:
        from bot.adapters.keys.passphrases import ScryptPassphrases
        from bot.operators.service import add_operator

        added, access = await add_operator(tx, name, ScryptPassphrases(), SystemClock().now(), new_ref, new_code)
        return added, access, sum(each.active for each in await tx.operators.all())

    added, access, number = within(config, add)
    click.echo(f"{added.name} ({added.ref}) is an operator.")
    _show(access)
    if number < 2:
        click.echo("A department needs two operators; add another person as well.")


@operator.command("renew", short_help="Give an operator a new passphrase and code.")
@click.argument("name")
@click.pass_obj
def operator_renew(config: str | None, name: str) -> None:
    """Give the operator NAME (or their reference) a new passphrase and a new code, in place of lost or stolen ones.

    The old passphrase and the chat that joined before are worth nothing from now on. The other operators are told.
    """

    async def renew(tx: Any) -> tuple[Any, Any]:
        from bot.adapters.keys.passphrases import ScryptPassphrases
        from bot.operators.service import renew_access

        found: tuple[Any, Any] = await renew_access(tx, name, ScryptPassphrases(), SystemClock().now(), new_code)
        return found

    renewed, access = within(config, renew)
    click.echo(f"{renewed.name} ({renewed.ref}) has a new passphrase and a new code.")
    _show(access)


@operator.command("remove", short_help="Remove an operator at once.")
@click.argument("name")
@click.pass_obj
def operator_remove(config: str | None, name: str) -> None:
    """Make the operator NAME (or their reference) none any more, at once. What they proposed and nobody has confirmed
    cannot be confirmed any more; what was confirmed stays."""

    async def remove(tx: Any) -> tuple[str, int]:
        from bot.operators.service import remove_operator

        removed = await remove_operator(tx, name)
        return removed.name, sum(each.active for each in await tx.operators.all())

    removed, number = within(config, remove)
    click.echo(f"{removed} is no operator any more.")
    if number < 2:
        click.echo("A department needs two operators; add another person.")


@operator.command("list", short_help="List all operators.")
@click.pass_obj
def operator_list(config: str | None) -> None:
    """List all operators, removed ones too, and whether they have joined in a chat."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        return [
            (found.ref, found.name, "active" if found.active else "removed", "yes" if found.person else "not yet")
            for found in await tx.operators.all()
        ]

    table(("Reference", "Operator", "Standing", "In a chat"), within(config, every))


def _show(access: Any) -> None:
    click.echo(f"The passphrase for the command line, shown once: {access.passphrase}")
    click.echo(f"The code for a chat, good once and for 72 hours: {access.code}")
    click.echo(f"To join there, write to the bot in a direct message: /operator {access.code}")
