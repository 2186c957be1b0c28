"""The pacer on a simulated clock: what the platform hears in any trailing second."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

import pytest

from bot.outbox.pace import WRITING_S, Pacer


@dataclass
class SimulatedTime:
    """A clock that jumps to the next sleeper as soon as nothing else can run; sleeps end up to `late_s` too late."""

    random: random.Random
    late_s: float = 0.0
    at: float = 100.0
    _count: int = 0
    _sleepers: list[tuple[float, int, asyncio.Event]] = field(default_factory=list)

    def clock(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._count += 1
        heappush(self._sleepers, (self.at + seconds + self.random.uniform(0, self.late_s), self._count, woken))
        await woken.wait()

    async def run(self, *work: Awaitable[None]) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_as_task(each)) for each in work]
            while not all(task.done() for task in tasks):
                for _ in range(8):
                    await asyncio.sleep(0)
                if self._sleepers:
                    at, _, woken = heappop(self._sleepers)
                    self.at = max(self.at, at)
                    woken.set()


async def _as_task(work: Awaitable[None]) -> None:
    await work


def worst_second(arrivals: list[float]) -> int:
    """The largest number of arrivals in any trailing second."""
    recent: deque[float] = deque()
    worst = 0
    for at in sorted(arrivals):
        while recent and recent[0] <= at - 1.0:
            recent.popleft()
        recent.append(at)
        worst = max(worst, len(recent))
    return worst


def pacer(time: SimulatedTime, per_second: float, **options: object) -> Pacer:
    make: Callable[..., Pacer] = Pacer
    return make(per_second, clock=time.clock, sleep=time.sleep, **options)


@pytest.mark.parametrize("per_second", [1, 5, 30, 50])
@pytest.mark.parametrize("jitter_s", [0.0, 0.025, 0.2])
@pytest.mark.parametrize("late_s", [0.0, 0.004, 0.09])
@pytest.mark.parametrize("burst", [1, 3])
async def test_the_platform_never_hears_more_than_the_limit(
    per_second: int, jitter_s: float, late_s: float, burst: int
) -> None:
    """Whatever the jitter on the way and the lateness of our own loop, no trailing second holds more than L."""
    burst = min(burst, per_second)
    chance = random.Random(7)
    time = SimulatedTime(random=chance, late_s=late_s)
    gate = pacer(time, per_second, jitter_s=jitter_s, burst=burst)
    arrivals: list[float] = []

    async def speak(pause: float) -> None:
        await time.sleep(pause)
        await gate.turn()
        arrivals.append(time.at + chance.uniform(0, jitter_s + WRITING_S))

    count = per_second * 8
    await time.run(*(speak(chance.choice((0.0, 0.0, 3.0))) for _ in range(count)))
    assert len(arrivals) == count
    assert worst_second(arrivals) <= per_second


async def test_the_pace_is_the_limit_divided_by_one_plus_jitter() -> None:
    """600 messages at 30/s with 25 ms of jitter need 600 * 1.03 / 30 seconds, within 1 %, with a loop 2 ms late."""
    time = SimulatedTime(random=random.Random(1), late_s=0.002)
    gate = pacer(time, 30)
    began = time.at
    await time.run(*(gate.turn() for _ in range(600)))
    assert time.at - began == pytest.approx(600 * 1.03 / 30, rel=0.01)


async def test_a_busy_machine_speaks_more_slowly() -> None:
    """A loop that wakes us up to 50 ms late is late in writing too: the pace yields by what was seen, and comes back."""
    time = SimulatedTime(random=random.Random(1), late_s=0.05)
    gate = pacer(time, 30)
    began = time.at
    await time.run(*(gate.turn() for _ in range(600)))
    assert 600 * 1.045 / 30 < time.at - began < 600 * 1.13 / 30
    time.late_s = 0.0
    await time.run(*(gate.turn() for _ in range(120)))
    began = time.at
    await time.run(*(gate.turn() for _ in range(300)))
    assert time.at - began == pytest.approx(300 * 1.03 / 30, rel=0.01)


async def test_a_burst_is_what_was_saved_while_nobody_spoke() -> None:
    """After a pause exactly `burst` turns come at once, the next one an interval later."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, 10, jitter_s=0.0, burst=4)
    granted: list[float] = []

    async def speak() -> None:
        await gate.turn()
        granted.append(time.at)

    await time.run(*(speak() for _ in range(6)))
    assert [at - granted[0] for at in granted] == pytest.approx([0, 0, 0, 0, 1 / 7, 2 / 7], abs=0.002)


