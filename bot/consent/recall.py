"""Calling back what was handed over: nothing more leaves, whoever has it is asked to delete it, and the public can count it."""

from datetime import datetime

from bot.consent.model import RECALL_JOB, Approval, ApprovalState, ConsentReason
from bot.consent.ports import ConsentTx
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.people.reach import first_account, through
from bot.record.model import EntryKind
from bot.requests.telling import tell_public


async def call_back(tx: ConsentTx, owner: PersonId, ref: Ref, now: datetime, new_ref: NewRef) -> Approval:
    """The owner calls a clip back. In one transaction: no release succeeds any more, a notice waits for every officer who
    opened it, and the record has a line that names the request. Harmless when repeated.

    Raises Refused(NO_SUCH_ASK) for what is unknown or somebody else's, Refused(NOT_HANDED_OVER) while nobody has it.
    """
    approval = await tx.approvals.by_ref(ref)
    if approval is None or approval.owner != owner:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    if not await tx.approvals.recall(approval.id, now):
        current = await tx.approvals.by_id(approval.id)
        if current is None or current.state is not ApprovalState.RECALLED:
            raise Refused(ConsentReason.NOT_HANDED_OVER)
        return current
    opened = [opening.officer for opening in await tx.approvals.openings(approval.id)]
    for person in dict.fromkeys(opened):
        account = await first_account(tx, person) if person is not None else None
        if account is not None:
            key = f"{RECALL_JOB}:{approval.id}:{person}"
            await tx.outbox.put([through(account, RECALL_JOB, approval.id, key, now)])
    request = await tx.requests.by_id(approval.request)
    department = await tx.departments.by_id(approval.department)
    await tell_public(tx, EntryKind.CLIP_RECALLED, request, department, now, new_ref)
    return approval
