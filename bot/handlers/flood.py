"""How much one account may ask of the bot in a minute. In memory: a restart forgives."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)
REMEMBERED_ACCOUNTS = 10_000
"""The account that was quiet longest is forgotten first, so that a crowd of strangers costs no more memory."""


class Flood:
    """Counts what each account did in the last minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lately: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def excess(self, platform: str, handle: str, now: datetime) -> int:
        """Count one more; returns by how many the account is over the limit, 0 when it is not."""
        lately = self._lately.setdefault((platform, handle), deque(maxlen=self._most + 2))
        self._lately.move_to_end((platform, handle))
        while len(self._lately) > REMEMBERED_ACCOUNTS:
            self._lately.popitem(last=False)
        while lately and now - lately[0] >= WINDOW:
            lately.popleft()
        lately.append(now)
        return max(0, len(lately) - self._most)
