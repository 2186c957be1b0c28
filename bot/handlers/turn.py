"""One thing heard, once: its first committed transaction notes the event and puts away the form that it finishes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.handlers.context import Repeated, Services, Tx


class Turn:
    """The transactions of one event. `committed` says whether anything of it lasts."""

    def __init__(self, services: Services, key: str, now: datetime) -> None:
        self._services = services
        self._key = key
        self.now = now
        self.committed = False
        self.language = self.room_language = ""
        """In which the speaker, and everybody in the room, read the answer."""
        self.finishes = ""
        """The reference of the draft that this event answers; it goes with the first commit."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction with all books. Raises Repeated if the event was heard before."""
        async with self._services.begin() as tx:
            if not self.committed:
                if not await tx.inbox.first_time(self._key, self.now):
                    raise Repeated
                if self.finishes:
                    await tx.inbox.drop_draft(self.finishes)
            yield tx
        self.committed = True

    async def note(self) -> None:
        """Put the event on record where no transaction has done so yet. Raises Repeated like `begin`."""
        if not self.committed:
            async with self.begin():
                pass

    async def put_away(self) -> None:
        """Drop the answered draft where no transaction has done so yet."""
        if self.finishes:
            await self.note()
