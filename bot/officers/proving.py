"""How an officer proves it: a work mailbox, an operator's call, a second factor; and again when any of it is lost."""

from collections.abc import Callable
from datetime import datetime

from bot.departments.domains import is_at
from bot.departments.service import public_words, tell
from bot.kernel.ids import DepartmentId, OfficerId
from bot.kernel.refusal import Refused
from bot.officers.model import (
    CALL_JOB,
    MAILBOX_FRESH,
    NEXT_JOB,
    OFFICER_LIFE,
    RENEW_FROM,
    SECRET_JOB,
    WARN_BEFORE,
    WARN_DUE_JOB,
    WARN_JOB,
    WARN_MAIL_JOB,
    Call,
    Officer,
    OfficerReason,
    OfficerStanding,
    OfficerState,
    Suspension,
)
from bot.officers.ports import Codes, OfficersTx
from bot.officers.rules import ends_at, may_renew, state_of
from bot.officers.service import officer_called, stop, tell_officer
from bot.operators.model import Operator
from bot.operators.service import tell_operators
from bot.outbox.model import INSIDE, NewJob
from bot.people.linking import tell_old_address
from bot.people.model import MAIL, WORK, Account, Person
from bot.people.reach import through
from bot.people.service import start_proof
from bot.record.model import EntryKind

MAX_TOLD = 200


async def standing(tx: OfficersTx, person: Person | None, now: datetime) -> tuple[Officer, OfficerState]:
    """The officer who speaks, held until the transaction ends, and how they stand. Raises Refused(NOT_OFFICER)."""
    known = await tx.officers.of_person(person.id) if person is not None else None
    if known is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    officer = await tx.officers.alone(known.id)
    return officer, state_of(officer, await tx.departments.by_id(officer.department), now)


async def ask_mailbox(tx: OfficersTx, person: Person, address: str, now: datetime, digits: Callable[[], str]) -> None:
    """Have six digits mailed to a (normalised) address at one of the department's own domains.

    Raises Refused(NOT_OFFICER | OFFICER_SUSPENDED | NO_DOMAINS | NOT_AT_DOMAIN | TOO_MANY_CODES).
    """
    officer, state = await standing(tx, person, now)
    if state is OfficerState.SUSPENDED:
        raise Refused(OfficerReason.OFFICER_SUSPENDED)
    await _want_at_domain(tx, officer, address)
    await start_proof(tx, person, address, now, digits, purpose=WORK)


async def mailbox_proved(tx: OfficersTx, person: Person, address: str, now: datetime) -> tuple[Officer, OfficerState]:
    """The digits came back: this is the officer's work mailbox. A first or another one wants a call; the same one again is
    what a renewal wants. Raises Refused like `ask_mailbox`, and Refused(MAILBOX_TAKEN)."""
    officer, state = await standing(tx, person, now)
    if state is OfficerState.SUSPENDED:
        raise Refused(OfficerReason.OFFICER_SUSPENDED)
    await _want_at_domain(tx, officer, address)
    before = await tx.officers.mailbox(officer.id) if officer.mailbox_at is not None else None
    if not await tx.officers.put_mailbox(officer, address, now):
        raise Refused(OfficerReason.MAILBOX_TAKEN)
    if before != address:
        if before is not None:
            await tell_old_address(tx, person.id, before, now)
        await tx.officers.want_call(officer.id)
        if officer.factor_at is not None and officer.standing is OfficerStanding.ACTIVE:
            await stop(tx, officer, Suspension.CHANGED, now)
        await tell_operators(tx, CALL_JOB, officer.id, now, but=officer.invited_by)
    return await standing(tx, person, now)


async def confirm_call(tx: OfficersTx, operator: Operator, ref: str, call: Call, now: datetime) -> Officer:
    """An operator called the department at a number found elsewhere, and it knows the officer.

    Raises Refused(NO_SUCH_OFFICER | NO_CALL_WANTED | INVITED_BY_YOU | CALL_UNTOLD).
    """
    officer = await call_wanted(tx, operator, ref, now)
    number, source = " ".join(call.number.split())[:MAX_TOLD], " ".join(call.source.split())[:MAX_TOLD]
    if sum(letter.isdigit() for letter in number) < 3 or not any(letter.isalnum() for letter in source):
        raise Refused(OfficerReason.CALL_UNTOLD)
    await tx.officers.note_call(officer.id, operator.id, Call(number=number, source=source), now)
    if officer.called_at is not None:
        await tx.officers.note_acted(officer.id, now)  # It was the call after 60 idle days.
    elif officer.factor_at is not None:
        await _verify(tx, officer, now)
    await tell_officer(tx, officer, NEXT_JOB, now)
    return await tx.officers.by_id(officer.id)


