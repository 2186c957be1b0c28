"""What a person sees: messages with buttons and files, forms that opened, and notices of Discord's own client."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcord.backend.access import channel_accessible
from simcord.backend.models import Interaction, Message
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, ComponentType, InteractionType

from bot.sandbox.discord.ledger import Ledger

NO_RESPONSE = "The application did not respond"
SOMETHING_WENT_WRONG = "Something went wrong. Try again."
LOADING_FLAG = 1 << 7
_LINK_STYLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenButton:
    """A button on a message."""

    label: str
    custom_id: str | None
    """None for a link."""
    url: str | None
    style: int
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMenu:
    """A select menu on a message."""

    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]
    """Label and value of every option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """An attachment, with its bytes and a link that was signed when the inbox was read."""

    filename: str
    media_type: str
    url: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message on somebody's screen."""

    id: int
    channel: int
    author: int
    from_bot: bool
    content: str
    embeds: tuple[Mapping[str, Any], ...] = ()
    texts: tuple[str, ...] = ()
    """The text blocks of a layout message (components v2)."""
    buttons: tuple[SeenButton, ...] = ()
    menus: tuple[SeenMenu, ...] = ()
    files: tuple[SeenFile, ...] = ()
    ephemeral: bool = False
    thinking: bool = False
    edited: bool = False
    deleted: bool = False
    pinned: bool = False
    reply_to: int | None = None
    """The message that it answers."""

    @property
    def words(self) -> str:
        """Everything that can be read in the message, a line for each piece."""
        return "\n".join(piece for piece in (self.content, *self.texts, *_embed_words(self.embeds)) if piece)

    def button(self, label_or_custom_id: str) -> SeenButton:
        """The button with this label or custom id. Raises LookupError if there is none."""
        for button in self.buttons:
            if label_or_custom_id in (button.label, button.custom_id):
                return button
        labels = ", ".join(repr(button.label) for button in self.buttons) or "none"
        raise LookupError(f"message {self.id} has no button {label_or_custom_id!r}; its buttons: {labels}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenField:
    """An input of a form."""

    label: str
    custom_id: str
    required: bool
    value: str
    """What the input already says when the form opens."""
    options: tuple[tuple[str, str], ...] = ()
    """Label and value of every choice, if the input is one of choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenModal:
    """A form that opened on a person's screen and was not yet sent."""

    id: int
    """The interaction that opened it."""
    title: str
    custom_id: str
    fields: tuple[SeenField, ...]
    texts: tuple[str, ...] = ()
    """The words between the inputs."""


def in_channel(ledger: Ledger, channel_id: int, viewer: int | None) -> list[SeenMessage]:
    """The messages of a channel, oldest first; ephemeral ones only if they are for this viewer."""
    if viewer is not None and not channel_accessible(ledger, channel_id, viewer):
        return []
    seen = [_seen(ledger, message) for message in _ever_in(ledger, channel_id) if message.visible_to(viewer)]
    notices = [] if viewer is None else [one for one in _notices(ledger, viewer) if one.channel == channel_id]
    return sorted([*seen, *notices], key=lambda message: message.id)


def of_person(ledger: Ledger, person: int) -> list[SeenMessage]:
    """The person's direct messages, and what only they see anywhere else, oldest first."""
    own = ledger.dm_channels.get(person)
    seen = list(_notices(ledger, person))
    for channel_id in list(ledger.channels):
        for message in _ever_in(ledger, channel_id):
            if channel_id == own or (message.is_ephemeral and message.visible_to(person)):
                seen.append(_seen(ledger, message))
    return sorted(seen, key=lambda message: message.id)


def open_modals(ledger: Ledger, person: int) -> list[SeenModal]:
    """The forms that opened for this person and were not sent yet, oldest first."""
    return [
        _modal(record)
        for record in ledger.interactions.values()
        if record.user_id == person and record.modal is not None and not record.modal_consumed
    ]


def _ever_in(ledger: Ledger, channel_id: int) -> list[Message]:
    gone = [message for message in ledger.deleted.values() if message.channel_id == channel_id]
    return [*ledger.messages.get(channel_id, {}).values(), *gone]


def _seen(ledger: Ledger, message: Message) -> SeenMessage:
    parts = list(walk_components(message.components))
    thinking = bool(message.flags & LOADING_FLAG)
    given_up = thinking and _is_over(ledger, message)
    return SeenMessage(
        id=message.id,
        channel=message.channel_id,
        author=message.author_id,
        from_bot=message.author_id == ledger.bot_user.id,
        content=NO_RESPONSE if given_up else message.content,
        embeds=tuple(_shown_embed(ledger, embed, message) for embed in message.embeds),
        texts=tuple(part["content"] for part in parts if part.get("type") == ComponentType.TEXT_DISPLAY),
        buttons=tuple(_button(part) for part in parts if part.get("type") == ComponentType.BUTTON),
        menus=tuple(_menu(part) for part in parts if part.get("type") in SELECT_TYPES),
        files=tuple(_file(ledger, attachment) for attachment in message.attachments),
        ephemeral=message.is_ephemeral,
        thinking=thinking and not given_up,
        edited=message.edited_timestamp is not None,
        deleted=message.id in ledger.deleted,
        pinned=message.pinned,
        reply_to=int(message.reference["message_id"]) if message.reference else None,
    )


def _is_over(ledger: Ledger, message: Message) -> bool:
    """Whether the 15 minutes in which a deferred answer can still come have passed."""
    record = ledger.interactions[int((message.interaction_metadata or {})["id"])]
    return record.expires_at is not None and ledger.now_iso() >= record.expires_at


def _notices(ledger: Ledger, person: int) -> Iterator[SeenMessage]:
    """What Discord's own client tells this person about commands and buttons that the bot left unanswered."""
    now = ledger.now_iso()
    for record in ledger.interactions.values():
        late = record.initial_response_deadline is not None and now >= record.initial_response_deadline
        if record.user_id != person or record.responded or not late:
            continue
        if record.type == InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
            continue
        yield SeenMessage(
            id=record.id,
            channel=record.channel_id,
            author=ledger.bot_user.id,
            from_bot=False,
            content=SOMETHING_WENT_WRONG if record.type == InteractionType.MODAL_SUBMIT else NO_RESPONSE,
            ephemeral=True,
        )


def _shown_embed(ledger: Ledger, embed: Mapping[str, Any], message: Message) -> dict[str, Any]:
    """The embed with pictures of its own message in place of `attachment://` names, as the client shows it."""
    links = {f"attachment://{file['filename']}": ledger.cdn.sign(file["url"]) for file in message.attachments}
    return {
        key: {**value, "url": links.get(value["url"], value["url"])}
        if key in ("image", "thumbnail") and isinstance(value, Mapping) and "url" in value
        else value
        for key, value in embed.items()
    }


def _button(part: Mapping[str, Any]) -> SeenButton:
    emoji = (part.get("emoji") or {}).get("name") or ""
    return SeenButton(
        label=part.get("label") or emoji,
        custom_id=part.get("custom_id"),
        url=part.get("url"),
        style=int(part.get("style", _LINK_STYLE)),
        disabled=bool(part.get("disabled")),
    )


def _menu(part: Mapping[str, Any]) -> SeenMenu:
    return SeenMenu(
        custom_id=str(part.get("custom_id")),
        placeholder=part.get("placeholder") or "",
        options=_options(part),
    )


def _options(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((option["label"], option["value"]) for option in part.get("options") or [])


def _file(ledger: Ledger, attachment: Mapping[str, Any]) -> SeenFile:
    return SeenFile(
        filename=attachment["filename"],
        media_type=attachment["content_type"],
        url=ledger.cdn.sign(attachment["url"]),
        content=ledger.cdn.get(attachment["url"]) or b"",
    )


def _modal(record: Interaction) -> SeenModal:
    shown = record.modal or {}
    fields: list[SeenField] = []
    texts: list[str] = []
    for part in shown.get("components") or []:
        if part.get("type") == ComponentType.TEXT_DISPLAY:
            texts.append(part["content"])
            continue
        inner = part.get("component")
        inputs = [inner] if isinstance(inner, Mapping) else part.get("components") or []
        for field in inputs:
            fields.append(
                SeenField(
                    label=part.get("label") or field.get("label") or "",
                    custom_id=field["custom_id"],
                    required=bool(field.get("required", True)),
                    value=field.get("value") or "",
                    options=_options(field),
                )
            )
    return SeenModal(id=record.id, title=shown["title"], custom_id=shown["custom_id"], fields=tuple(fields), texts=tuple(texts))


def _embed_words(embeds: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    for embed in embeds:
        yield from (str(embed[key]) for key in ("title", "description") if embed.get(key))
        for field in embed.get("fields") or []:
            yield f"{field.get('name', '')}: {field.get('value', '')}"
        yield str((embed.get("footer") or {}).get("text") or "")
