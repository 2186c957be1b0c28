"""A Discord sandbox and a real discord.py bot that is connected to it over TCP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import SimpleNamespace

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.discord import DiscordSandbox


class Bot(discord.Client):
    """An ordinary bot. `heard` keeps what its handlers got; commands are added by the tests."""

    def __init__(self, **options: object) -> None:
        options.setdefault("intents", discord.Intents.default())
        super().__init__(guild_ready_timeout=0.1, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[SimpleNamespace] = []
        self.failures: list[Exception] = []
        self.on_press: Callable[[discord.Interaction], object] | None = None

        async def failed(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
            self.failures.append(getattr(error, "original", error))

        self.tree.error(failed)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: discord.py otherwise waits five seconds after a lost session."""

    async def setup_hook(self) -> None:
        if self.tree.get_commands():
            await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(SimpleNamespace(kind="message", text=message.content, message=message))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component and self.on_press is not None:
            await self.on_press(interaction)

    async def on_resumed(self) -> None:
        self.heard.append(SimpleNamespace(kind="resumed"))


Running = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
async def sandbox() -> AsyncIterator[DiscordSandbox]:
    """A Discord of the test's own."""
    place = DiscordSandbox()
    await place.start()
    yield place
    await place.stop()


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Running:
    """Run a bot against a sandbox: it is ready inside the block and closed after it."""

    @asynccontextmanager
    async def run(place: DiscordSandbox, bot: Bot | None = None) -> AsyncIterator[Bot]:
        monkeypatch.setattr(Route, "BASE", place.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.gateway_url))
        bot = bot or Bot()
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(bot.start(place.token))
            try:
                async with asyncio.timeout(10):
                    while not bot.is_ready():
                        if task.done():
                            task.result()
                        await asyncio.sleep(0.02)
                yield bot
            finally:
                await bot.close()

    return run


@pytest.fixture
def new_bot() -> type[Bot]:
    """The bot class, for tests that build their own."""
    return Bot
