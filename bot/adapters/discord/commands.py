"""Commands as Discord wants them declared, and their upload, which happens only when Discord knows them differently."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord.http import Route

from bot.chat.form import CommandSpec, Field, FieldKind
from bot.chat.language import speak
from bot.chat.phrase import Phrase

_CHAT_INPUT, _MESSAGE = 1, 3
_STRING, _ATTACHMENT = 3, 11
_GUILD, _BOT_DM = 0, 1
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_MOST_CHARACTERS = 6000
_MENU_CHARACTERS = 32

Translations = Mapping[str, Mapping[str, str]]
"""Discord's locale (`es-ES`) to English sentence to translated sentence."""

Json = dict[str, Any]

LOCALES = {"es-ES": "es", "es-419": "es"}
"""Discord's locales of the languages that we speak beside English: Spanish of Spain, and of Latin America."""


def translations(commands: Sequence[CommandSpec]) -> Translations:
    """What the commands' menus say, in Discord's locales."""
    labels = [text for spec in commands for text in _labels(spec) if isinstance(text, Phrase)]
    return {locale: {text: speak(text, language) for text in labels} for locale, language in LOCALES.items()}


def _labels(spec: CommandSpec) -> Iterator[str]:
    yield spec.description
    yield from filter(None, (spec.menu,))
    for field in spec.fields:
        yield field.question
        yield from (choice.label for choice in field.choices)


def payload(commands: Sequence[CommandSpec], translations: Translations | None = None) -> list[Json]:
    """The commands as application-command JSON. Names are the same in every language, descriptions are translated."""
    known = translations or {}
    slashes = [_command(spec, known) for spec in commands]
    return [*slashes, *(_menu_entry(spec, known) for spec in commands if spec.menu)]


def fingerprint(declared: Sequence[Mapping[str, Any]]) -> str:
    """A hash over what we declare about commands; order, and what Discord adds of its own, do not matter to it."""
    known = sorted((_canonical(command) for command in declared), key=lambda command: (str(command["name"]), command["type"]))
    return hashlib.sha256(json.dumps(known, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


async def sync(client: discord.Client, wanted: list[Json]) -> bool:
    """Overwrite all global commands if Discord's differ from `wanted`; says whether it did. Raises HTTPException."""
    number = client.application_id
    assert number is not None, "known since login"
    # discord.py's own method leaves out the translations, without which a changed one would go unnoticed.
    route = Route("GET", "/applications/{application_id}/commands", application_id=number)
    present = await client.http.request(route, params={"with_localizations": "true"})
    if fingerprint(present) == fingerprint(wanted):
        return False
    await client.http.bulk_upsert_global_commands(number, wanted)
    return True


def _command(spec: CommandSpec, translations: Translations) -> Json:
    contexts = [_GUILD] * spec.offered_in_channels + [_BOT_DM] * spec.in_direct
    # An owner who shares no server with the bot may install it for the direct conversation.
    installs = [_GUILD_INSTALL] + [_USER_INSTALL] * spec.in_direct
    return {
        "name": spec.name,
        "type": _CHAT_INPUT,
        **_described(spec.description, translations),
        "options": [_option(field, translations) for field in spec.fields],
        "contexts": contexts,
        "integration_types": installs,
    }


def _menu_entry(spec: CommandSpec, translations: Translations) -> Json:
    """An entry in the menu of every message of a server; it has no description and no options."""
    made: Json = {
        "name": spec.menu[:_MENU_CHARACTERS],
        "type": _MESSAGE,
        "contexts": [_GUILD],
        "integration_types": [_GUILD_INSTALL],
    }
    names = {locale: name[:_MENU_CHARACTERS] for locale, name in _translated(spec.menu, translations).items()}
    return {**made, "name_localizations": names} if names else made


def _option(field: Field, translations: Translations) -> Json:
    option: Json = {
        "name": field.name,
        "type": _STRING,
        **_described(field.question, translations),
        # Never required on Discord's side: the router asks for what is missing, with one wording for every platform.
        "required": False,
    }
    if field.kind is FieldKind.FILE:
        option["type"] = _ATTACHMENT
        return option
    if field.kind is FieldKind.CHOICE and field.choices:
        option["choices"] = [_choice(choice.label, choice.value, translations) for choice in field.choices]
        return option
    option["max_length"] = max(1, min(field.max_length, _MOST_CHARACTERS))
    if field.suggests:
        option["autocomplete"] = True
    return option


def _choice(label: str, value: str, translations: Translations) -> Json:
    made: Json = {"name": label[:100], "value": value[:100]}
    if names := _translated(label, translations):
        made["name_localizations"] = names
    return made


def _described(text: str, translations: Translations) -> Json:
    described: Json = {"description": text[:100]}
    if localized := _translated(text, translations):
        described["description_localizations"] = localized
    return described


def _translated(text: str, translations: Translations) -> dict[str, str]:
    return {locale: words[text][:100] for locale, words in translations.items() if text in words}


def _canonical(command: Mapping[str, Any]) -> Json:
    return {
        "name": command.get("name"),
        "type": command.get("type", _CHAT_INPUT),
        "name_localizations": command.get("name_localizations") or {},
        "description": command.get("description", ""),
        "description_localizations": command.get("description_localizations") or {},
        "options": [_canonical_option(option) for option in command.get("options") or []],
        "contexts": sorted(command.get("contexts") or []),
        "integration_types": sorted(command.get("integration_types") or [_GUILD_INSTALL]),
    }


def _canonical_option(option: Mapping[str, Any]) -> Json:
    return {
        "name": option.get("name"),
        "type": option.get("type"),
        "description": option.get("description", ""),
        "description_localizations": option.get("description_localizations") or {},
        "required": bool(option.get("required", False)),
        "autocomplete": bool(option.get("autocomplete", False)),
        "max_length": option.get("max_length"),
        "choices": [
            [choice.get("name"), choice.get("value"), choice.get("name_localizations") or {}]
            for choice in option.get("choices") or []
        ],
    }
