"""What operators propose: a new department, or a change of one. It holds once another operator has confirmed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.departments.model import (
    DEPARTMENT_LIFE,
    DOMAINS_JOB,
    MANY_JOB,
    PROPOSAL_JOB,
    Change,
    Department,
    DepartmentReason,
    Particulars,
    Proposal,
    ProposalState,
    particulars_of,
)
from bot.departments.ports import DepartmentsTx
from bot.departments.register import Row
from bot.departments.rules import area_words, check
from bot.departments.service import department_called, public_words, tell
from bot.kernel.ids import NewRef, Ref
from bot.kernel.refusal import Refused
from bot.operators.model import Operator
from bot.operators.service import tell_operators
from bot.outbox.model import INSIDE, NewJob
from bot.record.model import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NotConfirmed:
    """A proposal that stays as it was, and why."""

    proposal: Proposal
    why: Refused


async def propose(
    tx: DepartmentsTx, operator: Operator, what: Particulars, now: datetime, new_ref: NewRef, *, quiet: bool = False
) -> Proposal:
    """A new department, as this operator found it. Nothing of it is public or may ask before another operator's yes.

    Each of the others is asked in a chat, unless it is quiet. Raises what `rules.check` does, and Refused(NAME_TAKEN |
    WAITS_ALREADY).
    """
    await _may_propose(tx, what)
    return await _put(tx, operator, what, None, now, new_ref, quiet=quiet)


async def propose_each(
    tx: DepartmentsTx, operator: Operator | None, rows: Sequence[Row], now: datetime, new_ref: NewRef
) -> Sequence[tuple[Row, Refused | None]]:
    """Propose every row of a part of a list that can be taken, and say of each why not; without an operator, only say so.

    Nobody is told; `tell_of_many` does so at the end of the list.
    """
    told: list[tuple[Row, Refused | None]] = []
    for row in rows:
        try:
            if isinstance(row.found, Refused):
                raise row.found
            if operator is None:
                await _may_propose(tx, row.found)
            else:
                await propose(tx, operator, row.found, now, new_ref, quiet=True)
        except Refused as no:
            told.append((row, no))
        else:
            told.append((row, None))
    return told


async def tell_of_many(tx: DepartmentsTx, operator: Operator, now: datetime) -> None:
    """A whole list was proposed or confirmed: the operators hear of it once."""
    await tell_operators(tx, MANY_JOB, operator.id, now)


async def propose_change(
    tx: DepartmentsTx, operator: Operator, name: str, change: Change, now: datetime, new_ref: NewRef
) -> Proposal:
    """Another contact, domains, jurisdiction, time zone or key for a department; it stays as it is until another
    operator's yes.

    Raises what `rules.check` does, and Refused(NO_SUCH_DEPARTMENT | NOTHING_CHANGES | WAITS_ALREADY).
    """
    department = await department_called(tx, name)
    before = particulars_of(department)
    what = change.of(before)
    if what == before:
        raise Refused(DepartmentReason.NOTHING_CHANGES, name=department.name)
    check(what)
    return await _put(tx, operator, what, department, now, new_ref)


async def confirm(tx: DepartmentsTx, operator: Operator, ref: Ref | None, now: datetime, new_ref: NewRef) -> Department:
    """The second operator's yes: the department is added for twelve months, or changed, and the public reads it.

    Raises what `rules.check` does, and Refused(NO_SUCH_PROPOSAL | PROPOSAL_OVER | SAME_OPERATOR | PROPOSER_GONE |
    NAME_TAKEN).
    """
    proposal = await _may_confirm(tx, operator, ref)
    department = await _carry_out(tx, operator, proposal, now, new_ref)
    await _show(tx, proposal, ProposalState.CONFIRMED, now)
    return department


async def refuse(tx: DepartmentsTx, operator: Operator, ref: Ref | None, now: datetime) -> Proposal:
    """An operator's no, or the proposer takes it back. Nothing was public, and nothing becomes so.

    Raises Refused(NO_SUCH_PROPOSAL | PROPOSAL_OVER).
    """
    proposal = await waiting_proposal(tx, ref)
    if not await tx.proposals.decide(proposal.id, ProposalState.REFUSED, operator.id, now):
        raise Refused(DepartmentReason.PROPOSAL_OVER)
    await _show(tx, proposal, ProposalState.REFUSED, now)
    return await tx.proposals.by_id(proposal.id)


async def confirmable(tx: DepartmentsTx, operator: Operator) -> Sequence[Proposal]:
    """What waits for this operator's word, oldest first."""
    return [each for each in await tx.proposals.waiting() if each.proposed_by != operator.id]


async def confirm_each(
    tx: DepartmentsTx, operator: Operator, proposals: Sequence[Proposal], now: datetime, new_ref: NewRef,
    *, quiet: bool = False,
) -> tuple[Sequence[Department], Sequence[NotConfirmed]]:  # fmt: skip
    """Confirm these, which the operator has seen; one that is refused stays as it is and keeps no other from its yes.

    The cards of each follow, unless it is quiet; then `tell_of_many` says so at the end of the list. Raises
    Refused(PROPOSAL_OVER | NAME_TAKEN), and confirms none, when somebody else decides at this very moment.
    """
    done, left = [], []
    for each in proposals:
        try:
            proposal = await _may_confirm(tx, operator, each.ref)
        except Refused as no:
            left.append(NotConfirmed(proposal=each, why=no))
            continue
        done.append(await _carry_out(tx, operator, proposal, now, new_ref))
        if not quiet:
            await _show(tx, proposal, ProposalState.CONFIRMED, now)
    return done, left


