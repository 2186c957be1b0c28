"""`department`: which police may ask. Two operators let one in or change it; every change is a line of the public record."""

from collections.abc import Sequence
from typing import Any

import click

from bot.cli.books import WORDS, close_what_was_stopped, table, within
from bot.cli.errors import Code, Trouble
from bot.cli.particulars import choose, described, read, read_area, read_key, read_words, waits
from bot.cli.speaking import agreed, by_operator, in_parts, passphrase_of, speaking, worded
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_ref, read_ref

SHOWN_AT_ONCE = 20

domains = click.option(
    "--domain", "domains", multiple=True, metavar="DOMAIN",
    help="The domain after the @ of its mailboxes, such as police.springfield.gov; may be given several times.",
)  # fmt: skip
circle = click.option(
    "--circle", metavar="LAT,LON,KM", help="Its jurisdiction as a circle: center and radius in kilometres."
)
polygon = click.option(
    "--polygon", type=click.Path(exists=True, dir_okay=False),
    help="Or as GeoJSON or well-known text in a file: any number of polygons, with holes.",
)  # fmt: skip
time_zone = click.option(
    "--time-zone", metavar="ZONE", help="Such as America/Los_Angeles; else that of the middle of the jurisdiction."
)
public_key = click.option(
    "--public-key", metavar="KEY", help="The public key (age1…) to which what it is given can be sealed."
)


@click.group(short_help="Add, change, renew, suspend police departments.")
def department() -> None:
    """Add, change, list, renew, suspend and reinstate police departments."""


@department.command("add", short_help="Propose a department.")
@click.argument("name", type=WORDS)
@click.option("--kind", type=click.Choice(["city", "county", "campus", "fire"]), required=True, help="What kind it is.")
@click.option(
    "--contact", type=WORDS, required=True, help="A telephone number or address at which anybody can check on it."
)
@domains
@circle
@polygon
@time_zone
@public_key
@by_operator
@click.pass_obj
def department_add(
    config: str | None, name: str, kind: str, contact: str, domains: tuple[str, ...], circle: str | None,
    polygon: str | None, time_zone: str | None, public_key: str | None, operator_name: str,
) -> None:  # fmt: skip
    """Propose the department NAME. It may ask, and the public can see it, once another operator has confirmed it; then for
    twelve months and within its jurisdiction.

    Call the department first, at a number that you found yourself. Federal and immigration bodies are refused, and so are
    mail domains at which anybody can have a mailbox.

    \b
    For example:
        porchlight department add "Lantern Hill Police Department" --kind city --contact "+1 555 0199" \\
            --domain police.lanternhill.gov --circle 37.77,-122.42,12 --operator "Ann Lee"
    """
    written = {
        "name": name, "kind": kind, "contact": contact, "domains": " ".join(domains),
        "time_zone": time_zone or "", "public_key": public_key or "",
    }  # fmt: skip
    what = read(written, read_area(circle, polygon))
    passphrase = passphrase_of(operator_name)

    async def add(tx: Any) -> str:
        from bot.departments.proposals import propose

        me = await speaking(tx, operator_name, passphrase)
        proposal = await propose(tx, me, what, SystemClock().now(), new_ref)
        shown = described(proposal, me.name, None)
        return f"{shown}\n{what.name} is proposed. {await waits(tx, me, proposal.ref)}"

    click.echo(within(config, add))


@department.command("change", short_help="Propose a change of a department.")
@click.argument("name")
@click.option("--contact", type=WORDS, help="Its new telephone number or address.")
@domains
@circle
@polygon
@time_zone
@click.option("--public-key", metavar="KEY", help='Its new public key (age1…); "" takes the old one away.')
@by_operator
@click.pass_obj
def department_change(
    config: str | None, name: str, contact: str | None, domains: tuple[str, ...], circle: str | None,
    polygon: str | None, time_zone: str | None, public_key: str | None, operator_name: str,
) -> None:  # fmt: skip
    """Propose a change of the department NAME (or its reference). It stays as it is until another operator has confirmed;
    then the public reads what it is and what it was.

    All its mail domains are given anew. What is not named stays.
    """
    from bot.departments.model import Change

    jurisdiction = None if circle is None and polygon is None else read_area(circle, polygon)
    change = Change(
        contact=contact,
        email_domains=read_words(domains) if domains else None,
        jurisdiction=jurisdiction,
        time_zone=time_zone,
        public_key=None if public_key is None else read_key(public_key),
    )
    passphrase = passphrase_of(operator_name)

    async def propose_it(tx: Any) -> str:
        from bot.departments.proposals import propose_change

        me = await speaking(tx, operator_name, passphrase)
        proposal = await propose_change(tx, me, name, change, SystemClock().now(), new_ref)
        return f"The change of {proposal.what.name} is proposed. {await waits(tx, me, proposal.ref)}"

    click.echo(within(config, propose_it))


