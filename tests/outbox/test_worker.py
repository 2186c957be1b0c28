"""The worker against a queue and a platform that misbehave."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from bot.chat.message import Message, say
from bot.chat.ports import Ambiguous, Limits, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.kernel.clock import SystemClock
from bot.kernel.ids import AccountId, JobId
from bot.outbox.lane import Commit, Delivery, Lane, Perform, WorkTimes
from bot.outbox.model import INSIDE, Done, GiveUp, Job, NewJob
from bot.outbox.pace import Pacer
from bot.outbox.retry import MAYBE_DELIVERED, Repeats, RetryPolicy
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


@pytest.mark.parametrize("commit", Commit)
async def test_every_job_is_sent_once_and_recorded(commit: Commit) -> None:
    """300 jobs of a lane are sent exactly once each, with their key and thread, and their receipts are kept."""
    house = House(lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, commit=commit, in_flight=8, batch=40),))
    house.platform.takes_s = 0.001
    ids = house.put(*range(300))
    async with house.at_work():
        await house.until_done()
    assert sorted(house.platform.heard) == sorted((f"person {n}", f"telegram:{n}", "t") for n in range(300))
    assert {house.queue.closed[job] for job in ids} == {Done(receipt=str(n + 1)) for n in range(300)}
    assert house.platform.most_at_once <= 8
    if commit is Commit.EACH:
        assert house.queue.commits == [1] * 300
    else:
        assert len(house.queue.commits) < 40


async def test_no_message_is_sent_for_what_is_no_longer_true() -> None:
    """A job whose performer returns None is done without a word."""

    async def nothing(job: Job) -> None:
        return None

    house = House(perform=nothing)
    [job] = house.put(1)
    async with house.at_work():
        await house.until_done()
    assert house.platform.heard == []
    assert house.queue.closed[job] == Done()


async def test_work_inside_needs_no_sender() -> None:
    """The lane INSIDE performs and speaks to nobody; a message made on it is a mistake that is given up, not sent."""
    done: list[int] = []

    async def perform(job: Job) -> Delivery | None:
        done.append(job.subject)
        return None if job.subject < 3 else Delivery(handle="x", message=say("x"), key="x")

    house = House(
        perform=perform,
        lanes=(Lane(name=INSIDE, repeats=Repeats.DROPPED, in_flight=1, batch=1),),
        policy=replace(QUICK, crashed_tries=2),
    )
    ids = house.put(1, 2, 3, lane=INSIDE)
    async with house.at_work():
        await house.until_done()
    assert done == [1, 2, 3, 3]
    assert house.queue.closed == {ids[0]: Done(), ids[1]: Done(), ids[2]: GiveUp(why="crashed: NoSender")}


async def test_outcomes_lead_to_repeats() -> None:
    """Busy is tried again, silence once, refusal three times; a dead address is told of and never tried again."""
    house = House()
    house.platform.script = {
        "person 1": [RetryLater(after_s=0.01), RetryLater(), Sent(receipt="late")],
        "person 2": [Ambiguous()],
        "person 3": [Rejected(why="400")],
        "person 4": [Unreachable(why="blocked")],
        "person 5": [Ambiguous(), Sent(receipt="second copy")],
    }
    ids = house.put(1, 2, 3, 4, 5)
    async with house.at_work():
        await house.until_done()
    assert [house.queue.closed[job] for job in ids] == [
        Done(receipt="late"),
        GiveUp(why=MAYBE_DELIVERED),
        GiveUp(why="400"),
        GiveUp(why="blocked"),
        Done(receipt="second copy"),
    ]
    assert [house.platform.handles().count(f"person {n}") for n in (1, 2, 3, 4, 5)] == [3, 2, 3, 1, 2]
    assert house.dead == [ids[3]]


async def test_a_poison_job_never_stops_the_lane() -> None:
    """A performer that raises is tried `crashed_tries` times and given up, while the others are sent."""
    tries: list[int] = []

    async def perform(job: Job) -> Delivery | None:
        if job.subject % 5 == 0:
            tries.append(job.subject)
            raise KeyError(SECRET)
        return await deliver(job)

    house = House(perform=perform, policy=replace(QUICK, crashed_tries=4))
    ids = house.put(*range(20))
    async with house.at_work():
        await house.until_done()
    assert sorted(tries) == sorted([0, 5, 10, 15] * 4)
    assert house.queue.closed[ids[5]] == GiveUp(why="crashed: KeyError")
    assert len(house.platform.heard) == 16


@pytest.mark.parametrize(
    ("repeats", "sends", "why"),
    [(Repeats.SHOWN, 2, MAYBE_DELIVERED), (Repeats.DROPPED, 3, "crashed: ValueError")],
)
async def test_a_sender_that_raises_counts_as_silence_where_repeats_show(
    repeats: Repeats, sends: int, why: str
) -> None:
    """A bug in a sender loses at most its own message, and shows it at most twice."""
    house = House(lanes=(Lane(name="telegram", repeats=repeats),), policy=replace(QUICK, crashed_tries=3))
    house.platform.script = {"person 1": [ValueError(SECRET)]}
    [job, other] = house.put(1, 2)
    async with house.at_work():
        await house.until_done()
    assert house.platform.handles().count("person 1") == sends
    assert house.queue.closed[job] == GiveUp(why=why)
    assert isinstance(house.queue.closed[other], Done)


async def test_a_send_without_end_counts_as_silence() -> None:
    """A platform that never answers costs one slot for `send_within`, and then the job goes on."""
    house = House(times=replace(TIMES, send_within=timedelta(milliseconds=20)))
    house.platform.takes_s = 60
    [job] = house.put(1)
    async with house.at_work():
        await house.until_done()
    assert house.queue.closed[job] == GiveUp(why=MAYBE_DELIVERED)


async def test_a_429_silences_the_lane_and_loses_nothing() -> None:
    """After an answer that concerns the whole lane nobody is sent anything for as long as the platform asked."""
    house = House(lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, pacer=Pacer(500, jitter_s=0.0)),))
    house.platform.script = {"person 3": [RetryLater(after_s=0.4, lane_wide=True), Sent(receipt="3")]}
    house.put(*range(40))
    loop = asyncio.get_running_loop()
    times: list[float] = []
    plain = house.platform.send

    async def send(handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        times.append(loop.time())
        return await plain(handle, message, key, thread, under)

    house.platform.send = send  # type: ignore[method-assign]
    async with house.at_work():
        await house.until_done()
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    assert gaps[-1] >= 0.39
    assert len(house.queue.closed) == 40
    assert len(times) == 41


async def test_a_ring_wakes_an_idle_lane_at_once() -> None:
    """A job enqueued while the lane sleeps is sent without waiting for the next poll."""
    house = House(times=replace(TIMES, poll=timedelta(seconds=60)))
    async with house.at_work():
        await asyncio.sleep(0.05)
        house.put(1)
        house.wake.ring()
        await house.until_done()


async def test_a_lane_sleeps_until_the_next_job_is_due() -> None:
    """A job due in 0.3 s is sent then, without a ring, and without looking again and again."""
    house = House(times=replace(TIMES, poll=timedelta(seconds=60)))
    house.put(1, in_s=0.3)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with house.at_work():
        await house.until_done()
    assert 0.28 <= loop.time() - began < 1.0
    assert house.queue.leases <= 4


async def test_a_repeat_comes_when_it_is_due_and_not_at_the_next_poll() -> None:
    """A job that the platform puts off by 0.1 s is sent again then, although the lane had gone to sleep for long."""
    house = House(times=replace(TIMES, poll=timedelta(seconds=60)))
    house.platform.script = {"person 1": [RetryLater(after_s=0.1), Ambiguous(), Sent(receipt="1")]}
    house.put(1)
    async with house.at_work():
        await house.until_done()
    assert house.platform.handles() == ["person 1"] * 3
    assert house.queue.leases < 12


async def test_a_lane_polls_when_nobody_rings() -> None:
    """A job written by another process is found at the next poll."""
    house = House(times=replace(TIMES, poll=timedelta(milliseconds=50)))
    async with house.at_work():
        await asyncio.sleep(0.03)
        house.put(1)
        await house.until_done()
    assert house.queue.leases < 12


async def test_stopping_finishes_what_is_in_flight_and_gives_the_rest_back() -> None:
    """At the stop the sends in flight are recorded; those that waited for a turn are open again, none is sent twice."""
    house = House(lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, in_flight=10, batch=20, pacer=Pacer(10)),))
    house.platform.takes_s = 0.15
    house.put(*range(30))
    async with house.at_work():
        await house.until(lambda: len(house.platform.heard) == 3)
    assert len(house.queue.closed) == len(house.platform.heard) <= 4
    assert not house.queue.leased_until
    assert all(not job.was_ambiguous for job in house.queue.open.values())
    again = House(queue=house.queue)
    async with again.at_work():
        await again.until_done()
    heard = house.platform.handles() + again.platform.handles()
    assert sorted(heard) == sorted(f"person {n}" for n in range(30))


@pytest.mark.parametrize("commit", Commit)
async def test_a_verdict_survives_books_out_of_reach(commit: Commit) -> None:
    """What was sent while the database restarts is recorded later and never sent again."""
    house = House(lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, commit=commit),))
    house.put(*range(12))
    sent = house.platform.send

    async def send(handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        house.queue.broken = 9
        return await sent(handle, message, key, thread, under)

    house.platform.send = send  # type: ignore[method-assign]
    async with house.at_work():
        await house.until_done()
    assert sorted(house.platform.handles()) == sorted(f"person {n}" for n in range(12))


async def test_the_first_lease_may_fail() -> None:
    """Books that are out of reach at first are asked again."""
    house = House()
    house.put(1)
    house.queue.broken = 6
    async with house.at_work():
        await house.until_done()


async def test_a_job_is_not_begun_again_while_it_is_in_hand() -> None:
    """A lease that runs out during a send leads to no second send; nothing begins on a lease that is over."""
    house = House(times=replace(TIMES, lease=timedelta(milliseconds=900), send_within=timedelta(milliseconds=800)))
    house.platform.takes_s = 0.4
    house.put(*range(3))
    house.lanes = (Lane(name="telegram", repeats=Repeats.SHOWN, in_flight=1, batch=4),)
    async with house.at_work():
        for _ in range(20):
            await asyncio.sleep(0.05)
            house.wake.ring()
        await house.until_done()
    assert sorted(house.platform.handles()) == ["person 0", "person 1", "person 2"]


async def test_told_to_stop_twice_everything_is_given_back() -> None:
    """Two signals in one moment: whoever waits for a turn gives the job back all the same."""
    house = House(lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, in_flight=1, batch=5),))
    house.platform.takes_s = 0.3
    house.put(*range(5))
    async with house.at_work() as worker:
        await house.until(lambda: len(house.queue.leased_until) == 5)
        await asyncio.sleep(0.05)
        worker.stop()
        worker.stop()
    assert house.queue.leased_until == {}
    assert len(house.queue.open) == 4


async def test_a_message_that_waited_long_is_made_anew() -> None:
    """What was withdrawn while its message waited for a turn is not said."""
    withdrawn = False

    async def perform(job: Job) -> Delivery | None:
        return None if withdrawn and job.subject == 9 else await deliver(job)

    pacer = Pacer()
    house = House(
        perform=perform,
        lanes=(Lane(name="telegram", repeats=Repeats.SHOWN, pacer=pacer),),
        times=replace(TIMES, stale=timedelta(milliseconds=50)),
    )
    house.put(1, 9)
    async with house.at_work():
        await asyncio.sleep(0)
        pacer.hold(0.2)
        withdrawn = True
        await house.until_done()
    assert "person 9" not in house.platform.handles()


async def test_one_lane_does_not_wait_for_another() -> None:
    """A lane on hold or a slow platform leaves the other lanes alone."""
    slow = Pacer()
    slow.hold(60)
    house = House(
        lanes=(Lane(name="discord", repeats=Repeats.SHOWN, pacer=slow), Lane(name="telegram", repeats=Repeats.SHOWN))
    )
    house.put(1, 2, lane="discord")
    house.put(3, 4)
    async with house.at_work():
        await house.until(lambda: len(house.queue.closed) == 2)
    assert house.platform.handles() == ["person 3", "person 4"]
    assert not house.queue.leased_until


async def test_leases_of_a_dead_predecessor_are_given_back() -> None:
    """At the start every lease in the books is somebody's who died."""
    house = House()
    [job] = house.put(1)
    house.queue.leased_until[job] = CLOCK.now() + timedelta(hours=1)
    async with house.at_work():
        await house.until_done()
    assert house.platform.handles() == ["person 1"]


