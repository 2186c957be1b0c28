"""Sample messages for every adapter: plain ones, overlong ones, and what people type to break things."""

import hashlib
import struct
import zlib
from collections.abc import AsyncIterator

from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Block, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote

WORDS = "The car stopped by the mailbox and a person in a grey jacket walked up to the porch. "
FAMILY = "👩‍👩‍👧‍👦"


def png(side: int = 8) -> bytes:
    """A real PNG, grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture(description: str = "A map: circle of 300 m around Elm and 5th") -> Picture:
    return Picture(name="map.png", content=png(), description=description)


def attachment(name: str = "clip.mp4", size_bytes: int = 20_000) -> Attachment:
    content = bytes(at % 251 for at in range(size_bytes))

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(content), 4096):
            yield content[at : at + 4096]

    digest = hashlib.sha256(content).hexdigest()
    return Attachment(name=name, media_type="video/mp4", size_bytes=len(content), sha256=digest, open=pieces)


def button(label: str, verb: str = "ask.yes", ref: str = "K7QFM3") -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ref))


def many(count: int, in_a_row: int) -> tuple[tuple[Button | LinkButton, ...], ...]:
    every = [button(f"Choice {at}", "form.pick", f"K7QFM3.{at}") for at in range(count)]
    return tuple(tuple(every[at : at + in_a_row]) for at in range(0, count, in_a_row))


YES_NO = ((button("Yes, share"), button("No", "ask.no")),)
SITE = LinkButton(label="Upload it privately", url="https://porchlight.example/u/Xy-12_z?a=b&c=d")

HOSTILE = (
    ("everyone", "@everyone @here look! @porchlight_bot @a_neighbor"),
    ("html", "<b>bold</b> <script>alert(1)</script> <a href='https://evil.example'>here</a> &lt;&amp; <!-- x"),
    (
        "markdown",
        "**bold** __under__ *i* _i_ `code` ```block``` ~~gone~~ ||spoiler|| # Head\n# Head\n> quoted\n- list\n1. x",
    ),
    (
        "masked link",
        "[your bank](https://evil.example/login) and <https://evil.example> and [x]( https://evil.example )",
    ),
    (
        "links",
        "http://evil.example www.evil.example evil.com/x?y tg://resolve?domain=x 192.168.0.1 mailto:a@evil.example",
    ),
    ("invites", "discord.gg/abc https://discord.com/invite/abc t.me/joinchat/abc"),
    ("mention codes", "<@1234567890> <@!123> <@&456> <#789> <t:0:R> <:x:1> </setup:1> <id:customize>"),
    ("commands", "/start /ban@porchlight_bot x /setup #police #5 $USD"),
    ("bidi", "safe \u202egpj.exe\u202c \u2066abc\u2069 \u200fabc \u061c"),
    ("controls", "a\x00b\x07c\x1b[31md\r\ne\u2028f\ufeffg"),
    ("header", "x\r\nBcc: victim@example.org\r\n\r\n<html>"),
    ("surrogate", "half \ud83d of an emoji \udc00"),
    ("templates", "{{ 7*7 }} {% for x in y %} ${x} %s %(a)s {0} {name}"),
    ("zalgo", "Z" + "\u0351\u0321\u0334" * 40 + "algo"),
    ("escapes", "\\ \\\\ \\* \\[ \\@everyone \\<@1> `\\` \\`"),
    ("fences", "```\n@everyone\n``` `` ` ``` ~~~ \n---\n==="),
)

SAMPLES: dict[str, Message] = {
    "one line": Message(blocks=(Paragraph(text="Hello, Ann."),)),
    "everything": Message(
        title="Police ask about a theft",
        blocks=(
            Paragraph(
                text="The Elm County Police ask for video. See https://porchlight.example/r/K7QFM3 for the record."
            ),
            Facts(rows=(("Case", "26-1234"), ("Window", "7 pm to 9 pm"), ("Contact", "j.doe@police.example"))),
            Quote(text="A grey jacket, a red bike."),
            picture(),
        ),
        buttons=(*YES_NO, (SITE,)),
        audience=Audience.ONLY_YOU,
    ),
    "title only": Message(title="Closed"),
    "buttons only": Message(buttons=YES_NO),
    "nothing": Message(),
    "blank blocks": Message(title=" ", blocks=(Paragraph(text=" \n"), Quote(text=""), Facts(rows=()))),
    "blank with buttons": Message(blocks=(Paragraph(text=""),), buttons=YES_NO),
    "blank facts": Message(blocks=(Facts(rows=(("Note", ""), ("", "no label"), ("Several", "one\ntwo\n\nthree"))),)),
    "long paragraph": Message(title="Long", blocks=(Paragraph(text=WORDS * 150),), buttons=YES_NO),
    "long quote": Message(blocks=(Quote(text=WORDS * 150),), buttons=YES_NO),
    "long lines": Message(blocks=(Quote(text="\n".join("word" * 30 for _ in range(120))),)),
    "one endless word": Message(blocks=(Quote(text="a" * 9000),)),
    "long title": Message(title="A very long headline of many words. " * 30, blocks=(Paragraph(text="Short."),)),
    "long facts": Message(blocks=(Facts(rows=tuple((f"Label {at}", WORDS) for at in range(130))),)),
    "long label": Message(blocks=(Facts(rows=(("label " * 15, "value"),)),)),
    "long value": Message(blocks=(Facts(rows=(("Statement", WORDS * 100),)),)),
    "emoji": Message(title=f"{FAMILY} 🇺🇸", blocks=(Quote(text=FAMILY * 900), Paragraph(text="🏳️‍🌈" * 700))),
    "asterisks": Message(blocks=(Quote(text="*" * 5000),)),
    "many links in a quote": Message(blocks=(Quote(text="https://evil.example/x @name #tag " * 200),)),
    "scripts": Message(blocks=(Quote(text="שלום עולם. مرحبا بالعالم. नमस्ते दुनिया. สวัสดีชาวโลก 你好世界。" * 60),)),
    "forty buttons": Message(blocks=(Paragraph(text="Which one?"),), buttons=many(40, 1)),
    "wide rows": Message(blocks=(Paragraph(text="Which one?"),), buttons=many(33, 11)),
    "230 buttons": Message(blocks=(Paragraph(text="Which one?"),), buttons=many(230, 4)),
    "long labels": Message(
        blocks=(Paragraph(text="Which one?"),),
        buttons=(
            (button("A label that goes on and on " * 5), button("", "ask.no")),
            (button("@everyone <b>", "ask.later"),),
        ),
    ),
    "links": Message(
        blocks=(Paragraph(text="Two ways:"),),
        buttons=((SITE, LinkButton(label="Here", url="http://localhost:8080/u/abc")), (button("Later", "ask.later"),)),
    ),
    "picture": Message(blocks=(picture(),)),
    "picture with buttons": Message(blocks=(picture(),), buttons=YES_NO),
    "picture and long text": Message(blocks=(picture(), Paragraph(text=WORDS * 20)), buttons=YES_NO),
    "three pictures": Message(
        title="Maps", blocks=(picture("One"), Paragraph(text="Text"), picture("Two"), picture("3"))
    ),
    "picture of many words": Message(blocks=(picture(WORDS * 20), Paragraph(text="Text."))),
    "attachment": Message(title="A clip", blocks=(Facts(rows=(("SHA-256", "ab" * 32),)), attachment()), buttons=YES_NO),
    "two attachments": Message(blocks=(attachment("a.mp4"), attachment("b.mov"), Paragraph(text=WORDS * 20))),
    "hostile file name": Message(blocks=(attachment('../a"\r\nX-Evil: 1\u202e.mp4'), Paragraph(text="The file."))),
    "mail that can be stopped": Message(
        title="Digest", blocks=(Paragraph(text="News."),), unsubscribe_url="https://porchlight.example/stop/abc"
    ),
}


def _hostile(text: str) -> tuple[Block, ...]:
    return (Paragraph(text="A neighbor writes:"), Quote(text=text), Facts(rows=(("Said", text),)))


SAMPLES |= {f"hostile {name}": Message(title=text, blocks=_hostile(text), buttons=YES_NO) for name, text in HOSTILE}
SAMPLES["hostile all at once"] = Message(blocks=_hostile("\n".join(text for _, text in HOSTILE) * 3), buttons=YES_NO)
