"""The composition root: the one file that sees all wings. Builds the house from the settings, starts and stops it."""

import asyncio
import gc
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.codes import TimeCodes
from bot.adapters.mail.address import read_address
from bot.adapters.web.end import WebEnd
from bot.alerts.service import put_digests
from bot.bulletins.service import close_due
from bot.cameras.service import resume_due
from bot.config import Settings
from bot.consent.service import expire_due, purge_due, show_ready
from bot.db.dialect import leadership
from bot.db.engine import make_engine
from bot.db.migrate import demand_migrated
from bot.db.mydata import leave_no_trace
from bot.db.queue import SqlQueue
from bot.db.sealing import demand_house_key
from bot.db.transaction import make_begin
from bot.departments.service import warn_due
from bot.ends import Platforms, platforms
from bot.equipment import geocoder_for, mail_ways_for, maps_for, media_for, seals_for, vault_for
from bot.geo.model import Point
from bot.geo.zones import zone_at
from bot.handlers import (
    accounts,
    alerts,
    bulletins,
    cameras,
    clips,
    comments,
    consent,
    departments,
    factor,
    incident_changes,
    incident_search,
    languages,
    moderation,
    mydata,
    neighborhoods,
    officer_calls,
    officers,
    operators,
    owner_rules,
    people,
    places,
    reach,
    releases,
    report,
    request_reviews,
    requests,
    together,
    washing,
    words,
)
from bot.handlers.context import Services
from bot.handlers.jobs import Jobs
from bot.handlers.reach import conversation_opened
from bot.handlers.registry import Registry
from bot.handlers.returns import Returns, StopByPage
from bot.handlers.router import Router
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_link_code, new_ref
from bot.kernel.refusal import Refused
from bot.outbox.lane import Delivery, NotYet, Perform
from bot.outbox.model import Job
from bot.outbox.retry import RetryPolicy
from bot.outbox.worker import Wake, Worker
from bot.people.ports import Seals
from bot.schedule import Tick, scheduler

log = structlog.get_logger()

ROUTES = (
    words.ROUTES,
    people.ROUTES,
    accounts.ROUTES,
    reach.ROUTES,
    languages.ROUTES,
    places.ROUTES,
    washing.ROUTES,
    cameras.ROUTES,
    owner_rules.ROUTES,
    together.ROUTES,
    neighborhoods.ROUTES,
    operators.ROUTES,
    departments.ROUTES,
    officers.ROUTES,
    officer_calls.ROUTES,
    factor.ROUTES,
    report.ROUTES,
    incident_changes.ROUTES,
    comments.ROUTES,
    incident_search.ROUTES,
    alerts.ROUTES,
    moderation.ROUTES,
    bulletins.ROUTES,
    requests.ROUTES,
    request_reviews.ROUTES,
    clips.ROUTES,
    consent.ROUTES,
    releases.ROUTES,
    mydata.ROUTES,
)

ORPHAN_AGE = timedelta(hours=1)
SEEN_FOR = timedelta(days=7)
DRAFTS_FOR = timedelta(days=1)
LEADERSHIP_LOOK_S = 5.0
LAST_SENDS_S = 5.0
"""How long the end waits for sends in flight: service managers kill after ten seconds. What is cut off is tried again."""


class LeadershipLost(Exception):
    """The database gave the leader's lock to somebody else; going on could send things twice."""


def wording(no: Refused) -> str:
    """The sentence for a refusal, for those who are not in a chat."""
    return Registry(ROUTES).refusals[no.reason].format(**no.facts)


@dataclass(slots=True, kw_only=True)
class House:
    """Everything that runs, built and not yet started."""

    settings: Settings
    engine: AsyncEngine
    services: Services
    router: Router
    platforms: Platforms
    worker: Worker
    web: WebEnd
    ticks: tuple[Tick, ...]


def services_for(settings: Settings, engine: AsyncEngine, wake: Wake) -> Services:
    """What the handlers share. The operator's commands use the same."""
    geocoder, seals = geocoder_for(settings), seals_for(settings)
    return Services(
        begin=make_begin(engine, wake.ring, seals),
        geocoder=geocoder,
        vault=vault_for(settings),
        media=media_for(settings),
        codes=TimeCodes(),
        seals=seals,
        maps=maps_for(settings, geocoder),
        policies=settings.policies(),
        new_ref=new_ref,
        new_code=new_code,
        new_link_code=new_link_code,
        new_digits=lambda: f"{secrets.randbelow(1_000_000):06d}",
        public_url=settings.web.public_url,
        leave_no_trace=partial(leave_no_trace, engine),
        mail_ways=mail_ways_for(settings),
        clock=SystemClock(),
        read_address=read_address,
        emergency_number=settings.incidents.emergency_number,
        region=settings.conversation.region,
    )


def sealed(perform: Perform, seals: Seals) -> Perform:
    """The same, with keys that mean nothing outside. Mail shows them to its readers as Message-IDs, and a plain hash of
    "notice, ask 17" is guessed in a second: two planted owners would count how many were asked between them."""

    async def made(job: Job) -> Delivery | NotYet | None:
        delivery = await perform(job)
        if not isinstance(delivery, Delivery):
            return delivery
        return replace(delivery, key=seals.blind("delivery", delivery.key))

    return made


