"""The use cases of consent: answer, show what would leave, approve, undo, withdraw, expire. Nothing leaves from here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clips.model import Clip, ClipPolicy, ClipState
from bot.clips.service import own
from bot.consent.machine import step
from bot.consent.model import (
    EXPIRE_AFTER,
    EXPIRE_JOB,
    READY_JOB,
    Approval,
    ApprovalState,
    Ask,
    AskEvent,
    AskState,
    ConsentPolicy,
    ConsentReason,
    Package,
    Vote,
)
from bot.consent.ports import ConsentTx
from bot.consent.together import decides, others_asks, settled
from bot.departments.model import Department
from bot.geo.area import contains
from bot.geo.distance import distance_m
from bot.geo.polygon import middle_of
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.model import Officer, OnDuty
from bot.outbox.model import INSIDE, NewJob
from bot.people.model import MAIL
from bot.people.reach import first_account, through
from bot.requests.model import AreaRequest, RequestPolicy, RequestState
from bot.requests.service import close, close_due
from bot.terms.model import AskLimits

USUAL_LIMITS = AskLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An ask with all that its owner should know before answering."""

    ask: Ask
    request: AreaRequest
    department: Department
    officer: Officer
    votes: Sequence[Vote] = ()
    """What everybody said who decides about it; empty when its owner decides alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What would leave if the owner says *Share*, and the digest that ties the button to exactly this."""

    question: Question
    clip: Clip
    package: Package
    digest: str


async def fan_out(
    tx: ConsentTx,
    request: AreaRequest,
    policy: RequestPolicy,
    now: datetime,
    new_ref: NewRef,
    limits: AskLimits = USUAL_LIMITS,
) -> bool:
    """Ask the owners in range of a published request, and whoever decides with them. Does nothing for a request that was
    closed, or when run again: whoever came since decides about requests to come. Says whether anybody is asked now."""
    if request.state is not RequestState.PUBLISHED:
        return False
    if not await tx.asks.fan_out(request, policy, limits, now, new_ref):
        return False
    await tx.household.ask_too(request.id, now, policy.fan_out_window.total_seconds())
    return True


async def question(tx: ConsentTx, ask: Ask) -> Question:
    """All that an owner should know about an ask."""
    request = await tx.requests.by_id(ask.request)
    department = await tx.departments.by_id(request.department)
    officer = await tx.officers.by_id(request.officer)
    votes = await tx.household.votes(ask.id)
    return Question(ask=ask, request=request, department=department, officer=officer, votes=votes)


async def answer(tx: ConsentTx, owner: PersonId, ref: Ref, event: AskEvent, now: datetime) -> Question:
    """An owner's answer, or that of somebody who decides with them: then the last yes is the yes, and any no is the no.

    A withdrawal, or a no after a yes, also takes back every approval that has not left.
    """
    found = await tx.asks.by_ref(ref)
    if found is None or not await decides(tx, found, owner):
        raise Refused(ConsentReason.NO_SUCH_ASK)
    await tx.asks.hold(found.id)
    ask = await tx.asks.by_id(found.id) or found
    known = await question(tx, ask)
    if ask.state is AskState.EXPIRED:
        raise Refused(ConsentReason.REQUEST_OVER, ref=known.request.ref)
    if known.votes and event is AskEvent.YES and known.request.state is not RequestState.PUBLISHED:
        raise Refused(ConsentReason.REQUEST_OVER, ref=known.request.ref)
    if not await settled(tx, ask, owner, event, now):
        return await question(tx, ask)
    to = step(ask.state, event)
    if to is not AskState.WITHDRAWN and known.request.state is not RequestState.PUBLISHED:
        # Taking back is possible for ever; anything else needs an open request.
        raise Refused(ConsentReason.REQUEST_OVER, ref=known.request.ref)
    if not await tx.asks.step(ask.id, ask.state, event, to, now):
        current = await tx.asks.by_id(ask.id)
        raise Refused(ConsentReason.ALREADY_ANSWERED, state=(current or ask).state.value)
    if to is AskState.WITHDRAWN:
        for approval in await tx.approvals.of_ask(ask.id):
            await tx.approvals.withdraw(approval.id, now)
    return await question(tx, Ask(id=ask.id, ref=ask.ref, request=ask.request, owner=ask.owner, state=to))


