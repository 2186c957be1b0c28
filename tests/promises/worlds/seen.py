"""What somebody outside of the owners' homes can see, written down so that not a byte of it is lost."""

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from itertools import zip_longest
from typing import Any

from bot.chat.action import Action
from bot.chat.message import Attachment, Message, Picture
from bot.chat.reply import Reply

OWN_TOKENS = ("unsubscribe_url", "unsubscribe_mail", "return_path")
"""In a mail to an officer: keyed tokens about the officer's own account, of which only the length is compared."""


@dataclass(slots=True)
class Seen:
    """Everything in the order in which it could be seen, each line with the step of the session and the viewer."""

    lines: list[str] = field(default_factory=list)
    step: int = 0

    def note(self, viewer: str, how: str, what: object) -> None:
        """The viewer saw this."""
        self.lines.append(json.dumps([self.step, viewer, how, plain(what)], ensure_ascii=False))


def plain(value: object) -> Any:
    """A value as JSON, with every field of it; bytes are written as their length and hash."""
    match value:
        case Action():
            return value.encode()
        case Picture():
            return {"picture": value.name, "words": value.description, "bytes": plain(value.content)}
        case Attachment():
            return {"file": value.name, "type": value.media_type, "size": value.size_bytes, "hash": value.sha256}
        case Message():
            shown = {each.name: plain(getattr(value, each.name)) for each in fields(value)}
            return {**shown, **{name: len(getattr(value, name)) for name in OWN_TOKENS}}
        case bytes():
            return f"{len(value)}:{hashlib.sha256(value).hexdigest()}"
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case str() | int() | float() | bool() | None:
            return value
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return repr(value)


def actions_of(answer: Reply | Message) -> list[Action]:
    """Every button of a reply or message, in order."""
    messages = answer.messages if isinstance(answer, Reply) else (answer,)
    buttons = [button for message in messages for row in message.buttons for button in row]
    return [button.action for button in buttons if hasattr(button, "action")]


def first_difference(one: list[str], other: list[str]) -> str | None:
    """The first line in which two worlds can be told apart, from both sides; None when they cannot be."""
    for here, there in zip_longest(one, other, fillvalue="(nothing)"):
        if here != there:
            at = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
            return f"…{here[max(at - 150, 0) : at + 150]}\n…{there[max(at - 150, 0) : at + 150]}"
    return None
