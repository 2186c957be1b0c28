"""The methods that change what people see: send, copy, edit, delete."""

from datetime import timedelta
from typing import Any

from aiogram.enums import ChatAction

from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.checks import caption_content, text_content
from bot.sandbox.telegram.refusals import bad_request
from bot.sandbox.telegram.state import IN_CHARGE, FileKind

DELETABLE_FOR = timedelta(hours=48)
ALBUM_KINDS = {"photo": FileKind.PHOTO, "video": FileKind.VIDEO, "document": FileKind.DOCUMENT}


async def send_message(call: Call) -> Any:
    """Text."""
    return call.post(text_content(call.given))


async def send_photo(call: Call) -> Any:
    """A picture of at most 10 MB."""
    return call.post(caption_content(call.given), call.file(FileKind.PHOTO, call.given["photo"]))


async def send_video(call: Call) -> Any:
    """A video of at most 50 MB."""
    return call.post(caption_content(call.given), call.file(FileKind.VIDEO, call.given["video"]))


async def send_document(call: Call) -> Any:
    """Any file of at most 50 MB."""
    return call.post(caption_content(call.given), call.file(FileKind.DOCUMENT, call.given["document"]))


async def send_media_group(call: Call) -> Any:
    """An album of 2 to 10 photos and videos, or of documents only."""
    media: list[dict[str, Any]] = call.given["media"]
    if not 2 <= len(media) <= 10:
        raise bad_request("media group must include 2-10 items")
    kinds = {item["type"] for item in media}
    if not kinds <= ALBUM_KINDS.keys() or ("document" in kinds and len(kinds) > 1):
        raise bad_request(f"media of types {', '.join(sorted(kinds))} can't be grouped in the sandbox")
    ready = [(caption_content(item), call.file(ALBUM_KINDS[item["type"]], item["media"])) for item in media]
    album_id = f"{abs(call.chat.id)}{call.chat.serial()}"
    return [call.post(content, file, album_id=album_id) for content, file in ready]


async def send_location(call: Call) -> Any:
    """A place on the map."""
    place = {name: call.given[name] for name in ("latitude", "longitude")}
    if not (-90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180):
        raise bad_request("wrong latitude or longitude specified")
    return call.post({"location": place})


async def send_chat_action(call: Call) -> Any:
    """The line "is typing", for five seconds."""
    if call.given["action"] not in set(ChatAction):
        raise bad_request("wrong parameter action in request")
    call.audience = call.chat.onlookers(call.world.bot.id)
    return True


async def copy_message(call: Call) -> Any:
    """The content of another message, without saying whose it was."""
    source = call.chat_named("from_chat_id").messages.get(call.given["message_id"])
    if source is None or source.is_deleted:
        raise bad_request("message to copy not found")
    content = dict(source.content)
    if source.files and "caption" in call.given:
        content = caption_content(call.given)
    return {"message_id": call.post(content, *source.files)["message_id"]}


async def edit_message_text(call: Call) -> Any:
    """New text and keyboard for a message of the bot."""
    message = call.message("edit")
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return call.revise(message, text_content(call.given))


async def edit_message_caption(call: Call) -> Any:
    """New caption and keyboard for a file of the bot."""
    message = call.message("edit")
    if not message.files:
        raise bad_request("there is no caption in the message to edit")
    return call.revise(message, caption_content(call.given), *message.files)


async def edit_message_media(call: Call) -> Any:
    """A new file with its caption and keyboard, in place of a file or a text of the bot."""
    message = call.message("edit")
    media: dict[str, Any] = call.given["media"]
    if media["type"] not in ALBUM_KINDS:
        raise bad_request(f"media of type {media['type']} is not part of the sandbox")
    if not message.files and "text" not in message.content:
        raise bad_request("there is no media in the message to edit")
    return call.revise(message, caption_content(media), call.file(ALBUM_KINDS[media["type"]], media["media"]))


async def edit_message_reply_markup(call: Call) -> Any:
    """A new keyboard, or none, for a message of the bot."""
    message = call.message("edit")
    return call.revise(message, message.content, *message.files)


async def delete_message(call: Call) -> Any:
    """Take back a message of the last 48 hours. In a group, those of others and older ones only as an administrator."""
    message = call.message("delete")
    bot = call.world.bot
    in_charge = message.chat.person is None and message.chat.rank(bot.id) in IN_CHARGE
    others = message.chat.person is None and message.sender is not bot
    too_old = call.world.now() - message.at > DELETABLE_FOR
    if (others or too_old) and not in_charge:
        raise bad_request("message can't be deleted for everyone" if too_old else "message can't be deleted")
    message.is_deleted = True
    message.chat.changed.ring()
    call.audience = message.chat.onlookers(bot.id)
    return True
