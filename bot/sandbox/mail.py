"""The mail sandbox: an SMTP server on 127.0.0.1 that keeps every mail and can be told to misbehave."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, assert_never
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion
from bot.sandbox.transcript import Transcript

HOST = "127.0.0.1"
DEFAULT_SIZE_LIMIT_BYTES = 25 * 1024 * 1024
PATIENCE_SECONDS = 10.0
DELIVERED = "250 2.0.0 OK"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """One mail in one person's mailbox."""

    number: int
    """1 for the first mail that the server took, and one more for each after it."""
    sender: str
    recipients: tuple[str, ...]
    """Everybody whom the envelope names, not only the owner of this mailbox."""
    raw: bytes
    """The mail exactly as it was sent."""

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def words(self) -> str:
        """Everything that can be read in it, with plain line ends: the subject, then each text part."""
        parts = [part for part in self.message.walk() if part.get_content_maintype() == "text"]
        pieces = [str(self.message["subject"]), *(str(part.get_content()) for part in parts)]
        return "\n".join(pieces).replace("\r\n", "\n")


class MailSandbox:
    """Mailboxes by address. Any address exists; what goes wrong is set here or by the shared misbehavior."""

    def __init__(
        self,
        *,
        host: str = HOST,
        port: int = 0,
        transcript: Transcript | None = None,
        misbehavior: Misbehavior | None = None,
        size_limit_bytes: int = DEFAULT_SIZE_LIMIT_BYTES,
    ) -> None:
        self.host = host
        self.port = port
        self.transcript = transcript or Transcript()
        self.misbehavior = misbehavior or Misbehavior()
        self.size_limit_bytes = size_limit_bytes
        self._mailboxes: dict[str, list[ReceivedMail]] = {}
        self._refused: set[str] = set()
        self._ahead: list[Fault] = []
        self._taken = 0
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._lines: WeakSet[SMTP] = WeakSet()

    async def start(self) -> None:
        """Listen. A port of 0 means any free one; `port` then tells which, and is kept over `stop` and `start`."""
        # The protocol runs on this very loop, without aiosmtpd's thread, so nothing here needs a lock.
        self._server = await asyncio.get_running_loop().create_server(self._line, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut every connection. The mailboxes stay."""
        if self._server is None:
            return
        self._server.close()
        for line in list(self._lines):
            _cut(line)
        await self._server.wait_closed()
        # One turn for the aborts, one for the handlers that they cancel.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self._server = None

    def inbox(self, address: str) -> list[ReceivedMail]:
        """The mails that reached this address, oldest first. Upper and lower case are the same."""
        return list(self._mailboxes.get(address.lower(), ()))

    @property
    def addresses(self) -> list[str]:
        """Every address that has mail."""
        return sorted(self._mailboxes)

    async def wait_for(
        self,
        address: str,
        wanted: str | Callable[[ReceivedMail], bool] = "",
        *,
        after: int = 0,
        timeout: float = PATIENCE_SECONDS,
    ) -> ReceivedMail:
        """The first mail to this address after number `after` that has these words, now or as soon as there is one.

        Raises TimeoutError, saying what was there instead.
        """
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for mail in self.inbox(address):
                        fits = wanted in mail.words if isinstance(wanted, str) else wanted(mail)
                        if fits and mail.number > after:
                            return mail
                    await self._changed.wait()
        except TimeoutError:
            there = [(mail.number, str(mail.message["subject"])) for mail in self.inbox(address)]
            raise TimeoutError(f"no such mail to {address} in {timeout} s; there are {there}") from None

    def defer(self, times: int = 1) -> None:
        """Answer the next mails with 451: try later."""
        self._ahead += [Fault.DEFER] * times

    def hang(self, times: int = 1) -> None:
        """Fall silent after the next mails' content, until the client gives up."""
        self._ahead += [Fault.HANG] * times

    def drop_after_data(self, times: int = 1) -> None:
        """Deliver the next mails, but break the connection instead of saying so."""
        self._ahead += [Fault.DROP_AFTER_DATA] * times

    def refuse(self, address: str) -> None:
        """From now on this address does not exist: 550."""
        self._refused.add(address.lower())

    def accept(self, address: str) -> None:
        """The address exists again."""
        self._refused.discard(address.lower())

    # ------------------------------------------------ called by aiosmtpd, which dictates the names

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer PIPELINING: commands are read from one stream and answered in order, so it holds by itself."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", *responses[-1:]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Take a recipient, or refuse one that does not exist."""
        if address.lower() in self._refused:
            self._record(envelope, [address], "550 5.1.1 No such mailbox", kind="RCPT")
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, as well or badly as the plan has it."""
        delay = self.misbehavior.delay_seconds()
        if delay > 0:
            await asyncio.sleep(delay)
        match self._fault(envelope.rcpt_tos):
            case Fault.DEFER:
                return self._record(envelope, envelope.rcpt_tos, "451 4.3.0 Try again later")
            case Fault.REJECT:
                return self._record(envelope, envelope.rcpt_tos, "550 5.7.1 Not accepted here")
            case Fault.HANG:
                self._record(envelope, envelope.rcpt_tos, None)
                return await _silence()
            case Fault.DROP_AFTER_DATA:
                self._deliver(envelope, None)
                _cut(server)
                return await _silence()
            case (
                Fault.NONE
                | Fault.LOST_ANSWER
                | Fault.TOO_MANY_REQUESTS
                | Fault.SERVER_ERROR
                | Fault.BLOCKED
                | Fault.CLOSED_DMS
                | Fault.DUPLICATE
                | Fault.REORDER
            ):
                # Only the first of these can come up for a mail; the others belong to chat platforms.
                return self._deliver(envelope, DELIVERED)
            case unknown:
                assert_never(unknown)

    def _line(self) -> SMTP:
        line = SMTP(
            self, data_size_limit=self.size_limit_bytes, enable_SMTPUTF8=True, hostname="sandbox.invalid", ident="SMTP"
        )
        self._lines.add(line)
        return line

    def _fault(self, recipients: list[str]) -> Fault:
        if self._ahead:
            return self._ahead.pop(0)
        return self.misbehavior.decide(Occasion.MAIL, "DATA", recipients[0] if recipients else "")

    def _deliver(self, envelope: Envelope, answer: str | None) -> str:
        self._taken += 1
        mail = ReceivedMail(
            number=self._taken,
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content or b""),
        )
        for address in dict.fromkeys(one.lower() for one in mail.recipients):
            self._mailboxes.setdefault(address, []).append(mail)
        self._record(envelope, list(mail.recipients), answer, audience=mail.recipients, words=mail.words)
        self._changed.set()
        self._changed = asyncio.Event()
        return DELIVERED

    def _record(
        self,
        envelope: Envelope,
        recipients: list[str],
        answer: str | None,
        *,
        kind: str = "DATA",
        audience: tuple[str, ...] = (),
        words: str | None = None,
    ) -> str:
        payload: dict[str, Any] = {"from": envelope.mail_from, "to": recipients}
        if envelope.original_content is not None:
            payload["content"] = envelope.original_content
        if words is not None:
            payload["words"] = words
        self.transcript.add(
            platform="mail",
            direction="from bot",
            kind=kind,
            about=recipients[0] if recipients else "",
            audience=audience,
            payload=payload,
            answer=answer,
        )
        return answer or ""


def _cut(line: SMTP) -> None:
    if isinstance(line.transport, asyncio.Transport):
        line.transport.abort()


async def _silence() -> str:
    # The wait ends with the connection: aiosmtpd then cancels this very handler.
    await asyncio.Event().wait()
    return DELIVERED
