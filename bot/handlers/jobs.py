"""What a job means at the moment it is done: the message to say now, or nothing when it is no longer true."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.chat.language import message_in
from bot.chat.message import Message
from bot.chat.ports import Unreachable
from bot.clips.texts import own_copy
from bot.consent.model import DELIVER_JOB
from bot.consent.release import Release, ended, release
from bot.consent.texts import officers
from bot.handlers import (
    account_jobs,
    alert_jobs,
    bulletin_jobs,
    camera_jobs,
    consent_jobs,
    department_jobs,
    incident_jobs,
    moderation_jobs,
    mydata_jobs,
    officer_jobs,
    reach_jobs,
    releases,
    request_jobs,
)
from bot.handlers.context import Services, Tx
from bot.handlers.saying import Do, Say, Saying, Telling
from bot.kernel.ids import ApprovalId, ClipId, OfficerId
from bot.kernel.refusal import Refused
from bot.mydata.model import CLIP_STAYED_JOB, OWN_CLIP_JOB
from bot.officers.model import WARN_MAIL_JOB
from bot.officers.service import on_duty
from bot.outbox.lane import Delivery, NotYet
from bot.outbox.model import Job, NewJob, platform_of
from bot.people import texts as people_texts
from bot.people.model import EMAIL_CODE_JOB, MAIL, OLD_ADDRESS_JOB
from bot.people.reach import works


async def _email_code(saying: Saying) -> Message | None:
    proof = await saying.tx.people.proof_by_id(saying.job.subject)
    if proof is None:
        return None
    mail = people_texts.email_code(proof)
    officer = await officer_jobs.work_mailbox_of(saying.tx, saying.job)
    if officer is None:
        return mail
    return replace(mail, return_path=saying.services.mail_ways.from_work(officer, saying.now))


SAYS: Mapping[str, Say] = {
    **account_jobs.SAYS,
    **alert_jobs.SAYS,
    **bulletin_jobs.SAYS,
    **camera_jobs.SAYS,
    **consent_jobs.SAYS,
    **department_jobs.SAYS,
    **incident_jobs.SAYS,
    **moderation_jobs.SAYS,
    **mydata_jobs.SAYS,
    **officer_jobs.SAYS,
    **reach_jobs.SAYS,
    **releases.SAYS,
    **request_jobs.SAYS,
    EMAIL_CODE_JOB: _email_code,
}
DOES: Mapping[str, Do] = {
    **account_jobs.DOES,
    **alert_jobs.DOES,
    **consent_jobs.DOES,
    **department_jobs.DOES,
    **officer_jobs.DOES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    handle: str
    language: str
    thread: str = ""


class Jobs:
    """Does jobs. Everything is looked up again now: a withdrawn ask or a closed request is simply not spoken of."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def perform(self, job: Job) -> Delivery | NotYet | None:
        """What to send for the job and to whom; None when nothing is to be sent (any more)."""
        now = self._services.clock.now()
        async with self._services.begin() as tx:
            if do := DOES.get(job.kind):
                await do(tx, self._services, job, now)
                return None
            # First whether there is anybody to send to: making the message for an officer is the release itself.
            target = await _target(tx, job, now)
            if target is None:
                return None
            if job.kind == DELIVER_JOB:
                return await self._deliver(tx, job, target, now)
            if job.kind == OWN_CLIP_JOB:
                return await self._own_clip(tx, job, target)
            saying = Saying(
                tx=tx, services=self._services, job=job, now=now, language=target.language, handle=target.handle
            )
            said = await SAYS[job.kind](saying)
        if said is None or isinstance(said, NotYet):
            return said
        return self._delivery(job, target, said if isinstance(said, Telling) else Telling(message=said))

    def _delivery(self, job: Job, target: _Target, told: Telling) -> Delivery:
        return Delivery(
            handle=target.handle,
            thread=target.thread,
            message=self._addressed(job, self._spoken(told.message, target)) if told.message is not None else None,
            key=job.key,
            replaces=told.replaces,
            under=told.under,
            arrived=told.arrived,
        )

    def _addressed(self, job: Job, message: Message) -> Message:
        """A mail with its reader's own ways to stop mail, and for it to come back."""
        if platform_of(job.lane) != MAIL or job.account is None:
            return message
        own = self._services.mail_ways.to(job.account, self._services.clock.now())
        return replace(
            message,
            unsubscribe_url=own.stop_url or own.stop_mail,
            unsubscribe_mail=own.stop_mail if own.stop_url else "",
            return_path=own.return_path,
        )

    def _spoken(self, message: Message, target: _Target) -> Message:
        return message_in(message, target.language, self._services.region)

    async def _deliver(self, tx: Tx, job: Job, target: _Target, now: datetime) -> Delivery | None:
        """The clip, if it may leave at this moment; else the one neutral text."""
        account = await tx.people.account(job.account) if job.account is not None else None
        if account is None:
            return None
        try:
            duty = await on_duty(tx, await tx.people.person(account.person), now)
            released = await release(tx, duty, ApprovalId(job.subject), job.key, now)
        except Refused:
            neutral = self._spoken(officers.nothing_ready(), target)
            return Delivery(handle=target.handle, message=neutral, key=job.key)
        message = officers.delivery(released, lambda: self._services.vault.open(released.clip.kept.blob))
        return Delivery(
            handle=target.handle,
            message=self._spoken(message, target),
            key=job.key,
            ended=partial(self._ended, released, job.key),
        )

    async def _own_clip(self, tx: Tx, job: Job, target: _Target) -> Delivery | None:
        """An owner's clip, back to that owner, in the chat of theirs where they asked for it."""
        account = await tx.people.account(job.account) if job.account is not None else None
        clip = await tx.clips.by_id(ClipId(job.subject))
        if account is None or account.platform == MAIL or clip is None:
            return None
        message = own_copy(clip, account.person, lambda: self._services.vault.open(clip.kept.blob))
        if message is None:
            return None
        return Delivery(
            handle=target.handle,
            message=self._spoken(message, target),
            key=job.key,
            ended=partial(self._own_clip_ended, job),
        )

    async def _own_clip_ended(self, job: Job, arrived: bool) -> None:
        """What was promised and did not fit is not passed over in silence."""
        if arrived:
            return
        async with self._services.begin() as tx:
            now = self._services.clock.now()
            told = NewJob(
                kind=CLIP_STAYED_JOB,
                subject=job.subject,
                lane=job.lane,
                key=f"{CLIP_STAYED_JOB}:{job.key}",
                due=now,
                account=job.account,
            )
            await tx.outbox.put([told])

    async def _ended(self, released: Release, press: str, arrived: bool) -> None:
        async with self._services.begin() as tx:
            await ended(tx, released.approval, press, arrived, self._services.clock.now())

    async def undeliverable(self, job: Job, outcome: Unreachable) -> None:
        """A dead address is marked, so that nothing more goes to it, and what was to be said there is said elsewhere."""
        async with self._services.begin() as tx:
            now = self._services.clock.now()
            await reach_jobs.unreachable(tx, job, outcome, now)
            await officer_jobs.unreachable(tx, job, outcome, now)


