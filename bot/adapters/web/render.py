"""A Message as an HTML page: choices become forms, so that nothing changes by a GET. Needs no script and no cookie."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chat.fit import clean
from bot.chat.form import Form
from bot.chat.language import speak
from bot.chat.message import Attachment, Block, Button, Facts, Message, Paragraph, Picture, Quote
from bot.chat.phrase import phrase

PRESS = "press"
"""The name under which a posted form holds the encoded action of the button pressed."""

DRAFT = "draft"
"""The name under which it holds the draft that a dialog completes."""

FIELD_PREFIX = "field."
"""Before the name of each field of a dialog."""

TOKEN = "token"
"""The name of the page's single-use word, without which a post is nobody's."""

CONTINUE = phrase("Continue")
"""On the button of a dialog."""

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = (_TEMPLATES / "page.css").read_text("utf-8")
_SAFE_URL = re.compile(r"((https?|tg|mailto):|/(?!/))[!-~]+", re.IGNORECASE)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy under which these pages look as they should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page shows: some messages, perhaps a dialog, and where its forms go."""

    messages: Sequence[Message]
    post_url: str
    """Where presses and answers are posted, on this same site."""
    token: str
    form: Form | None = None
    file_urls: Mapping[str, str] = field(default_factory=dict)
    """Where each attachment is fetched, by its SHA-256."""
    language: str = "en"


def render(page: Page) -> str:
    """The page as HTML. Everything that people wrote is escaped."""
    titles = [_line(message.title) for message in page.messages if message.title]
    return _PAGE.render(
        language=page.language,
        style=_STYLE,
        title=titles[0] if titles else (_line(page.form.title) if page.form else "Porchlight"),
        messages=[
            {
                "title": _line(message.title),
                "blocks": [_block(block, page.file_urls) for block in message.blocks],
                "rows": [list(_buttons(message, row)) for row in range(len(message.buttons))],
            }
            for message in page.messages
        ],
        form=page.form,
        go_on=speak(CONTINUE, page.language),
        post_url=page.post_url,
        token=page.token,
        names={"press": PRESS, "draft": DRAFT, "field": FIELD_PREFIX, "token": TOKEN},
    )


def _block(block: Block, file_urls: Mapping[str, str]) -> dict[str, object]:
    match block:
        case Paragraph(text=text):
            return {"kind": "paragraph", "parts": _paragraphs(text)}
        case Quote(text=text):
            return {"kind": "quote", "parts": _paragraphs(text)}
        case Facts(rows=rows):
            return {"kind": "facts", "rows": [(_line(name), clean(value)) for name, value in rows]}
        case Picture(content=png, description=description):
            image = "data:image/png;base64," + base64.b64encode(png).decode()
            return {"kind": "picture", "image": image, "description": _line(description)}
        case Attachment(name=name, size_bytes=size_bytes, sha256=sha256):
            size = f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes / 1e3:.1f} kB"
            url = _safe_url(file_urls.get(sha256, ""))
            return {"kind": "file", "name": _line(name), "size": size, "sha256": _line(sha256), "url": url}
        case _:
            assert_never(block)


def _buttons(message: Message, row: int) -> Iterator[dict[str, str]]:
    for button in message.buttons[row]:
        if isinstance(button, Button):
            yield {"label": _line(button.label), "action": button.action.encode(), "url": ""}
        else:
            yield {"label": _line(button.label), "action": "", "url": _safe_url(button.url)}


def _safe_url(url: str) -> str:
    return url if _SAFE_URL.fullmatch(url) else ""


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n{2,}", clean(text)) if part.strip()]


_PAGE = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
).get_template("page.html")
