"""Reading: an interaction or a direct message of Discord's becomes something heard. Answers nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot.adapters.discord import forms, handles
from bot.adapters.discord.files import Files
from bot.adapters.discord.send import PLATFORM
from bot.chat.action import BadAction, decode
from bot.chat.incoming import (
    Command,
    FormAnswer,
    Incoming,
    IncomingFile,
    Press,
    Quoted,
    Room,
    Speaker,
    Suggest,
    Typed,
    Upload,
)
from bot.chat.language import known_language

_CHAT_INPUT, _MESSAGE_MENU = 1, 3
_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10
_ATTACHMENT = 11
_WORDS = frozenset({_STRING, _INTEGER, _BOOLEAN, _NUMBER})
_BUTTON = 2
_THREADS = frozenset(
    {discord.ChannelType.news_thread, discord.ChannelType.public_thread, discord.ChannelType.private_thread}
)


class NotUnderstood(Exception):
    """The event is none that we asked Discord for: foreign, damaged or from an older version of ours."""


class ButtonOver(NotUnderstood):
    """A component was used that is no button of ours."""


def is_direct(interaction: discord.Interaction) -> bool:
    """Whether it happened in the direct conversation with the bot."""
    return interaction.guild_id is None


def is_guest(interaction: discord.Interaction) -> bool:
    """Whether the bot is only there because this person brought it along: the server never installed it."""
    brought = interaction.is_user_integration() and not interaction.is_guild_integration()
    return interaction.guild_id is not None and brought


def key_of(interaction: discord.Interaction) -> str:
    """By which a repeat is known."""
    return f"{PLATFORM}:{interaction.id}"


def incoming(interaction: discord.Interaction, files: Files, menus: Mapping[str, str]) -> Incoming:
    """What a command, press or submitted dialog says; `menus` has the command behind each entry in the menu of messages.

    Raises NotUnderstood.
    """
    said = interaction.data
    if not isinstance(said, Mapping):
        raise NotUnderstood
    heard: dict[str, Any] = {"key": key_of(interaction), "speaker": speaker(interaction), "room": room(interaction)}
    match interaction.type:
        case discord.InteractionType.application_command if said.get("type", _CHAT_INPUT) == _CHAT_INPUT:
            options = said.get("options")
            named = {name: [number] for name, number in _attached(options)}
            return Command(
                **heard,
                name=_text(said.get("name")),
                answers=_answers(options),
                files=_files(interaction, named, files),
            )
        case discord.InteractionType.application_command if said.get("type") == _MESSAGE_MENU:
            name = menus.get(_text(said.get("name")))
            if name is None:
                raise NotUnderstood
            return Command(**heard, name=name, quoted=_pointed_at(interaction, files))
        case discord.InteractionType.component:
            if said.get("component_type") != _BUTTON:
                raise ButtonOver
            try:
                return Press(**heard, action=decode(_text(said.get("custom_id"))))
            except BadAction:
                raise ButtonOver from None
        case discord.InteractionType.modal_submit:
            draft = forms.draft_of(_text(said.get("custom_id")))
            if not draft:
                raise NotUnderstood
            parts = said.get("components")
            given = _files(interaction, forms.uploads_of(parts), files)
            return FormAnswer(**heard, draft=draft, answers=forms.answers_of(parts), files=given)
        case _:
            raise NotUnderstood


def suggest(interaction: discord.Interaction) -> Suggest:
    """The half-typed option. Raises NotUnderstood."""
    said = interaction.data
    if not isinstance(said, Mapping):
        raise NotUnderstood
    for option in _options(said.get("options")):
        if option.get("focused") is True:
            return Suggest(
                speaker=speaker(interaction),
                command=_text(said.get("name")),
                field=_text(option.get("name")),
                partial=str(option.get("value", "")),
            )
    raise NotUnderstood


def speaker(interaction: discord.Interaction) -> Speaker:
    """Who did it. Raises NotUnderstood where Discord does not say."""
    user = interaction.user
    if not isinstance(user, discord.User | discord.Member):
        raise NotUnderstood
    return Speaker(
        platform=PLATFORM,
        handle=handles.of_person(user.id),
        name=user.display_name,
        language=_locale(interaction).partition("-")[0] or "en",
    )


def language_of(interaction: discord.Interaction) -> str:
    """In which language the person reads what this adapter says by itself: that of their app."""
    return known_language(_locale(interaction))


def _locale(interaction: discord.Interaction) -> str:
    # discord.py gives an object of its own for a locale that it does not know.
    locale: object = interaction.locale.value
    return locale if isinstance(locale, str) else ""


def room(interaction: discord.Interaction) -> Room:
    """Where it was done; a thread counts as its channel. Raises NotUnderstood where Discord does not say."""
    channel = interaction.channel
    if channel is None:
        raise NotUnderstood
    parent = getattr(channel, "parent_id", None) if channel.type in _THREADS else None
    private, may = is_direct(interaction), interaction.permissions
    return Room(
        platform=PLATFORM,
        handle=handles.of_channel(parent or channel.id),
        private=private,
        title="" if private else str(getattr(channel, "name", "") or ""),
        thread=str(channel.id) if parent else "",
        speaker_is_admin=(may.manage_guild or may.administrator) and not is_guest(interaction),
        modals=True,
    )


def from_message(message: discord.Message, files: Files, me: int) -> Iterator[Incoming]:
    """What a direct message says, or one in a channel that answers the bot, whose id is `me`.

    One upload for each file, or the words. Nothing for any other message, and nothing of other bots and webhooks.
    """
    answered = _mine_under(message, me)
    if (message.guild is not None and not answered) or message.author.bot or message.webhook_id is not None:
        return
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return
    author = message.author
    who = Speaker(platform=PLATFORM, handle=handles.of_person(author.id), name=author.display_name)
    heard: dict[str, Any] = {"speaker": who, "room": _room_of(message), "reply_to": answered}
    key = f"{PLATFORM}:{message.id}"
    for number, attachment in enumerate(message.attachments):
        words = message.content if number == 0 else ""
        yield Upload(key=f"{key}.{number}", file=files.incoming(attachment), words=words, **heard)
    if not message.attachments and message.content.strip():
        # In channels Discord shows us only what calls us: a reply whose person switched the call off has no words.
        yield Typed(key=key, text=message.content, **heard)


def _mine_under(message: discord.Message, me: int) -> str:
    """The id of the bot's message that this one answers, or nothing."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return ""
    to = reference.resolved
    return str(to.id) if isinstance(to, discord.Message) and to.author.id == me else ""


