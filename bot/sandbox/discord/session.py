"""One websocket of a bot, and the session that outlives it."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.discord.compression import Compressor
from bot.sandbox.discord.intents import Intents

DISPATCH = 0
REMEMBERED_EVENTS = 5_000


@dataclass(slots=True, eq=False)
class Line:
    """One open websocket and what waits to be written to it."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    compressor: Compressor | None
    waiting: asyncio.Queue[str | int] = field(default_factory=asyncio.Queue)

    def send(self, op: int, content: Any = None, *, seq: int | None = None, event: str | None = None) -> None:
        """Queue one gateway message."""
        self.waiting.put_nowait(json.dumps({"op": op, "d": content, "s": seq, "t": event}))

    def close(self, code: int) -> None:
        """Close the socket with this code once everything before it is written."""
        self.waiting.put_nowait(code)

    async def write(self) -> None:
        """Write what is queued until the line closes."""
        while not self.socket.closed:
            match await self.waiting.get():
                case int(code):
                    await self.socket.close(code=code)
                case str(text) if self.compressor is None:
                    await self.socket.send_str(text)
                case str(text):
                    await self.socket.send_bytes(self.compressor(text.encode()))


@dataclass(slots=True, eq=False)
class Session:
    """What Discord remembers of a bot's connection, also while the connection is gone."""

    id: str
    intents: Intents
    shard: tuple[int, int]
    line: Line | None
    seq: int = 0
    lost_at: float = 0.0
    sent: deque[tuple[int, str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED_EVENTS))

    def push(self, event: str, payload: Any) -> None:
        """Number an event, remember it for a RESUME, and send it if somebody listens."""
        self.seq += 1
        self.sent.append((self.seq, event, payload))
        if self.line is not None:
            self.line.send(DISPATCH, payload, seq=self.seq, event=event)

    def concerns(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether this shard is the one that receives the event."""
        guild = payload.get("id") if event.startswith("GUILD_") and "guild_id" not in payload else None
        guild = payload.get("guild_id") or guild
        return (int(guild) >> 22) % self.shard[1] == self.shard[0] if guild else self.shard[0] == 0
