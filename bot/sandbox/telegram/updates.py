"""The queue of updates and the long poll that hands them out. An update is kept until a higher offset confirms it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiogram.types import Update

from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion
from bot.sandbox.telegram.parameters import refuse_unknown_fields
from bot.sandbox.telegram.refusals import Refusal

FIRST_UPDATE_ID = 700_000_001
REORDER_SECONDS = 0.2
"""How long a reordered update waits for one to overtake it."""
LONGEST_POLL_SECONDS = 50
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Bell:
    """Wakes everybody who waits for it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake all who wait now."""
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def wait(self) -> None:
        """Sleep until the next ring."""
        one = asyncio.get_running_loop().create_future()
        self._waiting.add(one)
        try:
            await one
        finally:
            self._waiting.discard(one)


@dataclass(slots=True, kw_only=True)
class Event:
    """One update on its way to the bot."""

    update_id: int
    kind: str
    body: dict[str, Any]
    about: int
    audience: tuple[int, ...]
    delivered: bool = False
    """Whether it was handed out before, and so may be a repetition."""

    def as_json(self) -> dict[str, Any]:
        """The `Update` object."""
        return {"update_id": self.update_id, self.kind: self.body}


class UpdateQueue:
    """All updates that the bot has not confirmed, in the order of their ids."""

    def __init__(self, misbehavior: Misbehavior, on_delivery: Callable[[Event], None]) -> None:
        self._misbehavior = misbehavior
        self._on_delivery = on_delivery
        self._events: list[Event] = []
        self._next_id = FIRST_UPDATE_ID
        self._held: Event | None = None
        self._allowed: frozenset[str] | None = None
        self._bell = Bell()
        self._turn = 0

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._events)

    def push(self, kind: str, body: dict[str, Any], *, about: int, audience: Iterable[int]) -> None:
        """Queue an update, unless the bot asked not to see its kind. Raises ValueError if it is no valid `Update`."""
        if not self._wanted(kind):
            return
        event = Event(update_id=0, kind=kind, body=body, about=about, audience=tuple(audience))
        refuse_unknown_fields(Update.model_validate(event.as_json()), "Update")
        fault = self._misbehavior.decide(Occasion.UPDATE, kind, about)
        if fault is Fault.REORDER and self._held is None:
            self._held = event
            asyncio.get_running_loop().call_later(REORDER_SECONDS, self._let_go)
            return
        self._append(event)
        if fault is Fault.DUPLICATE:
            self._events.append(event)
        self._let_go()
        self._bell.ring()

    async def take(
        self, *, offset: int, limit: int, timeout_seconds: int, allowed: Iterable[str] | None
    ) -> list[Event]:
        """Wait for updates from `offset` on, forget those below it, and return at most `limit` of them.

        A negative offset counts from the newest. As in Telegram, a new poll ends the one that is waiting with a 409.
        """
        if allowed is not None:
            self._allowed = frozenset(allowed)
        self._turn += 1
        turn = self._turn
        self._bell.ring()
        self._forget(offset)
        deadline = asyncio.get_running_loop().time() + min(timeout_seconds, LONGEST_POLL_SECONDS)
        while not self._events:
            try:
                async with asyncio.timeout_at(deadline):
                    await self._bell.wait()
            except TimeoutError:
                return []
            if turn != self._turn:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        handed_out = self._events[:limit]
        for event in handed_out:
            self._on_delivery(event)
            event.delivered = True
        return handed_out

    def drop(self) -> None:
        """Forget everything that waits."""
        self._events.clear()

    def _wanted(self, kind: str) -> bool:
        if self._allowed is None or not self._allowed:
            return kind not in ONLY_ON_REQUEST
        return kind in self._allowed

    def _append(self, event: Event) -> None:
        event.update_id, self._next_id = self._next_id, self._next_id + 1
        self._events.append(event)

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._append(held)
            self._bell.ring()

    def _forget(self, offset: int) -> None:
        if offset < 0:
            del self._events[:offset]
        else:
            self._events = [event for event in self._events if event.update_id >= offset]
