"""The mailbox for returned mail, read over TCP from a server that behaves well and badly."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from bot.adapters.mail.returned import MOST_BYTES, MOST_IN_A_VISIT, ReturnedMail
from bot.adapters.mail.smtp import Tls
from bot.chat.ports import OutOfReach, PlatformDown
from bot.people.slips import Returned
from bot.sandbox.imap import ImapSandbox
from tests.adapters.mail.reports import GONE, MAILBOX, SLIP, TO, VACATION, crlf

AUTHORITY = trustme.CA()
CERTIFICATE = AUTHORITY.issue_cert("127.0.0.1", "localhost")


@pytest.fixture
async def box() -> AsyncIterator[ImapSandbox]:
    box = ImapSandbox()
    await box.start()
    yield box
    await box.stop()


def reader(box: ImapSandbox, tls: Tls = Tls.NONE, timeout_s: float = 5.0, **changes: str) -> ReturnedMail:
    login = {"username": box.username, "password": box.password, **changes}
    return ReturnedMail("127.0.0.1", box.port, MAILBOX, tls=tls, timeout_s=timeout_s, **login)


class Ears:
    """Notes what is heard."""

    def __init__(self) -> None:
        self.heard: list[Returned] = []
        self.fails = 0

    async def __call__(self, returned: Returned) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the books are away")
        self.heard.append(returned)


async def test_a_report_is_heard_once_and_removed(box: ImapSandbox) -> None:
    """It is about a person, so nothing of it stays; mail that is not ours stays, seen."""
    ears, mails = Ears(), reader(box)
    box.deliver(GONE)
    box.deliver(crlf("To: info@porch.example\nSubject: Hello\n\nIs anybody there?\n"))
    box.deliver(VACATION)
    await mails.look(ears)
    assert ears.heard == [Returned(slip=SLIP, is_hard=True), Returned(slip=SLIP, is_hard=False)]
    assert [mail.flags for mail in box.mails] == [{"\\Seen"}]
    await mails.look(ears)
    assert len(ears.heard) == 2


async def test_a_server_without_uidplus_expunges_nothing_of_others(box: ImapSandbox) -> None:
    """There, a report is marked as deleted, and no mail that somebody else has marked is removed."""
    box.uidplus = False
    box.deliver(GONE)
    await reader(box).look(Ears())
    assert box.mails[0].flags == {"\\Seen", "\\Deleted"}
    assert not any("EXPUNGE" in command for command in box.heard)


async def test_what_was_not_noted_is_heard_again(box: ImapSandbox) -> None:
    """When the books are away, the mail stays new, and the next visit hears it."""
    ears = Ears()
    ears.fails = 1
    box.deliver(GONE)
    with pytest.raises(RuntimeError):
        await reader(box).look(ears)
    await reader(box).look(ears)
    assert len(ears.heard) == 1
    assert box.mails == []


async def test_giant_mail_is_never_fetched_whole(box: ImapSandbox) -> None:
    """Of 30 MB, 64 kB are read; the report at its beginning is understood all the same."""
    ears = Ears()
    box.deliver(GONE + b"x" * 30_000_000)
    await reader(box).look(ears)
    assert ears.heard == [Returned(slip=SLIP, is_hard=True)]
    assert f"UID FETCH 1 (BODY.PEEK[]<0.{MOST_BYTES}>)" in box.heard


async def test_a_flood_is_read_in_visits(box: ImapSandbox) -> None:
    """1,200 mails take two visits, and each is heard once."""
    ears = Ears()
    for _ in range(MOST_IN_A_VISIT + 200):
        box.deliver(GONE)
    await reader(box).look(ears)
    assert len(ears.heard) == MOST_IN_A_VISIT
    await reader(box).look(ears)
    assert len(ears.heard) == MOST_IN_A_VISIT + 200


async def test_a_silent_server_holds_nobody_up(box: ImapSandbox) -> None:
    """While it is silent the loop turns; then it counts as out of reach."""
    box.deaf = True
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0.01)

    turning = asyncio.get_running_loop().create_task(turn())
    with pytest.raises(OutOfReach):
        await reader(box, timeout_s=0.5).look(Ears())
    turning.cancel()
    assert turns > 10


async def test_the_end_of_the_house_does_not_wait_for_it(box: ImapSandbox) -> None:
    """Cancelled in the middle of an answer that never comes, the thread ends at once: the line is cut."""
    mails, ears = reader(box, timeout_s=60.0), Ears()
    box.deliver(GONE)

    async def deafen(returned: Returned) -> None:
        box.deaf = True

    looking = asyncio.get_running_loop().create_task(mails.look(deafen))
    while not any("STORE" in command for command in box.heard):
        await asyncio.sleep(0.01)
    began = time.monotonic()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert time.monotonic() - began < 30
    assert ears.heard == []


async def test_a_mailbox_that_is_down(box: ImapSandbox) -> None:
    """Nobody there, a wrong password, a folder that is not there: each one sentence with the cure, without the password."""
    with pytest.raises(PlatformDown, match="imap_username, imap_password and imap_folder") as refused:
        await reader(box, password="wrong-secret").look(Ears())
    assert not isinstance(refused.value, OutOfReach) and "wrong-secret" not in str(refused.value)
    with pytest.raises(PlatformDown, match="imap_folder"):
        await reader(box, folder="Archive").look(Ears())
    await box.stop()
    with pytest.raises(OutOfReach, match="check \\[mail\\] imap_host"):
        await reader(box).look(Ears())
    await box.start()
    assert await reader(box).check() == f"127.0.0.1:{box.port}"


@asynccontextmanager
async def with_tls(implicit: bool) -> AsyncIterator[ImapSandbox]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    CERTIFICATE.configure_cert(context)
    box = ImapSandbox(tls=context, implicit=implicit)
    await box.start()
    yield box
    await box.stop()


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_over_tls(tls: Tls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of TLS work with a certificate that is trusted, and not a word is said to a server with another one."""
    async with with_tls(implicit=tls is Tls.IMPLICIT) as box:
        box.deliver(GONE)
        ears = Ears()
        with pytest.raises(OutOfReach):
            await reader(box, tls).look(ears)
        assert "LOGIN" not in box.heard
        AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        await reader(box, tls).look(ears)
        assert len(ears.heard) == 1


async def test_starttls_is_demanded(box: ImapSandbox) -> None:
    """A server that offers none hears no password."""
    with pytest.raises((OutOfReach, PlatformDown)):
        await reader(box, Tls.STARTTLS).look(Ears())
    assert "LOGIN" not in box.heard


def test_bad_settings_are_refused() -> None:
    """An open password, and an address that is none, are refused at once."""
    with pytest.raises(ValueError, match="unprotected"):
        ReturnedMail("imap.example.org", 143, MAILBOX, tls=Tls.NONE, username="u", password="p")
    for mailbox in ("bounces", TO, "Bounces <b@porch.example>", "a" * 19 + "@porch.example", ""):
        with pytest.raises(ValueError, match=r"such as bounces@example\.org"):
            ReturnedMail("imap.example.org", 993, mailbox, username="u", password="p")
