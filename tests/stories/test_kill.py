"""kill -9 in the middle of a fan-out: whoever was to be asked is asked, and hardly anybody twice."""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.tables import JobRow
from bot.geo.model import Circle, Point
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_ref
from bot.officers.service import on_duty
from bot.requests.model import Draft, IncidentType, RequestPolicy
from bot.requests.reviewing import approve
from bot.requests.service import submit
from bot.sandbox.transcript import Record
from tests.stories.street import Street, handle_of, street

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
"""A call that dies in the middle of its body leaves the stand-in's web server with half a file."""

ASKS = "asks for video"
MOST_IN_FLIGHT = {"telegram": 32, "discord": 32, "mail": 128}
"""So many sends of a lane have left and are not recorded yet, at most. Mail is recorded in batches of 64, of which one
is being written while the next is being sent; its repeats are known by their Message-ID."""
PATIENT_SENDS = 40
"""So many sends the worst moment is waited for, which is one of Telegram, the only platform that shows repeats."""
Send = tuple[str, str]
"""Lane and address: one notice to one account."""


@dataclass(slots=True)
class Tally:
    """What the kills did."""

    kills: int = 0
    in_flight: Counter[Send] = field(default_factory=Counter)
    """How often a send had arrived, or was on its way, when the process died without having noted it."""
    most_at_once: Counter[str] = field(default_factory=Counter)
    """By lane: the most in flight at one kill."""


async def publish(made: Street) -> None:
    """A published request whose owners nobody has looked up yet: the first thing that the bot will do."""
    now = SystemClock().now()
    scene = Point(lat=made.stage.town.scene.lat, lon=made.stage.town.scene.lon)
    draft = Draft(
        area=Circle(center=scene, radius_m=600.0), place_words="Main Street", incident_type=IncidentType.BURGLARY,
        incident_at=now - timedelta(hours=2), window_start=now - timedelta(hours=3),
        window_end=now - timedelta(hours=1), case_number="26-1", contact="+1 555 0100", sought="A white van.",
        own_investigation=True,
    )  # fmt: skip
    policy = RequestPolicy(fan_out_window=timedelta(0))
    async with made.books() as tx:
        reyes = await tx.people.with_account("discord", handle_of(made.reyes))
        rita = await tx.people.with_account("telegram", handle_of(made.rita))
        assert reyes is not None
        assert rita is not None
        filed = await submit(tx, await on_duty(tx, reyes, now), draft, policy, now, new_ref)
        await approve(tx, rita.id, filed.ref, policy, now, new_ref)


async def unrecorded(made: Street) -> set[Send]:
    """The notices that the books do not know to be done."""
    async with made.books() as tx:
        rows = await tx.people.session.scalars(
            select(JobRow.account_id).where(JobRow.kind == "consent.notice", JobRow.state != "done")
        )
        accounts = [await tx.people.account(account) for account in rows]
        return {(account.platform, account.handle) for account in accounts if account is not None}


class Postman:
    """Counts how many copies of the notice lie in front of each owner, in the chat and in the mailbox."""

    def __init__(self, made: Street) -> None:
        self.copies: Counter[Send] = Counter()
        self.calls = 0
        self._who = {str(owner.human.id): (owner.platform, owner.handle) for owner in made.owners}
        self._who |= {owner.email: ("mail", owner.email) for owner in made.owners}
        self._public = {str(made.channel), str(made.group)}
        self._messages: set[str] = set()
        made.stage.sandbox.transcript.subscribe(self.note)
        self.struck: Callable[[Record], None] = lambda record: None

    def note(self, record: Record) -> None:
        """One thing crossed the sandbox."""
        if record.direction == "to bot" or record.about in self._public or not record.audience:
            return
        if ASKS not in _words(record):
            return
        body = record.answer.get("body") if isinstance(record.answer, dict) else None
        # Discord answers a repeat with the message that it has shown already.
        if body is None or body["id"] not in self._messages:
            self.copies.update(self._who[one] for one in record.audience if one in self._who)
            self._messages.update([body["id"]] if body else [])
        self.calls += 1
        self.struck(record)


def _words(record: Record) -> str:
    payload = record.payload.get("body", record.payload)
    return str([payload.get(name) for name in ("content", "caption", "text", "words")])


def is_shown_again(record: Record) -> bool:
    """Whether a repeat of this call would be seen."""
    return record.platform == "telegram"


