"""Departments: suspended, reinstated, renewed, run out; each change is a line of the public record. How one is let in and
changed is in `proposals`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.departments.model import (
    DEPARTMENT_LIFE,
    ENDS_JOB,
    OFFICERS_JOB,
    STOPPED_JOB,
    WARN_BEFORE,
    Department,
    DepartmentReason,
    Named,
    Standing,
)
from bot.departments.ports import DepartmentsTx
from bot.departments.rules import plain_name
from bot.kernel.ids import Ref
from bot.kernel.refusal import Refused
from bot.operators.service import tell_operators
from bot.outbox.model import INSIDE, NewJob
from bot.record.model import Entry, EntryKind


async def suspend_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """Nobody of the department may act from this commit on, and what it has open is closed.

    Raises Refused(NO_SUCH_DEPARTMENT).
    """
    return await _stand_department(tx, name, Standing.SUSPENDED, EntryKind.DEPARTMENT_SUSPENDED, now)


async def reinstate_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """The department may act again. Raises Refused(NO_SUCH_DEPARTMENT)."""
    return await _stand_department(tx, name, Standing.ACTIVE, EntryKind.DEPARTMENT_REINSTATED, now)


async def renew_department(tx: DepartmentsTx, name: str, now: datetime) -> Department:
    """Somebody has checked that it still is what it was: it may ask for twelve months from now. One that is suspended stays
    so. Raises Refused(NO_SUCH_DEPARTMENT)."""
    found = await department_called(tx, name)
    expires_at = now + DEPARTMENT_LIFE
    await tx.departments.renew(found.id, expires_at)
    body = {**public_words(found), "valid until": f"{expires_at:%Y-%m-%d}"}
    await tell(tx, EntryKind.DEPARTMENT_RENEWED, found.ref, body, now)
    return await tx.departments.by_id(found.id)


async def warn_due(tx: DepartmentsTx, now: datetime) -> None:
    """Tell operators and officers of departments that run out soon, and the public of those that have. Each once."""
    for told, before in enumerate(WARN_BEFORE, 1):
        for department in await tx.departments.ending(now + before, told):
            if sum(department.expires_at <= now + span for span in WARN_BEFORE) > told:
                continue  # What comes later says more.
            if not await tx.departments.warned(department.id, told):
                continue
            if told == len(WARN_BEFORE):
                await tell(tx, EntryKind.DEPARTMENT_EXPIRED, department.ref, public_words(department), now)
            await tell_operators(tx, ENDS_JOB, department.id, now)
            key = f"{OFFICERS_JOB}:{department.id}:{department.expires_at.timestamp():.0f}:{told}"
            await tx.outbox.put([NewJob(kind=OFFICERS_JOB, subject=department.id, lane=INSIDE, key=key, due=now)])


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


async def departments_called(tx: DepartmentsTx, words: str) -> Sequence[Named]:
    """The department of this name or reference; else all whose names hold every one of the words, by name."""
    exact = await tx.departments.by_name(words)
    if exact is not None:
        return [Named(id=exact.id, ref=exact.ref, name=exact.name)]
    wanted = plain_name(words).split()
    return [each for each in await tx.departments.names() if all(word in plain_name(each.name) for word in wanted)]


async def _stand_department(
    tx: DepartmentsTx, name: str, standing: Standing, kind: EntryKind, now: datetime
) -> Department:
    found = await department_called(tx, name)
    if found.standing is not standing:
        await tx.departments.set_standing(found.id, standing)
        await tell(tx, kind, found.ref, public_words(found), now)
        if standing is Standing.SUSPENDED:
            key = f"{STOPPED_JOB}:{found.id}:{now.timestamp():.6f}"
            await tx.outbox.put([NewJob(kind=STOPPED_JOB, subject=found.id, lane=INSIDE, key=key, due=now)])
    return await tx.departments.by_id(found.id)


def public_words(department: Department) -> dict[str, str]:
    """What every line of the record about a department or its officers begins with."""
    return {"department": department.name}


async def tell(tx: DepartmentsTx, kind: EntryKind, ref: Ref, body: Mapping[str, str], now: datetime) -> None:
    """A line of the record: public words only, never an account of anybody."""
    await tx.record.append(Entry(ref=ref, kind=kind, body=body, at=now))
