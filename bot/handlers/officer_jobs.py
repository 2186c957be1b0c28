"""What the jobs about officers say and do: the call, the next step, the end that comes near, everything that is closed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.chat.message import Message
from bot.chat.ports import Cause, Unreachable
from bot.consent.service import expire_due
from bot.departments.model import DOMAINS_JOB, Department
from bot.departments.model import STOPPED_JOB as HOUSE_STOPPED_JOB
from bot.handlers.context import Services, Tx
from bot.handlers.saying import Do, Say, Saying, Telling, same_everywhere
from bot.kernel.ids import DepartmentId, OfficerId
from bot.officers import proving, texts
from bot.officers.model import (
    CALL_JOB,
    ENDED_JOB,
    NEXT_JOB,
    SECRET_COPY,
    SECRET_JOB,
    STOPPED_JOB,
    WARN_DUE_JOB,
    WARN_JOB,
    WARN_MAIL_JOB,
    Officer,
    OfficerState,
)
from bot.officers.rules import ends_at, state_of
from bot.officers.service import is_police
from bot.officers.texts import operators as to_operators
from bot.outbox.lane import NotYet
from bot.outbox.model import Job
from bot.people.model import EMAIL_CODE_JOB, WORK


async def _about(saying: Saying) -> tuple[Officer, Department, OfficerState]:
    officer = await saying.tx.officers.by_id(OfficerId(saying.job.subject))
    department = await saying.tx.departments.by_id(officer.department)
    return officer, department, state_of(officer, department, saying.now)


async def _call(saying: Saying) -> Message | None:
    """To operators who may confirm, while the call is wanted."""
    officer, department, state = await _about(saying)
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    reader = await saying.tx.operators.of_person(account.person) if account is not None else None
    if account is None or reader is None or await is_police(saying.tx, account.person):
        return None
    if state not in (OfficerState.MAILED, OfficerState.IDLE) or reader.id == officer.invited_by:
        return None
    return to_operators.call_card(officer, department, await saying.tx.officers.mailbox(officer.id) or "")


async def _secret(saying: Saying) -> Telling | NotYet | None:
    """The secret while the app is being set up, in one message; taken back as soon as it is, or when it is over."""
    officer, department, state = await _about(saying)
    factor = await saying.tx.officers.factor(officer.id)
    said: Message | None = None
    if factor is not None and state is OfficerState.CALLED and await _is_theirs(saying, officer):
        uri = saying.services.codes.uri(factor.secret, f"{officer.name}, {department.name}")
        said = texts.set_up(factor.secret, saying.services.maps.qr(uri, texts.described()))
    return await same_everywhere(saying, SECRET_COPY, officer.id, said)


async def _next(saying: Saying) -> Message | None:
    officer, department, state = await _about(saying)
    return texts.how_it_stands(officer, department, state) if await _is_theirs(saying, officer) else None


async def _warn(saying: Saying) -> Message | None:
    officer, department, _ = await _about(saying)
    if saying.now >= ends_at(officer) or not await _is_theirs(saying, officer):
        return None
    return texts.ends(officer, department, saying.now)


async def _warn_by_mail(saying: Saying) -> Message | None:
    officer, department, _ = await _about(saying)
    if officer.mailbox_at is None or saying.now >= ends_at(officer):
        return None
    back = saying.services.mail_ways.from_work(officer.id, saying.now)
    return replace(texts.ends(officer, department, saying.now), return_path=back)


async def _is_theirs(saying: Saying, officer: Officer) -> bool:
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    return account is not None and account.person == officer.person


async def _stopped(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await expire_due(tx, now, services.new_ref)


async def _warn_due(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await proving.warn(tx, OfficerId(job.subject), now)


async def work_mailbox_of(tx: Tx, job: Job) -> OfficerId | None:
    """Whose work mailbox a mail goes to: a warning, or digits for the one that is proved; None for any other job."""
    if job.kind == WARN_MAIL_JOB:
        return OfficerId(job.subject)
    proof = await tx.people.proof_by_id(job.subject) if job.kind == EMAIL_CODE_JOB else None
    officer = await tx.officers.of_person(proof.person) if proof is not None and proof.purpose == WORK else None
    if officer is None or proof is None or await tx.officers.mailbox(officer.id) != proof.address:
        return None
    return officer.id


async def unreachable(tx: Tx, job: Job, outcome: Unreachable, now: datetime) -> None:
    """The server of a department says at once that there is no such mailbox."""
    officer = await work_mailbox_of(tx, job) if outcome.cause is Cause.GONE else None
    if officer is not None:
        await proving.mailbox_bounced(tx, officer, now)


async def _ended(saying: Saying) -> Message | None:
    officer, department, state = await _about(saying)
    return texts.ended(officer, department) if state is OfficerState.ENDED else None


async def _domains(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await proving.leave_behind(tx, DepartmentId(job.subject), now)


SAYS: Mapping[str, Say] = {
    CALL_JOB: _call,
    ENDED_JOB: _ended,
    NEXT_JOB: _next,
    SECRET_JOB: _secret,
    WARN_JOB: _warn,
    WARN_MAIL_JOB: _warn_by_mail,
}
DOES: Mapping[str, Do] = {STOPPED_JOB: _stopped, HOUSE_STOPPED_JOB: _stopped, DOMAINS_JOB: _domains, WARN_DUE_JOB: _warn_due}
