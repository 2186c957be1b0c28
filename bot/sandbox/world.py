"""The whole sandbox in one object: Telegram, Discord and mail side by side, with one transcript and one misbehavior."""

from types import TracebackType
from typing import Any, Self

from bot.sandbox.discord import DiscordSandbox, Pace
from bot.sandbox.mail import MailSandbox
from bot.sandbox.misbehavior import Misbehavior, Plan
from bot.sandbox.telegram import Limits, TelegramSandbox
from bot.sandbox.transcript import Transcript

HOST = "127.0.0.1"


class Sandbox:
    """Everything outside the bot. Use it as `async with Sandbox() as sandbox`, or call `start` and `stop`."""

    def __init__(
        self,
        *,
        seed: int = 0,
        plan: Plan | None = None,
        telegram_limits: Limits | None = None,
        discord_pace: Pace | None = None,
        telegram_port: int = 0,
        discord_port: int = 0,
        mail_port: int = 0,
    ) -> None:
        self.transcript = Transcript()
        self.misbehavior = Misbehavior(plan or Plan(), seed=seed)
        self.telegram = TelegramSandbox(
            port=telegram_port,
            transcript=self.transcript,
            misbehavior=self.misbehavior,
            limits=telegram_limits or Limits(),
        )
        self.discord = DiscordSandbox(
            port=discord_port, transcript=self.transcript, misbehavior=self.misbehavior, pace=discord_pace
        )
        self.mail = MailSandbox(port=mail_port, transcript=self.transcript, misbehavior=self.misbehavior)

    async def start(self) -> None:
        """Start all three servers on 127.0.0.1. If one cannot start, none is left running."""
        try:
            await self.telegram.start()
            await self.discord.start()
            await self.mail.start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop all three servers."""
        await self.mail.stop()
        await self.discord.stop()
        await self.telegram.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def settings(self) -> dict[str, dict[str, Any]]:
        """The addresses and tokens that a bot's configuration needs. Known once everything has started."""
        return {
            "telegram": {"token": self.telegram.token, "api_url": self.telegram.url},
            "discord": {
                "token": self.discord.token,
                "api_url": self.discord.api_url,
                "gateway_url": self.discord.gateway_url,
            },
            "mail": {"host": self.mail.host, "port": self.mail.port},
        }
