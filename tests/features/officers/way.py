"""The whole way of an officer in conversation: code, mailbox, call, app; on Telegram in words, on Discord in dialogs."""

import re
from dataclasses import dataclass

from bot.chat.reply import Reply
from bot.db.transaction import Books
from bot.kernel.ids import Ref, new_ref
from bot.officers.model import Officer, OfficerState
from bot.officers.rules import state_of
from bot.people.codes import hash_code
from tests.features.departments.adding import FIRST, SECOND, operator
from tests.features.officers.joining import code_at, invited
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident

MAILBOX = "vega@police.example.org"
DIGITS = "123456"
"""Of every mailed code in these tests."""
LETTERS = re.compile(r"type these letters into it: ([A-Z2-7 ]+)")


@dataclass(slots=True, kw_only=True)
class Way:
    """Somebody on the way, and the two operators."""

    night: Evening
    who: Resident
    code: str
    ref: Ref
    first: Resident
    """Invited them."""
    second: Resident
    secret: str = ""

    async def joins(self) -> str:
        """The invitation is taken up; what the bot says."""
        return words_of(await self.who.account.says(f"/officer {self.code}"))

    async def mailbox(self, address: str = MAILBOX) -> str:
        """A work mailbox is named; what the bot says."""
        if self.who.account.modals:
            return words_of(await self.who.account.fills("officer", mailbox=address))
        return words_of(await self.who.account.says(f"/officer mailbox {address}"))

    async def digits(self, typed: str = DIGITS) -> str:
        """The digits from the mail are typed; what the bot says."""
        said = words_of(await self.who.account.says(typed))
        await self.night.settle()
        return said

    async def called(self, number: str = "+1 555 0199", source: str = "the website of the town") -> str:
        """The second operator presses the card and tells of the call; what the bot says."""
        asked = await self.second.press(self.second.last("Please call a department"), "I called, confirm")
        said = words_of(await fill(self.second, asked, number=number, source=source))
        await self.night.settle()
        return said

    async def app(self) -> str:
        """The app is set up to the point where its first code is wanted; what the bot says."""
        asked = await self.who.press_only(self.who.last("The last step is an app"), "Set up the app")
        await self.night.settle()
        found = LETTERS.search(words_of(self.who.last("Open an app that makes codes")))
        assert found is not None
        self.secret = found[1].replace(" ", "")
        return words_of(asked)

    def shows(self, later: int = 0) -> str:
        """What the app shows now, or so many thirty seconds later."""
        return code_at(self.night.clock.now(), later, self.secret)

    async def types(self, code: str) -> str:
        """A code of the app; what the bot says."""
        return words_of(await self.who.account.fills("code", code=code))

    async def all(self) -> str:
        """The whole way; what the bot says at its end."""
        await self.joins()
        await self.mailbox()
        await self.digits()
        await self.called()
        await self.app()
        verified = words_of(await self.who.account.says(self.shows()))
        await self.night.settle()
        return verified

    async def stands(self) -> OfficerState:
        """How the books have it."""
        async with self.night.services.begin() as tx:
            officer = await tx.officers.by_ref(self.ref)
            assert officer is not None
            return state_of(officer, await tx.departments.by_id(officer.department), self.night.clock.now())

    async def officer(self) -> Officer:
        """The officer as the books have them."""
        async with self.night.services.begin() as tx:
            officer = await tx.officers.by_ref(self.ref)
        assert officer is not None
        return officer

    async def officer_in(self, tx: Books) -> Officer:
        """The same, within a transaction."""
        officer = await tx.officers.by_ref(self.ref)
        assert officer is not None
        return officer

    def mails(self, address: str = MAILBOX) -> list[str]:
        """What was mailed there."""
        return [got.words for got in self.night.senders["mail"].sent if got.handle == address]


async def fill(who: Resident, asked: Reply, **answers: str) -> Reply:
    """A form is answered: in one dialog, or question by question."""
    assert asked.form is not None, words_of(asked)
    if who.account.modals:
        return await who.account.sends_form(asked.form.draft, **answers)
    for answer in answers.values():
        asked = await who.account.says(answer)
    return asked


async def way_of(night: Evening, platform: str, name: str = "Det. Olm") -> Way:
    """Somebody invited by the first of two operators who are both reached in chats."""
    first, second = await night.resident("Opal"), await night.resident("Otto", "discord")
    who = await night.resident("Olm", platform)
    who.account.modals = platform == "discord"
    async with night.services.begin() as tx:
        for operated, chat in ((FIRST, first), (SECOND, second)):
            made = await operator(tx, operated, night.clock.now(), new_ref)
            person = await tx.people.with_account(chat.account.platform, chat.account.handle)
            assert person is not None
            code = hash_code(f"code of {operated}")
            await tx.operators.give(made.id, "hash", code, night.clock.now().replace(year=2100))
            assert await tx.operators.join(code, person.id, night.clock.now())
        officer, badge = await invited(tx, "Maple Police", name, night.clock.now())
    return Way(night=night, who=who, code=badge, ref=officer.ref, first=first, second=second)
