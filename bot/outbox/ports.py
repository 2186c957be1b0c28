"""The books of the outbox: one for those who put jobs in, one for the worker that takes them out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.ids import AccountId, ChannelId, JobId
from bot.outbox.model import Copy, Job, NewJob, Verdict


class Outbox(Protocol):
    """Part of a transaction: jobs commit together with the change that wants them."""

    async def put(self, jobs: Sequence[NewJob]) -> None:
        """Add the jobs; one whose key is known already is silently kept as it was."""
        ...


    async def is_open(self, job: JobId) -> bool:
        """Whether the job is still to be done."""
        ...


class Shown(Protocol):
    """What was said where, for things that may change after they were said."""

    async def copy(
        self, kind: str, subject: int, *, account: AccountId | None = None, channel: ChannelId | None = None
    ) -> Copy | None:
        """What this account or channel shows of the thing."""
        ...

    async def alone(
        self, kind: str, subject: int, *, account: AccountId | None = None, channel: ChannelId | None = None
    ) -> None:
        """Until the transaction ends nobody else decides what this account or channel shows of the thing."""
        ...

    async def copies(self, kind: str, subject: int) -> Sequence[Copy]:
        """Everything that shows the thing, oldest first."""
        ...

    async def begin(self, copy: Copy, now: datetime) -> None:
        """Note that this job is about to say or change it there; until it is done, others wait."""
        ...

    async def arrived(self, copy: Copy, platform: str, room: str) -> None:
        """Note the receipt, and by which messages of the room an answer to it is known."""
        ...

    async def gone(self, copy: Copy) -> None:
        """It is not shown there any more."""
        ...

    async def answered(self, platform: str, room: str, message: str) -> Copy | None:
        """What the message of ours shows that somebody answered."""
        ...


class OutboxTx(Protocol):
    """A transaction that can enqueue."""

    @property
    def shown(self) -> Shown:
        """What was said where."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        ...


class Queue(Protocol):
    """The worker's side; every call is a transaction of its own."""

    async def recover(self) -> int:
        """Give back the jobs that a dead predecessor held. Called once at start by the only process; returns their number."""
        ...

    async def lease(self, lane: str, limit: int, now: datetime, until: datetime) -> list[Job]:
        """Claim up to `limit` due jobs of the lane, earliest first, until the lease runs out."""
        ...

    async def conclude(self, verdicts: Sequence[tuple[JobId, Verdict]], now: datetime) -> None:
        """Record what became of some jobs, in one transaction."""
        ...

    async def conclude_and_lease(
        self, verdicts: Sequence[tuple[JobId, Verdict]], lane: str, limit: int, now: datetime, until: datetime
    ) -> list[Job]:
        """Both in one commit: half the flushes of a busy lane."""
        ...

    async def next_due(self, lane: str) -> datetime | None:
        """When the lane's next open job is due; None when it has none."""
        ...
