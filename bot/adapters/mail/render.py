"""A Message as the two texts of a mail, plain and HTML, with holes where each reader's own words go."""

import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.chat.fit import clean, typed_choices
from bot.chat.language import speak
from bot.chat.message import Attachment, Block, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote
from bot.chat.phrase import phrase

_NONCE = secrets.token_hex(16)
HOLE = re.compile(rf"hole{_NONCE}x(\d+)x")
"""A hole in a text. Its random part is made anew in every process, so nobody can write one into a message."""

REMEMBERED = 256
"""So many pieces of mails are kept ready: owners who are asked about the same thing get nearly the same mail."""

_TOO_LARGE = phrase("This file is too large for an email. Ask for it in your chat with Porchlight.")
_WRITE_THIS = phrase("To answer, open your chat with Porchlight in Telegram or Discord and write this line:")
_WRITE_ONE = phrase("To answer, open your chat with Porchlight in Telegram or Discord and write one of these lines:")
_NOT_READ = phrase("Answers to this email are not read.")
_STOP = phrase("Stop emails like this")
_INDENT = "\n    "
_LINKED = re.compile(r"(?<=\w)[.:@](?=[\w/])")
_SAFE_URL = re.compile(r"(https?|tg|mailto):[!-~]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Texts with holes, what goes into the holes, and the pictures that the HTML shows by `cid:picture<number>`."""

    subject: str
    text: tuple[str, ...]
    """In pieces of whole lines; a piece that many mails share is the same string in all of them."""
    html: tuple[str, ...]
    values: tuple[str, ...]
    pictures: tuple[Picture, ...]


def render(message: Message, chats: tuple[LinkButton, ...], signature: str, most_bytes: int) -> Rendered:
    """Both texts of the mail. `chats` are ways into the reader's chat with the bot, `signature` is who sends.

    A file above `most_bytes` is named, with a word on where to get it.
    """
    title = _line(message.title)
    labels = tuple((button.label, isinstance(button, LinkButton)) for row in message.buttons for button in row)
    frame = _frame(message.language, title, labels, chats, signature, bool(message.unsubscribe_url))
    text, html, pictures = [frame.text_head], [frame.html_head], []
    for block in message.blocks:
        if isinstance(block, Picture):
            pictures.append(block)
        # A file holds the way to its bytes, which should not be remembered.
        piece = _piece.__wrapped__ if isinstance(block, Attachment) else _piece
        plain, rich = piece(block, len(pictures), most_bytes, message.language)
        text.append(plain)
        html.append(rich)
    return Rendered(
        subject=_cut(title or _first_words(message.blocks) or signature),
        text=(*text, frame.text_tail),
        html=(*html, frame.html_tail),
        values=_values(message),
        pictures=tuple(pictures),
    )


def _values(message: Message) -> tuple[str, ...]:
    """For each button its typed words or its address, and at last the page that stops mail."""
    every = [button for row in message.buttons for button in row]
    typed = iter(typed_choices(button for button in every if isinstance(button, Button)))
    values = [
        _safe_url(button.url) if isinstance(button, LinkButton) else next(typed).removeprefix("reply ")
        for button in every
    ]
    return (*values, _safe_url(message.unsubscribe_url))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands before and after the blocks."""

    text_head: str
    text_tail: str
    html_head: str
    html_tail: str


@lru_cache(maxsize=REMEMBERED)
def _frame(
    language: str,
    title: str,
    labels: tuple[tuple[str, bool], ...],
    chats: tuple[LinkButton, ...],
    signature: str,
    can_stop: bool,
) -> _Frame:
    holes = [f"hole{_NONCE}x{number}x" for number in range(len(labels) + 1)]
    choices = [(_line(label), hole) for (label, is_link), hole in zip(labels, holes, strict=False) if not is_link]
    words = {
        "language": language,
        "title": title,
        "heading": _unlinked(title),
        "choices": choices,
        "how": speak(_WRITE_ONE if len(choices) > 1 else _WRITE_THIS, language),
        "not_read": speak(_NOT_READ, language),
        "stop_label": speak(_STOP, language),
        "links": [(_line(label), hole) for (label, is_link), hole in zip(labels, holes, strict=False) if is_link],
        "chats": [(_line(speak(chat.label, language)), chat.url) for chat in chats],
        "stop": holes[-1] if can_stop else "",
        "signature": _line(signature),
    }
    return _Frame(
        text_head=f"{title}\n\n" if title else "",
        text_tail=_TEXT_TAIL.render(words).strip() + "\n",
        html_head=_HTML_HEAD.render(words),
        html_tail=_HTML_TAIL.render(words),
    )


@lru_cache(maxsize=REMEMBERED)
def _piece(block: Block, pictures: int, most_bytes: int, language: str) -> tuple[str, str]:
    """A block as text and as HTML. `pictures` is its own number if it is a picture."""
    rich = _HTML_BLOCK.render(block=_as_html(block, pictures, most_bytes, language))
    return _as_text(block, most_bytes, language) + "\n\n", rich


def size_words(size_bytes: int) -> str:
    """A file's size for reading: `12.4 MB`."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes / 1e3:.1f} kB"


def _as_text(block: Block, most_bytes: int, language: str) -> str:
    match block:
        case Paragraph(text=text):
            return clean(text)
        case Quote(text=text):
            return "\n".join(f"> {line}".rstrip() for line in clean(text).split("\n"))
        case Facts(rows=rows):
            # A value of several lines is set in, so that none of them looks like the next fact.
            return "\n".join(f"{_line(name)}: {clean(value).replace(chr(10), _INDENT)}" for name, value in rows)
        case Picture(description=description):
            return speak(phrase("[Picture: {description}]", description=_line(description)), language)
        case Attachment(name=name, size_bytes=size_bytes, sha256=sha256):
            where = f"\n{speak(_TOO_LARGE, language)}" if size_bytes > most_bytes else ""
            head = speak(phrase("[File: {name}, {size}]", name=_line(name), size=size_words(size_bytes)), language)
            return f"{head}\nSHA-256: {_line(sha256)}{where}"
        case _:
            assert_never(block)


def _as_html(block: Block, pictures: int, most_bytes: int, language: str) -> dict[str, object]:
    match block:
        case Paragraph(text=text):
            return {"kind": "paragraph", "parts": _paragraphs(text)}
        case Quote(text=text):
            return {"kind": "quote", "parts": [_unlinked(part) for part in _paragraphs(text)]}
        case Facts(rows=rows):
            return {"kind": "facts", "rows": [(_unlinked(_line(name)), _unlinked(clean(value))) for name, value in rows]}
        case Picture(description=description):
            return {"kind": "picture", "cid": f"picture{pictures}", "description": _line(description)}
        case Attachment(name=name, size_bytes=size_bytes, sha256=sha256):
            where = speak(_TOO_LARGE, language) if size_bytes > most_bytes else ""
            size = size_words(size_bytes)
            return {"kind": "file", "name": _unlinked(_line(name)), "size": size, "sha256": _line(sha256), "where": where}
        case _:
            assert_never(block)


def _line(text: str) -> str:
    """What has to stay on one line."""
    return " ".join(clean(text).split())


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n{2,}", clean(text)) if part.strip()]


def _unlinked(text: str) -> Markup:
    """Somebody else's words. Mail readers turn anything like an address into a link; marks inside it stop them."""
    return Markup(_LINKED.sub(r"<span>\g<0></span>", str(escape(text))))


def _safe_url(url: str) -> str:
    return url if _SAFE_URL.fullmatch(url) else ""


def _first_words(blocks: tuple[Block, ...]) -> str:
    return next((_line(block.text) for block in blocks if isinstance(block, Paragraph)), "")


def _cut(subject: str) -> str:
    """A subject of at most 120 characters; mail programs show about half of that."""
    return subject if len(subject) <= 120 else subject[:118].rsplit(" ", 1)[0] + " …"


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=lambda name: name is not None and name.endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEXT_TAIL = _TEMPLATES.get_template("tail.txt")
_HTML_HEAD = _TEMPLATES.get_template("head.html")
_HTML_BLOCK = _TEMPLATES.get_template("block.html")
_HTML_TAIL = _TEMPLATES.get_template("tail.html")
