"""Whoever decides with an owner was once asked by the owner's rules alone: woken at night, or asked as an officer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer, join_officer
from tests.regressions.test_deciding_for_each_other import lives_with
from tests.stories.inside import Evening, Resident

NEW_YORK = ZoneInfo("America/New_York")


async def asked(night: Evening, *rules: str) -> tuple[Resident, Resident]:
    """Ada's quiet hours are off, Eve's rules are as she says; then a request comes."""
    ada, eve = await night.owner("Ada"), await night.resident("Eve", "discord")
    await lives_with(ada, eve)
    await ada.account.fills("rules", quiet="none")
    for words in rules:
        await eve.account.says(f"/rules {words}")
    await night.publish()
    return ada, eve


def hears(who: Resident) -> bool:
    """Whether the question came."""
    return any("asks for video" in got.words for got in who.told)


async def test_their_own_quiet_hours_hold(night: Evening) -> None:
    """By the clock of the house, also for somebody without a camera who had set them before they moved in."""
    local = night.clock.now().astimezone(NEW_YORK)
    ada, eve = await asked(night, f"{local.hour}-{local.hour + 2}")
    assert hears(ada) and not hears(eve)
    await night.pass_time(timedelta(hours=1))
    assert not hears(eve)
    await night.pass_time(timedelta(hours=1, minutes=1))
    assert hears(eve)


@pytest.mark.parametrize("rule", ["pause", "never burglary", "never Maple Police"])
async def test_their_own_no_holds(night: Evening, rule: str) -> None:
    """Nobody is asked who wants not to be; without their yes there is none."""
    ada, eve = await asked(night, rule)
    assert hears(ada) and not hears(eve)


async def test_nobody_is_asked_who_became_an_officer_meanwhile(night: Evening) -> None:
    """Between the fan-out and the notice: they would learn who is asked, also from /asks."""
    local = night.clock.now().astimezone(NEW_YORK)
    ada, eve = await asked(night, f"{local.hour}-{local.hour + 2}")
    person = await night.person_of(eve)
    async with night.services.begin() as tx:
        _, badge = await invite_officer(tx, "Maple Police", "Sgt. Eve", night.clock.now(), new_ref, new_code)
        await join_officer(tx, await tx.people.person(person), badge, night.clock.now())
    await night.pass_time(timedelta(hours=3))
    assert hears(ada) and not hears(eve)
    assert night.request not in str((await eve.account.says("/asks")).messages)
