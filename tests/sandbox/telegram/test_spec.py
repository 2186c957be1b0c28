"""Everything on the wire, in both directions, is checked against the published description of the Bot API."""

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)

from bot.sandbox.telegram import Rank, TelegramSandbox
from bot.sandbox.telegram.methods import METHODS

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESCRIPTION = Path(__file__).parents[3].parent / "shared" / "specs" / "telegram-paulsonoflars" / "api.json"
NEWER_THAN_THE_DESCRIPTION = {"can_send_welcome_messages"}
"""The description is of Bot API 10.1; aiogram speaks a newer one and insists on these."""
KINDS_OF_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
PRIMITIVES: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def spec() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"the published description is not there: {DESCRIPTION}")
    loaded: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return loaded


def problems(value: Any, kinds: list[str], where: str) -> list[str]:
    """Why a value is of none of these types; empty if it is of one."""
    found = [problems_with(value, kind, where) for kind in kinds]
    return [] if [] in found else min(found, key=len)


def problems_with(value: Any, kind: str, where: str) -> list[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where} is no array"]
        return [why for item in value for why in problems(item, [kind.removeprefix("Array of ")], f"{where}[]")]
    if isinstance(value, dict) and value.keys() == {"filename", "media_type", "content"}:
        # The transcript has the file itself where the call had "attach://<name>".
        return [] if kind in ("InputFile", "String") else [f"{where} is a file and no {kind}"]
    if kind == "InputFile":
        return [f"{where} is no file"]
    if kind in PRIMITIVES:
        right = isinstance(value, PRIMITIVES[kind]) and isinstance(value, bool) == (kind in ("Boolean", "True"))
        return [] if right else [f"{where} is no {kind}: {value!r}"]
    described = spec()["types"][kind]
    if subtypes := described.get("subtypes"):
        return problems(value, subtypes, where)
    if not isinstance(value, dict):
        return [f"{where} is no {kind}: {value!r}"]
    return problems_with_fields(value, described.get("fields", []), where)


def problems_with_fields(value: dict[str, Any], fields: list[dict[str, Any]], where: str) -> list[str]:
    known = {field["name"]: field for field in fields}
    strangers = value.keys() - known.keys() - NEWER_THAN_THE_DESCRIPTION
    found = [f"{where} has no field {name}" for name in sorted(strangers)]
    found += [f"{where}.{name} is missing" for name, field in known.items() if field["required"] and name not in value]
    for name in value.keys() & known.keys():
        found += problems(value[name], known[name]["types"], f"{where}.{name}")
    return found


async def tour(sandbox: TelegramSandbox, bot: Bot) -> None:
    """An evening on which every method is called and every kind of update happens."""
    await bot.delete_webhook()
    await bot.get_me()
    await bot.get_updates(allowed_updates=KINDS_OF_UPDATES)
    await bot.set_my_commands([BotCommand(command="start", description="Start")])
    await bot.get_my_commands()
    await bot.delete_my_commands()
    await bot.set_my_name("Porchlight")
    await bot.get_my_name()
    await bot.set_my_description("x")
    await bot.get_my_description()
    await bot.set_my_short_description("x")
    await bot.get_my_short_description()
    ann, bea = sandbox.person("Ann"), sandbox.person("Bea", language_code=None)
    sandbox.press_start(ann)
    group = sandbox.group("Elm Street", admins=[ann], members=[bea], bot_is_admin=True, forum=True)
    topic = sandbox.topic(group, "Incidents")
    await tour_of_messages(sandbox, bot, ann, group, topic)
    for kind in ("video", "video_note", "document", "photo"):
        sandbox.send_file(
            ann, b"bytes", "a.mp4", "video/mp4", as_=kind, caption="" if kind == "video_note" else "/clip"
        )
    sandbox.pin(ann, 37.5, -122.25)
    said = sandbox.say(ann, "see https://example.org @bea a@b.example", chat=group, topic=topic)
    sandbox.say(bea, "/reply", chat=group, topic=topic, reply_to=said)
    sandbox.edit(ann, said, "never mind", chat=group)
    sandbox.leave(bea, group)
    await bot.get_chat(ann)
    await bot.get_chat(group)
    for one in (ann, bea, sandbox.bot_id):
        await bot.get_chat_member(group, one)
    await bot.get_chat_administrators(group)
    sandbox.set_rank(ann, group, sandbox.bot_id, Rank.KICKED)
    sandbox.block(ann)
    await bot.get_updates()


