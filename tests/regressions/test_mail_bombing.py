"""Nobody's mailbox is filled through the bot."""

from tests.stories.inside import Evening


async def test_an_address_gets_few_codes_a_day_whoever_asks(night: Evening) -> None:
    """Five codes a day go to one unproved address, not five for each account that names it."""
    for name in ("Eve", "Evan", "Evita"):
        liar = await night.resident(name)
        for _ in range(5):
            await liar.account.says("/camera email victim@example.org")
            await night.settle()
    assert len([got for got in night.senders["mail"].sent if got.handle == "victim@example.org"]) <= 5
