"""`officer`: officers are invited, confirmed after a call, listed, suspended and reinstated. What changes is public."""

from typing import Any

import click

from bot.cli.books import WORDS, close_what_was_stopped, table, within
from bot.cli.speaking import by_operator, passphrase_of, speaking
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref

STANDS = {
    "ENDED": "ended",
    "INVITED": "has not typed the code",
    "JOINED": "has to prove a mailbox",
    "MAILED": "waits for a call",
    "CALLED": "has to set up the app",
    "SUSPENDED": "suspended",
    "LAPSED": "verification is over",
    "IDLE": "idle, waits for a call",
    "DEPARTMENT_SUSPENDED": "department suspended",
    "DEPARTMENT_EXPIRED": "department not renewed",
    "ON_DUTY": "on duty",
}


@click.group()
def officer() -> None:
    """Invite, confirm, list, suspend, reinstate and end officers."""


@officer.command("invite", short_help="Invite an officer of a department.")
@click.argument("name", type=WORDS)
@click.option("--department", "department_name", required=True, help="The department's name or reference.")
@by_operator
@click.pass_obj
def officer_invite(config: str | None, name: str, department_name: str, operator_name: str) -> None:
    """Invite an officer. NAME is rank and name as owners and the public will read it, such as "Det. M. Reyes".

    Prints a code that is good once and for 72 hours. It is worth nothing by itself: the officer also proves a mailbox at the
    department's own domain, another operator than you calls the department, and the officer sets up an app that makes codes.
    """
    passphrase = passphrase_of(operator_name)

    async def invite(tx: Any) -> str:
        from bot.officers.service import invite_officer

        me = await speaking(tx, operator_name, passphrase)
        now = SystemClock().now()
        invited, code = await invite_officer(tx, department_name, name, now, new_ref, new_code, me.id)
        return (
            f"{invited.name} ({invited.ref}) is invited. The code, good once and for 72 hours: {code}\n"
            f"To join, the officer writes to the bot in a direct message: /officer {code}\n"
            f"Afterwards another operator calls the department and types: porchlight officer confirm {invited.ref} --help"
        )

    click.echo(within(config, invite))


@officer.command("confirm", short_help="Say that you called about an officer.")
@click.argument("reference")
@click.option("--number", required=True, help="Which number of the department you called.")
@click.option("--source", required=True, help='Where you found it, such as "the website of the town".')
@by_operator
@click.pass_obj
def officer_confirm(config: str | None, reference: str, number: str, source: str, operator_name: str) -> None:
    """Say that you called the department of the officer REFERENCE, and that it knows the officer.

    Call a number that you found yourself, never one that the officer gave you. Who invited an officer cannot confirm them.
    The number and where you found it are kept and are not public.
    """
    passphrase = passphrase_of(operator_name)

    async def confirm(tx: Any) -> str:
        from bot.officers.model import Call
        from bot.officers.proving import confirm_call

        me = await speaking(tx, operator_name, passphrase)
        call = Call(number=number, source=source)
        confirmed = await confirm_call(tx, me, reference, call, SystemClock().now())
        return f"The call about {confirmed.name} is on record, and they are told what comes next."

    click.echo(within(config, confirm))


@officer.command("reset", short_help="Take a lost phone's codes away.")
@click.argument("reference")
@by_operator
@click.pass_obj
def officer_reset(config: str | None, reference: str, operator_name: str) -> None:
    """Make the app of the officer REFERENCE worth nothing, because the phone is lost or stolen.

    The officer may not act until an operator has called again; then a new app is set up. If a thief can also use the
    officer's chat, suspend the officer instead.
    """
    passphrase = passphrase_of(operator_name)

    async def reset(tx: Any) -> str:
        from bot.officers.proving import phone_lost
        from bot.officers.service import officer_called

        await speaking(tx, operator_name, passphrase)
        now = SystemClock().now()
        changed = await phone_lost(tx, await officer_called(tx, reference), now)
        await close_what_was_stopped(tx, now)
        return f"The codes of {changed.name} are worth nothing any more. The public can see the suspension."

    click.echo(within(config, reset))


@officer.command("list", short_help="List all officers.")
@click.pass_obj
def officer_list(config: str | None) -> None:
    """List all officers with reference, department, and how they stand: what they have still to prove, or until when they
    are verified."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        from bot.officers.rules import ends_at, state_of

        now, found = SystemClock().now(), {each.id: each for each in await tx.departments.all()}
        rows: list[tuple[str, ...]] = []
        for each in await tx.officers.all():
            house = found[each.department]
            until = f"{ends_at(each):%Y-%m-%d}" if each.factor_at is not None else ""
            rows.append((each.ref, each.name, house.name, STANDS[state_of(each, house, now).name], until))
        return rows

    table(("Reference", "Officer", "Department", "How they stand", "Verified until"), within(config, every))


@officer.command("suspend", short_help="Stop an officer at once.")
@click.argument("reference")
@click.pass_obj
def officer_suspend(config: str | None, reference: str) -> None:
    """Suspend the officer REFERENCE at once; porchlight officer list shows the references.

    Works while the bot runs, and needs no passphrase: stopping never waits. What they have open is closed.
    """

    async def suspend(tx: Any) -> str:
        from bot.officers.service import suspend_officer

        now = SystemClock().now()
        stopped = await suspend_officer(tx, reference, now)
        await close_what_was_stopped(tx, now)
        return f"{stopped.name} is suspended. The public can see it."

    click.echo(within(config, suspend))


@officer.command("end", short_help="End an officer's role for good.")
@click.argument("reference")
@by_operator
@click.pass_obj
def officer_end(config: str | None, reference: str, operator_name: str) -> None:
    """End the role of the officer REFERENCE, who has left the department, or take back an invitation.

    What they have open is closed. Whoever comes back is invited anew; to stop somebody for a while, suspend them.
    """
    passphrase = passphrase_of(operator_name)

    async def end(tx: Any) -> str:
        from bot.officers.service import end_officer

        await speaking(tx, operator_name, passphrase)
        now = SystemClock().now()
        ended = await end_officer(tx, reference, now)
        await close_what_was_stopped(tx, now)
        return f"{ended.name} is not an officer any more. The public can see it."

    click.echo(within(config, end))


@officer.command("reinstate", short_help="Let a suspended officer act again.")
@click.argument("reference")
@by_operator
@click.pass_obj
def officer_reinstate(config: str | None, reference: str, operator_name: str) -> None:
    """Let the officer REFERENCE, whom an operator suspended, act again. The 90 days are not prolonged."""
    passphrase = passphrase_of(operator_name)

    async def reinstate(tx: Any) -> str:
        from bot.officers.service import reinstate_officer

        await speaking(tx, operator_name, passphrase)
        changed = await reinstate_officer(tx, reference, SystemClock().now())
        return f"{changed.name} is not suspended by an operator any more. The public can see it."

    click.echo(within(config, reinstate))
