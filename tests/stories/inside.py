"""The whole house in one process, for evenings at a clock set by hand: real router, worker, books and vault; senders
that only note what they are given."""

import asyncio
import hashlib
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras.model import NewCamera
from bot.chat.incoming import IncomingFile, Upload
from bot.chat.message import Attachment, Button, Message
from bot.chat.ports import Limits, Outcome, Rejected, Sent, Unreachable
from bot.chat.reply import Reply
from bot.consent.service import expire_due, show_ready
from bot.db.queue import SqlQueue
from bot.db.tables import JobRow
from bot.db.transaction import make_begin
from bot.demo.town import tiny_video
from bot.departments.model import DepartmentKind
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.handlers.jobs import Jobs
from bot.handlers.router import Router
from bot.kernel.ids import PersonId, Ref, new_code, new_ref
from bot.outbox.lane import Lane, WorkTimes
from bot.outbox.model import INSIDE, unseen
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker
from bot.people.model import MAIL
from bot.people.service import invite_reviewer, join_reviewer
from tests.db.houses import SEALS
from tests.features.departments.adding import add_department
from tests.features.officers.joining import on_duty, with_code
from tests.handlers.filing import filed
from tests.handlers.house import Hands, Somebody, services_for, words_of
from tests.handlers.routes import ALL_ROUTES

