"""SMTP connections that stay open between mails, and what the other side's answers mean."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException

from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Unreachable

IDLE_S = 30.0
"""A connection that nobody uses for so long is closed: many servers drop them after a minute or more."""

_ENHANCED = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_SUCH_MAILBOX = frozenset(["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"])
"""What a server that looks at the recipients only after the mail says of one that is not there."""


class Tls(StrEnum):
    """How the connection to the mail server is protected."""

    IMPLICIT = "implicit"
    """From the first byte, usually port 465."""
    STARTTLS = "starttls"
    """Demanded after connecting, usually port 587."""
    NONE = "none"
    """Not at all: for a relay on the same machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed in."""

    host: str
    port: int
    tls: Tls
    username: str
    password: str
    hello_name: str
    timeout_s: float


class Stage(StrEnum):
    """What the server was answering."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    """The command or the mail itself."""


class Lost(Exception):
    """The connection broke before the mail was handed over: certainly not delivered."""


@dataclass(slots=True)
class Line:
    """An open connection and what is known of it."""

    client: SMTP
    is_fresh: bool = True
    must_reset: bool = False
    idle_since_s: float = 0.0


class Lines:
    """At most `most` connections to one server, opened when needed and closed when idle."""

    def __init__(self, server: Server, most: int, idle_s: float = IDLE_S) -> None:
        self._server = server
        self._free = asyncio.Semaphore(most)
        self._idle: list[Line] = []
        self._idle_s = idle_s
        self._timer: asyncio.TimerHandle | None = None
        self._tls = None if server.tls is Tls.NONE else ssl.create_default_context()

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection for one mail; it is closed unless the mail's conversation came to its end.

        Raises OSError, SMTPException or TimeoutError when none can be opened.
        """
        async with self._free:
            line = self._reuse() or Line(client=await self._open())
            try:
                yield line
            except BaseException:
                line.client.close()
                raise
            self._give_back(line)

    def close(self) -> None:
        """Say goodbye on all idle connections. Further mails open new ones."""
        while self._idle:
            _hang_up(self._idle.pop())
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _reuse(self) -> Line | None:
        # The youngest first, so that those which are not needed grow old.
        while self._idle:
            line = self._idle.pop()
            if line.client.is_connected:
                line.is_fresh = False
                return line
        return None

    def _give_back(self, line: Line) -> None:
        if not line.client.is_connected:
            return
        loop = asyncio.get_running_loop()
        line.idle_since_s = loop.time()
        self._idle.append(line)
        if self._timer is None:
            self._timer = loop.call_later(self._idle_s, self._close_old)

    def _close_old(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        oldest_s = loop.time() - self._idle_s
        old = [line for line in self._idle if line.idle_since_s <= oldest_s]
        self._idle = [line for line in self._idle if line.idle_since_s > oldest_s]
        for line in old:
            _hang_up(line)
        if self._idle:
            self._timer = loop.call_at(self._idle[0].idle_since_s + self._idle_s, self._close_old)

    async def _open(self) -> SMTP:
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            local_hostname=server.hello_name,
            timeout=server.timeout_s,
            use_tls=server.tls is Tls.IMPLICIT,
            start_tls=server.tls is Tls.STARTTLS,
            tls_context=self._tls,
        )
        await client.connect()
        await client.ehlo()
        return client


async def hand_in(line: Line, sender: str, recipient: str, mail: bytes, timeout_s: float) -> Outcome | None:
    """Hand one mail in. `mail` has CRLF line ends, ends in one, and no line of it begins with a dot.

    None means that it was taken. Raises Lost when the connection broke before the mail could have been delivered.
    """
    client = line.client
    try:
        if line.must_reset:
            await client.rset()
            line.must_reset = False
        line.must_reset = True
        response = await client.execute_command(b"MAIL", b"FROM:<" + sender.encode("ascii") + b">")
        if response.code != 250:
            return _meaning(response.code, response.message, Stage.MAIL)
        response = await client.execute_command(b"RCPT", b"TO:<" + recipient.encode("ascii") + b">")
        if response.code not in (250, 251):
            return _meaning(response.code, response.message, Stage.RCPT)
        response = await client.execute_command(b"DATA")
        if response.code != 354:
            return _meaning(response.code, response.message, Stage.DATA)
    except (SMTPException, OSError, TimeoutError) as error:
        raise Lost(type(error).__name__) from error
    # The library's own `data` cannot say whether a connection broke before or after the mail was written, and that is
    # the difference between trying again at once and perhaps delivering twice.
    protocol = client.protocol
    if protocol is None or not protocol.is_connected:
        raise Lost("closed after DATA")
    protocol.write(mail + b".\r\n")
    try:
        response = await protocol.read_response(timeout=timeout_s)
    except (SMTPException, OSError, TimeoutError) as error:
        client.close()
        return Ambiguous(why=f"no answer after DATA: {type(error).__name__}")
    line.must_reset = False
    if response.code == 250:
        return None
    return _meaning(response.code, response.message, Stage.DATA)


def meaning_of(error: Exception) -> Outcome:
    """What it means that no connection could be opened: everybody waits, nobody is given up."""
    if isinstance(error, SMTPAuthenticationError):
        return RetryLater(lane_wide=True, why=f"the mail server refuses our user name and password ({error.code})")
    if isinstance(error, SMTPResponseException):
        return RetryLater(lane_wide=True, why=f"the mail server refuses to talk to us ({error.code})")
    return RetryLater(lane_wide=True, why=f"the mail server is out of reach ({type(error).__name__})")


def _meaning(code: int, words: str, stage: Stage) -> Outcome:
    """RFC 5321 codes, with RFC 3463's where given. The words of the server may hold the address: they stay here."""
    enhanced = _ENHANCED.match(words)
    why = f"{stage} {code} {enhanced[0]}" if enhanced else f"{stage} {code}"
    if code == 421:
        return RetryLater(lane_wide=True, why=why)
    # 552 and 5.2.2 are a full mailbox, which its owner may empty (RFC 5321, 4.5.3.1.10), unless the mail is too large.
    is_full = enhanced[0] == "5.2.2" if enhanced else code == 552 and stage is Stage.RCPT
    if 400 <= code < 500 or is_full:
        return RetryLater(why=why)
    match stage:
        case Stage.MAIL:
            return Rejected(why=why)
        case Stage.RCPT:
            # 5.1 and 5.2 speak of the address; the others of routes, protocol or policy, which are not its fault.
            is_gone = enhanced[2] in ("0", "1", "2") if enhanced else code not in (503, 530)
            return Unreachable(why=why) if is_gone else Rejected(why=why)
        case Stage.DATA:
            is_gone = enhanced is not None and enhanced[0] in _NO_SUCH_MAILBOX
            return Unreachable(why=why) if is_gone else Rejected(why=why)
        case _:
            assert_never(stage)


def _hang_up(line: Line) -> None:
    """Goodbye without waiting for the answer."""
    protocol = line.client.protocol
    if protocol is not None and protocol.is_connected:
        protocol.write(b"QUIT\r\n")
    line.client.close()
