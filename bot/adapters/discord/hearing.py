"""Reading: an interaction or a direct message of Discord's becomes something heard. Answers nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.adapters.discord import forms, handles
from bot.adapters.discord.files import Files
from bot.adapters.discord.send import PLATFORM
from bot.chat.action import BadAction, decode
from bot.chat.incoming import Command, FormAnswer, Incoming, Press, Room, Speaker, Suggest, Typed, Upload

_CHAT_INPUT = 1
_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10
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


def incoming(interaction: discord.Interaction) -> Incoming:
    """What a command, press or submitted dialog says. Raises NotUnderstood."""
    said = interaction.data
    if not isinstance(said, Mapping):
        raise NotUnderstood
    heard: dict[str, Any] = {"key": key_of(interaction), "speaker": speaker(interaction), "room": room(interaction)}
    match interaction.type:
        case discord.InteractionType.application_command if said.get("type", _CHAT_INPUT) == _CHAT_INPUT:
            return Command(**heard, name=_text(said.get("name")), answers=_answers(said.get("options")))
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
            return FormAnswer(**heard, draft=draft, answers=forms.answers_of(said.get("components")))
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
    locale: object = interaction.locale.value
    language = locale.partition("-")[0] if isinstance(locale, str) else ""
    return Speaker(
        platform=PLATFORM, handle=handles.of_person(user.id), name=user.display_name, language=language or "en"
    )


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


def from_message(message: discord.Message, files: Files) -> Iterator[Incoming]:
    """What a direct message says: one upload for each file, or the words. Nothing for any other message."""
    if message.guild is not None or message.author.bot or message.webhook_id is not None:
        return
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return
    author = message.author
    who = Speaker(platform=PLATFORM, handle=handles.of_person(author.id), name=author.display_name)
    where = Room(platform=PLATFORM, handle=handles.of_channel(message.channel.id), private=True)
    key = f"{PLATFORM}:{message.id}"
    for number, attachment in enumerate(message.attachments):
        words = message.content if number == 0 else ""
        yield Upload(key=f"{key}.{number}", speaker=who, room=where, file=files.incoming(attachment), words=words)
    if not message.attachments and message.content.strip():
        yield Typed(key=key, speaker=who, room=where, text=message.content)


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
