"""Whatever somebody types, in any renderer: nobody is called, nothing leads anywhere unasked, and nothing is cut."""

import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser

import pytest

from bot.adapters.discord.render import parts as discord_parts
from bot.adapters.telegram.render import render as telegram_render
from bot.adapters.web.render import Page
from bot.adapters.web.render import render as web_render
from bot.chat.fit import clean
from bot.chat.message import Facts, Message, Quote
from tests.adapters import readers
from tests.adapters.nasty import BY_HAND, texts
from tests.adapters.samples import YES_NO

SEED = 20260614
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
Judge = Callable[[Message], Iterator[str]]


def message(text: str) -> Message:
    """The text in each place where somebody's words stand."""
    return Message(title=text, blocks=(Quote(text=text), Facts(rows=(("Said", text),))), buttons=YES_NO)


ACTIONS = [button.action.encode() for row in YES_NO for button in row]
PLAIN = message("hello")


def squashed(text: str, without: str = "") -> str:
    """Without white space and what a platform puts in to keep text quiet."""
    return "".join(clean(text).replace("\u200b", "").translate(dict.fromkeys(map(ord, without))).split())


def cut(said: Message, shown: str, without: str = "") -> Iterator[str]:
    """What of the words is missing, or out of order: the title, the quote, the value."""
    text, shown, at = squashed(said.title, without), squashed(shown, without), 0
    for place in ("title", "quote", "value"):
        found = shown.find(text, at)
        if found < 0:
            yield f"cut in the {place}"
            return
        at = found + len(text)


# ------------------------------------------------------------ Telegram

_TOPS = r"(?:com|org|net|example|me|gg|io|info|de|uk|zip|ru|app|dev|gift|new|test|рф|xn--p1ai)"
_W = r"\w\u200c\u00b7\u0d80-\u0dff"
TELEGRAM_FINDS = {
    "mention": re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{2,32}(?![A-Za-z0-9_])"),
    "command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "tag": re.compile(rf"(?<![{_W}])#(?=[{_W}]*[^\W\d_])[{_W}]{{1,256}}(?![{_W}]*#)"),
    "share": re.compile(rf"(?<![${_W}])\$(?:1INCH|[A-Z]{{1,8}})(?![${_W}])"),
    "link": re.compile(r"\b(?:https?|ftp|tg|ton|tonsite)://[^\s]", re.IGNORECASE),
    "host": re.compile(rf"(?<![\w@.-])(?:[\w-]+\.)+{_TOPS}(?![\w-])", re.IGNORECASE),
    "number address": re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"),
    "mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "telephone": re.compile(r"(?<![\w+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)"),
    "card": re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"),
}
"""As TDLib finds them, which is stricter about borders in some places: what is found here may come alive."""


def on_telegram(said: Message) -> Iterator[str]:
    """What is wrong with the calls for Telegram."""
    calls = telegram_render(said, 7)
    reading = readers.telegram_calls(calls)
    yield from (f"broken: {one}" for one in reading.broken)
    yield from (f"markup: {one}" for one in reading.markup)
    yield from cut(said, reading.text)
    if reading.actions != ACTIONS or reading.links:
        yield "other buttons"
    for call in calls:
        yield from _alive(call.text, call.entities or [])


def _alive(text: str, entities: Iterable[object]) -> Iterator[str]:
    """What comes alive outside of code. Telegram drops what it finds wherever that touches code."""
    units = [at for at, letter in enumerate(text) for _ in range(1 + (letter > "\uffff"))] + [len(text)]
    quiet = [(units[one.offset], units[one.offset + one.length]) for one in entities if one.type == "code"]
    for kind, pattern in TELEGRAM_FINDS.items():
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in quiet):
                yield f"{kind}: {found.group()[:60]!r}"


# ------------------------------------------------------------ Discord

DISCORD_FINDS = re.compile(
    r"@everyone|@here|<@[!&]?\d|<#\d|<t:-?\d|<a?:\w+:\d|</[^>]+:\d|<id:\w|<sound:|[a-z][a-z0-9+.-]*://\S"
    r"|discord(?:app)?\.(?:gg|gift|new)\b|discord(?:app)?\.com/(?:invite|gifts)",
    re.IGNORECASE,
)


def on_discord(said: Message) -> Iterator[str]:
    """What is wrong with the messages for Discord."""
    made = discord_parts(said)
    reading = readers.discord_messages(made)
    yield from (f"broken: {one}" for one in reading.broken)
    yield from (f"markup: {one}" for one in reading.markup)
    yield from (f"alive: {one}" for one in [*reading.alive, *reading.links])
    yield from cut(said, reading.text)
    if reading.actions != ACTIONS:
        yield "other buttons"
    for part in made:
        # A backslash takes the meaning from the mark behind it.
        yield from (
            f"alive: {one[:60]!r}" for one in DISCORD_FINDS.findall(re.sub(r"\\[^0-9A-Za-z\s]", "\ue000", part.content))
        )


