"""A Message as calls to the Bot API: values only, nothing is sent here. Formatting goes as entities, not as markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlsplit

from aiogram.methods import SendDocument, SendMessage, SendPhoto, SendVideo
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from bot.adapters.telegram.inert import live, live_unasked
from bot.adapters.telegram.upload import Drawing, HandedOver
from bot.chat import fit
from bot.chat.language import speak
from bot.chat.message import Attachment, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote
from bot.chat.phrase import phrase
from bot.chat.ports import Limits

LIMITS = Limits(
    text=4096,
    caption=1024,
    buttons_per_row=8,
    buttons=100,
    upload_bytes=50 * 1000 * 1000,
    download_bytes=20 * 1000 * 1000,
    utf16=True,
)
"""Source: core.telegram.org/bots/api and /bots/faq; 8 in a row and 100 in all are what the servers take."""

PHOTO_LIMIT_BYTES = 10 * 1000 * 1000
ENTITIES_LIMIT = 100
"""Telegram silently drops the formatting beyond."""
LONG_QUOTE = 600
"""A quote longer than this is folded; people open it with a tap."""
WATCHABLE = frozenset({"video/mp4"})
"""What Telegram plays in the chat."""
CODE = "code"
CHOOSE = phrase("Please choose:")
MORE_CHOICES = phrase("More choices:")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Call = SendMessage | SendPhoto | SendVideo | SendDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of formatted text, in code points."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """Text with its marks, before it is cut to fit."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def then(self, other: "Formatted", between: str = "") -> "Formatted":
        """This text and the other one."""
        shift = len(self.text) + len(between)
        moved = tuple(Mark(kind=mark.kind, start=mark.start + shift, end=mark.end + shift) for mark in other.marks)
        return Formatted(text=f"{self.text}{between}{other.text}", marks=self.marks + moved)

    def cut(self, start: int, end: int) -> tuple[str, list[MessageEntity]]:
        """A piece, with the entities that lie in it, in UTF-16 units."""
        inside = [
            Mark(kind=mark.kind, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
            for mark in self.marks
            if mark.start < end and mark.end > start
        ]
        piece = self.text[start:end]
        return piece, [_entity(piece, mark) for mark in _fewer(inside) if piece[mark.start : mark.end].strip()]


def _fewer(marks: list[Mark]) -> list[Mark]:
    """At most as many marks as Telegram heeds. Those that keep text from coming alive are the last to go, and then one
    of them covers all: no mark is lost in silence."""
    if len(marks) > ENTITIES_LIMIT:
        marks = [mark for mark in marks if mark.kind == CODE]
    if len(marks) > ENTITIES_LIMIT:
        marks = [Mark(kind=CODE, start=min(mark.start for mark in marks), end=max(mark.end for mark in marks))]
    return sorted(marks, key=lambda mark: (mark.start, -mark.end))


def _entity(text: str, mark: Mark) -> MessageEntity:
    offset = fit.length(text[: mark.start], True)
    return MessageEntity(type=mark.kind, offset=offset, length=fit.length(text[mark.start : mark.end], True))


def render(message: Message, chat_id: int, thread: int | None = None) -> tuple[Call, ...]:
    """The calls that say all of it, in order: files first, then the text, with the buttons below the last one.

    Text goes beside the last file where all of it fits there. Nothing is cut and no button is left out.
    """
    keyboards, spelled_out = _keyboards(message.buttons)
    text = _write(message, spelled_out)
    media = [block for block in message.blocks if isinstance(block, Picture | Attachment)]
    beside = bool(media) and fit.length(text.text, True) <= LIMITS.caption
    calls: list[Call] = []
    for block in media:
        is_last = block is media[-1]
        if beside and is_last and text.text.strip():
            calls.append(_file(block, chat_id, thread, *text.cut(0, len(text.text))))
        else:
            calls += _described(block, chat_id, thread)
    if not beside:
        for start, end in fit.spans(text.text, LIMITS.text, True):
            calls.append(_say(chat_id, thread, *text.cut(start, end)))
    if not calls and keyboards:
        calls.append(_say(chat_id, thread, speak(CHOOSE, message.language), []))
    if keyboards:
        calls[-1] = calls[-1].model_copy(update={"reply_markup": keyboards[0]})
    more = speak(MORE_CHOICES, message.language)
    for keyboard in keyboards[1:]:
        calls.append(_say(chat_id, thread, more, []).model_copy(update={"reply_markup": keyboard}))
    return tuple(calls)


def _write(message: Message, spelled_out: Iterable[LinkButton]) -> Formatted:
    """All words of a message in order, a blank line between blocks."""
    parts = [_bold(message.title)]
    for block in message.blocks:
        match block:
            case Paragraph():
                parts.append(_own(block.text))
            case Quote():
                parts.append(_quote(block.text))
            case Facts():
                parts.append(_facts(block))
            case Picture() | Attachment():
                pass
            case _:
                assert_never(block)
    parts += [_inert(link.label).then(Formatted(text=fit.clean(link.url)), ": ") for link in spelled_out]
    whole = Formatted()
    for part in parts:
        if part.text.strip():
            whole = whole.then(part, "\n\n" if whole.text else "")
    return whole


def _own(text: str) -> Formatted:
    words = fit.clean(text).strip()
    return Formatted(text=words, marks=tuple(Mark(kind=CODE, start=a, end=b) for a, b in live_unasked(words)))


def _inert(text: str) -> Formatted:
    """Words that may be anybody's: all of them, and nothing in them does anything."""
    words = fit.clean(text).strip()
    return Formatted(text=words, marks=tuple(Mark(kind=CODE, start=a, end=b) for a, b in live(words)))


def _bold(text: str) -> Formatted:
    """The same, in bold; Telegram takes no bold code."""
    words = _inert(text)
    borders = [0, *(at for mark in words.marks for at in (mark.start, mark.end)), len(words.text)]
    gaps = zip(borders[::2], borders[1::2], strict=True)
    return Formatted(
        text=words.text, marks=(*words.marks, *(Mark(kind="bold", start=a, end=b) for a, b in gaps if a < b))
    )


def _quote(text: str) -> Formatted:
    words = _inert(text)
    kind = "expandable_blockquote" if len(words.text) > LONG_QUOTE else "blockquote"
    return Formatted(text=words.text, marks=(Mark(kind=kind, start=0, end=len(words.text)), *words.marks))


def _facts(facts: Facts) -> Formatted:
    """One line a fact, its label bold; a value of several lines keeps them."""
    lines = Formatted()
    for label, value in facts.rows:
        line = _bold(f"{label.strip()}:").then(_inert(value), " ")
        lines = lines.then(line, "\n" if lines.text else "")
    return lines


def _say(chat_id: int, thread: int | None, text: str, entities: list[MessageEntity]) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        message_thread_id=thread,
        text=text,
        entities=entities or None,
        parse_mode=None,
        link_preview_options=NO_PREVIEW,
    )


