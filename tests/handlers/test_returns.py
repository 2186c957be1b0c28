"""Mail with its reader's own ways out, over TCP: it bounces and is stopped, and only its reader is touched."""

import random
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog.testing
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.slips import SivSlips
from bot.adapters.mail.returned import ReturnedMail
from bot.adapters.mail.send import MailSender
from bot.adapters.mail.smtp import Tls
from bot.adapters.web.end import WebEnd
from bot.db.tables import AccountRow
from bot.handlers.returns import Returns, StopByPage
from bot.kernel.ids import AccountId
from bot.people.model import MAIL
from bot.people.slips import BOUNCE, BOUNCES_WITHIN, MailWays, Returned
from bot.sandbox.imap import ImapSandbox
from bot.sandbox.mail import MailSandbox, ReceivedMail
from tests.adapters.mail.reports import GONE, VACATION, report
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident, evening

SLIPS = SivSlips(b"k" * 32)
MAILBOX = "bounces@porch.example"


class Post:
    """The house with a real relay, a real mailbox for what comes back, and real pages."""

    def __init__(self, night: Evening, relay: MailSandbox, box: ImapSandbox, pages: WebEnd) -> None:
        self.night, self.relay, self.box, self.pages = night, relay, box, pages
        mailbox = ReturnedMail(
            "127.0.0.1", box.port, MAILBOX, tls=Tls.NONE, username=box.username, password=box.password
        )
        self.returns = Returns(night.services, mailbox)

    def mails(self, owner: Resident, words: str = "") -> list[ReceivedMail]:
        return [mail for mail in self.relay.inbox(owner.email) if words in mail.words]

    async def comes_back(self, raw: bytes) -> None:
        """A mail arrives in the mailbox, which is visited, and all that follows happens."""
        self.box.deliver(raw)
        await self.returns.visit()
        await self.night.settle()

    async def state(self) -> list[tuple[object, ...]]:
        """Everything that could change about accounts."""
        columns = (AccountRow.id, AccountRow.reachable, AccountRow.silenced, AccountRow.bounces, AccountRow.trouble)
        async with self.night.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(select(*columns).order_by(AccountRow.id))]


@pytest.fixture
async def post(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Post]:
    relay, box = MailSandbox(), ImapSandbox()
    await relay.start()
    await box.start()
    async with evening(engine, tmp_path) as night:
        pages = WebEnd(port=0, ready=well, mail_stop=StopByPage(night.services))
        await pages.start()
        ways = MailWays(
            slips=SLIPS, pages=f"https://porch.example:{pages.port}/stop/", mailbox=MAILBOX, otherwise=""
        )
        object.__setattr__(night.services, "mail_ways", ways)
        sender = MailSender("127.0.0.1", relay.port, "porchlight@porch.example", tls=Tls.NONE, timeout_s=5.0)
        night.senders[MAIL] = sender  # type: ignore[assignment]
        night.worker.stop()
        await night.worked()
        night.work_again()
        yield Post(night, relay, box, pages)
        await sender.aclose()
        await pages.stop()
    await box.stop()
    await relay.stop()


async def well() -> dict[str, bool]:
    return {}


def failed(mail: ReceivedMail) -> bytes:
    """The report that some relay makes of it."""
    return report(("failed", "5.1.1", "550 5.1.1 no such user"), to=mail.sender)


def stop_url(post: Post, mail: ReceivedMail) -> str:
    """Where the mail's one click goes, as seen from this machine."""
    found = re.match(r"<https://porch\.example:(\d+)(/stop/[a-z2-7]{45})>,\s*<mailto:", str(mail.message["List-Unsubscribe"]))
    assert found, mail.message["List-Unsubscribe"]
    return f"http://127.0.0.1:{found[1]}{found[2]}"


async def test_a_mail_carries_its_readers_own_ways_out(post: Post) -> None:
    """RFC 8058 and VERP: an https page, a mailto, one click, and a return path within 64 letters; no two readers share one."""
    owners = [await post.night.owner(name) for name in ("Olga", "Otto")]
    await post.night.publish()
    mails = [post.mails(owner, "asks for video")[0] for owner in owners]
    for mail in mails:
        assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"bounces\+[a-z2-7]{45}@porch\.example", mail.sender)
        assert len(mail.sender.partition("@")[0]) <= 64
        assert str(mail.message["From"]) == "Porchlight <porchlight@porch.example>"
        assert mail.sender not in mail.raw.decode() and max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert len({mail.sender for mail in mails}) == len({stop_url(post, mail) for mail in mails}) == 2


