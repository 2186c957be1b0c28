"""The two shares of a platform's pace, on a simulated clock."""

import random

import pytest

from bot.outbox.pace import WRITING_S, Pacer
from bot.outbox.shares import shares
from tests.outbox.test_pace import SimulatedTime, worst_second


def both(time: SimulatedTime, per_second: float, jitter_s: float = 0.025) -> tuple[Pacer, Pacer]:
    return shares(per_second, jitter_s=jitter_s, clock=time.clock, sleep=time.sleep)


@pytest.mark.parametrize("per_second", [2, 2.5, 5, 20, 30])
@pytest.mark.parametrize("late_s", [0.0, 0.004, 0.09])
@pytest.mark.parametrize("seed", range(4))
async def test_both_together_never_exceed_the_limit(per_second: float, late_s: float, seed: int) -> None:
    """With floods and lulls of either, no trailing second of the platform holds more than the limit."""
    chance = random.Random(seed)
    time = SimulatedTime(random=chance, late_s=late_s)
    seen, unseen = both(time, per_second)
    arrivals: list[float] = []

    async def speak(gate: Pacer, pause: float) -> None:
        await time.sleep(pause)
        await gate.turn()
        arrivals.append(time.at + chance.uniform(0, 0.025 + WRITING_S))

    count = int(per_second * 8)
    starts = [chance.uniform(0, 20) for _ in range(3)]
    floods = [speak(gate, chance.choice(starts)) for gate in (seen, unseen) for _ in range(count)]
    drops = [speak(seen, chance.uniform(0, 20)) for _ in range(10)]
    await time.run(*floods, *drops)
    assert len(arrivals) == 2 * count + 10
    assert worst_second(arrivals) <= per_second


SEEN_AT = {
    "a flood right after a drop": [5.0, *([5.9] * 60)],
    "a flood that ends in a brook": [*([5.0] * 30), *(6.5 + 0.06 * each for each in range(90))],
}


@pytest.mark.parametrize("case", SEEN_AT)
@pytest.mark.parametrize("late_s", [0.0, 0.02, 0.09])
@pytest.mark.parametrize("jitter_s", [0.0, 0.025])
@pytest.mark.parametrize("seed", range(3))
async def test_one_share_grows_only_when_the_other_has_made_room(
    case: str, late_s: float, jitter_s: float, seed: int
) -> None:
    """Beside notices that never cease, what is seen comes and goes: no trailing second holds more than the limit."""
    time = SimulatedTime(random=random.Random(seed), late_s=late_s)
    seen, unseen = both(time, 30, jitter_s)
    arrivals: list[float] = []

    async def speak(gate: Pacer, pause: float) -> None:
        await time.sleep(pause)
        await gate.turn()
        arrivals.append(time.at + time.random.uniform(0, jitter_s + WRITING_S))

    await time.run(*(speak(seen, at) for at in SEEN_AT[case]), *(speak(unseen, 0.0) for _ in range(500)))
    assert worst_second(arrivals) <= 30


@pytest.mark.parametrize("per_second", [2, 20, 30])
async def test_what_is_seen_leaves_at_the_same_moments_whatever_is_not_seen(per_second: float) -> None:
    """Single messages, a few at once and a flood: to the microsecond, beside no notice and beside a thousand."""
    moments = [3.0, 9.0, 9.0, 9.3, *([20.0] * 100), 40.0, 44.0]
    left: list[list[float]] = []
    for unseen_too in (0, 1000):
        time = SimulatedTime(random=random.Random(1))
        seen, unseen = both(time, per_second)
        chance, found = random.Random(2), list[float]()

        async def speak(at: float, gate: Pacer, found: list[float] | None, time: SimulatedTime = time) -> None:
            await time.sleep(at)
            await gate.turn()
            if found is not None:
                found.append(round(time.at, 6))

        await time.run(
            *(speak(at, seen, found) for at in moments),
            *(speak(chance.uniform(0, 50), unseen, None) for _ in range(unseen_too)),
        )
        left.append(found)
    assert left[0] == left[1]
    assert left[0][0] == pytest.approx(103.0)


async def test_in_calm_the_unseen_have_all_but_one_a_second() -> None:
    """600 notices at 30/s need 600 * 1.03 / 29 seconds."""
    time = SimulatedTime(random=random.Random(1))
    _, unseen = both(time, 30)
    began = time.at
    await time.run(*(unseen.turn() for _ in range(600)))
    assert time.at - began == pytest.approx(600 * 1.03 / 29, rel=0.01)


async def test_a_flood_of_what_is_seen_gets_two_thirds_after_a_moment() -> None:
    """A thousand alerts at 30/s leave at twenty a second, and notices beside them at ten."""
    time = SimulatedTime(random=random.Random(1))
    seen, unseen = both(time, 30)
    alerts, notices = list[float](), list[float]()

    async def speak(gate: Pacer, left: list[float]) -> None:
        await gate.turn()
        left.append(time.at - 100.0)

    await time.run(*(speak(seen, alerts) for _ in range(1000)), *(speak(unseen, notices) for _ in range(400)))
    assert alerts[-1] == pytest.approx(1000 * 1.03 / 20, abs=2.5)
    assert notices[-1] == pytest.approx(400 * 1.03 / 10, abs=2.5)


async def test_a_hold_silences_both() -> None:
    """The platform asks for silence once, and neither share speaks."""
    time = SimulatedTime(random=random.Random(1))
    for spoken in (0, 1):
        gates = both(time, 30)
        gates[spoken].hold(5.0)
        assert gates[0].held_s() == gates[1].held_s() == pytest.approx(5.0)


async def test_both_keep_their_distance_in_one_chat() -> None:
    """A notice and an alert to one person are as far apart as two alerts."""
    time = SimulatedTime(random=random.Random(1))
    gates = shares(30, chat_spacing_s=lambda chat: 1.0, clock=time.clock, sleep=time.sleep)
    left: list[float] = []

    async def speak(gate: Pacer) -> None:
        await gate.turn("ada")
        left.append(time.at)

    await time.run(*(speak(gate) for gate in gates))
    assert left[1] - left[0] >= 1.0
