"""The gate: the only file that makes a Release, and a Release is the only way a clip, an address or an email can leave."""

from dataclasses import dataclass
from datetime import datetime

from bot.clips.model import Clip, ClipState
from bot.consent.model import HANDED_JOB, Approval, ConsentReason
from bot.consent.ports import ConsentTx
from bot.departments.model import Department
from bot.kernel.ids import ApprovalId
from bot.kernel.refusal import Refused
from bot.officers.model import OnDuty
from bot.people.reach import first_account, through
from bot.requests.model import AreaRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Proof that this clip may leave now: every condition held in the transaction that made it."""

    approval: Approval
    clip: Clip
    request: AreaRequest
    department: Department
    at: datetime


async def release(tx: ConsentTx, duty: OnDuty, approval_id: ApprovalId, press: str, now: datetime) -> Release:
    """The point of no return is the commit of this transaction; the bytes may move only after it.

    One compare-and-set holds every condition: granted, hold over, same clip hash, same request, same department, department
    active, clip still held. The opening is noted before the first byte. A repeat after a crash hands the same bytes to the
    same department again. `press` is the key of the officer's press: however often the bytes had to be sent for it, it is
    one opening, and it has to be closed with `ended`.

    Raises Refused(NOTHING_READY) for every failure: an officer cannot tell withdrawn from never there.
    """
    approval = await tx.approvals.by_id(approval_id)
    clip = await tx.clips.by_id(approval.clip) if approval is not None else None
    if approval is None or clip is None or duty.officer.person is None:
        raise Refused(ConsentReason.NOTHING_READY)
    won = clip.state is ClipState.HELD and await tx.approvals.claim(
        approval.id, clip.kept.sha256, approval.request, duty.department.id, duty.officer.id, now
    )
    if not won:
        raise Refused(ConsentReason.NOTHING_READY)
    await tx.approvals.note_opening(approval.id, duty.officer.person, press, now)
    request = await tx.requests.by_id(approval.request)
    return Release(approval=approval, clip=clip, request=request, department=duty.department, at=now)


async def ended(tx: ConsentTx, approval: Approval, press: str, arrived: bool, now: datetime) -> None:
    """How a press ended. What arrived, or may have, is told to the owner; what certainly did not has not left."""
    await tx.approvals.end_opening(press, now)
    if not arrived:
        await tx.asks.hold(approval.ask)
        await tx.approvals.unclaim(approval.id)
        return
    await tx.approvals.mark_released(approval.id, now)
    owner = await first_account(tx, approval.owner)
    if owner is not None:
        await tx.outbox.put([through(owner, HANDED_JOB, approval.id, f"{HANDED_JOB}:{press}", now)])