# ---------------------------------------------------------------- mail


def in_mail(said: Message) -> Iterator[str]:
    """What is wrong with a mail: its headers, its plain text, its HTML."""
    mail = readers._mail(said)
    names = [name.lower() for name in mail]
    yield from (f"header: {one}" for one in names if one not in readers._HEADERS or names.count(one) > 1)
    if mail["To"] != "ann@light.example" or mail.defects:
        yield f"other reader: {mail['To']!r} {mail.defects}"
    subject = str(mail["Subject"])
    begins = squashed(subject).removesuffix("…")
    if INVISIBLE.search(subject) or not (squashed(said.title) or "Porchlight").startswith(begins):
        yield f"subject: {subject[:60]!r}"
    kinds = [part.get_content_type() for part in mail.walk()]
    if kinds != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"parts: {kinds}"
        return
    plain = readers._part(mail, "plain")
    yield from cut(said, plain, ">")
    html = Nodes(readers._part(mail, "html"))
    yield from html.against(MAIL_PLAIN)
    yield from cut(said, html.text)
    # Mail programs make links of what looks like an address within one run of text.
    runs = "\n".join(html.nodes)
    for kind in ("link", "host", "mail address", "number address"):
        yield from (f"mail {kind}: {one.group()[:60]!r}" for one in TELEGRAM_FINDS[kind].finditer(runs))


class Nodes(HTMLParser):
    """The runs of text, tags with attributes, and addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[str] = []
        self.tags: set[tuple[str, ...]] = set()
        self.values: list[tuple[str, str]] = []
        self._unseen = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, *sorted(name for name, _ in attrs)))
        self.values += sorted(
            (name, value or "") for name, value in attrs if name in ("href", "src", "action", "value", "name")
        )
        self._unseen += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("style", "title")

    def handle_comment(self, text: str) -> None:
        self.tags.add(("comment",))

    def handle_data(self, text: str) -> None:
        if not self._unseen:
            self.nodes.append(text)

    @property
    def text(self) -> str:
        return "".join(self.nodes)

    def against(self, plain: "Nodes") -> Iterator[str]:
        """What this page has in tags, attributes and addresses that the same page has not with a harmless word."""
        yield from (f"tag: {one}" for one in self.tags - plain.tags - {("span",), ("p",), ("br",)})
        if self.values != plain.values:
            yield "other links or buttons"
        if INVISIBLE.search(self.text.replace("\r\n", "\n")):
            yield "invisible"


MAIL_PLAIN = Nodes(readers._part(readers._mail(PLAIN), "html"))


def _web(said: Message) -> Nodes:
    return Nodes(web_render(Page(messages=(said,), post_url="/press", token="t")))


WEB_PLAIN = _web(PLAIN)


def on_the_web(said: Message) -> Iterator[str]:
    """What is wrong with a page. A browser makes no links by itself."""
    page = _web(said)
    yield from page.against(WEB_PLAIN)
    yield from cut(said, page.text)


JUDGES: dict[str, Judge] = {
    "telegram": on_telegram,
    "discord": on_discord,
    "mail": in_mail,
    "web": on_the_web,
}
on_each = pytest.mark.parametrize("place", JUDGES)


def complaints(place: str, every: Iterable[str]) -> list[str]:
    """What is wrong, for the texts that go wrong; the first thirty."""
    judge, wrong = JUDGES[place], list[str]()
    for text in every:
        found = list(dict.fromkeys(judge(message(text))))
        wrong += [f"{text[:80]!r}: {'; '.join(found[:3])}"] if found else []
        if len(wrong) == 30:
            break
    return wrong


@on_each
def test_no_text_made_by_hand_gets_through(place: str) -> None:
    """Each text of the corpus, as a title, a quote and a value, is shown whole and does nothing."""
    assert len(BY_HAND) > 120
    wrong = complaints(place, BY_HAND)
    assert not wrong, "\n".join(wrong)


@on_each
def test_no_generated_text_gets_through(place: str) -> None:
    """So it is with two thousand texts put together from such pieces."""
    wrong = complaints(place, texts(SEED, 2_000))
    assert not wrong, "\n".join(wrong)


@pytest.mark.promise
@on_each
def test_none_of_twenty_thousand_texts_gets_through(place: str) -> None:
    """And with twenty thousand others."""
    wrong = complaints(place, texts(SEED + 1, 20_000))
    assert not wrong, "\n".join(wrong)
