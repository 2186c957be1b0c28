"""An evening in Maple with two operators who have joined in their chats, one on each platform."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.passphrases import ScryptPassphrases
from bot.departments.model import DepartmentKind, Particulars, Proposal
from bot.departments.proposals import propose
from bot.geo.model import Circle, Point
from bot.kernel.ids import new_code, new_ref
from bot.operators.service import add_operator
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident, evening

ELM = Particulars(
    name="Elm Police", kind=DepartmentKind.CITY, contact="555-0177", email_domains=("elm.example.org",),
    jurisdiction=Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000), time_zone="America/New_York",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Desk:
    """Two operators at work."""

    night: Evening
    ann: Resident
    bob: Resident

    async def proposes(self, name: str, what: Particulars = ELM) -> Proposal:
        """An operator proposes on the command line; the cards have gone out."""
        async with self.night.services.begin() as tx:
            who = await tx.operators.by_name(name)
            assert who is not None
            made = await propose(tx, who, what, self.night.clock.now(), new_ref)
        await self.night.settle()
        return made

    async def presses(self, who: Resident, words: str, label: str) -> str:
        """A press on the newest message with these words, and what follows from it."""
        answered = await who.press(who.last(words), label)
        await self.night.settle()
        return words_of(answered)

    async def names(self) -> list[str]:
        """All departments."""
        async with self.night.services.begin() as tx:
            return [each.name for each in await tx.departments.all()]

    async def operator(self, name: str, platform: str) -> tuple[Resident, str]:
        """Somebody who was made an operator, and the code."""
        who, now = await self.night.resident(name, platform), self.night.clock.now()
        async with self.night.services.begin() as tx:
            _, access = await add_operator(tx, name, ScryptPassphrases(), now, new_ref, new_code)
        await self.night.settle()
        return who, access.code


@pytest.fixture
async def desk(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Desk]:
    """Ann on Telegram and Bob on Discord."""
    async with evening(engine, tmp_path) as night:
        made = Desk(night=night, ann=night.officer, bob=night.officer)
        for name, platform in (("Ann", "telegram"), ("Bob", "discord")):
            who, code = await made.operator(name, platform)
            assert f"Welcome, {name}" in words_of(await who.account.says(f"/operator {code}"))
            setattr(made, name.lower(), who)
        yield made
