"""One platform's pace in two shares: what others can see is said at moments that tell nothing of what they cannot."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf, isinf

from bot.outbox.pace import Pacer, no_spacing

RESERVED = 1
"""So many messages a second are kept for the seen, also while nobody says one: the least that lets one leave at once."""

KEPT_PART = 3
"""A part of the pace that stays for the unseen while much is seen: 500 notices leave within their minute on ten a second."""


BUSY_S = 2.5
"""So long after the last wait of something seen the seen still have the larger share."""


@dataclass(slots=True)
class _Shares:
    """Who may say how much in a second, by what was seen alone.

    In calm the seen have `RESERVED` and the unseen all else; once something seen has had to wait, the unseen keep their
    part and the seen have all else. Both paces are even, so that while they change, what one says less in the trailing
    second is at least what the other says more.
    """

    per_second: float
    busy_until: float = -inf

    def seen(self, at: float) -> float:
        """How many seen messages a second at this moment."""
        return self.per_second - self.unseen(at)

    def unseen(self, at: float) -> float:
        """How many unseen ones."""
        return max(self.per_second // KEPT_PART, 1) if at < self.busy_until else self.per_second - RESERVED

    def waited(self, at: float) -> None:
        """Something seen has to wait now."""
        self.busy_until = at + BUSY_S


def shares(
    per_second: float,
    *,
    jitter_s: float = 0.025,
    chat_spacing_s: Callable[[str], float] = no_spacing,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> tuple[Pacer, Pacer]:
    """The pacers of the seen and of the unseen. Both keep silent together, and keep their distance in each chat together.

    Below two a second there is nothing to divide: both are the same, and the seen wait for the unseen.
    """
    seen = Pacer(per_second, jitter_s=jitter_s, chat_spacing_s=chat_spacing_s, clock=clock, sleep=sleep)
    if per_second < 2:
        return seen, seen
    unseen = Pacer(per_second, jitter_s=jitter_s, chat_spacing_s=chat_spacing_s, clock=clock, sleep=sleep)
    if not isinf(per_second):
        divided = _Shares(per_second)
        seen.yield_to(divided.seen, waited=divided.waited)
        unseen.yield_to(divided.unseen)
    unseen.join(seen)
    return seen, unseen