SCENE = Point(lat=40.0, lon=-75.0)
EASY = Limits(
    text=4096, caption=1024, buttons_per_row=8, buttons=100, upload_bytes=50_000_000, download_bytes=20_000_000,
    utf16=True,
)  # fmt: skip
CLIP = tiny_video(1)
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One message as it arrived, with the bytes of its files."""

    handle: str
    message: Message
    files: tuple[bytes, ...]
    receipt: str = ""
    under: str = ""
    """The receipt of what it answers."""

    @property
    def words(self) -> str:
        """Everything it says."""
        return words_of(self.message)

    def as_line(self) -> str:
        """All of it on one line, for comparing."""
        buttons = [[repr(button) for button in row] for row in self.message.buttons]
        hashes = [hashlib.sha256(content).hexdigest() for content in self.files]
        return json.dumps([self.words, buttons, hashes, self.message.audience.value], ensure_ascii=False)


@dataclass(slots=True)
class Noting:
    """A sender that delivers into a list. Files are read like a platform reads them: exactly the promised bytes, or
    the message is refused."""

    platform: str
    limits: Limits = EASY
    sent: list[Got] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    meanwhile: Callable[[], Awaitable[object]] | None = None
    """Happens during the next message with a file, which then finds its reader's door closed."""

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Read the files, check them, note the message."""
        files = []
        if self.meanwhile is not None and any(isinstance(block, Attachment) for block in message.blocks):
            happens, self.meanwhile = self.meanwhile, None
            await happens()
            return Unreachable(why="closed")
        for block in message.blocks:
            if isinstance(block, Attachment):
                content = b"".join([piece async for piece in block.open()])
                if hashlib.sha256(content).hexdigest() != block.sha256 or len(content) != block.size_bytes:
                    return Rejected(why="other bytes")
                files.append(content)
        receipt = str(next(self.numbers))
        self.sent.append(Got(handle=handle, message=message, files=tuple(files), receipt=receipt, under=under))
        return Sent(receipt=receipt)

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """What stands under the receipt says this from now on."""
        for at, got in enumerate(self.sent):
            if (got.handle, got.receipt) == (handle, receipt):
                self.sent[at] = replace(got, message=message)
                return Sent(receipt=receipt)
        return Rejected(why="gone")

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """It is not there any more."""
        self.sent = [got for got in self.sent if (got.handle, got.receipt) != (handle, receipt)]
        return Sent(receipt="")


@dataclass(slots=True, kw_only=True)
class Resident:
    """Somebody with a chat account, and what the bot said to them unasked."""

    account: Somebody
    sender: Noting
    name: str
    email: str = ""

    @property
    def told(self) -> list[Got]:
        """Their direct messages, oldest first."""
        return [got for got in self.sender.sent if got.handle == self.account.handle]

    def last(self, words: str) -> Message:
        """The newest direct message with these words."""
        return next(got.message for got in reversed(self.told) if words in got.words)

    async def press(self, message: Message, label: str) -> Reply:
        """Press a button of a message; an officer who is asked for a code of the app types it."""
        return await with_code(self.account, await self.account.presses(*button_of(message, label)))

    async def press_only(self, message: Message, label: str) -> Reply:
        """Press a button, and nothing else."""
        return await self.account.presses(*button_of(message, label))

    async def sends(self, content: bytes, words: str = "") -> Reply:
        """Send a file."""
        return await self.account.hears(upload(self.account, content, words))


def button_of(message: Message, label: str) -> tuple[str, str]:
    """Verb and reference behind a label. Raises LookupError."""
    for row in message.buttons:
        for button in row:
            if isinstance(button, Button) and button.label == label:
                return button.action.verb, button.action.ref
    raise LookupError(f"no button {label!r} on {words_of(message)!r}")


def upload(account: Somebody, content: bytes, words: str = "", size_bytes: int | None = None) -> Upload:
    """A file as a platform brings it; `content` arrives in two pieces."""

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (content[: len(content) // 2], content[len(content) // 2 :]):
            yield piece

    file = IncomingFile(
        name="../../clip.mp4", media_type="video/mp4", size_bytes=size_bytes, platform_id="file-1", open=pieces
    )
    return Upload(**account._heard(), file=file, words=words)


@dataclass(slots=True, kw_only=True)
class Evening:
    """A town called Maple with one published request; see `evening`."""

    services: Services
    router: Router
    clock: Hands
    wake: Wake
    engine: AsyncEngine
    senders: dict[str, Noting]
    folder: Path
    officer: Resident
    reviewer: Resident
    group: asyncio.TaskGroup
    keys: Iterator[int] = field(default_factory=itertools.count)
    request: Ref = Ref("")
    worker: Worker = field(init=False)
    work: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        self.work_again()

    def work_again(self) -> None:
        """A new worker, as after a restart."""
        self.worker = running(self.services, self.engine, self.senders, self.clock, self.wake)
        self.work = self.group.create_task(self.worker.run())

    async def worked(self) -> None:
        """Until the worker that was stopped has ended."""
        await self.work

    async def settle(self) -> None:
        """Until every job that is due is done."""
        self.wake.ring()
        async with asyncio.timeout(PATIENCE_S):
            while await self._due():
                await asyncio.sleep(0.01)

    async def pass_time(self, span: timedelta) -> None:
        """Time goes by; at its end the schedule ticks once, and all that is due is done."""
        self.clock.pass_time(span)
        await self.tick()

    async def tick(self) -> None:
        """What the schedule does at a tick."""
        async with self.services.begin() as tx:
            await show_ready(tx, self.clock.now())
        async with self.services.begin() as tx:
            await expire_due(tx, self.clock.now(), new_ref)
        await self.settle()

    async def sweep(self) -> None:
        """What the schedule does every hour."""
        async with self.services.begin() as tx:
            known = await tx.clips.blobs()
        for blob in await self.services.vault.orphans(known, self.clock.now() - timedelta(hours=1)):
            await self.services.vault.destroy(blob)

    async def resident(self, name: str, platform: str = "telegram") -> Resident:
        """Somebody known to the bot."""
        handle = f"{platform}-{name}"
        async with self.services.begin() as tx:
            await tx.people.add(platform, handle, name, "en", self.clock.now())
        account = Somebody(router=self.router, handle=handle, platform=platform, keys=self.keys)
        return Resident(account=account, sender=self.senders[platform], name=name)

    async def owner(self, name: str, platform: str = "telegram", street: str = "12 Oak St") -> Resident:
        """An owner in range with a proved email address."""
        made = await self.resident(name, platform)
        made.email = f"{name.lower()}@example.org"
        async with self.services.begin() as tx:
            person = await tx.people.with_account(platform, made.account.handle)
            assert person is not None
            assert await tx.people.add_account(person.id, MAIL, made.email, "", self.clock.now())
            new = NewCamera(ref=new_ref(), owner=person.id, label="Porch", street_address=street, point=SCENE)
            await tx.cameras.add(new, self.clock.now())
        return made

    async def police(self, name: str, department: str) -> Resident:
        """A verified officer of a department, which is added if it is new."""
        made, now = await self.resident(name, "discord"), self.clock.now()
        async with self.services.begin() as tx:
            if await tx.departments.by_name(department) is None:
                await add_department(
                    tx, name=department, kind=DepartmentKind.CITY, contact="555", time_zone="America/New_York",
                    jurisdiction=Circle(center=SCENE, radius_m=9000), now=now, new_ref=new_ref,
                )  # fmt: skip
            person = await tx.people.with_account("discord", made.account.handle)
            assert person is not None
            await on_duty(tx, department, name, person, now)
        return made

    async def publish(self, case: str = "26-1234") -> Ref:
        """A request is filed, reviewed and published, and all its notices are delivered."""
        self.request = await filed(self.officer.account, self.clock.now(), case=case)
        await self.settle()
        answered = await self.reviewer.press(self.reviewer.last(f"Review: request {self.request}"), "Approve")
        assert "approved" in words_of(answered)
        await self.settle()
        return self.request

    async def willing(self, owner: Resident, content: bytes = CLIP) -> Message:
        """The owner says yes and sends a clip; returns the card."""
        assert "You said yes" in words_of(await owner.press(owner.last("asks for video"), "Yes"))
        card = await owner.sends(content, self.request)
        assert "This is what would be shared" in words_of(card), words_of(card)
        return card.messages[0]

    async def shared(self, owner: Resident, content: bytes = CLIP) -> Message:
        """The owner shares a clip; returns the message with *Undo*."""
        answered = await owner.press(await self.willing(owner, content), "Share")
        assert "Shared with request" in words_of(answered), words_of(answered)
        return answered.messages[0]

    async def get(self, officer: Resident, ready: Message) -> Reply:
        """The officer presses *Get the clip*, and what follows of it happens."""
        answered = await officer.press(ready, "Get the clip")
        await self.settle()
        return answered

    def clips_at(self, officer: Resident) -> list[bytes]:
        """Every file that ever reached the officer."""
        return [content for got in officer.told for content in got.files]

    def everything_sent(self) -> list[Got]:
        """All messages of all senders."""
        return [got for sender in self.senders.values() for got in sender.sent]

    def blobs(self) -> list[Path]:
        """The files in the vault."""
        return sorted((self.folder / "vault").iterdir())

    async def person_of(self, resident: Resident) -> PersonId:
        """The person behind an account."""
        async with self.services.begin() as tx:
            person = await tx.people.with_account(resident.account.platform, resident.account.handle)
        assert person is not None
        return person.id

    async def _due(self) -> int:
        async with self.engine.connect() as connection:
            waiting = select(func.count()).where(JobRow.state == "open", JobRow.due <= self.clock.now())
            return int(await connection.scalar(waiting) or 0)


@asynccontextmanager
async def evening(engine: AsyncEngine, folder: Path) -> AsyncIterator[Evening]:
    """Maple with a police department, an officer, and a reviewer; the worker runs until the end."""
    clock, wake = Hands(), Wake()
    services = services_for(make_begin(engine, wake.ring, SEALS), folder, clock)
    requests = replace(services.policies.requests, fan_out_window=timedelta(0))
    policies = replace(services.policies, requests=requests, commands_per_minute=100_000)
    services = replace(services, policies=policies)
    router = Router(services, ALL_ROUTES)
    senders = {name: Noting(name) for name in ("telegram", "discord", "mail")}
    nobody = Resident(account=Somebody(router=router), sender=senders["telegram"], name="")
    async with asyncio.TaskGroup() as group:
        made = Evening(
            services=services, router=router, clock=clock, wake=wake, engine=engine, senders=senders, folder=folder,
            officer=nobody, reviewer=nobody, group=group,
        )  # fmt: skip
        try:
            made.officer = await made.police("Sgt. Vega", "Maple Police")
            made.reviewer = await made.resident("Rex")
            async with services.begin() as tx:
                _, robe = await invite_reviewer(tx, "Rex", clock.now(), new_ref, new_code)
                rex = await tx.people.with_account("telegram", made.reviewer.account.handle)
                assert rex is not None
                await join_reviewer(tx, rex, robe, clock.now())
            yield made
        finally:
            made.worker.stop()


def running(services: Services, engine: AsyncEngine, senders: dict[str, Noting], clock: Hands, wake: Wake) -> Worker:
    """The real worker, at no platform's pace."""
    jobs = Jobs(services)
    both = [lane for name in senders for lane in (name, unseen(name))]
    lanes = [Lane(name=INSIDE, repeats=Repeats.DROPPED), *(Lane(name=name, repeats=Repeats.SHOWN) for name in both)]
    return Worker(
        queue=SqlQueue(engine),
        senders=dict(senders),
        lanes=lanes,
        perform=jobs.perform,
        undeliverable=jobs.undeliverable,
        clock=clock,
        policy=RetryPolicy(),
        wake=wake,
        times=WorkTimes(poll=timedelta(milliseconds=200)),
    )
