"""Two people at their telephones for the tests of linked accounts."""

import re
from dataclasses import dataclass

from bot.chat.message import Message
from bot.chat.reply import Reply
from bot.people.model import Account, Person
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident

CODE = re.compile(r"/link ([2-9A-Z]{4}-[2-9A-Z]{4})")


@dataclass(slots=True, kw_only=True)
class Pair:
    """One account that makes codes, and another that types them."""

    night: Evening
    first: Resident
    second: Resident

    async def code(self) -> str:
        """The first account asks for a code."""
        return code_in(await self.first.account.says("/link"))

    async def typed(self, code: str = "") -> Message:
        """The second account types it; returns what that is asked."""
        answered = await self.second.account.says(f"/link {code or await self.code()}")
        assert "Is this your account?" in words_of(answered), words_of(answered)
        return answered.messages[0]

    async def agreed(self) -> Message:
        """The second account has said yes; returns what the first one is asked."""
        await self.second.press(await self.typed(), "Yes, it is mine")
        await self.night.settle()
        return self.first.last("Join this account with yours?")

    async def join(self) -> Reply:
        """Both have said yes."""
        answered = await self.first.press(await self.agreed(), "Yes")
        await self.night.settle()
        return answered

    async def joined(self) -> bool:
        """Whether the two are one person."""
        one, other = await person_behind(self.night, self.first), await person_behind(self.night, self.second)
        return one is not None and other is not None and one.id == other.id


def code_in(answer: Reply) -> str:
    """The code that an answer shows."""
    found = CODE.search(words_of(answer))
    assert found is not None, words_of(answer)
    return found[1]


async def person_behind(night: Evening, resident: Resident) -> Person | None:
    """The person behind an account."""
    async with night.services.begin() as tx:
        return await tx.people.with_account(resident.account.platform, resident.account.handle)


async def accounts_of(night: Evening, resident: Resident) -> list[Account]:
    """All accounts of the person behind this one."""
    person = await person_behind(night, resident)
    assert person is not None
    async with night.services.begin() as tx:
        return list(await tx.people.accounts(person.id))


def mailed(night: Evening, address: str) -> list[str]:
    """What came to an address."""
    return [got.words for got in night.senders["mail"].sent if got.handle == address]
