"""The mail Sender over TCP, against a real SMTP server that behaves well and badly."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from bot.adapters.mail.send import MailSender
from bot.adapters.mail.smtp import Stage, Tls, _meaning
from bot.chat.message import Message, say
from bot.chat.ports import Ambiguous, PlatformDown, Rejected, RetryLater, Sent, Unreachable
from bot.sandbox.mail import MailSandbox
from tests.adapters.mail.samples import everything, file, notice

SENDER = "porchlight@lantern-hill.example"


class Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 6, 14, 12, 0, 0, 5, tzinfo=UTC)


@pytest.fixture
async def box() -> AsyncIterator[MailSandbox]:
    box = MailSandbox()
    await box.start()
    yield box
    await box.stop()


Make = Callable[..., MailSender]


@pytest.fixture
async def make(box: MailSandbox) -> AsyncIterator[Make]:
    made: list[MailSender] = []

    def one(port: int = 0, connections: int = 4, timeout_s: float = 5.0) -> MailSender:
        sender = MailSender(
            "127.0.0.1",
            port or box.port,
            SENDER,
            "Lantern Hill",
            tls=Tls.NONE,
            connections=connections,
            timeout_s=timeout_s,
            clock=Noon(),
        )
        made.append(sender)
        return sender

    yield one
    for sender in made:
        await sender.aclose()


async def test_a_mail_arrives(box: MailSandbox, make: Make) -> None:
    """What is sent arrives at the one recipient, from our address, with a date and an id that stays over repeats."""
    sender = make()
    first = await sender.send("ana@example.org", notice(), "ask:1")
    again = await sender.send("ana@example.org", notice(), "ask:1")
    other = await sender.send("ana@example.org", notice(), "ask:2")
    assert isinstance(first, Sent)
    assert first == again != other
    mails = box.inbox("ana@example.org")
    assert len(mails) == 3
    assert (mails[0].sender, mails[0].recipients) == (SENDER, ("ana@example.org",))
    assert str(mails[0].message["Message-ID"]) == first.receipt
    assert str(mails[0].message["Date"]) == "Sun, 14 Jun 2026 12:00:00 +0000"
    assert "ask:1" not in mails[0].raw.decode()
    assert mails[0].raw == mails[1].raw


async def test_everything_arrives(box: MailSandbox, make: Make) -> None:
    """A message with every kind of block, file included, arrives without a defect."""
    assert isinstance(await make().send("ana@example.org", everything(), "k"), Sent)
    mail = box.inbox("ana@example.org")[0].message
    assert [part.defects for part in mail.walk()] == [[] for _ in mail.walk()]
    assert [part.get_content() for part in mail.walk() if part.get_content_disposition() == "attachment"] == [
        b"\0\1\2film" * 500
    ]


async def test_many_at_once_over_four_connections(box: MailSandbox, make: Make) -> None:
    """200 mails sent at once arrive once each, each with its own reference, over at most 4 connections."""
    sender = make()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(sender.send(f"o{n}@example.org", notice(f"{n:06}".translate(NO_ZERO)), f"k{n}"))
            for n in range(200)
        ]
        await asyncio.sleep(0.05)
        assert len(box._lines) <= 4
    assert all(isinstance(task.result(), Sent) for task in tasks)
    for n in range(200):
        (mail,) = box.inbox(f"o{n}@example.org")
        assert f"YES {f'{n:06}'.translate(NO_ZERO)}" in mail.words


NO_ZERO = str.maketrans("01", "ZY")


@pytest.mark.parametrize(
    "handle",
    ["ana", "ana@example.org\r\nRCPT TO:<bob@example.org>", "<ana@example.org>", "a b@example.org", "jörg@x.org", ""],
)
async def test_what_is_no_address_is_unreachable(box: MailSandbox, make: Make, handle: str) -> None:
    """A handle that is no plain address is never spoken to a server."""
    assert isinstance(await make().send(handle, notice(), "k"), Unreachable)
    assert box.addresses == []


async def test_a_page_with_a_line_break_is_our_mistake(box: MailSandbox, make: Make) -> None:
    """A page for stopping mail whose address could open a header is refused."""
    for url in ("https://example.org/\r\nBcc: bob@example.org", "javascript:alert(1)", "https://example.org/ x>"):
        assert isinstance(await make().send("ana@example.org", notice(stop=url), "k"), Rejected)
    assert box.addresses == []


async def test_try_later(box: MailSandbox, make: Make) -> None:
    """451 is RetryLater for this mail alone, and the connection goes on."""
    sender = make(connections=1)
    box.defer()
    outcome = await sender.send("ana@example.org", notice(), "k")
    assert isinstance(outcome, RetryLater)
    assert not outcome.lane_wide
    assert isinstance(await sender.send("ana@example.org", notice(), "k"), Sent)
    assert len(box.inbox("ana@example.org")) == 1


async def test_no_such_mailbox(box: MailSandbox, make: Make) -> None:
    """550 for the recipient is Unreachable, the next mail on the line arrives, no address is repeated."""
    sender = make(connections=1)
    box.refuse("gone@example.org")
    outcome = await sender.send("gone@example.org", notice(), "k")
    assert outcome == Unreachable(why="RCPT 550 5.1.1")
    assert isinstance(await sender.send("ana@example.org", notice(), "k"), Sent)


async def test_silence_after_the_mail_is_ambiguous(box: MailSandbox, make: Make) -> None:
    """When no answer comes after the mail was written, it may have arrived."""
    box.hang()
    outcome = await make(timeout_s=0.2).send("ana@example.org", notice(), "k")
    assert isinstance(outcome, Ambiguous)


async def test_a_line_cut_after_the_mail_is_ambiguous(box: MailSandbox, make: Make) -> None:
    """When the connection breaks after the mail was written, it may have arrived, as here it did."""
    box.drop_after_data()
    sender = make()
    assert isinstance(await sender.send("ana@example.org", notice(), "k"), Ambiguous)
    assert len(box.inbox("ana@example.org")) == 1
    assert isinstance(await sender.send("ana@example.org", notice(), "k"), Sent)


async def test_nobody_there(make: Make) -> None:
    """A server that is not there makes everybody wait and nobody unreachable."""
    outcome = await make(port=9).send("ana@example.org", notice(), "k")
    assert isinstance(outcome, RetryLater)
    assert outcome.lane_wide


async def test_a_server_that_restarts(box: MailSandbox, make: Make) -> None:
    """Connections that died while resting are replaced without anybody noticing."""
    sender = make()
    assert isinstance(await sender.send("ana@example.org", notice(), "k1"), Sent)
    await box.stop()
    assert isinstance(await sender.send("ana@example.org", notice(), "k2"), RetryLater)
    await box.start()
    assert isinstance(await sender.send("ana@example.org", notice(), "k2"), Sent)
    assert len(box.inbox("ana@example.org")) == 2


async def test_a_cancelled_mail_harms_no_other(box: MailSandbox, make: Make) -> None:
    """A cancellation in the middle passes through; its connection is not used again."""
    sender = make(connections=1)
    box.hang()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await sender.send("ana@example.org", notice(), "k")
    assert isinstance(await sender.send("bob@example.org", notice(), "k"), Sent)


async def test_a_file_that_changed_is_not_sent(box: MailSandbox, make: Make) -> None:
    """Bytes that are not exactly the promised ones never leave."""
    message = Message(title="A clip", blocks=(file(b"other bytes", sha256="0" * 64),))
    assert isinstance(await make().send("ana@example.org", message, "k"), Rejected)
    assert box.addresses == []


@contextlib.asynccontextmanager
async def server(answers: dict[str, str], greeting: str = "220 hello") -> AsyncIterator[tuple[int, list[str]]]:
    """An SMTP server of few words: an answer for each verb, `CUT` to hang up; `.` stands for the end of a mail."""
    heard: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{greeting}\r\n".encode())
        in_mail = False
        with contextlib.suppress(ConnectionError):
            while raw := await reader.readline():
                line = raw.decode().rstrip("\r\n")
                verb = line if in_mail else line[:4].upper()
                if in_mail and line != ".":
                    continue
                heard.append(verb)
                answer = answers.get(verb, "354 go on" if verb == "DATA" else "250 fine")
                in_mail = verb == "DATA" and answer.startswith("354")
                if answer == "CUT":
                    break
                writer.write(f"{answer}\r\n".encode())
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], heard


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.01)


SHORT = say("Hello.")


@pytest.mark.parametrize(
    ("verb", "answer", "outcome"),
    [
        ("MAIL", "550 5.7.1 not from you", Rejected(why="MAIL 550 5.7.1")),
        ("MAIL", "550 5.1.8 bad sender", Rejected(why="MAIL 550 5.1.8")),
        ("MAIL", "451 busy", RetryLater(why="MAIL 451")),
        ("MAIL", "421 4.7.0 closing", RetryLater(why="MAIL 421 4.7.0", lane_wide=True)),
        ("RCPT", "450 4.2.0 greylisted", RetryLater(why="RCPT 450 4.2.0")),
        ("RCPT", "550 no such user", Unreachable(why="RCPT 550")),
        ("RCPT", "550 5.1.1 <ana@example.org> unknown", Unreachable(why="RCPT 550 5.1.1")),
        ("RCPT", "552 mailbox full", RetryLater(why="RCPT 552")),
        ("RCPT", "552 5.2.2 mailbox full", RetryLater(why="RCPT 552 5.2.2")),
        ("RCPT", "554 5.7.1 relay access denied", Rejected(why="RCPT 554 5.7.1")),
        ("RCPT", "530 authentication required", Rejected(why="RCPT 530")),
        ("RCPT", "251 will forward", None),
        ("DATA", "451 4.3.0 later", RetryLater(why="DATA 451 4.3.0")),
        ("DATA", "554 no valid recipients", Rejected(why="DATA 554")),
        (".", "550 5.7.1 spam", Rejected(why="DATA 550 5.7.1")),
        (".", "550 5.1.1 nobody", Unreachable(why="DATA 550 5.1.1")),
        (".", "552 5.3.4 too large", Rejected(why="DATA 552 5.3.4")),
        (".", "452 4.3.1 disk full", RetryLater(why="DATA 452 4.3.1")),
    ],
)
async def test_every_refusal_has_its_meaning(make: Make, verb: str, answer: str, outcome: object) -> None:
    """Each stage x kind of refusal: ours, the address's, or only for now. The address is never in the reason."""
    async with server({verb: answer}) as (port, _):
        got = await make(port=port).send("ana@example.org", SHORT, "k")
    assert got == outcome if outcome else isinstance(got, Sent)


