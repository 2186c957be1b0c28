"""The methods of our Bot API, as a table; below it those that read or configure. `sending` has the ones people see."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from bot.sandbox.telegram import sending
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.checks import CALLBACK_ANSWER_LIMIT_UTF16, check_commands
from bot.sandbox.telegram.entities import utf16_length
from bot.sandbox.telegram.refusals import bad_request
from bot.sandbox.telegram.state import IN_CHARGE

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
QUERY_LIFETIME = timedelta(seconds=30)
"""How long a press can be answered. Telegram does not publish its number."""
PROFILE_LIMITS_UTF16 = {"name": 64, "description": 512, "short_description": 120}


class Effect(Enum):
    """What a method does to people, and so what it needs."""

    NONE = auto()
    """Nothing they would notice."""
    WRITES = auto()
    """It changes a chat: the bot must be allowed to write there."""
    SENDS = auto()
    """It also makes a new message: the bot must keep the pace."""


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is carried out."""

    run: Callable[[Call], Awaitable[Any]]
    effect: Effect = Effect.NONE


async def get_me(call: Call) -> Any:
    """The bot itself."""
    abilities = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**call.world.bot.as_json(), **abilities, "can_connect_to_business": False, "has_main_web_app": False}


async def get_updates(call: Call) -> Any:
    """Long polling."""
    events = await call.world.updates.take(
        offset=call.given.get("offset", 0),
        limit=min(max(call.given.get("limit", 100), 1), 100),
        timeout_seconds=call.given.get("timeout", 0),
        allowed=call.given.get("allowed_updates"),
    )
    return [event.as_json() for event in events]


async def delete_webhook(call: Call) -> Any:
    """There is never a webhook; what waits may still be dropped."""
    if call.given.get("drop_pending_updates"):
        call.world.updates.drop()
    return True


async def set_my_commands(call: Call) -> Any:
    """The menu of commands, by scope and language."""
    check_commands(call.given["commands"])
    call.world.commands[_scope(call)] = call.given["commands"]
    return True


async def get_my_commands(call: Call) -> Any:
    """The menu of exactly this scope and language."""
    return call.world.commands.get(_scope(call), [])


async def delete_my_commands(call: Call) -> Any:
    """No menu for this scope and language."""
    call.world.commands.pop(_scope(call), None)
    return True


def setter(field: str) -> Callable[[Call], Awaitable[Any]]:
    """The method that sets this field of the bot's profile."""

    async def set_field(call: Call) -> Any:
        value = call.given.get(field, "")
        if utf16_length(value) > PROFILE_LIMITS_UTF16[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        call.world.profile[field, call.given.get("language_code", "")] = value
        return True

    return set_field


def getter(field: str) -> Callable[[Call], Awaitable[Any]]:
    """The method that reads this field of the bot's profile."""

    async def get_field(call: Call) -> Any:
        profile = call.world.profile
        return {field: profile.get((field, call.given.get("language_code", "")), profile.get((field, ""), ""))}

    return get_field


async def get_chat(call: Call) -> Any:
    """All about a chat."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    looks = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, False)}
    return {**call.chat.as_json(), **looks}


async def get_chat_member(call: Call) -> Any:
    """What somebody is in a chat."""
    world = call.world
    user_id = call.given["user_id"]
    person = world.bot if user_id == world.bot.id else world.persons.get(user_id)
    if person is None:
        raise bad_request("user not found")
    return world.member_json(call.chat, person)


async def get_chat_administrators(call: Call) -> Any:
    """The administrators of a group, without other bots."""
    chat, world = call.chat, call.world
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    everyone = {**world.persons, world.bot.id: world.bot}
    return [world.member_json(chat, everyone[one]) for one, rank in chat.ranks.items() if rank in IN_CHARGE]


async def answer_callback_query(call: Call) -> Any:
    """The end of a press: a line, an alert, or just no more waiting. A second answer is refused."""
    text = call.given.get("text", "")
    if utf16_length(text) > CALLBACK_ANSWER_LIMIT_UTF16:
        raise bad_request("MESSAGE_TOO_LONG")
    if not call.given.get("url", "https://t.me/").startswith("https://t.me/"):
        raise bad_request("URL_INVALID")
    query = call.world.queries.pop(call.given["callback_query_id"], None)
    if query is None or call.world.now() - query.at > QUERY_LIFETIME:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if not query.answered.done():
        query.answered.set_result(text)
    call.audience = (query.person.id,)
    return True


async def get_file(call: Call) -> Any:
    """A link to download a file of at most 20 MB, good for an hour."""
    file = call.world.files.get(call.given["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    path = f"{file.kind.value}s/file_{file.unique_id}"
    call.world.links[path] = (file, call.world.now())
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": path,
    }


def _scope(call: Call) -> tuple[str, str]:
    scope = call.given.get("scope", {"type": "default"})
    if "chat_id" in scope and scope["chat_id"] not in call.world.chats:
        raise bad_request("chat not found")
    return json.dumps(scope, sort_keys=True), call.given.get("language_code", "")


METHODS = {
    "getMe": Method(get_me),
    "getUpdates": Method(get_updates),
    "deleteWebhook": Method(delete_webhook),
    "setMyCommands": Method(set_my_commands),
    "getMyCommands": Method(get_my_commands),
    "deleteMyCommands": Method(delete_my_commands),
    "setMyName": Method(setter("name")),
    "getMyName": Method(getter("name")),
    "setMyDescription": Method(setter("description")),
    "getMyDescription": Method(getter("description")),
    "setMyShortDescription": Method(setter("short_description")),
    "getMyShortDescription": Method(getter("short_description")),
    "getChat": Method(get_chat),
    "getChatMember": Method(get_chat_member),
    "getChatAdministrators": Method(get_chat_administrators),
    "getFile": Method(get_file),
    "answerCallbackQuery": Method(answer_callback_query),
    "sendChatAction": Method(sending.send_chat_action, Effect.WRITES),
    "sendMessage": Method(sending.send_message, Effect.SENDS),
    "sendPhoto": Method(sending.send_photo, Effect.SENDS),
    "sendVideo": Method(sending.send_video, Effect.SENDS),
    "sendDocument": Method(sending.send_document, Effect.SENDS),
    "sendMediaGroup": Method(sending.send_media_group, Effect.SENDS),
    "sendLocation": Method(sending.send_location, Effect.SENDS),
    "copyMessage": Method(sending.copy_message, Effect.SENDS),
    "editMessageText": Method(sending.edit_message_text, Effect.WRITES),
    "editMessageCaption": Method(sending.edit_message_caption, Effect.WRITES),
    "editMessageMedia": Method(sending.edit_message_media, Effect.WRITES),
    "editMessageReplyMarkup": Method(sending.edit_message_reply_markup, Effect.WRITES),
    "deleteMessage": Method(sending.delete_message, Effect.WRITES),
}
