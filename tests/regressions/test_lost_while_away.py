"""An account was joined by silence although the house, or a platform, was down while its person could have said no."""

from datetime import timedelta

from bot.people.linking import LOST_WAIT
from tests.features.people.accounts import Pair
from tests.features.people.test_lost_and_off import lost, prove
from tests.handlers.house import words_of
from tests.stories.inside import Evening

TICK = timedelta(seconds=1)


async def pair_of(night: Evening) -> Pair:
    """Ada, whose accounts are said to be lost, and who says so."""
    return Pair(night=night, first=await night.resident("Ada"), second=await night.resident("Mallory", "discord"))


async def test_a_house_that_was_down_waits_anew(night: Evening) -> None:
    """The day is over while nothing runs: another whole one begins, in which the old account can still say no."""
    pair = await pair_of(night)
    await lost(pair)
    night.worker.stop()
    await night.worked()
    night.clock.pass_time(LOST_WAIT + timedelta(hours=2))
    night.work_again()
    await night.settle()
    assert not await pair.joined()
    await night.pass_time(LOST_WAIT - TICK)
    assert not await pair.joined()
    await night.pass_time(TICK)
    assert await pair.joined()


async def test_no_is_heard_in_the_new_day(night: Evening) -> None:
    """By the button that was there before."""
    pair = await pair_of(night)
    await lost(pair)
    night.worker.stop()
    await night.worked()
    night.clock.pass_time(LOST_WAIT + timedelta(hours=2))
    night.work_again()
    await night.settle()
    assert "Stopped" in words_of(await pair.first.press(pair.first.last("Did you lose an account?"), "Stop"))
    await night.pass_time(2 * LOST_WAIT)
    assert not await pair.joined()


async def test_whoever_is_told_late_has_the_whole_day(night: Evening) -> None:
    """The old account is told twenty hours after it was said to be lost, when the worker runs again."""
    pair = await pair_of(night)
    await prove(night, pair.first, "ada@example.org")
    await pair.second.account.says("/link email ada@example.org")
    offered = (await pair.second.account.says("123456")).messages[0]
    night.worker.stop()
    await night.worked()
    await pair.second.press(offered, "I lost the other account")
    night.clock.pass_time(timedelta(hours=20))
    night.work_again()
    await night.settle()
    pair.first.last("Did you lose an account?")
    await night.pass_time(LOST_WAIT - TICK)
    assert not await pair.joined()
    await night.pass_time(TICK)
    assert await pair.joined()