def _room_of(message: discord.Message) -> Room:
    channel, author = message.channel, message.author
    parent = getattr(channel, "parent_id", None) if channel.type in _THREADS else None
    may = author.guild_permissions if isinstance(author, discord.Member) else discord.Permissions.none()
    return Room(
        platform=PLATFORM,
        handle=handles.of_channel(parent or channel.id),
        private=message.guild is None,
        title="" if message.guild is None else str(getattr(channel, "name", "") or ""),
        thread=str(channel.id) if parent else "",
        speaker_is_admin=message.guild is not None and (may.manage_guild or may.administrator),
    )


def _pointed_at(interaction: discord.Interaction, files: Files) -> Quoted:
    """The message on which an entry of its menu was chosen. The bot's own words are no testimony of anybody's."""
    said: Mapping[str, Any] = interaction.data or {}
    number = _text(said.get("target_id"))
    found = _resolved(said, "messages").get(number)
    if not isinstance(found, Mapping):
        raise NotUnderstood
    author = found.get("author")
    if isinstance(author, Mapping) and author.get("id") == str(interaction._state.self_id):
        return Quoted(message=number)
    content, attached = found.get("content"), found.get("attachments")
    first = next((one for one in attached if isinstance(one, Mapping)), None) if isinstance(attached, list) else None
    return Quoted(
        message=number,
        text=content if isinstance(content, str) else "",
        file=_file(interaction, first, files) if first is not None else None,
    )


def _files(
    interaction: discord.Interaction, named: Mapping[str, Sequence[str]], files: Files
) -> dict[str, IncomingFile]:
    """The first file of each option or input, by its name."""
    attached = _resolved(interaction.data or {}, "attachments")
    found = {name: attached.get(numbers[0]) for name, numbers in named.items() if numbers}
    return {name: _file(interaction, one, files) for name, one in found.items() if isinstance(one, Mapping)}


def _file(interaction: discord.Interaction, attachment: Mapping[str, Any], files: Files) -> IncomingFile:
    try:
        return files.incoming(discord.Attachment(data=attachment, state=interaction._state))  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError):
        raise NotUnderstood from None


def _resolved(said: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    resolved = said.get("resolved")
    found = resolved.get(kind) if isinstance(resolved, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _attached(options: object) -> Iterator[tuple[str, str]]:
    """Name and attachment id of every option that is a file."""
    for option in _options(options):
        name, value = option.get("name"), option.get("value")
        if option.get("type") == _ATTACHMENT and isinstance(name, str) and isinstance(value, str):
            yield name, value


def _answers(options: object) -> dict[str, str]:
    """Filled-in options as text; what is no text or number, such as a member, we never ask for."""
    answers: dict[str, str] = {}
    for option in _options(options):
        name, kind, value = option.get("name"), option.get("type"), option.get("value")
        is_word = isinstance(kind, int) and kind in _WORDS and isinstance(value, str | int | float)
        if isinstance(name, str) and is_word:
            answers[name] = str(value)
    return answers


def _options(options: object) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in options if isinstance(one, Mapping)) if isinstance(options, list) else ()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotUnderstood
    return value
