"""What a reader gets to see of a rendered message, for each adapter: the judges of the conformance test.

They know the platforms' habits (what is a link, a mention, a tag) and nothing of how an adapter avoids them.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

from aiogram.methods import SendMessage

from bot.adapters.discord.render import Part
from bot.adapters.discord.render import parts as discord_parts
from bot.adapters.mail.fill import Envelope, Letterhead, fill
from bot.adapters.mail.render import render as mail_render
from bot.adapters.telegram.render import Call
from bot.adapters.telegram.render import render as telegram_render
from bot.adapters.web.render import Page
from bot.adapters.web.render import render as web_render
from bot.chat.fit import typed_choices
from bot.chat.message import Attachment, Button, Message, Paragraph, Picture
from bot.sandbox.telegram.entities import typed_entities, utf16_length, utf16_slice

_HOST = re.compile(
    r"(?<![\w@])(?:[\w-]+\.)+(?:com|example|gg|me|org|net)\b|\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:tg|ton)://\S+"
)
_TAG = re.compile(r"(?<!\w)[#$](?=\w*[A-Za-z])\w+")
_WEB = re.compile(r"https?://[^\s<>]+")


@dataclass(kw_only=True)
class Reading:
    """A message as its reader has it."""

    text: str = ""
    """All words, without formatting."""
    actions: list[str] = field(default_factory=list)
    """Every choice that can be made, as encoded actions or as the words to type, in order."""
    links: set[str] = field(default_factory=set)
    """Whatever can be followed."""
    alive: list[str] = field(default_factory=list)
    """Mentions, tags and commands: words that do something when they are tapped, or call somebody."""
    markup: list[str] = field(default_factory=list)
    """Formatting that is not the adapter's."""
    files: int = 0
    broken: list[str] = field(default_factory=list)
    """Limits of the platform that were not kept."""


def telegram(message: Message) -> Reading:
    """Telegram: 4096 and 1024 UTF-16 units, 100 buttons in rows of 8, and links, names, tags found in plain text."""
    return telegram_calls(telegram_render(message, 7))


def telegram_calls(calls: Iterable[Call]) -> Reading:
    """What the reader of these calls sees."""
    reading = Reading()
    for call in calls:
        words = (call.text if isinstance(call, SendMessage) else call.caption) or ""
        entities = (call.entities if isinstance(call, SendMessage) else call.caption_entities) or []
        reading.files += not isinstance(call, SendMessage)
        reading.text += f"{words}\n"
        limit = 4096 if isinstance(call, SendMessage) else 1024
        if utf16_length(words) > limit or (isinstance(call, SendMessage) and not words.strip()):
            reading.broken.append(f"{utf16_length(words)} of {limit}")
        if call.parse_mode is not None or len(entities) > 100:
            reading.broken.append("parse mode, or more entities than Telegram heeds")
        if isinstance(call, SendMessage) and getattr(call.link_preview_options, "is_disabled", None) is not True:
            reading.broken.append("link preview")
        reading.markup += [one.type for one in entities if one.type not in _OURS]
        covered: set[int] = set()
        for one in entities:
            utf16_slice(words, one.offset, one.length)
            covered |= set(range(one.offset, one.offset + one.length)) if one.type == "code" else set()
        for kind, start, found in _found(words):
            if not covered & set(range(start, start + utf16_length(found))):
                (reading.links.add if kind == "url" else reading.alive.append)(found)
        rows = call.reply_markup.inline_keyboard if call.reply_markup else []
        reading.actions += [one.callback_data for row in rows for one in row if one.callback_data]
        reading.links |= {one.url for row in rows for one in row if one.url}
        if sum(map(len, rows)) > 100 or any(len(row) > 8 or not all(one.text.strip() for one in row) for row in rows):
            reading.broken.append("keyboard")
    return reading


_OURS = {"bold", "code", "blockquote", "expandable_blockquote"}


def _found(text: str) -> Iterable[tuple[str, int, str]]:
    """What Telegram brings to life: the sandbox's finder for what people type, and hosts and tags on top."""
    for one in typed_entities(text):
        yield one["type"], one["offset"], utf16_slice(text, one["offset"], one["length"])
    for kind, pattern in (("host", _HOST), ("tag", _TAG)):
        for match in pattern.finditer(text):
            inside_link = any(link.start() <= match.start() < link.end() for link in _WEB.finditer(text))
            if not inside_link:
                yield kind, utf16_length(text[: match.start()]), match.group()


_DISCORD_LIVE = re.compile(
    r"@everyone|@here|<@[!&]?\d+>|<#\d+>|<t:\d+|<a?:\w+:\d+>|</[\w ]+:\d+>|<id:\w+>|discord\.gg/\w"
)
_DISCORD_MARKS = re.compile(r"[*_~`|\[\]<>]|^\s*(?:#{1,3}|-#?|\+|\d+[.)])\s", re.MULTILINE)


def discord(message: Message) -> Reading:
    """Discord: 2000 characters, 5 rows of 5, 10 files; Markdown, mentions and links in everything unescaped."""
    return discord_messages(discord_parts(message))


