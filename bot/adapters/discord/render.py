"""Rendering: a Message becomes parts that Discord takes, each with text, files and rows of buttons. Sends nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.adapters.discord import escape, texts
from bot.chat import fit
from bot.chat.language import speak
from bot.chat.message import Attachment, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote
from bot.chat.ports import Limits

UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024
"""What Discord takes from a bot on a server without boosts, and in direct messages."""

DOWNLOAD_LIMIT_BYTES = 500 * 1024 * 1024
"""The largest file that a person can send at all (with a Nitro subscription)."""

LIMITS = Limits(
    text=2000,
    caption=2000,
    buttons_per_row=5,
    buttons=25,
    upload_bytes=UPLOAD_LIMIT_BYTES,
    download_bytes=DOWNLOAD_LIMIT_BYTES,
    utf16=False,
)

FILES_PER_MESSAGE = 10
_MARKS_CHARACTERS = 20
_RAW_CHARACTERS = LIMITS.text // escape.GROWTH - _MARKS_CHARACTERS
"""A stretch of text that fits after escaping, with room for the marks around it."""

Buttons = tuple[tuple[Button | LinkButton, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message as Discord takes it."""

    content: str = ""
    files: tuple[Picture | Attachment, ...] = ()
    rows: Buttons = ()


def parts(message: Message) -> tuple[Part, ...]:
    """The message in as few parts as hold it: text first, files beside the end of the text, buttons last."""
    files = [block for block in message.blocks if isinstance(block, Picture | Attachment)]
    contents = _pack(_groups(message)) or [""]
    bundles = _bundles(files)
    made = [Part(content=content) for content in contents[:-1]]
    made.append(Part(content=contents[-1], files=bundles[0] if bundles else ()))
    made += [Part(files=bundle) for bundle in bundles[1:]]
    more = speak(texts.MORE_CHOICES, message.language)
    for number, rows in enumerate(_sheets(message.buttons)):
        if number == 0 and (made[-1].content or made[-1].files):
            made[-1] = Part(content=made[-1].content, files=made[-1].files, rows=rows)
        elif number == 0:
            made[-1] = Part(content=more, rows=rows)
        else:
            made.append(Part(content=more, rows=rows))
    return tuple(part for part in made if part.content or part.files or part.rows)


def _groups(message: Message) -> Iterator[list[str]]:
    """Lines that belong together; each line is escaped already and fits into one message."""
    if title := _bold(message.title):
        yield title
    for block in message.blocks:
        match block:
            case Paragraph():
                yield [escape.own(line) for line in _lines(block.text)]
            case Quote():
                yield [f"> {escape.foreign(line)}" for line in _lines(block.text)]
            case Facts():
                yield [line for label, value in block.rows for line in _fact(label, value)]
            case Picture() | Attachment():
                continue
            case _:
                assert_never(block)


def _fact(label: str, value: str) -> Iterator[str]:
    """A labelled value. One of several lines is quoted, so that no line of it can pass for a fact of its own."""
    *before, shown = _bold(f"{label}:")
    yield from before
    lines = list(_lines(value))
    if len(lines) == 1 and len(shown) + 1 + len(escape.foreign(lines[0])) <= LIMITS.text:
        yield f"{shown} {escape.foreign(lines[0])}".rstrip()
    else:
        yield shown
        yield from (f"> {escape.foreign(line)}" for line in lines)


def _bold(text: str) -> list[str]:
    """One line in bold; only a text too long for a message takes more."""
    pieces = fit.split(" ".join(fit.clean(text).split()), _RAW_CHARACTERS, LIMITS.utf16)
    return [f"**{escape.foreign(piece)}**" for piece in pieces]


def _lines(text: str) -> Iterator[str]:
    for line in fit.clean(text).split("\n"):
        # Split before escaping: cut in between, a backslash would lose what it protects.
        yield from fit.split(line, _RAW_CHARACTERS, LIMITS.utf16) if len(line) > _RAW_CHARACTERS else (line,)


def _pack(groups: Iterable[Sequence[str]]) -> list[str]:
    """Fill messages with lines in order, a blank line between groups. Nothing is cut."""
    contents: list[str] = []
    current = ""
    for group in groups:
        gap = "\n\n"
        for line in group:
            longer = f"{current}{gap}{line}" if current else line
            if len(longer) > LIMITS.text:
                contents.append(current)
                longer = line
            current, gap = longer, "\n"
    contents.append(current)
    return [content for content in contents if content.strip()]


def _bundles(files: Sequence[Picture | Attachment]) -> list[tuple[Picture | Attachment, ...]]:
    """Files in order, at most ten a message, and together no larger than what one file may be."""
    bundles: list[tuple[Picture | Attachment, ...]] = []
    current: tuple[Picture | Attachment, ...] = ()
    for file in files:
        full = len(current) == FILES_PER_MESSAGE
        if current and (full or sum(map(size_of, (*current, file))) > UPLOAD_LIMIT_BYTES):
            bundles.append(current)
            current = ()
        current = (*current, file)
    return [*bundles, current] if current else bundles


def size_of(file: Picture | Attachment) -> int:
    """Bytes of the file."""
    return len(file.content) if isinstance(file, Picture) else file.size_bytes


def _sheets(buttons: Buttons) -> tuple[Buttons, ...]:
    """Rows of at most five, five rows to a message; what is left over goes into further messages."""
    rows_per_message = LIMITS.buttons // LIMITS.buttons_per_row
    return fit.rows(buttons, LIMITS.buttons_per_row, LIMITS.buttons, rows_per_message)
