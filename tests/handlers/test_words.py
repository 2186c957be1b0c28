"""The first words, the help and the honest limits, on both databases."""

import pytest

from bot.handlers.context import Services
from bot.handlers.router import Router
from tests.handlers.house import Somebody, only_to_speaker, words_of
from tests.handlers.routes import ALL_ROUTES


@pytest.fixture
def ada(services: Services) -> Somebody:
    """Somebody who is new here."""
    return Somebody(router=Router(services, ALL_ROUTES))


@pytest.mark.parametrize("words", ["/start", "/start abc_123-DEF", "/start " + "x" * 64])
async def test_start_greets(ada: Somebody, services: Services, words: str) -> None:
    """With or without a link's payload the greeting is the same, and nobody is stored for saying hello."""
    greeted = await ada.says(words)
    assert "Hello! I am Porchlight." in words_of(greeted)
    assert only_to_speaker(greeted)
    async with services.begin() as tx:
        assert await tx.people.with_account("telegram", "1001") is None


async def test_about_is_honest(ada: Somebody) -> None:
    """/about says what is promised and what is beyond us, and that this is no emergency line."""
    said = words_of(await ada.says("/about"))
    for claim in (
        "Only what an owner approved leaves",
        "no standing yes and no emergency path",
        "can read what is written to bots",
        "we cannot recall it",
        "in danger, call 911",
    ):
        assert claim in said


async def test_help_speaks_of_this_room(ada: Somebody) -> None:
    """Each kind of room hears of its own commands only."""
    assert "/camera" in words_of(await ada.says("/help"))
    in_channel = await ada.elsewhere("-100").says("/help")
    assert "/setup" in words_of(in_channel)
    assert "/camera" not in words_of(in_channel)
    assert only_to_speaker(in_channel)
