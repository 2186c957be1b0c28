"""What the jobs of consent say at the moment they are done; the one that hands a clip over is in `jobs`."""

from collections.abc import Mapping
from datetime import datetime

from bot.chat.message import Message
from bot.consent import service as consent
from bot.consent import texts
from bot.consent.model import (
    END_OF_TOGETHER_JOB,
    EXPIRE_JOB,
    HANDED_JOB,
    NEWS_JOB,
    NOTICE_JOB,
    READY_JOB,
    ApprovalState,
    AskState,
)
from bot.consent.texts import officers
from bot.consent.texts import together as together_texts
from bot.consent.together import decides
from bot.departments.model import Standing
from bot.geo.polygon import middle_of
from bot.geo.zones import zone_at
from bot.handlers.context import Services, Tx
from bot.handlers.request_pictures import exact_map
from bot.handlers.saying import Do, Say, Saying
from bot.kernel.ids import ApprovalId, AskId, RequestId
from bot.kernel.refusal import Refused
from bot.officers.model import OfficerStanding
from bot.officers.service import is_police, on_duty
from bot.outbox.lane import NotYet
from bot.outbox.model import Job
from bot.requests.model import FAN_OUT_JOB, RequestState
from bot.terms import service as terms
from bot.terms.rules import may_ask, quiet_until

BYTES_PER_MB = 1_000_000
GONE = (ApprovalState.WITHDRAWN, ApprovalState.RECALLED)


async def _fan_out(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    request = await tx.requests.by_id(RequestId(job.subject))
    policy = services.policies.requests
    if await consent.fan_out(tx, request, policy, now, services.new_ref, services.policies.asking):
        await terms.keep_quiet(tx, request, zone_at(middle_of(request.draft.area)), now, policy.fan_out_window)


async def _expire(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await tx.asks.expire(RequestId(job.subject), now)


async def _notice(saying: Saying) -> Message | NotYet | None:
    tx, services = saying.tx, saying.services
    ask = await tx.asks.by_id(AskId(saying.job.subject))
    if ask is None or ask.state is not AskState.ASKED:
        return None
    known = await consent.question(tx, ask)
    department, officer = known.department, known.officer
    suspended = department.standing is Standing.SUSPENDED or officer.standing is not OfficerStanding.ACTIVE
    if suspended or known.request.state is not RequestState.PUBLISHED:
        return None
    if not await consent.still_in_range(tx, known):
        return None  # Paused, removed or moved since: its owner was told that nobody asks about it.
    # What an owner has said since, or a night that came while a platform was away, counts as well.
    own, draft = await terms.terms_of(tx, ask.owner), known.request.draft
    account = await tx.people.account(saying.job.account) if saying.job.account is not None else None
    if account is None or not await decides(tx, ask, account.person):
        return None
    said = [own]
    if account.person != ask.owner:
        if await is_police(tx, account.person):
            return None  # Joined the police since: now they would learn who is asked.
        said.append(await terms.of_housemate(tx, account.person, own))
    if not all(may_ask(each, known.department.id, draft.incident_type, saying.now) for each in said):
        return None
    ends = [quiet_until(each, draft.incident_type, saying.now) for each in said]
    if waits := [end for end in ends if end is not None]:
        return NotYet(after_s=(max(waits) - saying.now).total_seconds())
    return texts.notice(known, await exact_map(services, known.request.draft.area, None, saying.language))


async def _ready(saying: Saying) -> Message | None:
    tx, job = saying.tx, saying.job
    approval = await tx.approvals.by_id(ApprovalId(job.subject))
    account = await tx.people.account(job.account) if job.account is not None else None
    if account is None or approval is None or approval.state in GONE:
        return None
    try:
        await on_duty(tx, await tx.people.person(account.person), saying.now)
    except Refused:
        return None  # Whoever may not fetch it does not hear that it exists; colleagues see it with /clips.
    request = await tx.requests.by_id(approval.request)
    return officers.ready(request.ref, approval.ref)


async def _handed(saying: Saying) -> Message | None:
    approval = await saying.tx.approvals.by_id(ApprovalId(saying.job.subject))
    if approval is None:
        return None
    department = await saying.tx.departments.by_id(approval.department)
    openings = await saying.tx.approvals.openings(approval.id)
    opening = next((each for each in openings if each.press in saying.job.key), None)
    who = await saying.tx.officers.of_person(opening.officer) if opening and opening.officer else None
    at = opening.at if opening else saying.now
    return texts.handed(approval, department.name, who.name if who else "", at, department.time_zone)


async def _news(saying: Saying) -> Message | None:
    ask = await saying.tx.asks.by_id(AskId(saying.job.subject))
    if ask is None:
        return None
    most_mb = saying.services.policies.clips.max_bytes // BYTES_PER_MB
    return together_texts.news(await consent.question(saying.tx, ask), most_mb)


async def _end_of_together(saying: Saying) -> Message | None:
    return together_texts.told_of_end()


DOES: Mapping[str, Do] = {FAN_OUT_JOB: _fan_out, EXPIRE_JOB: _expire}
SAYS: Mapping[str, Say] = {
    NOTICE_JOB: _notice,
    READY_JOB: _ready,
    HANDED_JOB: _handed,
    NEWS_JOB: _news,
    END_OF_TOGETHER_JOB: _end_of_together,
}
