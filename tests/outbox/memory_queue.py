"""A queue in memory, as honest as the books: it counts attempts, keeps leases and can be out of reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.kernel.ids import JobId
from bot.outbox.model import Again, Done, GiveUp, Job, NewJob, Verdict


class OutOfReach(Exception):
    """The books do not answer."""


@dataclass
class MemoryQueue:
    """Fulfils the Queue port. `broken` makes so many of the next calls fail."""

    open: dict[JobId, Job] = field(default_factory=dict)
    leased_until: dict[JobId, datetime] = field(default_factory=dict)
    closed: dict[JobId, Done | GiveUp] = field(default_factory=dict)
    commits: list[int] = field(default_factory=list)
    """How many verdicts each commit held."""
    broken: int = 0
    leases: int = 0

    def put(self, jobs: Sequence[NewJob]) -> list[JobId]:
        ids = []
        for job in jobs:
            number = JobId(len(self.open) + len(self.closed) + 1)
            self.open[number] = Job(
                id=number,
                attempts=0,
                kind=job.kind,
                subject=job.subject,
                lane=job.lane,
                key=job.key,
                due=job.due,
                account=job.account,
                channel=job.channel,
                first_due=job.due,
            )
            ids.append(number)
        return ids

    async def recover(self) -> int:
        held = len(self.leased_until)
        self.leased_until.clear()
        return held

    async def lease(self, lane: str, limit: int, now: datetime, until: datetime) -> list[Job]:
        self._reach()
        self.leases += 1
        due = sorted(
            (job for job in self.open.values() if job.lane == lane and job.due <= now and self._free(job.id, now)),
            key=lambda job: (job.due, job.id),
        )[:limit]
        self.leased_until.update((job.id, until) for job in due)
        return due

    async def conclude(self, verdicts: Sequence[tuple[JobId, Verdict]], now: datetime) -> None:
        self._reach()
        self.commits.append(len(verdicts))
        for number, verdict in verdicts:
            self.leased_until.pop(number, None)
            job = self.open[number]
            match verdict:
                case Done() | GiveUp():
                    del self.open[number]
                    self.closed[number] = verdict
                case Again():
                    self.open[number] = replace(
                        job,
                        due=verdict.due,
                        was_ambiguous=verdict.was_ambiguous,
                        attempts=job.attempts + verdict.was_tried,
                        last_why=verdict.why,
                    )
                case _:
                    assert_never(verdict)

    async def conclude_and_lease(
        self, verdicts: Sequence[tuple[JobId, Verdict]], lane: str, limit: int, now: datetime, until: datetime
    ) -> list[Job]:
        await self.conclude(verdicts, now)
        return await self.lease(lane, limit, now, until)

    async def next_due(self, lane: str) -> datetime | None:
        self._reach()
        return min((job.due for job in self.open.values() if job.lane == lane), default=None)

    def _free(self, number: JobId, now: datetime) -> bool:
        return number not in self.leased_until or self.leased_until[number] <= now

    def _reach(self) -> None:
        if self.broken:
            self.broken -= 1
            raise OutOfReach
