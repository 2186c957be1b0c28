"""`department` and `reviewer`: whom the operator lets in. Every change of police is a line of the public record."""

from pathlib import Path
from typing import Any

import click

from bot.cli.books import WORDS, table, within
from bot.cli.errors import Code, Trouble
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref


@click.group()
def department() -> None:
    """Add, list, suspend and reinstate police departments."""


@department.command("add", short_help="Add a department.")
@click.argument("name", type=WORDS)
@click.option("--kind", type=click.Choice(["city", "county", "campus", "fire"]), required=True, help="What kind it is.")
@click.option(
    "--contact", type=WORDS, required=True, help="A telephone number or address at which anybody can check on it."
)
@click.option("--circle", metavar="LAT,LON,KM", help="Its jurisdiction as a circle: center and radius in kilometres.")
@click.option("--polygon", type=click.Path(exists=True, dir_okay=False), help="Or as a GeoJSON polygon in a file.")
@click.option("--time-zone", required=True, metavar="ZONE", help="Such as America/Los_Angeles.")
@click.pass_obj
def department_add(
    config: str | None, name: str, kind: str, contact: str, circle: str | None, polygon: str | None, time_zone: str
) -> None:
    """Add the department NAME, which may ask for twelve months within its jurisdiction.

    Call the department first, at a number that you found yourself. Federal and immigration bodies are refused. The new
    department is a line of the public record at once.

    \b
    For example:
        porchlight department add "Lantern Hill Police Department" --kind city \\
            --contact "+1 555 0199" --circle 37.77,-122.42,12 --time-zone America/Los_Angeles
    """
    jurisdiction = read_jurisdiction(circle, polygon)

    async def add(tx: Any) -> str:
        from bot.departments.model import DepartmentKind
        from bot.departments.service import add_department

        added = await add_department(
            tx, name=name, kind=DepartmentKind(kind), contact=contact, jurisdiction=jurisdiction,
            time_zone=time_zone, now=SystemClock().now(), new_ref=new_ref,
        )  # fmt: skip
        return f"{added.name} ({added.ref}) was added. It may ask until {added.expires_at:%Y-%m-%d}. The public can see it."

    click.echo(within(config, add))


@department.command("list", short_help="List all departments.")
@click.pass_obj
def department_list(config: str | None) -> None:
    """List all departments with reference, kind, standing and the day until which they may ask."""

    async def every(tx: Any) -> list[tuple[str, ...]]:
        return [
            (found.ref, found.name, found.kind.value, found.standing.value, f"{found.expires_at:%Y-%m-%d}")
            for found in await tx.departments.all()
        ]

    table(("Reference", "Department", "Kind", "Standing", "Valid until"), within(config, every))


@department.command("suspend", short_help="Stop a department at once.")
@click.argument("name")
@click.pass_obj
def department_suspend(config: str | None, name: str) -> None:
    """Suspend the department NAME (or its reference) at once: nobody of it can ask, and nothing more is handed over.

    Works while the bot runs. The suspension is a line of the public record.
    """
    _change_department(config, name, "suspend_department", "is suspended")


@department.command("reinstate", short_help="Let a suspended department act again.")
@click.argument("name")
@click.pass_obj
def department_reinstate(config: str | None, name: str) -> None:
    """Let the suspended department NAME (or its reference) act again. Its twelve months are not prolonged."""
    _change_department(config, name, "reinstate_department", "may act again")


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


def read_jurisdiction(circle: str | None, polygon: str | None) -> Any:
    """The area that the options name. Raises Trouble(REFUSED) in one sentence."""
    from bot.geo.area import read_geojson
    from bot.geo.model import Circle, Point

    if (circle is None) == (polygon is None):
        raise Trouble(Code.REFUSED, "Give the jurisdiction either as --circle LAT,LON,KM or as --polygon FILE.")
    if polygon is not None:
        try:
            return read_geojson(Path(polygon).read_text(encoding="utf-8"))
        except (ValueError, OSError) as error:
            raise Trouble(Code.REFUSED, f"{polygon} cannot be used: {error}") from None
    try:
        lat, lon, km = (float(part) for part in (circle or "").split(","))
    except ValueError:
        raise Trouble(Code.REFUSED, "--circle cannot be read; write LAT,LON,KM, such as 37.77,-122.42,12.") from None
    if not 0.1 <= km <= 500:
        raise Trouble(Code.REFUSED, "The radius of --circle, its third number, lies between 0.1 and 500 km.")
    try:
        return Circle(center=Point(lat=lat, lon=lon), radius_m=km * 1000)
    except ValueError as error:
        raise Trouble(Code.REFUSED, f"--circle: {error}") from None


def _change_department(config: str | None, name: str, use_case: str, says: str) -> None:
    async def change(tx: Any) -> str:
        from bot.departments import service

        changed = await getattr(service, use_case)(tx, name, SystemClock().now())
        return f"{changed.name} {says}. The public can see it."

    click.echo(within(config, change))
