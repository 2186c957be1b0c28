"""The wire to the Bot API: aiogram's client, whose errors say whether a call can have arrived, and hold no token."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientConnectorError, ClientError, ClientTimeout, ConnectionTimeoutError, InvalidURL

from bot.chat.incoming import FileUnavailable
from bot.chat.ports import PlatformDown

CONNECT_TIMEOUT_S = 10.0
CALL_TIMEOUT_S = 40.0
PIECE_TIMEOUT_S = 30.0
"""The longest silence in the middle of a download."""
FAREWELL_S = 10.0
"""How long closing waits for answers that are due."""
PIECE_BYTES = 64 * 1024

_QUOTED = re.compile(r"'[^']*'")
"""Telegram quotes what it does not like, such as a link that is somebody's secret."""


class NeverConnected(TelegramNetworkError):
    """The call certainly had no effect: there was no connection to write it to."""


class Unanswered(TelegramNetworkError):
    """The call was written, at least in part, and no answer came: it may have had its effect."""


class Garbled(TelegramAPIError):
    """Telegram said yes with a body that we cannot read: the call had its effect."""


class Wire(AiohttpSession):
    """aiogram's session, which follows no redirect and whose errors hold neither the token nor anybody's words."""

    def __init__(self, api: TelegramAPIServer) -> None:
        super().__init__(api=api)
        self._calls = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Make one call. `timeout` is in seconds for the whole of it; raises TelegramAPIError only."""
        self._calls += 1
        self._idle.clear()
        try:
            return await self._call(bot, method, timeout or CALL_TIMEOUT_S)
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()

    async def close(self) -> None:
        """Close all connections once the calls in flight have their answer: a call cut off may have had its effect."""
        if self._session is None:
            return  # aiogram closes before it opens for the first time.
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._idle.wait()
        except TimeoutError:
            pass
        await super().close()

    async def _call(self, bot: Bot, method: TelegramMethod[TelegramType], timeout_s: float) -> TelegramType:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        limit = ClientTimeout(total=timeout_s, sock_connect=CONNECT_TIMEOUT_S)
        failure: TelegramAPIError
        # The error is raised outside the except block, so that the one with the address in it is not its context.
        try:
            form = self.build_form_data(bot, method)
            async with session.post(url, data=form, timeout=limit, allow_redirects=False) as response:
                status, content = response.status, await response.text(encoding="utf-8", errors="replace")
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
            failure = NeverConnected(method, f"no connection ({type(error).__name__})")
        except (ClientError, OSError) as error:
            failure = Unanswered(method, f"no answer ({type(error).__name__})")
        else:
            answer: Response[TelegramType] = self.check_response(bot, method, status, content)
            result: Any = answer.result
            return result  # type: ignore[no-any-return]
        raise failure

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """As aiogram's, for answers too that a proxy or a dying server gives."""
        failure: TelegramAPIError
        try:
            return super().check_response(bot, method, status_code, _as_answer(status_code, content))
        except ClientDecodeError:
            failure = Garbled(method, f"unreadable answer with status {status_code}")
        except TelegramAPIError as error:
            error.message = _QUOTED.sub("'…'", error.message.replace(bot.token, "(token)"))
            failure = error
        if status_code >= 500 and not isinstance(failure, TelegramServerError):
            failure = TelegramServerError(method, failure.message)
        failure.__context__ = failure.__cause__ = None
        raise failure

    async def download(self, bot: Bot, file_path: str) -> AsyncIterator[bytes]:
        """The bytes of a file that `getFile` named. Raises FileUnavailable, also when they end too early."""
        session = await self.create_session()
        url = self.api.file_url(bot.token, file_path)
        limit = ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S, sock_read=PIECE_TIMEOUT_S)
        why = ""
        try:
            async with session.get(url, timeout=limit, allow_redirects=False) as response:
                if response.status == 200:
                    async for piece in response.content.iter_chunked(PIECE_BYTES):
                        yield piece
                else:
                    why = f"Telegram answers {response.status} to the download."
        except (ClientError, OSError) as error:
            why = f"The download broke off ({type(error).__name__})."
        if why:
            raise FileUnavailable(why)


def _as_answer(status: int, content: str) -> str:
    """The content, or an answer in its place where a refusal came without one in JSON."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = None
    if status < 300 or (isinstance(body, dict) and isinstance(body.get("description"), str)):
        return content
    return json.dumps({"ok": False, "error_code": status, "description": f"status {status}"})


def connect(token: str, api_url: str) -> tuple[Bot, Wire]:
    """A bot that sends plain text only, and its wire. Raises PlatformDown for what cannot be a token."""
    wire = Wire(api=TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION)
    is_token = True
    try:
        bot = Bot(token, session=wire, default=DefaultBotProperties(parse_mode=None))
    except TokenValidationError:
        is_token = False
    if not is_token:
        raise PlatformDown("The Telegram token has the wrong form: copy it again from @BotFather.")
    return bot, wire
