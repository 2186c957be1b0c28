"""The books of incidents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.incidents.model import Incident, NewIncident
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref
from bot.neighborhoods.ports import NeighborhoodsTx


class Incidents(Protocol):
    """Reports."""

    async def add(self, incident: NewIncident, now: datetime) -> Incident:
        """Store a report."""
        ...

    async def by_id(self, incident: IncidentId) -> Incident | None:
        """The report of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Incident | None:
        """The report of this reference."""
        ...

    async def recent(self, neighborhood: NeighborhoodId, since: datetime, limit: int = 20) -> Sequence[Incident]:
        """The neighborhood's reports, newest first, without the removed ones."""
        ...

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person reported since then."""
        ...

    async def remove(self, incident: IncidentId, author: PersonId) -> bool:
        """Take a report back; False unless it is the author's own and still there."""
        ...


class IncidentsTx(NeighborhoodsTx, Protocol):
    """A transaction with the reports."""

    @property
    def incidents(self) -> Incidents:
        """Reports."""
        ...
