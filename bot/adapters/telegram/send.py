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
from aiogram.methods import DeleteMessage
from aiogram.types import ReplyParameters

from bot.adapters.telegram import revise
from bot.adapters.telegram.render import LIMITS, Call, render
from bot.adapters.telegram.upload import Drawing, HandedOver, WrongBytes, file_of
from bot.adapters.telegram.wire import Garbled, Unanswered
from bot.chat.message import Attachment, Message
from bot.chat.ports import Ambiguous, Cause, Limits, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.chat.rewrite import Gone, Hands, Rewriter, Turned, Unfit, ids_of

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
        self._files: OrderedDict[tuple[int, int], str] = OrderedDict()
        """By chat and message: which file it certainly shows."""
        self._rewriter = Rewriter()

    @property
    def platform(self) -> str:
        """The lane's name."""
        return PLATFORM

    @property
    def limits(self) -> Limits:
        """What Telegram can show."""
        return LIMITS

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Say it in a chat, part by part. A repeat with the same key goes on after the last part that arrived."""
        if refusal := _refusal(handle, thread, message):
            return refusal
        calls = list(render(message, int(handle), int(thread) if thread else None))
        if calls and (first := ids_of(under)):
            calls[0] = _below(calls[0], first[0])
        return await self.make(calls, f"{handle}/{thread}/{key}")

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """Make the messages of a receipt say this, in their places as far as Telegram lets them."""
        if refusal := _refusal(handle, thread, message):
            return refusal
        calls = render(message, int(handle), int(thread) if thread else None)
        hands: Hands[Call] = Hands(
            turn=self._turn,
            say=lambda call, under: self._part(call if under is None else _below(call, under)),
            remove=lambda message_id: self._remove(int(handle), message_id),
        )
        return await self._rewriter.rewrite(f"{handle}/{thread}", receipt, calls, hands)

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """Delete the messages of a receipt; those too old for that say nothing any more, and show nothing."""
        if not _is_chat(handle):
            return Rejected(why="not a Telegram chat")
        for message_id in ids_of(receipt):
            outcome = await self._remove(int(handle), message_id)
            if not isinstance(outcome, Sent):
                return outcome
        return Sent(receipt="")

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
                return outcome_of(error, call.chat_id, file_of(call))
            # The topic was deleted: what was meant for it is better off in the group's main room than lost.
            changed = call.model_copy(update={"message_thread_id": None})
        try:
            return await self._call(changed)
        except TelegramAPIError as error:
            return outcome_of(error, changed.chat_id, file_of(changed))

    async def _call(self, call: Call) -> Outcome:
        sent = await self._bot(call, request_timeout=_patience_s(call))
        self._note_file(int(call.chat_id), sent.message_id, revise.shown_file(call))
        return Sent(receipt=str(sent.message_id))

    async def _turn(self, message_id: int, call: Call) -> Turned:
        """Make one message show what the call would have said."""
        place, file = (int(call.chat_id), message_id), revise.shown_file(call)
        change = revise.turned(call, message_id, same_file=bool(file) and self._files.get(place) == file)
        self._files.pop(place, None)  # Until Telegram answers, nobody knows which one it shows.
        outcome = await self._change(change)
        if isinstance(outcome, Sent):
            self._note_file(*place, file)
        return outcome

    async def _remove(self, chat_id: int, message_id: int) -> Outcome:
        """Delete one message, or blank it where it is too old."""
        self._files.pop((chat_id, message_id), None)
        try:
            await self._bot(DeleteMessage(chat_id=chat_id, message_id=message_id), request_timeout=CALL_TIMEOUT_S)
            return Sent(receipt="")
        except TelegramAPIError as error:
            if isinstance(revise.refusal_of(error), Gone):
                return Sent(receipt="")
            if not revise.is_too_old(error):
                return outcome_of(error, chat_id)
        outcome = await self._change(revise.blanked_text(chat_id, message_id))
        if isinstance(outcome, Unfit):
            outcome = await self._change(revise.blanked_media(chat_id, message_id))
        if isinstance(outcome, Unfit):
            return Rejected(why="Telegram neither deletes nor changes the message")
        return Sent(receipt="") if isinstance(outcome, Gone) else outcome

    async def _change(self, change: revise.Edit) -> Turned:
        """One edit; Sent too when the message was so already."""
        try:
            await self._bot(change, request_timeout=_patience_s(change))
        except TelegramMigrateToChat as error:
            if self._migrated is not None:
                await self._migrated(str(change.chat_id), str(error.migrate_to_chat_id))
            return Rejected(why="the group has moved, and its old messages stay as they are")
        except TelegramAPIError as error:
            if not revise.is_settled(error):
                return revise.refusal_of(error) or outcome_of(error, change.chat_id, file_of(change))
        return Sent(receipt=str(change.message_id))

    def _note_file(self, chat_id: int, message_id: int, file: str) -> None:
        if file:
            self._files[chat_id, message_id] = file
            if len(self._files) > REMEMBERED:
                self._files.popitem(last=False)


def _refusal(handle: str, thread: str, message: Message) -> Rejected | None:
    """Why it is not even tried."""
    if not _is_chat(handle) or not (thread.isdecimal() or not thread):
        return Rejected(why="not a Telegram chat")
    if any(isinstance(block, Attachment) and block.size_bytes > LIMITS.upload_bytes for block in message.blocks):
        return Rejected(why="a file is larger than bots may send")
    return None


def _is_chat(handle: str) -> bool:
    return handle.removeprefix("-").isdecimal()


def _below(call: Call, message_id: int) -> Call:
    """The call as an answer to a message; if that is gone, it is said all the same."""
    to = ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
    return call.model_copy(update={"reply_parameters": to})


def _patience_s(call: Call | revise.Edit) -> int:
    file = file_of(call)
    return CALL_TIMEOUT_S + (file.size_bytes // SLOWEST_UPLOAD_BYTES_PER_S if file else 0)


def outcome_of(error: TelegramAPIError, chat_id: object, file: Drawing | HandedOver | None = None) -> Outcome:
    """What an error of a call to this chat, with this file, means for the message: see the types of Outcome."""
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
            to_a_person = int(str(chat_id)) > 0
            return RetryLater(after_s=float(error.retry_after), lane_wide=to_a_person, why="too many requests")
        case TelegramForbiddenError():
            return Unreachable(why=error.message, cause=_cause(words))
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


def _cause(words: str) -> Cause:
    """Which of Telegram's 403s it is."""
    if "blocked by the user" in words:
        return Cause.BLOCKED
    return Cause.CLOSED if "can't initiate" in words else Cause.GONE


def _fingerprint(call: Call) -> str:
    """Equal for calls that say the same."""
    file = file_of(call)
    words = call.model_dump_json(exclude={"photo", "video", "document", "chat_id"}, exclude_defaults=True)
    return hashlib.sha256(f"{file.digest if file else ''} {words}".encode()).hexdigest()