async def test_a_failing_note_of_a_dead_address_is_not_fatal() -> None:
    """When the account cannot be marked the job is given up all the same and the lane goes on."""
    house = House()
    house.platform.script = {"person 1": [Unreachable(why="blocked")]}

    async def fails(job: Job, outcome: Unreachable) -> None:
        raise OSError(SECRET)

    house.undeliverable = fails  # type: ignore[method-assign]
    ids = house.put(1, 2)
    async with house.at_work():
        await house.until_done()
    assert house.queue.closed[ids[0]] == GiveUp(why="blocked")


async def test_logs_hold_neither_words_nor_handles() -> None:
    """S31: crashes, refusals and dead addresses are logged by kind and id, never with a text or a handle."""

    async def perform(job: Job) -> Delivery | None:
        if job.subject == 1:
            raise RuntimeError(SECRET)
        return await deliver(job)

    house = House(perform=perform, policy=replace(QUICK, crashed_tries=2))
    house.platform.script = {
        "person 2": [Rejected(why=SECRET)],
        "person 3": [Unreachable(why=SECRET)],
        "person 4": [ValueError(SECRET)],
    }
    house.put(1, 2, 3, 4)
    with capture_logs() as logs:
        async with house.at_work():
            await house.until_done()
    text = repr(logs)
    assert "secret" not in text
    assert "person" not in text
    assert {entry["event"] for entry in logs} >= {"job.crashed", "job.given_up", "job.sender_crashed"}
    assert any(entry.get("kind") == "test.hello" and entry.get("job") == 1 for entry in logs)


async def test_cancelling_the_worker_passes_through() -> None:
    """A worker that is cancelled instead of stopped ends at once and leaves its leases to the next start."""
    house = House()
    house.platform.takes_s = 60
    [job] = house.put(1)
    worker = Worker(
        queue=house.queue,
        senders={"telegram": house.platform},
        lanes=house.lanes,
        perform=deliver,
        undeliverable=house.undeliverable,
        clock=CLOCK,
        policy=QUICK,
        wake=house.wake,
        times=TIMES,
    )
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await worker.run()
    assert house.platform.heard
    assert set(house.queue.leased_until) == {job}
