"""What an author wishes to change about a report that is shown: applied at once, or held until somebody has looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.incidents.following import recall
from bot.incidents.machine import Event, revision_step, step
from bot.incidents.model import (
    MAX_CORRECTION,
    MAX_TEXT,
    Change,
    Incident,
    IncidentReason,
    IncidentState,
    Revision,
    RevisionKind,
    RevisionState,
)
from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import NewRef
from bot.kernel.refusal import Refused

MOST_IN_A_DAY = {RevisionKind.EDIT: 10, RevisionKind.CORRECTION: 3}
"""Of one report. A correction is a message to everybody who was alerted, so it must not become a megaphone."""
MOST_OF_AUTHOR = {RevisionKind.EDIT: 20, RevisionKind.CORRECTION: 6}
"""Of all reports of one author, in a day: whoever has many old reports has no more megaphones."""


def check_revision(kind: RevisionKind, text: str) -> str:
    """The words without blanks around them. Raises Refused(NO_TEXT | TOO_LONG)."""
    most = MAX_TEXT if kind is RevisionKind.EDIT else MAX_CORRECTION
    if not text.strip():
        raise Refused(IncidentReason.NO_TEXT)
    if len(text.strip()) > most:
        raise Refused(IncidentReason.TOO_LONG, limit=str(most))
    return text.strip()


async def revise(
    tx: IncidentsTx, incident: Incident, kind: RevisionKind, text: str, held_for: Sequence[str], now: datetime,
    new_ref: NewRef,
) -> Revision:  # fmt: skip
    """Wish for a change of a shown report. With a reason to hold it, the old words stay until a reviewer has looked.

    A wish of the same kind that still waits is given up for the new one.

    Raises Refused(NO_TEXT | TOO_LONG | NOT_OPEN | TOO_MANY_CHANGES).
    """
    text = check_revision(kind, text)
    if incident.state is not IncidentState.POSTED:
        raise Refused(IncidentReason.NOT_OPEN)
    yesterday = now - timedelta(days=1)
    of_author = await tx.revisions.count_by(incident.author, kind, yesterday)
    wished = await tx.revisions.of_incident(incident.id)
    today = [each for each in wished if each.kind is kind and each.created_at > yesterday]
    if len(today) >= MOST_IN_A_DAY[kind] or of_author >= MOST_OF_AUTHOR[kind]:
        raise Refused(IncidentReason.TOO_MANY_CHANGES)
    for earlier in wished:
        if earlier.kind is kind and earlier.state is RevisionState.HELD:
            await tx.revisions.step(earlier, RevisionState.REFUSED)
    state = RevisionState.HELD if held_for else RevisionState.APPLIED
    revision = await tx.revisions.add(new_ref(), incident.id, kind, text, state, held_for, now)
    if state is RevisionState.APPLIED:
        await _apply(tx, revision, now)
    return revision


async def apply_revision(tx: IncidentsTx, revision: Revision, now: datetime) -> Revision:
    """A reviewer found nothing wrong with a held change: every copy follows, and everybody who was alerted.

    Raises Refused(NOT_OPEN), also when the report is not shown any more.
    """
    event = Event.RESTORE if revision.state is RevisionState.REFUSED else Event.ADMIT
    applied = await _stepped(tx, revision, event)
    await _apply(tx, applied, now)
    return applied


async def refuse_revision(tx: IncidentsTx, revision: Revision, now: datetime) -> Revision:
    """A reviewer found that a held change should not be shown: the old words stay. Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, revision, Event.REFUSE)


async def _stepped(tx: IncidentsTx, before: Revision, event: Event) -> Revision:
    after = await tx.revisions.step(before, revision_step(before.state, event))
    if after is None:
        raise Refused(IncidentReason.NOT_OPEN)
    return after


async def _apply(tx: IncidentsTx, revision: Revision, now: datetime) -> None:
    incident = await tx.incidents.by_id(revision.incident)
    if incident is None:
        raise Refused(IncidentReason.NOT_OPEN)
    edit = revision.kind is RevisionKind.EDIT
    change = Change(text=revision.text) if edit else Change(correction=revision.text)
    changed = await tx.incidents.step(incident, step(incident.state, Event.CHANGE), change)
    if changed is None or changed.state is not IncidentState.POSTED:
        raise Refused(IncidentReason.NOT_OPEN)
    await recall(tx, changed, now)
