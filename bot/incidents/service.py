"""The life of a report: drafted, posted, joined, taken back; and what reviewers do to it. The exact place never gets
here: only the cell that holds it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.geo.distance import distance_m
from bot.geo.model import Circle, Point
from bot.incidents.comments import admit_comment as admit_comment
from bot.incidents.comments import hide_comment as hide_comment
from bot.incidents.comments import refuse_comment as refuse_comment
from bot.incidents.comments import restore_comment as restore_comment
from bot.incidents.following import announce, copies_follow, recall
from bot.incidents.machine import Event, step
from bot.incidents.model import (
    MAX_TEXT,
    Change,
    Incident,
    IncidentPolicy,
    IncidentReason,
    IncidentState,
    NewIncident,
)
from bot.incidents.ports import IncidentsTx
from bot.incidents.revisions import apply_revision as apply_revision
from bot.incidents.revisions import refuse_revision as refuse_revision
from bot.kernel.ids import PersonId, Ref
from bot.kernel.refusal import Refused
from bot.neighborhoods.model import Neighborhood
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurredPlace:
    """A block-sized cell instead of a place: all that the reports ever know."""

    cell: str
    center: Point
    reach_m: float
    """How far the cell's corners lie from its center, at most."""
    around: str
    """Words made from the cell alone; empty when nobody knows a street there."""


async def neighborhood_at(tx: IncidentsTx, place: BlurredPlace) -> Neighborhood:
    """The neighborhood that a cell belongs to: the oldest that holds its center, else the oldest that it touches.

    Raises Refused(PLACE_FAR_AWAY).
    """
    touched = await tx.neighborhoods.touched_by(Circle(center=place.center, radius_m=place.reach_m))
    if not touched:
        raise Refused(IncidentReason.PLACE_FAR_AWAY)
    # Not the nearest: whoever founds a second one later, beside somebody's door, would draw their reports away.
    return min(touched, key=lambda each: (distance_m(each.area.center, place.center) > each.area.radius_m, each.id))


def check_inside(neighborhood: Neighborhood, place: BlurredPlace) -> None:
    """Raises Refused(PLACE_FAR_AWAY) unless some of the cell lies in the neighborhood's area."""
    if distance_m(neighborhood.area.center, place.center) > neighborhood.area.radius_m + place.reach_m:
        raise Refused(IncidentReason.PLACE_FAR_AWAY)


def check_text(text: str) -> str:
    """The words without blanks around them. Raises Refused(NO_TEXT | TOO_LONG)."""
    if not text.strip():
        raise Refused(IncidentReason.NO_TEXT)
    if len(text.strip()) > MAX_TEXT:
        raise Refused(IncidentReason.TOO_LONG, limit=str(MAX_TEXT))
    return text.strip()


SHORT_WHILE = timedelta(minutes=5)


async def check_pace(
    tx: IncidentsTx, author: PersonId, policy: IncidentPolicy, now: datetime, mended: Incident | None = None
) -> None:
    """Raises Refused(TOO_MANY) for whoever reported too often lately, not counting what is only mended now."""
    for span, most in ((SHORT_WHILE, policy.per_5_minutes), (timedelta(days=1), policy.per_day)):
        others = await tx.incidents.count_by(author, now - span)
        if mended is not None and mended.created_at >= now - span:
            others -= 1
        if others >= most:
            raise Refused(
                IncidentReason.TOO_MANY, per_day=str(policy.per_day), per_5_minutes=str(policy.per_5_minutes)
            )


async def draft(tx: IncidentsTx, new: NewIncident, policy: IncidentPolicy, now: datetime) -> Incident:
    """Keep a report for its author to look at, in place of an earlier draft of theirs. Nobody else sees it.

    Raises Refused(NO_TEXT | TOO_LONG | TOO_MANY).
    """
    check_text(new.text)
    await check_pace(tx, new.author, policy, now)
    return await tx.incidents.draft(new, now)


