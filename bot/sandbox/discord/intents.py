"""What a bot gets to see: which events its declared intents let through, and what is blanked in them."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simcord.backend import Backend
from simcord.intents import censor_message, required_intent

PRIVILEGED = frozenset({"members", "presences", "message_content"})

# The bits of the `intents` field, by the names that SimCord's table of events uses.
_BITS = {
    "guilds": 0,
    "members": 1,
    "moderation": 2,
    "expressions": 3,
    "integrations": 4,
    "webhooks": 5,
    "invites": 6,
    "voice_states": 7,
    "presences": 8,
    "guild_messages": 9,
    "guild_reactions": 10,
    "guild_typing": 11,
    "dm_messages": 12,
    "dm_reactions": 13,
    "dm_typing": 14,
    "message_content": 15,
    "guild_scheduled_events": 16,
    "auto_moderation_configuration": 20,
    "auto_moderation_execution": 21,
    "guild_polls": 24,
    "dm_polls": 25,
}
_ALIASES = {"bans": "moderation", "emojis": "expressions", "emojis_and_stickers": "expressions"}


@dataclass(frozen=True, slots=True)
class Intents:
    """The `intents` number of an IDENTIFY."""

    value: int

    def has(self, name: str) -> bool:
        """Whether the bot asked for this intent."""
        return bool(self.value >> _BITS[_ALIASES.get(name, name)] & 1)

    def beyond(self, approved: frozenset[str]) -> list[str]:
        """The privileged intents that were asked for but not approved in the developer portal."""
        return sorted(name for name in PRIVILEGED - approved if self.has(name))


def as_seen(backend: Backend, intents: Intents, event: str, payload: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event as a bot with these intents receives it; None if it does not receive it at all."""
    needed = required_intent(event, payload)
    if needed is not None and not intents.has(needed):
        return None
    seen: dict[str, Any] = copy.deepcopy(dict(payload))
    if not intents.has("message_content"):
        _blank(backend, event, seen)
    if event == "GUILD_CREATE" and not intents.has("presences"):
        bot = str(backend.bot_user.id)
        seen["members"] = [member for member in seen.get("members", []) if member["user"]["id"] == bot]
    return seen


def _blank(backend: Backend, event: str, seen: dict[str, Any]) -> None:
    bot_id = backend.bot_user.id
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        censor_message(seen, bot_id, backend=backend)
    elif event == "INTERACTION_CREATE" and isinstance(seen.get("message"), dict):
        # The message that carries a pressed button is always shown in full.
        censor_message(seen["message"], bot_id, backend=backend, exempt_root=True)
