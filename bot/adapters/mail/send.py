"""The Sender of mail: renders, fills, hands in, and says what became of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from aiosmtplib.errors import SMTPAuthenticationError, SMTPException

from bot.adapters.mail.address import is_plain
from bot.adapters.mail.fill import Envelope, Letterhead, fill
from bot.adapters.mail.render import render
from bot.adapters.mail.smtp import Lines, Lost, Server, Tls, hand_in, meaning_of
from bot.chat.fit import clean
from bot.chat.message import Attachment, LinkButton, Message
from bot.chat.ports import Limits, Outcome, OutOfReach, PlatformDown, Rejected, RetryLater, Sent, Unreachable
from bot.kernel.clock import Clock, SystemClock

LIMITS = Limits(
    text=1_000_000,
    caption=1_000_000,
    buttons_per_row=1,
    buttons=0,
    upload_bytes=10_000_000,
    download_bytes=0,
    utf16=False,
)
"""Base64 makes a third more of a file, and 15 MB pass nearly everywhere."""

TIMEOUT_S = 60.0


class MailSender:
    """Implements `chat.ports.Sender` for mail, over a few SMTP connections that stay open."""

    platform = "mail"
    limits = LIMITS

    def __init__(
        self,
        host: str,
        port: int,
        sender_address: str,
        sender_name: str = "Porchlight",
        *,
        tls: Tls = Tls.STARTTLS,
        username: str = "",
        password: str = "",
        connections: int = 4,
        timeout_s: float = TIMEOUT_S,
        chats: Sequence[LinkButton] = (),
        clock: Clock | None = None,
    ) -> None:
        """`chats` are links into the reader's chat with the bot, shown where a mail asks for an answer.

        Raises ValueError when `sender_address` is no plain ASCII address, or a password would travel in the clear.
        """
        if not is_plain(sender_address):
            raise ValueError(f"Mail comes from an address such as porchlight@example.org, not {sender_address!r}.")
        if username and tls is Tls.NONE and host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("A mail password never travels unprotected: choose starttls or implicit in the settings.")
        domain = sender_address.rpartition("@")[2]
        self._letterhead = Letterhead(
            sender_name=" ".join(clean(sender_name).split()),
            sender_address=sender_address,
            list_id=f"porchlight.{domain}",
        )
        self._domain = domain
        self._chats = tuple(chats)
        self._clock = clock or SystemClock()
        self._server = Server(
            host=host,
            port=port,
            tls=tls,
            username=username,
            password=password,
            hello_name=domain,
            timeout_s=timeout_s,
        )
        self._lines = Lines(self._server, connections)
        self._date: tuple[datetime, str] | None = None

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """See `Sender.send`. A repeat carries the same Message-ID, by which mail programs know it."""
        if not is_plain(handle):
            return Unreachable(why="not an address")
        ways = [way for way in (message.unsubscribe_url, message.unsubscribe_mail) if way]
        if not all(map(_is_url, ways)) or not is_plain(message.return_path or handle):
            return Rejected(why="the way to stop mail, or the way back, has no proper address")
        files = await _files(message)
        if files is None:
            return Rejected(why="a file is not what it was said to be")
        message_id = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{self._domain}>"
        envelope = Envelope(
            to=handle,
            message_id=message_id,
            date=self._now_words(),
            unsubscribe_url=message.unsubscribe_url,
            unsubscribe_mail=message.unsubscribe_mail,
        )
        rendered = render(message, self._chats, self._letterhead.sender_name, LIMITS.upload_bytes)
        sender = message.return_path or self._letterhead.sender_address
        outcome = await self._deliver(sender, handle, fill(rendered, files, self._letterhead, envelope))
        return Sent(receipt=message_id) if outcome is None else outcome

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """Always Rejected: what was mailed stays as it is."""
        return Rejected(why="mail cannot be changed")

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """Always Rejected: what was mailed cannot be taken back."""
        return Rejected(why="mail cannot be taken back")

    async def check(self) -> str:
        """Greet the relay and show our credentials; nothing is sent. Raises PlatformDown with one sentence."""
        try:
            async with self._lines.line():
                return f"{self._server.host}:{self._server.port}"
        except SMTPAuthenticationError:
            down = PlatformDown("The mail relay refuses the user name or password: check [mail] username and password.")
        except (OSError, SMTPException, TimeoutError):
            down = OutOfReach(
                f"The mail relay {self._server.host}:{self._server.port} cannot be reached or does not speak "
                f"{self._server.tls.value}: check [mail] host, port and security."
            )
        raise down

    async def aclose(self) -> None:
        """Close the idle connections."""
        self._lines.close()

    async def _deliver(self, sender: str, handle: str, mail: bytes) -> Outcome | None:
        while True:
            try:
                async with self._lines.line() as line:
                    was_fresh = line.is_fresh
                    try:
                        return await hand_in(line, sender, handle, mail, self._server.timeout_s)
                    except Lost as lost:
                        line.client.close()
                        # An old connection may have been closed by the server while it rested: that says nothing.
                        if was_fresh:
                            return RetryLater(why=f"the mail server hung up ({lost})")
            except (SMTPException, OSError, TimeoutError) as error:
                return meaning_of(error)

    def _now_words(self) -> str:
        """The Date header, made once a second."""
        now = self._clock.now().replace(microsecond=0)
        if self._date is None or self._date[0] != now:
            self._date = now, format_datetime(now)
        return self._date[1]


def _is_url(url: str) -> bool:
    is_web = url.startswith(("https://", "http://", "mailto:"))
    return is_web and url.isascii() and url.isprintable() and not set(url) & set(' <>"')


async def _files(message: Message) -> list[tuple[Attachment, bytes]] | None:
    """The files that a mail can carry; None when one of them is not what it was said to be."""
    files = []
    for block in message.blocks:
        if isinstance(block, Attachment) and block.size_bytes <= LIMITS.upload_bytes:
            content = await _read(block)
            if content is None:
                return None
            files.append((block, content))
    return files


async def _read(file: Attachment) -> bytes | None:
    """The bytes of a file if they are exactly those that were promised; None when they are not, or are gone."""
    content = bytearray()
    try:
        async for piece in file.open():
            content += piece
            if len(content) > file.size_bytes:
                return None
    except FileNotFoundError:
        return None
    is_same = len(content) == file.size_bytes and hashlib.sha256(content).hexdigest() == file.sha256
    return bytes(content) if is_same else None