async def own_or_none(tx: IncidentsTx, author: Person | None, ref: Ref | None) -> Incident | None:
    """One's own report of this reference, unless it is taken back; None the same for another's and none at all."""
    incident = await tx.incidents.by_ref(ref) if ref else None
    if incident is None or author is None or incident.author != author.id or incident.state is IncidentState.REMOVED:
        return None
    return incident


async def own(tx: IncidentsTx, author: Person | None, ref: Ref | None) -> Incident:
    """One's own report of this reference, whatever became of it.

    Raises Refused(NOT_YOURS), the same for another's, a removed one and none at all.
    """
    incident = await own_or_none(tx, author, ref)
    if incident is None:
        raise Refused(IncidentReason.NOT_YOURS)
    return incident


async def post(
    tx: IncidentsTx, incident: Incident, held_for: Sequence[str], policy: IncidentPolicy, now: datetime
) -> Incident:
    """Post a draft: shown in every channel of the neighborhood, or held for a reviewer when there is a reason.

    Raises Refused(TOO_MANY), Refused(SENT_ALREADY) for a second press, and Refused(NOT_OPEN) when it is no draft any
    more or was changed meanwhile.
    """
    _check_unsent(incident)
    to = step(incident.state, Event.HOLD if held_for else Event.POST)
    await check_pace(tx, incident.author, policy, now)
    return await _posted(tx, incident, to, Change(held_for=tuple(held_for), created_at=now), now)


MOST_MENDED_VERSION = 20
"""A report that waits is mended in no later version: each time every reviewer's card is written anew."""


async def mend(
    tx: IncidentsTx, incident: Incident, text: str, held_for: Sequence[str], policy: IncidentPolicy, now: datetime
) -> Incident:
    """Other words for a report that waits for a reviewer: posted if nothing speaks against them, else it waits on.

    What is shown by that counts as posted now, so that nobody saves up what waits and lets it all out at once.

    Raises Refused(NO_TEXT | TOO_LONG | NOT_OPEN | TOO_MANY | TOO_MANY_CHANGES).
    """
    to = step(incident.state, Event.HOLD if held_for else Event.POST)
    change = Change(text=check_text(text), held_for=tuple(held_for))
    if incident.version >= MOST_MENDED_VERSION:
        raise Refused(IncidentReason.TOO_MANY_CHANGES)
    if to is IncidentState.POSTED:
        await check_pace(tx, incident.author, policy, now, mended=incident)
        change = replace(change, created_at=now)
    return await _posted(tx, incident, to, change, now)


async def redraft(tx: IncidentsTx, incident: Incident, text: str) -> Incident:
    """Other words for a draft. Raises Refused(NO_TEXT | TOO_LONG | NOT_OPEN)."""
    if incident.state is not IncidentState.DRAFT:
        raise Refused(IncidentReason.NOT_OPEN)
    return _won(await tx.incidents.step(incident, step(incident.state, Event.CHANGE), Change(text=check_text(text))))


async def join(
    tx: IncidentsTx, incident: Incident, earlier: Incident | None, policy: IncidentPolicy, now: datetime
) -> Incident:
    """Count a draft at an earlier report that tells of the same thing; returns that one. Nobody is alerted again.

    Raises Refused(TOO_MANY | SENT_ALREADY | NOT_OPEN), the latter also when the earlier one is not shown any more.
    """
    _check_unsent(incident)
    if earlier is None or earlier.state is not IncidentState.POSTED or earlier.neighborhood != incident.neighborhood:
        raise Refused(IncidentReason.NOT_OPEN)
    to = step(incident.state, Event.JOIN)
    await check_pace(tx, incident.author, policy, now)
    _won(await tx.incidents.step(incident, to, Change(joined_to=earlier.id, created_at=now), exact=True))
    return await _recount(tx, earlier, now)


async def discard(tx: IncidentsTx, incident: Incident) -> None:
    """Forget a draft. Raises Refused(NOT_OPEN) when it is none any more."""
    if not await tx.incidents.discard(incident.id, incident.author):
        raise Refused(IncidentReason.NOT_OPEN)


MOST_NAMED_VERSION = 50
"""A name is shown in no later version of a report: somebody who shows and hides it for fun is stopped, hidden."""