async def test_two_bounces_pause_the_address_and_its_owner_is_told(post: Post) -> None:
    """Two mails, a day apart, come back for good: paused and told in the chat; nobody else is touched."""
    owner, other = await post.night.owner("Olga"), await post.night.owner("Otto")
    await post.night.publish()
    first = failed(post.mails(owner, "asks for video")[0])
    for _ in range(3):
        await post.comes_back(first)
    assert not [got for got in owner.told if "cannot reach you by mail" in got.words]
    await post.night.pass_time(timedelta(hours=25))
    await post.night.publish("26-7777")
    await post.comes_back(failed(post.mails(owner, "asks for video")[1]))
    assert len([got for got in owner.told if "cannot reach you by mail" in got.words]) == 1
    assert not [got for got in other.told if "cannot reach you" in got.words]
    await post.night.pass_time(timedelta(hours=25))
    await post.night.publish("26-8888")
    assert [len(post.mails(each, "asks for video")) for each in (owner, other)] == [2, 3]
    assert len([got for got in owner.told if "asks for video" in got.words]) == 3
    assert post.box.mails == []


async def test_what_is_no_bounce_of_ours_has_no_effect(post: Post) -> None:
    """Soft failures, answers, forged slips, slips for stopping, old ones, replays: nothing changes, however many come."""
    owner = await post.night.owner("Olga")
    await post.night.publish()
    mail = post.mails(owner, "asks for video")[0]
    before = await post.state()
    slip = mail.sender.partition("+")[2].partition("@")[0]
    forged = slip[:-1] + ("a" if slip[-1] != "a" else "b")
    hard = ("failed", "5.1.1", "")
    for raw in (
        report(("failed", "4.4.7", "expired"), to=mail.sender),
        report(("delayed", "4.4.1", ""), to=mail.sender),
        report(("failed", "5.7.1", "spam"), to=mail.sender),
        VACATION.replace(b"mbwgiv3ztxpvkr5o64vigo7v63vtw277sd5mrq26pyxpi", slip.encode()),
        report(hard, to=f"bounces+{forged}@porch.example"),
        report(hard, to=MAILBOX, words=mail.sender),
        report(hard, to=f"bounces+{SLIPS.write(BOUNCE, 999_999, hour(post))}@porch.example"),
        report(hard, to=f"bounces+{SivSlips(b'j' * 32).write(BOUNCE, 1)}@porch.example"),
        GONE,
    ):
        for _ in range(2):
            await post.comes_back(raw)
    assert await post.state() == before
    post.night.clock.pass_time(BOUNCES_WITHIN + timedelta(hours=1))
    await post.comes_back(failed(mail))
    assert await post.state() == before


