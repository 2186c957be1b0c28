"""Officers: invited, joined, suspended, and asked before everything whether they may act. How they prove it: `proving`."""

from collections.abc import Callable
from datetime import datetime

from bot.departments.model import Department, DepartmentReason
from bot.departments.rules import is_disguised, is_line
from bot.departments.service import check_department, department_called, public_words, tell
from bot.kernel.ids import NewRef, OperatorId, PersonId, Ref
from bot.kernel.refusal import Reason, Refused
from bot.officers.model import (
    ENDED_JOB,
    NEXT_JOB,
    OFFICER_LIFE,
    STOPPED_JOB,
    Officer,
    OfficerReason,
    OfficerStanding,
    OfficerState,
    OnDuty,
    Suspension,
)
from bot.officers.ports import OfficersTx
from bot.officers.rules import state_of
from bot.outbox.model import INSIDE, NewJob
from bot.people.codes import hash_code
from bot.people.model import MAIL, Person
from bot.people.reach import through, working
from bot.people.service import INVITATION_LIFE
from bot.record.model import EntryKind

WHY_NOT: dict[OfficerState, Reason] = {
    OfficerState.ENDED: OfficerReason.NOT_OFFICER,
    OfficerState.INVITED: OfficerReason.NOT_OFFICER,
    OfficerState.JOINED: OfficerReason.MAILBOX_MISSING,
    OfficerState.MAILED: OfficerReason.CALL_MISSING,
    OfficerState.CALLED: OfficerReason.FACTOR_MISSING,
    OfficerState.SUSPENDED: OfficerReason.OFFICER_SUSPENDED,
    OfficerState.LAPSED: OfficerReason.OFFICER_EXPIRED,
    OfficerState.IDLE: OfficerReason.OFFICER_IDLE,
    OfficerState.DEPARTMENT_SUSPENDED: DepartmentReason.DEPARTMENT_SUSPENDED,
    OfficerState.DEPARTMENT_EXPIRED: DepartmentReason.DEPARTMENT_EXPIRED,
}


async def invite_officer(
    tx: OfficersTx,
    department: str,
    name: str,
    now: datetime,
    new_ref: NewRef,
    new_code: Callable[[], str],
    by: OperatorId | None = None,
) -> tuple[Officer, str]:
    """An officer-to-be by rank and name, and the code to hand over. `by` is the operator who invites, and who therefore is
    not the one who confirms.

    Shown once, good once, for 72 hours. Raises Refused(BAD_NAME | NO_SUCH_DEPARTMENT | DEPARTMENT_SUSPENDED |
    DEPARTMENT_EXPIRED).
    """
    if not is_line(name) or is_disguised(name):
        raise Refused(OfficerReason.BAD_NAME)
    found = await department_called(tx, department)
    check_department(found, now)
    code = new_code()
    officer = await tx.officers.invite(new_ref(), found.id, name, hash_code(code), now + INVITATION_LIFE, now, by)
    await tell(tx, EntryKind.OFFICER_INVITED, officer.ref, {**public_words(found), "officer": name}, now)
    return officer, code


async def join_officer(tx: OfficersTx, person: Person, code: str, now: datetime) -> Officer:
    """Take up an invitation: from now on this person is police, and may do nothing before everything is proved.

    Raises Refused(ALREADY_OFFICER | BAD_INVITATION | DEPARTMENT_SUSPENDED | DEPARTMENT_EXPIRED).
    """
    if await tx.officers.of_person(person.id) is not None:
        raise Refused(OfficerReason.ALREADY_OFFICER)
    officer = await tx.officers.join(hash_code(code), person.id, now)
    if officer is None:
        raise Refused(OfficerReason.BAD_INVITATION)
    check_department(await tx.departments.by_id(officer.department), now)
    return officer


async def suspend_officer(tx: OfficersTx, ref: str, now: datetime) -> Officer:
    """This officer may not act from this commit on, and what they have open is closed. Raises Refused(NO_SUCH_OFFICER)."""
    officer = await officer_called(tx, ref)
    if officer.standing is OfficerStanding.ENDED:
        return officer
    if officer.standing is not OfficerStanding.SUSPENDED or officer.why is not Suspension.OPERATOR:
        await stop(tx, officer, Suspension.OPERATOR, now)
    return await tx.officers.by_id(officer.id)


async def reinstate_officer(tx: OfficersTx, ref: str, now: datetime) -> Officer:
    """What an operator stopped may go on, as long as the verification lasts; what has to be proved has to be proved.

    Raises Refused(NO_SUCH_OFFICER).
    """
    officer = await officer_called(tx, ref)
    if officer.standing is OfficerStanding.SUSPENDED and officer.why in (None, Suspension.OPERATOR):
        await tx.officers.set_standing(officer.id, OfficerStanding.ACTIVE)
        department = await tx.departments.by_id(officer.department)
        body = {**public_words(department), "officer": officer.name}
        await tell(tx, EntryKind.OFFICER_REINSTATED, officer.ref, body, now)
        await tell_officer(tx, officer, NEXT_JOB, now)
    return await tx.officers.by_id(officer.id)


