"""Departments and officers: added, invited, verified, suspended; each change is a line of the public record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.departments.model import (
    DEPARTMENT_LIFE,
    OFFICER_LIFE,
    Department,
    DepartmentKind,
    DepartmentReason,
    Officer,
    OnDuty,
    Standing,
)
from bot.departments.ports import DepartmentsTx
from bot.departments.rules import is_federal
from bot.geo.model import Area
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.people.codes import hash_code
from bot.people.model import Person
from bot.people.service import INVITATION_LIFE
from bot.record.model import Entry, EntryKind


async def add_department(
    tx: DepartmentsTx, *, name: str, kind: DepartmentKind, contact: str, jurisdiction: Area, time_zone: str,
    now: datetime, new_ref: NewRef,
) -> Department:  # fmt: skip
    """A new active department, good for twelve months.

    Raises Refused(FEDERAL | NO_SUCH_TIME_ZONE | NAME_TAKEN).
    """
    if is_federal(name):
        raise Refused(DepartmentReason.FEDERAL, name=name)
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(DepartmentReason.NO_SUCH_TIME_ZONE, zone=time_zone) from error
    added = await tx.departments.add(
        new_ref(), name, kind, contact, jurisdiction, time_zone, now, now + DEPARTMENT_LIFE
    )
    if added is None:
        raise Refused(DepartmentReason.NAME_TAKEN, name=name)
    body = {**_words(added), "kind": kind.value, "contact": contact, "valid until": f"{added.expires_at:%Y-%m-%d}"}
    await _tell(tx, EntryKind.DEPARTMENT_ADDED, added.ref, body, now)
    return added


async def suspend_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """Nobody of the department may act from this commit on. Raises Refused(NO_SUCH_DEPARTMENT)."""
    return await _stand_department(tx, name, Standing.SUSPENDED, EntryKind.DEPARTMENT_SUSPENDED, now)


async def reinstate_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """The department may act again. Raises Refused(NO_SUCH_DEPARTMENT)."""
    return await _stand_department(tx, name, Standing.ACTIVE, EntryKind.DEPARTMENT_REINSTATED, now)


async def invite_officer(
    tx: DepartmentsTx, department: str, name: str, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> tuple[Officer, str]:
    """An officer-to-be by rank and name, and the code to hand over after calling the department back.

    Shown once, good once, for 72 hours. Raises Refused(NO_SUCH_DEPARTMENT | DEPARTMENT_SUSPENDED | DEPARTMENT_EXPIRED).
    """
    found = await _department(tx, department)
    _check_department(found, now)
    code = new_code()
    officer = await tx.officers.invite(new_ref(), found.id, name, hash_code(code), now + INVITATION_LIFE, now)
    await _tell(tx, EntryKind.OFFICER_INVITED, officer.ref, {**_words(found), "officer": name}, now)
    return officer, code


async def join_officer(tx: DepartmentsTx, person: Person, code: str, now: datetime) -> OnDuty:
    """Take up an invitation: from now on this person is a verified officer for 90 days.

    Raises Refused(ALREADY_OFFICER | OFFICER_SUSPENDED | OFFICER_EXPIRED | BAD_INVITATION | DEPARTMENT_SUSPENDED |
    DEPARTMENT_EXPIRED).
    """
    known = await tx.officers.of_person(person.id)
    if known is not None:
        _check_officer(known, now)
        raise Refused(DepartmentReason.ALREADY_OFFICER)
    officer = await tx.officers.join(hash_code(code), person.id, now)
    if officer is None:
        raise Refused(DepartmentReason.BAD_INVITATION)
    department = await tx.departments.by_id(officer.department)
    _check_department(department, now)
    await _tell(tx, EntryKind.OFFICER_VERIFIED, officer.ref, {**_words(department), "officer": officer.name}, now)
    return OnDuty(officer=officer, department=department)


async def suspend_officer(tx: DepartmentsTx, ref: Ref, now: datetime) -> Officer:
    """This officer may not act from this commit on. Raises Refused(NO_SUCH_OFFICER)."""
    return await _stand_officer(tx, ref, Standing.SUSPENDED, EntryKind.OFFICER_SUSPENDED, now)


async def reinstate_officer(tx: DepartmentsTx, ref: Ref, now: datetime) -> Officer:
    """This officer may act again, as long as the verification lasts. Raises Refused(NO_SUCH_OFFICER)."""
    return await _stand_officer(tx, ref, Standing.ACTIVE, EntryKind.OFFICER_REINSTATED, now)


async def is_police(tx: DepartmentsTx, person: PersonId) -> bool:
    """Whether the person is an officer, whatever their standing: to those no stream of neighbors' posts is given, and a
    suspension or a lapse must not open what was closed to them on duty."""
    return await tx.officers.of_person(person) is not None


async def on_duty(tx: DepartmentsTx, person: Person | None, now: datetime) -> OnDuty:
    """The officer who speaks and may act now. Every police use case asks this first, in its own transaction.

    Raises Refused with the exact reason: NOT_OFFICER, OFFICER_SUSPENDED, OFFICER_EXPIRED, DEPARTMENT_SUSPENDED or
    DEPARTMENT_EXPIRED.
    """
    officer = await tx.officers.of_person(person.id) if person else None
    if officer is None:
        raise Refused(DepartmentReason.NOT_OFFICER)
    _check_officer(officer, now)
    department = await tx.departments.by_id(officer.department)
    _check_department(department, now)
    return OnDuty(officer=officer, department=department)


def _check_officer(officer: Officer, now: datetime) -> None:
    if officer.standing is Standing.SUSPENDED:
        raise Refused(DepartmentReason.OFFICER_SUSPENDED)
    if now >= officer.verified_at + OFFICER_LIFE:
        raise Refused(DepartmentReason.OFFICER_EXPIRED, days=str(OFFICER_LIFE.days))


def _check_department(department: Department, now: datetime) -> None:
    if department.standing is Standing.SUSPENDED:
        raise Refused(DepartmentReason.DEPARTMENT_SUSPENDED, name=department.name)
    if now >= department.expires_at:
        raise Refused(DepartmentReason.DEPARTMENT_EXPIRED, name=department.name)


async def _department(tx: DepartmentsTx, name: str) -> Department:
    found = await tx.departments.by_name(name)
    if found is None:
        raise Refused(DepartmentReason.NO_SUCH_DEPARTMENT, name=name)
    return found


async def _stand_department(
    tx: DepartmentsTx, name: str, standing: Standing, kind: EntryKind, now: datetime
) -> Department:
    found = await _department(tx, name)
    if found.standing is not standing:
        await tx.departments.set_standing(found.id, standing)
        await _tell(tx, kind, found.ref, _words(found), now)
    return await tx.departments.by_id(found.id)


async def _stand_officer(tx: DepartmentsTx, ref: Ref, standing: Standing, kind: EntryKind, now: datetime) -> Officer:
    officer = next((each for each in await tx.officers.all() if each.ref == ref.strip().upper()), None)
    if officer is None:
        raise Refused(DepartmentReason.NO_SUCH_OFFICER, ref=ref)
    if officer.standing is not standing:
        await tx.officers.set_standing(officer.id, standing)
        department = await tx.departments.by_id(officer.department)
        await _tell(tx, kind, officer.ref, {**_words(department), "officer": officer.name}, now)
    return await tx.officers.by_id(officer.id)


def _words(department: Department) -> dict[str, str]:
    return {"department": department.name}


async def _tell(tx: DepartmentsTx, kind: EntryKind, ref: Ref, body: Mapping[str, str], now: datetime) -> None:
    """A line of the record: public words only, never an account of anybody."""
    await tx.record.append(Entry(ref=ref, kind=kind, body=body, at=now))