def build(settings: Settings) -> House:
    """Wire the house. Opens no connection yet."""
    engine = make_engine(settings.database.url)
    wake = Wake()
    services = services_for(settings, engine, wake)
    jobs = Jobs(services)

    async def moved(old: str, new: str) -> None:
        async with services.begin() as tx:
            await tx.neighborhoods.rename_chat("telegram", old, new)

    async def opened(person: str, room: str) -> None:
        async with services.begin() as tx:
            await conversation_opened(tx, "discord", person, room)

    ends = platforms(settings, moved, opened)
    outbox = settings.outbox
    worker = Worker(
        queue=SqlQueue(engine),
        senders=ends.senders,
        lanes=ends.lanes,
        perform=sealed(jobs.perform, services.seals),
        undeliverable=jobs.undeliverable,
        clock=services.clock,
        policy=RetryPolicy(
            first_wait=timedelta(seconds=outbox.retry_seconds),
            longest_wait=timedelta(seconds=outbox.retry_cap_seconds),
            ambiguous_wait=timedelta(seconds=outbox.ambiguous_seconds),
        ),
        wake=wake,
    )
    web = WebEnd(settings.web.host, settings.web.port, ready=_readiness(engine), mail_stop=StopByPage(services))
    return House(
        settings=settings,
        engine=engine,
        services=services,
        router=Router(services, ROUTES),
        platforms=ends,
        worker=worker,
        web=web,
        ticks=(*_ticks(services, settings), *_visits(services, settings, ends)),
    )


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run the house until `stop` is set or a part of it cannot go on.

    Raises AlreadyRunning, NotMigrated, EndDown, PortInUse and the database's own errors, alone or in a group.
    """
    house = build(settings)
    try:
        async with _leading(house.engine) as still_ours:
            await demand_migrated(house.engine)
            await demand_house_key(house.engine, house.services.seals)
            schedule = scheduler(house.ticks)
            await house.platforms.greet()
            await house.web.start()
            _settle()
            async with asyncio.TaskGroup() as group:
                working = group.create_task(house.worker.run())
                listening = [
                    group.create_task(house.platforms.listen(name, house.router)) for name in house.platforms.receivers
                ]
                listening.append(group.create_task(_watch(still_ours)))
                schedule.start()
                log.info("house.open", platforms=sorted(house.platforms.receivers), web=settings.web.port)
                await stop.wait()
                log.info("house.closing")
                schedule.shutdown(wait=False)
                for task in listening:
                    task.cancel()
                house.worker.stop()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LAST_SENDS_S):
                        await working
    finally:
        await house.web.stop()
        await house.engine.dispose()


def _settle() -> None:
    """Do now what would hold everybody up later: the first look for a time zone loads them all, and the collector of
    garbage would walk through all modules again and again, a quarter of a second each time."""
    zone_at(Point(lat=0.0, lon=0.0))
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _leading(engine: AsyncEngine) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    async with leadership(engine) as led:
        yield led.still_ours


async def _watch(still_ours: Callable[[], Awaitable[bool]]) -> None:
    while await still_ours():  # noqa: ASYNC110 - a database has no event for a lock that was lost
        await asyncio.sleep(LEADERSHIP_LOOK_S)
    raise LeadershipLost("The database connection that holds the leader's lock was lost; start Porchlight again.")


def _readiness(engine: AsyncEngine) -> Callable[[], Awaitable[dict[str, bool]]]:
    async def ready() -> dict[str, bool]:
        try:
            await demand_migrated(engine)
        except Exception:
            return {"database": False}
        return {"database": True}

    return ready


def _visits(services: Services, settings: Settings, ends: Platforms) -> tuple[Tick, ...]:
    if ends.returned is None:
        return ()
    returns = Returns(services, ends.returned)
    return (Tick(name="returned mail", seconds=settings.mail.imap_seconds, do=returns.visit),)


def _ticks(services: Services, settings: Settings) -> tuple[Tick, ...]:
    async def show() -> None:
        async with services.begin() as tx:
            await show_ready(tx, services.clock.now())

    async def expire() -> None:
        async with services.begin() as tx:
            await expire_due(tx, services.clock.now(), services.new_ref)
        async with services.begin() as tx:
            await close_due(tx, services.policies.bulletins, services.clock.now(), services.new_ref)

    async def resume() -> None:
        while True:
            async with services.begin() as tx:
                if not await resume_due(tx, services.clock.now()):
                    return

    async def warn() -> None:
        async with services.begin() as tx:
            await warn_due(tx, services.clock.now())

    async def digests() -> None:
        while True:
            async with services.begin() as tx:
                if not await put_digests(tx, services.clock.now()):
                    return

    async def sweep() -> None:
        now = services.clock.now()
        async with services.begin() as tx:
            purged = await purge_due(tx, services.policies.clips, now)
            await tx.links.sweep(now)
            await tx.inbox.forget_before(now - SEEN_FOR, now - DRAFTS_FOR)
            await tx.request_previews.forget(now)
            await tx.incidents.forget_drafts(now - services.policies.incidents.draft_life)
            known = await tx.clips.blobs()
            shown = await tx.incidents.media_blobs() | await tx.bulletins.media_blobs()
        for blob in purged:
            await services.vault.destroy(blob)
        for blob in await services.vault.orphans(known, now - ORPHAN_AGE):
            await services.vault.destroy(blob)
        # A photo may wait in a form for as long as forms are kept.
        for blob in await services.media.orphans(shown, now - DRAFTS_FOR - ORPHAN_AGE):
            await services.media.destroy(blob)

    return (
        Tick(name="show ready clips", seconds=settings.consent.tick_seconds, do=show),
        Tick(name="close what is due", seconds=min(60.0, settings.consent.tick_seconds), do=expire),
        Tick(name="departments that run out", seconds=600.0, do=warn),
        Tick(name="digests", seconds=60.0, do=digests),
        Tick(name="pauses that have ended", seconds=60.0, do=resume),
        Tick(name="sweep", seconds=3600.0, do=sweep),
    )
