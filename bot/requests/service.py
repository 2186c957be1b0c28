"""The life of a request: filed, reviewed, published or refused, closed. Knows officers and reviewers, never owners."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.departments.model import Department
from bot.geo.blur import cell_name
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.model import OnDuty
from bot.officers.service import on_duty
from bot.outbox.model import INSIDE, NewJob
from bot.people.model import PeopleReason
from bot.people.reach import first_account, through
from bot.record.model import Entry, EntryKind
from bot.requests.model import (
    CLOSED_JOB,
    FAN_OUT_JOB,
    PUBLIC_POST_JOB,
    PUBLISHED_JOB,
    REFUSED_JOB,
    REVIEW_JOB,
    AreaRequest,
    Draft,
    RequestPolicy,
    RequestReason,
    RequestState,
    Verdict,
)
from bot.requests.ports import RequestsTx
from bot.requests.rules import Filing, judge

PUBLIC_CELL_RESOLUTION = 8
"""The public sees a request's place as an H3 cell of about 0.7 km2: a small exact circle can point at a victim's home."""


async def submit(
    tx: RequestsTx, duty: OnDuty, draft: Draft, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """File a request for review. Raises the first refusal of the rules; reads nothing about owners."""
    department = duty.department
    budget = await tx.requests.budget(department.id, draft, now)
    refusals = judge(Filing(draft=draft, jurisdiction=department.jurisdiction, budget=budget, policy=policy, now=now))
    if refusals:
        raise refusals[0]
    request = await tx.requests.add(new_ref(), department.id, duty.officer.id, draft, now)
    await _tell_public(tx, EntryKind.REQUEST_FILED, request, department, now, new_ref)
    for reviewer in await tx.reviewers.all():
        if reviewer.active and reviewer.person is not None:
            await _tell(tx, reviewer.person, REVIEW_JOB, request, now)
    return request


async def approve(
    tx: RequestsTx, reviewer: PersonId, ref: Ref, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """A reviewer's yes: the public entry, the public posts, the officer's notice and the fan-out, in one commit."""
    request = await _under_review(tx, reviewer, ref)
    officer = await tx.officers.by_id(request.officer)
    try:
        # Whoever may not ask today must not be published with what was filed yesterday.
        await on_duty(tx, await tx.people.person(officer.person) if officer.person is not None else None, now)
    except Refused:
        raise Refused(RequestReason.ASKER_OFF_DUTY, officer=officer.name) from None
    if not await tx.requests.move(request.id, RequestState.REVIEW, RequestState.PUBLISHED, now + policy.life):
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    await tx.requests.note(Verdict(request=request.id, reviewer=reviewer, approved=True), now)
    department = await tx.departments.by_id(request.department)
    await _tell_public(tx, EntryKind.REQUEST_PUBLISHED, request, department, now, new_ref)
    for neighborhood in await tx.neighborhoods.touched_by(request.draft.area):
        await tx.outbox.put(
            [
                NewJob(
                    kind=PUBLIC_POST_JOB,
                    subject=request.id,
                    lane=channel.platform,
                    key=f"{PUBLIC_POST_JOB}:{request.id}:{channel.id}",
                    due=now,
                    channel=channel.id,
                )
                for channel in await tx.neighborhoods.channels(neighborhood.id)
            ]
        )
    await _tell_officer(tx, PUBLISHED_JOB, request, now)
    key = f"{FAN_OUT_JOB}:{request.id}"
    asking = NewJob(kind=FAN_OUT_JOB, subject=request.id, lane=INSIDE, key=key, due=now + policy.asking_after)
    await tx.outbox.put([asking])
    return await tx.requests.by_id(request.id)


async def refuse(tx: RequestsTx, reviewer: PersonId, ref: Ref, why: str, now: datetime, new_ref: NewRef) -> AreaRequest:
    """A reviewer's no, with the reason that the officer and the public read."""
    request = await _under_review(tx, reviewer, ref)
    if not await tx.requests.move(request.id, RequestState.REVIEW, RequestState.REFUSED):
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    await tx.requests.note(Verdict(request=request.id, reviewer=reviewer, approved=False, why=why), now)
    department = await tx.departments.by_id(request.department)
    await _tell_public(tx, EntryKind.REQUEST_REFUSED, request, department, now, new_ref, why=why)
    await _tell_officer(tx, REFUSED_JOB, request, now)
    return request


