"""`/rules` as an owner types and presses it, in both languages and on both databases."""

from dataclasses import replace

import pytest

from bot.chat.language import everywhere
from bot.handlers.context import Services
from bot.handlers.router import Router
from bot.requests.model import IncidentType
from bot.requests.texts import INCIDENT_TYPES
from bot.terms import texts
from bot.terms.model import AskBy, Terms
from tests.db.houses import department
from tests.features.alerts.test_alerts_command import labels
from tests.handlers.house import Hands, Somebody, only_to_speaker, words_of


async def terms_of(services: Services, who: Somebody) -> Terms:
    """What is stored."""
    async with services.begin() as tx:
        person = await tx.people.with_account(who.platform, who.handle)
        assert person is not None
        return await tx.terms.of(person.id, "UTC")


@pytest.fixture
async def police(services: Services) -> str:
    """A department, by its reference."""
    async with services.begin() as tx:
        return (await department(tx)).ref


async def test_it_shows_what_holds(ada: Somebody) -> None:
    """With nothing said: everything may come, with the default quiet hours and the limits on us."""
    shown = await ada.says("/rules")
    assert only_to_speaker(shown)
    words = words_of(shown)
    assert "Requests: may come\nNever from: nobody in particular\nNever about: nothing in particular" in words
    assert "Quiet hours: 21:00 to 08:00, except for a missing person" in words
    assert "At most: 1 in 24 hours and 4 in 30 days" in words
    assert "A rule can only say no." in words


async def test_the_quiet_hours_go_by_the_clock_of_the_first_camera(ada: Somebody, services: Services) -> None:
    """Nobody has to name a time zone."""
    await ada.says("/camera add 12 Oak St")
    await ada.says("ada@example.org")
    await ada.says("/rules 22:30-6")
    kept = await terms_of(services, ada)
    assert (kept.time_zone, kept.quiet_from, kept.quiet_until) == ("America/New_York", 1350, 360)


@pytest.mark.parametrize("never", ["never", "NEVER", "nunca"])
@pytest.mark.parametrize("named", everywhere(INCIDENT_TYPES[IncidentType.BURGLARY]))
async def test_a_type_by_its_name(ada: Somebody, services: Services, never: str, named: str) -> None:
    """In either language; said twice it stays a no; *allow* takes it back."""
    for _ in range(2):
        assert "Never about: burglary" in words_of(await ada.says(f"/rules {never} {named.upper()}"))
        assert (await terms_of(services, ada)).never_about == {IncidentType.BURGLARY}
    assert "Never about: nothing" in words_of(await ada.says("/rules allow burglary"))


async def test_a_department_by_name_and_by_button(ada: Somebody, services: Services, police: str) -> None:
    """The same rule, on and off."""
    assert "Never from: Springfield Police" in words_of(await ada.says("/rules never springfield police"))
    listed = await ada.presses(texts.DEPARTMENTS, texts.ME)
    assert labels(listed.messages[0])[0] == "May ask again: Springfield Police"
    again = await ada.presses(texts.DEPARTMENT, texts.wish(police, never=False))
    assert labels(again.messages[0])[0] == "Never: Springfield Police"
    assert (await terms_of(services, ada)).never_from == frozenset()


async def test_every_type_has_a_button_that_says_what_it_does(ada: Somebody, services: Services) -> None:
    """One makes it a no, the one that is there then lifts it."""
    for about in IncidentType:
        await ada.presses(texts.TYPE, texts.wish(about.value, never=True))
    assert (await terms_of(services, ada)).never_about == frozenset(IncidentType)
    shown = (await ada.presses(texts.TYPES, texts.ME)).messages[0]
    assert all(label.startswith("Ask again about") for label in labels(shown)[:-1])
    for about in IncidentType:
        await ada.presses(texts.TYPE, texts.wish(about.value, never=False))
    assert (await terms_of(services, ada)).never_about == frozenset()


async def test_switches_and_ways(ada: Somebody, services: Services) -> None:
    """Only missing persons, never at night, which account: each changes alone, and back."""
    before = Terms(time_zone="UTC")
    await ada.presses(texts.FLIP, texts.wish(texts.MISSING, never=True))
    await ada.presses(texts.FLIP, texts.wish(texts.NIGHT, never=True))
    shown = await ada.presses(texts.BY, "mail")
    assert "Requests: only about missing persons" in words_of(shown)
    assert "without exception" in words_of(shown) and "How: by mail only" in words_of(shown)
    kept = await terms_of(services, ada)
    assert kept == replace(before, only_missing=True, never_at_night=True, ask_by=AskBy.MAIL)
    await ada.presses(texts.FLIP, texts.wish(texts.MISSING, never=False))
    await ada.presses(texts.FLIP, texts.wish(texts.NIGHT, never=False))
    await ada.presses(texts.BY, "both")
    assert await terms_of(services, ada) == before


async def test_pausing(ada: Somebody, services: Services, clock: Hands) -> None:
    """For a week, or until the owner says otherwise; one press brings requests back."""
    shown = words_of(await ada.presses(texts.PAUSE, "7"))
    assert "all paused until" in shown
    kept = await terms_of(services, ada)
    assert kept.paused_until is not None and (kept.paused_until - clock.now()).days == 7
    assert "all paused until you say otherwise" in words_of(await ada.says("/rules pause"))
    assert "Requests: may come" in words_of(await ada.presses(texts.RESUME, texts.ME))
    assert (await terms_of(services, ada)).paused is False


@pytest.mark.parametrize("typed", ["gibberish", "never", "never mind", "yes burglary", "always Springfield Police", "25-99"])
async def test_nonsense_gets_one_sentence_and_changes_nothing(ada: Somebody, services: Services, typed: str) -> None:
    """And there is no word for a yes."""
    await ada.says("/rules resume")
    said = words_of(await ada.says(f"/rules {typed}"))
    assert ("Please write quiet hours" if typed == "25-99" else "I know no department") in said
    assert await terms_of(services, ada) == Terms(time_zone="UTC")


@pytest.mark.parametrize("verb", [texts.PAUSE, texts.BY, texts.TYPE, texts.DEPARTMENT, texts.FLIP])
async def test_made_up_buttons_change_nothing(ada: Somebody, services: Services, verb: str) -> None:
    """A press is answered, and nothing else."""
    await ada.says("/rules resume")
    for ref in ("made up", "never.made up", "again", "never.", "yes.burglary"):
        await ada.presses(verb, ref)
    assert await terms_of(services, ada) == Terms(time_zone="UTC")


async def test_in_spanish(services: Services, router: Router) -> None:
    """Every sentence."""
    eva = Somebody(router=router, handle="77", language="es")
    words = words_of(await eva.says("/rules"))
    assert "Your rules" not in words and "Quiet hours" not in words
