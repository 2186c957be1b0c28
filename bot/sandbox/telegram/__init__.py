"""Our own Telegram: a Bot API server on this machine, and the people around the bot."""

from bot.sandbox.telegram.pace import Limits
from bot.sandbox.telegram.sandbox import TelegramSandbox
from bot.sandbox.telegram.seen import SeenButton, SeenMessage
from bot.sandbox.telegram.state import Rank

__all__ = ["Limits", "Rank", "SeenButton", "SeenMessage", "TelegramSandbox"]
