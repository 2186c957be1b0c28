"""How fast a bot may send: 30 a second overall, about one a second in a private chat, 20 a minute in a group."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Messages that a bot may send. Source: core.telegram.org/bots/faq, "hitting limits"; the burst is a guess."""

    overall_per_second: int = 30
    private_per_second: float = 1.0
    private_burst: int = 5
    """How many may go to one private chat at once, after a rest."""
    group_per_minute: int = 20


class Pace:
    """Remembers what was sent and says whether one more may go. Time is monotonic, in seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._privates: dict[int, tuple[float, float]] = {}

    def spend(self, chat_id: int, messages: int = 1) -> int:
        """Count these messages and return 0, or count nothing and return how many whole seconds to wait."""
        now = self._clock()
        wait_seconds = _window(self._overall, now, 1.0, self.limits.overall_per_second, messages)
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else None
        if group is not None:
            wait_seconds = max(wait_seconds, _window(group, now, 60.0, self.limits.group_per_minute, messages))
            credit = 0.0
        else:
            credit = self._credit(chat_id, now)
            if credit < 1:
                wait_seconds = max(wait_seconds, (1 - credit) / self.limits.private_per_second)
        if wait_seconds > 0:
            return max(1, math.ceil(wait_seconds))
        self._overall.extend([now] * messages)
        if group is not None:
            group.extend([now] * messages)
        else:
            self._privates[chat_id] = (credit - messages, now)
        return 0

    def _credit(self, chat_id: int, now: float) -> float:
        full = float(self.limits.private_burst)
        credit, since = self._privates.get(chat_id, (full, now))
        return min(full, credit + (now - since) * self.limits.private_per_second)


def _window(sent: deque[float], now: float, length_seconds: float, limit: int, messages: int) -> float:
    """How long until `messages` more fit into the trailing window; an album goes out whole, even above the limit."""
    while sent and sent[0] <= now - length_seconds:
        sent.popleft()
    excess = len(sent) + messages - limit
    return 0.0 if excess <= 0 or not sent else sent[min(excess, len(sent)) - 1] + length_seconds - now