@pytest.mark.parametrize(
    ("verb", "kind"), [("MAIL", RetryLater), ("RCPT", RetryLater), ("DATA", RetryLater), (".", Ambiguous)]
)
async def test_where_the_line_breaks_decides(make: Make, verb: str, kind: type) -> None:
    """A connection lost before the mail was written is tried again; after that it may have arrived."""
    async with server({verb: "CUT"}) as (port, _):
        assert isinstance(await make(port=port).send("ana@example.org", SHORT, "k"), kind)


@pytest.mark.parametrize("greeting", ["554 go away", "421 too many", "nonsense"])
async def test_an_unfriendly_greeting(make: Make, greeting: str) -> None:
    """A server that does not want us at all makes the lane wait."""
    async with server({}, greeting) as (port, _):
        outcome = await make(port=port).send("ana@example.org", SHORT, "k")
    assert isinstance(outcome, RetryLater)
    assert outcome.lane_wide


async def test_a_connection_is_kept_and_reset(make: Make) -> None:
    """Five mails take one connection and one greeting; after a refusal it is reset before the next mail."""
    async with server({"RCPT": "550 no"}) as (port, heard):
        sender = make(port=port, connections=1)
        for _ in range(2):
            await sender.send("ana@example.org", SHORT, "k")
        await sender.aclose()
        await until(lambda: heard[-1] == "QUIT")
    assert heard == ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "QUIT"]
    async with server({}) as (port, heard):
        sender = make(port=port, connections=1)
        for _ in range(5):
            assert isinstance(await sender.send("ana@example.org", SHORT, "k"), Sent)
        await sender.aclose()
        await until(lambda: heard[-1] == "QUIT")
    assert heard == ["EHLO", *["MAIL", "RCPT", "DATA", "."] * 5, "QUIT"]


