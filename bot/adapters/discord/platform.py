"""Discord as a platform: one client that speaks and listens.

Handles: `u<id>` is a person, `c<id>` a channel or an open direct conversation. `Speaker.handle` is always a `u`,
`Room.handle` always a `c`; the Sender takes both, and opens the direct conversation of a `u` by itself.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.adapters.discord import commands as declarations
from bot.adapters.discord.files import Files
from bot.adapters.discord.receive import Ear
from bot.adapters.discord.send import DiscordSender, Opened
from bot.chat.form import CommandSpec
from bot.chat.ports import Answer, Complete, OutOfReach, PlatformDown

READY_TIMEOUT_S = 2.0
"""How long discord.py waits for one more server to be announced before it calls itself ready."""

WRONG_TOKEN = "Discord refuses the bot's token: copy a fresh one from the developer portal into the configuration."
OUT_OF_REACH = "Discord cannot be reached: check this machine's connection and Discord's status page."
GATEWAY_CLOSED = "Discord closed the connection for good (code {code}): check the application in the developer portal."

_CLOSED_FOR_WRONG_TOKEN = 4004

_log = structlog.get_logger("discord")


class Discord:
    """The Receiver; its `sender` is the Sender of the same connection. `run` may be called again after it ended."""

    def __init__(
        self,
        token: str,
        api_url: str = "",
        gateway_url: str = "",
        ready_timeout_s: float = READY_TIMEOUT_S,
        opened: Opened | None = None,
    ) -> None:
        """`opened` is told of every direct conversation that we open (see DiscordSender)."""
        self._token = token
        self._api_url = api_url
        self._gateway_url = gateway_url
        self._ready_timeout_s = ready_timeout_s
        self._sender = DiscordSender(opened)
        self._files = Files(api_url)

    @property
    def sender(self) -> DiscordSender:
        """Speaks while `run` is connected; before and after, everything is to be tried again later."""
        return self._sender

    async def run(self, commands: tuple[CommandSpec, ...], answer: Answer, complete: Complete) -> None:
        """Announce the commands if they changed, then hear everything until cancelled.

        Reconnects by itself once it was connected. Raises PlatformDown for a wrong token, a first connection that
        fails, or a connection that Discord ends for good.
        """
        self._prepare_library()
        client = _Client(self._ready_timeout_s)
        down: PlatformDown | None = None
        # The client's keep-alive is a thread: it must be closed before the loop ends, also when we are cancelled.
        async with client:
            await self._log_in(client)
            self._sender.use(client)
            try:
                await self._announce(client, commands)
                async with asyncio.TaskGroup() as tasks:
                    client.ear = Ear(
                        tasks,
                        answer=answer,
                        complete=complete,
                        sender=self._sender,
                        files=self._files,
                        menus={spec.menu[:32]: spec.name for spec in commands if spec.menu},
                    )
                    down = await _stay_connected(client)
            finally:
                client.ear = None
                self._sender.use(None)
        if down is not None:
            raise down

    async def check(self) -> str:
        """Log in once and return the bot's name. Raises PlatformDown when Discord refuses or does not answer."""
        self._prepare_library()
        client = _Client(self._ready_timeout_s)
        async with client:
            await self._log_in(client)
            return f"@{client.user.name}" if client.user else "logged in"

    def _prepare_library(self) -> None:
        # discord.py has no setting for its addresses; these two are read whenever a request or connection is made.
        if self._api_url:
            Route.BASE = self._api_url.rstrip("/")
        if self._gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = URL(self._gateway_url)
        # More than this, and discord.py would write what people say, with the tokens to answer it, into the log.
        logging.getLogger("discord").setLevel(logging.INFO)
        # We do not speak, so nobody needs to install what voice would need.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

    async def _log_in(self, client: discord.Client) -> None:
        try:
            await client.login(self._token)
        except discord.LoginFailure:
            raise PlatformDown(WRONG_TOKEN) from None
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise OutOfReach(OUT_OF_REACH) from error

    async def _announce(self, client: discord.Client, commands: tuple[CommandSpec, ...]) -> None:
        try:
            written = await declarations.sync(client, declarations.payload(commands, declarations.translations(commands)))
            _log.info("commands", written=written, count=len(commands))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            # The commands that Discord knows already go on working, and buttons need none.
            _log.error("commands not announced", error=str(error)[:500])


class _Client(discord.Client):
    """discord.py's client with nothing but two event handlers."""

    def __init__(self, ready_timeout_s: float) -> None:
        # None is privileged. The content of what is said to the bot, in private or as an answer to it, comes without one.
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=ready_timeout_s,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,
        )
        self.ear: Ear | None = None
        # An event that discord.py cannot parse would otherwise end the connection with an exception.
        state = self._connection
        state.parsers = {name: _survivable(name, parse) for name, parse in state.parsers.items()}

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A command, a press, a dialog or a half-typed option."""
        if self.ear is not None:
            self.ear.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """A direct message, or one in a channel, of which the ear takes those that answer us."""
        if self.ear is not None:
            self.ear.message(message)


async def _stay_connected(client: discord.Client) -> PlatformDown | None:
    """Listen until cancelled, or until Discord ends the connection for good; then say why."""
    try:
        await client.connect()
    except discord.ConnectionClosed as error:
        if error.code == _CLOSED_FOR_WRONG_TOKEN:
            return PlatformDown(WRONG_TOKEN)
        return PlatformDown(GATEWAY_CLOSED.format(code=error.code))
    except Exception as error:
        # Where the very first connection fails, discord.py stumbles over its own missing websocket.
        _log.warning("gateway lost", error=type(error).__name__)
        return OutOfReach(OUT_OF_REACH)
    return OutOfReach(OUT_OF_REACH)


def _survivable(name: str, parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def parsed(event: Any) -> Any:
        try:
            return parse(event)
        except Exception as error:
            _log.error("event not parsed", event_name=name, error=type(error).__name__)
            return None

    return parsed
