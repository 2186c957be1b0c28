"""Everything the story stands on: a folder, the sandbox, the program as its operator has it, and the people."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.demo.humans import Human, OnDiscord, OnTelegram, Screen
from bot.demo.phone import Phone
from bot.demo.program import STARTED_WITHIN_S, Program, ProgramFailed, make_house_key, write_config
from bot.demo.telling import Telling
from bot.demo.town import Home, Town
from bot.sandbox.telegram import Limits
from bot.sandbox.world import Sandbox

INVITED = re.compile(r"officer confirm ([2-9A-Z]{6})")
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
CONFIRM = re.compile(r"department confirm ([2-9A-Z]{6})")
OPERATORS = ("Ann Lee", "Bob Ray")
DIGITS = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The demo's own waits, in seconds: configuration, not a different clock."""

    hold: float = 6.0
    tick: float = 2.0
    notices: float = 3.0


class StoryFailed(Exception):
    """Something did not happen that had to, or did that must not."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """The set, open for the time of the story."""

    town: Town
    sandbox: Sandbox
    program: Program
    telling: Telling
    waits: Waits
    folder: Path
    codes: dict[str, str] = field(default_factory=dict)
    passphrases: dict[str, str] = field(default_factory=dict)
    invited: str = ""
    """The reference of the officer who was invited last."""
    """Of the operators, by name."""

    def on_telegram(self, name: str) -> OnTelegram:
        """Somebody new on Telegram, who has opened the bot's chat."""
        human = OnTelegram(self.sandbox, name, self.telling.told)
        self.sandbox.telegram.press_start(human.id)
        return human

    def on_discord(self, name: str) -> OnDiscord:
        """Somebody new on Discord."""
        return OnDiscord(self.sandbox, name, self.telling.told)

    async def operate(self, *words: str, speaking: str = "") -> str:
        """The operator types a command, `speaking` as one of those who were added; a code in the answer is remembered by the
        first word of the command."""
        with self.telling.working("The operator types…"):
            answer = await self.program.command(*words, passphrase=self.passphrases.get(speaking, ""))
        shown = " ".join(f'"{word}"' if " " in word else word for word in words)
        self.telling.operator(shown, answer)
        found = CODE.search(answer)
        if found:
            self.codes[words[0]] = found[0]
        return answer

    async def let_in(self, name: str, *options: str) -> None:
        """Two operators, made if they are not there yet, let a department in: one proposes it, the other confirms it."""
        for operator in OPERATORS:
            if operator not in self.passphrases:
                answer = await self.operate("operator", "add", operator)
                self.passphrases[operator] = CODE.findall(answer)[0]
        first, second = OPERATORS
        told = await self.operate("department", "add", name, *options, "--operator", first, speaking=first)
        waiting = CONFIRM.search(told)
        if waiting is None:
            raise StoryFailed(f"{name} does not wait for a second operator: {told}")
        await self.operate("department", "confirm", waiting[1], "--yes", "--operator", second, speaking=second)

    async def invite(self, name: str, department: str) -> None:
        """The first operator invites an officer."""
        first, _ = OPERATORS
        words = ("officer", "invite", name, "--department", department, "--operator", first)
        invited = INVITED.search(await self.operate(*words, speaking=first))
        if invited is None:
            raise StoryFailed("The invitation does not say how the officer is confirmed.")
        self.invited = invited[1]

    async def verify(self, officer: Human, mailbox: str) -> None:
        """The officer types the code, proves a mailbox, is called about by the second operator, and sets up the app."""
        on_discord = isinstance(officer, OnDiscord)
        await officer.command("officer", {"code": self.codes["officer"]})
        await officer.see("Three steps are left")
        if on_discord:
            await officer.command("officer", {"mailbox": mailbox})
        else:
            officer.say(mailbox)
        mail = await self.sandbox.mail.wait_for(mailbox, "code")
        self.telling.mail(officer.name, str(mail.message["subject"]), "")
        digits = DIGITS.search(mail.words)
        if digits is None:
            raise StoryFailed(f"The mail to {mailbox} holds no six digits.")
        officer.say(digits[0])
        await officer.see("Your mailbox is proved")
        _, second = OPERATORS
        await self.operate(
            "officer", "confirm", self.invited, "--number", "+1 555 0199", "--source", "the website of the town",
            "--operator", second, speaking=second,
        )  # fmt: skip
        await officer.press(await officer.see("The last step is an app"), "Set up the app")
        shown = await officer.see("Open an app that makes codes")
        await officer.command("code", {"code": Phone(shown.words).shows()})
        await officer.see("You are verified")

    async def open_bot(self) -> None:
        """Start the bot and wait until both platforms hear it. Raises ProgramFailed with what it said otherwise."""
        await self.program.start()
        with self.telling.working("The bot starts; importing its clients takes a few seconds…"):
            await self._until_heard()

    async def _until_heard(self) -> None:
        async with asyncio.timeout(STARTED_WITHIN_S):
            while True:
                if (said := self.program.failed()) is not None:
                    raise ProgramFailed(said)
                try:
                    await self.sandbox.discord.wait_for_bot(timeout=0.25)
                    break
                except TimeoutError:
                    continue

    async def register(self, owner: Human, place: str, email: str) -> None:
        """An owner registers a camera and proves an email address: four messages at most."""
        after = max((mail.number for mail in self.sandbox.mail.inbox(email)), default=0)
        on_discord = isinstance(owner, OnDiscord)
        answers = {"do": "add" if on_discord else "Add", "place": place, "email": email}
        await owner.command("camera", answers)
        if on_discord:
            # Everything was said at once; on Telegram the email address, typed under the map, says yes.
            await owner.press(await owner.see("Is this the place?"), "Yes")
        await owner.see("is registered")
        mail = await self.sandbox.mail.wait_for(email, "code", after=after)
        self.telling.mail(owner.name, str(mail.message["subject"]), "")
        digits = DIGITS.search(mail.words)
        if digits is None:
            raise StoryFailed(f"The mail to {email} holds no six digits.")
        owner.say(digits[0])
        await owner.see("is confirmed as yours")

    async def stays_up(self, owner: Human) -> None:
        """An owner wants no quiet hours: the play is played at any hour of the town's day."""
        if isinstance(owner, OnDiscord):
            await owner.command("rules", {"quiet": "none"})
        else:
            owner.say("/rules none")
        await owner.see("Your rules")

    def request_answers(self, scene: Home, *, case: str = "26-018833", radius: str = "400 m") -> dict[str, str]:
        """What the officer fills in, with times in the hours before now."""
        now = datetime.now(UTC)
        return {
            "place": scene.words,
            "radius": radius,
            "type": "burglary",
            "happened": (now - timedelta(hours=2)).strftime("%Y-%m-%d %H:%M+00:00"),
            "start": (now - timedelta(hours=3)).strftime("%Y-%m-%d %H:%M+00:00"),
            "end": (now - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M+00:00"),
            "case": case,
            "contact": "+1 555 0100, reyes@police.example.org",
            "sought": "A white van that left the driveway shortly after the break-in.",
            "own": "yes",
        }

    def mails(self, email: str, words: str) -> list[Any]:
        """The mails to an address that hold these words."""
        return [mail for mail in self.sandbox.mail.inbox(email) if words in mail.words]


@asynccontextmanager
async def set_up(
    town: Town, telling: Telling, database: str | None = None, waits: Waits | None = None,
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> AsyncIterator[Stage]:  # fmt: skip
    """Build the set and take it down again. `more` overrides tables of the configuration."""
    waits = waits or Waits()
    with tempfile.TemporaryDirectory(prefix="porchlight-") as temporary:
        folder = Path(temporary)
        # A whole town joins in a few seconds here, so its group may be spoken to faster than Telegram allows.
        async with Sandbox(telegram_limits=Limits(group_per_minute=600)) as sandbox:
            config = folder / "config.toml"
            write_config(config, _tables(town, sandbox, folder, database, waits, more or {}))
            make_house_key(folder / "house.key")
            program = Program(config)
            stage = Stage(town=town, sandbox=sandbox, program=program, telling=telling, waits=waits, folder=folder)
            try:
                yield stage
            finally:
                await program.stop()


def _tables(
    town: Town, sandbox: Sandbox, folder: Path, database: str | None, waits: Waits,
    more: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, Any]]:  # fmt: skip
    tables: dict[str, dict[str, Any]] = {
        "database": {"url": database or f"sqlite:///{folder / 'porchlight.sqlite3'}"},
        **sandbox.settings(),
        "web": {"port": 0},
        "geocoding": {"gazetteer": str(town.gazetteer.resolve())},
        "vault": {"folder": str(folder / "clips")},
        "security": {"house_key": str(folder / "house.key")},
        "media": {"folder": str(folder / "media")},
        "requests": {"notice_window_seconds": waits.notices},
        "consent": {"hold_seconds": waits.hold, "tick_seconds": waits.tick},
        "incidents": {"emergency_number": "911"},
    }
    tables["mail"] |= {"security": "none", "sender": "porchlight@porchlight.example.org"}
    for table, values in more.items():
        tables.setdefault(table, {}).update(values)
    return tables


def last_with(screens: list[Screen], words: str) -> Screen | None:
    """The newest of these messages that holds the words."""
    return next((screen for screen in reversed(screens) if words in screen.words), None)
