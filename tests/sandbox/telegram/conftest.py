"""A fresh Telegram for every test, and a real aiogram bot that reaches it over TCP."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sandbox.telegram import Limits, TelegramSandbox

BOUNDLESS = Limits(overall_per_second=10**6, private_burst=10**6, group_per_minute=10**6)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def session() -> AsyncIterator[AiohttpSession]:
    """One client session a module: closing one takes aiogram a quarter of a second."""
    session = AiohttpSession()
    yield session
    await session.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[TelegramSandbox]:
    """A running Telegram without limits of pace."""
    sandbox = TelegramSandbox(limits=BOUNDLESS)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: TelegramSandbox, session: AiohttpSession) -> Bot:
    """An ordinary aiogram bot, pointed at the sandbox."""
    session.api = TelegramAPIServer.from_base(sandbox.url)
    return Bot(sandbox.token, session=session)


@pytest.fixture
def ann(sandbox: TelegramSandbox, bot: Bot) -> int:
    """A person who has pressed Start."""
    person = sandbox.person("Ann")
    sandbox.say(person, "/start")
    return person
