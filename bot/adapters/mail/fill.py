"""A mail as bytes: ASCII lines that end in CRLF, put together from pieces that were encoded for an earlier mail."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import encode_rfc2231, formataddr
from functools import lru_cache
from html import escape

from bot.adapters.mail.render import HOLE, REMEMBERED, Rendered
from bot.chat.fit import clean
from bot.chat.message import Attachment, Picture

_SOFT_BREAK = b"=\r\n"
_MIXED, _ALTERNATIVE, _RELATED = b"=_mixed", b"=_alternative", b"=_related"
"""Boundaries: neither quoted-printable nor base64 can write `=_`, so they never appear in a part."""

_QP_LINE = 76
_LONG = re.compile(rb"^.{77,}$", re.MULTILINE)
_DOTS = re.compile(rb"^(\.+)(.*)$", re.MULTILINE)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a value goes, and whether it stands in HTML there."""

    number: int
    in_html: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The headers that are the same in every mail of ours."""

    sender_name: str
    sender_address: str
    list_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The headers of one reader. All are ASCII without line breaks; the Sender sees to that."""

    to: str
    message_id: str
    date: str
    unsubscribe_url: str
    unsubscribe_mail: str = ""


def fill(
    rendered: Rendered, files: Sequence[tuple[Attachment, bytes]], letterhead: Letterhead, envelope: Envelope
) -> bytes:
    """The whole mail for one reader."""
    text = _text_part(b"text/plain", rendered.text, in_html=False)
    html = _text_part(b"text/html", rendered.html, in_html=True)
    if rendered.pictures:
        html = _multipart(b"related", _RELATED, [html, *map(_inline, range(1, 100), rendered.pictures)])
    whole = _multipart(b"alternative", _ALTERNATIVE, [text, html])
    if files:
        whole = _multipart(b"mixed", _MIXED, [whole, *(_attached(file, content) for file, content in files)])
    pieces = [
        piece if isinstance(piece, bytes) else _value(rendered.values[piece.number], piece.in_html) for piece in whole
    ]
    return b"".join([_reader(envelope), _subject(rendered.subject), _headers(letterhead), *pieces])


def _reader(envelope: Envelope) -> bytes:
    lines = f"To: {envelope.to}\r\nMessage-ID: {envelope.message_id}\r\nDate: {envelope.date}\r\n"
    if envelope.unsubscribe_url:
        # Folded, for a line of more than 78 letters is frowned upon.
        more = f",\r\n <{envelope.unsubscribe_mail}>" if envelope.unsubscribe_mail else ""
        lines += f"List-Unsubscribe: <{envelope.unsubscribe_url}>{more}\r\n"
        # One click works by POST over https only (RFC 8058).
        if envelope.unsubscribe_url.startswith("https:"):
            lines += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return lines.encode("ascii")


@lru_cache(maxsize=REMEMBERED)
def _subject(words: str) -> bytes:
    # What reads like an encoded word would be decoded by the reader's program, and could hide what `clean` takes out.
    charset = "utf-8" if "=?" in words else None
    subject = Header(words, charset, header_name="Subject").encode(linesep="\r\n")
    return b"Subject: " + subject.encode("ascii") + b"\r\n"


@lru_cache(maxsize=8)
def _headers(letterhead: Letterhead) -> bytes:
    lines = (
        f"From: {formataddr((letterhead.sender_name, letterhead.sender_address))}\r\n"
        "MIME-Version: 1.0\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "X-Auto-Response-Suppress: All\r\n"
        f"List-Id: <{letterhead.list_id}>\r\n"
    )
    return lines.encode("ascii")


Body = Sequence[bytes | Hole]
"""A part with its headers; it ends in CRLF."""


def _multipart(kind: bytes, boundary: bytes, parts: Sequence[Body]) -> Body:
    lines: list[bytes | Hole] = [b'Content-Type: multipart/%s; boundary="%s"\r\n' % (kind, boundary)]
    for part in parts:
        lines += [b"\r\n--" + boundary + b"\r\n", *part]
    return [*lines, b"\r\n--" + boundary + b"--\r\n"]


def _text_part(kind: bytes, pieces: Sequence[str], in_html: bool) -> Body:
    head = b"Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" % kind
    return [head, *(part for piece in pieces for part in _encoded(piece, in_html))]


@lru_cache(maxsize=4 * REMEMBERED)
def _encoded(piece: str, in_html: bool) -> tuple[bytes | Hole, ...]:
    """Quoted-printable; before and after a hole stand soft breaks, so that a value of any length fits in."""
    parts: list[bytes | Hole] = []
    texts = HOLE.split(piece)
    for text, number in zip(texts[::2], texts[1::2], strict=False):
        parts += [_open_qp(text), Hole(int(number), in_html)]
    return (*parts, _qp(texts[-1]))


def _value(value: str, in_html: bool) -> bytes:
    return _open_qp(escape(value) if in_html else value)


def _qp(text: str) -> bytes:
    """Quoted-printable with CRLF. No line begins with a dot, so SMTP never has to double one."""
    encoded = binascii.b2a_qp(text.encode("utf-8", "replace"), istext=True)
    if max(map(len, encoded.split(b"\n"))) > _QP_LINE:
        encoded = _LONG.sub(_in_two, encoded)
    if b"\n." in encoded or encoded.startswith(b"."):
        encoded = _DOTS.sub(_without_dots, encoded)
    return encoded.replace(b"\n", b"\r\n")


def _open_qp(text: str) -> bytes:
    """The same, ending in a soft break, so that something else can follow on a line of its own. A letter more holds the
    place of the break's "=", which would else make a full line too long."""
    return _qp(text + "x")[:-1] + _SOFT_BREAK


def _in_two(line: re.Match[bytes]) -> bytes:
    """The standard library lets a line grow to 77 in rare cases; it is cut where no `=XX` is torn."""
    cut = _QP_LINE - 1
    cut = next((cut - back for back in (1, 2) if line[0][cut - back] == ord("=")), cut)
    return line[0][:cut] + b"=\n" + line[0][cut:]


def _without_dots(line: re.Match[bytes]) -> bytes:
    """Its first dots written as numbers, on lines of their own where it would grow too long."""
    dots, rest = line[1], line[2]
    if 3 * len(dots) + len(rest) <= _QP_LINE:
        return b"=2E" * len(dots) + rest
    rows = [b"=2E" * len(dots[at : at + _QP_LINE // 3]) for at in range(0, len(dots), _QP_LINE // 3)]
    return b"=\n".join([*rows, rest])


def _inline(number: int, picture: Picture) -> Body:
    head = (
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <picture%d>\r\n"
        b'Content-Disposition: inline; filename="picture%d.png"\r\n\r\n' % (number, number)
    )
    return [head, _base64(picture.content)]


def _attached(file: Attachment, content: bytes) -> Body:
    kind = file.media_type.lower() if _MEDIA_TYPE.fullmatch(file.media_type.lower()) else "application/octet-stream"
    # RFC 2231 leaves only letters, digits and a few marks unescaped, so no name can break out of the header.
    name = encode_rfc2231(re.sub(r"[\\/\n\t]", "_", clean(file.name)).lstrip("."), "utf-8")
    head = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*={name}\r\n\r\n"
    )
    return [head.encode("ascii"), base64.encodebytes(content).replace(b"\n", b"\r\n")]


@lru_cache(maxsize=16)
def _base64(png: bytes) -> bytes:
    """Remembered, because the same map goes to everybody who is asked about a place."""
    return base64.encodebytes(png).replace(b"\n", b"\r\n")
