"""Saying a Message on Telegram, and telling exactly what became of it."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)

from bot.adapters.telegram.render import LIMITS, Call, render
from bot.adapters.telegram.upload import HandedOver, WrongBytes, file_of
from bot.adapters.telegram.wire import Garbled, Unanswered
from bot.chat.message import Attachment, Message
from bot.chat.ports import Ambiguous, Limits, Outcome, Rejected, RetryLater, Sent, Unreachable

PLATFORM = "telegram"
REMEMBERED = 4096
"""Messages whose delivered parts are remembered, so that a repeat goes on where the first try broke off."""
SLOWEST_UPLOAD_BYTES_PER_S = 50_000
CALL_TIMEOUT_S = 40
REFUSED_TOKEN_WAIT_S = 60.0
GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "have no rights",
    "not enough rights",
    "write_forbidden",
    "topic_closed",
)
"""What Telegram says of a chat in which the bot cannot speak any more, beside 403."""

Migrated = Callable[[str, str], Awaitable[None]]
"""Told the old and the new handle of a group that became a supergroup."""


class TelegramSender:
    """Speaks on Telegram. Remembers for a while which parts of a message have arrived, and does not repeat those."""

    def __init__(self, bot: Bot, migrated: Migrated | None = None) -> None:
        self._bot = bot
        self._migrated = migrated
        self._arrived: OrderedDict[str, list[tuple[str, int]]] = OrderedDict()
        """By key and place: the fingerprint and the message id of each part, in order."""

    @property
    def platform(self) -> str:
        """The lane's name."""
        return PLATFORM

    @property
    def limits(self) -> Limits:
        """What Telegram can show."""
        return LIMITS

    async def send(self, handle: str, message: Message, key: str, thread: str = "") -> Outcome:
        """Say it in a chat, part by part. A repeat with the same key goes on after the last part that arrived."""
        if not handle.removeprefix("-").isdecimal() or not (thread.isdecimal() or not thread):
            return Rejected(why="not a Telegram chat")
        if any(isinstance(block, Attachment) and block.size_bytes > LIMITS.upload_bytes for block in message.blocks):
            return Rejected(why="a file is larger than bots may send")
        return await self.make(
            render(message, int(handle), int(thread) if thread else None), f"{handle}/{thread}/{key}"
        )

    async def make(self, calls: Sequence[Call], place: str) -> Outcome:
        """Make the calls in order, except those that have arrived before under the same key and place."""
        arrived = self._recall(place)
        for at, call in enumerate(calls):
            print_ = _fingerprint(call)
            if at < len(arrived) and arrived[at][0] == print_:
                continue
            del arrived[at:]
            outcome = await self._part(call)
            if not isinstance(outcome, Sent):
                return outcome
            arrived.append((print_, int(outcome.receipt)))
        return Sent(receipt=",".join(str(message_id) for _, message_id in arrived[: len(calls)]))

    def _recall(self, place: str) -> list[tuple[str, int]]:
        arrived = self._arrived.setdefault(place, [])
        self._arrived.move_to_end(place)
        if len(self._arrived) > REMEMBERED:
            self._arrived.popitem(last=False)
        return arrived

    async def _part(self, call: Call) -> Outcome:
        """One call, and once more where Telegram said how it has to be changed."""
        try:
            return await self._call(call)
        except TelegramMigrateToChat as error:
            if self._migrated is not None:
                await self._migrated(str(call.chat_id), str(error.migrate_to_chat_id))
            changed = call.model_copy(update={"chat_id": error.migrate_to_chat_id, "message_thread_id": None})
        except TelegramAPIError as error:
            if call.message_thread_id is None or "thread not found" not in error.message.lower():
                return outcome_of(error, call)
            # The topic was deleted: what was meant for it is better off in the group's main room than lost.
            changed = call.model_copy(update={"message_thread_id": None})
        try:
            return await self._call(changed)
        except TelegramAPIError as error:
            return outcome_of(error, changed)

    async def _call(self, call: Call) -> Outcome:
        file = file_of(call)
        extra_s = file.size_bytes // SLOWEST_UPLOAD_BYTES_PER_S if file else 0
        sent = await self._bot(call, request_timeout=CALL_TIMEOUT_S + extra_s)
        return Sent(receipt=str(sent.message_id))


def outcome_of(error: TelegramAPIError, call: Call) -> Outcome:
    """What an error means for the message: see the types of Outcome."""
    file = file_of(call)
    if isinstance(file, HandedOver) and file.broken is not None:
        # The request never became complete, so that Telegram cannot have taken it.
        if isinstance(file.broken, WrongBytes):
            return Rejected(why="the file is not the one of its digest")
        return RetryLater(why=f"the file cannot be read ({type(file.broken).__name__})")
    words = error.message.lower()
    match error:
        case TelegramRetryAfter():
            # Telegram does not say which limit was hit. A person gets few messages, so it is the one for the whole
            # bot; a group has a limit of its own, 20 a minute, that is reached long before.
            to_a_person = int(call.chat_id) > 0
            return RetryLater(after_s=float(error.retry_after), lane_wide=to_a_person, why="too many requests")
        case TelegramForbiddenError():
            return Unreachable(why=error.message)
        case TelegramBadRequest() if any(sign in words for sign in GONE):
            return Unreachable(why=error.message)
        case TelegramBadRequest() | TelegramEntityTooLarge():
            return Rejected(why=error.message)
        case Unanswered() | Garbled():
            return Ambiguous(why=error.message)
        case _ if "unauthorized" in words or words in ("not found", "status 404"):
            return RetryLater(after_s=REFUSED_TOKEN_WAIT_S, lane_wide=True, why="Telegram refuses the token")
        case _:
            return RetryLater(why=error.message)


def _fingerprint(call: Call) -> str:
    """Equal for calls that say the same."""
    file = file_of(call)
    words = call.model_dump_json(exclude={"photo", "document", "chat_id"}, exclude_defaults=True)
    return hashlib.sha256(f"{file.digest if file else ''} {words}".encode()).hexdigest()
