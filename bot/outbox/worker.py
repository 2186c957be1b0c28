"""The worker: leases jobs lane by lane, tries them at the lane's pace, records the verdicts. Knows no feature."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf

import structlog

from bot.chat.ports import Sender
from bot.kernel.clock import Clock
from bot.kernel.ids import JobId
from bot.outbox.attempt import Tools, make, send, settle, verdict_on, where
from bot.outbox.lane import Commit, Delivery, Lane, NotYet, Perform, Undeliverable, WorkTimes
from bot.outbox.model import Again, Done, GiveUp, Job, Verdict
from bot.outbox.ports import Queue
from bot.outbox.retry import Crashed, RetryPolicy

log = structlog.get_logger()

BUSY_LOOK_S = 0.05
"""The shortest rest of a lane whose next job is due already but could not be leased."""

LAST_WORDS_TRIES = 5
"""How often the verdicts of the last sends are offered to the books while the worker stops."""


class Wake:
    """Rings all lanes: something may be due. Ring it after a commit that enqueued."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this at every ring."""
        self._listeners.append(listener)

    def ring(self) -> None:
        """Look for due jobs now. Cheap, harmless when there are none, never raises. In the event loop's thread only."""
        for listener in self._listeners:
            listener()


class Worker:
    """Works on all lanes at once until it is stopped. One process has one worker."""

    def __init__(
        self,
        *,
        queue: Queue,
        senders: Mapping[str, Sender],
        lanes: Sequence[Lane],
        perform: Perform,
        undeliverable: Undeliverable,
        clock: Clock,
        policy: RetryPolicy,
        wake: Wake,
        times: WorkTimes | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`senders` maps the name of a platform to who speaks on its lanes; a lane whose jobs say nothing needs none."""
        self._tools = Tools(
            queue=queue,
            senders=senders,
            perform=perform,
            undeliverable=undeliverable,
            clock=clock,
            policy=policy,
            times=times or WorkTimes(),
            chance=chance,
        )
        self._runs = [_LaneRun(self._tools, lane) for lane in lanes]
        for run in self._runs:
            wake.listen(run.look)

    async def run(self) -> None:
        """Give back what a dead predecessor held, then work until `stop`; returns when the last sends are recorded.

        When cancelled instead, sends in flight are cut off and will be tried again by the next run.
        """
        recovered = await self._tools.queue.recover()
        log.info("worker.started", lanes=len(self._runs), recovered=recovered)
        async with asyncio.TaskGroup() as group:
            for run in self._runs:
                group.create_task(run.run())
        log.info("worker.stopped")

    def stop(self) -> None:
        """Begin nothing new, finish the sends in flight, give the rest back; `run` returns soon after."""
        self._tools.stopping.set()
        for run in self._runs:
            run.halt()


class _LaneRun:
    """One lane at work. A job is in hand from its lease until its verdict is recorded."""

    def __init__(self, tools: Tools, lane: Lane) -> None:
        self._tools = tools
        self._lane = lane
        self._slots = asyncio.Semaphore(lane.in_flight)
        self._in_hand: set[JobId] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._verdicts: list[tuple[JobId, Verdict]] = []
        self._record_at = inf
        self._look_at = -inf
        self._bell = asyncio.Event()
        self._waits: Counter[JobId] = Counter()

    def look(self) -> None:
        """Somebody rang."""
        self._look_at = -inf
        self._bell.set()

    def halt(self) -> None:
        """The worker stops: whoever waits for a turn gives up waiting."""
        self._bell.set()
        # Each once, however often it is said: whoever is cancelled twice takes it for a cancellation from outside.
        while self._waiting:
            self._waiting.pop().cancel()

    async def run(self) -> None:
        """Work until the worker stops."""
        async with asyncio.TaskGroup() as group:
            while not self._tools.stopping.is_set():
                self._bell.clear()
                await self._step(group)
                await self._rest()
        for _ in range(LAST_WORDS_TRIES):
            if not self._verdicts or await self._record(lease=0) is not None:
                return
            await asyncio.sleep(self._tools.times.after_error.total_seconds())
        log.error("worker.unrecorded", lane=self._lane.name, jobs=len(self._verdicts))

    async def _step(self, group: asyncio.TaskGroup) -> None:
        """Lease when half of the hands are free and something may be due; else record what waited long enough."""
        now = time.monotonic()
        if self._look_at <= now and self._may_lease():
            room = self._lane.batch - self._working()
            self._look_at = inf
            until = self._tools.clock.now() + self._tools.times.lease
            jobs = await self._record(lease=room, until=until)
            if jobs is None:
                self._look_at = time.monotonic() + self._tools.times.after_error.total_seconds()
                return
            for job in jobs:
                # A job that is still in hand although its lease ran out is not begun a second time.
                if job.id not in self._in_hand:
                    self._in_hand.add(job.id)
                    group.create_task(self._work(job, until))
            if len(jobs) >= room:
                self.look()
            elif self._look_at == inf:
                self._look_at = time.monotonic() + await self._idle_s()
        elif self._record_at <= now:
            await self._record(lease=0)

    async def _rest(self) -> None:
        """Until somebody rings, a job is done, or something is to be done anyway."""
        at, held_s = self._record_at, self._lane.pacer.held_s()
        if held_s or self._may_lease():
            at = min(at, max(self._look_at, time.monotonic() + held_s))
        with suppress(TimeoutError):
            async with asyncio.timeout(None if at == inf else max(at - time.monotonic(), 0.0)):
                await self._bell.wait()

    def _working(self) -> int:
        return len(self._in_hand) - len(self._verdicts)

    def _may_lease(self) -> bool:
        return self._working() * 2 <= self._lane.batch and not self._lane.pacer.held_s()

    async def _idle_s(self) -> float:
        """How long nothing will be due, as far as the books know."""
        poll_s = self._tools.times.poll.total_seconds()
        try:
            due = await self._tools.queue.next_due(self._lane.name)
        except Exception as error:
            log.error("worker.books_out_of_reach", lane=self._lane.name, **where(error))
            return poll_s
        if due is None:
            return poll_s
        return min(max((due - self._tools.clock.now()).total_seconds(), BUSY_LOOK_S), poll_s)

    async def _record(self, *, lease: int, until: datetime | None = None) -> list[Job] | None:
        """Record the verdicts that wait and lease so many jobs, in one commit. None: the books are out of reach."""
        queue, lane, now = self._tools.queue, self._lane.name, self._tools.clock.now()
        verdicts, jobs = self._verdicts[:], list[Job]()
        try:
            if lease and until and verdicts:
                jobs = await queue.conclude_and_lease(verdicts, lane, lease, now, until)
            elif lease and until:
                jobs = await queue.lease(lane, lease, now, until)
            elif verdicts:
                await queue.conclude(verdicts, now)
        except Exception as error:
            log.error("worker.books_out_of_reach", lane=lane, **where(error))
            # A verdict is never dropped: what was sent and not recorded would be sent again.
            self._record_at = time.monotonic() + self._tools.times.after_error.total_seconds() if verdicts else inf
            return None
        self._in_hand.difference_update(job for job, _ in verdicts)
        del self._verdicts[: len(verdicts)]
        self._record_at = time.monotonic() + self._tools.times.gather.total_seconds() if self._verdicts else inf
        return jobs

    async def _work(self, job: Job, until: datetime) -> None:
        """One job from its lease to its verdict."""
        verdict = await self._try(job, until)
        if isinstance(verdict, GiveUp):
            log.warning("job.given_up", kind=job.kind, job=job.id, attempts=job.attempts + 1)
        if not isinstance(verdict, Again):
            self._waits.pop(job.id, None)
        if isinstance(verdict, Again):
            wait_s = max((verdict.due - self._tools.clock.now()).total_seconds(), 0.0)
            self._look_at = min(self._look_at, time.monotonic() + wait_s)
        if self._lane.commit is Commit.EACH:
            try:
                await self._tools.queue.conclude([(job.id, verdict)], self._tools.clock.now())
            except Exception as error:
                log.error("worker.books_out_of_reach", lane=self._lane.name, **where(error))
            else:
                self._in_hand.discard(job.id)
                self._bell.set()
                return
        self._verdicts.append((job.id, verdict))
        if self._record_at == inf:
            self._record_at = time.monotonic() + self._tools.times.gather.total_seconds()
        self._bell.set()

    async def _try(self, job: Job, until: datetime) -> Verdict:
        given_back = Again(due=job.due, was_ambiguous=job.was_ambiguous, why="given back", was_tried=False)
        if not await self._wait_for(self._slots.acquire):
            return given_back
        try:
            delivery = await make(self._tools, job)
            if isinstance(delivery, Delivery):
                asked_at, handle = time.monotonic(), delivery.handle
                if not await self._wait_for(lambda: self._lane.pacer.turn(handle)):
                    return given_back
                if time.monotonic() - asked_at > self._tools.times.stale.total_seconds():
                    delivery = await make(self._tools, job)
            if delivery is None:
                return Done()
            if isinstance(delivery, NotYet):
                return self._later(job, delivery)
            if isinstance(delivery, Crashed):
                return verdict_on(self._tools, self._lane, job, delivery, None)
            if self._tools.clock.now() + self._tools.times.send_within > until:
                return given_back
            outcome = await send(self._tools, self._lane, job, delivery)
            verdict = verdict_on(self._tools, self._lane, job, outcome, delivery)
            await settle(self._tools, job, delivery, outcome, verdict)
            return verdict
        finally:
            self._slots.release()

    def _later(self, job: Job, asked: NotYet) -> Again:
        """The job looks again, ever more rarely; that is no try, so it costs nothing of the patience with failures."""
        self._waits[job.id] += 1
        wait_s = min(asked.after_s * self._waits[job.id], self._tools.times.longest_not_yet.total_seconds())
        due = self._tools.clock.now() + timedelta(seconds=wait_s)
        return Again(due=due, was_ambiguous=job.was_ambiguous, why="waits for an earlier one", was_tried=False)

    async def _wait_for(self, turn: Callable[[], Awaitable[object]]) -> bool:
        """Wait in a way that the end of the worker interrupts; False when it did."""
        task, stopping = asyncio.current_task(), self._tools.stopping
        assert task is not None
        if stopping.is_set():
            return False
        self._waiting.add(task)
        try:
            await turn()
        except asyncio.CancelledError:
            # The cancellation that `halt` asked for ends here; one from outside passes through.
            if stopping.is_set() and task.uncancel() == 0:
                return False
            raise
        finally:
            self._waiting.discard(task)
        return True
