"""Two accounts that were joined from both sides at once held each other up, and one side was told of an error."""

import asyncio

import pytest

from tests.features.people.accounts import Pair, code_in
from tests.handlers.house import words_of
from tests.stories.inside import Evening


@pytest.fixture
async def pair(night: Evening) -> Pair:
    """Ada on Telegram and Bob on Discord, who are the same person."""
    return Pair(night=night, first=await night.resident("Ada", "telegram"), second=await night.resident("Bob", "discord"))


async def test_one_joins_and_the_other_reads_that_it_is_done(pair: Pair) -> None:
    """Each has typed the other's code, and both press Yes at the same moment."""
    asked = await pair.agreed()
    code = code_in(await pair.second.account.says("/link"))
    typed = await pair.first.account.says(f"/link {code}")
    await pair.first.press(typed.messages[0], "Yes, it is mine")
    await pair.night.settle()
    other = pair.second.last("Join this account with yours?")
    answers = await asyncio.gather(pair.first.press(asked, "Yes"), pair.second.press(other, "Yes"))
    assert sorted("Accounts joined" in words_of(each) for each in answers) == [False, True]
    assert sorted("That question is closed" in words_of(each) for each in answers) == [False, True]
    assert await pair.joined()
