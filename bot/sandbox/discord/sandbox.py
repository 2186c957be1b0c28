"""The Discord sandbox: a server on 127.0.0.1 that a real, unmodified discord.py client logs in to."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.discord.cdn import ATTACHMENTS_PATH, DEFAULT_LINK_LIFETIME_SECONDS, SignedCdn
from bot.sandbox.discord.gateway import Gateway
from bot.sandbox.discord.intents import PRIVILEGED
from bot.sandbox.discord.ledger import Ledger, RunningClock
from bot.sandbox.discord.limits import DEFAULT_FILE_LIMIT_BYTES, Nonces, Pace, RateLimits
from bot.sandbox.discord.people import People
from bot.sandbox.discord.shell import API_PREFIX, JSON_LIMIT_BYTES, Answer, Call, Shell
from bot.sandbox.discord.witness import Witness
from bot.sandbox.misbehavior import Misbehavior
from bot.sandbox.transcript import Transcript, wall_clock

HOST = "127.0.0.1"
GATEWAY_PATH = "/gateway"


class DiscordSandbox(People):
    """A private Discord for one bot: REST, gateway and attachments on one port, and the people who live on it.

    A bot reaches it if `discord.http.Route.BASE` is `api_url` and `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`
    is `yarl.URL(gateway_url)`. All that happens between people and bots survives the bot's restarts.
    """

    def __init__(
        self,
        *,
        token: str = "sandbox.discord.token",
        host: str = HOST,
        port: int = 0,
        transcript: Transcript | None = None,
        misbehavior: Misbehavior | None = None,
        pace: Pace | None = None,
        file_limit_bytes: int = DEFAULT_FILE_LIMIT_BYTES,
        link_lifetime_seconds: float = DEFAULT_LINK_LIFETIME_SECONDS,
        nonce_window_seconds: float = 300.0,
        resumable_seconds: float = 120.0,
        approved_intents: frozenset[str] = PRIVILEGED,
        now: Callable[[], datetime] = wall_clock,
    ) -> None:
        clock = RunningClock(now)
        cdn = SignedCdn(now=clock.now, lifetime_seconds=link_lifetime_seconds, secret=secrets.token_bytes(16))
        misbehavior = misbehavior or Misbehavior()
        super().__init__(Ledger(clock, cdn), misbehavior, file_limit_bytes)
        self.token = token
        self.transcript = transcript or Transcript()
        self._address = (host, port)
        self._witness = Witness(self.ledger, self.transcript)
        self.gateway = Gateway(
            self.ledger,
            token=token,
            approved_intents=approved_intents,
            misbehavior=misbehavior,
            record=self._event,
            resumable_seconds=resumable_seconds,
        )
        self._shell = Shell(
            self.ledger,
            token=token,
            limits=RateLimits(pace or Pace(), clock.now),
            nonces=Nonces(nonce_window_seconds, clock.now),
            file_limit_bytes=file_limit_bytes,
            message_content_access="message_content" in approved_intents,
            misbehavior=misbehavior,
            record=self._call,
        )
        self.ledger.subscribers.append(self.gateway.feed)
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. A port of 0 means any free one; `api_url` and `gateway_url` then tell which."""
        app = web.Application(client_max_size=JSON_LIMIT_BYTES)
        app.router.add_route("*", API_PREFIX + "/{path:.*}", self._shell.answer)
        app.router.add_get(ATTACHMENTS_PATH + "{path:.*}", self.ledger.cdn.answer)
        app.router.add_get(GATEWAY_PATH, self.gateway.answer)
        app.router.add_get(GATEWAY_PATH + "/", self.gateway.answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        host, port = self._address
        await web.TCPSite(self._runner, host, port).start()
        self._address = (host, self._runner.addresses[0][1])
        self.ledger.cdn.origin = f"http://{host}:{self._address[1]}"
        self.gateway.url = self._shell.gateway_url = self.gateway_url

    async def stop(self) -> None:
        """Close every connection and the port."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def api_url(self) -> str:
        """The value for `discord.http.Route.BASE`."""
        return f"http://{self._address[0]}:{self._address[1]}{API_PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The value for `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` (as a `yarl.URL`)."""
        return f"ws://{self._address[0]}:{self._address[1]}{GATEWAY_PATH}"

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        return int(self.ledger.bot_user.id)

    async def wait_for_bot(self, *, timeout: float = 10.0) -> None:
        """Wait until a bot is connected and identified. Raises TimeoutError."""
        await self.wait_until(lambda: self.gateway.connected > 0, timeout=timeout, what="a bot")

    def _call(self, call: Call, answer: Answer, lost: bool) -> None:
        self._witness.call(call, answer, lost)
        self.touch()

    def _event(self, event: str, payload: Mapping[str, Any]) -> None:
        self._witness.event(event, payload)
        self.touch()
