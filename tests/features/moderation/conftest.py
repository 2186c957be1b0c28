"""Maple Corner with neighbors and two reviewers; newcomers wait for nobody, unless a test says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Button, Message
from bot.chat.reply import Reply
from bot.handlers.router import Router
from bot.incidents.model import Incident
from bot.kernel.ids import Ref, new_code, new_ref
from bot.moderation.model import Decision, ModerationPolicy
from bot.people.service import invite_reviewer, join_reviewer
from tests.features.incidents.conftest import DISCORD, TELEGRAM, ref_of, reports
from tests.handlers.house import Somebody, words_of
from tests.handlers.routes import ALL_ROUTES
from tests.stories.inside import Evening, Got, Resident, evening


@dataclass(slots=True, kw_only=True)
class Bench:
    """The neighborhood, and those who look at what it writes."""

    night: Evening
    ada: Resident
    bob: Resident
    rex: Resident
    """The first reviewer, on Telegram."""
    liv: Resident
    """The second, on Discord."""

    @property
    def shown(self) -> list[Got]:
        """What the Telegram channel shows."""
        return [got for got in self.night.senders["telegram"].sent if got.handle == TELEGRAM]

    async def report(self, author: Resident, text: str = "A window was broken.") -> Ref:
        """A report, given in and, if nothing speaks against it, shown."""
        (preview,) = (await reports(author.account, text=text)).messages
        buttons = [button.action for row in preview.buttons for button in row if isinstance(button, Button)]
        # "Post", or "Post mine" where an earlier report may be about the same thing.
        posting = next(action for action in buttons if action.verb == "incident.post")
        posted = await author.account.presses(posting.verb, posting.ref)
        await self.night.settle()
        return Ref(ref_of(posted))

    async def flagged(self, who: Resident, ref: Ref, reason: str = "untrue", words: str = "-") -> Reply:
        """A flag, and the cards that follow from it."""
        answered = await who.account.fills("flag", post=ref, reason=reason, words=words)
        await self.night.settle()
        return answered

    async def presses(self, who: Resident, verb: str, ref: str) -> str:
        """A press, what follows from it, and what was said."""
        answered = await who.account.presses(verb, ref)
        await self.night.settle()
        return words_of(answered)

    async def says(self, who: Resident, words: str) -> str:
        """Words, what follows from them, and what was said."""
        answered = await who.account.says(words)
        await self.night.settle()
        return words_of(answered)

    async def incident(self, ref: str) -> Incident:
        """The report as it is now."""
        async with self.night.services.begin() as tx:
            found = await tx.incidents.by_ref(Ref(ref))
        assert found is not None
        return found

    async def decisions(self) -> list[Decision]:
        """All of them, latest first."""
        async with self.night.services.begin() as tx:
            return list(await tx.moderation.latest(100))

    def card(self, who: Resident, ref: str) -> Message:
        """The card about it in the reviewer's chat."""
        return next(got.message for got in reversed(who.told) if ref in got.words)

    def policy(self, **numbers: int) -> None:
        """From now on the house has these numbers."""
        services = self.night.services
        policies = replace(services.policies, moderation=ModerationPolicy(**numbers))
        self.night.services = replace(services, policies=policies)
        self.night.router = Router(self.night.services, ALL_ROUTES)
        for each in (self.ada, self.bob, self.rex, self.liv):
            each.account.router = self.night.router

    async def reviewer(self, resident: Resident) -> Resident:
        """This resident becomes a reviewer."""
        now = self.night.clock.now()
        async with self.night.services.begin() as tx:
            _, robe = await invite_reviewer(tx, resident.name, now, new_ref, new_code)
            person = await tx.people.with_account(resident.account.platform, resident.account.handle)
            assert person is not None
            await join_reviewer(tx, person, robe, now)
        return resident


@pytest.fixture
async def bench(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Bench]:
    """The evening begins."""
    async with evening(engine, tmp_path) as night:
        admin = Somebody(router=night.router, handle="1", room=TELEGRAM, admin=True)
        founded = await admin.fills("setup", name="Maple Corner", place="12 Oak St")
        code = words_of(founded).split("/setup ")[1].split()[0]
        await Somebody(router=night.router, platform="discord", handle="5", room=DISCORD, admin=True).says(
            f"/setup {code}"
        )
        ada, bob, liv = [
            await night.resident(name, platform)
            for name, platform in (("Ada", "telegram"), ("Bob", "discord"), ("Liv", "discord"))
        ]
        made = Bench(night=night, ada=ada, bob=bob, rex=night.reviewer, liv=liv)
        await made.reviewer(liv)
        made.policy(reviewed_first_posts=0)
        yield made
