"""The whole of our Telegram in one object: its servers, and the people who use it."""

import time
from collections.abc import Callable
from datetime import datetime

from bot.sandbox.misbehavior import Misbehavior
from bot.sandbox.telegram.pace import Limits, Pace
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.server import BotApi
from bot.sandbox.telegram.state import World
from bot.sandbox.telegram.updates import Event, UpdateQueue
from bot.sandbox.transcript import Transcript, wall_clock

DEFAULT_LIMITS = Limits()
DEFAULT_TOKEN = "4200000001:sandbox-token-of-porchlight"


class TelegramSandbox(People):
    """A Bot API for one bot, for `TelegramAPIServer.from_base(sandbox.url)`, and the people around that bot.

    It keeps its memory over `stop` and `start`, and then its port too: that is an outage.
    """

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        transcript: Transcript | None = None,
        misbehavior: Misbehavior | None = None,
        limits: Limits = DEFAULT_LIMITS,
        now: Callable[[], datetime] = wall_clock,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.transcript = Transcript(now=now) if transcript is None else transcript
        self.misbehavior = Misbehavior() if misbehavior is None else misbehavior
        self._host = host
        self._port = port
        self._pace = Pace(limits, clock)
        updates = UpdateQueue(self.misbehavior, self._record_update)
        world = World(bot_id=int(token.partition(":")[0]), updates=updates, now=now)
        super().__init__(world, self.misbehavior)
        self._api = BotApi(
            token=token,
            world=world,
            pace=self._pace,
            misbehavior=self.misbehavior,
            transcript=self.transcript,
        )

    async def start(self) -> None:
        """Begin to answer."""
        self._port = await self._api.start(self._host, self._port)

    async def stop(self) -> None:
        """Stop answering and cut every connection. Nothing is forgotten."""
        await self._api.stop()

    @property
    def url(self) -> str:
        """Where the Bot API is. Known once it has started."""
        return f"http://{self._host}:{self._port}"

    @property
    def limits(self) -> Limits:
        """How fast the bot may send; may be set at any time."""
        return self._pace.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._pace.limits = limits

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed yet."""
        return self._world.updates.pending

    def _record_update(self, event: Event) -> None:
        self.transcript.add(
            platform="telegram",
            direction="to bot",
            kind=event.kind,
            about=event.about,
            audience=() if event.delivered else event.audience,
            payload=event.as_json(),
        )
