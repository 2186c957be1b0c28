"""Maple Corner: one neighborhood with a channel on each platform, neighbors, and a reviewer who is asked only when the
words give a reason."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Message
from bot.chat.reply import Reply
from bot.handlers.router import Router
from bot.incidents.model import Comment, Incident, IncidentState
from bot.kernel.ids import Ref
from bot.moderation.model import ModerationPolicy
from tests.handlers.house import Somebody, words_of
from tests.handlers.routes import ALL_ROUTES
from tests.stories.inside import Evening, Got, Resident, button_of, evening

TELEGRAM, DISCORD = "-100", "900"
CHANNELS = {"telegram": TELEGRAM, "discord": DISCORD}


@dataclass(slots=True, kw_only=True)
class Corner:
    """The neighborhood, and who lives there."""

    night: Evening
    ada: Resident
    """On Telegram."""
    bob: Resident
    """On Discord."""
    eve: Resident
    """On Telegram, and curious."""

    def shows(self, platform: str) -> list[Got]:
        """What the neighborhood's channel there shows now."""
        return [got for got in self.night.senders[platform].sent if got.handle == CHANNELS[platform]]

    def everywhere(self) -> list[list[str]]:
        """The words that each channel shows."""
        return [[got.words for got in self.shows(platform)] for platform in CHANNELS]

    async def report(self, author: Resident, **more: str) -> Incident:
        """A report, posted and shown."""
        preview = await reports(author.account, **more)
        (shown,) = preview.messages
        posted = await author.account.presses(*button_of(shown, "Post"))
        await self.night.settle()
        return await self.incident(ref_of(posted))

    async def incident(self, ref: str) -> Incident:
        """The report as it is now."""
        async with self.night.services.begin() as tx:
            found = await tx.incidents.by_ref(Ref(ref))
        assert found is not None
        return found

    async def states(self) -> list[IncidentState]:
        """Of all reports of Ada, newest first, without drafts and removed ones."""
        async with self.night.services.begin() as tx:
            person = await tx.people.with_account("telegram", self.ada.account.handle)
            assert person is not None
            own = await tx.incidents.own(person.id, self.night.clock.now() - timedelta(days=60))
        return [each.state for each in own]

    async def comments(self, incident: Incident) -> list[Comment]:
        """The shown comments."""
        async with self.night.services.begin() as tx:
            return list(await tx.comments.of_incident(incident.id))

    async def answers(self, author: Resident, got: Got, words: str) -> Reply:
        """A reply to a message of the bot in a channel."""
        from bot.chat.incoming import Typed

        channel = author.account.elsewhere(got.handle)
        answered = await channel.hears(Typed(**channel._heard(), text=words, reply_to=got.receipt.split(",")[0]))
        await self.night.settle()
        return answered


def ref_of(told: Reply | Message) -> str:
    """The reference of the report that a reply speaks of."""
    words = words_of(told).replace("Your report", "report").replace("Report", "report")
    return words.partition("report ")[2][:6]


async def reports(account: Somebody, **more: str) -> Reply:
    """The whole form at once; what is not named is left out."""
    answers = {"text": "A window was broken.", "category": "crime", "place": "12 Oak St", "when": "-", "file": "-"}
    return await account.fills("report", **{**answers, **more})


@pytest.fixture
async def corner(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Corner]:
    """The evening begins."""
    async with evening(engine, tmp_path) as night:
        services = night.services
        relaxed = ModerationPolicy(reviewed_first_posts=0)
        services = replace(services, policies=replace(services.policies, moderation=relaxed))
        night.services, night.router = services, Router(services, ALL_ROUTES)
        admin = Somebody(router=night.router, handle="1", room=TELEGRAM, admin=True)
        founded = await admin.fills("setup", name="Maple Corner", place="12 Oak St")
        code = words_of(founded).split("/setup ")[1].split()[0]
        await Somebody(router=night.router, platform="discord", handle="5", room=DISCORD, admin=True).says(
            f"/setup {code}"
        )
        ada, bob, eve = [
            await night.resident(name, platform)
            for name, platform in (("Ada", "telegram"), ("Bob", "discord"), ("Eve", "telegram"))
        ]
        yield Corner(night=night, ada=ada, bob=bob, eve=eve)