async def end_officer(tx: OfficersTx, ref: str, now: datetime) -> Officer:
    """Somebody is no officer any more, or will not become one: in public, for good, and what they have open is closed.

    Raises Refused(NO_SUCH_OFFICER | ROLE_ENDED).
    """
    officer = await officer_called(tx, ref)
    if officer.standing is OfficerStanding.ENDED:
        raise Refused(OfficerReason.ROLE_ENDED, name=officer.name)
    # Told in the chat that is theirs now: afterwards nobody is behind this officer.
    await tell_officer(tx, officer, ENDED_JOB, now)
    await tx.officers.end(officer.id)
    department = await tx.departments.by_id(officer.department)
    body = {**public_words(department), "officer": officer.name}
    await tell(tx, EntryKind.OFFICER_ENDED, officer.ref, body, now)
    await _close_later(tx, officer, now)
    return await tx.officers.by_id(officer.id)


async def leave(tx: OfficersTx, person: Person | None, now: datetime) -> Officer:
    """The speaker is an officer no more. Raises Refused(NOT_OFFICER)."""
    officer = await tx.officers.of_person(person.id) if person is not None else None
    if officer is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    return await end_officer(tx, officer.ref, now)


async def stop(tx: OfficersTx, officer: Officer, why: Suspension, now: datetime) -> None:
    """Suspend, in public, and have everything closed that they have open; they are told."""
    await tx.officers.set_standing(officer.id, OfficerStanding.SUSPENDED, why)
    if officer.standing is not OfficerStanding.SUSPENDED:
        department = await tx.departments.by_id(officer.department)
        body = {**public_words(department), "officer": officer.name, "why": why.value}
        await tell(tx, EntryKind.OFFICER_SUSPENDED, officer.ref, body, now)
    await _close_later(tx, officer, now)
    await tell_officer(tx, officer, NEXT_JOB, now)


async def _close_later(tx: OfficersTx, officer: Officer, now: datetime) -> None:
    key = f"{STOPPED_JOB}:{officer.id}:{now.timestamp():.6f}"
    await tx.outbox.put([NewJob(kind=STOPPED_JOB, subject=officer.id, lane=INSIDE, key=key, due=now)])


async def is_police(tx: OfficersTx, person: PersonId) -> bool:
    """Whether the person is an officer, whatever their standing: to those no stream of neighbors' posts is given, and a
    suspension or a lapse must not open what was closed to them on duty."""
    return await tx.officers.of_person(person) is not None


async def on_duty(tx: OfficersTx, person: Person | None, now: datetime) -> OnDuty:
    """The officer who speaks and may act now. Every police use case asks this first, in its own transaction.

    Raises Refused with the exact reason, one for each state but ON_DUTY; who is not yet or not any more an officer is none.
    """
    officer = await tx.officers.of_person(person.id) if person else None
    if officer is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    department = await tx.departments.by_id(officer.department)
    want_on_duty(state_of(officer, department, now), department)
    return OnDuty(officer=officer, department=department)


def want_on_duty(state: OfficerState, department: Department) -> None:
    """Raises Refused for every state but ON_DUTY."""
    if state is not OfficerState.ON_DUTY:
        raise Refused(WHY_NOT[state], days=str(OFFICER_LIFE.days), name=department.name)


async def acted(tx: OfficersTx, duty: OnDuty, now: datetime) -> None:
    """A police command had an effect: the 60 idle days begin anew."""
    await tx.officers.note_acted(duty.officer.id, now)


async def officer_called(tx: OfficersTx, ref: str) -> Officer:
    """The officer of this reference, held until the transaction ends. Raises Refused(NO_SUCH_OFFICER)."""
    found = await tx.officers.by_ref(Ref(ref.strip().upper()))
    if found is None:
        raise Refused(OfficerReason.NO_SUCH_OFFICER, ref=ref)
    return await tx.officers.alone(found.id)


async def tell_officer(tx: OfficersTx, officer: Officer, kind: str, now: datetime) -> None:
    """A job that speaks to the officer in the oldest chat that works. The moment is in its key, for it may happen again."""
    if officer.person is None:
        return
    chat = next((each for each in await working(tx, officer.person) if each.platform != MAIL), None)
    if chat is not None:
        key = f"{kind}:{officer.id}:{now.timestamp():.6f}"
        await tx.outbox.put([through(chat, kind, officer.id, key, now)])
