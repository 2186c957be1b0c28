"""The mailbox in which returned mail arrives, read by IMAP in a thread, so that a slow server holds nobody up."""

import asyncio
import imaplib
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from bot.adapters.mail.address import is_plain
from bot.adapters.mail.dsn import read_returned
from bot.adapters.mail.smtp import Tls
from bot.chat.ports import OutOfReach, PlatformDown
from bot.people.slips import Hear, Returned

TIMEOUT_S = 8.0
"""For each answer of the server: the end of the house may have to wait for one."""

MOST_BYTES = 65_536
"""Of a mail: reports begin with what matters, and end with the whole mail that came back."""

LONGEST_NAME = 18
"""With a plus and a slip of 45 letters behind it, that is all that an address may have before its @ (RFC 5321)."""

MOST_AT_ONCE = 50
MOST_IN_A_VISIT = 1_000
"""The next visit goes on."""

T = TypeVar("T")


class ReturnedMail:
    """Reads what is new. What carries a slip is removed after it was heard: it is about persons, and we keep nothing.

    Everything else is marked as seen and stays, for whoever looks after the mailbox.
    """

    def __init__(
        self,
        host: str,
        port: int,
        mailbox: str,
        *,
        tls: Tls = Tls.IMPLICIT,
        username: str,
        password: str,
        folder: str = "INBOX",
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`mailbox` is the address whose variants arrive there. Raises ValueError for a bad one, or an open password."""
        name = mailbox.rpartition("@")[0]
        if not is_plain(mailbox) or "+" in mailbox or not 0 < len(name) <= LONGEST_NAME:
            raise ValueError(
                f"[mail] bounces is an address such as bounces@example.org, with at most {LONGEST_NAME} letters before "
                f"the @, not {mailbox!r}."
            )
        if tls is Tls.NONE and host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("A mail password never travels unprotected: choose starttls or implicit in the settings.")
        self._host, self._port, self._tls, self._timeout_s = host, port, tls, timeout_s
        self._mailbox, self._folder = mailbox, folder
        self._username, self._password = username, password

    async def look(self, hear: Hear) -> None:
        """Hear everything new, oldest first. Raises OutOfReach, or PlatformDown when the server refuses us.

        What `hear` raises passes through; the mail is then still new.
        """
        line = await self._asked(self._open)
        try:
            seen = 0
            while seen < MOST_IN_A_VISIT and (mails := await self._asked(partial(self._new, line))):
                for number, returned in mails:
                    if returned is not None:
                        await hear(returned)
                    await self._asked(partial(_put_away, line, number, ours=returned is not None))
                seen += len(mails)
        finally:
            # When we are cancelled, this also ends the thread that still waits for an answer.
            _hang_up(line)

    async def check(self) -> str:
        """Log in once; nothing is read. Raises PlatformDown with one sentence."""
        line = await self._asked(self._open)
        _hang_up(line)
        return f"{self._host}:{self._port}"

    async def _asked(self, ask: Callable[[], T]) -> T:
        """Ask in a thread."""
        try:
            return await asyncio.to_thread(ask)
        except (OSError, imaplib.IMAP4.abort) as error:
            raise OutOfReach(
                f"The mailbox for returned mail at {self._host}:{self._port} cannot be reached ({type(error).__name__}): "
                "check [mail] imap_host, imap_port and imap_security."
            ) from None
        except imaplib.IMAP4.error:
            # Its words may quote what we said, and that may be the password.
            raise PlatformDown(
                "The mailbox for returned mail refuses us: check [mail] imap_username, imap_password and imap_folder."
            ) from None

    def _open(self) -> imaplib.IMAP4:
        trusted = ssl.create_default_context()
        line: imaplib.IMAP4
        if self._tls is Tls.IMPLICIT:
            line = imaplib.IMAP4_SSL(self._host, self._port, ssl_context=trusted, timeout=self._timeout_s)
        else:
            line = imaplib.IMAP4(self._host, self._port, timeout=self._timeout_s)
        try:
            if self._tls is Tls.STARTTLS:
                line.starttls(trusted)
            line.login(_quoted(self._username), self._password)
            answer, _ = line.select(_quoted(self._folder))
            if answer != "OK":
                raise imaplib.IMAP4.error("no such folder")
        except BaseException:
            _hang_up(line)
            raise
        return line

    def _new(self, line: imaplib.IMAP4) -> list[tuple[str, Returned | None]]:
        """The next mails, read; what cannot be fetched is put away unread, so that it stops nobody."""
        answer, found = line.uid("SEARCH", "UNSEEN UNDELETED")
        if answer != "OK":
            raise imaplib.IMAP4.error("no search")
        numbers = (found[0] or b"").decode("ascii", "replace").split()[:MOST_AT_ONCE]
        return [(number, self._read(line, number)) for number in numbers]

    def _read(self, line: imaplib.IMAP4, number: str) -> Returned | None:
        answer, pieces = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        bodies = [piece[1] for piece in pieces if isinstance(piece, tuple)] if answer == "OK" else []
        return read_returned(bodies[0][:MOST_BYTES], self._mailbox) if bodies else None


def _put_away(line: imaplib.IMAP4, number: str, *, ours: bool) -> None:
    line.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)" if ours else r"(\Seen)")
    if ours and "UIDPLUS" in line.capabilities:
        # A plain EXPUNGE would also remove what somebody else has marked in a shared mailbox.
        line.uid("EXPUNGE", number)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", text) + '"'


def _hang_up(line: imaplib.IMAP4) -> None:
    """Without a goodbye, whose answer would have to be waited for. Whoever reads from the line hears of its end at once."""
    with suppress(OSError):
        line.socket().shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        line.shutdown()
