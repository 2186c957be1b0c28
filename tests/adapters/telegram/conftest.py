"""A fresh sandbox Telegram for every test, and our adapter running against it over TCP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.adapters.telegram.platform import Telegram
from bot.chat.form import Choice, CommandSpec
from bot.chat.incoming import Incoming, Suggest
from bot.chat.reply import Reply
from bot.sandbox.telegram import Limits, TelegramSandbox

BOUNDLESS = Limits(overall_per_second=10**6, private_burst=10**6, group_per_minute=10**6)
COMMANDS = (
    CommandSpec(name="start", description="Say hello", in_channels=False),
    CommandSpec(name="report", description="Report an incident"),
    CommandSpec(name="setup", description="Set this channel up", in_direct=False),
)


async def nothing_to_suggest(_: Suggest) -> tuple[Choice, ...]:
    return ()


@dataclass
class House:
    """Stands in for the router: notes what it hears, and answers with what the test put down for it."""

    heard: list[Incoming] = field(default_factory=list)
    answer: Callable[[Incoming], Awaitable[Reply] | Reply] = lambda _: Reply()
    rang: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, incoming: Incoming) -> Reply:
        self.heard.append(incoming)
        self.rang.set()
        answer = self.answer(incoming)
        return answer if isinstance(answer, Reply) else await answer

    async def hears(self, count: int = 1) -> list[Incoming]:
        """Everything heard, once there are this many."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self.rang.clear()
                await self.rang.wait()
        return self.heard


async def until(true: Callable[[], bool]) -> None:
    """Return once it is true. For what nobody announces."""
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(telegram: Telegram, house: House) -> AsyncIterator[None]:
    """The adapter runs while the block does."""
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(telegram.run(COMMANDS, house, nothing_to_suggest))
        try:
            yield
        finally:
            running.cancel()


@pytest.fixture
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    """A running Telegram without limits of pace."""
    sandbox = TelegramSandbox(limits=BOUNDLESS)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def pauses() -> list[float]:
    """What the adapter would have waited, in seconds."""
    return []


@pytest.fixture
def telegram(sandbox: TelegramSandbox, pauses: list[float]) -> Telegram:
    """Our adapter, pointed at the sandbox; its pauses are short."""

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(min(seconds, 0.02))

    return Telegram(sandbox.token, sandbox.url, poll_timeout_s=5, pause=pause)


@pytest.fixture
async def speaking(telegram: Telegram) -> AsyncIterator[Telegram]:
    """The adapter used for its sender only."""
    yield telegram
    await telegram.close()


@pytest.fixture
async def house(telegram: Telegram) -> AsyncIterator[House]:
    """A house that the running adapter talks to."""
    house = House()
    async with listening(telegram, house):
        yield house


@pytest.fixture
def ann(sandbox: TelegramSandbox) -> int:
    """A person who has pressed Start, so that the bot may write to her."""
    person = sandbox.person("Ann")
    sandbox.say(person, "/start")
    return person


@pytest.fixture
def bea(sandbox: TelegramSandbox) -> int:
    """A person who never wrote to the bot."""
    return sandbox.person("Bea", language_code="es")