async def tour_of_messages(sandbox: TelegramSandbox, bot: Bot, ann: int, group: int, topic: int) -> None:
    file = BufferedInputFile(b"bytes", "a.jpg")
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])
    text = await bot.send_message(
        ann,
        "<b>May</b> <a href='https://example.org'>we</a>?",
        parse_mode="HTML",
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    bold = MessageEntity(type="bold", offset=0, length=2)
    await bot.send_message(group, "hi", message_thread_id=topic, entities=[bold])
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sandbox.press(ann, text.message_id, "Yes"))
        update = (await bot.get_updates(offset=-1, timeout=5))[0]
        while update.callback_query is None:
            update = (await bot.get_updates(offset=-1, timeout=5))[0]
        await bot.answer_callback_query(update.callback_query.id, text="noted", show_alert=True)
    await bot.edit_message_text("Thanks", chat_id=ann, message_id=text.message_id, reply_markup=keyboard)
    await bot.edit_message_reply_markup(chat_id=ann, message_id=text.message_id)
    await bot.send_photo(ann, file, caption="x", reply_parameters=ReplyParameters(message_id=text.message_id))
    video = await bot.send_video(ann, file, supports_streaming=True)
    assert video.video is not None
    await bot.send_document(ann, file, disable_content_type_detection=True)
    await bot.send_media_group(ann, [InputMediaPhoto(media=file), InputMediaPhoto(media=file, caption="x")])
    await bot.edit_message_caption(chat_id=ann, message_id=video.message_id, caption="x")
    await bot.edit_message_media(InputMediaPhoto(media=file, caption="x"), chat_id=ann, message_id=video.message_id)
    await bot.copy_message(ann, ann, video.message_id)
    await bot.get_file(video.video.file_id)
    await bot.send_location(ann, 37.5, -122.25)
    await bot.send_chat_action(ann, "typing")
    await bot.delete_message(ann, text.message_id)


async def test_both_directions_follow_the_published_description(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Every call of a real client and every answer and update of the sandbox fits the description."""
    description = spec()
    await tour(sandbox, bot)
    found: list[str] = []
    for record in sandbox.transcript.records:
        if record.direction == "to bot":
            found += problems(record.payload, ["Update"], record.kind)
        else:
            method = description["methods"][record.kind]
            found += problems_with_fields(record.payload, method.get("fields", []), record.kind)
            found += problems(record.answer["result"], method["returns"], f"{record.kind} answer")
    assert found == []
    called = {record.kind for record in sandbox.transcript.records if record.direction == "from bot"}
    assert called == METHODS.keys() - {"getUpdates"}
    told = {record.kind for record in sandbox.transcript.records if record.direction == "to bot"}
    assert told == set(KINDS_OF_UPDATES)


async def test_the_judge_is_not_blind(sandbox: TelegramSandbox, bot: Bot) -> None:
    """The check finds an unknown field, a missing one, a wrong type, and all of these deep inside an update."""
    sandbox.press_start(sandbox.person("Ann"))
    await bot.get_updates()
    update = sandbox.transcript.records[-1].payload
    assert problems(update, ["Update"], "update") == []
    message = update["message"]
    for spoiled, why in (
        ({**message, "txt": "x"}, "update.message has no field txt"),
        ({key: value for key, value in message.items() if key != "date"}, "update.message.date is missing"),
        ({**message, "message_id": "1"}, "update.message.message_id is no Integer: '1'"),
        ({**message, "chat": {"id": True, "type": "private"}}, "update.message.chat.id is no Integer: True"),
    ):
        assert problems({**update, "message": spoiled}, ["Update"], "update") == [why]
