"""The state of our Discord: SimCord's backend with a running clock, expiring links and a memory of deletions."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from simcord._clock import Clock
from simcord.backend import Backend, errors
from simcord.backend.models import Message
from simcord.enums import AppCommandType

from bot.sandbox.discord.cdn import SignedCdn


class CannotDo(ValueError):
    """A person tried something that the real Discord would not let them do. The text is one clear sentence."""


class RunningClock(Clock):
    """Real time plus what `advance` added, so that a test need not wait a day for a link to expire."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._started = now()
        self._skipped = timedelta()

    def now(self) -> datetime:
        return self._now() + self._skipped

    def advance(self, seconds: float) -> None:
        """Pretend that this many more seconds have passed."""
        self._skipped += timedelta(seconds=seconds)

    # SimCord keeps this as an attribute that it only reads; ours must follow the time.
    @property
    def elapsed(self) -> float:
        """Seconds since the sandbox began."""
        return (self.now() - self._started).total_seconds()

    @elapsed.setter
    def elapsed(self, value: float) -> None:
        """SimCord's constructor assigns zero, which is what a new clock shows anyway."""


class Ledger(Backend):
    """Everything that exists on our Discord: people, guilds, channels, messages, commands and interactions."""

    def __init__(self, clock: RunningClock, cdn: SignedCdn) -> None:
        super().__init__(clock=clock)
        self.cdn: SignedCdn = cdn
        self.deleted: dict[int, Message] = {}
        self.locales: dict[int, str] = {}
        self.openers: dict[int, int] = {}
        """Which interaction opened the form that another one sent."""
        # A bot that creates a message gets its nonce back in the MESSAGE_CREATE that SimCord emits meanwhile.
        self.nonce_in_hand: str | None = None

    def register_commands(self, guild_id: int | None, payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Replace the commands of a guild (None: the global ones); each registration is a new version."""
        commands = super().register_commands(guild_id, payloads)
        for command in commands:
            command["version"] = str(self.snowflake())
            command.setdefault("nsfw", False)
        return commands

    def normalize_message_reference(self, channel_id: int, reference: dict[str, Any] | None) -> dict[str, Any] | None:
        """A reply to a message that is gone is refused, or is no reply where the bot said that it may be gone."""
        read = super().normalize_message_reference(channel_id, reference)
        if read is None or read["type"] != 0 or int(read["message_id"]) in self.messages.get(channel_id, {}):
            return read
        if read["fail_if_not_exists"]:
            raise errors.invalid_form_body("message_reference: Unknown message")
        return None

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Remove a message, but remember it for `inbox`, which can show that it was deleted."""
        gone = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        self.deleted[message_id] = gone

    def bulk_delete_messages(self, channel_id: int, message_ids: Iterable[int]) -> list[int]:
        """Remove several messages at once; they are remembered as well."""
        wanted = list(message_ids)
        before = dict(self.messages.get(channel_id, {}))
        removed = super().bulk_delete_messages(channel_id, wanted)
        self.deleted.update({message_id: before[message_id] for message_id in removed})
        return removed

    def find_message(self, message_id: int) -> Message:
        """The message with this id, wherever it is. Raises CannotDo if it does not exist or was deleted."""
        for messages in self.messages.values():
            if message_id in messages:
                return messages[message_id]
        raise CannotDo(f"there is no message {message_id}" + (" any more" if message_id in self.deleted else ""))

    def person_of_dm(self, channel_id: int) -> int | None:
        """The person at the other end of a direct-message channel; None if it is no such channel."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.guild_id is not None or not channel.recipient_ids:
            return None
        return int(channel.recipient_ids[0])

    def command_names(self, guild_id: int | None, kind: AppCommandType = AppCommandType.CHAT_INPUT) -> list[str]:
        """The commands of this kind that the bot has synced for this guild and globally."""
        scopes = {None, guild_id}
        return sorted(name for scope in scopes for name, its in self.commands.get(scope, {}) if its == kind)
