"""P9 at the bottom: jobs commit with their change, are claimed once, and survive a crash; on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.queue import SqlQueue
from bot.db.tables import JobRow
from bot.kernel.ids import AccountId, ChannelId, JobId
from bot.outbox.model import Again, Done, GiveUp, Job, NewJob
from tests.db.houses import NOW, Begin

MINUTE = timedelta(minutes=1)
SOON = NOW + MINUTE


def job(key: str, *, lane: str = "telegram", due: datetime = NOW) -> NewJob:
    """A job about nothing in particular."""
    return NewJob(kind="test", subject=7, lane=lane, key=key, due=due, account=AccountId(3))


@pytest.fixture
def queue(engine: AsyncEngine) -> SqlQueue:
    """The worker's side."""
    return SqlQueue(engine)


async def rows(engine: AsyncEngine) -> list[tuple[object, ...]]:
    """Key, state, receipt, reason and time of every job."""
    columns = (JobRow.key, JobRow.state, JobRow.receipt, JobRow.why, JobRow.concluded_at)
    async with engine.begin() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(JobRow.key))]


async def test_a_job_comes_back_as_it_was_put(begin: Begin, queue: SqlQueue) -> None:
    """Every field survives, to the microsecond, with and without an account or a channel."""
    bare = NewJob(kind="inside", subject=2**40, lane="telegram", key="a", due=NOW)
    full = NewJob(
        kind="post", subject=1, lane="telegram", key="é:1", due=SOON, account=AccountId(5), channel=ChannelId(2**33)
    )
    async with begin() as tx:
        await tx.outbox.put([bare, full])
    first, second = await queue.lease("telegram", 10, SOON, SOON + MINUTE)
    for found, wanted in ((first, bare), (second, full)):
        fields = {name: getattr(wanted, name) for name in NewJob.__dataclass_fields__}
        assert found == Job(**fields, id=found.id, attempts=0, was_ambiguous=False, first_due=wanted.due)


async def test_a_known_key_stays_as_it_was(begin: Begin, engine: AsyncEngine, queue: SqlQueue) -> None:
    """The same change enqueued twice is one job, in one call, in two, and after it was done."""
    async with begin() as tx:
        await tx.outbox.put([job("a"), job("a", lane="mail")])
    async with begin() as tx:
        await tx.outbox.put([job("a", due=SOON), job("b")])
    found = await queue.lease("telegram", 10, NOW, SOON)
    assert [(known.key, known.due) for known in found] == [("a", NOW), ("b", NOW)]
    await queue.conclude([(known.id, Done()) for known in found], NOW)
    async with begin() as tx:
        await tx.outbox.put([job("a")])
    assert await queue.lease("telegram", 10, SOON, SOON + MINUTE) == []
    assert len(await rows(engine)) == 2


async def test_the_worker_is_woken_by_a_commit_with_jobs(begin: Begin, woken: list[bool]) -> None:
    """A commit with jobs wakes once, after it has ended; one without, an empty list or a failure do not."""

    async def fail() -> None:
        async with begin() as tx:
            await tx.outbox.put([job("lost")])
            raise ZeroDivisionError

    async with begin() as tx:
        await tx.people.add("telegram", "7", "Ada", "en", NOW)
        await tx.outbox.put([])
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert woken == []
    async with begin() as tx:
        await tx.outbox.put([job("a")])
        await tx.outbox.put([job("b")])
        assert woken == []
    assert woken == [True]


async def test_due_jobs_are_leased_earliest_first(begin: Begin, queue: SqlQueue) -> None:
    """Only the lane's own due jobs, earliest first, up to the limit, and none that is held already."""
    async with begin() as tx:
        await tx.outbox.put([job(f"{n}", due=NOW - n * MINUTE) for n in range(5)])
        await tx.outbox.put([job("later", due=NOW + timedelta(microseconds=1)), job("mail", lane="mail")])
    assert [known.key for known in await queue.lease("telegram", 2, NOW, SOON)] == ["4", "3"]
    assert [known.key for known in await queue.lease("telegram", 9, NOW, SOON)] == ["2", "1", "0"]
    assert await queue.lease("telegram", 9, NOW, SOON) == []
    assert [known.key for known in await queue.lease("mail", 9, NOW, SOON)] == ["mail"]


async def test_four_leasers_never_claim_a_job_twice(begin: Begin, queue: SqlQueue) -> None:
    """Four at the same time, ten jobs each turn, take 200 jobs exactly once."""
    async with begin() as tx:
        await tx.outbox.put([job(f"{n}") for n in range(200)])

    async def drain() -> list[JobId]:
        taken: list[JobId] = []
        held: list[Job] = []
        while held := await queue.conclude_and_lease([(one.id, Done()) for one in held], "telegram", 10, NOW, SOON):
            taken += [one.id for one in held]
            await asyncio.sleep(0)
        return taken

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(drain()) for _ in range(4)]
    taken = [number for task in tasks for number in task.result()]
    assert len(taken) == len(set(taken)) == 200


