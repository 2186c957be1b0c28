"""The mail sandbox, as a real aiosmtplib client meets it."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest

from bot.sandbox.mail import MailSandbox
from bot.sandbox.misbehavior import Misbehavior


@pytest.fixture
async def post() -> AsyncIterator[MailSandbox]:
    """A mail server of the test's own."""
    server = MailSandbox(size_limit_bytes=200_000)
    await server.start()
    yield server
    await server.stop()


def letter(
    to: str = "ada@example.org", subject: str = "Gruß", text: str = "Someone asks.\n.\nGood bye\n"
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "bot@example.org"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


async def send(post: MailSandbox, message: EmailMessage, **options: object) -> None:
    await aiosmtplib.send(message, hostname=post.host, port=post.port, use_tls=False, start_tls=False, **options)


async def test_mail_arrives_byte_for_byte(post):
    """A mail lies in the mailbox of every recipient, exactly as it was sent, with dots at line starts and umlauts."""
    message = letter(to="ada@example.org, Bob@example.org")
    message.add_attachment(bytes(range(256)) * 100, maintype="video", subtype="mp4", filename="clip.mp4")
    await send(post, message)
    mail = await post.wait_for("ADA@example.org", "Good bye")
    assert [one.raw for one in post.inbox("bob@example.org")] == [mail.raw]
    assert mail.sender == "bot@example.org"
    assert mail.message["Subject"] == "Gruß"
    assert mail.message.get_body().get_content().splitlines() == ["Someone asks.", ".", "Good bye"]
    assert [part.get_content() for part in mail.message.iter_attachments()] == [bytes(range(256)) * 100]
    assert post.addresses == ["ada@example.org", "bob@example.org"]


async def test_deferred_twice_then_taken(post):
    """451 comes as often as asked and nothing arrives; the third attempt is delivered."""
    post.defer(2)
    for _ in range(2):
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await send(post, letter())
        assert refused.value.code == 451
    assert post.inbox("ada@example.org") == []
    await send(post, letter())
    assert len(post.inbox("ada@example.org")) == 1


async def test_unknown_address(post):
    """550 for an address that does not exist, while others get their copy; accepted again once it exists."""
    post.refuse("gone@example.org")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(post, letter(to="Gone@example.org"))
    assert refused.value.recipients[0].code == 550
    post.accept("gone@example.org")
    await send(post, letter(to="gone@example.org"))
    assert len(post.inbox("gone@example.org")) == 1


async def test_hang_and_drop_after_data(post):
    """A hanging server makes the client time out with nothing delivered; a drop after DATA delivers without a word."""
    post.hang()
    with pytest.raises(aiosmtplib.SMTPException):
        await send(post, letter(), timeout=0.3)
    assert post.inbox("ada@example.org") == []
    post.drop_after_data()
    with pytest.raises(aiosmtplib.SMTPException):
        await send(post, letter())
    assert len(post.inbox("ada@example.org")) == 1
    assert [record.answer for record in post.transcript.records] == [None, None]
    assert [record.audience for record in post.transcript.records] == [(), ("ada@example.org",)]


async def test_size_limit(post):
    """A mail beyond the size limit is refused with 552, whether the client announces its size or not."""
    with pytest.raises(aiosmtplib.SMTPResponseException) as announced:
        await send(post, letter(text=("x" * 70 + "\n") * 4000))
    assert announced.value.code == 552
    reader, writer = await asyncio.open_connection(post.host, post.port)
    await reader.readline()
    writer.write(b"HELO me\r\nMAIL FROM:<bot@example.org>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n")
    for _ in range(4):
        await reader.readline()
    writer.write((b"x" * 70 + b"\r\n") * 4000 + b".\r\n")
    assert (await reader.readline()).startswith(b"552")
    writer.close()
    await writer.wait_closed()
    assert post.inbox("ada@example.org") == []


async def test_pipelining_is_offered_and_kept(post):
    """Commands that arrive in one packet are answered one by one, in order, and the mail is delivered."""
    reader, writer = await asyncio.open_connection(post.host, post.port)
    await reader.readline()
    writer.write(b"EHLO me\r\n")
    offered = []
    while not offered or offered[-1][3:4] == b"-":
        offered.append(await reader.readline())
    assert b"250-PIPELINING\r\n" in offered
    writer.write(b"MAIL FROM:<bot@example.org>\r\nRCPT TO:<ada@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n")
    assert [(await reader.readline())[:3] for _ in range(4)] == [b"250", b"250", b"250", b"354"]
    writer.write(b"Subject: hello\r\n\r\nhello\r\n.\r\nQUIT\r\n")
    assert [(await reader.readline())[:3] for _ in range(2)] == [b"250", b"221"]
    writer.close()
    await writer.wait_closed()
    assert post.inbox("bob@example.org")[0].raw == b"Subject: hello\r\n\r\nhello\r\n"


async def test_shared_misbehavior_rules_mail_too():
    """The plan that the chat sandboxes share also governs mail: a reject rate of 1 refuses every mail with 550."""
    post = MailSandbox(misbehavior=Misbehavior())
    await post.start()
    post.misbehavior.change({"mail_reject_rate": 1})
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(post, letter())
    await post.stop()
    assert refused.value.code == 550


async def test_mailboxes_and_port_survive_an_outage(post):
    """After stop and start the server is at the same port and still has its mail; while stopped it is unreachable."""
    await send(post, letter())
    port = post.port
    await post.stop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(post, letter())
    await post.start()
    assert post.port == port
    await send(post, letter())
    assert len(post.inbox("ada@example.org")) == 2


async def test_waiting_in_vain_says_what_was_there(post):
    """A wait that ends without the mail names the mails that did come."""
    await send(post, letter(subject="Something else"))
    with pytest.raises(TimeoutError, match="Something else"):
        await post.wait_for("ada@example.org", "A decision", timeout=0.05)
