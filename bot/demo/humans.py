"""People at their telephones: each does and sees what one can on Telegram or on Discord, and nothing else."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.sandbox.world import Sandbox

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One message as it stands on a screen."""

    id: int
    words: str
    labels: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]

    @property
    def hashes(self) -> tuple[str, ...]:
        """SHA-256 of each file, as its receiver would compute it."""
        return tuple(hashlib.sha256(content).hexdigest() for _, content in self.files)


Told = Callable[["Human", str, str], None]
"""Called with the person, an arrow, and what they did or saw."""


class Human(Protocol):
    """Somebody with one chat app. `room` 0 is the direct conversation with the bot."""

    name: str
    platform: str
    id: int

    async def command(self, name: str, answers: Mapping[str, str], room: int = 0) -> None:
        """Type a slash command, filling in what the platform lets one fill in at once."""
        ...

    def say(self, text: str) -> None:
        """Type words in the direct conversation."""
        ...

    async def press(self, screen: Screen, label: str) -> None:
        """Press a button."""
        ...

    def send_file(self, content: bytes, filename: str, media_type: str) -> None:
        """Send a file in the direct conversation."""
        ...

    async def see(self, words: str, room: int = 0, timeout: float = PATIENCE_S) -> Screen:
        """Wait for the next message from the bot that holds these words."""
        ...

    def screen(self, room: int = 0) -> list[Screen]:
        """Everything the bot has said here."""
        ...


class OnTelegram:
    """A person on Telegram."""

    platform = "Telegram"

    def __init__(self, sandbox: Sandbox, name: str, told: Told, *, has_started: bool = False) -> None:
        """Somebody new; `has_started` if they pressed Start long ago."""
        self.name = name
        self._world = sandbox.telegram
        self._told = told
        self.id = self._world.person(name, has_started=has_started)
        self._seen: dict[int, int] = {}

    async def command(self, name: str, answers: Mapping[str, str], room: int = 0) -> None:
        """Telegram has no options: the command goes first, then every question is answered as it is asked."""
        self._told(self, "→", f"/{name}")
        typed = f"/{name}@{self._world.bot_username}" if room else f"/{name}"
        last = self._world.say(self.id, typed, chat=room or None)
        for value in answers.values():
            asked = await self._world.wait_for(
                room or self.id, lambda message: message.from_bot and bool(message.text), after=last, timeout=PATIENCE_S
            )
            self._told(self, "←", asked.text)
            last = asked.message_id
            if value in asked.labels:
                self._told(self, "→", f"[{value}]")
                await self._world.press(self.id, asked, value)
                continue
            pin = re.fullmatch(r"geo:(-?[\d.]+),(-?[\d.]+)", value)
            self._told(self, "→", "a location pin" if pin else value)
            if pin:
                last = self._world.pin(self.id, float(pin[1]), float(pin[2]))
            else:
                last = self._world.say(self.id, value, chat=room or None, reply_to=last if room else None)
        self._seen[room] = last

    def say(self, text: str) -> None:
        """Type words in the direct conversation."""
        self._told(self, "→", text)
        self._seen[0] = self._world.say(self.id, text)

    async def press(self, screen: Screen, label: str) -> None:
        """Press a button and wait until the bot has heard it."""
        self._told(self, "→", f"[{label}]")
        await self._world.press(self.id, screen.id, label, timeout=PATIENCE_S)

    def send_file(self, content: bytes, filename: str, media_type: str) -> None:
        """Send a file as a document, which Telegram leaves as it is."""
        self._told(self, "→", f"the file {filename} ({len(content)} bytes, SHA-256 {_hash(content)})")
        self._seen[0] = self._world.send_file(self.id, content, filename, media_type, as_="document")

    async def see(self, words: str, room: int = 0, timeout: float = PATIENCE_S) -> Screen:
        """Wait for the next message from the bot that holds these words."""
        found = await self._world.wait_for(
            room or self.id,
            lambda message: message.from_bot and words in message.text,
            after=self._seen.get(room, 0),
            timeout=timeout,
        )
        self._seen[room] = found.message_id
        screen = self._screen(found)
        self._told(self, "←", screen.words)
        return screen

    def screen(self, room: int = 0) -> list[Screen]:
        """Everything the bot has said here."""
        return [self._screen(message) for message in self._world.inbox(room or self.id) if message.from_bot]

    def _screen(self, message: object) -> Screen:
        from bot.sandbox.telegram.seen import SeenMessage

        assert isinstance(message, SeenMessage)
        return Screen(
            id=message.message_id,
            words=message.text,
            labels=message.labels,
            files=tuple((file.name or "", file.content) for file in message.files),
        )


class OnDiscord:
    """A person on Discord."""

    platform = "Discord"

    def __init__(self, sandbox: Sandbox, name: str, told: Told) -> None:
        self.name = name
        self._world = sandbox.discord
        self._told = told
        self.id = self._world.person(name)
        self._seen: dict[int, int] = {}

    async def command(self, name: str, answers: Mapping[str, str], room: int = 0) -> None:
        """All options at once, as Discord shows them."""
        options = {field: value.removeprefix("geo:") for field, value in answers.items()}
        self._told(self, "→", f"/{name} " + " ".join(f"{field}:{value}" for field, value in options.items()))
        self._seen[room] = self._world.slash(self.id, room or None, name, options)

    def say(self, text: str) -> None:
        """Type words in the direct conversation."""
        self._told(self, "→", text)
        self._seen[0] = self._world.say(self.id, text)

    async def press(self, screen: Screen, label: str) -> None:
        """Press a button."""
        self._told(self, "→", f"[{label}]")
        self._seen[0] = self._world.press(self.id, screen.id, label)
        await asyncio.sleep(0)

    def send_file(self, content: bytes, filename: str, media_type: str) -> None:
        """Send a file in the direct conversation."""
        self._told(self, "→", f"the file {filename} ({len(content)} bytes, SHA-256 {_hash(content)})")
        self._seen[0] = self._world.send_file(self.id, content, filename, media_type)

    async def see(self, words: str, room: int = 0, timeout: float = PATIENCE_S) -> Screen:
        """Wait for the next message from the bot that holds these words."""
        from bot.sandbox.discord.inbox import SeenMessage

        def fits(message: SeenMessage) -> bool:
            return message.from_bot and words in message.words

        found = await self._world.wait_for(room or self.id, fits, after=self._seen.get(room, 0), timeout=timeout)
        self._seen[room] = found.id
        screen = self._screen(found)
        self._told(self, "←", screen.words)
        return screen

    def screen(self, room: int = 0) -> list[Screen]:
        """Everything the bot has said here."""
        return [self._screen(message) for message in self._world.inbox(room or self.id) if message.from_bot]

    def _screen(self, message: object) -> Screen:
        from bot.sandbox.discord.inbox import SeenMessage

        assert isinstance(message, SeenMessage)
        return Screen(
            id=message.id,
            words=message.words,
            labels=tuple(button.label for button in message.buttons),
            files=tuple((file.filename, file.content) for file in message.files),
        )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16] + "…"
