"""The book of incidents."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.people import alone_with
from bot.db.tables import IncidentRow
from bot.incidents.model import Incident, NewIncident
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref


class IncidentsBook:
    """Reports; see `incidents.ports.Incidents`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, incident: NewIncident, now: datetime) -> Incident:
        """Store a report."""
        values = {
            "ref": incident.ref,
            "neighborhood_id": incident.neighborhood,
            "author_id": incident.author,
            "category": incident.category,
            "text": incident.text,
            "cell": incident.cell,
            "around": incident.around,
            "hour": incident.hour,
            "removed": False,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(IncidentRow).values(values).returning(IncidentRow))).one()
        return to_incident(row)

    async def by_id(self, incident: IncidentId) -> Incident | None:
        """The report of this id."""
        row = await self.session.scalar(select(IncidentRow).where(IncidentRow.id == incident))
        return to_incident(row) if row else None

    async def by_ref(self, ref: Ref) -> Incident | None:
        """The report of this reference."""
        row = await self.session.scalar(select(IncidentRow).where(IncidentRow.ref == ref))
        return to_incident(row) if row else None

    async def recent(self, neighborhood: NeighborhoodId, since: datetime, limit: int = 20) -> Sequence[Incident]:
        """The neighborhood's reports, newest first, without the removed ones."""
        rows = await self.session.scalars(
            select(IncidentRow)
            .where(
                IncidentRow.neighborhood_id == neighborhood,
                IncidentRow.created_at >= since,
                ~IncidentRow.removed,
            )
            .order_by(IncidentRow.created_at.desc(), IncidentRow.id.desc())
            .limit(limit)
        )
        return [to_incident(row) for row in rows]

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person reported since then; taking a report back does not give another.

        Reports of one person wait in line from here, so that two at once cannot both be the last one allowed.
        """
        await alone_with(self.session, author)
        found = await self.session.scalar(
            select(func.count())
            .select_from(IncidentRow)
            .where(IncidentRow.author_id == author, IncidentRow.created_at >= since)
        )
        return found or 0

    async def remove(self, incident: IncidentId, author: PersonId) -> bool:
        """Take a report back; False unless it is the author's own and still there."""
        removed = await self.session.execute(
            update(IncidentRow)
            .where(IncidentRow.id == incident, IncidentRow.author_id == author, ~IncidentRow.removed)
            .values(removed=True)
            .returning(IncidentRow.id)
        )
        return removed.first() is not None


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
        removed=row.removed,
    )
