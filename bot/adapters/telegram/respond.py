"""Giving a Reply back to where its cause came from: messages, the next question, an acknowledged button."""

import logging
from functools import partial

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup
from aiogram.types import ForceReply, ReplyParameters, User

from bot.adapters.telegram.patience import Pause, delivered, harmless, patiently
from bot.adapters.telegram.receive import Happening
from bot.adapters.telegram.render import render
from bot.adapters.telegram.send import TelegramSender
from bot.chat.action import Action
from bot.chat.form import Field, FieldKind, Form
from bot.chat.language import speak
from bot.chat.message import Audience, Button, LinkButton, Message, Paragraph
from bot.chat.phrase import phrase
from bot.chat.ports import Outcome, Sent, Unreachable
from bot.chat.reply import Reply

OPEN_OUR_CHAT = phrase("I can only answer this in private. Open our chat, press Start, and ask again.")
OPEN = phrase("Open the chat")
CANCEL = phrase("Send “cancel” to stop.")
REPLY_OR_CANCEL = phrase("Please reply to this message; reply “cancel” to stop.")
PICK = "form.pick"
SKIP = "form.skip"
SKIP_LABEL = phrase("Skip")
SEND_A_FILE = phrase("Send a photo or a clip.")
SEND_A_FILE_OR_SKIP = phrase("Send a photo or a clip, or press Skip.")
SHORT_LABEL = 16
"""Choices with labels up to this long stand two in a row."""

_log = logging.getLogger(__name__)


class Responder:
    """Answers happenings as the bot `me`. Never raises for what Telegram does; what cannot be said is logged."""

    def __init__(self, bot: Bot, sender: TelegramSender, me: User, pause: Pause) -> None:
        self._bot = bot
        self._sender = sender
        self._me = me
        self._pause = pause

    async def give(self, happening: Happening, reply: Reply) -> None:
        """Acknowledge a press, take worn-out buttons away, say the messages, ask the question."""
        await self._acknowledge(happening, "")
        if reply.closes and happening.pressed is not None:
            call = EditMessageReplyMarkup(chat_id=happening.chat, message_id=happening.pressed, reply_markup=None)
            try:
                await patiently(lambda: self._bot(call), self._pause)
            except TelegramAPIError as error:
                _log.info("Telegram keeps the buttons of an answered message: %s", harmless(error))
        may_write = True
        for at, message in enumerate(reply.messages):
            if message.audience is Audience.ONLY_YOU and happening.chat != happening.person:
                may_write = await self._privately(happening, message, at, may_write)
            else:
                await self._say(happening, message, f"{happening.key}#{at}")
        if reply.form is not None and reply.form.fields:
            await self._ask(happening, reply.form)

    async def aside(self, happening: Happening, text: str) -> None:
        """A short neutral answer, in the language of the person's app: on the pressed button, else as a message."""
        text = speak(text, happening.language)
        if happening.query:
            await self._acknowledge(happening, text)
        else:
            await self._say(happening, Message(blocks=(Paragraph(text=text),)), f"{happening.key}#aside")

    async def _acknowledge(self, happening: Happening, text: str) -> None:
        """Stop the clock on the pressed button, and show a line if there is one."""
        if not happening.query:
            return
        call = AnswerCallbackQuery(callback_query_id=happening.query, text=text or None)
        try:
            await patiently(lambda: self._bot(call), self._pause)
        except TelegramAPIError as error:
            _log.info("Telegram takes no answer to a press: %s", harmless(error))

    async def _privately(self, happening: Happening, message: Message, at: int, may_write: bool) -> bool:
        """Say it in the person's own chat; where the bot may not, tell them so in the group, once, without content."""
        if may_write:
            key = f"{happening.key}#{at}"
            outcome = await delivered(lambda: self._sender.send(str(happening.person), message, key), self._pause)
            _note(outcome)
            if not isinstance(outcome, Unreachable):
                return True
            username = self._me.username
            say = partial(speak, language=message.language)
            link = ((LinkButton(label=say(OPEN), url=f"https://t.me/{username}"),),) if username else ()
            invitation = Message(blocks=(Paragraph(text=say(OPEN_OUR_CHAT)),), buttons=link)
            await self._say(happening, invitation, f"{happening.key}#open")
        return False

    async def _say(self, happening: Happening, message: Message, key: str) -> None:
        chat, thread = str(happening.chat), happening.thread
        _note(await delivered(lambda: self._sender.send(chat, message, key, thread), self._pause))

    async def _ask(self, happening: Happening, form: Form) -> None:
        """The first open question. In a group it has to be answered by a reply, or the bot does not see the answer."""
        in_group = happening.chat != happening.person
        calls = list(render(_question(form, in_group), happening.chat, _topic(happening)))
        if in_group and not form.fields[0].choices and happening.message is not None:
            to = ReplyParameters(message_id=happening.message, allow_sending_without_reply=True)
            changes: dict[str, object] = {"reply_parameters": to}
            if calls[-1].reply_markup is None:
                # A message has one kind of keyboard: where there is a Skip button, people open the reply themselves.
                changes["reply_markup"] = ForceReply(selective=True, force_reply=True)
            calls[-1] = calls[-1].model_copy(update=changes)
        place = f"{happening.chat}/{happening.thread}/{happening.key}#form"
        _note(await delivered(lambda: self._sender.make(calls, place), self._pause))


def _question(form: Form, in_group: bool) -> Message:
    field = form.fields[0]
    picks = [
        Button(label=choice.label, action=Action(verb=PICK, ref=f"{form.draft}.{index}"))
        for index, choice in enumerate(field.choices)
    ]
    in_a_row = 2 if all(len(choice.label) <= SHORT_LABEL for choice in field.choices) else 1
    rows = [tuple(picks[at : at + in_a_row]) for at in range(0, len(picks), in_a_row)]
    if not field.required:
        rows.append((Button(label=speak(SKIP_LABEL, form.language), action=Action(verb=SKIP, ref=form.draft)),))
    hint = REPLY_OR_CANCEL if in_group else CANCEL
    words = (form.note, field.question, speak(_how(field), form.language), speak(hint, form.language))
    blocks = tuple(Paragraph(text=text) for text in words if text)
    return Message(title=form.title, blocks=blocks, buttons=tuple(rows), language=form.language)


def _how(field: Field) -> str:
    """What to do where typing is not the answer."""
    if field.kind is not FieldKind.FILE:
        return ""
    return SEND_A_FILE if field.required else SEND_A_FILE_OR_SKIP


def _topic(happening: Happening) -> int | None:
    return int(happening.thread) if happening.thread else None


def _note(outcome: Outcome) -> None:
    if not isinstance(outcome, Sent):
        _log.warning("A reply was not delivered on Telegram: %s, %s", type(outcome).__name__, outcome.why)
