"""Reporting, listing and taking back. The exact place never gets here: only the cell that holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.geo.distance import distance_m
from bot.geo.model import Circle, Point
from bot.incidents.model import (
    MAX_TEXT,
    POST_JOB,
    Category,
    Incident,
    IncidentPolicy,
    IncidentReason,
    NewIncident,
)
from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import NewRef, Ref
from bot.kernel.refusal import Refused
from bot.neighborhoods.model import Neighborhood
from bot.outbox.model import NewJob
from bot.people.model import Person

LISTED_FOR = timedelta(days=7)
LISTED_AT_MOST = 10


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


async def report(
    tx: IncidentsTx, author: Person, neighborhood: Neighborhood, category: Category, text: str, place: BlurredPlace,
    policy: IncidentPolicy, now: datetime, new_ref: NewRef,
) -> Incident:  # fmt: skip
    """Store a report and have it shown in every channel of the neighborhood, in one commit.

    Raises Refused(NO_TEXT | TOO_LONG | TOO_MANY | PLACE_FAR_AWAY).
    """
    if not text.strip():
        raise Refused(IncidentReason.NO_TEXT)
    if len(text) > MAX_TEXT:
        raise Refused(IncidentReason.TOO_LONG, limit=str(MAX_TEXT))
    check_inside(neighborhood, place)
    lately = await tx.incidents.count_by(author.id, now - timedelta(minutes=5))
    today = await tx.incidents.count_by(author.id, now - timedelta(days=1))
    if lately >= policy.per_5_minutes or today >= policy.per_day:
        raise Refused(IncidentReason.TOO_MANY, per_day=str(policy.per_day), per_5_minutes=str(policy.per_5_minutes))
    incident = await tx.incidents.add(
        NewIncident(
            ref=new_ref(),
            neighborhood=neighborhood.id,
            author=author.id,
            category=category,
            text=text.strip(),
            cell=place.cell,
            around=place.around,
            hour=now.replace(minute=0, second=0, microsecond=0),
        ),
        now,
    )
    await tx.outbox.put(await _posts(tx, incident, now))
    return incident


async def recent(tx: IncidentsTx, neighborhood: Neighborhood, now: datetime) -> Sequence[Incident]:
    """The neighborhood's reports of the last seven days, newest first, ten at most."""
    return await tx.incidents.recent(neighborhood.id, now - LISTED_FOR, LISTED_AT_MOST)


async def remove(tx: IncidentsTx, author: Person | None, ref: Ref | None) -> Incident:
    """Take one's own report back. Raises Refused(NOT_YOURS), also when there is none of that reference."""
    incident = await tx.incidents.by_ref(ref) if ref else None
    if incident is None or author is None or not await tx.incidents.remove(incident.id, author.id):
        raise Refused(IncidentReason.NOT_YOURS)
    return incident


async def _posts(tx: IncidentsTx, incident: Incident, now: datetime) -> list[NewJob]:
    return [
        NewJob(
            kind=POST_JOB,
            subject=incident.id,
            lane=channel.platform,
            key=f"incident:{incident.id}:{channel.id}",
            due=now,
            channel=channel.id,
        )
        for channel in await tx.neighborhoods.channels(incident.neighborhood)
    ]
