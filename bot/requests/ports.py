"""The books of area requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref, RequestId
from bot.neighborhoods.ports import NeighborhoodsTx
from bot.officers.ports import OfficersTx
from bot.requests.model import (
    AreaRequest,
    Budget,
    Draft,
    Inquiry,
    Preview,
    RequestPolicy,
    RequestState,
    Verdict,
)


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

    async def hold(self, request: RequestId) -> None:
        """Nobody else decides about the request until this transaction ends."""
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
        """Published, closed and refused ones, newest first."""
        ...

    async def of_department(self, department: DepartmentId, limit: int = 20) -> Sequence[AreaRequest]:
        """The department's own, newest first."""
        ...

    async def places(self, department: DepartmentId, limit: int) -> Sequence[str]:
        """Where the department asked lately, in words, the latest first and each once."""
        ...

    async def of_suspended(self) -> Sequence[AreaRequest]:
        """Those under review or published whose officer or department may not act any more, oldest first."""
        ...

    async def due_to_close(self, now: datetime) -> Sequence[AreaRequest]:
        """Published ones whose time is up."""
        ...

    async def budget(self, department: DepartmentId, draft: Draft, now: datetime, policy: RequestPolicy) -> Budget:
        """What the department has asked for lately, seen from this draft. Reads requests only, never owners."""
        ...


class RequestPreviews(Protocol):
    """Drafts that officers look at before they file them; one a person, sealed under their key."""

    async def put(self, ref: Ref, person: PersonId, draft: Draft, now: datetime, expires_at: datetime) -> Preview:
        """Keep a draft; the person's earlier one makes way."""
        ...

    async def of(self, person: PersonId, now: datetime) -> Preview | None:
        """The person's draft, unless it has expired; nobody else changes or files it until the transaction ends."""
        ...

    async def drop(self, person: PersonId) -> None:
        """The draft was filed or discarded."""
        ...

    async def forget(self, now: datetime) -> None:
        """Expired drafts go."""
        ...


class RequestInquiries(Protocol):
    """What reviewers ask officers, and the answers. Nothing of it is public, and nothing of it changes a request."""

    async def ask(self, ref: Ref, request: RequestId, reviewer: PersonId, question: str, now: datetime) -> int:
        """Keep a reviewer's question to the officer; says its id."""
        ...

    async def answer(self, inquiry: Ref, answer: str, now: datetime) -> bool:
        """Keep the officer's answer, the first one for good; says whether it was that."""
        ...

    async def of(self, request: RequestId) -> Sequence[Inquiry]:
        """What reviewers asked about the request, in order."""
        ...

    async def by_ref(self, ref: Ref) -> Inquiry | None:
        """The question of this reference."""
        ...

    async def by_id(self, inquiry: int) -> Inquiry | None:
        """The question of this id."""
        ...


class RequestsTx(NeighborhoodsTx, OfficersTx, Protocol):
    """A transaction with requests and all they stand on."""

    @property
    def requests(self) -> Requests:
        """Requests."""
        ...

    @property
    def request_previews(self) -> RequestPreviews:
        """Drafts."""
        ...

    @property
    def request_inquiries(self) -> RequestInquiries:
        """Questions of reviewers."""
        ...
