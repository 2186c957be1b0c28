"""Who is spoken to in which language: the app's at first, then the one chosen with `/language`, on both databases."""

import pytest

from bot.chat.language import known_language
from bot.chat.message import Audience
from bot.handlers.context import Services
from bot.handlers.router import Router
from tests.db.houses import Begin
from tests.handlers.house import Somebody, only_to_speaker, words_of


@pytest.fixture
def eva(router: Router) -> Somebody:
    """Somebody whose app is in Spanish."""
    return Somebody(router=router, handle="2002", language="es-MX")


async def test_a_stranger_is_spoken_to_in_the_language_of_their_app(ada: Somebody, eva: Somebody) -> None:
    """Before anything is known of somebody, the app decides; a language that we do not speak gets English."""
    assert "I did not understand that." in words_of(await ada.says("what?"))
    assert "No entendí" in words_of(await eva.says("¿qué?"))
    ole = Somebody(router=ada.router, handle="3003", language="nb")
    assert "I did not understand that." in words_of(await ole.says("hva?"))


async def test_one_who_chooses_is_answered_in_the_new_language_and_stays_with_it(ada: Somebody, begin: Begin) -> None:
    """The very confirmation is in the new language, so are later answers and refusals, whatever the app says."""
    assert "en español." in words_of(await ada.says("/language Español"))
    assert "No entendí" in words_of(await ada.says("what?"))
    assert "No tiene ninguna cámara" in words_of(await ada.says("/camera pause K7QFM3"))
    async with begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person is not None and person.language == "es"
    assert words_of(await ada.says("/language english")) == "\nFrom now on I speak English with you.\n"
    assert "I did not understand that." in words_of(await ada.says("what?"))


async def test_the_choice_is_asked_for_and_pressed(eva: Somebody) -> None:
    """Without a word the two languages are offered, each in its own; another word is asked again in the old language."""
    asked = await eva.says("/language")
    assert asked.form is not None
    assert [choice.label for choice in asked.form.fields[0].choices] == ["English", "Español"]
    again = await eva.says("Klingon")
    assert "elija una de estas opciones" in words_of(again)
    assert again.form is not None
    pressed = await eva.presses("form.pick", f"{again.form.draft}.0")
    assert "From now on I speak English with you." in words_of(pressed)
    assert pressed.closes


async def test_a_new_person_begins_with_a_language_that_we_speak(eva: Somebody, begin: Begin) -> None:
    """What an app calls its language is stored as one of ours."""
    await eva.fills("camera", do="email", email="eva@example.org")
    async with begin() as tx:
        person = await tx.people.with_account("telegram", "2002")
        assert person is not None and person.language == "es" == known_language("es-MX")


async def test_an_administrator_chooses_for_the_channel(ada: Somebody, eva: Somebody, services: Services) -> None:
    """What everybody reads there is in the channel's language; what one alone reads stays in one's own."""
    admin = ada.elsewhere("-100", admin=True)
    await admin.fills("setup", name="Maple Corner", place="40.0, -75.0", radius="1")
    told = await admin.says("/language es")
    assert "español en este canal." in words_of(told)
    assert [message.audience for message in told.messages] == [Audience.EVERYONE_HERE]
    async with services.begin() as tx:
        linked = await tx.neighborhoods.of_channel("telegram", "-100")
        assert linked is not None and linked[1].language == "es"
    assert "What I can do" in words_of(await admin.says("/help"))
    assert "What I can do" not in words_of(await eva.elsewhere("-100").says("/help"))


async def test_nobody_else_chooses_for_the_channel(ada: Somebody, services: Services) -> None:
    """Others are told, alone, how to choose for themselves; nothing changes, and nothing is asked."""
    admin = ada.elsewhere("-100", admin=True)
    await admin.fills("setup", name="Maple Corner", place="40.0, -75.0", radius="1")
    for words in ("/language es", "/language"):
        told = await ada.elsewhere("-100").says(words)
        assert "Only an administrator can choose the language" in words_of(told)
        assert only_to_speaker(told) and told.form is None
    async with services.begin() as tx:
        linked = await tx.neighborhoods.of_channel("telegram", "-100")
        assert linked is not None and linked[1].language == "en"
        assert await tx.people.with_account("telegram", "1001") is None


async def test_a_channel_that_is_not_set_up_has_no_language(ada: Somebody) -> None:
    """There is nothing to choose for until `/setup`, and the answer says so."""
    told = await ada.elsewhere("-100", admin=True).says("/language es")
    assert "No neighborhood is set up here yet." in words_of(told)


async def test_a_channel_begins_with_the_language_of_whoever_sets_it_up(eva: Somebody, services: Services) -> None:
    """The answer to everybody is in Spanish already."""
    told = await eva.elsewhere("-100", admin=True).fills("setup", name="Maple", place="40.0, -75.0", radius="1")
    assert "Este canal" in words_of(told)
    async with services.begin() as tx:
        linked = await tx.neighborhoods.of_channel("telegram", "-100")
        assert linked is not None and linked[1].language == "es"


async def test_the_words_for_giving_up_are_understood_in_both_languages(eva: Somebody) -> None:
    """`cancelar` drops an open question as `cancel` does."""
    for word in ("cancelar", "Cancel."):
        assert (await eva.says("/language")).form is not None
        assert "/language. No se guardó nada." in words_of(await eva.says(word))
