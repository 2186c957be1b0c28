"""How fast a lane may speak: an even pace below the platform's limit, held while the platform asks for silence."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import inf, isinf

ROUNDING_S = 1e-6
"""Keeps rounding errors of a clock on the safe side."""

WRITING_S = 0.005
"""Between a turn and the moment at which the request has left this machine, when it is not busy."""

LATEST_S = 0.1
"""A machine that is later than this is not waited for."""

FORGETTING = 0.95
"""Of the lateness seen, at each turn: at thirty a second, a hiccup is mostly forgotten after a second or two."""

REMEMBERED_CHATS = 4096
"""How many chats are kept before those that have waited long enough are forgotten."""


def no_spacing(chat: str) -> float:
    """Messages to one chat may follow each other at once."""
    return 0.0


@dataclass(slots=True)
class _Chat:
    """One chat's own turnstile."""

    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = -inf
    waiting: int = 0


@dataclass(slots=True)
class _Hold:
    """The silence that a platform asks for."""

    until: float = -inf


class Pacer:
    """Grants turns so that at most `per_second` messages reach the platform in any trailing second.

    A message is on its way between 0 and `jitter_s` seconds, and 5 ms more until it has left this machine, or as much
    as this machine was late of late in waking us; call both together J. Two turns that lie `1 + J` apart are then heard
    at least one second apart. So the pace is even, at `(per_second - (burst - 1)) / (1 + J)`, and no turn is granted
    within `1 + J` of the one `per_second` turns before it. Turns are planned on an absolute clock: one that comes late
    does not delay the next.
    """

    def __init__(
        self,
        per_second: float = inf,
        *,
        jitter_s: float = 0.025,
        burst: int = 1,
        chat_spacing_s: Callable[[str], float] = no_spacing,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`per_second` may be infinite: then only holds and the spacing of chats apply. `burst` turns may be saved up
        while nobody speaks. `chat_spacing_s` tells how far apart two messages to this chat have to be."""
        if not per_second >= 1 or jitter_s < 0 or not 1 <= burst <= per_second:
            raise ValueError("A pace needs at least 1 message a second, a jitter of 0 or more, and 1 <= burst <= pace.")
        self._per_second, self._jitter_s, self._burst = per_second, jitter_s, burst
        self._granted: deque[float] = deque(maxlen=1 if isinf(per_second) else int(per_second))
        self._limited = not isinf(per_second)
        self._rate: Callable[[float], float] | None = None
        self._waited: Callable[[float], None] | None = None
        self._late_s = 0.0
        self._planned_at = -inf
        self._hold = _Hold()
        self._chats: dict[str, _Chat] = {}
        self._gate = asyncio.Lock()
        self._chat_spacing_s = chat_spacing_s
        self._clock = clock
        self._sleep = sleep

    def yield_to(self, rate: Callable[[float], float], waited: Callable[[float], None] | None = None) -> None:
        """From now on the pace is what `rate` says for the moment, at most the pace it was made with. `waited` is told
        the moment at which a message has to wait for the lane."""
        self._rate, self._waited = rate, waited

    def join(self, other: "Pacer") -> None:
        """Speak on the same platform as the other: hold when it holds, and know its chats."""
        self._hold, self._chats = other._hold, other._chats

    async def turn(self, chat: str = "") -> None:
        """Wait until a message to this chat may leave. Turns are granted in the order of asking, chat by chat."""
        spacing = self._chat_spacing_s(chat)
        if spacing <= 0:
            await self._lane_turn()
            return
        mine = self._chats.setdefault(chat, _Chat())
        mine.waiting += 1
        try:
            # The chat's gate stays closed until the lane's turn came, so that a hold cannot push two messages together.
            async with mine.gate:
                while (wait := mine.free_at - self._clock()) > 0:
                    await self._sleep(wait)
                await self._lane_turn()
                mine.free_at = self._clock() + spacing
        finally:
            mine.waiting -= 1
            self._forget_idle_chats()

    def hold(self, seconds: float) -> None:
        """The platform asks for silence: nobody gets a turn for so long. A shorter hold never cuts a longer one."""
        self._hold.until = max(self._hold.until, self._clock() + seconds)

    def held_s(self) -> float:
        """How much of a hold is left, in seconds; 0 when there is none."""
        return max(self._hold.until - self._clock(), 0.0)

    async def _lane_turn(self) -> None:
        async with self._gate:
            planned_at = self._clock()
            self._late_s *= FORGETTING
            while (wait := (at := self._next_turn_at()) - self._clock()) > 0:
                planned_at = at
                if self._waited is not None:
                    self._waited(self._clock())
                await self._sleep(wait)
                self._late_s = min(max(self._late_s, self._clock() - at), LATEST_S)
            # Whoever had to wait is booked on the moment planned, not on the later one at which the loop woke us.
            interval_s = self._interval_s()
            self._planned_at = max(self._planned_at + interval_s, planned_at - (self._burst - 1) * interval_s)
            self._granted.append(self._clock())

    def _window_s(self) -> float:
        """How far apart two turns have to be to be heard a second apart, in seconds."""
        return 1.0 + self._jitter_s + max(WRITING_S, self._late_s) + ROUNDING_S

    def _interval_s(self) -> float:
        return self._window_s() / (self._now_per_second() - (self._burst - 1)) + ROUNDING_S

    def _now_per_second(self) -> float:
        return self._per_second if self._rate is None else self._rate(self._clock())

    def _next_turn_at(self) -> float:
        """The planned moment of the next turn; read again after every sleep, because a hold may have come."""
        at = self._hold.until
        if self._limited:
            at = max(at, self._planned_at + self._interval_s())
            most = int(self._now_per_second())
            if len(self._granted) >= most:
                at = max(at, self._granted[-most] + self._window_s())
        return at

    def _forget_idle_chats(self) -> None:
        if len(self._chats) > REMEMBERED_CHATS:
            now = self._clock()
            # In place, because the other share of a platform knows the same chats.
            for name in [name for name, chat in self._chats.items() if not chat.waiting and chat.free_at <= now]:
                del self._chats[name]
