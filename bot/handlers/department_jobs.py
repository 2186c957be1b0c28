"""What the jobs about departments and operators say: cards to confirm, what runs out, what was changed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.message import Message, Picture
from bot.chat.phrase import phrase
from bot.departments.model import (
    ENDS_JOB,
    MANY_JOB,
    OFFICERS_JOB,
    PROPOSAL_COPY,
    PROPOSAL_JOB,
    STANDING_JOB,
    WARN_BEFORE,
    Department,
    Proposal,
    ProposalState,
)
from bot.departments.texts import operators as texts
from bot.geo.model import Jurisdiction
from bot.handlers.context import Services, Tx
from bot.handlers.saying import Do, Say, Saying, Telling, same_everywhere
from bot.kernel.ids import DepartmentId, OperatorId, ProposalId
from bot.operators import texts as operator_texts
from bot.operators.model import ADDED_JOB, Operator
from bot.outbox.lane import NotYet
from bot.outbox.model import Job
from bot.people.model import MAIL
from bot.people.reach import through, working

WHERE = phrase("A map of the area in which the police may ask.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A proposal with what its card needs of the books."""

    proposal: Proposal
    before: Department | None
    names: Sequence[str]


async def looked_up(tx: Tx, proposal: Proposal) -> Looked:
    """The proposal with the department that it changes, and with who speaks of it."""
    before = await tx.departments.by_id(proposal.department) if proposal.department is not None else None
    return Looked(proposal=proposal, before=before, names=await names_of(tx, proposal))


async def card_of(services: Services, looked: Looked, reader: Operator, language: str) -> Message:
    """The card of a proposal for this operator, or what it has turned into."""
    what, waits = looked.proposal.what, looked.proposal.state is ProposalState.WAITING
    pictures = [await map_of(services, [("", what.jurisdiction)], language)] if waits else []
    return texts.card(looked.proposal, looked.before, looked.names, reader, pictures)


async def map_of(services: Services, areas: Sequence[tuple[str, Jurisdiction]], language: str) -> Picture:
    """A map of where departments may ask. A large city takes a tenth of a second to draw, so others are heard meanwhile."""
    return await asyncio.to_thread(services.maps.areas, areas, WHERE, language=language)


async def names_of(tx: Tx, proposal: Proposal) -> Sequence[str]:
    """The names of the proposer and of whoever decided."""
    who = [proposal.proposed_by, *([proposal.decided_by] if proposal.decided_by is not None else [])]
    return [(await tx.operators.by_id(each)).name for each in who]


async def _reader(saying: Saying) -> Operator | None:
    """The operator behind the chat of the job, while they are one."""
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    return await saying.tx.operators.of_person(account.person) if account is not None else None


async def _card(saying: Saying) -> Message | Telling | NotYet | None:
    reader = await _reader(saying)
    if reader is None:
        return None
    proposal = await saying.tx.proposals.by_id(ProposalId(saying.job.subject))
    card = await card_of(saying.services, await looked_up(saying.tx, proposal), reader, saying.language)
    return await same_everywhere(saying, PROPOSAL_COPY, proposal.id, card)


async def _many(saying: Saying) -> Message | None:
    if await _reader(saying) is None:
        return None
    operator = await saying.tx.operators.by_id(OperatorId(saying.job.subject))
    return texts.many(operator, len(await saying.tx.proposals.waiting()))


async def _added(saying: Saying) -> Message | None:
    added = await saying.tx.operators.by_id(OperatorId(saying.job.subject))
    if await _reader(saying) is None or not added.active:
        return None
    return operator_texts.added(added)


async def _standing(saying: Saying) -> Message | None:
    if await _reader(saying) is None:
        return None
    return texts.standing(await _department(saying))


async def _ends(saying: Saying) -> Message | None:
    department = await _department(saying)
    days = days_left(department, saying.now)
    if await _reader(saying) is None or days is None:
        return None
    return texts.ends(department, days)


async def _ends_for_officer(saying: Saying) -> Message | None:
    department = await _department(saying)
    days = days_left(department, saying.now)
    return None if days is None else texts.ends_for_officers(department, days)


async def _tell_officers(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    """One message for each officer of the department, in a chat; the job's own key makes a repetition harmless."""
    for officer in await tx.officers.all():
        if officer.department != job.subject or officer.person is None:
            continue
        chat = next((each for each in await working(tx, officer.person) if each.platform != MAIL), None)
        if chat is not None:
            await tx.outbox.put([through(chat, ENDS_FOR_OFFICER, job.subject, f"{job.key}:{chat.id}", now)])


def days_left(department: Department, now: datetime) -> int | None:
    """Whole days until a department runs out, begun ones counted; 0 when it has; None when that is not soon."""
    left = department.expires_at - now
    if left > WARN_BEFORE[0] + timedelta(days=1):
        return None  # Renewed since.
    return max(0, -(-left // timedelta(days=1)))


async def _department(saying: Saying) -> Department:
    return await saying.tx.departments.by_id(DepartmentId(saying.job.subject))


ENDS_FOR_OFFICER = "departments.ends_for_officer"
"""Tell an officer that their department (the subject) runs out."""

SAYS: Mapping[str, Say] = {
    PROPOSAL_JOB: _card,
    MANY_JOB: _many,
    ADDED_JOB: _added,
    STANDING_JOB: _standing,
    ENDS_JOB: _ends,
    ENDS_FOR_OFFICER: _ends_for_officer,
}
DOES: Mapping[str, Do] = {OFFICERS_JOB: _tell_officers}