def discord_messages(parts: Iterable[Part]) -> Reading:
    """What the reader of these messages sees."""
    reading = Reading()
    for part in parts:
        shown = re.sub(r"^> ?", "", part.content, flags=re.MULTILINE)
        literal = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", re.sub(r"(?<!\\)((?:\\\\)*)\*\*", r"\1", shown))
        unescaped = re.sub(r"\\[^0-9A-Za-z\s]", "\x00", shown)
        unescaped = re.sub(r"^\*\*(.*?)\*\*", r"\1", unescaped, flags=re.MULTILINE)
        reading.text += f"{literal}\n".replace("\u200b", "")
        reading.links |= set(_WEB.findall(unescaped))
        reading.alive += _DISCORD_LIVE.findall(unescaped)
        reading.markup += _DISCORD_MARKS.findall(_WEB.sub("", unescaped))
        reading.files += len(part.files)
        every = [one for row in part.rows for one in row]
        reading.actions += [one.action.encode() for one in every if isinstance(one, Button)]
        reading.links |= {one.url for one in every if not isinstance(one, Button)}
        if len(part.content) > 2000 or len(part.files) > 10 or not (part.content or part.files or part.rows):
            reading.broken.append(f"{len(part.content)} characters, {len(part.files)} files")
        if len(part.rows) > 5 or any(not 0 < len(row) <= 5 for row in part.rows):
            reading.broken.append("rows")
    return reading


class _Html(HTMLParser):
    """The words, links and tags of a page, with the values of its submit buttons."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.values = "", set[str](), list[str]()
        self.links, self._quiet, self.files = set[str](), 0, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.files += tag == "img"
        self._quiet += tag in ("style", "title")
        self.links |= {given["href"] or ""} if "href" in given else set()
        if (value := given.get("value")) and given.get("name") == "press":
            self.values.append(value)
        self.tags |= {name for name in given if name.startswith("on")}

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.text += data


_EVIL_TAGS = {"script", "b", "iframe", "onclick", "onerror", "onload"}


def mail_text(message: Message) -> Reading:
    """The plain part of a mail: choices are words to type. Mail programs bring to life what they like in it."""
    mail = _mail(message)
    plain = _part(mail, "plain")
    every = [one for row in message.buttons for one in row if isinstance(one, Button)]
    words = [one.removeprefix("reply ") for one in typed_choices(every)]
    typed = {line.split("   (")[0].strip() for line in plain.split("\n")}
    return Reading(
        text=re.sub(r"^> ?", "", plain, flags=re.MULTILINE),
        actions=[one.action.encode() for one, said in zip(every, words, strict=True) if said in typed],
        links=set(_WEB.findall(plain)),
        files=sum(part.get_content_type() in ("image/png", "video/mp4") for part in mail.walk()),
        broken=sorted({name.lower() for name in mail} - _HEADERS),
    )


def mail_html(message: Message) -> Reading:
    """The HTML part of a mail."""
    page = _Html(_part(_mail(message), "html"))
    every = [one for row in message.buttons for one in row if isinstance(one, Button)]
    said = zip(every, typed_choices(every), strict=True)
    encoded = [one.action.encode() for one, words in said if words.removeprefix("reply ") in page.text]
    return Reading(text=page.text, actions=encoded, links=page.links, markup=sorted(page.tags & _EVIL_TAGS))


_HEADERS = {
    "to", "message-id", "date", "from", "subject", "mime-version", "auto-submitted", "x-auto-response-suppress",
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "content-type",
}  # fmt: skip


def _mail(message: Message) -> EmailMessage:
    """The mail as its reader's program has it: written by the adapter, read by the standard library."""
    letterhead = Letterhead(
        sender_name="Porchlight", sender_address="porch@light.example", list_id="porch.light.example"
    )
    envelope = Envelope(
        to="ann@light.example",
        message_id="<1@light.example>",
        date="Mon, 23 Nov 2026 20:00:00 +0000",
        unsubscribe_url=message.unsubscribe_url,
    )
    attached = [block for block in message.blocks if isinstance(block, Attachment)]
    files = [(one, asyncio.run(_content(one))) for one in attached]
    written = fill(mail_render(message, (), "Porchlight", 10_000_000), files, letterhead, envelope)
    return message_from_bytes(written, _class=EmailMessage, policy=policy.SMTP)


async def _content(file: Attachment) -> bytes:
    return b"".join([piece async for piece in file.open()])


def _part(mail: EmailMessage, kind: str) -> str:
    (part,) = [one for one in mail.walk() if one.get_content_type() == f"text/{kind}"]
    return str(part.get_content())


def web(message: Message) -> Reading:
    """A page: choices are the values of submit buttons in forms that post."""
    return html_page(web_render(Page(messages=(message,), post_url="/press", token="t")))


def html_page(html: str) -> Reading:
    """What the reader of this page sees."""
    page = _Html(html)
    return Reading(
        text=page.text, actions=page.values, links=page.links, markup=sorted(page.tags & _EVIL_TAGS), files=page.files
    )


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One line of the table of adapters."""

    name: str
    read: Callable[[Message], Reading]
    shows_files: bool = True
    """Pictures and files can be counted in what is read."""
    finds_links: bool = True
    """Nothing becomes a link by the platform's own doing that the adapter could not prevent."""


PLATFORMS = (
    Platform(name="telegram", read=telegram),
    Platform(name="discord", read=discord),
    Platform(name="mail text", read=mail_text, finds_links=False),
    Platform(name="mail html", read=mail_html, shows_files=False),
    Platform(name="web", read=web, shows_files=False),
)
"""A new adapter adds its line here."""


def expected_files(message: Message) -> int:
    return sum(isinstance(block, Picture | Attachment) for block in message.blocks)


def own_words(message: Message) -> str:
    return " ".join(block.text for block in message.blocks if isinstance(block, Paragraph))
