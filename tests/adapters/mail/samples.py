"""Messages such as the house sends, and one with everything in it."""

import hashlib
import struct
import zlib
from collections.abc import AsyncIterator

from bot.chat.action import Action
from bot.chat.message import Attachment, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes([200, 120, 40] * width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def file(content: bytes, name: str = "clip-1.mp4", sha256: str = "") -> Attachment:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return Attachment(
        name=name,
        media_type="video/mp4",
        size_bytes=len(content),
        sha256=sha256 or hashlib.sha256(content).hexdigest(),
        open=pieces,
    )


def notice(ref: str = "K7QFM3", picture: bytes | None = None, stop: str = "https://example.org/stop/abc") -> Message:
    """What an owner is asked."""
    return Message(
        title="Lantern Hill Police ask for video from 14 June",
        blocks=(
            Paragraph(
                text="Officer J. Rivera of the Lantern Hill Police Department asks camera owners near Juniper Lane for "
                "video of a car break-in.\n\nYou decide. Saying no, or nothing at all, has no consequence, and nobody "
                "will know."
            ),
            Facts(
                rows=(
                    ("Case number", "26-01443"),
                    ("What happened", "Vehicle burglary"),
                    ("When", "Sunday 14 June, 2:00 to 4:30 in the morning"),
                    ("Where", "Within 300 m (0.19 mi) of 302 Juniper Lane"),
                    ("Contact", "j.rivera@police.lantern-hill.example, 555-0142"),
                )
            ),
            Quote(text="A grey pickup with a broken left tail light.\nLooking for its plate & direction."),
            Picture(name="map.png", content=picture or png(), description="A circle of 300 m around 302 Juniper Lane."),
            Paragraph(text="Police would receive exactly this: the clip, your street address and your email address."),
        ),
        buttons=(
            (
                Button(label="Yes, I may have something", action=Action(verb="ask.yes", ref=ref)),
                Button(label="No", action=Action(verb="ask.no", ref=ref)),
            ),
            (LinkButton(label="Read the public request", url=f"https://example.org/requests/{ref}"),),
        ),
        unsubscribe_url=stop,
    )


HOSTILE = (
    'O\'Brien <b>"x"</b> & {{ 7*7 }} {% raw %} éñü 日本 😀 \u202eevil\u202c\r\nBcc: victim@example.org\r\n\r\n.\r\n'
    "..dots\n.\nhttp://evil.example/?a=1&b=2 www.evil.example =_mixed --=_alternative-- cid:picture1"
)


def everything() -> Message:
    """Every kind of block and button, with words that try to break out of each."""
    return Message(
        title="Title " + HOSTILE,
        blocks=(
            Paragraph(text=HOSTILE),
            Quote(text=HOSTILE),
            Facts(rows=((HOSTILE, HOSTILE), ("Empty", ""))),
            Picture(name="../x\r\ny.png", content=png(), description=HOSTILE),
            file(b"\0\1\2film" * 500, name='../../a"b\r\nX: y é.mp4'),
        ),
        buttons=(
            (
                Button(label=HOSTILE, action=Action(verb="ask.yes", ref="K7QFM3")),
                Button(label="No", action=Action(verb="ask.no", ref="K7QFM3")),
                LinkButton(label=HOSTILE, url="https://example.org/?a=1&b=%22" + "x" * 300),
            ),
        ),
        unsubscribe_url="https://example.org/stop?a=1&b=2",
    )
