"""The use cases of an owner's terms: say less, say no, pause, and take any of it back. None can say yes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.departments.model import Department
from bot.geo.zones import zone_at
from bot.kernel.ids import PersonId
from bot.kernel.refusal import Refused
from bot.people.model import Person
from bot.requests.model import AreaRequest, IncidentType
from bot.terms.model import Terms, TermsReason
from bot.terms.ports import TermsTx
from bot.terms.rules import disturbs, quiet_end_of

EVERYWHERE = "UTC"
"""The clock of somebody who has neither a camera nor a say in it: nobody asks them, so it matters to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An owner's terms, with the names of the departments that may not ask."""

    terms: Terms
    departments: Sequence[Department]


async def terms_of(tx: TermsTx, person: PersonId) -> Terms:
    """What holds for this person. Who has said nothing about it lives by the clock of their first camera."""
    cameras = await tx.cameras.of(person)
    return await tx.terms.of(person, zone_at(cameras[0].point) if cameras else EVERYWHERE)


async def of_housemate(tx: TermsTx, person: PersonId, of_owner: Terms) -> Terms:
    """What holds for somebody who decides with an owner: their own rules; without a camera they live by the owner's clock."""
    if await tx.cameras.of(person):
        return await terms_of(tx, person)
    return replace(await tx.terms.of(person, of_owner.time_zone), time_zone=of_owner.time_zone)


async def known(tx: TermsTx, person: PersonId) -> Known:
    """The person's terms and whom they name."""
    terms = await terms_of(tx, person)
    departments = [each for each in await tx.departments.all() if each.id in terms.never_from]
    return Known(terms=terms, departments=departments)


def of_nobody() -> Known:
    """What would hold for somebody who is not known: looking at one's rules makes nobody known."""
    return Known(terms=Terms(time_zone=EVERYWHERE), departments=())


async def change(tx: TermsTx, person: Person, terms: Terms, now: datetime) -> Known:
    """Store new terms. Standing no's in them are not looked at: they have use cases of their own."""
    await tx.terms.put(person.id, terms, now)
    return await known(tx, person.id)


async def pause(tx: TermsTx, person: Person, until: datetime | None, now: datetime) -> Known:
    """Ask about nothing until then, or until the owner says otherwise. Raises Refused(BAD_PAUSE) for a past end."""
    if until is not None and until <= now:
        raise Refused(TermsReason.BAD_PAUSE)
    terms = await to_change(tx, person)
    return await change(tx, person, replace(terms, paused=True, paused_until=until), now)


async def resume(tx: TermsTx, person: Person, now: datetime) -> Known:
    """The owner may be asked again, on the other terms that hold."""
    terms = await to_change(tx, person)
    return await change(tx, person, replace(terms, paused=False, paused_until=None), now)


async def refuse_department(tx: TermsTx, person: Person, named: str, never: bool, now: datetime) -> Known:
    """Never from this department (name or reference), or again. Harmless when repeated. Raises Refused(NO_SUCH_RULE)."""
    department = await tx.departments.by_name(named)
    if department is None:
        raise Refused(TermsReason.NO_SUCH_RULE)
    if never:
        await tx.terms.refuse_department(person.id, department.id, now)
    else:
        await tx.terms.lift_department(person.id, department.id)
    return await known(tx, person.id)


async def refuse_type(tx: TermsTx, person: Person, about: IncidentType, never: bool, now: datetime) -> Known:
    """Never about this incident type, or again. Harmless when repeated."""
    if never:
        await tx.terms.refuse_type(person.id, about, now)
    else:
        await tx.terms.lift_type(person.id, about)
    return await known(tx, person.id)


async def to_change(tx: TermsTx, person: Person) -> Terms:
    """What holds for a person, to be stored changed: until the transaction ends nobody else changes it."""
    await tx.terms.alone_with(person.id)
    return await terms_of(tx, person.id)


async def follow_house(tx: TermsTx, person: PersonId) -> None:
    """The clock of the rules goes with the first camera, wherever it is now. Call it when a camera came, moved or went."""
    cameras = await tx.cameras.of(person)
    if cameras:
        await tx.terms.set_clock(person, zone_at(cameras[0].point))


async def keep_quiet(tx: TermsTx, request: AreaRequest, zone: str, now: datetime, window: timedelta) -> None:
    """Put off the notices of a request for everybody in whose quiet hours it falls. Part of the fan-out's transaction.

    `zone` is the clock at the place of the request; the notices lie within `window` from now. A missing person waits for
    nobody's morning, except for theirs who forbade even that.
    """
    about = request.draft.incident_type
    only_forbidding = disturbs(about, never_at_night=False)
    for habit in await tx.terms.habits(request.id, zone, only_forbidding):
        # Whose quiet hours begin within the window hears of it after them: half a minute decides nothing by chance.
        end = quiet_end_of(habit, now) or quiet_end_of(habit, now + window)
        if end is not None:
            await tx.terms.put_off(request.id, habit, zone, only_forbidding, end - now)