async def test_idle_connections_close(make: Make) -> None:
    """A connection that nobody needs says goodbye by itself, and the next mail opens another."""
    async with server({}) as (port, heard):
        sender = make(port=port)
        sender._lines._idle_s = 0.05
        await sender.send("ana@example.org", SHORT, "k")
        await until(lambda: heard[-1] == "QUIT")
        await sender.send("ana@example.org", SHORT, "k")
        assert heard.count("EHLO") == 2


async def test_a_check_greets_and_sends_nothing(make: Make, box: MailSandbox) -> None:
    """A check connects and names the relay; what is wrong with the relay comes as one sentence with the cure."""
    assert await make().check() == f"127.0.0.1:{box.port}"
    assert box.addresses == []
    with pytest.raises(PlatformDown, match=r"cannot be reached .* check \[mail\] host"):
        await make(port=9).check()
    async with server({"EHLO": "250-us\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 no"}) as (port, _):
        sender = MailSender("127.0.0.1", port, SENDER, tls=Tls.NONE, username="u", password="p", timeout_s=2.0)
        with pytest.raises(PlatformDown, match="refuses the user name or password"):
            await sender.check()
        outcome = await sender.send("ana@example.org", SHORT, "k")
    assert outcome == RetryLater(lane_wide=True, why="the mail server refuses our user name and password (535)")


async def test_tls_is_demanded(make: Make, box: MailSandbox) -> None:
    """A server that offers no STARTTLS gets no mail when the settings demand it."""
    sender = MailSender("127.0.0.1", box.port, SENDER, tls=Tls.STARTTLS, timeout_s=2.0)
    outcome = await sender.send("ana@example.org", SHORT, "k")
    assert isinstance(outcome, RetryLater)
    assert outcome.lane_wide
    assert box.addresses == []


def test_a_password_never_travels_in_the_clear() -> None:
    """A user name without TLS is accepted for a relay on this machine only; a bad sender address is refused."""
    with pytest.raises(ValueError, match="unprotected"):
        MailSender("mail.example.org", 25, SENDER, tls=Tls.NONE, username="u", password="p")
    MailSender("127.0.0.1", 25, SENDER, tls=Tls.NONE, username="u", password="p")
    with pytest.raises(ValueError, match="Mail comes from"):
        MailSender("mail.example.org", 25, "Porchlight <p@example.org>")


def test_every_code_of_every_stage_has_a_meaning() -> None:
    """No answer of a server, however odd, is an error of ours."""
    for stage in Stage:
        for code in (-1, 0, 199, 252, 299, 354, 399, *range(400, 600)):
            assert _meaning(code, "", stage)
