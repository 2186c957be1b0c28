"""The books of incidents: reports, what is said to them, and what their authors wish to change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.incidents.model import (
    Category,
    Change,
    Comment,
    CommentState,
    Incident,
    IncidentState,
    NewComment,
    NewIncident,
    Revision,
    RevisionKind,
    RevisionState,
    Spot,
)
from bot.kernel.ids import CommentId, IncidentId, NeighborhoodId, PersonId, Ref, RevisionId
from bot.neighborhoods.ports import NeighborhoodsTx


class Incidents(Protocol):
    """Reports."""

    async def draft(self, incident: NewIncident, now: datetime) -> Incident:
        """Store a report that only its author sees yet, in place of an earlier draft of theirs."""
        ...

    async def by_id(self, incident: IncidentId) -> Incident | None:
        """The report of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Incident | None:
        """The report of this reference."""
        ...

    async def by_ids(self, incidents: Sequence[IncidentId]) -> Sequence[Incident]:
        """These reports, in the order asked for; without those that are gone."""
        ...

    async def step(self, before: Incident, to: IncidentState, change: Change, *, exact: bool = False) -> Incident | None:
        """Bring a report into a state and count its version; None when it was no longer in the state of `before`.

        With `exact`, also None when anything else about it changed in the meantime.
        """
        ...

    async def draft_of(self, author: PersonId) -> Incident | None:
        """The draft that this person has, if there is one."""
        ...

    async def discard(self, incident: IncidentId, author: PersonId) -> bool:
        """Forget a draft; False unless it is the author's own and still one."""
        ...

    async def forget_drafts(self, before: datetime) -> None:
        """Forget the drafts that were made before then."""
        ...

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person posted (or gave in to be looked at, or joined) since then; those taken back count.

        Reports of one person wait in line from here, so that two at once cannot both be the last one allowed.
        """
        ...

    async def posted_by(self, author: PersonId) -> int:
        """How many reports of this person were ever shown, or count at another, and were not hidden."""
        ...

    async def own(self, author: PersonId, since: datetime) -> Sequence[Incident]:
        """What this person reported since then and did not take back, newest first; drafts are not among it."""
        ...

    async def held(self) -> Sequence[Incident]:
        """What waits for a reviewer, oldest first."""
        ...

    async def spots(
        self, neighborhoods: Sequence[NeighborhoodId], since: datetime, category: Category | None = None
    ) -> Sequence[Spot]:
        """Where the shown reports of these neighborhoods happened that happened since then; latest first."""
        ...

    async def posted_between(
        self, neighborhoods: Sequence[NeighborhoodId], start: datetime, end: datetime
    ) -> Sequence[Incident]:
        """The shown reports of these neighborhoods that happened from `start` on and before `end`; latest first."""
        ...

    async def tellers(self, incident: IncidentId) -> int:
        """How many people reported this: its author and the authors of those that were joined to it."""
        ...

    async def media_blobs(self) -> frozenset[str]:
        """The names of all photos and clips that reports show or may show again; all others may be destroyed."""
        ...


class Comments(Protocol):
    """What is said to reports."""

    async def add(
        self, comment: NewComment, state: CommentState, held_for: Sequence[str], now: datetime
    ) -> Comment:
        """Store a comment."""
        ...

    async def by_id(self, comment: CommentId) -> Comment | None:
        """The comment of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Comment | None:
        """The comment of this reference."""
        ...

    async def step(self, before: Comment, to: CommentState) -> Comment | None:
        """Bring a comment into a state and count its version; None when it was no longer in the state of `before`."""
        ...

    async def of_incident(self, incident: IncidentId) -> Sequence[Comment]:
        """The shown comments of a report, oldest first."""
        ...

    async def counts(self, incidents: Sequence[IncidentId]) -> Mapping[IncidentId, int]:
        """How many comments are shown with each of these reports; those without are left out."""
        ...

    async def count_by(self, author: PersonId, since: datetime) -> int:
        """How many this person wrote since then. Comments of one person wait in line from here."""
        ...

    async def held(self) -> Sequence[Comment]:
        """What waits for a reviewer, oldest first."""
        ...


class Revisions(Protocol):
    """What authors wish to change about their reports."""

    async def add(
        self,
        ref: Ref,
        incident: IncidentId,
        kind: RevisionKind,
        text: str,
        state: RevisionState,
        held_for: Sequence[str],
        now: datetime,
    ) -> Revision:
        """Store a wished change."""
        ...

    async def by_id(self, revision: RevisionId) -> Revision | None:
        """The wished change of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Revision | None:
        """The wished change of this reference."""
        ...

    async def step(self, before: Revision, to: RevisionState) -> Revision | None:
        """Bring it into a state; None when it was no longer in the state of `before`."""
        ...

    async def of_incident(self, incident: IncidentId) -> Sequence[Revision]:
        """All that was wished for a report, oldest first."""
        ...

    async def count_by(self, author: PersonId, kind: RevisionKind, since: datetime) -> int:
        """How many changes of this kind this author wished for since then, of all their reports. Those of one author
        wait in line from here."""
        ...

    async def held(self) -> Sequence[Revision]:
        """What waits for a reviewer, oldest first."""
        ...


class IncidentsTx(NeighborhoodsTx, Protocol):
    """A transaction with the reports."""

    @property
    def incidents(self) -> Incidents:
        """Reports."""
        ...

    @property
    def comments(self) -> Comments:
        """Comments."""
        ...

    @property
    def revisions(self) -> Revisions:
        """Wished changes."""
        ...
