"""The limits of the Bot API that no type can express: lengths, keyboards, entities, and who may write to whom."""

import re
from collections.abc import Mapping
from typing import Any

from aiogram.enums import MessageEntityType

from bot.sandbox.telegram.entities import Entity, parse_html, trimmed, url_problem, utf16_length, utf16_slice
from bot.sandbox.telegram.refusals import bad_request, forbidden
from bot.sandbox.telegram.state import Chat, Message, Rank, World

TEXT_LIMIT_UTF16 = 4096
CAPTION_LIMIT_UTF16 = 1024
CALLBACK_ANSWER_LIMIT_UTF16 = 200
CALLBACK_DATA_LIMIT_BYTES = 64
BUTTONS_LIMIT = 100
BUTTONS_IN_A_ROW_LIMIT = 8
COMMANDS_LIMIT = 100
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_LIMIT_UTF16 = 256
BUTTON_LOOKS = frozenset({"text", "icon_custom_emoji_id", "style"})
"""What a button is beside its one action."""

Parameters = Mapping[str, Any]


def text_content(given: Parameters) -> dict[str, Any]:
    """`text` and `entities` of a message, parsed and within limits."""
    text, entities = formatted(given["text"], given.get("parse_mode"), given.get("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT_UTF16:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(given: Parameters) -> dict[str, Any]:
    """`caption` and `caption_entities` of a message, parsed and within limits; nothing if there is no caption."""
    caption, entities = formatted(given.get("caption", ""), given.get("parse_mode"), given.get("caption_entities"))
    if utf16_length(caption) > CAPTION_LIMIT_UTF16:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The text as it is shown, and its entities. Only HTML is parsed; the Markdown modes are refused."""
    if parse_mode is not None and parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    if parse_mode is not None:
        text, entities = parse_html(text)
    for entity in entities or ():
        check_entity(text, entity)
    return trimmed(text, entities or [])


def check_entity(text: str, entity: Entity) -> None:
    """Refuse an entity of an unknown type, outside the text, or that cuts a character in two."""
    offset, end = entity["offset"], entity["offset"] + entity["length"]
    if entity["type"] not in set(MessageEntityType):
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if entity["length"] < 0:
        raise bad_request(f"receive an entity with incorrect length {entity['length']}")
    if offset > utf16_length(text):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if end > utf16_length(text):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        )
    try:
        utf16_slice(text, offset, entity["length"])
    except UnicodeDecodeError:
        raise bad_request(f"entity at UTF-16 offset {offset} cuts a character in two") from None
    if entity["type"] == "text_link" and (problem := url_problem(entity.get("url", ""))):
        raise bad_request(f"entity URL '{entity.get('url', '')}' is invalid: {problem}")


def check_markup(markup: dict[str, Any] | None) -> None:
    """Refuse keyboards that Telegram refuses."""
    if markup is None or "inline_keyboard" not in markup:
        return
    rows: list[list[dict[str, Any]]] = markup["inline_keyboard"]
    if sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    if any(len(row) > BUTTONS_IN_A_ROW_LIMIT for row in rows):
        raise bad_request(f"reply markup has more than {BUTTONS_IN_A_ROW_LIMIT} buttons in a row")
    for button in (button for row in rows for button in row):
        check_button(button)


def check_button(button: dict[str, Any]) -> None:
    """Refuse a button without text, without exactly one action, with too much data or with a link nobody can open."""
    actions = [name for name, value in button.items() if name not in BUTTON_LOOKS and value != ""]
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"can't parse inline keyboard button: more than one action: {', '.join(sorted(actions))}")
    if len(button.get("callback_data", "").encode()) > CALLBACK_DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and (problem := url_problem(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: {problem}")


def check_commands(commands: list[dict[str, str]]) -> None:
    """Refuse command lists that are too long or badly named."""
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("too many commands specified; expected at most 100")
    for command in commands:
        if not COMMAND_NAME.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"]) <= COMMAND_DESCRIPTION_LIMIT_UTF16:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_may_write(world: World, chat: Chat) -> None:
    """Refuse to write where the bot is not, or to a person who never wrote to it."""
    if chat.person is not None and not chat.person.has_started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.person is None and chat.rank(world.bot.id) is Rank.KICKED:
        raise forbidden("bot was kicked from the supergroup chat")
    if chat.person is None and chat.rank(world.bot.id) is Rank.LEFT:
        raise forbidden("bot is not a member of the supergroup chat")


def topic_of(chat: Chat, given: Parameters) -> int | None:
    """The topic that a message goes to."""
    topic_id: int | None = given.get("message_thread_id")
    if topic_id is not None and topic_id not in chat.topics:
        raise bad_request("message thread not found")
    return topic_id


def replied_to(chat: Chat, given: Parameters) -> Message | None:
    """The message that is replied to."""
    parameters = given.get("reply_parameters")
    if parameters is None:
        return None
    if parameters.get("chat_id", chat.id) != chat.id:
        raise bad_request("replies to other chats are not part of the sandbox")
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.is_deleted:
        if parameters.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return message