async def test_waiting_is_no_try(begin: Begin, queue: SqlQueue) -> None:
    """A job that only waited comes back with its tries as they were, and with the reason; one that was tried has more."""
    async with begin() as tx:
        await tx.outbox.put([job("a")])
    seen = []
    for was_tried in (True, False, False, True):
        [held] = await queue.lease("telegram", 1, NOW, SOON)
        seen.append((held.attempts, held.last_why))
        again = Again(due=NOW, was_ambiguous=False, why="busy" if was_tried else "waits", was_tried=was_tried)
        await queue.conclude([(held.id, again)], NOW)
    assert seen == [(0, ""), (1, "busy"), (1, "waits"), (1, "waits")]


async def test_a_lease_that_runs_out_is_given_again(begin: Begin, queue: SqlQueue) -> None:
    """A job whose worker never came back is leased again when its lease is over, as one that may have arrived."""
    async with begin() as tx:
        await tx.outbox.put([job("a")])
    (first,) = await queue.lease("telegram", 9, NOW, SOON)
    assert await queue.lease("telegram", 9, SOON - timedelta(microseconds=1), SOON) == []
    (again,) = await queue.lease("telegram", 9, SOON, SOON + MINUTE)
    assert (first.attempts, first.was_ambiguous) == (0, False)
    assert (again.id, again.attempts, again.was_ambiguous) == (first.id, 1, True)


async def test_recovery_gives_back_what_was_held(begin: Begin, queue: SqlQueue) -> None:
    """At start all leases are given back at once, marked as maybe arrived; waiting and finished jobs are untouched."""
    async with begin() as tx:
        await tx.outbox.put([job("a"), job("b", due=NOW + timedelta(seconds=1)), job("c", due=SOON)])
    (done,) = await queue.lease("telegram", 1, NOW, SOON)
    await queue.conclude([(done.id, Done())], NOW)
    await queue.lease("telegram", 1, NOW + timedelta(seconds=1), SOON + 60 * MINUTE)
    assert await queue.recover() == 1
    assert await queue.recover() == 0
    found = await queue.lease("telegram", 9, SOON, SOON + MINUTE)
    assert [(known.key, known.was_ambiguous, known.attempts) for known in found] == [("b", True, 1), ("c", False, 0)]


async def test_verdicts_are_recorded_together(begin: Begin, engine: AsyncEngine, queue: SqlQueue) -> None:
    """Done keeps its receipt, given up keeps its reason, again comes back at its time with its age and its doubt."""
    async with begin() as tx:
        await tx.outbox.put([job(key) for key in "abcd"])
    a, b, c, d = await queue.lease("telegram", 9, NOW, SOON)
    held = await queue.conclude_and_lease(
        [
            (a.id, Done(receipt="41,42")),
            (b.id, GiveUp(why="blocked")),
            (c.id, Again(due=SOON, was_ambiguous=True, why="no answer")),
            (d.id, Again(due=SOON, was_ambiguous=False, why="busy")),
        ],
        "telegram",
        9,
        NOW,
        SOON,
    )
    assert held == []
    assert await rows(engine) == [
        ("a", "done", "41,42", "", NOW),
        ("b", "failed", "", "blocked", NOW),
        ("c", "open", "", "no answer", None),
        ("d", "open", "", "busy", None),
    ]
    found = await queue.lease("telegram", 9, SOON, SOON + 9 * MINUTE)
    assert [(known.key, known.attempts, known.was_ambiguous) for known in found] == [("c", 1, True), ("d", 1, False)]
    assert [(known.due, known.first_due) for known in found] == [(SOON, NOW), (SOON, NOW)]
    await queue.conclude([(c.id, Again(due=SOON + MINUTE, was_ambiguous=False, why="busy"))], SOON)
    (again,) = await queue.lease("telegram", 9, SOON + MINUTE, SOON + 2 * MINUTE)
    assert (again.was_ambiguous, again.first_due, again.attempts) == (True, NOW, 2)


async def test_a_finished_job_stays_finished(begin: Begin, engine: AsyncEngine, queue: SqlQueue) -> None:
    """A late verdict of a worker whose lease ran out does not open a job that another has finished."""
    async with begin() as tx:
        await tx.outbox.put([job("a")])
    (held,) = await queue.lease("telegram", 1, NOW, SOON)
    await queue.conclude([(held.id, Done(receipt="1"))], NOW)
    await queue.conclude([(held.id, Again(due=SOON, was_ambiguous=False, why="late"))], NOW)
    await queue.conclude([], NOW)
    assert await rows(engine) == [("a", "done", "1", "", NOW)]


async def test_next_due_is_the_earliest_open_one(begin: Begin, queue: SqlQueue) -> None:
    """Of waiting jobs the earliest, of held ones the end of the lease, of an empty lane nothing."""
    assert await queue.next_due("telegram") is None
    async with begin() as tx:
        await tx.outbox.put([job("a"), job("b", due=NOW + 5 * MINUTE), job("c", lane="mail")])
    assert await queue.next_due("telegram") == NOW
    (held,) = await queue.lease("telegram", 1, NOW, SOON)
    assert await queue.next_due("telegram") == SOON
    await queue.conclude([(held.id, Done())], NOW)
    assert await queue.next_due("telegram") == NOW + 5 * MINUTE


async def test_ten_thousand_jobs_are_one_statement(begin: Begin, engine: AsyncEngine) -> None:
    """A fan-out to everybody fits into one statement, whatever the database's limit on parameters."""
    async with begin() as tx:
        await tx.outbox.put([job(f"{n}") for n in range(10_000)])
    assert len(await rows(engine)) == 10_000
