"""One account cannot make the bot flood a group: commands are answered five times a minute."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.handlers import phrases
from bot.handlers.context import Services
from bot.handlers.flood import Flood
from bot.handlers.router import Router
from tests.handlers.house import Hands, Somebody, words_of
from tests.handlers.routes import ALL_ROUTES


@pytest.fixture
def router(services: Services) -> Router:
    """A router with the product's own limit."""
    return Router(replace(services, policies=replace(services.policies, commands_per_minute=5)), ALL_ROUTES)


async def test_five_commands_a_minute(router: Router, clock: Hands) -> None:
    """Five are answered, the sixth is told to wait, the others are met with silence; after a minute all is well."""
    eve = Somebody(router, room="-100")
    answers = [await eve.says("/help") for _ in range(20)]
    assert all(answer.messages for answer in answers[:5])
    assert phrases.TOO_FAST not in " ".join(words_of(answer) for answer in answers[:5])
    assert phrases.TOO_FAST in words_of(answers[5])
    assert not any(answer.messages or answer.form for answer in answers[6:])
    clock.pass_time(timedelta(seconds=60))
    assert phrases.TOO_FAST not in words_of(await eve.says("/help"))


async def test_others_are_not_held_up(router: Router) -> None:
    """One account's flood does not cost another account anything."""
    eve, ada = Somebody(router, handle="1"), Somebody(router, handle="2")
    for _ in range(50):
        await eve.says("/help")
    assert phrases.TOO_FAST not in words_of(await ada.says("/help"))


def test_memory_is_bounded() -> None:
    """A crowd of strangers is forgotten in turn."""
    flood = Flood(5)
    moment = Hands().now()
    for number in range(20_000):
        assert flood.excess("telegram", str(number), moment) == 0
    assert len(flood._lately) == 10_000
