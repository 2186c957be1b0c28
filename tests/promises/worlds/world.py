"""One world: the real router, jobs, books and schedule over a database of its own, and everything outsiders see of it."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.web.end import WebEnd
from bot.app import _readiness, _ticks, sealed
from bot.chat.action import Action
from bot.chat.incoming import Incoming, IncomingFile, Press, Room, Speaker, Typed, Upload
from bot.chat.message import Attachment, Message
from bot.chat.ports import Limits, Outcome, Sent
from bot.chat.reply import Reply
from bot.config import Settings
from bot.db.queue import SqlQueue
from bot.db.tables import JobRow
from bot.db.transaction import Books, make_begin
from bot.demo.town import tiny_video
from bot.handlers.context import Services
from bot.handlers.jobs import Jobs
from bot.handlers.router import Router
from bot.outbox.attempt import Tools, make, send, settle, verdict_on
from bot.outbox.lane import Delivery, Lane, NotYet, WorkTimes
from bot.outbox.model import INSIDE, Again, Done, Job, Verdict, unseen
from bot.outbox.retry import Crashed, Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker
from bot.record.model import Entry, Leaf
from bot.schedule import Tick
from tests.db.houses import SEALS
from tests.handlers.house import Hands, services_for
from tests.handlers.routes import ALL_ROUTES
from tests.promises.worlds.chance import OPEN, OWNERS, Chance
from tests.promises.worlds.outside import FrankMaps, NoMedia
from tests.promises.worlds.owners import Owner, live, outcome_at
from tests.promises.worlds.seen import Seen, actions_of
from tests.promises.worlds.town import Town

EASY = Limits(
    text=4096, caption=1024, buttons_per_row=8, buttons=100, upload_bytes=50_000_000, download_bytes=20_000_000,
    utf16=True,
)  # fmt: skip
PLATFORMS = ("telegram", "discord", "mail")
CLIP = tiny_video(1)
SETTINGS = Settings()
STOPS = (timedelta(seconds=6), timedelta(seconds=75))
"""On its way time halts where owners are looked for, and where all their notices are out."""
A_MINUTE = timedelta(minutes=1)
"""The schedule does not tick more often."""
ROUNDS = 40
"""Of work at one moment; more would be a job that never ends."""


@dataclass(slots=True)
class Watching:
    """A sender. What it says to officers and the public is seen; at owners' doors happens what happens there."""

    platform: str
    world: "World"
    limits: Limits = EASY
    numbers: Counter[str] = field(default_factory=Counter)

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """See `Sender.send`."""
        viewer = self.world.town.viewer(self.platform, handle)
        if viewer is not None:
            files = [await read(block) for block in message.blocks if isinstance(block, Attachment)]
            # The key is a keyed hash, which a platform is given as a nonce: it may tell nothing, not even its length.
            assert len(key) == 64 and set(key) <= set("0123456789abcdef"), key
            self.world.see(viewer, "told", [self.platform, handle, thread, under, message, files])
            self.world.show(viewer, message)
        elif (said := self.world.at_the_door(self.platform, handle, key)) is not None:
            return said
        else:
            self.world.letters.append((handle, message))
        self.numbers[handle] += 1
        return Sent(receipt=f"{self.numbers[handle]}")

    async def edit(self, handle: str, receipt: str, message: Message, thread: str = "") -> Outcome:
        """See `Sender.edit`."""
        if viewer := self.world.town.viewer(self.platform, handle):
            self.world.see(viewer, "changed", [self.platform, handle, receipt, message])
        return Sent(receipt=receipt)

    async def delete(self, handle: str, receipt: str, thread: str = "") -> Outcome:
        """See `Sender.delete`."""
        if viewer := self.world.town.viewer(self.platform, handle):
            self.world.see(viewer, "taken back", [self.platform, handle, receipt])
        return Sent(receipt="")


async def read(file: Attachment) -> bytes:
    """All of its bytes."""
    return b"".join([piece async for piece in file.open()])


@dataclass(slots=True)
class Mouth:
    """One account in its own chat with the bot."""

    world: "World"
    platform: str
    handle: str

    async def says(self, text: str) -> list[Action]:
        """Plain words. Returns the buttons of the answer, as do the others."""
        return await self._hear(Typed(**self._heard(), text=text))

    async def presses(self, verb: str, ref: str) -> list[Action]:
        """A button."""
        return await self._hear(Press(**self._heard(), action=Action(verb=verb, ref=ref)))

    async def sends_a_clip(self) -> list[Action]:
        """A file."""
        return await self._hear(Upload(**self._heard(), file=clip()))

    async def _hear(self, incoming: Incoming) -> list[Action]:
        answered = await self.world.router.answer(incoming)
        return actions_of(answered)

    def _heard(self) -> dict[str, Any]:
        return heard(self.platform, self.handle, f"{self.handle}:{next(self.world.keys)}")


