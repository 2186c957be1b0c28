"""A Telegram that limits strictly: thirty messages in any trailing second, else 429 and a second of silence."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

LIMIT = 30
WINDOW_S = 1.0
CLOSED_S = 1.0
JITTER_S = 0.025
LATENCY_S = (0.04, 0.10)


@dataclass
class Limiter:
    """Counts what it hears. Every request reaches the check up to 25 ms late, as on a network."""

    chance: random.Random
    heard: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0
    delivered: int = 0
    refused: int = 0
    first_at: float = 0.0
    last_at: float = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        """One call of the Bot API; any method of any token is a message sent."""
        await request.read()
        self.first_at = self.first_at or time.monotonic()
        await asyncio.sleep(self.chance.uniform(0, JITTER_S))
        now = time.monotonic()
        while self.heard and self.heard[0] <= now - WINDOW_S:
            self.heard.popleft()
        if now < self.closed_until or len(self.heard) >= LIMIT:
            self.refused += 1
            # Whoever knocks while it is closed does not keep it closed.
            self.closed_until = self.closed_until if now < self.closed_until else now + CLOSED_S
            words = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
            return web.json_response({**words, "parameters": {"retry_after": 1}}, status=429)
        self.heard.append(now)
        await asyncio.sleep(self.chance.uniform(*LATENCY_S))
        self.delivered += 1
        self.last_at = time.monotonic()
        chat = {"id": 1, "type": "private", "first_name": "Neighbor"}
        message = {"message_id": self.delivered, "date": 1_770_000_000, "chat": chat, "text": "hello"}
        return web.json_response({"ok": True, "result": message})


@asynccontextmanager
async def limiter(seed: int) -> AsyncIterator[tuple[Limiter, str]]:
    """A limiter that listens on this machine, and its address."""
    counts = Limiter(chance=random.Random(seed))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", counts.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield counts, f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
