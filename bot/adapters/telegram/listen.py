"""The long poll: hears everything, keeps each person's order, and confirms only what has been answered."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetChatMember, TelegramMethod
from aiogram.types import Update

from bot.adapters.telegram.patience import Pause, harmless, patiently
from bot.adapters.telegram.receive import Happening, Reader
from bot.adapters.telegram.respond import Responder
from bot.adapters.telegram.send import Migrated
from bot.chat.incoming import Incoming
from bot.chat.phrase import phrase
from bot.chat.ports import Answer, PlatformDown
from bot.chat.reply import Reply

ALLOWED_UPDATES = ("message", "callback_query")
PATIENCE_BEYOND_POLL_S = 15
AT_ONCE = 16
"""Persons who are answered at the same time."""
ANSWER_PAUSES_S = (0.5, 2.0, 8.0)
"""Between the tries to answer one update: a database may be restarting."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
CONFLICT_PAUSE_S = 5.0
FAREWELL_S = 3.0
LARGEST_UPDATE_ID = 2**53
SOMETHING_BROKE = phrase("Something went wrong here. Please try again in a moment.")
IN_CHARGE = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)

_log = logging.getLogger(__name__)


class GetRawUpdates(TelegramMethod[list[Any]]):
    """`getUpdates`, with each update still as plain JSON: one that aiogram cannot read must not spoil the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Listener:
    """Hears updates and has them answered."""

    def __init__(
        self,
        *,
        bot: Bot,
        reader: Reader,
        responder: Responder,
        answer: Answer,
        poll_timeout_s: int,
        pause: Pause,
        migrated: Migrated | None,
    ) -> None:
        self._bot = bot
        self._reader = reader
        self._responder = responder
        self._answer = answer
        self._poll_timeout_s = poll_timeout_s
        self._pause = pause
        self._migrated = migrated
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._latest: dict[int, asyncio.Event] = {}
        """By person: set when the reply to the last thing that they did has been given."""

    async def run(self) -> None:
        """Listen until cancelled. Raises PlatformDown when Telegram takes the token no more."""
        async with asyncio.TaskGroup() as replies:
            try:
                down = await self._listen(replies)
            except asyncio.CancelledError:
                await self._last_words()
                raise
        raise down

    async def _last_words(self) -> None:
        """Let the replies go out whose cause is settled: nobody would say them again."""
        try:
            async with asyncio.timeout(FAREWELL_S):
                for given in tuple(self._latest.values()):
                    await given.wait()
        except TimeoutError:
            _log.warning("Some replies on Telegram were cut off by the end of the program.")

    async def _listen(self, replies: asyncio.TaskGroup) -> PlatformDown:
        """Poll, answer, confirm, until the platform is down for good. Replies are given in the background.

        So one chat that Telegram slows down does not keep the others waiting; the effect of an answer is safe already.
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                batch = await self._poll(offset)
            except (TelegramUnauthorizedError, TelegramNotFound):
                return PlatformDown("Telegram refuses the token: get a new one from @BotFather.")
            except TelegramAPIError as error:
                wait_s = _wait_s(error, failures)
                if not failures:
                    _log.warning("Telegram gives no updates, trying on: %s", harmless(error))
                failures += 1
                await self._pause(wait_s)
                continue
            confirmed = await self._answer_all(batch, replies)
            if batch and confirmed is None:
                # Nothing in it can be confirmed, so that it will come again: do not spin.
                await self._pause(LONGEST_PAUSE_S)
            failures = 0
            # After a quiet week Telegram may begin again with lower numbers, hence no offset once all is confirmed.
            offset = None if confirmed is None else confirmed + 1

    async def _poll(self, offset: int | None) -> list[Any]:
        call = GetRawUpdates(
            offset=offset, limit=100, timeout=self._poll_timeout_s, allowed_updates=list(ALLOWED_UPDATES)
        )
        return await self._bot(call, request_timeout=self._poll_timeout_s + PATIENCE_BEYOND_POLL_S)

    async def _answer_all(self, batch: list[Any], replies: asyncio.TaskGroup) -> int | None:
        """Answer everything in a batch, each person's things in order. Returns the highest number in it."""
        numbered: dict[int, Any] = {}
        for raw in batch:
            number = raw.get("update_id") if isinstance(raw, dict) else None
            if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < LARGEST_UPDATE_ID:
                numbered.setdefault(number, raw)
            else:
                _log.warning("A Telegram update without a number was skipped.")
        persons: dict[int, list[Happening]] = {}
        for number in sorted(numbered):
            happening = await self._read(number, numbered[number])
            if happening is not None:
                persons.setdefault(happening.person, []).append(happening)
        async with asyncio.TaskGroup() as tasks:
            for happenings in persons.values():
                tasks.create_task(self._in_order(happenings, replies))
        return max(numbered, default=None)

    async def _read(self, number: int, raw: Any) -> Happening | None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            await self._note_migration(update)
            return self._reader.read(update)
        except Exception as error:  # Whatever a stranger managed to send, the others are waiting.
            _log.warning("Telegram update %d was skipped: %s", number, type(error).__name__)
            return None

    async def _note_migration(self, update: Update) -> None:
        message = update.message
        if self._migrated is not None and message is not None and message.migrate_to_chat_id is not None:
            await self._migrated(str(message.chat.id), str(message.migrate_to_chat_id))

    async def _in_order(self, happenings: Sequence[Happening], replies: asyncio.TaskGroup) -> None:
        """Have one person's things answered, one after the other; their replies go out in the same order."""
        for happening in happenings:
            async with self._seats:
                reply = await self._answered(happening)
            before, given = self._latest.get(happening.person), asyncio.Event()
            self._latest[happening.person] = given
            replies.create_task(self._give(happening, reply, before, given))

    async def _answered(self, happening: Happening) -> Reply | None:
        """The house's answer; None when the house is not asked, or failed each time."""
        if happening.incoming is None:
            return None
        incoming = await self._with_rank(happening.incoming)
        for pause_s in (*ANSWER_PAUSES_S, None):
            try:
                return await self._answer(incoming)
            except Exception as error:
                _log.error("Answering Telegram update %d failed: %s", happening.update_id, type(error).__name__)
            if pause_s is not None:
                await self._pause(pause_s)
        return None

    async def _give(
        self, happening: Happening, reply: Reply | None, before: asyncio.Event | None, given: asyncio.Event
    ) -> None:
        """Give the reply when the one before it has been given."""
        try:
            if before is not None:
                await before.wait()
            if reply is None:
                await self._responder.aside(happening, happening.aside or SOMETHING_BROKE)
            else:
                await self._responder.give(happening, reply)
        except Exception as error:
            _log.error("The reply to Telegram update %d was lost: %s", happening.update_id, type(error).__name__)
        finally:
            given.set()
            if self._latest.get(happening.person) is given:
                del self._latest[happening.person]

    async def _with_rank(self, incoming: Incoming) -> Incoming:
        """The same with Telegram's word on whether the speaker administers the group."""
        room = incoming.room
        if room.private:
            return incoming
        call = GetChatMember(chat_id=int(room.handle), user_id=int(incoming.speaker.handle))
        try:
            member = await patiently(lambda: self._bot(call), self._pause)
        except TelegramAPIError as error:
            _log.info("Telegram does not say who administers a group: %s", harmless(error))
            return incoming
        return replace(incoming, room=replace(room, speaker_is_admin=member.status in IN_CHARGE))


def _wait_s(error: TelegramAPIError, failures: int) -> float:
    """How long to wait before the next poll."""
    match error:
        case TelegramRetryAfter():
            return float(error.retry_after)
        case TelegramConflictError():
            return CONFLICT_PAUSE_S
        case _:
            return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures, 10))
