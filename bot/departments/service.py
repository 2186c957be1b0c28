"""Departments: added, suspended, reinstated; each change is a line of the public record."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentKind, DepartmentReason, Standing
from bot.departments.ports import DepartmentsTx
from bot.departments.rules import is_federal
from bot.geo.model import Area
from bot.kernel.ids import NewRef, Ref
from bot.kernel.refusal import Refused
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
    body = {
        **public_words(added),
        "kind": kind.value,
        "contact": contact,
        "valid until": f"{added.expires_at:%Y-%m-%d}",
    }
    await tell(tx, EntryKind.DEPARTMENT_ADDED, added.ref, body, now)
    return added


async def suspend_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """Nobody of the department may act from this commit on. Raises Refused(NO_SUCH_DEPARTMENT)."""
    return await _stand_department(tx, name, Standing.SUSPENDED, EntryKind.DEPARTMENT_SUSPENDED, now)


async def reinstate_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """The department may act again. Raises Refused(NO_SUCH_DEPARTMENT)."""
    return await _stand_department(tx, name, Standing.ACTIVE, EntryKind.DEPARTMENT_REINSTATED, now)


def check_department(department: Department, now: datetime) -> None:
    """Whether it may act now. Raises Refused(DEPARTMENT_SUSPENDED | DEPARTMENT_EXPIRED)."""
    if department.standing is Standing.SUSPENDED:
        raise Refused(DepartmentReason.DEPARTMENT_SUSPENDED, name=department.name)
    if now >= department.expires_at:
        raise Refused(DepartmentReason.DEPARTMENT_EXPIRED, name=department.name)


async def department_called(tx: DepartmentsTx, name: str) -> Department:
    """The department of this name or reference. Raises Refused(NO_SUCH_DEPARTMENT)."""
    found = await tx.departments.by_name(name)
    if found is None:
        raise Refused(DepartmentReason.NO_SUCH_DEPARTMENT, name=name)
    return found


async def _stand_department(
    tx: DepartmentsTx, name: str, standing: Standing, kind: EntryKind, now: datetime
) -> Department:
    found = await department_called(tx, name)
    if found.standing is not standing:
        await tx.departments.set_standing(found.id, standing)
        await tell(tx, kind, found.ref, public_words(found), now)
    return await tx.departments.by_id(found.id)


def public_words(department: Department) -> dict[str, str]:
    """What every line of the record about a department or its officers begins with."""
    return {"department": department.name}


async def tell(tx: DepartmentsTx, kind: EntryKind, ref: Ref, body: Mapping[str, str], now: datetime) -> None:
    """A line of the record: public words only, never an account of anybody."""
    await tx.record.append(Entry(ref=ref, kind=kind, body=body, at=now))
