"""Jobs: putting 10,000 of them into the outbox, and taking them out again with a handler for each."""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import aiosqlite
import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.domain.types import QueueExecutionMode
from pgqueuer.models import Job as RivalJob
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.figures import Better, Figure, middle
from bench.servers import SEALS, migrated, postgres, sqlite
from bot.db.queue import SqlQueue
from bot.db.transaction import make_begin
from bot.kernel.clock import SystemClock
from bot.kernel.ids import AccountId
from bot.outbox.lane import Commit, Delivery, Lane
from bot.outbox.model import INSIDE, Job, NewJob
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker

CLOCK = SystemClock()
BATCH = 100
COLUMNS = (
    *("kind", "subject", "lane", "key", "due", "account_id", "channel_id"),
    *("state", "attempts", "was_ambiguous", "receipt", "why"),
)


def new_jobs(count: int, now: datetime) -> list[NewJob]:
    """Jobs that are done inside, all due at once."""
    return [
        NewJob(kind="bench.hello", subject=number, lane=INSIDE, key=f"bench:{number}:telegram", due=now)
        for number in range(count)
    ]


def notices(count: int, now: datetime) -> list[NewJob]:
    """Jobs as the fan-out of a request makes them: three lanes, an account each, a random moment of a minute."""
    chance = random.Random(count)
    return [
        NewJob(
            kind="consent.notice",
            subject=1_000_000 + number,
            lane=chance.choice(("telegram", "discord", "mail")),
            key=f"ask:{1_000_000 + number}:notice",
            due=now + timedelta(seconds=chance.uniform(0, 60)),
            account=AccountId(2_000_000 + number),
        )
        for number in range(count)
    ]


def rows_of(jobs: list[NewJob]) -> list[tuple[object, ...]]:
    """The same as the tuples that a driver takes."""
    return [
        (job.kind, job.subject, job.lane, job.key, job.due, job.account, None, "open", 0, False, "", "") for job in jobs
    ]


async def timed(work: Awaitable[object]) -> float:
    """Seconds that the work took."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def put(engine: AsyncEngine, jobs: list[NewJob]) -> None:
    """One transaction of ours."""
    async with make_begin(engine, lambda: None, SEALS)() as tx:
        await tx.outbox.put(jobs)


async def empty(engine: AsyncEngine) -> None:
    """Take all jobs away, and what they leave behind."""
    async with engine.begin() as connection:
        truncate = "DELETE FROM job" if engine.dialect.name == "sqlite" else "TRUNCATE job"
        await connection.execute(text(truncate))


async def enqueue_on_postgres(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """10,000 jobs in one transaction, against the fastest way into a table there is."""
    count, rounds = (2_000, 3) if quick else (10_000, 9)
    jobs = notices(count, CLOCK.now())
    rows = rows_of(jobs)
    ours, rival = list[float](), list[float]()
    async with postgres("enqueue") as url, migrated(url) as engine:
        driver = await asyncpg.connect(url)

        async def copy() -> None:
            async with driver.transaction():
                await driver.copy_records_to_table("job", records=rows, columns=COLUMNS)

        for number in range(rounds + 1):
            pairs = [(ours, lambda: put(engine, jobs)), (rival, copy)]
            for times, work in pairs if number % 2 else reversed(pairs):
                await empty(engine)
                times.append(await timed(work()))
            step()
        await driver.close()
    return [
        Figure(
            what=f"enqueue {count:,} jobs, PostgreSQL",
            unit="rows/s",
            ours=count / middle(ours[1:]),
            rival=count / middle(rival[1:]),
            rival_name="asyncpg COPY",
            bar=0.5,
            better=Better.HIGHER,
        )
    ]


async def enqueue_on_sqlite(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The same on SQLite, against the driver's own executemany."""
    count, rounds = (2_000, 3) if quick else (10_000, 9)
    jobs = notices(count, CLOCK.now())
    rows = [
        tuple(cell.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(cell, datetime) else cell for cell in row)
        for row in rows_of(jobs)
    ]
    insert = f"INSERT INTO job ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _ in COLUMNS)})"
    ours, rival = list[float](), list[float]()
    async with sqlite() as (engine, path), aiosqlite.connect(path, isolation_level=None) as driver:
        await driver.execute("PRAGMA synchronous=FULL")

        async def many() -> None:
            await driver.execute("BEGIN IMMEDIATE")
            await driver.executemany(insert, rows)
            await driver.execute("COMMIT")

        for number in range(rounds + 1):
            pairs = [(ours, lambda: put(engine, jobs)), (rival, many)]
            for times, work in pairs if number % 2 else reversed(pairs):
                await empty(engine)
                times.append(await timed(work()))
            step()
    return [
        Figure(
            what=f"enqueue {count:,} jobs, SQLite",
            unit="rows/s",
            ours=count / middle(ours[1:]),
            rival=count / middle(rival[1:]),
            rival_name="aiosqlite executemany",
            bar=1.5,
            better=Better.HIGHER,
        )
    ]


