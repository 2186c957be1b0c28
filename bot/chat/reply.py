"""What a handler answers with."""

from dataclasses import dataclass

from bot.chat.form import Form
from bot.chat.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to one thing heard. An empty reply to a press still acknowledges it."""

    messages: tuple[Message, ...] = ()
    form: Form | None = None
    closes: bool = False
    """After a press: the buttons of the pressed message have done their work and go away."""


def reply(*messages: Message, closes: bool = False) -> Reply:
    """A reply of some messages."""
    return Reply(messages=messages, closes=closes)


def ask(form: Form) -> Reply:
    """A reply that asks for what is missing."""
    return Reply(form=form)
