"""Mail to 2,000 owners: our sender's full path, and aiosmtplib with bytes ready or an EmailMessage for each."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid

from aiosmtplib import SMTP

from bench.figures import Better, Figure, middle
from bot.adapters.mail.send import MailSender
from bot.adapters.mail.smtp import Tls
from bot.chat.action import Action
from bot.chat.message import Button, Facts, LinkButton, Message, Paragraph, Picture, Quote
from bot.chat.ports import Sent

CONNECTIONS = 4
FROM = "porchlight@example.org"
PNG = bytes(range(256)) * 12


@dataclass
class Sink:
    """An SMTP server that takes everything and counts it, as cheap as one in Python can be."""

    mails: int = 0
    bytes: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"220 sink ESMTP\r\n")
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    self.bytes += len(await reader.readuntil(b"\r\n.\r\n"))
                    self.mails += 1
                    writer.write(b"250 2.0.0 taken\r\n")
                elif verb == b"EHLO":
                    writer.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
                elif verb == b"QUIT":
                    writer.write(b"221 2.0.0 bye\r\n")
                    break
                else:
                    writer.write(b"250 2.1.0 ok\r\n")
        writer.close()


@asynccontextmanager
async def sink() -> AsyncIterator[tuple[Sink, int]]:
    """A sink that listens on this machine, and its port."""
    counts = Sink()
    server = await asyncio.start_server(counts.talk, "127.0.0.1", 0, limit=2**20)
    try:
        yield counts, server.sockets[0].getsockname()[1]
    finally:
        server.close()


def notice(number: int) -> Message:
    """What an owner is asked; only the references and the pages differ from owner to owner."""
    ref = f"K7{number:05d}"[-6:]
    return Message(
        title="A police department asks about 3 March, 22:00 to 23:00",
        blocks=(
            Paragraph(text="Springfield Police Department asks owners of cameras near Elm Street for their help. " * 4),
            Facts(
                rows=(
                    ("Department", "Springfield Police Department"),
                    ("Officer", "J. Ortega, j.ortega@police.example.gov"),
                    ("Case", "26-004512"),
                    ("Incident", "Theft of a vehicle"),
                    ("When", "Tuesday, 3 March 2026, 22:00 to 23:00"),
                    ("Where", "within 640 m of 37.77930, -122.41930"),
                )
            ),
            Quote(
                text="A grey pickup with a ladder rack, seen driving toward the river.\nAny view of the street helps."
            ),
            Picture(name="map.png", png=PNG, description="A map of the area: a circle around Elm Street and 4th."),
            Paragraph(text="Saying no, or nothing, has no consequence, and nobody will know. " * 3),
            Paragraph(text="If you agree, the police get the clip, your street address and your email address. " * 3),
        ),
        buttons=(
            (
                Button(label="Yes, I want to look", action=Action(verb="ask.yes", ref=ref)),
                Button(label="No", action=Action(verb="ask.no", ref=ref)),
            ),
            (LinkButton(label="Upload privately", url=f"https://porchlight.example.org/u/{number:032x}"),),
        ),
        unsubscribe_url=f"https://porchlight.example.org/stop/{number:032x}",
    )


async def our_path(port: int, count: int) -> None:
    """Our sender as the worker uses it: a message for each owner, rendered, filled, sent."""
    sender = MailSender("127.0.0.1", port, FROM, tls=Tls.NONE, connections=CONNECTIONS)
    numbers = iter(range(count))

    async def lane() -> None:
        for number in numbers:
            outcome = await sender.send(f"owner{number}@example.net", notice(number), key=f"k{number}")
            assert isinstance(outcome, Sent), outcome

    async with asyncio.TaskGroup() as group:
        for _ in range(2 * CONNECTIONS):
            group.create_task(lane())
    await sender.aclose()


async def rival_pool(port: int, count: int, make: Callable[[int], bytes]) -> None:
    """aiosmtplib with four connections that stay open."""
    numbers = iter(range(count))

    async def lane() -> None:
        client = SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        for number in numbers:
            await client.sendmail(FROM, [f"owner{number}@example.net"], make(number))
        await client.quit()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(lane())


def built(number: int) -> bytes:
    """The mail of one owner, made from the start with the standard library; the texts are given."""
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"], mail["To"] = f"Porchlight <{FROM}>", f"owner{number}@example.net"
    mail["Subject"], mail["Date"] = "A police department asks about 3 March, 22:00 to 23:00", formatdate()
    mail["Message-ID"] = make_msgid(str(number), "example.org")
    mail["List-Unsubscribe"] = f"<https://porchlight.example.org/stop/{number:032x}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = notice(number)
    text = "\n\n".join(block.text for block in message.blocks if isinstance(block, Paragraph | Quote))
    mail.set_content(text)
    mail.add_alternative(f"<html><body><p>{text}</p><img src='cid:map'></body></html>", subtype="html")
    html = mail.get_payload()[1]
    assert isinstance(html, EmailMessage)
    html.add_related(PNG, "image", "png", cid="<map>")
    return mail.as_bytes()


async def mail(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """All three take turns at the same sink."""
    count, rounds = (300, 2) if quick else (2_000, 5)
    times: dict[str, list[float]] = {"ours": [], "ready": [], "built": []}
    async with sink() as (counts, port):
        await our_path(port, 1)
        size = counts.bytes
        # The rival's ready bytes are as long as our mails.
        ready = b"Subject: ready\r\n\r\n" + (b"x" * 74 + b"\r\n") * (size // 76)
        paths: dict[str, Callable[[], Awaitable[None]]] = {
            "ours": lambda: our_path(port, count),
            "ready": lambda: rival_pool(port, count, lambda number: ready),
            "built": lambda: rival_pool(port, count, built),
        }
        for number in range(rounds + 1):
            names = list(paths)
            for name in (*names[number % 3 :], *names[: number % 3]):
                before, began = counts.mails, time.perf_counter()
                await paths[name]()
                times[name].append(time.perf_counter() - began)
                assert counts.mails - before == count
            step()
    rates = {name: count / middle(values[1:]) for name, values in times.items()}
    return [
        Figure(
            what=f"mail, full path, {CONNECTIONS} connections, {size / 1000:.1f} kB",
            unit="mails/s",
            ours=rates["ours"],
            rival=rates[name],
            rival_name=against,
            bar=bar,
            better=Better.HIGHER,
            note=note,
        )
        for name, against, bar, note in (
            ("ready", "aiosmtplib pool, ready bytes", 0.9, "one Python process is both client and server"),
            ("built", "EmailMessage per owner, same pool", 6.0, ""),
        )
    ]
