"""The bytes of a mail, read back by the standard library's parser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.mail.fill import Envelope, Letterhead, _encoded, fill
from bot.adapters.mail.render import _NOT_READ, _STOP, _TOO_LARGE, _WRITE_THIS, _frame, _piece, render
from bot.chat.action import Action
from bot.chat.language import speak
from bot.chat.message import Attachment, Button, Facts, LinkButton, Message, Paragraph, Quote
from tests.adapters.mail.samples import HOSTILE, everything, file, notice, png

SENDER = Letterhead(
    sender_name="Pörchlight, Lantern Hill",
    sender_address="porchlight@lantern-hill.example",
    list_id="porchlight.lantern-hill.example",
)
CHATS = (LinkButton(label="Open Telegram", url="https://t.me/x"),)


def mail_of(message: Message, to: str = "ana@example.org", content: bytes = b"") -> bytes:
    files = [(block, content) for block in message.blocks if isinstance(block, Attachment) and content]
    envelope = Envelope(
        to=to,
        message_id="<1@lantern-hill.example>",
        date="Sun, 14 Jun 2026 04:30:00 +0000",
        unsubscribe_url=message.unsubscribe_url,
    )
    return fill(render(message, CHATS, "Porchlight", 10**7), files, SENDER, envelope)


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert [part.defects for part in mail.walk()] == [[] for _ in mail.walk()]
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = [str(each.get_content()) for each in mail.walk() if each.get_content_type() == kind]
    assert len(found) == 1
    return found[0].replace("\r\n", "\n")


def in_order(mail: MIMEPart) -> Iterator[str]:
    for each in mail.walk():
        yield each.get_content_type()


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_headers() -> None:
    """Who, whom, about what; that a machine wrote it; how it is stopped; and the plain text comes first."""
    mail = parsed(mail_of(notice()))
    assert str(mail["From"]) == '"Pörchlight, Lantern Hill" <porchlight@lantern-hill.example>'
    assert str(mail["To"]) == "ana@example.org"
    assert str(mail["Subject"]) == "Lantern Hill Police ask for video from 14 June"
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    assert str(mail["List-Id"]) == "<porchlight.lantern-hill.example>"
    assert str(mail["List-Unsubscribe"]) == "<https://example.org/stop/abc>"
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(mail["Message-ID"]) == "<1@lantern-hill.example>"
    assert list(in_order(mail)) == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]


def test_one_click_needs_https() -> None:
    """Over plain http there is no one-click header; without a page there is no header at all."""
    mail = parsed(mail_of(notice(stop="http://example.org/stop")))
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == ("<http://example.org/stop>", None)
    mail = parsed(mail_of(notice(stop="")))
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)
    assert "Stop emails" not in part(mail, "text/plain") + part(mail, "text/html")


def test_every_choice_can_be_typed() -> None:
    """Each button becomes a line to write to the bot, in both texts; links stay links; nothing is left out."""
    mail = parsed(mail_of(notice("K7QFM3")))
    for text in (part(mail, "text/plain"), Tags(part(mail, "text/html")).text):
        for words in ("YES K7QFM3", "Yes, I may have something", "NO K7QFM3", "Case number", "26-01443", "tail light"):
            assert words in text
    assert Tags(part(mail, "text/html")).links == [
        "cid:picture1",
        "https://t.me/x",
        "https://example.org/requests/K7QFM3",
        "https://example.org/stop/abc",
    ]


def test_the_picture_is_inside() -> None:
    """The picture's bytes travel in the mail, under the name by which the HTML shows it, with its words."""
    picture = png(40, 30)
    mail = parsed(mail_of(notice(picture=picture)))
    image = next(each for each in mail.walk() if each.get_content_type() == "image/png")
    assert image.get_content() == picture
    assert str(image["Content-ID"]) == "<picture1>"
    assert 'alt="A circle of 300 m around 302 Juniper Lane."' in part(mail, "text/html")
    assert "[Picture: A circle of 300 m around 302 Juniper Lane.]" in part(mail, "text/plain")


def test_files_are_attached() -> None:
    """A file arrives byte for byte under a name without folders and line breaks."""
    message = everything()
    content = b"\0\1\2film" * 500
    mail = parsed(mail_of(message, content=content))
    attached = [each for each in mail.walk() if each.get_content_disposition() == "attachment"]
    assert [each.get_content() for each in attached] == [content]
    assert [each.get_filename() for each in attached] == ['_.._a"b_X: y é.mp4']
    assert attached[0].get_content_type() == "video/mp4"
    assert mail["X"] is None