async def _target(tx: Tx, job: Job, now: datetime) -> _Target | None:
    if job.account is not None:
        account = await tx.people.account(job.account)
        if account is None:
            return None
        hears = account.reachable if job.kind in account_jobs.ALSO_WHEN_STOPPED else works(account)
        if not hears:
            # It fell silent after the job was put: nothing is lost by that.
            await reach_jobs.pass_on(tx, job, account, Unreachable(why="silent"), now)
            return None
        direct = await tx.reach.direct(account.id)
        return _Target(handle=direct or account.handle, language=(await tx.people.person(account.person)).language)
    if job.channel is not None:
        channel = await tx.neighborhoods.channel(job.channel)
        if channel is None:
            return None
        return _Target(handle=channel.handle, thread=channel.thread, language=channel.language)
    if job.kind == OLD_ADDRESS_JOB:
        old = await tx.links.old_address(job.subject)
        return (
            None if old is None else _Target(handle=old.address, language=(await tx.people.person(old.person)).language)
        )
    if job.kind == WARN_MAIL_JOB:
        officer = await tx.officers.by_id(OfficerId(job.subject))
        mailbox = await tx.officers.mailbox(officer.id)
        if mailbox is None or officer.person is None:
            return None
        return _Target(handle=mailbox, language=(await tx.people.person(officer.person)).language)
    proof = await tx.people.proof_by_id(job.subject)
    if proof is None:
        return None
    return _Target(handle=proof.address, language=(await tx.people.person(proof.person)).language)
