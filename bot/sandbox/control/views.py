"""How the control API shows messages, forms and mails: plain JSON with ids as texts."""

from typing import Any

from bot.sandbox.discord import SeenMessage as DiscordMessage
from bot.sandbox.discord import SeenModal
from bot.sandbox.mail import ReceivedMail
from bot.sandbox.telegram import SeenMessage as TelegramMessage
from bot.sandbox.transcript import as_json


def _file(filename: str, media_type: str, content: bytes) -> dict[str, Any]:
    return {"filename": filename, "media_type": media_type, **as_json(content)}


def telegram_message(message: TelegramMessage) -> dict[str, Any]:
    """A message as a person sees it on Telegram."""
    buttons = [button for row in message.buttons for button in row]
    return {
        "id": str(message.message_id),
        "place": str(message.chat_id),
        "author": message.sender,
        "from_bot": message.from_bot,
        "text": message.text,
        "buttons": [button.label for button in buttons],
        "links": [button.url for button in buttons if button.url],
        "files": [_file(file.name, file.media_type, file.content) for file in message.files],
        "location": message.location,
        "edited": message.is_edited,
    }


def discord_message(message: DiscordMessage) -> dict[str, Any]:
    """A message as a person sees it on Discord."""
    return {
        "id": str(message.id),
        "place": str(message.channel),
        "author": str(message.author),
        "from_bot": message.from_bot,
        "text": message.words,
        "buttons": [button.label for button in message.buttons],
        "links": [button.url for button in message.buttons if button.url],
        "menus": [{"id": menu.custom_id, "options": [value for _, value in menu.options]} for menu in message.menus],
        "files": [{**_file(file.filename, file.media_type, file.content), "url": file.url} for file in message.files],
        "embeds": [as_json(embed) for embed in message.embeds],
        "ephemeral": message.ephemeral,
        "thinking": message.thinking,
        "edited": message.edited,
        "deleted": message.deleted,
    }


def modal_view(modal: SeenModal) -> dict[str, Any]:
    """A form that is open on a person's screen."""
    fields = [
        {"label": field.label, "id": field.custom_id, "required": field.required, "value": field.value}
        for field in modal.fields
    ]
    return {"id": str(modal.id), "title": modal.title, "fields": fields}


def mail_view(mail: ReceivedMail) -> dict[str, Any]:
    """A mail in a mailbox."""
    return {
        "number": mail.number,
        "from": mail.sender,
        "to": list(mail.recipients),
        "subject": str(mail.message["subject"]),
        "words": mail.words,
        "raw": as_json(mail.raw),
    }
