"""Two chat accounts of one person were taken off in the same moment, each from the other: nobody could speak for them."""

import asyncio

from bot.kernel.refusal import Refused
from bot.people.linking import mark_of, take_off
from bot.people.model import PeopleReason
from tests.stories.inside import Evening


async def test_one_chat_stays(night: Evening) -> None:
    """The second waits for the first and is refused; the person keeps a chat."""
    ada = await night.resident("Ada")
    person = await night.person_of(ada)
    now = night.clock.now()
    async with night.services.begin() as tx:
        assert await tx.people.add_account(person, "discord", "2002", "Ada", now)
        accounts, known = await tx.people.accounts(person), await tx.people.person(person)
    first_is_in, may_end = asyncio.Event(), asyncio.Event()

    async def one() -> None:
        async with night.services.begin() as tx:
            await take_off(tx, known, mark_of(accounts[1]), now)
            first_is_in.set()
            await may_end.wait()

    async def other() -> None:
        await first_is_in.wait()
        async with night.services.begin() as tx:
            await take_off(tx, known, mark_of(accounts[0]), now)

    both = asyncio.gather(one(), other(), return_exceptions=True)
    await first_is_in.wait()
    await asyncio.sleep(0.3)
    may_end.set()
    went, refused = await both
    assert went is None
    assert isinstance(refused, Refused) and refused.reason is PeopleReason.LAST_CHAT
    async with night.services.begin() as tx:
        assert [each.id for each in await tx.people.accounts(person)] == [accounts[0].id]
