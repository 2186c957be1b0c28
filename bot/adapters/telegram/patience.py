"""Trying again what certainly had no effect, a few times, for calls that no job stands behind."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramServerError

from bot.adapters.telegram.wire import NeverConnected
from bot.chat.ports import Outcome, RetryLater

PAUSES_S = (1.0, 3.0, 9.0)
LONGEST_PAUSE_S = 30.0

Pause = Callable[[float], Awaitable[None]]
"""Waits for some seconds; `asyncio.sleep` outside of tests."""
Result = TypeVar("Result")


async def patiently(call: Callable[[], Awaitable[Result]], pause: Pause) -> Result:
    """The result of the call, after at most three more tries. Raises the last error."""
    for pause_s in PAUSES_S:
        try:
            return await call()
        except TelegramRetryAfter as error:
            wait_s = min(float(error.retry_after), LONGEST_PAUSE_S)
        except (NeverConnected, TelegramServerError):
            wait_s = pause_s
        await pause(wait_s)
    return await call()


async def delivered(send: Callable[[], Awaitable[Outcome]], pause: Pause) -> Outcome:
    """The outcome of sending, after at most three more tries while it is RetryLater."""
    for pause_s in PAUSES_S:
        outcome = await send()
        if not isinstance(outcome, RetryLater):
            return outcome
        await pause(min(outcome.after_s or pause_s, LONGEST_PAUSE_S))
    return await send()


def harmless(error: TelegramAPIError) -> str:
    """What to log of an error: its kind, and Telegram's words, which hold nothing that people wrote."""
    return f"{type(error).__name__}: {error.message[:200]}"