def is_news(known: Question, person: PersonId, event: AskEvent) -> bool:
    """Whether the answer says something new: a no to what is unanswered or was a yes, a yes to what is unanswered.

    Of somebody who decides together with others it is their own answer that counts.
    """
    said = {vote.person: vote.yes for vote in known.votes}
    if event is AskEvent.YES:
        return said[person] is None if person in said else known.ask.state is AskState.ASKED
    return known.ask.state in (AskState.ASKED, AskState.YES) and said.get(person) is not False


async def open_asks(tx: ConsentTx, owner: PersonId, *states: AskState) -> list[Question]:
    """The asks of which this person decides, in one of the states and with an open request: their own first, newest first."""
    asks = [*await tx.asks.of_owner(owner), *await others_asks(tx, owner)]
    questions = [await question(tx, ask) for ask in asks if ask.state in states]
    return [known for known in questions if known.request.state is RequestState.PUBLISHED]


async def card(tx: ConsentTx, owner: PersonId, clip_ref: Ref) -> Card:
    """Exactly what would leave with this clip, as of now.

    Raises Refused(NO_SUCH_CLIP | NO_SUCH_ASK | NOT_WILLING | REQUEST_OVER | NO_ADDRESS).
    """
    clip = await own(tx, owner, clip_ref)
    ask = await tx.asks.by_id(clip.ask)
    if ask is None or ask.owner != owner:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    if ask.state is not AskState.YES:
        raise Refused(ConsentReason.NOT_WILLING)
    known = await question(tx, ask)
    if known.request.state is not RequestState.PUBLISHED:
        raise Refused(ConsentReason.REQUEST_OVER, ref=known.request.ref)
    package = Package(
        clip_sha256=clip.kept.sha256,
        size_bytes=clip.kept.size_bytes,
        media_type=clip.kept.media_type,
        street_address=await _street_address(tx, known),
        email=await _email(tx, owner),
    )
    return Card(question=known, clip=clip, package=package, digest=card_digest(known, package))


def card_digest(known: Question, package: Package) -> str:
    """Eight hexadecimal letters over everything on the card; a button of another card does not fit."""
    shown = (
        known.request.ref,
        known.department.ref,
        package.clip_sha256,
        str(package.size_bytes),
        package.media_type,
        package.street_address,
        package.email,
    )
    return hashlib.sha256("\0".join(shown).encode()).hexdigest()[:8]


async def approve(
    tx: ConsentTx,
    owner: PersonId,
    clip_ref: Ref,
    digest: str,
    card_text: str,
    policy: ConsentPolicy,
    now: datetime,
    new_ref: NewRef,
) -> tuple[Card, Approval]:
    """*Share*: note the approval of exactly what the card showed. It is on hold, and can be undone until release.

    Raises Refused(CARD_CHANGED) when the card that was pressed no longer tells the truth.
    """
    # A yes that is being taken back, or a clip that is being deleted, at this very moment must not be shared.
    await tx.asks.hold((await own(tx, owner, clip_ref)).ask)
    shown = await card(tx, owner, clip_ref)
    if digest != shown.digest:
        raise Refused(ConsentReason.CARD_CHANGED)
    approval = await tx.approvals.grant(
        new_ref(), shown.question.ask, shown.clip, shown.question.department.id, shown.package, card_text, now,
        now + policy.hold,
    )  # fmt: skip
    if approval is None:
        raise Refused(ConsentReason.ALREADY_SHARED)
    return shown, approval