def _file(
    block: Picture | Attachment, chat_id: int, thread: int | None, caption: str, entities: list[MessageEntity]
) -> SendPhoto | SendVideo | SendDocument:
    """A picture as a photo, a clip to be looked at as a video, any other attachment as a document, byte for byte."""
    if isinstance(block, Picture) and len(block.content) <= PHOTO_LIMIT_BYTES:
        return SendPhoto(
            chat_id=chat_id,
            message_thread_id=thread,
            photo=Drawing(block),
            caption=caption or None,
            caption_entities=entities or None,
            parse_mode=None,
        )
    if isinstance(block, Attachment) and block.inline and block.media_type in WATCHABLE:
        return SendVideo(
            chat_id=chat_id,
            message_thread_id=thread,
            video=HandedOver(block),
            supports_streaming=True,
            caption=caption or None,
            caption_entities=entities or None,
            parse_mode=None,
        )
    return SendDocument(
        chat_id=chat_id,
        message_thread_id=thread,
        document=Drawing(block) if isinstance(block, Picture) else HandedOver(block),
        disable_content_type_detection=True,
        caption=caption or None,
        caption_entities=entities or None,
        parse_mode=None,
    )


def _described(block: Picture | Attachment, chat_id: int, thread: int | None) -> list[Call]:
    """A file without the message's text: a picture says what it shows."""
    description = _inert(block.description) if isinstance(block, Picture) else Formatted()
    first, *rest = fit.spans(description.text, LIMITS.caption, True) or ((0, 0),)
    file = _file(block, chat_id, thread, *description.cut(*first))
    return [file, *(_say(chat_id, thread, *description.cut(*piece)) for piece in rest)]


def _keyboards(buttons: fit.Keyboard) -> tuple[list[InlineKeyboardMarkup], list[LinkButton]]:
    """The buttons as keyboards, and the links that Telegram takes in no button (hosts without a dot)."""
    spelled_out = [button for row in buttons for button in row if isinstance(button, LinkButton) and not _opens(button)]
    tappable = tuple(tuple(button for button in row if button not in spelled_out) for row in buttons)
    keyboards = fit.rows(tappable, LIMITS.buttons_per_row, LIMITS.buttons)
    return [_drawn(keyboard) for keyboard in keyboards], spelled_out


def _drawn(keyboard: fit.Keyboard) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[_button(button) for button in row] for row in keyboard])


def _opens(link: LinkButton) -> bool:
    try:
        parts = urlsplit(link.url)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".") and link.url.isprintable()
    except ValueError:
        return False


def _button(button: Button | LinkButton) -> InlineKeyboardButton:
    label = " ".join(fit.clean(button.label).split())
    match button:
        case Button():
            return InlineKeyboardButton(text=label or button.action.verb, callback_data=button.action.encode())
        case LinkButton():
            return InlineKeyboardButton(text=label or urlsplit(button.url).hostname or button.url, url=button.url)
        case _:
            assert_never(button)
