"""A worker with a queue in memory and a platform that misbehaves as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.chat.message import Message, say
from bot.chat.ports import Limits, Outcome, Sent, Unreachable
from bot.kernel.clock import SystemClock
from bot.kernel.ids import AccountId, JobId
from bot.outbox.lane import Delivery, Lane, Perform, WorkTimes
from bot.outbox.model import Job, NewJob
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker
from tests.outbox.memory_queue import MemoryQueue

CLOCK = SystemClock()
SECRET = "a secret about Ms. Doe"
QUICK = RetryPolicy(
    first_wait=timedelta(milliseconds=20),
    longest_wait=timedelta(milliseconds=40),
    ambiguous_wait=timedelta(milliseconds=30),
)
TIMES = WorkTimes(
    poll=timedelta(milliseconds=200), after_error=timedelta(milliseconds=20), gather=timedelta(milliseconds=10)
)
LIMITS = Limits(text=4096, caption=1024, buttons_per_row=8, buttons=100, upload_bytes=1, download_bytes=1, utf16=False)


@dataclass
class Platform:
    """A platform that answers as it is told: `script` maps a handle to its outcomes, the last one for ever."""

    platform: str = "telegram"
    limits: Limits = LIMITS
    script: dict[str, list[Outcome | Exception]] = field(default_factory=dict)
    takes_s: float = 0.0
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    receipts: int = 0
    unders: list[str] = field(default_factory=list)
    """What each message was said under, in the order of `heard`."""
    changed: list[tuple[str, str, str, str]] = field(default_factory=list)
    """What was edited or deleted: which of the two, handle, receipt and thread."""

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        self.unders.append(under)
        return await self._answer(handle, key, thread)

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        self.changed.append(("edit", handle, receipt, thread))
        return await self._answer(handle, "", thread)

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        self.changed.append(("delete", handle, receipt, thread))
        return await self._answer(handle, "", thread)

    async def _answer(self, handle: str, key: str, thread: str) -> Outcome:
        self.heard.append((handle, key, thread))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self.at_once -= 1
        answers = self.script.get(handle)
        if not answers:
            self.receipts += 1
            return Sent(receipt=str(self.receipts))
        outcome = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def handles(self) -> list[str]:
        return [handle for handle, _, _ in self.heard]


async def deliver(job: Job) -> Delivery | None:
    return Delivery(handle=f"person {job.subject}", message=say(SECRET), key=job.key, thread="t")


@dataclass
class House:
    """A worker with its queue and platform."""

    queue: MemoryQueue = field(default_factory=MemoryQueue)
    platform: Platform = field(default_factory=Platform)
    wake: Wake = field(default_factory=Wake)
    dead: list[JobId] = field(default_factory=list)
    perform: Perform = deliver
    lanes: Sequence[Lane] = (Lane(name="telegram", repeats=Repeats.SHOWN),)
    times: WorkTimes = TIMES
    policy: RetryPolicy = QUICK

    def put(self, *subjects: int, lane: str = "telegram", in_s: float = 0.0) -> list[JobId]:
        due = CLOCK.now() + timedelta(seconds=in_s)
        count = len(self.queue.open) + len(self.queue.closed)
        return self.queue.put(
            [
                NewJob(
                    kind="test.hello",
                    subject=subject,
                    lane=lane,
                    key=f"{lane}:{count + i}",
                    due=due,
                    account=AccountId(subject),
                )
                for i, subject in enumerate(subjects)
            ]
        )

    async def undeliverable(self, job: Job, outcome: Unreachable) -> None:
        self.dead.append(job.id)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Worker]:
        worker = Worker(
            queue=self.queue,
            senders={self.platform.platform: self.platform},
            lanes=self.lanes,
            perform=self.perform,
            undeliverable=self.undeliverable,
            clock=CLOCK,
            policy=self.policy,
            wake=self.wake,
            times=self.times,
        )
        async with asyncio.TaskGroup() as group:
            running = group.create_task(worker.run())
            try:
                yield worker
            finally:
                worker.stop()
                async with asyncio.timeout(5):
                    await running

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not true():
                await asyncio.sleep(0.002)

    async def until_done(self) -> None:
        await self.until(lambda: not self.queue.open)
