"""Each platform tells why an account does not work, as exactly as it says itself."""

from types import SimpleNamespace

import discord
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage

from bot.adapters.discord.outcomes import outcome_of as on_discord
from bot.adapters.telegram.send import outcome_of as on_telegram
from bot.chat.ports import Cause, RetryLater, Unreachable

CALL = SendMessage(chat_id=7, text="x")


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("Forbidden: bot was blocked by the user", Cause.BLOCKED),
        ("Forbidden: user is deactivated", Cause.GONE),
        ("Forbidden: bot can't initiate conversation with a user", Cause.CLOSED),
        ("Forbidden: bot was kicked from the group chat", Cause.GONE),
    ],
)
def test_telegrams_refusals(words: str, cause: Cause) -> None:
    """Blocked, never started, deactivated."""
    outcome = on_telegram(TelegramForbiddenError(method=CALL, message=words), 7)
    assert isinstance(outcome, Unreachable) and outcome.cause is cause


def test_a_telegram_chat_that_is_gone() -> None:
    """Also where Telegram says it with a 400."""
    outcome = on_telegram(TelegramBadRequest(method=CALL, message="Bad Request: chat not found"), 7)
    assert isinstance(outcome, Unreachable) and outcome.cause is Cause.GONE


@pytest.mark.parametrize(
    ("status", "code", "cause"),
    [(403, 50007, Cause.CLOSED), (400, 50007, Cause.CLOSED), (403, 50001, Cause.CLOSED), (404, 10013, Cause.GONE)],
)
def test_discords_refusals(status: int, code: int, cause: Cause) -> None:
    """Closed direct messages, no access, no such person."""
    outcome = on_discord(refused(status, code))
    assert isinstance(outcome, Unreachable) and outcome.cause is cause


def test_too_many_openings_are_nobodys_fault() -> None:
    """Discord's complaint about us marks no account, and does not hold those whose conversation is open."""
    outcome = on_discord(refused(403, 40003))
    assert isinstance(outcome, RetryLater) and not outcome.lane_wide


def refused(status: int, code: int) -> discord.HTTPException:
    answer = SimpleNamespace(status=status, reason="", headers={"Via": "1.1 discord"})
    return discord.HTTPException(answer, {"code": code, "message": "no"})  # type: ignore[arg-type]
