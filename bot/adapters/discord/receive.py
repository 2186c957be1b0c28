"""Listening: every interaction and direct message is heard once, in its person's order, and its Reply goes back."""

import asyncio
import traceback
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot.adapters.discord import forms, hearing, texts
from bot.adapters.discord.answering import Responder
from bot.adapters.discord.files import Files
from bot.adapters.discord.render import parts
from bot.adapters.discord.send import DiscordSender, send_surely
from bot.chat.incoming import Incoming, Press, Upload
from bot.chat.language import speak
from bot.chat.message import Audience, Message, say
from bot.chat.ports import Answer, Complete, Outcome, Rejected, Unreachable
from bot.chat.reply import Reply

SUGGESTIONS_WITHIN_S = 2.5
"""Discord drops completions after 3 s."""

_MOST_SUGGESTIONS = 25
_SUGGESTION_CHARACTERS = 100
_REMEMBERED_EVENTS = 2_000

_log = structlog.get_logger("discord")


class Ear:
    """Hears for one connection. Each event is a task of the connection's group, so that none outlives it unseen."""

    def __init__(
        self,
        tasks: asyncio.TaskGroup,
        *,
        answer: Answer,
        complete: Complete,
        sender: DiscordSender,
        files: Files,
        menus: Mapping[str, str],
    ) -> None:
        """`menus` has the command behind each entry in the menu of messages."""
        self._tasks = tasks
        self._answer = answer
        self._complete = complete
        self._sender = sender
        self._files = files
        self._menus = menus
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def interaction(self, interaction: discord.Interaction) -> None:
        """Hear a command, press, dialog or half-typed option. Returns at once and never raises."""
        if self._is_repeat(interaction.id):
            return
        if hearing.is_direct(interaction) and interaction.channel_id is not None:
            self._sender.remember_direct(interaction.user.id, interaction.channel_id)
        if interaction.type is discord.InteractionType.autocomplete:
            self._start(self._suggest(interaction))
        else:
            self._start(self._converse(interaction))

    def message(self, message: discord.Message) -> None:
        """Hear a direct message, or an answer to the bot in a channel. Returns at once and never raises."""
        if message.author.bot or (message.guild is not None and message.reference is None):
            return
        if not self._is_repeat(message.id):
            if message.guild is None:
                self._sender.remember_direct(message.author.id, message.channel.id)
            self._start(self._listen(message))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._tasks.create_task(_survivable(work))

    def _is_repeat(self, number: int) -> bool:
        """A resumed connection delivers some events again."""
        if number in self._seen:
            return True
        self._seen[number] = None
        if len(self._seen) > _REMEMBERED_EVENTS:
            self._seen.popitem(last=False)
        return False

    async def _converse(self, interaction: discord.Interaction) -> None:
        try:
            heard = hearing.incoming(interaction, self._files, self._menus)
            responder = self._responder(interaction)
        except hearing.NotUnderstood as error:
            await self._shrug(interaction, is_button=isinstance(error, hearing.ButtonOver))
            return
        deferral = self._start(responder.defer_later())
        try:
            # A press waits for nobody: a withdrawal must not stand behind a slow upload.
            if isinstance(heard, Press):
                await responder.give(await self._answered(heard))
            else:
                async with self._turn(interaction.user.id):
                    await responder.give(await self._answered(heard))
        finally:
            deferral.cancel()

    async def _listen(self, message: discord.Message) -> None:
        me = message._state.self_id or 0
        for heard in hearing.from_message(message, self._files, me):
            if isinstance(heard, Upload):
                await self._reply_plainly(heard, await self._answered(heard), str(message.id))
            else:
                async with self._turn(message.author.id):
                    await self._reply_plainly(heard, await self._answered(heard), str(message.id))

    async def _answered(self, heard: Incoming) -> Reply:
        try:
            return await self._answer(heard)
        except Exception as error:
            _failed("not answered", error)
            return Reply(messages=(say(speak(texts.WENT_WRONG, heard.speaker.language)),))

    async def _reply_plainly(self, heard: Incoming, reply: Reply, below: str) -> None:
        """Answer a message. There are no dialogs without an interaction, so a form asks its first question, or offers a
        button that opens the dialog where others read along."""
        as_message = forms.as_question if heard.room.private else forms.as_button
        messages = (*reply.messages, *((as_message(reply.form),) if reply.form else ()))
        for number, message in enumerate(messages):
            key = f"{heard.key}>{number}"
            if heard.room.private:
                outcome = await send_surely(self._sender, heard.room.handle, parts(message), key)
            elif message.audience is Audience.ONLY_YOU and not forms.holds_button(message):
                outcome = await self._privately(heard, message, key, below)
            else:
                outcome = await self._openly(heard, message, key, below)
            if isinstance(outcome, Rejected):
                sorry = say(speak(texts.WENT_WRONG, message.language))
                await send_surely(self._sender, heard.speaker.handle, parts(sorry), f"{key}.sorry")

    async def _openly(self, heard: Incoming, message: Message, key: str, below: str) -> Outcome:
        """In the channel, under what is answered."""
        room = heard.room
        return await send_surely(self._sender, room.handle, parts(message), key, room.thread, below)

    async def _privately(self, heard: Incoming, message: Message, key: str, below: str) -> Outcome:
        """In the person's direct messages; where those are closed, the channel learns only that."""
        outcome = await send_surely(self._sender, heard.speaker.handle, parts(message), key)
        if isinstance(outcome, Unreachable):
            await self._openly(heard, say(speak(texts.OPEN_OUR_CHAT, message.language)), f"{key}.open", below)
        return outcome

    async def _suggest(self, interaction: discord.Interaction) -> None:
        try:
            async with asyncio.timeout(SUGGESTIONS_WITHIN_S):
                choices = await self._complete(hearing.suggest(interaction))
        except Exception as error:
            if not isinstance(error, hearing.NotUnderstood):
                _failed("no suggestions", error)
            choices = ()
        # A value that had to be cut would be another value.
        fitting = [choice for choice in choices if 0 < len(choice.value) <= _SUGGESTION_CHARACTERS]
        shown = [
            discord.app_commands.Choice(name=choice.label[:_SUGGESTION_CHARACTERS] or choice.value, value=choice.value)
            for choice in fitting[:_MOST_SUGGESTIONS]
        ]
        try:
            await interaction.response.autocomplete(shown)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            # The person typed on; the next letter brings the next event.
            _log.debug("suggestions not taken", error=type(error).__name__)

    async def _shrug(self, interaction: discord.Interaction, *, is_button: bool) -> None:
        """Say that it cannot be answered, once: it is not worth a second try or a direct message."""
        try:
            await interaction.response.send_message(
                speak(texts.BUTTON_OVER if is_button else texts.NOT_UNDERSTOOD, hearing.language_of(interaction)),
                ephemeral=not hearing.is_direct(interaction),
            )
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            _log.debug("shrug not taken", error=type(error).__name__)

    def _responder(self, interaction: discord.Interaction) -> Responder:
        return Responder(
            interaction,
            sender=self._sender,
            key=hearing.key_of(interaction),
            private=hearing.is_direct(interaction),
            only_you=hearing.is_guest(interaction),
        )

    def _turn(self, person: int) -> asyncio.Lock:
        """First come, first served, for each person."""
        return self._turns.setdefault(person, asyncio.Lock())


async def _survivable(work: Coroutine[Any, Any, None]) -> None:
    """Do it; a failure of one conversation must not end the connection with all the others."""
    try:
        await work
    except Exception as error:
        _failed("event not dealt with", error)


def _failed(event: str, error: Exception) -> None:
    """Say where our code failed, not with what words: those may be somebody's."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    _log.error(event, error=type(error).__name__, where=where)