class Handlers:
    """The work itself: a handler by kind that does next to nothing, and stops the worker after the last job."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.done: Callable[[], None] = lambda: None
        self.by_kind: dict[str, Callable[[Job], Awaitable[None]]] = {"bench.hello": self.hello}

    async def hello(self, job: Job) -> None:
        """One job."""
        self.left -= 1
        if not self.left:
            self.done()

    async def perform(self, job: Job) -> Delivery | None:
        """What `handlers/jobs.py` does: find the handler of the kind."""
        return await self.by_kind[job.kind](job)


async def never(job: Job, outcome: object) -> None:
    """No address dies here."""


async def drain(engine: AsyncEngine, count: int) -> None:
    """Our worker takes all jobs out and ends; every job is leased, handled and recorded."""
    handlers = Handlers(count)
    worker = Worker(
        queue=SqlQueue(engine),
        senders={},
        lanes=[Lane(name=INSIDE, repeats=Repeats.DROPPED, commit=Commit.TOGETHER, in_flight=BATCH, batch=2 * BATCH)],
        perform=handlers.perform,
        undeliverable=never,
        clock=CLOCK,
        policy=RetryPolicy(),
        wake=Wake(),
    )
    handlers.done = worker.stop
    await worker.run()
    async with engine.begin() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM job WHERE state <> 'done'"))
    assert left == 0, f"{left} jobs were not recorded"


async def drain_rival(url: str, count: int) -> float:
    """pgqueuer takes all of its jobs out; timed until the last one is handled."""
    pool = await asyncpg.create_pool(url, min_size=4, max_size=10)
    rival = PgQueuer(AsyncpgPoolDriver(pool))
    seen, done_at = 0, 0.0

    @rival.entrypoint("hello")
    async def hello(job: RivalJob) -> None:
        nonlocal seen, done_at
        seen += 1
        done_at = time.perf_counter()

    queries = rival.qm.queries
    await queries.enqueue(["hello"] * count, [b"1"] * count, [0] * count)
    began = time.perf_counter()
    await rival.qm.run(
        batch_size=BATCH,
        mode=QueueExecutionMode.drain,
        dequeue_timeout=timedelta(seconds=1),
        log_aggregation_interval=timedelta(0),
    )
    assert seen == count, f"the rival handled {seen} of {count}"
    await pool.close()
    # Its way of noticing that nothing is left is not held against it, nor is the recording of the last batch.
    return done_at - began


async def install_rival(url: str) -> None:
    """pgqueuer's own tables."""
    pool = await asyncpg.create_pool(url, min_size=1, max_size=2)
    await PgQueuer(AsyncpgPoolDriver(pool)).qm.queries.install()
    await pool.close()


async def drain_on_postgres(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """Claim and complete in batches of 100, each job dispatched to its handler."""
    count, rounds = (2_000, 2) if quick else (10_000, 5)
    ours, rival = list[float](), list[float]()
    async with postgres("drain") as url, postgres("pgqueuer") as rival_url, migrated(url) as engine:
        await install_rival(rival_url)
        for number in range(rounds + 1):
            await empty(engine)
            await put(engine, new_jobs(count, CLOCK.now()))
            for at in (0, 1) if number % 2 else (1, 0):
                if at:
                    ours.append(await timed(drain(engine, count)))
                else:
                    rival.append(await drain_rival(rival_url, count))
            step()
    return [
        Figure(
            what="claim + complete, batches of 100, PostgreSQL",
            unit="jobs/s",
            ours=count / middle(ours[1:]),
            rival=count / middle(rival[1:]),
            rival_name="pgqueuer, batch 100",
            bar=1.5,
            better=Better.HIGHER,
        )
    ]


async def drain_on_sqlite(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """The same on SQLite with synchronous=FULL, as an absolute figure."""
    count, rounds = (4_000, 2) if quick else (20_000, 5)
    ours = list[float]()
    async with sqlite() as (engine, _):
        for _ in range(rounds + 1):
            await empty(engine)
            await put(engine, new_jobs(count, CLOCK.now()))
            ours.append(await timed(drain(engine, count)))
            step()
    return [
        Figure(
            what="claim + complete, batches of 100, SQLite FULL",
            unit="jobs/s",
            ours=count / middle(ours[1:]),
            bar=20_000,
            better=Better.HIGHER,
        )
    ]
