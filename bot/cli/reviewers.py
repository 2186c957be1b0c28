"""`reviewer`: who reviews what police want to ask, and moderates."""

from typing import Any

import click

from bot.cli.books import WORDS, table, within
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref


@click.group()
def reviewer() -> None:
    """Invite and list the volunteers who review requests."""


@reviewer.command("invite", short_help="Invite a reviewer.")
@click.argument("name", type=WORDS)
@click.pass_obj
def reviewer_invite(config: str | None, name: str) -> None:
    """Invite the reviewer NAME.

    Prints a code that is good once and for 72 hours; hand it over in person. Every request waits until a reviewer has
    said yes, so one reviewer is needed and two are better.
    """

    async def invite(tx: Any) -> str:
        from bot.people.service import invite_reviewer

        invited, code = await invite_reviewer(tx, name, SystemClock().now(), new_ref, new_code)
        return f"{invited.name} ({invited.ref}) is invited. The code, good once and for 72 hours: {code}\n" + (
            "To join, the reviewer writes to the bot in a direct message: /review " + code
        )

    click.echo(within(config, invite))


@reviewer.command("list")
@click.pass_obj
def reviewer_list(config: str | None) -> None:
    """List all reviewers."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        return [
            (found.ref, found.name, "active" if found.active else "gone", "yes" if found.person else "not yet")
            for found in await tx.reviewers.all()
        ]

    table(("Reference", "Reviewer", "Standing", "Joined"), within(config, every))