def heard(
    platform: str, handle: str, key: str, *, name: str = "Somebody", room: str = "", modals: bool = False
) -> dict[str, Any]:
    """Who says it where; in a room, or in their own chat."""
    return {
        "key": f"{platform}:{key}",
        "speaker": Speaker(platform=platform, handle=handle, name=name, language="en"),
        "room": Room(platform=platform, handle=room or handle, private=not room, title=room, modals=modals),
    }


def clip() -> IncomingFile:
    """A small video as a platform brings it."""

    async def pieces() -> AsyncIterator[bytes]:
        yield CLIP

    return IncomingFile(name="clip.mp4", media_type="video/mp4", size_bytes=len(CLIP), platform_id="f", open=pieces)


@dataclass(slots=True, kw_only=True)
class World:
    """A world at play; see `opened`."""

    town: Town
    engine: AsyncEngine
    services: Services
    router: Router
    clock: Hands
    chance: Chance
    owners: list[Owner]
    by_worker: bool = False
    """Let the real worker run its lanes at once, instead of its parts one job after another."""
    seen: Seen = field(default_factory=Seen)
    letters: list[tuple[str, Message]] = field(default_factory=list)
    """What arrived at owners."""
    shown: list[tuple[str, Action]] = field(default_factory=list)
    """Every button that somebody who plays was shown."""
    keys: Iterator[int] = field(default_factory=itertools.count)
    doors: Counter[str] = field(default_factory=Counter)
    leaves: int = 0
    appended: bool = False
    last_job: int = 0
    rang: bool = True
    """Jobs were put down since the last look."""
    tools: Tools = field(init=False)
    jobs: Jobs = field(init=False)
    lanes: dict[str, Lane] = field(init=False)
    ticks: tuple[Tick, ...] = ()

    def see(self, viewer: str, how: str, what: object) -> None:
        """Somebody who is not to learn of owners sees this."""
        self.seen.note(viewer, how, what)

    def show(self, viewer: str, what: Message | Reply) -> None:
        """They see its buttons, too."""
        self.shown += [(viewer, action) for action in actions_of(what)]

    def at_the_door(self, platform: str, handle: str, key: str) -> Outcome | None:
        """What the platform says to a message to an owner."""
        owner = next((each for each in self.owners if handle in (each.handle, each.email)), None)
        if owner is None:
            return None
        said = outcome_at(owner, platform == "mail", self.doors[key])
        self.doors[key] += 1
        return said

    def buttons_of(self, handle: str) -> list[Action]:
        """Every button that arrived in an owner's chat."""
        return [action for to, message in self.letters if to == handle for action in actions_of(message)]

    def mouth(self, platform: str, handle: str) -> Mouth:
        """An account that may speak."""
        return Mouth(self, platform, handle)

    async def hear(self, viewer: str, incoming: Incoming) -> Reply:
        """Somebody who plays does something; what follows at once follows."""
        answered = await self.router.answer(incoming)
        self.see(viewer, "answered", answered)
        self.show(viewer, answered)
        if self.rang or self.appended:
            await self.work()
        return answered

    async def pass_time(self, span: timedelta) -> None:
        """Time goes by; what is due is done, the schedule ticks, and owners look at their telephones."""
        for stop in STOPS:
            if stop < span:
                self.clock.pass_time(stop)
                await self.work()
                span -= stop
        self.clock.pass_time(span)
        if span >= A_MINUTE:
            await self.tick()
        await self.work()
        with self.chance.of(OWNERS):
            for owner in self.owners:
                await live(self, owner)
        await self.work()

    async def tick(self) -> None:
        """Everything of the schedule, sweeping apart."""
        for tick in self.ticks:
            if tick.name != "sweep":
                await tick.do()

    async def work(self) -> None:
        """All that is due is done, and the record read."""
        if self.rang:
            self.rang = False
            await self.read_jobs()
        if self.by_worker:
            await self._let_the_worker_work()
        else:
            await self._work_in_order()
        if self.appended:
            self.appended = False
            await self.read_record()

    async def read_record(self) -> None:
        """The public reads on in the record."""
        async with self.services.begin() as tx:
            new = await tx.record.leaves(self.leaves)  # type: ignore[attr-defined]
        self.leaves += len(new)
        self.see("record", "reads", list(new))

    async def _due(self) -> dict[str, int]:
        waiting = select(JobRow.lane, func.count()).where(JobRow.state == "open", JobRow.due <= self.clock.now())
        async with self.engine.connect() as connection:
            found = await connection.execute(waiting.group_by(JobRow.lane))
            return {row.lane: int(row[1]) for row in found}

    async def _work_in_order(self) -> None:
        """The parts of the worker, one job after another: the same in every run of the same seed."""
        for _ in range(ROUNDS):
            due = await self._due()
            if not due:
                return
            for name in (lane for lane in self.lanes if lane in due):
                now = self.clock.now()
                jobs = await self.tools.queue.lease(name, 64, now, now + timedelta(minutes=10))
                verdicts = [(job.id, await self._try(self.lanes[name], job)) for job in jobs]
                await self.tools.queue.conclude(verdicts, now)
        raise AssertionError("some job is due for ever")

    async def _try(self, lane: Lane, job: Job) -> Verdict:
        delivery = await make(self.tools, job)
        if isinstance(delivery, NotYet):
            due = self.clock.now() + timedelta(seconds=delivery.after_s)
            return Again(due=due, was_ambiguous=job.was_ambiguous, why="waits", was_tried=False)
        if delivery is None:
            return Done()
        assert not isinstance(delivery, Crashed), (job.kind, delivery)
        outcome = await send(self.tools, lane, job, delivery)
        verdict = verdict_on(self.tools, lane, job, outcome, delivery)
        await settle(self.tools, job, delivery, outcome, verdict)
        return verdict

    async def _let_the_worker_work(self) -> None:
        if not await self._due():
            return
        worker = Worker(
            queue=self.tools.queue, senders=self.tools.senders, lanes=list(self.lanes.values()),
            perform=self.tools.perform, undeliverable=self.tools.undeliverable, clock=self.clock,
            policy=self.tools.policy, wake=Wake(), times=WorkTimes(poll=timedelta(milliseconds=20)),
        )  # fmt: skip
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run())
            async with asyncio.timeout(30):
                while await self._due():
                    await asyncio.sleep(0.005)
            worker.stop()

    async def read_jobs(self) -> None:
        """Jobs that speak to somebody who plays: when they are due is when those will read."""
        new = select(JobRow.id, JobRow.kind, JobRow.lane, JobRow.due, JobRow.account_id, JobRow.channel_id)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(new.where(JobRow.id > self.last_job).order_by(JobRow.id))).all()
        for row in rows:
            viewer = self.town.accounts.get(row.account_id) or self.town.channels.get(row.channel_id)
            if viewer is not None:
                self.see(viewer, "will be told", [row.kind, row.lane, row.due])
        self.last_job = rows[-1].id if rows else self.last_job

    async def look_at_pages(self) -> None:
        """The pages that everybody can open."""
        web = WebEnd(port=0, ready=_readiness(self.engine))
        await web.start()
        try:
            for path in ("/healthz", "/readyz", "/nothing", "/stop/abc"):
                self.see("web", path, await get(web.port, path))
        finally:
            await web.stop()


