"""Whoever held a telephone for a minute stopped its owner's mail first, joined an account, and nobody was told of it."""

from bot.people.texts import MAIL_OFF
from tests.features.people.accounts import Pair, accounts_of, mailed
from tests.features.people.test_lost_and_off import prove, take_off
from tests.stories.inside import Evening


async def test_a_stopped_mailbox_still_hears_who_joined_and_left(night: Evening) -> None:
    """No news and no requests go there; who may speak for its person is told all the same."""
    pair = Pair(night=night, first=await night.resident("Ada"), second=await night.resident("Mallory", "discord"))
    await prove(night, pair.first, "ada@example.org")
    await pair.first.account.presses(MAIL_OFF, "")
    await pair.join()
    assert any("Accounts joined" in mail and "Mallory" in mail for mail in mailed(night, "ada@example.org"))
    await take_off(night, pair.second, "Telegram: Ada")
    assert "An account was taken off" in mailed(night, "ada@example.org")[-1]
    assert [each.silenced for each in await accounts_of(night, pair.second) if each.platform == "mail"] == [True]
