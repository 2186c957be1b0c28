"""A rule that was pressed twice, or in an old message, was once lifted again; of two presses at once one was lost."""

import asyncio

from bot.requests.model import IncidentType
from bot.terms import texts
from bot.terms.model import Terms
from tests.stories.inside import Evening, Resident


async def terms_of(night: Evening, who: Resident) -> Terms:
    """What is stored."""
    person = await night.person_of(who)
    async with night.services.begin() as tx:
        return await tx.terms.of(person, "UTC")


async def test_a_button_does_what_it_says(night: Evening) -> None:
    """However often, and whichever message it stands in: a no stays a no until the button that lifts it is pressed."""
    ada = await night.owner("Ada")
    shown = (await ada.account.says("/rules")).messages[0]
    types = (await ada.account.presses(texts.TYPES, texts.ME)).messages[0]
    departments = (await ada.account.presses(texts.DEPARTMENTS, texts.ME)).messages[0]
    for _ in range(2):
        await ada.press(shown, "Only about missing persons")
        await ada.press(shown, "Never in quiet hours, for nobody")
        await ada.press(types, "Never: burglary")
        await ada.press(departments, "Never: Maple Police")
        kept = await terms_of(night, ada)
        assert kept.only_missing and kept.never_at_night
        assert kept.never_about == {IncidentType.BURGLARY} and len(kept.never_from) == 1


async def test_two_presses_at_once_both_count(night: Evening) -> None:
    """Whichever comes first: neither writes back what it read before the other."""
    ada = await night.owner("Ada")
    for _ in range(5):
        shown = (await ada.account.says("/rules")).messages[0]
        await asyncio.gather(
            ada.press(shown, "Only about missing persons"),
            ada.press(shown, "Never in quiet hours, for nobody"),
            ada.press(shown, "Pause all for a week"),
            ada.press(shown, "Ask by mail only"),
        )
        kept = await terms_of(night, ada)
        assert (kept.only_missing, kept.never_at_night, kept.paused, kept.ask_by.value) == (True, True, True, "mail")
        now = (await ada.account.says("/rules")).messages[0]
        for label in ("Ask about everything", "A missing person may wake me", "Let requests come again", "Ask by both"):
            await ada.press(now, label)


async def test_quiet_hours_follow_the_house(night: Evening) -> None:
    """Set before the first camera, they went by Greenwich for ever."""
    eve = await night.resident("Eve")
    await eve.account.says("/rules 22-7")
    await eve.account.says("/camera add 12 Oak St")
    await eve.account.says("eve@example.org")
    kept = await terms_of(night, eve)
    assert (kept.time_zone, kept.quiet_from, kept.quiet_until) == ("America/New_York", 1320, 420)