async def undo(tx: ConsentTx, owner: PersonId, ref: Ref, now: datetime) -> Approval:
    """Take back one approval. Wins until the moment of release; after it the owner is told the truth."""
    approval = await tx.approvals.by_ref(ref)
    if approval is None or approval.owner != owner:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    if approval.state is not ApprovalState.WITHDRAWN and not await tx.approvals.withdraw(approval.id, now):
        raise Refused(ConsentReason.ALREADY_DELIVERED)
    return approval


async def delete_clip(tx: ConsentTx, owner: PersonId, ref: Ref, now: datetime) -> Clip:
    """The owner's clip goes, and with it every approval that has not left. The caller destroys the bytes after commit."""
    clip = await own(tx, owner, ref)
    await tx.asks.hold(clip.ask)
    for approval in await tx.approvals.of_ask(clip.ask):
        if approval.clip == clip.id:
            await tx.approvals.withdraw(approval.id, now)
    await tx.clips.move(clip.id, ClipState.HELD, ClipState.DELETED)
    return clip


async def show_ready(tx: ConsentTx, now: datetime) -> None:
    """At a tick: tell the officers of approvals whose hold is over. Runs whether or not there are any."""
    for approval in await tx.approvals.past_hold(now):
        request = await tx.requests.by_id(approval.request)
        officer = await tx.officers.by_id(request.officer)
        account = None if officer.person is None else await first_account(tx, officer.person)
        if account is not None:
            await tx.outbox.put([through(account, READY_JOB, approval.id, f"{READY_JOB}:{approval.id}", now)])
        await tx.approvals.mark_told(approval.id, now)


async def close_by_hand(tx: ConsentTx, duty: OnDuty, ref: Ref, now: datetime, new_ref: NewRef) -> AreaRequest:
    """An officer closes a request; whoever has not answered is not asked any more."""
    request = await close(tx, duty, ref, now, new_ref)
    await _expire_later(tx, request, now)
    return request


async def expire_due(tx: ConsentTx, now: datetime, new_ref: NewRef) -> None:
    """Close what is due; its unanswered asks expire. An approval given before may still be released."""
    for request in await close_due(tx, now, new_ref):
        await _expire_later(tx, request, now)


async def purge_due(tx: ConsentTx, policy: ClipPolicy, now: datetime) -> list[str]:
    """Let go of clips that were kept long enough. Returns their blobs; the caller destroys the bytes after commit."""
    purged = []
    for clip in await tx.clips.past_keeping(now - policy.keep_after_release):
        if await tx.clips.move(clip.id, ClipState.HELD, ClipState.PURGED):
            purged.append(clip.kept.blob)
    return purged


async def _expire_later(tx: ConsentTx, request: AreaRequest, now: datetime) -> None:
    """Not in the transaction that the officer's reply waits for: it would tell by its time how many were asked."""
    key = f"{EXPIRE_JOB}:{request.id}"
    await tx.outbox.put([NewJob(kind=EXPIRE_JOB, subject=request.id, lane=INSIDE, key=key, due=now + EXPIRE_AFTER)])


async def still_in_range(tx: ConsentTx, known: Question) -> bool:
    """Whether a camera of the owner that is not paused still hangs in the area, long after the fan-out perhaps."""
    cameras = await tx.cameras.of(known.ask.owner)
    return any(contains(known.request.draft.area, camera.point) for camera in cameras if not camera.paused)


async def _street_address(tx: ConsentTx, known: Question) -> str:
    """The address of the owner's camera nearest to the middle of the request, of those in its area if any is."""
    area = known.request.draft.area
    cameras = await tx.cameras.of(known.ask.owner)
    inside = [camera for camera in cameras if contains(area, camera.point)]
    nearest = min(inside or cameras, key=lambda camera: distance_m(camera.point, middle_of(area)), default=None)
    if nearest is None or not nearest.street_address:
        raise Refused(ConsentReason.NO_ADDRESS)
    return nearest.street_address


async def _email(tx: ConsentTx, owner: PersonId) -> str:
    for account in await tx.people.accounts(owner):
        if account.platform == MAIL:
            return account.handle
    raise Refused(ConsentReason.NO_ADDRESS)
