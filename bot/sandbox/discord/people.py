"""The people's side: what persons on our Discord do, and how a script waits for what the bot makes of it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from simcord import interactions
from simcord.backend import serializers
from simcord.backend.access import channel_accessible, message_accessible
from simcord.backend.errors import BackendError
from simcord.backend.models import AllowedMentions, Channel, Interaction, Message
from simcord.enums import InteractionType

from bot.sandbox.discord import inbox, options
from bot.sandbox.discord.inbox import SeenMessage, SeenModal
from bot.sandbox.discord.ledger import CannotDo
from bot.sandbox.discord.places import Places

Found = TypeVar("Found")
MESSAGE_LIMIT_CHARACTERS = 2000
PATIENCE_SECONDS = 10.0
"""How long a script waits for the bot before it gives up."""
_LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One suggestion of an autocompletion."""

    name: str
    value: str | int | float


class People(Places):
    """Everything that a person can do. Ids are Discord's; what cannot be done raises CannotDo with one sentence."""

    # -------------------------------------------------------------- talking

    def say(
        self, person: int, text: str, channel: int | None = None, *, reply_to: int | None = None, ping: bool = True
    ) -> int:
        """Write a message, to the bot directly or in a channel, perhaps as a reply. Returns the message's id.

        A reply calls the author of what it answers, unless the person switches that off (`ping`).
        """
        return self._post(person, text, [], channel, reply_to, ping)

    def send_file(
        self,
        person: int,
        content: bytes,
        filename: str,
        media_type: str | None = None,
        text: str = "",
        channel: int | None = None,
        *,
        reply_to: int | None = None,
    ) -> int:
        """Send one file, with a text or without, perhaps as a reply. Returns the message's id."""
        if len(content) > self.file_limit_bytes:
            raise CannotDo(f"{filename} is too large: {len(content)} bytes, the limit is {self.file_limit_bytes}")
        place = self._writable(person, channel)
        stored = self.ledger.store_attachments(place.id, [(filename, content)])
        if media_type is not None:
            stored[0]["content_type"] = media_type
            self.ledger.cdn.label(stored[0]["url"], media_type)
        return self._post(person, text, stored, channel, reply_to)

    def slash(self, person: int, channel: int | None, command: str, given: Mapping[str, Any] | None = None) -> int:
        """Use a slash command (no channel: in the direct messages). Returns the interaction's id.

        Options are typed as the bot declared them; an attachment is (filename, bytes), a person or channel its id.
        """
        place = self._place(person, channel)
        data = options.command_data(
            self.ledger, person, place.id, command, given or {}, file_limit_bytes=self.file_limit_bytes
        )
        return self._interact(person, place, InteractionType.APPLICATION_COMMAND, data).id

    def choose_entry(self, person: int, message: SeenMessage | int, name: str) -> int:
        """Choose an entry of the bot in the menu of a message. Returns the interaction's id."""
        shown = self._visible(person, message)
        data = options.entry_data(self.ledger, person, shown, name)
        place = self._place(person, shown.channel_id)
        return int(self._interact(person, place, InteractionType.APPLICATION_COMMAND, data).id)

    async def autocomplete(
        self,
        person: int,
        channel: int | None,
        command: str,
        option: str,
        partial: str,
        given: Mapping[str, Any] | None = None,
        *,
        timeout: float = 3.0,
    ) -> list[Choice]:
        """What the bot suggests for an option after this much was typed. Raises TimeoutError without an answer."""
        place = self._place(person, channel)
        data = options.command_data(
            self.ledger,
            person,
            place.id,
            command,
            given or {},
            focused=(option, partial),
            file_limit_bytes=self.file_limit_bytes,
        )
        record = self._interact(person, place, InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE, data)
        await self.wait_until(lambda: record.responded, timeout=timeout, what="suggestions")
        return [Choice(name=one["name"], value=one["value"]) for one in record.autocomplete_choices or []]

    def press(self, person: int, message: SeenMessage | int, label_or_custom_id: str) -> int:
        """Press a button. Returns the interaction's id."""
        shown = self._visible(person, message)
        return self._use(person, shown, options.button_data(shown.components, label_or_custom_id))

    def choose(self, person: int, message: SeenMessage | int, custom_id: str, values: Sequence[str]) -> int:
        """Choose in a select menu. Returns the interaction's id."""
        shown = self._visible(person, message)
        return self._use(person, shown, options.menu_data(shown.components, custom_id, values))

    def submit_modal(self, person: int, modal: SeenModal | int, answers: Mapping[str, Any]) -> int:
        """Fill in and send an open form; answers go by label or custom id. Returns the interaction's id."""
        number = modal if isinstance(modal, int) else modal.id
        record = self.ledger.interactions.get(number)
        if record is None or record.modal is None or record.user_id != person:
            raise CannotDo("this person has no such form open")
        if record.modal_consumed:
            raise CannotDo("this form was already sent")
        place = self._place(person, record.channel_id)
        data = options.modal_data(self.ledger, person, place.id, record.modal, answers)
        record.modal_consumed = True
        source = self.ledger.messages[place.id].get(record.source_message_id or 0)
        return self._interact(person, place, InteractionType.MODAL_SUBMIT, data, source, opener=record.id).id

    # -------------------------------------------------------------- looking

    def inbox(self, user_or_channel: int, viewer: int | None = None) -> list[SeenMessage]:
        """What is on a screen, oldest first: a person's direct messages and ephemeral answers, or what a channel holds.

        A channel's inbox shows ephemeral messages only to their `viewer`. Deleted messages are there, marked so.
        """
        if user_or_channel in self.ledger.users:
            return inbox.of_person(self.ledger, user_or_channel)
        if user_or_channel in self.ledger.channels:
            return inbox.in_channel(self.ledger, user_or_channel, viewer)
        raise CannotDo(f"there is no person and no channel {user_or_channel}")

    def modals(self, person: int) -> list[SeenModal]:
        """The forms that are open on this person's screen."""
        return inbox.open_modals(self.ledger, person)

    def interaction(self, number: int) -> Interaction:
        """SimCord's record of an interaction: whether and how the bot has answered it."""
        record = self.ledger.interactions.get(number)
        if record is None:
            raise CannotDo(f"there is no interaction {number}")
        return record

    async def wait_until(
        self, look: Callable[[], Found | None], *, timeout: float = PATIENCE_SECONDS, what: str = "what was waited for"
    ) -> Found:
        """Wait until `look` finds something, and return it. Raises TimeoutError that says `what` did not come."""
        try:
            async with asyncio.timeout(timeout):
                while not (found := look()):
                    await self._next_change()
                return found
        except TimeoutError:
            raise TimeoutError(f"no sign of {what} within {timeout} s") from None

    async def wait_for(
        self,
        user_or_channel: int,
        wanted: str | Callable[[SeenMessage], bool] = "",
        *,
        after: int = 0,
        timeout: float = PATIENCE_SECONDS,
    ) -> SeenMessage:
        """The first message on this screen after the id `after` that has these words, now or as soon as there is one.

        The person's own messages, deleted ones and those that still show "thinking" do not count; edits do. Raises
        TimeoutError, saying what was there instead.
        """

        def look() -> SeenMessage | None:
            for seen in self.inbox(user_or_channel):
                skip = seen.author == user_or_channel or seen.deleted or seen.thinking or seen.id <= after
                if not skip and (wanted in seen.words if isinstance(wanted, str) else wanted(seen)):
                    return seen
            return None

        try:
            return await self.wait_until(look, timeout=timeout, what="such a message")
        except TimeoutError as late:
            there = [(seen.id, seen.words) for seen in self.inbox(user_or_channel)]
            raise TimeoutError(f"{late}; there are {there}") from None

    async def wait_for_modal(self, person: int, *, timeout: float = PATIENCE_SECONDS) -> SeenModal:
        """Wait until a form opens for this person. Raises TimeoutError."""
        return (await self.wait_until(lambda: self.modals(person), timeout=timeout, what="a form"))[-1]

    # ------------------------------------------------------------- plumbing

    async def _next_change(self) -> None:
        # Deadlines pass without any event, so the wait is also bounded by time.
        try:
            async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            return

    def _place(self, person: int, channel: int | None) -> Channel:
        self.check_person(person)
        place = self.ledger.get_dm_channel(person) if channel is None else self.ledger.channels.get(channel)
        if place is None or not channel_accessible(self.ledger, place.id, person):
            raise CannotDo(f"this person sees no channel {channel}")
        return place

    def _writable(self, person: int, channel: int | None) -> Channel:
        place = self._place(person, channel)
        try:
            self.ledger.require_permissions(place.guild_id, person, place.id, "send_messages")
        except BackendError as refusal:
            raise CannotDo(f"this person may not write in channel {place.id}") from refusal
        return place

    def _post(
        self,
        person: int,
        text: str,
        attachments: Iterable[dict[str, Any]],
        channel: int | None,
        reply_to: int | None = None,
        ping: bool = True,
    ) -> int:
        place = self._writable(person, channel)
        if len(text) > MESSAGE_LIMIT_CHARACTERS:
            raise CannotDo(f"Discord takes {MESSAGE_LIMIT_CHARACTERS} characters in a message, not {len(text)}")
        reference = None
        if reply_to is not None:
            reference = {"channel_id": str(self._visible(person, reply_to).channel_id), "message_id": str(reply_to)}
        try:
            message = self.ledger.create_message(
                place.id,
                person,
                text,
                attachments=list(attachments),
                reference=reference,
                allowed_mentions=AllowedMentions(replied_user=ping),
            )
        except BackendError as refusal:
            raise CannotDo(refusal.message) from refusal
        self.touch()
        return int(message.id)

    def _visible(self, person: int, message: SeenMessage | int) -> Message:
        number = message if isinstance(message, int) else message.id
        found = self.ledger.find_message(number)
        if not message_accessible(self.ledger, found.channel_id, found, person):
            raise CannotDo(f"this person does not see message {number}")
        return found

    def _use(self, person: int, message: Message, data: dict[str, Any]) -> int:
        place = self._place(person, message.channel_id)
        return int(self._interact(person, place, InteractionType.MESSAGE_COMPONENT, data, message).id)

    def _interact(
        self,
        person: int,
        place: Channel,
        kind: InteractionType,
        data: dict[str, Any],
        source: Message | None = None,
        opener: int | None = None,
    ) -> Interaction:
        record, payload = interactions.base_payload(
            self.ledger, type=kind, channel_id=place.id, guild_id=place.guild_id, user_id=person, data=data
        )
        payload["locale"] = self.ledger.locales.get(person, "en-US")
        payload["attachment_size_limit"] = self.file_limit_bytes
        payload["authorizing_integration_owners"] = {"0": str(place.guild_id or 0)}
        if opener is not None:
            self.ledger.openers[record.id] = opener
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = dict(serializers.message_payload(self.ledger, source))
        self.ledger.emit("INTERACTION_CREATE", payload)
        self.touch()
        return record