async def close(tx: RequestsTx, duty: OnDuty, ref: Ref, now: datetime, new_ref: NewRef) -> AreaRequest:
    """Close one's own department's request by hand."""
    request = await tx.requests.by_ref(ref)
    if request is None or request.department != duty.department.id:
        raise Refused(RequestReason.NOT_YOURS, ref=ref)
    if not await tx.requests.move(request.id, RequestState.PUBLISHED, RequestState.CLOSED):
        raise Refused(RequestReason.ALREADY_CLOSED, ref=ref)
    await _tell_public(tx, EntryKind.REQUEST_CLOSED, request, duty.department, now, new_ref)
    return request


async def close_due(tx: RequestsTx, now: datetime, new_ref: NewRef) -> list[AreaRequest]:
    """Close every request whose time is up, and tell its officer: in the same words, whatever came in."""
    closed = []
    for request in await tx.requests.due_to_close(now):
        if await tx.requests.move(request.id, RequestState.PUBLISHED, RequestState.CLOSED):
            department = await tx.departments.by_id(request.department)
            await _tell_public(tx, EntryKind.REQUEST_CLOSED, request, department, now, new_ref)
            await _tell_officer(tx, CLOSED_JOB, request, now)
            closed.append(request)
    return closed


def public_window(request: AreaRequest) -> tuple[datetime, datetime]:
    """The window grown to whole hours, so that it still holds the whole of the true one."""
    start = request.draft.window_start.replace(minute=0, second=0, microsecond=0)
    end = (request.draft.window_end + timedelta(hours=1, microseconds=-1)).replace(minute=0, second=0, microsecond=0)
    return start, end


def public_words(request: AreaRequest, department: Department) -> dict[str, str]:
    """What the public may read of a request: the area as a cell, the window to the hour, and nobody's name."""
    draft = request.draft
    start, end = public_window(request)
    return {
        "request": request.ref,
        "department": department.name,
        "incident": draft.incident_type.value,
        "case number": draft.case_number,
        "window": f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC",
        "cell": cell_name(draft.area.center, PUBLIC_CELL_RESOLUTION),
        "sought": draft.sought,
    }


async def _under_review(tx: RequestsTx, reviewer: PersonId, ref: Ref) -> AreaRequest:
    if await tx.reviewers.of_person(reviewer) is None:
        raise Refused(PeopleReason.NOT_REVIEWER)
    request = await tx.requests.by_ref(ref)
    if request is None:
        raise Refused(RequestReason.NO_SUCH_REQUEST, ref=ref)
    if request.state is not RequestState.REVIEW:
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    officer = await tx.officers.of_person(reviewer)
    if officer is not None and officer.department == request.department:
        raise Refused(RequestReason.OWN_DEPARTMENT)
    return request


async def _tell_public(
    tx: RequestsTx,
    kind: EntryKind,
    request: AreaRequest,
    department: Department,
    now: datetime,
    new_ref: NewRef,
    **more: str,
) -> None:
    body: Mapping[str, str] = {**public_words(request, department), **more}
    await tx.record.append(Entry(ref=new_ref(), kind=kind, body=body, at=now))


async def _tell_officer(tx: RequestsTx, kind: str, request: AreaRequest, now: datetime) -> None:
    officer = await tx.officers.by_id(request.officer)
    if officer.person is not None:
        await _tell(tx, officer.person, kind, request, now)


async def _tell(tx: RequestsTx, person: PersonId, kind: str, request: AreaRequest, now: datetime) -> None:
    account = await first_account(tx, person)
    if account is not None:
        await tx.outbox.put([through(account, kind, request.id, f"{kind}:{request.id}:{account.id}", now)])
