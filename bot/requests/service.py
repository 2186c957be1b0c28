"""The life of a request: drafted, filed, published, closed. Knows officers, never owners. Reviewers are in `reviewing`."""

from datetime import datetime

from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.model import OnDuty
from bot.record.model import EntryKind
from bot.requests.model import (
    CLOSED_JOB,
    AreaRequest,
    Draft,
    Preview,
    RequestPolicy,
    RequestReason,
    RequestState,
)
from bot.requests.ports import RequestsTx
from bot.requests.reviewing import tell_if_few
from bot.requests.rules import Filing, judge
from bot.requests.telling import change_cards, tell_officer, tell_public, tell_reviewers

MAY_NOT_ASK = "The officer or the department may not ask any more."
"""In the record, which is in English for everybody."""


async def draft(
    tx: RequestsTx, person: PersonId, drafted: Draft, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> Preview:
    """Keep a draft for a day, for its officer to look at; an earlier one of theirs makes way, and its buttons are dead."""
    return await tx.request_previews.put(new_ref(), person, drafted, now, now + policy.draft_life)


async def drafted(tx: RequestsTx, person: PersonId, ref: Ref | None, now: datetime) -> Preview:
    """The officer's own draft of this reference, held until the transaction ends. Raises Refused(NO_SUCH_DRAFT)."""
    found = await tx.request_previews.of(person, now)
    if found is None or found.ref != ref:
        raise Refused(RequestReason.NO_SUCH_DRAFT)
    return found


async def discard(tx: RequestsTx, person: PersonId, ref: Ref | None, now: datetime) -> None:
    """The officer thinks better of it. Raises Refused(NO_SUCH_DRAFT)."""
    await drafted(tx, person, ref, now)
    await tx.request_previews.drop(person)


async def filing(tx: RequestsTx, duty: OnDuty, wanted: Draft, policy: RequestPolicy, now: datetime) -> Filing:
    """The draft with everything it is judged by. Filings of one department wait in line from here on."""
    department = duty.department
    budget = await tx.requests.budget(department.id, wanted, now, policy)
    return Filing(draft=wanted, jurisdiction=department.jurisdiction, budget=budget, policy=policy, now=now)


async def file(
    tx: RequestsTx, duty: OnDuty, ref: Ref | None, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """File the draft that the officer has looked at. Raises Refused(NO_SUCH_DRAFT), and the first refusal of the rules:
    what held when it was drafted need not hold any more."""
    assert duty.officer.person is not None
    seen = await drafted(tx, duty.officer.person, ref, now)
    filed = await submit(tx, duty, seen.draft, policy, now, new_ref)
    await tx.request_previews.drop(duty.officer.person)
    return filed


async def submit(
    tx: RequestsTx, duty: OnDuty, wanted: Draft, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """File a request for review. Raises the first refusal of the rules; reads nothing about owners."""
    refusals = judge(await filing(tx, duty, wanted, policy, now))
    if refusals:
        raise refusals[0]
    department = duty.department
    request = await tx.requests.add(new_ref(), department.id, duty.officer.id, wanted, now)
    await tell_public(tx, EntryKind.REQUEST_FILED, request, department, now, new_ref)
    await tell_reviewers(tx, request, now)
    await tell_if_few(tx, request, now)
    return request


async def close(tx: RequestsTx, duty: OnDuty, ref: Ref, now: datetime, new_ref: NewRef) -> AreaRequest:
    """Close one's own department's request by hand."""
    request = await tx.requests.by_ref(ref)
    if request is None or request.department != duty.department.id:
        raise Refused(RequestReason.NOT_YOURS, ref=ref)
    if not await tx.requests.move(request.id, RequestState.PUBLISHED, RequestState.CLOSED):
        raise Refused(RequestReason.ALREADY_CLOSED, ref=ref)
    await tell_public(tx, EntryKind.REQUEST_CLOSED, request, duty.department, now, new_ref)
    return request


async def close_due(tx: RequestsTx, now: datetime, new_ref: NewRef) -> list[AreaRequest]:
    """Close every request whose time is up, and tell its officer in the same words whatever came in; and close every
    request whose officer or department may not act any more, who hear nothing of it: one that still waits for reviewers
    is refused, in public, so that nobody publishes it when they may act again. Returns those that were published."""
    closed = []
    for request in await tx.requests.of_suspended():
        if request.state is RequestState.REVIEW:
            await _refuse(tx, request, now, new_ref)
        elif await _close(tx, request, now, new_ref):
            closed.append(request)
    for request in await tx.requests.due_to_close(now):
        if await _close(tx, request, now, new_ref):
            await tell_officer(tx, CLOSED_JOB, request, now)
            closed.append(request)
    return closed


async def _close(tx: RequestsTx, request: AreaRequest, now: datetime, new_ref: NewRef) -> bool:
    if not await tx.requests.move(request.id, RequestState.PUBLISHED, RequestState.CLOSED):
        return False
    department = await tx.departments.by_id(request.department)
    await tell_public(tx, EntryKind.REQUEST_CLOSED, request, department, now, new_ref)
    return True


async def _refuse(tx: RequestsTx, request: AreaRequest, now: datetime, new_ref: NewRef) -> None:
    if await tx.requests.move(request.id, RequestState.REVIEW, RequestState.REFUSED):
        department = await tx.departments.by_id(request.department)
        await tell_public(tx, EntryKind.REQUEST_REFUSED, request, department, now, new_ref, why=MAY_NOT_ASK)
        await change_cards(tx, request, "refused", now)