def hour(post: Post) -> int:
    return int(post.night.clock.now().timestamp() // 3600)


async def test_ten_thousand_mangled_returns_touch_nobody(post: Post) -> None:
    """Slips that were changed anywhere, in 10,000 ways: no account is counted, paused or silenced."""
    owner = await post.night.owner("Olga")
    await post.night.publish()
    slip = post.mails(owner)[0].sender.partition("+")[2].partition("@")[0]
    stop = stop_url(post, post.mails(owner)[0]).rpartition("/")[2]
    dice, before = random.Random(7), await post.state()
    for number in range(10_000):
        real = slip if number % 2 else stop
        at = dice.randrange(44)
        other = dice.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz234567" if letter != real[at]])
        await post.returns.hear(Returned(slip=real[:at] + other + real[at + 1 :], is_hard=True))
    assert await post.state() == before


async def test_one_click_stops_mail_and_not_the_account(post: Post) -> None:
    """S18: fetching changes nothing, one click stops the mail, the owner hears of it in the chat and turns it on there."""
    owner, other = await post.night.owner("Olga"), await post.night.owner("Otto")
    await post.night.publish()
    url, before = stop_url(post, post.mails(owner)[0]), await post.state()
    async with aiohttp.ClientSession() as client:
        for method in ("GET", "HEAD", "OPTIONS"):
            for _ in range(3):
                async with client.request(method, url) as answer:
                    assert answer.status in (200, 405)
        assert await post.state() == before
        for _ in range(2):
            async with client.post(url, data={"List-Unsubscribe": "One-Click"}) as answer:
                assert answer.status == 200
    await post.night.settle()
    assert len([got for got in owner.told if "Mail is off" in got.words]) == 1
    await post.night.pass_time(timedelta(hours=25))
    await post.night.publish("26-7777")
    assert [len(post.mails(each, "asks for video")) for each in (owner, other)] == [1, 2]
    assert len([got for got in owner.told if "asks for video" in got.words]) == 2
    assert "Mail is on again" in words_of(await owner.press(owner.last("Mail is off"), "Send mail again"))
    await post.night.pass_time(timedelta(hours=25))
    await post.night.publish("26-8888")
    assert len(post.mails(owner, "asks for video")) == 2


async def test_a_mail_to_the_address_that_stops_mail_stops_it(post: Post) -> None:
    """Mail programs without one click send a mail: from whatever address it comes, its slip says whose mail stops."""
    owner, other = await post.night.owner("Olga"), await post.night.owner("Otto")
    await post.night.publish()
    header = str(post.mails(owner)[0].message["List-Unsubscribe"])
    to = re.search(r"<mailto:([^?]+)\?subject=unsubscribe>", header)
    assert to
    await post.comes_back(f"From: x@y.example\r\nTo: {to[1]}\r\nSubject: unsubscribe\r\n\r\n".encode())
    await post.night.pass_time(timedelta(hours=25))
    await post.night.publish("26-7777")
    assert [len(post.mails(each, "asks for video")) for each in (owner, other)] == [1, 2]


async def test_the_page_of_an_erased_account_is_the_same(post: Post) -> None:
    """In its language while it lives; when it is gone, the neutral page, before and after the press, and no error."""
    owner = await post.night.owner("Olga")
    person = await post.night.person_of(owner)
    async with post.night.services.begin() as tx:
        await tx.people.set_language(person, "es")
    await post.night.publish()
    url = stop_url(post, post.mails(owner)[0])
    async with aiohttp.ClientSession() as client:
        async with client.get(url) as answer:
            assert 'lang="es"' in await answer.text()
        async with post.night.services.begin() as tx:
            await tx.people.drop_account(person, MAIL)
        before = await post.state()
        async with client.get(url) as answer:
            assert answer.status == 200 and "Stop mail from Porchlight?" in await answer.text()
        async with client.post(url, data={"press": "pl:mail.stop:"}) as answer:
            assert answer.status == 200 and "Mail is stopped" in await answer.text()
    assert await post.state() == before


async def test_the_slip_of_an_old_mail_works_for_ever(post: Post) -> None:
    """Ten years later the same address still stops the mail; a bounce of then is nothing."""
    owner = await post.night.owner("Olga")
    await post.night.publish()
    ways = post.night.services.mail_ways
    assert ways is not None
    mail = post.mails(owner)[0]
    bounce, stop = mail.sender.partition("+")[2].partition("@")[0], stop_url(post, mail).rpartition("/")[2]
    later = post.night.clock.now() + timedelta(days=3650)
    assert ways.stopped(stop) is not None
    assert ways.bounced(bounce, post.night.clock.now()) == ways.stopped(stop)
    assert ways.bounced(bounce, later) is None
    assert ways.bounced(stop, later) is None and ways.stopped(bounce) is None


async def test_a_mailbox_that_is_down_is_complained_about_once(post: Post) -> None:
    """Three visits in vain leave one line in the log; when it is back, what waited is heard."""
    owner = await post.night.owner("Olga")
    await post.night.publish()
    post.box.deliver(failed(post.mails(owner)[0]))
    await post.box.stop()
    with structlog.testing.capture_logs() as logged:
        for _ in range(3):
            await post.returns.visit()
    assert [entry["event"] for entry in logged] == ["returned_mail.unread"]
    await post.box.start()
    await post.returns.visit()
    assert [row[3] for row in await post.state() if row[3]] == [1]


def test_without_a_mailbox_and_pages_mail_is_as_before() -> None:
    """Only what is configured stands in a mail."""
    bare = MailWays(slips=SLIPS, pages="", mailbox="", otherwise="mailto:us@porch.example")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    ways = bare.to(AccountId(1), now)
    assert (ways.return_path, ways.stop_url, ways.stop_mail) == ("", "", "mailto:us@porch.example")
    assert replace(bare, pages="https://x.example/stop/").to(AccountId(1), now).stop_mail == "mailto:us@porch.example"
