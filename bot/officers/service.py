"""Officers: invited, verified, suspended; each change is a line of the public record."""

from collections.abc import Callable
from datetime import datetime

from bot.departments.service import check_department, department_called, public_words, tell
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.model import OFFICER_LIFE, Officer, OfficerReason, OfficerStanding, OnDuty
from bot.officers.ports import OfficersTx
from bot.people.codes import hash_code
from bot.people.model import Person
from bot.people.service import INVITATION_LIFE
from bot.record.model import EntryKind


async def invite_officer(
    tx: OfficersTx, department: str, name: str, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> tuple[Officer, str]:
    """An officer-to-be by rank and name, and the code to hand over after calling the department back.

    Shown once, good once, for 72 hours. Raises Refused(NO_SUCH_DEPARTMENT | DEPARTMENT_SUSPENDED | DEPARTMENT_EXPIRED).
    """
    found = await department_called(tx, department)
    check_department(found, now)
    code = new_code()
    officer = await tx.officers.invite(new_ref(), found.id, name, hash_code(code), now + INVITATION_LIFE, now)
    await tell(tx, EntryKind.OFFICER_INVITED, officer.ref, {**public_words(found), "officer": name}, now)
    return officer, code


async def join_officer(tx: OfficersTx, person: Person, code: str, now: datetime) -> OnDuty:
    """Take up an invitation: from now on this person is a verified officer for 90 days.

    Raises Refused(ALREADY_OFFICER | OFFICER_SUSPENDED | OFFICER_EXPIRED | BAD_INVITATION | DEPARTMENT_SUSPENDED |
    DEPARTMENT_EXPIRED).
    """
    known = await tx.officers.of_person(person.id)
    if known is not None:
        _check_officer(known, now)
        raise Refused(OfficerReason.ALREADY_OFFICER)
    officer = await tx.officers.join(hash_code(code), person.id, now)
    if officer is None:
        raise Refused(OfficerReason.BAD_INVITATION)
    department = await tx.departments.by_id(officer.department)
    check_department(department, now)
    await tell(tx, EntryKind.OFFICER_VERIFIED, officer.ref, {**public_words(department), "officer": officer.name}, now)
    return OnDuty(officer=officer, department=department)


async def suspend_officer(tx: OfficersTx, ref: Ref, now: datetime) -> Officer:
    """This officer may not act from this commit on. Raises Refused(NO_SUCH_OFFICER)."""
    return await _stand_officer(tx, ref, OfficerStanding.SUSPENDED, EntryKind.OFFICER_SUSPENDED, now)


async def reinstate_officer(tx: OfficersTx, ref: Ref, now: datetime) -> Officer:
    """This officer may act again, as long as the verification lasts. Raises Refused(NO_SUCH_OFFICER)."""
    return await _stand_officer(tx, ref, OfficerStanding.ACTIVE, EntryKind.OFFICER_REINSTATED, now)


async def is_police(tx: OfficersTx, person: PersonId) -> bool:
    """Whether the person is an officer, whatever their standing: to those no stream of neighbors' posts is given, and a
    suspension or a lapse must not open what was closed to them on duty."""
    return await tx.officers.of_person(person) is not None


async def on_duty(tx: OfficersTx, person: Person | None, now: datetime) -> OnDuty:
    """The officer who speaks and may act now. Every police use case asks this first, in its own transaction.

    Raises Refused with the exact reason: NOT_OFFICER, OFFICER_SUSPENDED, OFFICER_EXPIRED, DEPARTMENT_SUSPENDED or
    DEPARTMENT_EXPIRED.
    """
    officer = await tx.officers.of_person(person.id) if person else None
    if officer is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    _check_officer(officer, now)
    department = await tx.departments.by_id(officer.department)
    check_department(department, now)
    return OnDuty(officer=officer, department=department)


def _check_officer(officer: Officer, now: datetime) -> None:
    if officer.standing is OfficerStanding.SUSPENDED:
        raise Refused(OfficerReason.OFFICER_SUSPENDED)
    if now >= officer.verified_at + OFFICER_LIFE:
        raise Refused(OfficerReason.OFFICER_EXPIRED, days=str(OFFICER_LIFE.days))


async def _stand_officer(
    tx: OfficersTx, ref: Ref, standing: OfficerStanding, kind: EntryKind, now: datetime
) -> Officer:
    officer = next((each for each in await tx.officers.all() if each.ref == ref.strip().upper()), None)
    if officer is None:
        raise Refused(OfficerReason.NO_SUCH_OFFICER, ref=ref)
    if officer.standing is not standing:
        await tx.officers.set_standing(officer.id, standing)
        department = await tx.departments.by_id(officer.department)
        await tell(tx, kind, officer.ref, {**public_words(department), "officer": officer.name}, now)
    return await tx.officers.by_id(officer.id)
