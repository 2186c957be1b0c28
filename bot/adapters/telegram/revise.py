"""Calls that change or take back what was said on Telegram, and what its refusals of them mean."""

import struct
import zlib
from typing import Any

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import (
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)

from bot.adapters.telegram.render import NO_PREVIEW, Call
from bot.adapters.telegram.upload import file_of
from bot.chat.language import everywhere
from bot.chat.phrase import phrase
from bot.chat.rewrite import Gone, Unfit

TAKEN_BACK = "\n".join(everywhere(phrase("This message was taken back.")))
"""Stands for what is too old to be deleted; in every language, for nobody knows any more who read it in which."""

UNCHANGED = "message is not modified"
TOO_OLD = "can't be deleted"
_GONE = ("message to edit not found", "message to delete not found", "message_id_invalid", "message not found")
_NOT_TEXT = "no text in the message"
_NOT_MEDIA = ("no caption in the message", "no media in the message")
_GREY_WIDTH, _GREY_HEIGHT = 320, 40

Edit = EditMessageText | EditMessageCaption | EditMessageMedia
Change = Edit | DeleteMessage


def shown_file(call: Call) -> str:
    """Equal for calls that show the same file in the same way; empty for words alone."""
    file = file_of(call)
    return "" if file is None else f"{call.__api_method__} {file.digest} {file.filename}"


def turned(call: Call, message_id: int, *, same_file: bool) -> Edit:
    """The edit after which a message shows what the call would have said. A file that stays is not sent again."""
    keyboard = call.reply_markup if isinstance(call.reply_markup, InlineKeyboardMarkup) else None
    if isinstance(call, SendMessage):
        return EditMessageText(
            chat_id=call.chat_id,
            message_id=message_id,
            text=call.text,
            entities=call.entities,
            parse_mode=None,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
        )
    if same_file:
        return EditMessageCaption(
            chat_id=call.chat_id,
            message_id=message_id,
            caption=call.caption,
            caption_entities=call.caption_entities,
            parse_mode=None,
            reply_markup=keyboard,
        )
    media = _media(call)
    return EditMessageMedia(chat_id=call.chat_id, message_id=message_id, media=media, reply_markup=keyboard)


def _media(call: SendPhoto | SendVideo | SendDocument) -> InputMediaPhoto | InputMediaVideo | InputMediaDocument:
    words: dict[str, Any] = {"caption": call.caption, "caption_entities": call.caption_entities, "parse_mode": None}
    match call:
        case SendPhoto():
            return InputMediaPhoto(media=call.photo, **words)
        case SendVideo():
            return InputMediaVideo(media=call.video, supports_streaming=True, **words)
        case SendDocument():
            return InputMediaDocument(media=call.document, disable_content_type_detection=True, **words)


def blanked_text(chat_id: int, message_id: int) -> EditMessageText:
    """Replaces the words and the buttons of a message."""
    return EditMessageText(
        chat_id=chat_id, message_id=message_id, text=TAKEN_BACK, parse_mode=None, link_preview_options=NO_PREVIEW
    )


def blanked_media(chat_id: int, message_id: int) -> EditMessageMedia:
    """Replaces the file, the words and the buttons of a message; Telegram lets no file become mere words."""
    grey = InputMediaPhoto(media=BufferedInputFile(_grey(), "taken-back.png"), caption=TAKEN_BACK, parse_mode=None)
    return EditMessageMedia(chat_id=chat_id, message_id=message_id, media=grey)


def refusal_of(error: TelegramAPIError) -> Gone | Unfit | None:
    """What Telegram says of the message that was to be changed; None when the error is about something else."""
    words = error.message.lower()
    if not isinstance(error, TelegramBadRequest):
        return None
    if any(sign in words for sign in _GONE):
        return Gone()
    return Unfit() if _NOT_TEXT in words or any(sign in words for sign in _NOT_MEDIA) else None


def is_settled(error: TelegramAPIError) -> bool:
    """The message is already as it was to become."""
    return isinstance(error, TelegramBadRequest) and UNCHANGED in error.message.lower()


def is_too_old(error: TelegramAPIError) -> bool:
    """Telegram deletes nothing that was said more than 48 hours ago."""
    return isinstance(error, TelegramBadRequest) and TOO_OLD in error.message.lower()


def _grey() -> bytes:
    """A small picture of nothing, as PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", _GREY_WIDTH, _GREY_HEIGHT, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xb0" * _GREY_WIDTH) * _GREY_HEIGHT)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
