"""From `/camera add` to a proved email address with the real clients on both platforms: every step of the owner counted."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.console import Console

from bot.demo.humans import OnDiscord, OnTelegram
from bot.demo.stage import DIGITS, Stage, set_up
from bot.demo.telling import Telling
from bot.demo.town import invented

MOST_STEPS = 4
"""Messages, dialogs and presses of the owner, the command and the six digits included."""
NOWHERE = "10.5,10.5"
"""No gazetteer knows a house there."""


@dataclass(slots=True)
class Steps:
    """Somebody who registers, and how often they had to do something."""

    stage: Stage
    human: OnTelegram | OnDiscord
    taken: int = 0

    @property
    def email(self) -> str:
        """Theirs."""
        return f"{self.human.name.lower()}@mail.example.org"

    async def command(self, name: str, **options: str) -> None:
        """A slash command with its options; on Telegram what follows it is typed behind it."""
        self.taken += 1
        if isinstance(self.human, OnDiscord):
            await self.human.command(name, options)
        else:
            self.human.say(" ".join([f"/{name}", *options.values()]))

    def says(self, text: str) -> None:
        """Words in the private conversation."""
        self.taken += 1
        self.human.say(text)

    def pins(self, place: str) -> None:
        """A location pin, on Telegram."""
        self.taken += 1
        lat, lon = map(float, place.split(","))
        self.stage.sandbox.telegram.pin(self.human.id, lat, lon)

    async def fills_dialog(self, **answers: str) -> None:
        """The dialog that stands open, on Discord."""
        self.taken += 1
        world = self.stage.sandbox.discord
        world.submit_modal(self.human.id, await world.wait_for_modal(self.human.id), answers)

    async def presses(self, words: str, label: str) -> None:
        """A button of the message with these words, which shows a map."""
        screen = await self.human.see(words)
        assert [name for name, _ in screen.files] == ["map.png"]
        self.taken += 1
        await self.human.press(screen, label)

    async def sees_map(self) -> None:
        """The place is shown back before anything is stored."""
        screen = await self.human.see("Is this the place?")
        assert [name for name, _ in screen.files] == ["map.png"]
        assert screen.labels[-1] == "No, another place"

    async def proves(self) -> int:
        """The six digits from the mail; returns how many steps it took in all."""
        await self.human.see("is registered")
        mail = await self.stage.sandbox.mail.wait_for(self.email, "code", after=0)
        found = DIGITS.search(mail.words)
        assert found is not None
        self.says(found[0])
        await self.human.see("is confirmed as yours")
        return self.taken


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """The bot runs on a fresh database."""
    async with set_up(invented(), Telling(Console(file=io.StringIO()))) as stage:
        await stage.operate("migrate")
        await stage.open_bot()
        yield stage


async def test_on_telegram() -> None:
    """By pin, by address in the command, and by a pin where no address is known: three or four messages, no press."""
    async with opened() as stage:
        home = stage.town.near[0]
        pin = Steps(stage, stage.on_telegram("Pia"))
        await pin.command("camera", do="add")
        await pin.human.see("Where is the camera?")
        pin.pins(f"{home.lat},{home.lon}")
        await pin.sees_map()
        pin.says(pin.email)
        assert await pin.proves() == MOST_STEPS

        address = Steps(stage, stage.on_telegram("Abe"))
        await address.command("camera", do="add", place=home.words)
        await address.sees_map()
        address.says(address.email)
        assert await address.proves() == 3

        unknown = Steps(stage, stage.on_telegram("Uma"))
        await unknown.command("camera", do="add")
        await unknown.human.see("Where is the camera?")
        unknown.pins(NOWHERE)
        await unknown.sees_map()
        unknown.says(f"3 Birch Lane, {unknown.email}")
        assert await unknown.proves() == MOST_STEPS


async def test_on_discord() -> None:
    """By dialog, with all options at once, and where no address is known: three or four steps, presses included."""
    async with opened() as stage:
        home = stage.town.near[1]
        dialog = Steps(stage, stage.on_discord("Dee"))
        await dialog.command("camera", do="add")
        await dialog.fills_dialog(place=home.words, email=dialog.email)
        await dialog.presses("Is this the place?", "Yes")
        assert await dialog.proves() == MOST_STEPS

        options = Steps(stage, stage.on_discord("Oda"))
        await options.command("camera", do="add", place=home.words, email=options.email)
        await options.presses("Is this the place?", "Yes")
        assert await options.proves() == 3

        unknown = Steps(stage, stage.on_discord("Ugo"))
        await unknown.command("camera", do="add")
        await unknown.fills_dialog(place=NOWHERE, email=unknown.email)
        await unknown.sees_map()
        unknown.says("3 Birch Lane")
        assert await unknown.proves() == MOST_STEPS
