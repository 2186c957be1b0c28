"""Mail over TLS, with an authority that is made for the test and trusted by nobody else."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.adapters.mail.send import MailSender
from bot.adapters.mail.smtp import Tls
from bot.chat.message import say
from bot.chat.ports import RetryLater, Sent

SENDER = "porchlight@lantern-hill.example"


AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("127.0.0.1", "localhost")


def trust(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the test's own authority, for the time of the test."""
    AUTHORITY.cert_pem.write_to_path(str(path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(path / "authority.pem"))


class Relay:
    """An SMTP server that takes mail only over TLS and from those who know the password."""

    def __init__(self) -> None:
        self.taken: list[tuple[bool, bytes]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data == LoginPassword(login=b"user", password=b"secret"), handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append((session.ssl is not None, envelope.content))  # type: ignore[arg-type]
        return "250 2.0.0 OK"


@contextlib.asynccontextmanager
async def serving(relay: Relay, tls: Tls) -> AsyncIterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    CERTIFICATE.configure_cert(context)

    def line() -> SMTP:
        return SMTP(
            relay,
            hostname="localhost",
            tls_context=context if tls is Tls.STARTTLS else None,
            require_starttls=tls is Tls.STARTTLS,
            authenticator=relay.authenticate,
            auth_required=tls is Tls.STARTTLS,
            auth_require_tls=tls is Tls.STARTTLS,
        )

    server = await asyncio.get_running_loop().create_server(
        line, "127.0.0.1", 0, ssl=context if tls is Tls.IMPLICIT else None
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


def sender(port: int, tls: Tls, password: str = "secret") -> MailSender:
    return MailSender("127.0.0.1", port, SENDER, tls=tls, username="user", password=password, timeout_s=5.0)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_mail_goes_over_tls(tls: Tls, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both kinds of TLS work with a certificate that the machine trusts, and the password comes after it."""
    trust(tmp_path, monkeypatch)
    relay = Relay()
    async with serving(relay, tls) as port:
        ours = sender(port, tls)
        assert isinstance(await ours.send("ana@example.org", say("Hello."), "k"), Sent)
        await ours.aclose()
    ((was_protected, _),) = relay.taken
    # Over implicit TLS this server does not know that it is protected.
    assert was_protected is (tls is Tls.STARTTLS)
    assert relay.logins == [(b"user", b"secret")]


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_a_certificate_that_nobody_vouches_for(tls: Tls) -> None:
    """A server that cannot prove its name gets neither the password nor the mail."""
    relay = Relay()
    async with serving(relay, tls) as port:
        outcome = await sender(port, tls).send("ana@example.org", say("Hello."), "k")
    assert isinstance(outcome, RetryLater)
    assert outcome.lane_wide
    assert (relay.logins, relay.taken) == ([], [])


async def test_a_wrong_password_loses_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When the relay refuses our password the lane waits, and says why without repeating it."""
    trust(tmp_path, monkeypatch)
    relay = Relay()
    async with serving(relay, Tls.STARTTLS) as port:
        outcome = await sender(port, Tls.STARTTLS, "wrong-pw").send("ana@example.org", say("Hello."), "k")
    assert outcome == RetryLater(lane_wide=True, why="the mail server refuses our user name and password (535)")
    assert relay.taken == []
