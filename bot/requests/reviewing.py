"""What reviewers do with a request: approve, refuse, ask the officer. Never somebody of the department that asks."""

from collections.abc import Sequence
from datetime import datetime

from bot.departments.domains import is_at
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.service import on_duty
from bot.operators.service import tell_operators
from bot.outbox.model import INSIDE, NewJob
from bot.people.model import MAIL, PeopleReason, Person
from bot.record.model import EntryKind
from bot.requests.model import (
    FAN_OUT_JOB,
    FEW_JOB,
    INQUIRY_JOB,
    PUBLISHED_JOB,
    REFUSED_JOB,
    AreaRequest,
    Inquiry,
    RequestPolicy,
    RequestReason,
    RequestState,
    Verdict,
)
from bot.requests.ports import RequestsTx
from bot.requests.rules import reviewers_needed
from bot.requests.telling import change_cards, tell_channels, tell_officer, tell_public

MAX_WHY = 500
MAX_QUESTION = 300
MAX_ANSWER = 600


async def approve(
    tx: RequestsTx, reviewer: PersonId, ref: Ref, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """A reviewer's yes: the public entry, the public posts, the officer's notice and the fan-out, in one commit.

    Where a passage was flagged, the first yes changes nothing but the cards, and the second one, of somebody else, does.
    Raises Refused(NOT_REVIEWER | NO_SUCH_REQUEST | ALREADY_REVIEWED | ALREADY_SAID | OWN_DEPARTMENT | OWN_REQUEST |
    ASKER_OFF_DUTY).
    """
    request = await _under_review(tx, reviewer, ref)
    await _want_asker_on_duty(tx, request, now)
    said = await _want_first_word(tx, reviewer, request)
    await tx.requests.note(Verdict(request=request.id, reviewer=reviewer, approved=True), now)
    if await _still_standing(tx, said, request) + 1 < reviewers_needed(request.draft):
        await change_cards(tx, request, "approved once", now)
        await tell_if_few(tx, request, now)
        return request
    if not await tx.requests.move(request.id, RequestState.REVIEW, RequestState.PUBLISHED, now + policy.life):
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    await _publish(tx, request, policy, now, new_ref)
    return await tx.requests.by_id(request.id)


async def refuse(tx: RequestsTx, reviewer: PersonId, ref: Ref, why: str, now: datetime, new_ref: NewRef) -> AreaRequest:
    """A reviewer's no, with the reason that the officer and the public read."""
    request = await _under_review(tx, reviewer, ref)
    why = why.strip()[:MAX_WHY]
    await _want_first_word(tx, reviewer, request)
    if not await tx.requests.move(request.id, RequestState.REVIEW, RequestState.REFUSED):
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    await tx.requests.note(Verdict(request=request.id, reviewer=reviewer, approved=False, why=why), now)
    department = await tx.departments.by_id(request.department)
    await tell_public(tx, EntryKind.REQUEST_REFUSED, request, department, now, new_ref, why=why)
    await tell_officer(tx, REFUSED_JOB, request, now)
    await change_cards(tx, request, "refused", now)
    return await tx.requests.by_id(request.id)


async def want_reviewable(tx: RequestsTx, reviewer: PersonId, ref: Ref) -> AreaRequest:
    """The request, if this person may decide about it now. Raises Refused as `approve` does."""
    return await _under_review(tx, reviewer, ref)


async def ask(
    tx: RequestsTx, reviewer: PersonId, ref: Ref, question: str, policy: RequestPolicy, now: datetime, new_ref: NewRef
) -> AreaRequest:
    """A reviewer wants to know something of the officer first. The officer does not learn who asks.

    Raises Refused(ASKED_ENOUGH), and as `approve` does.
    """
    request = await _under_review(tx, reviewer, ref)
    asked = await tx.request_inquiries.of(request.id)
    if len(asked) >= policy.questions:
        raise Refused(RequestReason.ASKED_ENOUGH, most=str(policy.questions))
    inquiry = await tx.request_inquiries.ask(new_ref(), request.id, reviewer, question.strip()[:MAX_QUESTION], now)
    await tell_officer(tx, INQUIRY_JOB, request, now, subject=inquiry)
    await change_cards(tx, request, f"asked {inquiry}", now)
    return request


async def want_asked(tx: RequestsTx, person: Person | None, ref: Ref | None, now: datetime) -> Inquiry:
    """The question, if this person is the officer to whom it was put and it is open. Raises Refused(NO_SUCH_QUESTION)."""
    duty = await on_duty(tx, person, now)
    inquiry = await tx.request_inquiries.by_ref(ref) if ref is not None else None
    request = await tx.requests.by_id(inquiry.request) if inquiry is not None else None
    if inquiry is None or request is None or request.officer != duty.officer.id:
        raise Refused(RequestReason.NO_SUCH_QUESTION)
    if inquiry.answer or request.state is not RequestState.REVIEW:
        raise Refused(RequestReason.NO_SUCH_QUESTION)
    return inquiry


async def answer(tx: RequestsTx, person: Person | None, ref: Ref | None, words: str, now: datetime) -> AreaRequest:
    """The officer's answer, which every reviewer's card shows. It changes nothing about the request.

    Raises Refused(NO_SUCH_QUESTION), and as `on_duty` does.
    """
    inquiry = await want_asked(tx, person, ref, now)
    if not await tx.request_inquiries.answer(inquiry.ref, words.strip()[:MAX_ANSWER], now):
        raise Refused(RequestReason.NO_SUCH_QUESTION)
    request = await tx.requests.by_id(inquiry.request)
    await change_cards(tx, request, f"answered {inquiry.ref}", now)
    return request


async def may_review(tx: RequestsTx, reviewer: PersonId, request: AreaRequest) -> bool:
    """Whether the person may decide about it, as far as they go."""
    try:
        await _want_apart(tx, reviewer, request)
    except Refused:
        return False
    return True


async def tell_if_few(tx: RequestsTx, request: AreaRequest, now: datetime) -> None:
    """Tell the operators when a request would wait in vain: fewer people may decide about it than have to."""
    said = await tx.requests.verdicts(request.id)
    able = [
        each
        for each in await tx.reviewers.all()
        if each.active
        and each.person is not None
        and each.person not in {verdict.reviewer for verdict in said}
        and await may_review(tx, each.person, request)
    ]
    if await _still_standing(tx, said, request) + len(able) < reviewers_needed(request.draft):
        await tell_operators(tx, FEW_JOB, request.id, now)


async def _publish(tx: RequestsTx, request: AreaRequest, policy: RequestPolicy, now: datetime, new_ref: NewRef) -> None:
    department = await tx.departments.by_id(request.department)
    await tell_public(tx, EntryKind.REQUEST_PUBLISHED, request, department, now, new_ref)
    await tell_channels(tx, request, now)
    await tell_officer(tx, PUBLISHED_JOB, request, now)
    await change_cards(tx, request, "approved", now)
    key = f"{FAN_OUT_JOB}:{request.id}"
    asking = NewJob(kind=FAN_OUT_JOB, subject=request.id, lane=INSIDE, key=key, due=now + policy.asking_after)
    await tx.outbox.put([asking])


async def _under_review(tx: RequestsTx, reviewer: PersonId, ref: Ref) -> AreaRequest:
    if await tx.reviewers.of_person(reviewer) is None:
        raise Refused(PeopleReason.NOT_REVIEWER)
    found = await tx.requests.by_ref(ref)
    if found is None:
        raise Refused(RequestReason.NO_SUCH_REQUEST, ref=ref)
    # Two who decide at once must not both be the first.
    await tx.requests.hold(found.id)
    request = await tx.requests.by_id(found.id)
    if request.state is not RequestState.REVIEW:
        raise Refused(RequestReason.ALREADY_REVIEWED, ref=ref)
    await _want_apart(tx, reviewer, request)
    return request


async def _want_first_word(tx: RequestsTx, reviewer: PersonId, request: AreaRequest) -> Sequence[Verdict]:
    """Nobody decides twice. Returns what others said."""
    said = await tx.requests.verdicts(request.id)
    if any(verdict.reviewer == reviewer for verdict in said):
        raise Refused(RequestReason.ALREADY_SAID, ref=request.ref)
    return said


async def _still_standing(tx: RequestsTx, said: Sequence[Verdict], request: AreaRequest) -> int:
    """How many yeses are of people who could say so today: whoever left, or joined the department since, does not count."""
    standing = [
        verdict
        for verdict in said
        if verdict.approved
        and await tx.reviewers.of_person(verdict.reviewer) is not None
        and await may_review(tx, verdict.reviewer, request)
    ]
    return len(standing)


async def _want_apart(tx: RequestsTx, reviewer: PersonId, request: AreaRequest) -> None:
    """Nobody decides about what they filed, nor about what their own department asks."""
    asker = await tx.officers.by_id(request.officer)
    if asker.person == reviewer:
        raise Refused(RequestReason.OWN_REQUEST)
    officer = await tx.officers.of_person(reviewer)
    if officer is not None and officer.department == request.department:
        raise Refused(RequestReason.OWN_DEPARTMENT)
    domains = (await tx.departments.by_id(request.department)).email_domains
    if officer is not None:
        # Two departments of one town are often the same people: they share its mail.
        own = (await tx.departments.by_id(officer.department)).email_domains
        if any(is_at(f"@{one}", domains) for one in own) or any(is_at(f"@{one}", own) for one in domains):
            raise Refused(RequestReason.OWN_DEPARTMENT)
    mailboxes = [each.handle for each in await tx.people.accounts(reviewer) if each.platform == MAIL]
    if any(is_at(mailbox, domains) for mailbox in mailboxes):
        raise Refused(RequestReason.OWN_DEPARTMENT)


async def _want_asker_on_duty(tx: RequestsTx, request: AreaRequest, now: datetime) -> None:
    """Whoever may not ask today must not be published with what was filed yesterday."""
    officer = await tx.officers.by_id(request.officer)
    try:
        await on_duty(tx, await tx.people.person(officer.person) if officer.person is not None else None, now)
    except Refused:
        raise Refused(RequestReason.ASKER_OFF_DUTY, officer=officer.name) from None
