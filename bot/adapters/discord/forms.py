"""Forms on Discord: a modal, a message whose button opens the modal, or one question in a plain conversation."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import discord

from bot.adapters.discord import escape, texts
from bot.chat.action import Action
from bot.chat.form import Field, FieldKind, Form
from bot.chat.language import speak
from bot.chat.message import Audience, Button, Message, Paragraph

MODAL_PREFIX = "form:"
FIELDS_PER_MODAL = 5
"""A note takes the room of one. The rest is asked by the router once these are answered."""

_OPEN = Action(verb="form.open", ref="").encode()
_TITLE_CHARACTERS = 45
_ANSWER_CHARACTERS = 4000
_ACTION_ROW = 1
_FILE_UPLOAD = 19
_MOST_CONTROLS = 50


def modal(form: Form) -> discord.ui.Modal:
    """The dialog, as inert data: it is not waited for, so that answers to it outlive a restart."""
    shown = discord.ui.Modal(
        title=_short(form.title or form.name, _TITLE_CHARACTERS), timeout=None, custom_id=f"{MODAL_PREFIX}{form.draft}"
    )
    if form.note:
        shown.add_item(discord.ui.TextDisplay(escape.own(form.note)))
    for field in form.fields[: FIELDS_PER_MODAL - bool(form.note)]:
        shown.add_item(
            discord.ui.Label(
                text=_short(field.label, 45), description=_short(field.question, 100), component=_control(field)
            )
        )
    shown.stop()
    return shown


def draft_of(custom_id: str) -> str | None:
    """The draft that a submitted modal belongs to; None if the modal is not ours."""
    return custom_id.removeprefix(MODAL_PREFIX) if custom_id.startswith(MODAL_PREFIX) else None


def answers_of(components: object) -> dict[str, str]:
    """What was filled in, by field name. Takes any JSON; what does not look like an input is passed over."""
    answers: dict[str, str] = {}
    for control in _controls(components):
        name, value, values = control.get("custom_id"), control.get("value"), control.get("values")
        if not isinstance(name, str) or len(answers) == _MOST_CONTROLS or control.get("type") == _FILE_UPLOAD:
            continue
        if isinstance(value, str):
            answers[name] = value
        elif isinstance(values, Sequence) and values and isinstance(values[0], str):
            answers[name] = values[0]
    return answers


def uploads_of(components: object) -> dict[str, list[str]]:
    """The ids of the files that were put into a dialog, by field name."""
    uploads: dict[str, list[str]] = {}
    for control in _controls(components):
        name, values = control.get("custom_id"), control.get("values")
        if control.get("type") == _FILE_UPLOAD and isinstance(name, str) and isinstance(values, list):
            uploads[name] = [value for value in values if isinstance(value, str)]
    return uploads


def as_button(form: Form) -> Message:
    """Stands for a form where no modal can open: its button `form.open` makes the router answer with the form again."""
    labels = [field.label for field in form.fields]
    say = partial(speak, language=form.language)
    return Message(
        title=form.title,
        blocks=_paragraphs(form.note, say(texts.form_waits(labels))),
        buttons=((Button(label=say(texts.OPEN_FORM), action=Action(verb="form.open", ref=form.draft)),),),
        audience=Audience.ONLY_YOU,
        language=form.language,
    )


def holds_button(message: Message) -> bool:
    """Whether `as_button` made it: it says nothing of what was answered, so it may stand where others read along."""
    buttons = [button for row in message.buttons for button in row if isinstance(button, Button)]
    return any(button.action.verb == "form.open" for button in buttons)


def is_button(message: discord.Message) -> bool:
    """Whether the message is one that `as_button` made."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return any(
        isinstance(button, discord.Button) and (button.custom_id or "").startswith(_OPEN)
        for row in rows
        for button in row.children
    )


def as_question(form: Form) -> Message:
    """The first field as one question; the next words, or a press of `form.pick`, answer it."""
    field, say = form.fields[0], partial(speak, language=form.language)
    picks = tuple(
        Button(label=choice.label, action=Action(verb="form.pick", ref=f"{form.draft}.{index}"))
        for index, choice in enumerate(field.choices)
    )
    skip = (Button(label=say(texts.SKIP), action=Action(verb="form.skip", ref=form.draft)),)
    return Message(
        blocks=_paragraphs(form.note, field.question, say(_how(field)), say(texts.CANCEL_HINT)),
        buttons=tuple(row for row in (picks, () if field.required else skip) if row),
        audience=Audience.ONLY_YOU,
        language=form.language,
    )


def _how(field: Field) -> str:
    """What to do where typing is not the answer."""
    if field.kind is not FieldKind.FILE:
        return ""
    return texts.SEND_A_FILE if field.required else texts.SEND_A_FILE_OR_SKIP


def _paragraphs(*words: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=text) for text in words if text)


def _control(field: Field) -> discord.ui.Item[Any]:
    if field.kind is FieldKind.CHOICE and field.choices:
        options = [
            discord.SelectOption(label=_short(choice.label, 100), value=choice.value[:100])
            for choice in field.choices[:25]
        ]
        return discord.ui.Select(custom_id=field.name, options=options, required=field.required)
    if field.kind is FieldKind.FILE:
        return discord.ui.FileUpload(custom_id=field.name, required=field.required, min_values=int(field.required))
    several_lines = field.kind is FieldKind.TEXT
    return discord.ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if several_lines else discord.TextStyle.short,
        required=field.required,
        max_length=max(1, min(field.max_length, _ANSWER_CHARACTERS)),
    )


def _controls(components: object) -> Iterator[Mapping[str, Any]]:
    """The inputs of a submitted modal, however they are wrapped, one level deep as Discord nests them."""
    for part in components if isinstance(components, list) else ():
        if not isinstance(part, Mapping):
            continue
        inner = part.get("components") if part.get("type") == _ACTION_ROW else [part.get("component")]
        yield from (control for control in inner or () if isinstance(control, Mapping))


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
