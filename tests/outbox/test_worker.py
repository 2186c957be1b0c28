"""The worker against a queue and a platform that misbehave."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from bot.chat.message import Message, say
from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.outbox.lane import Commit, Delivery, Lane
from bot.outbox.model import INSIDE, Done, GiveUp, Job
from bot.outbox.pace import Pacer
from bot.outbox.retry import MAYBE_DELIVERED, Repeats
from bot.outbox.worker import Worker
from tests.outbox.working import CLOCK, QUICK, SECRET, TIMES, House, deliver


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
