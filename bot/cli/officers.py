"""`officer`: officers are invited, listed, suspended and reinstated. Every change is a line of the public record."""

from typing import Any

import click

from bot.cli.books import WORDS, table, within
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref


@click.group()
def officer() -> None:
    """Invite, list, suspend and reinstate officers."""


@officer.command("invite", short_help="Invite an officer of a department.")
@click.argument("name", type=WORDS)
@click.option("--department", "department_name", required=True, help="The department's name or reference.")
@click.pass_obj
def officer_invite(config: str | None, name: str, department_name: str) -> None:
    """Invite an officer. NAME is rank and name as owners and the public will read it, such as "Det. M. Reyes".

    Prints a code that is good once and for 72 hours. Hand it over only after a call to a number of the department that
    you found yourself: whoever types it is the officer, for 90 days.
    """

    async def invite(tx: Any) -> str:
        from bot.officers.service import invite_officer

        invited, code = await invite_officer(tx, department_name, name, SystemClock().now(), new_ref, new_code)
        return f"{invited.name} ({invited.ref}) is invited. The code, good once and for 72 hours: {code}\n" + (
            "To join, the officer writes to the bot in a direct message: /officer " + code
        )

    click.echo(within(config, invite))


@officer.command("list", short_help="List all officers.")
@click.pass_obj
def officer_list(config: str | None) -> None:
    """List all officers with reference, department and standing, and whether they have used their code."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        names = {found.id: found.name for found in await tx.departments.all()}
        return [
            (found.ref, found.name, names[found.department], found.standing.value, "yes" if found.person else "not yet")
            for found in await tx.officers.all()
        ]

    table(("Reference", "Officer", "Department", "Standing", "Joined"), within(config, every))


@officer.command("suspend", short_help="Stop an officer at once.")
@click.argument("reference")
@click.pass_obj
def officer_suspend(config: str | None, reference: str) -> None:
    """Suspend the officer REFERENCE at once; porchlight officer list shows the references."""
    _change_officer(config, reference, "suspend_officer", "is suspended")


@officer.command("reinstate", short_help="Let a suspended officer act again.")
@click.argument("reference")
@click.pass_obj
def officer_reinstate(config: str | None, reference: str) -> None:
    """Let the suspended officer REFERENCE act again. The 90 days are not prolonged."""
    _change_officer(config, reference, "reinstate_officer", "may act again")


def _change_officer(config: str | None, reference: str, use_case: str, says: str) -> None:
    async def change(tx: Any) -> str:
        from bot.officers import service

        changed = await getattr(service, use_case)(tx, reference.strip().upper(), SystemClock().now())
        return f"{changed.name} {says}. The public can see it."

    click.echo(within(config, change))
