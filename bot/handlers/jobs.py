"""What a job means at the moment it is done: the message to say now, or nothing when it is no longer true."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

from bot.chat.message import Message
from bot.chat.ports import Unreachable
from bot.consent import service as consent
from bot.consent import texts as consent_texts
from bot.consent.model import DELIVER_JOB, HANDED_JOB, NOTICE_JOB, READY_JOB, ApprovalState, AskState
from bot.consent.release import Release, ended, release
from bot.departments.model import Standing
from bot.departments.service import on_duty
from bot.geo.blur import cell_name
from bot.handlers.context import Services, Tx
from bot.incidents import texts as incident_texts
from bot.incidents.model import POST_JOB
from bot.kernel.ids import ApprovalId, AskId, IncidentId, RequestId
from bot.kernel.refusal import Refused
from bot.outbox.lane import Delivery
from bot.outbox.model import Job
from bot.people import texts as people_texts
from bot.people.model import EMAIL_CODE_JOB
from bot.requests import texts as request_texts
from bot.requests.model import (
    CLOSED_JOB,
    FAN_OUT_JOB,
    PUBLIC_POST_JOB,
    PUBLISHED_JOB,
    REFUSED_JOB,
    REVIEW_JOB,
    RequestState,
)
from bot.requests.service import PUBLIC_CELL_RESOLUTION

Say = Callable[[Tx, Services, Job, datetime], Awaitable[Message | None]]


class Jobs:
    """Does jobs. Everything is looked up again now: a withdrawn ask or a closed request is simply not spoken of."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def perform(self, job: Job) -> Delivery | None:
        """What to send for the job and to whom; None when nothing is to be sent (any more)."""
        now = self._services.clock.now()
        async with self._services.begin() as tx:
            if job.kind == FAN_OUT_JOB:
                request = await tx.requests.by_id(RequestId(job.subject))
                policy = self._services.policies.requests
                await consent.fan_out(tx, request, policy, now, self._services.new_ref)
                return None
            # First whether there is anybody to send to: making the message for an officer is the release itself.
            target = await _target(tx, job)
            if target is None:
                return None
            handle, thread = target
            if job.kind == DELIVER_JOB:
                return await self._deliver(tx, job, handle, now)
            message = await SAYS[job.kind](tx, self._services, job, now)
        return Delivery(handle=handle, thread=thread, message=message, key=job.key) if message is not None else None

    async def _deliver(self, tx: Tx, job: Job, handle: str, now: datetime) -> Delivery | None:
        """The clip, if it may leave at this moment; else the one neutral text."""
        account = await tx.people.account(job.account) if job.account is not None else None
        if account is None:
            return None
        try:
            duty = await on_duty(tx, await tx.people.person(account.person), now)
            released = await release(tx, duty, ApprovalId(job.subject), job.key, now)
        except Refused:
            return Delivery(handle=handle, message=consent_texts.nothing_ready(), key=job.key)
        message = consent_texts.delivery(released, lambda: self._services.vault.open(released.clip.kept.blob))
        return Delivery(handle=handle, message=message, key=job.key, ended=partial(self._ended, released, job.key))

    async def _ended(self, released: Release, press: str, arrived: bool) -> None:
        async with self._services.begin() as tx:
            await ended(tx, released.approval, press, arrived, self._services.clock.now())

    async def undeliverable(self, job: Job, outcome: Unreachable) -> None:
        """A dead address is marked, so that nothing more goes to it."""
        if job.account is not None:
            async with self._services.begin() as tx:
                await tx.people.set_reachable(job.account, False)


async def _target(tx: Tx, job: Job) -> tuple[str, str] | None:
    if job.account is not None:
        account = await tx.people.account(job.account)
        return (account.handle, "") if account is not None and account.reachable else None
    if job.channel is not None:
        channel = await tx.neighborhoods.channel(job.channel)
        return (channel.handle, channel.thread) if channel is not None else None
    proof = await tx.people.proof_by_id(job.subject)
    return (proof.address, "") if proof is not None else None


async def _notice(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    ask = await tx.asks.by_id(AskId(job.subject))
    if ask is None or ask.state is not AskState.ASKED:
        return None
    known = await consent.question(tx, ask)
    suspended = Standing.SUSPENDED in (known.department.standing, known.officer.standing)
    if suspended or known.request.state is not RequestState.PUBLISHED:
        return None
    picture = services.maps.circle(known.request.draft.area, "A map of the circle that the request asks about.")
    return consent_texts.notice(known, picture, services.unsubscribe_url)


async def _ready(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    approval = await tx.approvals.by_id(ApprovalId(job.subject))
    account = await tx.people.account(job.account) if job.account is not None else None
    if account is None or approval is None or approval.state is ApprovalState.WITHDRAWN:
        return None
    try:
        await on_duty(tx, await tx.people.person(account.person), now)
    except Refused:
        return None  # Whoever may not fetch it does not hear that it exists; colleagues see it with /clips.
    request = await tx.requests.by_id(approval.request)
    return consent_texts.ready(request.ref, approval.ref)


async def _handed(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    approval = await tx.approvals.by_id(ApprovalId(job.subject))
    if approval is None:
        return None
    department = await tx.departments.by_id(approval.department)
    return consent_texts.handed(approval, department.name, now, department.time_zone)


async def _review(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    request = await tx.requests.by_id(RequestId(job.subject))
    if request.state is not RequestState.REVIEW:
        return None
    department = await tx.departments.by_id(request.department)
    officer = await tx.officers.by_id(request.officer)
    picture = services.maps.circle(request.draft.area, "A map of the circle that the request asks about.")
    return request_texts.review_card(request, department, officer, picture)


async def _public_post(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    request = await tx.requests.by_id(RequestId(job.subject))
    department = await tx.departments.by_id(request.department)
    cell = cell_name(request.draft.area.center, PUBLIC_CELL_RESOLUTION)
    return request_texts.public_post(
        request, department, services.maps.cell(cell, "The part of town that it is about.")
    )


async def _published(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    return request_texts.published((await tx.requests.by_id(RequestId(job.subject))).ref)


async def _refused(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    request = await tx.requests.by_id(RequestId(job.subject))
    verdicts = await tx.requests.verdicts(request.id)
    return request_texts.refused(request.ref, next((verdict.why for verdict in verdicts if not verdict.approved), ""))


async def _closed(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    return request_texts.closed((await tx.requests.by_id(RequestId(job.subject))).ref)


async def _incident(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    incident = await tx.incidents.by_id(IncidentId(job.subject))
    if incident is None or incident.removed:
        return None
    picture = services.maps.cell(incident.cell, f"A map of the block {incident_texts.where(incident)}.")
    return incident_texts.post(incident, picture, services.emergency_number)


async def _email_code(tx: Tx, services: Services, job: Job, now: datetime) -> Message | None:
    proof = await tx.people.proof_by_id(job.subject)
    return people_texts.email_code(proof) if proof is not None else None


SAYS: Mapping[str, Say] = {
    NOTICE_JOB: _notice,
    READY_JOB: _ready,
    HANDED_JOB: _handed,
    REVIEW_JOB: _review,
    PUBLIC_POST_JOB: _public_post,
    PUBLISHED_JOB: _published,
    REFUSED_JOB: _refused,
    CLOSED_JOB: _closed,
    POST_JOB: _incident,
    EMAIL_CODE_JOB: _email_code,
}
