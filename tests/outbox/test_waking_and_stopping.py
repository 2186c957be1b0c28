"""When the worker looks for jobs, what it holds, and that stopping gives everything back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.message import Message
from bot.chat.ports import Ambiguous, Outcome, RetryLater, Sent
from bot.outbox.lane import Commit, Lane
from bot.outbox.pace import Pacer
from bot.outbox.retry import Repeats
from tests.outbox.working import TIMES, House


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