def test_a_file_too_large_says_where_to_get_it() -> None:
    """A file that no mail can carry is named, with the way to it."""
    message = Message(title="A clip", blocks=(file(b"x" * 200),))
    rendered = render(message, (), "Porchlight", 100)
    for text in ("".join(rendered.text), "".join(rendered.html)):
        assert "too large for an email. Ask for it in your chat" in text


def test_words_of_people_break_out_of_nothing() -> None:
    """S27: hostile words make no header, no part, no tag, no link and no hidden letter."""
    raw = mail_of(everything(), content=b"x")
    mail = parsed(raw)
    assert mail["Bcc"] is None
    assert len(mail.keys()) == len({name.lower() for name in mail.keys()})  # noqa: SIM118
    calm = Tags(part(parsed(mail_of(notice())), "text/html"))
    html = Tags(part(mail, "text/html"))
    assert html.names - calm.names == {"strong"} - calm.names
    assert all(link.startswith(("https://example.org/", "https://t.me/", "cid:")) for link in html.links)
    assert {"\u202e", "\u202c"} & set(part(mail, "text/plain") + html.text) == set()
    assert "49" not in str(mail["Subject"])


def test_the_fixed_words_are_in_the_readers_language() -> None:
    """How to answer, how to stop, and what language it is: in that of the message, and no English is left over."""
    buttons = ((Button(label="Sí", action=Action(verb="ask.yes", ref="K7QFM3")),),)
    blocks = (replace(file(b"x"), size_bytes=10**8),)
    english, spanish = (
        Message(title="¿?", blocks=blocks, buttons=buttons, unsubscribe_url="https://x.example/s", language=language)
        for language in ("en", "es")
    )
    for message in (english, spanish):
        mail = parsed(mail_of(message))
        text, html = part(mail, "text/plain"), part(mail, "text/html")
        assert f'<html lang="{message.language}"' in html
        for words in (_WRITE_THIS, _NOT_READ, _STOP, _TOO_LARGE):
            assert speak(words, message.language) in " ".join(text.split())
            assert speak(words, message.language) in Tags(html).text
            assert (words in text) == (words in html) == (message.language == "en")


def test_anothers_words_are_not_made_links() -> None:
    """Mail programs link what looks like an address; in quotes and facts a mark stands inside, the text stays."""
    words = "see http://evil.example/x or www.evil.example or a@evil.example"
    html = part(parsed(mail_of(Message(blocks=(Quote(text=words), Facts(rows=(("Note", words),)))))), "text/html")
    assert "evil.example" not in html
    assert Tags(html).text.count(words) == 2


def lines_are_clean(raw: bytes) -> None:
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    for line in raw.split(b"\r\n"):
        assert not line.startswith(b".")
        assert len(line) <= 998


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    [HOSTILE, "." * 200, ".\n.\n..", "=" * 90, "é" * 100, "a " * 60, " \n \t\n", "=_mixed", "\r", "From x\n.From"]
)


@settings(deadline=None)
@given(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, st.text("a.=/?&%", max_size=150))
@example("", "", "", "", "", "", "=" * 10 + "?" * 26)  # Exactly 76 letters, and a soft break after them.
def test_any_words_arrive(title: str, paragraph: str, quote: str, name: str, value: str, label: str, path: str) -> None:
    """For any words: ASCII lines within the limits, CRLF only, no line with a leading dot, and all can be read."""
    message = Message(
        title=title,
        blocks=(Paragraph(text=paragraph), Quote(text=quote), Facts(rows=((name, value),))),
        buttons=(
            (
                Button(label=label, action=Action(verb="ask.yes", ref="K7QFM3")),
                LinkButton(label=label, url="https://example.org/" + path),
            ),
        ),
    )
    raw = mail_of(message)
    lines_are_clean(raw)
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    mail = parsed(raw)
    assert "\n" not in str(mail["Subject"])
    text = part(mail, "text/plain")
    assert f"https://example.org/{path}" in text
    assert "YES K7QFM3" in text
    assert f"https://example.org/{path}" in Tags(part(mail, "text/html")).links


def test_what_is_remembered_is_nobodys_own() -> None:
    """Pieces are kept for further readers, yet each mail is the one that its reader would have got alone."""
    refs = ["K7QFM3", "9XWA2C", "23456Z"]
    alone = []
    for ref in refs:
        for cache in (_piece, _frame, _encoded):
            cache.cache_clear()
        alone.append(mail_of(notice(ref), f"{ref}@example.org"))
    for ref, mail in zip(refs, alone, strict=True):
        assert mail_of(notice(ref), f"{ref}@example.org") == mail
        assert not [other for other in refs if other != ref and other.encode() in mail]
    assert _frame.cache_info().misses == 1
