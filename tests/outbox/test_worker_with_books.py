"""The worker on the real books, SQLite and PostgreSQL, with a platform that misbehaves."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Message, say
from bot.chat.ports import Ambiguous, Limits, Outcome, RetryLater, Sent, Unreachable
from bot.db.queue import SqlQueue
from bot.db.transaction import Books
from bot.kernel.clock import SystemClock
from bot.outbox.lane import Commit, Delivery, Lane, WorkTimes
from bot.outbox.model import Job, NewJob
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker

CLOCK = SystemClock()
POLICY = RetryPolicy(
    first_wait=timedelta(milliseconds=10),
    longest_wait=timedelta(milliseconds=40),
    ambiguous_wait=timedelta(milliseconds=20),
)
TIMES = WorkTimes(poll=timedelta(milliseconds=200), lane_hold=timedelta(milliseconds=20))
Begin = Callable[[], AbstractAsyncContextManager[Books]]


class Platform:
    """Delivers most messages; some only seemingly fail, some are put off, some addresses are dead."""

    platform = "telegram"
    limits = Limits(
        text=4096, caption=1024, buttons_per_row=8, buttons=100, upload_bytes=1, download_bytes=1, utf16=False
    )

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.arrived: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.after_call: Callable[[], None] = lambda: None

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        raise AssertionError("nothing is edited here")

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        raise AssertionError("nothing is deleted here")

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        self.calls[key] += 1
        await asyncio.sleep(self.chance.uniform(0, 0.003))
        draw = self.chance.random()
        self.after_call()
        if int(handle) % 50 == 7:
            return Unreachable(why="blocked")
        if draw < 0.02:
            return RetryLater(after_s=0.01, lane_wide=True, why="429")
        if draw < 0.03:
            return RetryLater(why="502")
        if draw < 0.055:
            return Ambiguous(why="timeout")
        self.arrived[key] += 1
        return Ambiguous(why="timeout") if draw < 0.08 else Sent(receipt=f"r{key}")


def jobs(count: int) -> list[NewJob]:
    now = CLOCK.now()
    return [NewJob(kind="test.hello", subject=n, lane="telegram", key=f"k{n}", due=now) for n in range(count)]


async def deliver(job: Job) -> Delivery | None:
    return Delivery(handle=str(job.subject), message=say("hello"), key=job.key)


class House:
    """A worker on the books of one engine."""

    def __init__(self, engine: AsyncEngine, platform: Platform, commit: Commit, repeats: Repeats) -> None:
        self.dead: list[int] = []
        self.wake = Wake()
        self.engine = engine
        self.worker = Worker(
            queue=SqlQueue(engine),
            senders={"telegram": platform},
            lanes=[Lane(name="telegram", repeats=repeats, commit=commit, in_flight=20, batch=40)],
            perform=deliver,
            undeliverable=self.undeliverable,
            clock=CLOCK,
            policy=POLICY,
            wake=self.wake,
            times=TIMES,
        )

    async def undeliverable(self, job: Job, outcome: Unreachable) -> None:
        self.dead.append(job.subject)

    async def states(self) -> Counter[str]:
        async with self.engine.begin() as connection:
            rows = await connection.execute(text("SELECT state FROM job"))
            return Counter(state for (state,) in rows)

    async def run_until_done(self) -> None:
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            running = group.create_task(self.worker.run())
            while (await self.states())["open"]:
                await asyncio.sleep(0.05)
            self.worker.stop()
            await running


@pytest.mark.parametrize("commit", Commit)
async def test_a_storm_loses_nothing_and_shows_nothing_thrice(
    engine: AsyncEngine, begin: Begin, commit: Commit
) -> None:
    """400 jobs, 8 % of whose sends go wrong in every way: each ends, none shows more than two copies, none is lost."""
    platform = Platform(seed=11)
    house = House(engine, platform, commit, Repeats.SHOWN)
    async with begin() as tx:
        await tx.outbox.put(jobs(400))
    await house.run_until_done()
    states = await house.states()
    assert states["done"] + states["failed"] == 400
    assert max(platform.arrived.values()) <= 2
    assert max(platform.calls.values()) < 12
    assert sorted(house.dead) == list(range(7, 400, 50))
    async with engine.begin() as connection:
        rows = (await connection.execute(text("SELECT key, state, receipt, why, leased_until FROM job"))).all()
    for key, state, receipt, why, leased_until in rows:
        assert leased_until is None
        if state == "done":
            assert receipt == f"r{key}"
            assert platform.arrived[key] >= 1
        else:
            # Given up only where the address is dead, or where a third copy could have been shown.
            assert why in ("blocked", "maybe delivered")


@pytest.mark.parametrize("commit", Commit)
async def test_a_worker_that_dies_is_followed_by_one_that_ends_the_work(
    engine: AsyncEngine, begin: Begin, commit: Commit
) -> None:
    """P9: cut off in the middle of sending five times, the sixth worker brings every job to an end."""
    platform = Platform(seed=5)
    async with begin() as tx:
        await tx.outbox.put(jobs(300))
    for death in range(5):
        house = House(engine, platform, commit, Repeats.DROPPED)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05 + death * 0.02):
                await house.worker.run()
    last = House(engine, platform, commit, Repeats.DROPPED)
    await last.run_until_done()
    states = await last.states()
    assert states["done"] == 300 - len(range(7, 300, 50))
    assert set(platform.calls) == {f"k{n}" for n in range(300)}


async def test_stopped_and_started_again_without_a_second_copy(engine: AsyncEngine, begin: Begin) -> None:
    """A worker stopped in good order leaves nothing leased and nothing half done; the next one sends the rest once."""
    platform = Platform(seed=1)
    platform.chance.random = lambda: 0.5  # type: ignore[method-assign]
    async with begin() as tx:
        await tx.outbox.put(jobs(200))
    first = House(engine, platform, Commit.EACH, Repeats.SHOWN)
    platform.after_call = lambda: first.worker.stop() if len(platform.calls) > 60 else None
    async with asyncio.timeout(20):
        await first.worker.run()
    assert 60 < len(platform.calls) < 110
    async with engine.begin() as connection:
        leased = await connection.scalar(text("SELECT count(*) FROM job WHERE leased_until IS NOT NULL"))
        doubtful = await connection.scalar(text("SELECT count(*) FROM job WHERE was_ambiguous"))
    assert (leased, doubtful) == (0, 0)
    platform.after_call = lambda: None
    await House(engine, platform, Commit.EACH, Repeats.SHOWN).run_until_done()
    assert set(platform.calls.values()) == {1}
    assert len(platform.calls) == 200
