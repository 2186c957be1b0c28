"""A Discord sandbox, and our adapter connected to it over TCP with a house that answers as the test wants."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.adapters.discord.platform import Discord
from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.incoming import Incoming, Suggest
from bot.chat.message import say
from bot.chat.reply import Reply
from bot.sandbox.discord import DiscordSandbox, Pace
from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion

REPORT = CommandSpec(
    name="report",
    description="Tell your neighbors what happened.",
    fields=(
        Field(
            name="kind",
            label="What is it about?",
            question="Which kind of incident is it?",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="theft", label="Theft"), Choice(value="lost_pet", label="Lost pet")),
        ),
        Field(name="place", label="Where?", question="Where did it happen?", kind=FieldKind.PLACE, suggests=True),
        Field(name="text", label="What?", question="What happened?", kind=FieldKind.TEXT, max_length=1500),
    ),
)
ASKS = CommandSpec(name="asks", description="Your open questions.", in_channels=False)
SETUP = CommandSpec(name="setup", description="Set up this channel.", in_direct=False)
COMMANDS = (REPORT, ASKS, SETUP)


class House:
    """Stands where the router stands: notes what is heard and answers with `reply`, or with what `on` returns."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.suggested: list[Suggest] = []
        self.reply = Reply(messages=(say("Heard."),))
        self.on: Callable[[Incoming], Awaitable[Reply]] | None = None
        self.on_suggest: Callable[[Suggest], Awaitable[tuple[Choice, ...]]] | None = None

    async def answer(self, incoming: Incoming) -> Reply:
        self.heard.append(incoming)
        return self.reply if self.on is None else await self.on(incoming)

    async def complete(self, suggest: Suggest) -> tuple[Choice, ...]:
        self.suggested.append(suggest)
        return () if self.on_suggest is None else await self.on_suggest(suggest)


Running = Callable[..., AbstractAsyncContextManager[Discord]]


class Script(Misbehavior):
    """Faults by the route of a call: each is used once, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, list[Fault]] = {}

    def decide(self, occasion: Occasion, kind: str, person: str | int = "") -> Fault:
        waiting = self.faults.get(kind, [])
        return waiting.pop(0) if waiting else super().decide(occasion, kind, person)


@pytest.fixture
def script() -> Script:
    """What goes wrong, call by call."""
    return Script()


@pytest.fixture
async def sandbox(script: Script) -> AsyncIterator[DiscordSandbox]:
    """A Discord of the test's own, without haste about calls per second."""
    pace = Pace(global_calls_per_second=10_000, message_calls=10_000, other_calls=10_000)
    place = DiscordSandbox(misbehavior=script, pace=pace)
    await place.start()
    yield place
    await place.stop()


@pytest.fixture
def house() -> House:
    """The house that answers."""
    return House()


@pytest.fixture
def running(sandbox: DiscordSandbox, house: House) -> Running:
    """Runs an adapter, by default with our three commands, until the block ends."""

    @asynccontextmanager
    async def run(commands: tuple[CommandSpec, ...] = COMMANDS) -> AsyncIterator[Discord]:
        platform = Discord(sandbox.token, sandbox.api_url, sandbox.gateway_url, ready_timeout_s=0.1)
        task = asyncio.get_running_loop().create_task(platform.run(commands, house.answer, house.complete))
        try:
            await sandbox.wait_for_bot()
            yield platform
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await sandbox.wait_until(lambda: sandbox.gateway.connected == 0)
        assert task.cancelled(), "the adapter ends when it is cancelled, and not before"

    return run


@pytest.fixture
async def platform(running: Running) -> AsyncIterator[Discord]:
    """A connected adapter."""
    async with running() as connected:
        yield connected