async def rename(tx: IncidentsTx, incident: Incident, shown_name: str, now: datetime) -> Incident:
    """Show the author's name with a report, or (empty) hide it; every copy follows. Hiding is always possible.

    Raises Refused(NOT_OPEN), and Refused(TOO_MANY_CHANGES) for a name in a report that changed very often.
    """
    to = step(incident.state, Event.RENAME)
    if shown_name and incident.version >= MOST_NAMED_VERSION:
        raise Refused(IncidentReason.TOO_MANY_CHANGES)
    renamed = _won(await tx.incidents.step(incident, to, Change(shown_name=shown_name)))
    if renamed.state is IncidentState.POSTED:
        await recall(tx, renamed, now)
    return renamed


async def remove(tx: IncidentsTx, incident: Incident, now: datetime) -> Incident:
    """Take back a report: every copy is taken down, with its comments. Raises Refused(NOT_OPEN)."""
    removed = _won(await tx.incidents.step(incident, step(incident.state, Event.REMOVE), Change()))
    if incident.state is IncidentState.POSTED:
        await recall(tx, removed, now, with_comments=True)
    earlier = await tx.incidents.by_id(incident.joined_to) if incident.joined_to is not None else None
    if incident.state is IncidentState.JOINED and earlier is not None and earlier.state is IncidentState.POSTED:
        await _recount(tx, earlier, now)
    return removed


async def admit(tx: IncidentsTx, incident: Incident, now: datetime) -> Incident:
    """A reviewer found nothing wrong with a held report: it is shown now.

    Raises Refused(NOT_OPEN) also when its words changed after the reviewer's look: `incident` is what was looked at.
    """
    return await _posted(tx, incident, step(incident.state, Event.ADMIT), Change(), now)


async def refuse(tx: IncidentsTx, incident: Incident, now: datetime) -> Incident:
    """A reviewer found that a held report should not be shown. Raises Refused(NOT_OPEN)."""
    return _won(await tx.incidents.step(incident, step(incident.state, Event.REFUSE), Change()))


async def hide(tx: IncidentsTx, incident: Incident, now: datetime) -> Incident:
    """A reviewer takes a report down, everywhere. Raises Refused(NOT_OPEN)."""
    hidden = _won(await tx.incidents.step(incident, step(incident.state, Event.HIDE), Change()))
    await recall(tx, hidden, now, with_comments=True)
    return hidden


async def restore(tx: IncidentsTx, incident: Incident, now: datetime) -> Incident:
    """After an appeal a hidden or refused report is shown (again), everywhere. Raises Refused(NOT_OPEN)."""
    return await _posted(tx, incident, step(incident.state, Event.RESTORE), Change(), now)


async def _posted(
    tx: IncidentsTx, incident: Incident, to: IncidentState, change: Change, now: datetime
) -> Incident:
    """Bring a report into a state in which it may be shown, and show it then."""
    if to is not IncidentState.POSTED:
        return _won(await tx.incidents.step(incident, to, change, exact=True))
    first = incident.posted_at is None
    change = replace(change, posted_at=now) if first else change
    shown = _won(await tx.incidents.step(incident, to, change, exact=True))
    if first:
        await announce(tx, shown, now)
    else:
        await recall(tx, shown, now, with_comments=True)
    return shown


async def _recount(tx: IncidentsTx, earlier: Incident, now: datetime) -> Incident:
    """The number of those who report the same thing changed."""
    counted = _won(await tx.incidents.step(earlier, step(earlier.state, Event.CHANGE), Change()))
    await copies_follow(tx, counted, now)
    return counted


def _check_unsent(incident: Incident) -> None:
    """Raises Refused(SENT_ALREADY) for what its author has posted or joined before: nothing is amiss then."""
    if incident.state in (IncidentState.POSTED, IncidentState.HELD, IncidentState.JOINED):
        raise Refused(IncidentReason.SENT_ALREADY)


def _won(stepped: Incident | None) -> Incident:
    """What the books say, unless somebody was quicker. Raises Refused(NOT_OPEN)."""
    if stepped is None:
        raise Refused(IncidentReason.NOT_OPEN)
    return stepped
