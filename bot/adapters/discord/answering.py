"""Giving a Reply back to the interaction that it answers, within Discord's three seconds or after a deferral."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

import aiohttp
import discord
import structlog

from bot.adapters.discord import forms, handles, hearing, texts, wire
from bot.adapters.discord.render import Part, parts, size_of
from bot.adapters.discord.send import DiscordSender, send_surely
from bot.chat.form import Form
from bot.chat.incoming import FileUnavailable
from bot.chat.language import speak
from bot.chat.message import Audience, Message
from bot.chat.reply import Reply

DEFER_AFTER_S = 2.0
"""Discord gives up after 3 s, counted from the press; the rest is for the way there and back."""

ALREADY_ACKNOWLEDGED = 40060
TOO_LATE = frozenset({10015, 10062, 50027})
"""Unknown webhook, unknown interaction, invalid webhook token: the interaction is gone."""

_MIB = 1024 * 1024

_log = structlog.get_logger("discord")


class _Stage(Enum):
    """How far the interaction is answered."""

    OPEN = auto()
    """Nothing was said: the clock is running."""
    THINKING = auto()
    """Discord shows "thinking"; the first message takes that place and keeps who may see it."""
    ACKNOWLEDGED = auto()
    """Everything more is a follow-up."""
    GONE = auto()
    """Too late; what is left to say goes by ordinary messages."""


@dataclass(frozen=True, slots=True)
class _Saying:
    part: Part
    ephemeral: bool
    key: str


class Responder:
    """Answers one interaction. `private` rooms have no ephemeral messages: there they would vanish on the next day.

    With `only_you` nothing is shown to others, whatever the messages say: the bot is a guest on that server.
    """

    def __init__(
        self, interaction: discord.Interaction, *, sender: DiscordSender, key: str, private: bool, only_you: bool
    ) -> None:
        self._interaction = interaction
        self._sender = sender
        self._key = key
        self._private = private
        self._only_you = only_you
        self._stage = _Stage.OPEN
        self._one_at_a_time = asyncio.Lock()

    @property
    def _is_press(self) -> bool:
        return self._interaction.type is discord.InteractionType.component

    @property
    def _came_from_form_button(self) -> bool:
        """A dialog was filled in that a message of ours had offered; that message has done its work."""
        is_dialog = self._interaction.type is discord.InteractionType.modal_submit
        return is_dialog and self._interaction.message is not None and forms.is_button(self._interaction.message)

    async def defer_later(self, seconds: float = DEFER_AFTER_S) -> None:
        """Tell Discord that the answer takes longer, unless it was given in the meantime."""
        await asyncio.sleep(seconds)
        async with self._one_at_a_time:
            if self._stage is not _Stage.OPEN:
                return
            response = self._interaction.response
            if self._is_press or self._came_from_form_button:
                # It is acknowledged without a trace: whatever follows may then be for everybody or not.
                await self._first(lambda: response.defer(), _Stage.ACKNOWLEDGED)
            else:
                hidden = not self._private
                await self._first(lambda: response.defer(thinking=True, ephemeral=hidden), _Stage.THINKING)

    async def give(self, reply: Reply) -> None:
        """Show the reply. Never raises for what Discord does; a failure is logged without what was said."""
        async with self._one_at_a_time:
            form = reply.form
            if form is not None and self._can_open_modal(reply) and await self._open(form):
                if reply.closes:
                    await self._strip_pressed_message()
                return
            messages = (*reply.messages, forms.as_button(form)) if form is not None else reply.messages
            if self._is_press:
                await self._settle_press(reply.closes, is_silent=not messages)
            elif self._came_from_form_button:
                await self._remove_form_button()
            elif not messages:
                await self._settle_silence()
            await self._say_all(self._sayings(messages))

    def _can_open_modal(self, reply: Reply) -> bool:
        # Discord opens no modal in answer to a modal, nor after anything else was answered.
        is_modal = self._interaction.type is discord.InteractionType.modal_submit
        return self._stage is _Stage.OPEN and not reply.messages and not is_modal

    async def _open(self, form: Form) -> bool:
        return await self._first(lambda: self._interaction.response.send_modal(forms.modal(form)), _Stage.ACKNOWLEDGED)

    async def _settle_press(self, closes: bool, *, is_silent: bool) -> None:
        """Take the buttons away where they have done their work, or acknowledge a press that has no visible answer."""
        response = self._interaction.response
        if closes and self._stage is _Stage.OPEN:
            await self._first(lambda: response.edit_message(view=None), _Stage.ACKNOWLEDGED)
        elif closes and self._stage is _Stage.ACKNOWLEDGED:
            await self._quietly(self._interaction.edit_original_response(view=None))
        elif is_silent and self._stage is _Stage.OPEN:
            await self._first(lambda: response.defer(), _Stage.ACKNOWLEDGED)
        if closes and self._stage is _Stage.GONE:
            await self._strip_pressed_message()

    async def _remove_form_button(self) -> None:
        response = self._interaction.response
        if self._stage is _Stage.OPEN:
            await self._first(lambda: response.defer(), _Stage.ACKNOWLEDGED)
        if self._stage is _Stage.ACKNOWLEDGED:
            await self._quietly(self._interaction.delete_original_response())

    def _word(self, text: str) -> Part:
        return Part(content=speak(text, hearing.language_of(self._interaction)))

    async def _settle_silence(self) -> None:
        """A command or dialog must be answered, else Discord says that we failed."""
        if self._stage is _Stage.OPEN:
            await self._say(_Saying(self._word(texts.DONE), not self._private, f"{self._key}.done"))
        elif self._stage is _Stage.THINKING:
            await self._quietly(self._interaction.delete_original_response())
            self._stage = _Stage.ACKNOWLEDGED

    async def _strip_pressed_message(self) -> None:
        """Remove the buttons by an ordinary edit, which works for all but ephemeral messages."""
        message = self._interaction.message
        if message is not None and not message.flags.ephemeral:
            await self._quietly(message.edit(view=None))

    def _sayings(self, messages: tuple[Message, ...]) -> list[_Saying]:
        return [
            _Saying(part, self._is_hidden(message), f"{self._key}.{number}.{index}")
            for number, message in enumerate(messages)
            for index, part in enumerate(self._shown(message))
        ]

    def _is_hidden(self, message: Message) -> bool:
        return not self._private and (self._only_you or message.audience is Audience.ONLY_YOU)

    def _shown(self, message: Message) -> tuple[Part, ...]:
        """The parts; in place of a file that Discord would refuse stands a sentence, so that the rest arrives."""
        limit = self._interaction.filesize_limit
        shown: list[Part] = []
        for part in parts(message):
            large = [file for file in part.files if size_of(file) > limit]
            shown.append(
                Part(
                    content=part.content,
                    files=tuple(file for file in part.files if file not in large),
                    rows=part.rows,
                )
                if large
                else part
            )
            shown += [
                Part(
                    content=speak(
                        texts.file_too_large(file.name, size_of(file) / _MIB, limit / _MIB), message.language
                    )
                )
                for file in large
            ]
        return tuple(part for part in shown if part.content or part.files or part.rows)

    async def _say_all(self, sayings: list[_Saying]) -> None:
        if self._stage is _Stage.THINKING and sayings and not self._private and not sayings[0].ephemeral:
            # "Thinking" was shown to the speaker alone, and what takes its place stays so.
            await self._say(_Saying(self._word(texts.ANSWER_BELOW), True, f"{self._key}.below"))
        for saying in sayings:
            await self._say(saying)
        if sayings and self._stage is _Stage.OPEN:
            # Discord refused all of it; silence would read as "the application did not respond".
            await self._say(_Saying(self._word(texts.WENT_WRONG), not self._private, f"{self._key}.sorry"))

    async def _say(self, saying: _Saying) -> None:
        try:
            said = False
            if self._stage is _Stage.OPEN:
                said = await self._first(lambda: self._respond(saying), _Stage.ACKNOWLEDGED)
                if self._stage is _Stage.OPEN:
                    return
            if not said and self._stage is not _Stage.GONE:
                await self._follow_up(saying)
            if not said and self._stage is _Stage.GONE:
                await self._say_plainly(saying)
        except (wire.BadFile, FileUnavailable) as error:
            _note("file withheld", error)
            await self._say(_Saying(self._word(texts.WENT_WRONG), saying.ephemeral, f"{saying.key}.sorry"))

    async def _respond(self, saying: _Saying) -> None:
        await self._interaction.response.send_message(
            saying.part.content or None,
            files=[await wire.file(file) for file in saying.part.files],
            view=wire.view(saying.part.rows),
            ephemeral=saying.ephemeral,
            suppress_embeds=True,
        )

    async def _follow_up(self, saying: _Saying) -> None:
        try:
            await self._interaction.followup.send(
                saying.part.content or discord.utils.MISSING,
                files=[await wire.file(file) for file in saying.part.files],
                view=wire.view(saying.part.rows),
                ephemeral=saying.ephemeral,
                suppress_embeds=True,
            )
            self._stage = _Stage.ACKNOWLEDGED
        except discord.HTTPException as error:
            if error.code in TOO_LATE:
                self._stage = _Stage.GONE
            else:
                _note("follow-up refused", error)
        except (aiohttp.ClientError, OSError) as error:
            # It may have arrived, and a second copy would be worse than what the person can ask for again.
            _note("follow-up uncertain", error)

    async def _first(self, call: Callable[[], Awaitable[object]], then: _Stage) -> bool:
        """Make the first response and say whether this call was the one that Discord took.

        A lost answer is asked for again: "already acknowledged" then means that it had arrived.
        """
        lost = False
        while True:
            try:
                await call()
                self._stage = then
                return True
            except discord.HTTPException as error:
                if error.code == ALREADY_ACKNOWLEDGED:
                    self._stage = then
                    return lost
                _note("response refused", error)
                if error.code in TOO_LATE or error.status >= 500:
                    self._stage = _Stage.GONE
                return False
            except (aiohttp.ClientError, OSError) as error:
                if lost:
                    _note("response uncertain", error)
                    self._stage = _Stage.GONE
                    return False
                lost = True

    async def _say_plainly(self, saying: _Saying) -> None:
        """Say it by an ordinary message, when the interaction is gone."""
        where = self._interaction.channel_id
        if saying.ephemeral or where is None:
            handle = handles.of_person(self._interaction.user.id)
        else:
            handle = handles.of_channel(where)
        await send_surely(self._sender, handle, (saying.part,), saying.key)

    async def _quietly(self, call: Awaitable[object]) -> None:
        try:
            await call
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _note("edit refused", error)


def _note(event: str, error: Exception) -> None:
    # Never the text of the error: it may hold the interaction's token or what was said.
    code = error.code if isinstance(error, discord.HTTPException) else None
    _log.warning(event, error=type(error).__name__, code=code)
