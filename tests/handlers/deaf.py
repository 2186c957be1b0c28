"""Platforms on which some accounts do not work, and that count how often each was tried."""

from collections import Counter

from bot.chat.message import Message
from bot.chat.ports import Cause, Outcome, Unreachable
from tests.stories.inside import Evening, Noting

deaf: dict[str, Cause] = {}
"""By handle: why it does not work. Emptied before each test."""
tried: Counter[str] = Counter()


class Deaf(Noting):
    """A sender whom some accounts do not let through."""

    __slots__ = ()

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Counted; then as the account has it."""
        tried[handle] += 1
        if handle in deaf:
            return Unreachable(why="403", cause=deaf[handle])
        return await Noting.send(self, handle, message, key, thread, under)


def deafen(night: Evening) -> None:
    """From now on accounts may be deaf, none is yet."""
    deaf.clear()
    tried.clear()
    for sender in night.senders.values():
        sender.__class__ = Deaf
