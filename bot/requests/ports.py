"""The books of area requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.ids import DepartmentId, OfficerId, Ref, RequestId
from bot.neighborhoods.ports import NeighborhoodsTx
from bot.officers.ports import OfficersTx
from bot.requests.model import AreaRequest, Budget, Draft, RequestState, Verdict


class Requests(Protocol):
    """Requests. There is no call that edits or deletes one."""

    async def add(
        self, ref: Ref, department: DepartmentId, officer: OfficerId, draft: Draft, now: datetime
    ) -> AreaRequest:
        """File a request for review."""
        ...

    async def by_id(self, request: RequestId) -> AreaRequest:
        """The request of this id."""
        ...

    async def by_ref(self, ref: Ref) -> AreaRequest | None:
        """The request of this reference."""
        ...

    async def move(
        self, request: RequestId, expected: RequestState, to: RequestState, closes_at: datetime | None = None
    ) -> bool:
        """Change the state if it still is the expected one; says whether it did."""
        ...

    async def note(self, verdict: Verdict, now: datetime) -> None:
        """Keep a reviewer's word; one per reviewer and request."""
        ...

    async def verdicts(self, request: RequestId) -> Sequence[Verdict]:
        """What reviewers said."""
        ...

    async def waiting(self) -> Sequence[AreaRequest]:
        """Those in review, oldest first."""
        ...

    async def public(self, limit: int = 20) -> Sequence[AreaRequest]:
        """Published and closed ones, newest first."""
        ...

    async def of_department(self, department: DepartmentId, limit: int = 20) -> Sequence[AreaRequest]:
        """The department's own, newest first."""
        ...

    async def due_to_close(self, now: datetime) -> Sequence[AreaRequest]:
        """Published ones whose time is up."""
        ...

    async def budget(self, department: DepartmentId, draft: Draft, now: datetime) -> Budget:
        """What the department has asked for lately, seen from this draft. Reads requests only, never owners."""
        ...


class RequestsTx(NeighborhoodsTx, OfficersTx, Protocol):
    """A transaction with requests and all they stand on."""

    @property
    def requests(self) -> Requests:
        """Requests."""
        ...
