"""What a person sees on their screen: messages with text, buttons and files, as they stand at this moment."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.entities import typed_entities, utf16_slice
from bot.sandbox.telegram.state import Message, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenButton:
    """A button below a message, or of a keyboard that replaced the person's own."""

    label: str
    data: str | None = None
    """What a press sends back; None if it opens a link or types its label."""
    url: str | None = None
    is_typed: bool = False
    """Whether pressing it types the label, as keyboards below the input field do."""
    asks_for_location: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message as a person sees it. It does not change when the message does: ask again."""

    chat_id: int
    message_id: int
    sender: str
    from_bot: bool
    text: str
    """The text, or the caption of the files, without markup."""
    buttons: tuple[tuple[SeenButton, ...], ...]
    files: tuple[StoredFile, ...]
    location: tuple[float, float] | None
    """Latitude and longitude."""
    reply_to: int | None
    topic_id: int | None
    is_edited: bool
    is_deleted: bool
    is_protected: bool
    """Whether it can neither be forwarded nor saved."""
    is_silent: bool
    """Whether it came without a sound."""
    links: tuple[str, ...]
    """The addresses behind words of the text, and those written out in it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on all buttons, row by row."""
        return tuple(button.label for row in self.buttons for button in row)

    def button(self, label_or_data: str) -> SeenButton:
        """The button with this label, or else with this data. Raises LookupError, naming those there are."""
        every = [button for row in self.buttons for button in row]
        by_label = [button for button in every if button.label == label_or_data]
        by_data = [button for button in every if button.data == label_or_data]
        for button in by_label or by_data:
            return button
        raise LookupError(f"no button {label_or_data!r} among {self.labels}")


def seen(message: Message) -> SeenMessage:
    """How this message looks now."""
    content = message.content
    place = content.get("location")
    return SeenMessage(
        chat_id=message.chat.id,
        message_id=message.id,
        sender=message.sender.name,
        from_bot=message.sender.is_bot,
        text=content.get("text", content.get("caption", "")),
        buttons=_buttons(message.markup or {}),
        files=message.files,
        location=(place["latitude"], place["longitude"]) if place else None,
        reply_to=message.reply_to.id if message.reply_to else None,
        topic_id=message.topic_id,
        is_edited=message.edited_at is not None,
        is_deleted=message.is_deleted,
        is_protected=message.is_protected,
        is_silent=message.is_silent,
        links=_links(content),
    )


def _links(content: dict[str, Any]) -> tuple[str, ...]:
    text = content.get("text", content.get("caption", ""))
    marked = content.get("entities", content.get("caption_entities", []))
    hidden = [entity["url"] for entity in marked if entity["type"] == "text_link"]
    found = [entity for entity in typed_entities(text) if entity["type"] == "url"]
    return (*hidden, *(utf16_slice(text, entity["offset"], entity["length"]) for entity in found))


def _buttons(markup: dict[str, list[list[dict[str, str]]]]) -> tuple[tuple[SeenButton, ...], ...]:
    below = tuple(
        tuple(
            SeenButton(label=button["text"], data=button.get("callback_data"), url=button.get("url")) for button in row
        )
        for row in markup.get("inline_keyboard", ())
    )
    typed = tuple(
        tuple(
            SeenButton(label=key["text"], is_typed=True, asks_for_location=bool(key.get("request_location")))
            for key in row
        )
        for row in markup.get("keyboard", ())
    )
    return below + typed
