"""Calls that break a rule of the Bot API: each is a bad request in Telegram's words, and nobody sees a change."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
)
from aiogram.methods import SendMessage
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReplyParameters,
)

from bot.sandbox.telegram import TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOBODY = 424242
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Scene:
    """What a refused call can refer to."""

    bot: Bot
    sandbox: TelegramSandbox
    ann: int
    """Has pressed Start."""
    shy: int
    """Has never written to the bot."""
    group: int
    forum: int
    text_id: int
    """A message of the bot to Ann, with the keyboard `keyboard()`."""
    file_id_of_a_document: str
    document_id: int
    from_ann: int
    """A message that Ann wrote."""


def keyboard(*buttons: InlineKeyboardButton, rows: int = 1) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(buttons)] * rows)


def button(**action: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text="Yes", **action)


YES = button(callback_data="yes")


@pytest_asyncio.fixture(loop_scope="module")
async def scene(sandbox: TelegramSandbox, bot: Bot, ann: int) -> Scene:
    """Ann, somebody shy, a group, a forum, and three messages."""
    said = sandbox.say(ann, "hello")
    text = await bot.send_message(ann, "hello", reply_markup=keyboard(YES))
    document = await bot.send_document(ann, BufferedInputFile(b"abc", "a.txt"), caption="a file")
    assert document.document is not None
    return Scene(
        bot=bot,
        sandbox=sandbox,
        ann=ann,
        shy=sandbox.person("Shy"),
        group=sandbox.group("Elm Street", admins=[ann]),
        forum=sandbox.group("Oak Street", admins=[ann], forum=True),
        text_id=text.message_id,
        file_id_of_a_document=document.document.file_id,
        document_id=document.message_id,
        from_ann=said,
    )


def entity(kind: str = "bold", offset: int = 0, length: int = 1, **more: Any) -> list[MessageEntity]:
    return [MessageEntity(type=kind, offset=offset, length=length, **more)]


def photo() -> InputMediaPhoto:
    return InputMediaPhoto(media=BufferedInputFile(b"jpg", "a.jpg"))


Refused = tuple[str, Callable[[Scene], Awaitable[object]], str]

BAD_REQUESTS: list[Refused] = [
    ("unknown chat", lambda s: s.bot.send_message(NOBODY, "hi"), "chat not found"),
    ("unknown user name", lambda s: s.bot.send_message("@nobody", "hi"), "chat not found"),
    ("no text", lambda s: s.bot.send_message(s.ann, ""), "message text is empty"),
    ("blank text", lambda s: s.bot.send_message(s.ann, " \n "), "text must be non-empty"),
    ("text of 4097", lambda s: s.bot.send_message(s.ann, "x" * 4097), "message is too long"),
    ("text of 2049 pairs", lambda s: s.bot.send_message(s.ann, "🏠" * 2049), "message is too long"),
    ("parse mode", lambda s: s.bot.send_message(s.ann, "*x*", parse_mode="MarkdownV2"), "unsupported parse_mode"),
    (
        "unclosed tag",
        lambda s: s.bot.send_message(s.ann, "<b>x", parse_mode="HTML"),
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "unknown tag",
        lambda s: s.bot.send_message(s.ann, "é <div>x</div>", parse_mode="HTML"),
        'can\'t parse entities: Unsupported start tag "div" at byte offset 3',
    ),
    (
        "caption of 1025",
        lambda s: s.bot.send_document(s.ann, BufferedInputFile(b"x", "x"), caption="x" * 1025),
        "message caption is too long",
    ),
    (
        "entity behind the end",
        lambda s: s.bot.send_message(s.ann, "hello", entities=entity(offset=100)),
        "entity begins after the end of the text at UTF-16 offset 100",
    ),
    (
        "entity too long",
        lambda s: s.bot.send_message(s.ann, "hello", entities=entity(length=6)),
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 6",
    ),
    (
        "negative entity",
        lambda s: s.bot.send_message(s.ann, "hello", entities=entity(offset=-1)),
        "receive an entity with incorrect offset -1",
    ),
    (
        "entity in the middle of a character",
        lambda s: s.bot.send_message(s.ann, "🏠x", entities=entity(offset=1)),
        "cuts a character in two",
    ),
    (
        "entity of unknown type",
        lambda s: s.bot.send_message(s.ann, "hello", entities=entity("blink")),
        "can't parse MessageEntity: Unsupported type specified",
    ),
    (
        "entity with a bad link",
        lambda s: s.bot.send_message(s.ann, "hello", entities=entity("text_link", url="nowhere")),
        "entity URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        "65 bytes of data",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button(callback_data="é" * 32 + "x"))),
        "BUTTON_DATA_INVALID",
    ),
    (
        "button without action",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button())),
        "Text buttons are unallowed in the inline keyboard",
    ),
    (
        "button with empty data",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button(callback_data=""))),
        "Text buttons are unallowed in the inline keyboard",
    ),
    (
        "button with two actions",
        lambda s: s.bot.send_message(
            s.ann, "x", reply_markup=keyboard(button(callback_data="x", url="https://example.org"))
        ),
        "more than one action: callback_data, url",
    ),
    (
        "button without words",
        lambda s: s.bot.send_message(
            s.ann, "x", reply_markup=keyboard(InlineKeyboardButton(text=" ", callback_data="x"))
        ),
        "Text must be non-empty",
    ),
    (
        "link to a bare word",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button(url="http://localhost"))),
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL",
    ),
    (
        "link by ftp",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button(url="ftp://example.org"))),
        "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
    ),
    (
        "101 buttons",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(YES, rows=101)),
        "reply markup is too long",
    ),
    (
        "9 buttons in a row",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(*[YES] * 9)),
        "more than 8 buttons in a row",
    ),
    (
        "reply to nothing",
        lambda s: s.bot.send_message(s.ann, "x", reply_parameters=ReplyParameters(message_id=999)),
        "message to be replied not found",
    ),
    (
        "unknown topic",
        lambda s: s.bot.send_message(s.forum, "x", message_thread_id=77),
        "message thread not found",
    ),
    (
        "unknown parameter",
        lambda s: s.bot(SendMessage(chat_id=s.ann, text="x", disable_notifications=True)),
        'sendMessage has no parameter "disable_notifications"',
    ),
    (
        "retired parameter",
        lambda s: s.bot.send_message(s.ann, "x", reply_to_message_id=s.text_id),
        'sendMessage has no parameter "reply_to_message_id"',
    ),
    (
        "unknown field of a button",
        lambda s: s.bot.send_message(s.ann, "x", reply_markup=keyboard(button(callback="x"))),
        "has no field 'callback'",
    ),
    (
        "wrong type",
        lambda s: s.bot(SendMessage.model_construct(chat_id=s.ann, text="x", message_thread_id="first")),
        "can't parse message_thread_id",
    ),
    (
        "almost the right type",
        lambda s: s.bot(SendMessage.model_construct(chat_id=s.ann, text="x", message_thread_id=True)),
        "can't parse message_thread_id",
    ),
    ("foreign file", lambda s: s.bot.send_video(s.ann, "BAACAgIAAxkBAAI"), "wrong file identifier/HTTP URL specified"),
    (
        "file of another kind",
        lambda s: s.bot.send_video(s.ann, s.file_id_of_a_document),
        "can't use file of type document as video",
    ),
    ("missing part", lambda s: s.bot.send_video(s.ann, "attach://clip"), 'the file "attach://clip" is not part'),
    ("empty file", lambda s: s.bot.send_photo(s.ann, BufferedInputFile(b"", "a.jpg")), "file must be non-empty"),
    ("unknown file", lambda s: s.bot.get_file("BAACAgIAAxkBAAI"), "invalid file_id"),
    ("album of one", lambda s: s.bot.send_media_group(s.ann, [photo()]), "must include 2-10 items"),
    ("album of eleven", lambda s: s.bot.send_media_group(s.ann, [photo()] * 11), "must include 2-10 items"),
    (
        "mixed album",
        lambda s: s.bot.send_media_group(s.ann, [photo(), InputMediaDocument(media=BufferedInputFile(b"x", "x.txt"))]),
        "can't be grouped",
    ),
    ("place off the map", lambda s: s.bot.send_location(s.ann, 91, 0), "wrong latitude or longitude"),
    ("unknown action", lambda s: s.bot.send_chat_action(s.ann, "dancing"), "wrong parameter action"),
    ("copy of nothing", lambda s: s.bot.copy_message(s.ann, s.ann, 999), "message to copy not found"),
    (
        "unchanged text",
        lambda s: s.bot.edit_message_text("hello", chat_id=s.ann, message_id=s.text_id, reply_markup=keyboard(YES)),
        "message is not modified",
    ),
    (
        "unchanged keyboard",
        lambda s: s.bot.edit_message_reply_markup(chat_id=s.ann, message_id=s.text_id, reply_markup=keyboard(YES)),
        "message is not modified",
    ),
    (
        "unchanged caption",
        lambda s: s.bot.edit_message_caption(chat_id=s.ann, message_id=s.document_id, caption="a file"),
        "message is not modified",
    ),
    (
        "edit of nothing",
        lambda s: s.bot.edit_message_text("x", chat_id=s.ann, message_id=999),
        "message to edit not found",
    ),
    (
        "edit of nobody's",
        lambda s: s.bot.edit_message_text("x", inline_message_id="x"),
        "message identifier is not specified",
    ),
    (
        "edit of Ann's words",
        lambda s: s.bot.edit_message_text("x", chat_id=s.ann, message_id=s.from_ann),
        "message can't be edited",
    ),
    (
        "text of a file",
        lambda s: s.bot.edit_message_text("x", chat_id=s.ann, message_id=s.document_id),
        "there is no text in the message to edit",
    ),
    (
        "caption of a text",
        lambda s: s.bot.edit_message_caption(chat_id=s.ann, message_id=s.text_id, caption="x"),
        "there is no caption in the message to edit",
    ),
    ("deleting nothing", lambda s: s.bot.delete_message(s.ann, 999), "message to delete not found"),
    ("unknown query", lambda s: s.bot.answer_callback_query("1"), "query is too old"),
    ("answer with a link", lambda s: s.bot.answer_callback_query("1", url="https://example.org"), "URL_INVALID"),
    ("long answer", lambda s: s.bot.answer_callback_query("1", text="x" * 201), "MESSAGE_TOO_LONG"),
    (
        "command in capitals",
        lambda s: s.bot.set_my_commands([BotCommand(command="Start", description="x")]),
        "BOT_COMMAND_INVALID",
    ),
    (
        "command without words",
        lambda s: s.bot.set_my_commands([BotCommand(command="start", description="")]),
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    (
        "101 commands",
        lambda s: s.bot.set_my_commands([BotCommand(command=f"c{n}", description="x") for n in range(101)]),
        "too many commands",
    ),
    (
        "commands of an unknown chat",
        lambda s: s.bot.set_my_commands([], scope=BotCommandScopeChat(chat_id=NOBODY)),
        "chat not found",
    ),
    ("long description", lambda s: s.bot.set_my_short_description("x" * 121), "too long"),
    ("unknown member", lambda s: s.bot.get_chat_member(s.group, NOBODY), "user not found"),
    ("admins of a person", lambda s: s.bot.get_chat_administrators(s.ann), "there are no administrators"),
]


@pytest.mark.parametrize(("call", "wording"), [row[1:] for row in BAD_REQUESTS], ids=[row[0] for row in BAD_REQUESTS])
async def test_a_wrong_call_is_a_bad_request(
    scene: Scene, call: Callable[[Scene], Awaitable[object]], wording: str
) -> None:
    """A call against the rules gets 400 with Telegram's wording, and nobody sees a change."""
    before = scene.sandbox.inbox(scene.ann)
    with pytest.raises(TelegramBadRequest) as refused:
        await call(scene)
    assert wording in refused.value.message
    assert refused.value.message.startswith("Bad Request: ")
    assert scene.sandbox.inbox(scene.ann) == before
    assert scene.sandbox.transcript.records[-1].audience == ()