async def one_life(made: Street, postman: Postman, chance: random.Random, after_sends: int) -> None:
    """Start the bot, and kill it when it has sent so much: at a random moment, or in the worst one, in which the
    message stands on the screen and the answer to the call has not left yet."""
    before, struck = postman.calls, asyncio.Event()
    worst = chance.random() < 0.7
    loop = asyncio.get_running_loop()

    def strike() -> None:
        made.stage.program.strike()
        struck.set()

    def watch(record: Record) -> None:
        sends = postman.calls - before
        if sends == after_sends and not worst:
            loop.call_later(chance.random() * 0.1, strike)
        elif worst and (sends >= after_sends + PATIENT_SENDS or (sends >= after_sends and is_shown_again(record))):
            strike()

    postman.struck = watch
    await made.stage.open_bot()
    try:
        async with asyncio.timeout(60):
            await struck.wait()
    except TimeoutError:
        log = made.stage.program.log_path.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise AssertionError(f"{postman.calls - before} of {after_sends} sends in this life; the log:\n{log}") from None
    await made.stage.program.kill()
    postman.struck = lambda record: None


async def killed_often(made: Street, postman: Postman, kills: int) -> Tally:
    """So many lives that end with kill -9, and one that may finish."""
    chance, tally = random.Random(), Tally()
    share, before = len(made.owners) * 2 // (kills + 1), Counter[Send]()
    for _ in range(kills):
        await one_life(made, postman, chance, chance.randrange(1, max(share, 2)))
        # Calls that were under way when the process died still take effect; give them the time.
        await asyncio.sleep(0.2)
        now = postman.copies.copy()
        lost = {send for send in await unrecorded(made) if now[send] > before[send]}
        tally.kills += 1
        tally.in_flight.update(lost)
        tally.most_at_once |= Counter(lane for lane, _ in lost)
        before = now
    await made.stage.open_bot()
    async with asyncio.timeout(120):
        while len(postman.copies) < 2 * len(made.owners) or await unrecorded(made):
            await asyncio.sleep(0.5)
    await made.stage.program.stop()
    return tally


@asynccontextmanager
async def town(url: str, owners: int) -> AsyncIterator[Street]:
    """The set, with calls that take 10 to 60 ms, so that there is always something on its way."""
    more = {"telegram": {"per_second": 28}, "discord": {"per_second": 20}, "mail": {"per_second": 60}}
    async with street(url, owners=owners, more=more) as made:
        made.stage.sandbox.misbehavior.change({"latency_seconds": 0.01, "latency_jitter_seconds": 0.05})
        await publish(made)
        yield made


async def check(made: Street, final: Counter[Send], tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing lost; at most one repeat for each send in flight; the same Message-ID; on Discord exactly one."""
    assert not await unrecorded(made)
    assert len(final) == 2 * len(made.owners)
    for send, copies in final.items():
        assert copies - 1 <= tally.in_flight[send], (send, copies, tally.in_flight[send])
    assert {final["discord", owner.handle] for owner in made.owners if owner.platform == "discord"} == {1}
    for owner in made.owners:
        assert len(made.messages(owner)) == final[owner.platform, owner.handle]
        mails = made.stage.sandbox.mail.inbox(owner.email)
        assert len({mail.message["Message-ID"] for mail in mails}) == 1
    assert all(tally.most_at_once[lane] <= most for lane, most in MOST_IN_FLIGHT.items()), tally.most_at_once
    with capsys.disabled():
        print(f"\n{tally.kills} kills, {len(final)} notices")
        for lane in MOST_IN_FLIGHT:
            repeats = sum(copies - 1 for (of_lane, _), copies in final.items() if of_lane == lane)
            in_flight = sum(times for (of_lane, _), times in tally.in_flight.items() if of_lane == lane)
            print(f"  {lane}: {in_flight} in flight at a kill, at most {tally.most_at_once[lane]}; repeats: {repeats}")


async def test_three_kills(sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P9: 300 owners, kill -9 three times during the fan-out; everybody is asked on both channels."""
    path = tmp_path / "porchlight.db"
    shutil.copyfile(sqlite_template, path)
    async with town(f"sqlite:///{path}", 300) as made:
        postman = Postman(made)
        await check(made, postman.copies, await killed_often(made, postman, kills=3), capsys)


@pytest.mark.promise
async def test_twenty_kills(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """P9: 500 owners, kill -9 twenty times during the fan-out, on SQLite and on PostgreSQL."""
    async with town(database_url, 500) as made:
        postman = Postman(made)
        await check(made, postman.copies, await killed_often(made, postman, kills=20), capsys)
