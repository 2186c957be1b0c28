"""The book of incidents."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.media import media_columns, to_media
from bot.db.people import alone_with
from bot.db.tables import IncidentRow
from bot.incidents.model import Category, Change, Incident, IncidentState, NewIncident, Spot
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref

SHOWN_AGAIN = (
    IncidentState.DRAFT,
    IncidentState.HELD,
    IncidentState.POSTED,
    IncidentState.REFUSED,
    IncidentState.HIDDEN,
)
"""States of reports whose photo is shown, or may be shown again after an appeal."""

LONGEST_SEARCH = 5000


class IncidentsBook:
    """Reports; see `incidents.ports.Incidents`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def draft(self, incident: NewIncident, now: datetime) -> Incident:
        """Store a report that only its author sees yet, in place of an earlier draft of theirs."""
        await self.session.execute(
            delete(IncidentRow).where(
                IncidentRow.author_id == incident.author, IncidentRow.state == IncidentState.DRAFT
            )
        )
        values = {
            "ref": incident.ref,
            "neighborhood_id": incident.neighborhood,
            "author_id": incident.author,
            "category": incident.category,
            "text": incident.text,
            "cell": incident.cell,
            "around": incident.around,
            "hour": incident.hour,
            "shown_name": incident.shown_name,
            "state": IncidentState.DRAFT,
            "version": 1,
            "correction": "",
            "held_for": (),
            **media_columns(incident.media),
            "created_at": now,
        }
        row = (await self.session.scalars(insert(IncidentRow).values(values).returning(IncidentRow))).one()
        return to_incident(row)

    async def draft_of(self, author: PersonId) -> Incident | None:
        """The draft that this person has, if there is one."""
        found = await self._all(IncidentRow.author_id == author, IncidentRow.state == IncidentState.DRAFT)
        return found[0] if found else None

    async def by_id(self, incident: IncidentId) -> Incident | None:
        """The report of this id."""
        row = await self.session.scalar(select(IncidentRow).where(IncidentRow.id == incident))
        return to_incident(row) if row else None

    async def by_ref(self, ref: Ref) -> Incident | None:
        """The report of this reference."""
        row = await self.session.scalar(select(IncidentRow).where(IncidentRow.ref == ref))
        return to_incident(row) if row else None

    async def by_ids(self, incidents: Sequence[IncidentId]) -> Sequence[Incident]:
        """These reports, in the order asked for; without those that are gone."""
        rows = await self.session.scalars(select(IncidentRow).where(IncidentRow.id.in_(incidents)))
        found = {row.id: to_incident(row) for row in rows}
        return [found[each] for each in incidents if each in found]

    async def step(
        self, before: Incident, to: IncidentState, change: Change, *, exact: bool = False
    ) -> Incident | None:
        """Bring a report into a state and count its version; None when it was no longer in the state of `before`."""
        values = {each.name: getattr(change, each.name) for each in fields(change)}
        guards = [IncidentRow.id == before.id, IncidentRow.state == before.state]
        if exact:
            guards.append(IncidentRow.version == before.version)
        rows = await self.session.scalars(
            update(IncidentRow)
            .where(*guards)
            .values(
                state=to,
                version=IncidentRow.version + 1,
                **{name: value for name, value in values.items() if value is not None},
            )
            .returning(IncidentRow)
        )
        row = rows.first()
        return to_incident(row) if row else None

    async def discard(self, incident: IncidentId, author: PersonId) -> bool:
        """Forget a draft; False unless it is the author's own and still one."""
        gone = await self.session.execute(
            delete(IncidentRow)
            .where(
                IncidentRow.id == incident, IncidentRow.author_id == author, IncidentRow.state == IncidentState.DRAFT
            )
            .returning(IncidentRow.id)
        )
        return gone.first() is not None

    async def forget_drafts(self, before: datetime) -> None:
        """Forget the drafts that were made before then."""
        await self.session.execute(
            delete(IncidentRow).where(IncidentRow.state == IncidentState.DRAFT, IncidentRow.created_at < before)
        )

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person posted (or gave in to be looked at, or joined) since then; those taken back count."""
        await alone_with(self.session, author)
        return await self._count(
            IncidentRow.author_id == author, IncidentRow.created_at >= since, IncidentRow.state != IncidentState.DRAFT
        )

    async def posted_by(self, author: PersonId) -> int:
        """How many reports of this person were ever shown, or count at another, and were not hidden."""
        return await self._count(
            IncidentRow.author_id == author,
            IncidentRow.state != IncidentState.HIDDEN,
            or_(IncidentRow.posted_at.is_not(None), IncidentRow.state == IncidentState.JOINED),
        )

    async def own(self, author: PersonId, since: datetime) -> Sequence[Incident]:
        """What this person reported since then and did not take back, newest first; drafts are not among it."""
        gone = (IncidentState.DRAFT, IncidentState.REMOVED)
        return await self._all(
            IncidentRow.author_id == author, IncidentRow.created_at >= since, IncidentRow.state.not_in(gone)
        )

    async def held(self) -> Sequence[Incident]:
        """What waits for a reviewer, oldest first."""
        return (await self._all(IncidentRow.state == IncidentState.HELD))[::-1]

    async def spots(
        self, neighborhoods: Sequence[NeighborhoodId], since: datetime, category: Category | None = None
    ) -> Sequence[Spot]:
        """Where the shown reports of these neighborhoods happened that happened since then; latest first."""
        wanted = [
            IncidentRow.neighborhood_id.in_(neighborhoods),
            IncidentRow.state == IncidentState.POSTED,
            IncidentRow.hour >= since,
        ]
        if category is not None:
            wanted.append(IncidentRow.category == category)
        rows = await self.session.execute(
            select(IncidentRow.id, IncidentRow.category, IncidentRow.cell, IncidentRow.hour)
            .where(*wanted)
            .order_by(IncidentRow.hour.desc(), IncidentRow.id.desc())
            .limit(LONGEST_SEARCH)
        )
        return [Spot(id=IncidentId(key), category=about, cell=cell, hour=hour) for key, about, cell, hour in rows]

    async def posted_between(
        self, neighborhoods: Sequence[NeighborhoodId], start: datetime, end: datetime
    ) -> Sequence[Incident]:
        """The shown reports of these neighborhoods that happened from `start` on and before `end`; latest first."""
        found = await self._all(
            IncidentRow.neighborhood_id.in_(neighborhoods),
            IncidentRow.state == IncidentState.POSTED,
            IncidentRow.hour >= start,
            IncidentRow.hour < end,
        )
        return sorted(found, key=lambda each: (each.hour, each.id), reverse=True)

    async def tellers(self, incident: IncidentId) -> int:
        """How many people reported this: its author and the authors of those that were joined to it."""
        found = await self.session.scalar(
            select(func.count(IncidentRow.author_id.distinct())).where(
                or_(
                    IncidentRow.id == incident,
                    (IncidentRow.joined_to == incident) & (IncidentRow.state == IncidentState.JOINED),
                )
            )
        )
        return found or 0

    async def media_blobs(self) -> frozenset[str]:
        """The names of all photos and clips that reports show or may show again; all others may be destroyed."""
        blobs = await self.session.scalars(
            select(IncidentRow.media_blob).where(
                IncidentRow.media_blob.is_not(None), IncidentRow.state.in_(SHOWN_AGAIN)
            )
        )
        return frozenset(blob for blob in blobs if blob)

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return await self.session.scalar(select(func.count()).select_from(IncidentRow).where(*conditions)) or 0

    async def _all(self, *conditions: ColumnElement[bool]) -> Sequence[Incident]:
        """Newest first."""
        rows = await self.session.scalars(
            select(IncidentRow).where(*conditions).order_by(IncidentRow.created_at.desc(), IncidentRow.id.desc())
        )
        return [to_incident(row) for row in rows]


def to_incident(row: IncidentRow) -> Incident:
    """The row as a value."""
    return Incident(
        id=IncidentId(row.id),
        ref=Ref(row.ref),
        neighborhood=NeighborhoodId(row.neighborhood_id),
        author=PersonId(row.author_id),
        category=row.category,
        text=row.text,
        cell=row.cell,
        around=row.around,
        hour=row.hour,
        shown_name=row.shown_name,
        media=to_media(row),
        state=row.state,
        version=row.version,
        correction=row.correction,
        held_for=tuple(row.held_for),
        joined_to=None if row.joined_to is None else IncidentId(row.joined_to),
        created_at=row.created_at,
        posted_at=row.posted_at,
    )