async def get(port: int, path: str) -> list[str]:
    """The whole answer, line by line, without the moment at which it was given."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    answered = (await reader.read()).decode()
    writer.close()
    return [line for line in answered.split("\r\n") if not line.startswith("Date:")]


def opened(
    engine: AsyncEngine, folder: Path, town: Town, owners: list[Owner], chance: Chance, start: datetime,
    by_worker: bool = False,
) -> World:  # fmt: skip
    """The house over this database, with its doors open."""
    clock = Hands(at=start)

    def ring() -> None:
        world.rang = True

    made = services_for(make_begin(engine, ring, SEALS), folder, clock)
    plain_begin = made.begin

    @asynccontextmanager
    async def begin() -> AsyncIterator[Books]:
        async with plain_begin() as tx:
            watch_books(world, tx)  # type: ignore[arg-type]
            yield tx  # type: ignore[misc]

    services = replace(
        made, begin=begin, maps=FrankMaps(), media=NoMedia(folder / "media", spare_bytes=0), new_ref=chance.ref,
        new_code=chance.code, new_link_code=chance.link_code, new_digits=chance.digits,
    )  # type: ignore[arg-type]  # fmt: skip
    world = World(
        town=town, engine=engine, services=services, router=Router(services, ALL_ROUTES), clock=clock, chance=chance,
        owners=owners, by_worker=by_worker,
    )  # fmt: skip
    world.jobs = Jobs(services)
    world.ticks = _ticks(services, SETTINGS)

    async def perform(job: Job) -> Delivery | NotYet | None:
        with chance.of(OPEN if job.account in town.accounts or job.channel is not None else OWNERS):
            return await world.jobs.perform(job)

    world.tools = Tools(
        queue=SqlQueue(engine), senders={name: Watching(name, world) for name in PLATFORMS},
        perform=sealed(perform, SEALS), undeliverable=world.jobs.undeliverable, clock=clock, policy=RetryPolicy(),
        times=WorkTimes(), chance=lambda: 0.5,
    )  # fmt: skip
    world.lanes = {INSIDE: Lane(name=INSIDE, repeats=Repeats.DROPPED)}
    both = [lane for name in PLATFORMS for lane in (name, unseen(name))]
    world.lanes |= {name: Lane(name=name, repeats=Repeats.SHOWN) for name in both}
    return world


def watch_books(world: World, tx: Books) -> None:
    """Note when something is put into the record."""
    append = tx.record.append

    async def appending(entry: Entry) -> Leaf:
        world.appended = True
        return await append(entry)

    tx.record.append = appending  # type: ignore[method-assign]