async def call_wanted(tx: OfficersTx, operator: Operator, ref: str, now: datetime) -> Officer:
    """The officer of this reference, who waits for a call of this operator. Raises Refused like `confirm_call`."""
    officer = await officer_called(tx, ref)
    state = state_of(officer, await tx.departments.by_id(officer.department), now)
    if state not in (OfficerState.MAILED, OfficerState.IDLE):
        raise Refused(OfficerReason.NO_CALL_WANTED, name=officer.name)
    if officer.invited_by == operator.id:
        raise Refused(OfficerReason.INVITED_BY_YOU, name=officer.name)
    return officer


async def remind_operators(tx: OfficersTx, officer: Officer, now: datetime) -> None:
    """An officer who waits for a call has asked how they stand: operators are asked again, once a day at most."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)  # The moment is the job's key.
    await tell_operators(tx, CALL_JOB, officer.id, today, but=officer.invited_by)


async def new_secret(tx: OfficersTx, person: Person | None, account: Account, codes: Codes, now: datetime) -> Officer:
    """A secret for an app on the officer's phone, shown to this account; one shown before is worthless.

    Raises Refused(NOT_OFFICER | FACTOR_THERE | MAILBOX_MISSING | CALL_MISSING | OFFICER_SUSPENDED).
    """
    officer, state = await standing(tx, person, now)
    _want_called(state)
    secret = codes.new_secret()
    await tx.officers.put_secret(officer, secret)
    await tx.outbox.put([through(account, SECRET_JOB, officer.id, _key(SECRET_JOB, officer, now), now)])
    return officer


async def set_up(tx: OfficersTx, person: Person | None, now: datetime) -> Officer:
    """A code that was right (`factor.check`) shows that the officer has the secret: everything is proved.

    Raises Refused like `new_secret`.
    """
    officer, state = await standing(tx, person, now)
    _want_called(state)
    await tx.officers.set_up(officer.id, now)
    await _verify(tx, officer, now)
    # Whoever opens the chat later must not find the secret in it: each place that shows it takes it back.
    for account in await tx.people.accounts(person.id) if person is not None else ():
        if account.platform != MAIL:
            await tx.outbox.put(
                [through(account, SECRET_JOB, officer.id, _key(SECRET_JOB, officer, now, account), now)]
            )
    return await tx.officers.by_id(officer.id)


async def begin_renewal(tx: OfficersTx, person: Person, now: datetime, digits: Callable[[], str]) -> str:
    """Have digits mailed to the work mailbox once more; returns it. Long after the end, a call is wanted as well.

    Raises Refused(NOT_OFFICER | OFFICER_SUSPENDED | OFFICER_IDLE | TOO_EARLY | NOT_AT_DOMAIN | MAILBOX_MISSING).
    """
    officer, state = await standing(tx, person, now)
    mailbox = await tx.officers.mailbox(officer.id)
    if officer.mailbox_at is None or mailbox is None:
        raise Refused(OfficerReason.MAILBOX_MISSING)
    if state is OfficerState.IDLE:
        raise Refused(OfficerReason.OFFICER_IDLE)
    if now < ends_at(officer) - RENEW_FROM:
        raise Refused(OfficerReason.TOO_EARLY, days=str(RENEW_FROM.days))
    if state is OfficerState.LAPSED and not may_renew(officer, now):
        # So long after the end nobody knows whether they are still with the department.
        await tx.officers.want_call(officer.id)
        await tx.officers.drop_mailbox(officer.id)
    await ask_mailbox(tx, person, mailbox, now, digits)
    return mailbox


async def renew(tx: OfficersTx, person: Person | None, now: datetime) -> Officer:
    """Mailbox and second factor were proved just now: verified for 90 days more.

    Raises Refused(NOT_OFFICER | PROVE_FIRST), and as `begin_renewal` does. Whoever calls it has seen the second factor.
    """
    officer, state = await standing(tx, person, now)
    if state is OfficerState.SUSPENDED:
        raise Refused(OfficerReason.OFFICER_SUSPENDED)
    lacks = state in (OfficerState.JOINED, OfficerState.MAILED, OfficerState.CALLED, OfficerState.IDLE)
    fresh = officer.mailbox_at is not None and now < officer.mailbox_at + MAILBOX_FRESH
    if lacks or not fresh or not may_renew(officer, now):
        raise Refused(OfficerReason.PROVE_FIRST)
    await _verify(tx, officer, now)
    return await tx.officers.by_id(officer.id)


async def mailbox_bounced(tx: OfficersTx, number: OfficerId, now: datetime) -> None:
    """Mail to the work mailbox came back for good: whoever left the department loses it first. Harmless when repeated."""
    officer = await tx.officers.alone(number)
    if officer.mailbox_at is None:
        return
    await tx.officers.drop_mailbox(officer.id)
    await tx.officers.want_call(officer.id)
    await _lose(tx, officer, Suspension.BOUNCED, now)


async def leave_behind(tx: OfficersTx, department: DepartmentId, now: datetime) -> None:
    """The department's mail domains changed: whoever's work mailbox is at none of them any more has to prove another one."""
    domains = (await tx.departments.by_id(department)).email_domains
    for each in await tx.officers.all():
        if each.department != department or each.mailbox_at is None:
            continue
        officer = await tx.officers.alone(each.id)
        mailbox = await tx.officers.mailbox(officer.id)
        if mailbox is None or officer.mailbox_at is None or is_at(mailbox, domains):
            continue
        await tx.officers.drop_mailbox(officer.id)
        await tx.officers.want_call(officer.id)
        await _lose(tx, officer, Suspension.ELSEWHERE, now)


async def phone_lost(tx: OfficersTx, officer: Officer, now: datetime) -> Officer:
    """The second factor is worth nothing any more; after another call a new one can be set up.

    Raises Refused(NO_FACTOR_TO_LOSE).
    """
    if officer.factor_at is None:
        raise Refused(OfficerReason.NO_FACTOR_TO_LOSE, name=officer.name)
    await tx.officers.drop_factor(officer.id)
    await tx.officers.want_call(officer.id)
    await _lose(tx, officer, Suspension.LOST_PHONE, now)
    if officer.mailbox_at is not None:
        await tell_operators(tx, CALL_JOB, officer.id, now, but=officer.invited_by)
    return await tx.officers.by_id(officer.id)


async def warn(tx: OfficersTx, number: OfficerId, now: datetime) -> None:
    """Some days are left: tell the officer in a chat, and the mailbox. Nothing when they renewed or were stopped."""
    officer = await tx.officers.by_id(number)
    state = state_of(officer, await tx.departments.by_id(officer.department), now)
    waits = state in (OfficerState.ON_DUTY, OfficerState.IDLE, OfficerState.LAPSED)
    if not waits or now < ends_at(officer) - max(WARN_BEFORE):
        return
    await tell_officer(tx, officer, WARN_JOB, now)
    key = f"{WARN_MAIL_JOB}:{officer.id}:{now.timestamp():.6f}"
    await tx.outbox.put([NewJob(kind=WARN_MAIL_JOB, subject=officer.id, lane=MAIL, key=key, due=now)])


async def _verify(tx: OfficersTx, officer: Officer, now: datetime) -> None:
    """Everything is proved: 90 days from now, in public, with a warning before they are over."""
    await tx.officers.verify(officer.id, now)
    department = await tx.departments.by_id(officer.department)
    body = {**public_words(department), "officer": officer.name}
    await tell(tx, EntryKind.OFFICER_VERIFIED, officer.ref, body, now)
    dues = [now + OFFICER_LIFE - before for before in WARN_BEFORE]
    await tx.outbox.put(
        [
            NewJob(
                kind=WARN_DUE_JOB,
                subject=officer.id,
                lane=INSIDE,
                key=f"{WARN_DUE_JOB}:{officer.id}:{due.timestamp():.6f}",
                due=due,
            )
            for due in dues
        ]
    )


def _key(kind: str, officer: Officer, now: datetime, account: Account | None = None) -> str:
    where = f":back:{account.id}" if account is not None else ""
    return f"{kind}:{officer.id}:{now.timestamp():.6f}{where}"


async def _lose(tx: OfficersTx, officer: Officer, why: Suspension, now: datetime) -> None:
    if officer.standing is OfficerStanding.SUSPENDED and officer.why in (None, Suspension.OPERATOR):
        return  # What an operator decided is not undone by losing something.
    if officer.factor_at is not None:
        await stop(tx, officer, why, now)
    else:
        await tell_officer(tx, officer, NEXT_JOB, now)


async def _want_at_domain(tx: OfficersTx, officer: Officer, address: str) -> None:
    department = await tx.departments.by_id(officer.department)
    if not department.email_domains:
        raise Refused(OfficerReason.NO_DOMAINS, name=department.name)
    if not is_at(address, department.email_domains):
        raise Refused(OfficerReason.NOT_AT_DOMAIN, name=department.name, domains=", ".join(department.email_domains))


def _want_called(state: OfficerState) -> None:
    match state:
        case OfficerState.CALLED:
            return
        case OfficerState.JOINED:
            raise Refused(OfficerReason.MAILBOX_MISSING)
        case OfficerState.MAILED:
            raise Refused(OfficerReason.CALL_MISSING)
        case OfficerState.SUSPENDED:
            raise Refused(OfficerReason.OFFICER_SUSPENDED)
        case _:
            raise Refused(OfficerReason.FACTOR_THERE)