async def test_without_burst_no_two_turns_come_together() -> None:
    """Turns are an interval apart even after a long silence."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, 20, jitter_s=0.0)
    granted: list[float] = []

    async def speak(pause: float) -> None:
        await time.sleep(pause)
        await gate.turn()
        granted.append(time.at)

    await time.run(*(speak(pause) for pause in (0.0, 0.0, 30.0, 30.0, 30.0)))
    gaps = [later - earlier for earlier, later in pairwise(granted)]
    assert min(gaps) >= 0.05


async def test_a_hold_silences_the_whole_lane() -> None:
    """Nobody gets a turn during a hold, not even those asleep when it came, and a shorter hold changes nothing."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, 10, jitter_s=0.0, chat_spacing_s=lambda chat: 1.0)
    granted: list[float] = []
    began = time.at

    async def speak(chat: str) -> None:
        await gate.turn(chat)
        granted.append(time.at - began)

    async def complain() -> None:
        await time.sleep(0.35)
        gate.hold(5.0)
        gate.hold(1.0)
        assert gate.held_s() == pytest.approx(5.0)

    await time.run(*(speak(f"chat {number % 3}") for number in range(9)), complain())
    assert all(at < 0.36 or at >= 5.349 for at in granted)
    assert len(granted) == 9
    assert worst_second(granted) <= 10
    assert gate.held_s() == 0.0


async def test_messages_to_one_chat_keep_their_distance_and_do_not_stop_others() -> None:
    """One chat hears at most one message per spacing, in order; another chat does not wait for it."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, 30, chat_spacing_s=lambda chat: 3.0 if chat == "group" else 0.0)
    heard: list[tuple[str, int, float]] = []
    began = time.at

    async def speak(chat: str, number: int) -> None:
        await gate.turn(chat)
        heard.append((chat, number, time.at - began))

    await time.run(
        *(speak("group", number) for number in range(4)),
        *(speak("person", number) for number in range(20)),
    )
    group = [(number, at) for chat, number, at in heard if chat == "group"]
    assert [number for number, _ in group] == [0, 1, 2, 3]
    assert all(later - earlier >= 3.0 for (_, earlier), (_, later) in pairwise(group))
    assert max(at for chat, _, at in heard if chat == "person") < 1.0


async def test_an_endless_pace_waits_for_holds_only() -> None:
    """A lane without a limit grants at once, and still keeps silent when it is told to."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, inf)
    began = time.at
    await time.run(*(gate.turn() for _ in range(1000)))
    assert time.at == began
    gate.hold(2.0)
    await time.run(gate.turn())
    assert time.at == began + 2.0


async def test_chats_that_waited_long_enough_are_forgotten() -> None:
    """The memory of chats is bounded by those that still have to wait."""
    time = SimulatedTime(random=random.Random(1))
    gate = pacer(time, inf, chat_spacing_s=lambda chat: 1.0)
    for number in range(5000):
        await gate.turn(str(number))
        if number % 500 == 0:
            time.at += 2.0
    time.at += 2.0
    await gate.turn("last")
    assert len(gate._chats) < 4200


@pytest.mark.parametrize(
    ("per_second", "options"),
    [(0.5, {}), (float("nan"), {}), (30, {"jitter_s": -1.0}), (30, {"burst": 0}), (30, {"burst": 31})],
)
def test_an_impossible_pace_is_refused(per_second: float, options: dict[str, object]) -> None:
    """A pace below one a second, a negative jitter or a burst above the pace is a mistake of the configuration."""
    with pytest.raises(ValueError, match="pace"):
        pacer(SimulatedTime(random=random.Random(1)), per_second, **options)