async def waiting_proposal(tx: DepartmentsTx, ref: Ref | None) -> Proposal:
    """The proposal of this reference, while it waits. Raises Refused(NO_SUCH_PROPOSAL | PROPOSAL_OVER)."""
    proposal = await tx.proposals.by_ref(ref) if ref is not None else None
    if proposal is None:
        raise Refused(DepartmentReason.NO_SUCH_PROPOSAL)
    if proposal.state is not ProposalState.WAITING:
        raise Refused(DepartmentReason.PROPOSAL_OVER)
    return proposal


async def _may_propose(tx: DepartmentsTx, what: Particulars) -> None:
    check(what)
    if await tx.departments.by_name(what.name) is not None:
        raise Refused(DepartmentReason.NAME_TAKEN, name=what.name)
    if await tx.proposals.is_waiting(what.name):
        raise Refused(DepartmentReason.WAITS_ALREADY, name=what.name)


async def _may_confirm(tx: DepartmentsTx, operator: Operator, ref: Ref | None) -> Proposal:
    proposal = await waiting_proposal(tx, ref)
    if proposal.proposed_by == operator.id:
        raise Refused(DepartmentReason.SAME_OPERATOR)
    if not (await tx.operators.by_id(proposal.proposed_by)).active:
        # Whoever was removed may have been the reason: their word is none any more.
        raise Refused(DepartmentReason.PROPOSER_GONE)
    if proposal.department is None and await tx.departments.by_name(proposal.what.name) is not None:
        raise Refused(DepartmentReason.NAME_TAKEN, name=proposal.what.name)
    check(proposal.what)
    return proposal


async def _carry_out(
    tx: DepartmentsTx, operator: Operator, proposal: Proposal, now: datetime, new_ref: NewRef
) -> Department:
    if not await tx.proposals.decide(proposal.id, ProposalState.CONFIRMED, operator.id, now):
        raise Refused(DepartmentReason.PROPOSAL_OVER)
    if proposal.department is None:
        return await _add(tx, proposal, now, new_ref)
    return await _change(tx, proposal, await tx.departments.by_id(proposal.department), now)


async def _put(
    tx: DepartmentsTx, operator: Operator, what: Particulars, department: Department | None, now: datetime,
    new_ref: NewRef, *, quiet: bool = False,
) -> Proposal:  # fmt: skip
    proposal = await tx.proposals.add(new_ref(), what, None if department is None else department.id, operator.id, now)
    if proposal is None:
        raise Refused(DepartmentReason.WAITS_ALREADY, name=what.name)
    if not quiet:
        await _show(tx, proposal, ProposalState.WAITING, now)
    return proposal


async def _show(tx: DepartmentsTx, proposal: Proposal, state: ProposalState, now: datetime) -> None:
    await tell_operators(tx, PROPOSAL_JOB, proposal.id, now, mark=state.value)


async def _add(tx: DepartmentsTx, proposal: Proposal, now: datetime, new_ref: NewRef) -> Department:
    added = await tx.departments.add(new_ref(), proposal.what, now, now + DEPARTMENT_LIFE)
    if added is None:
        raise Refused(DepartmentReason.NAME_TAKEN, name=proposal.what.name)
    await tx.proposals.belongs(proposal.id, added.id)
    body = {
        **public_words(added),
        **_public(proposal.what),
        "valid until": f"{added.expires_at:%Y-%m-%d}",
        "confirmed by": "two operators",
    }
    await tell(tx, EntryKind.DEPARTMENT_ADDED, added.ref, body, now)
    return added


async def _change(tx: DepartmentsTx, proposal: Proposal, before: Department, now: datetime) -> Department:
    await tx.departments.change(before.id, proposal.what)
    old, new = _public(particulars_of(before)), _public(proposal.what)
    body = dict(public_words(before))
    for name in new:
        if old[name] != new[name]:
            body |= {name: new[name] or "none", f"{name} before": old[name] or "none"}
    await tell(tx, EntryKind.DEPARTMENT_CHANGED, before.ref, {**body, "confirmed by": "two operators"}, now)
    if set(before.email_domains) - set(proposal.what.email_domains):
        key = f"{DOMAINS_JOB}:{proposal.id}"
        await tx.outbox.put([NewJob(kind=DOMAINS_JOB, subject=before.id, lane=INSIDE, key=key, due=now)])
    return await tx.departments.by_id(before.id)


def _public(what: Particulars) -> dict[str, str]:
    return {
        "kind": what.kind.value,
        "contact": what.contact,
        "email domains": ", ".join(what.email_domains),
        "jurisdiction": area_words(what.jurisdiction),
        "time zone": what.time_zone,
        "public key": what.public_key,
    }