@department.command("waiting", short_help="List what waits for a second operator.")
@click.pass_obj
def department_waiting(config: str | None) -> None:
    """List the proposals that wait for the word of another operator than the one who made them."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        names = {each.id: each.name for each in await tx.operators.all()}
        return [
            (
                each.ref,
                each.what.name,
                "new" if each.is_new else "change",
                names[each.proposed_by],
                f"{each.proposed_at:%Y-%m-%d}",
            )
            for each in await tx.proposals.waiting()
        ]

    table(("Reference", "Department", "What", "Proposed by", "On"), within(config, every))


@department.command("confirm", short_help="Confirm what another operator proposed.")
@click.argument("reference", required=False)
@click.option("--all", "everything", is_flag=True, help="All that wait, except what you proposed yourself.")
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@by_operator
@click.pass_obj
def department_confirm(
    config: str | None, reference: str | None, everything: bool, yes: bool, operator_name: str
) -> None:
    """Confirm the proposal REFERENCE (porchlight department waiting lists them), or all of them, as the second operator.

    It is shown first, and you are asked whether you are sure. From then on it holds, and the public can see it.
    """
    if everything == (reference is not None):
        raise Trouble(Code.REFUSED, "Give either the reference of a proposal or --all.")
    passphrase = passphrase_of(operator_name)
    chosen = within(config, lambda tx: choose(tx, operator_name, passphrase, reference))
    if not chosen:
        raise Trouble(Code.REFUSED, "Nothing waits that another operator has proposed.")
    for _, lines in chosen[:SHOWN_AT_ONCE]:
        click.echo(lines)
    if len(chosen) > SHOWN_AT_ONCE:
        click.echo(f"… and {len(chosen) - SHOWN_AT_ONCE} more; porchlight department waiting lists them.")
    agreed("Confirm this?" if len(chosen) == 1 else f"Confirm these {len(chosen)}?", yes=yes)
    done: list[Any] = []
    left: list[Any] = []
    refs = [ref for ref, _ in chosen]
    is_list = len(refs) > SHOWN_AT_ONCE
    for part in in_parts(refs):

        async def confirm(tx: Any, part: Sequence[Any] = part, is_last: bool = part[-1] == refs[-1]) -> Any:
            from bot.departments.proposals import confirm_each, tell_of_many

            me, now = await speaking(tx, operator_name, passphrase), SystemClock().now()
            # What came in since it was shown was not seen, and is not confirmed.
            seen = [await tx.proposals.by_ref(ref) for ref in part]
            found = await confirm_each(tx, me, seen, now, new_ref, quiet=is_list)
            if is_list and is_last:
                await tell_of_many(tx, me, now)
            return found

        confirmed, refused = within(config, confirm)
        done += confirmed
        left += refused
    for each in left:
        click.echo(f"{each.proposal.what.name}: {worded(each.why)}")
    if not done:
        raise Trouble(Code.REFUSED, "Nothing was confirmed; see above.")
    if len(done) == 1:
        click.echo(
            f"{done[0].name} ({done[0].ref}) may ask until {done[0].expires_at:%Y-%m-%d}. The public can see it."
        )
    else:
        click.echo(f"{len(done)} departments are confirmed. The public can see them.")


@department.command("refuse", short_help="Refuse a proposal, or take one back.")
@click.argument("reference")
@by_operator
@click.pass_obj
def department_refuse(config: str | None, reference: str, operator_name: str) -> None:
    """Refuse the proposal REFERENCE, or take back your own. Nothing of it becomes public."""
    passphrase = passphrase_of(operator_name)

    async def refuse_it(tx: Any) -> str:
        from bot.departments.proposals import refuse

        me = await speaking(tx, operator_name, passphrase)
        refused = await refuse(tx, me, read_ref(reference), SystemClock().now())
        return f"The proposal about {refused.what.name} is refused. Nothing was changed."

    click.echo(within(config, refuse_it))


@department.command("list", short_help="List all departments.")
@click.pass_obj
def department_list(config: str | None) -> None:
    """List all departments with reference, kind, mail domains, standing and the day until which they may ask."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        return [
            (
                found.ref,
                found.name,
                found.kind.value,
                ", ".join(found.email_domains) or "none yet",
                found.standing.value,
                f"{found.expires_at:%Y-%m-%d}",
            )
            for found in await tx.departments.all()
        ]

    table(("Reference", "Department", "Kind", "Mail domains", "Standing", "Valid until"), within(config, every))


@department.command("suspend", short_help="Stop a department at once.")
@click.argument("name")
@click.pass_obj
def department_suspend(config: str | None, name: str) -> None:
    """Suspend the department NAME (or its reference) at once: nobody of it can ask, and nothing more is handed over.

    Works while the bot runs, and needs no passphrase: stopping never waits. The suspension is a line of the public
    record, and the operators hear of it in their chats.
    """
    _stand(config, name, "suspend_department", None)


@department.command("reinstate", short_help="Let a suspended department act again.")
@click.argument("name")
@by_operator
@click.pass_obj
def department_reinstate(config: str | None, name: str, operator_name: str) -> None:
    """Let the suspended department NAME (or its reference) act again. Its twelve months are not prolonged."""
    _stand(config, name, "reinstate_department", operator_name)


@department.command("renew", short_help="Give a department twelve more months.")
@click.argument("name")
@by_operator
@click.pass_obj
def department_renew(config: str | None, name: str, operator_name: str) -> None:
    """Let the department NAME (or its reference) ask for twelve months from today.

    Call it first, at a number that you found yourself: is it still the same department, with the same mail domain? A
    suspended one stays suspended.
    """
    _stand(config, name, "renew_department", operator_name)


def _stand(config: str | None, name: str, use_case: str, operator_name: str | None) -> None:
    passphrase = passphrase_of(operator_name) if operator_name is not None else ""

    async def change(tx: Any) -> str:
        from bot.departments import service
        from bot.departments.model import STANDING_JOB
        from bot.operators.service import tell_operators

        if operator_name is not None:
            await speaking(tx, operator_name, passphrase)
        now = SystemClock().now()
        changed = await getattr(service, use_case)(tx, name, now)
        if use_case == "suspend_department":
            await close_what_was_stopped(tx, now)
        await tell_operators(tx, STANDING_JOB, changed.id, now)
        day = f"{changed.expires_at:%Y-%m-%d}"
        if changed.standing.value != "suspended":
            return f"{changed.name} may ask until {day}. The public can see it."
        if use_case == "renew_department":
            return f"{changed.name} is good until {day}, and stays suspended. The public can see it."
        return f"{changed.name} is suspended. The public can see it."

    click.echo(within(config, change))
