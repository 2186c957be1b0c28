"""The composition root: the one file that sees all wings. Builds the house from the settings, starts and stops it."""

import asyncio
import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.geocoding.make import Ask, ServiceKind, make_geocoder
from bot.adapters.mail.address import read_address
from bot.adapters.media.disk import DiskMedia
from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.vault.disk import DiskVault
from bot.adapters.web.end import WebEnd
from bot.alerts.service import put_digests
from bot.bulletins.service import close_due
from bot.chat.ports import OutOfReach, PlatformDown, Receiver, Sender
from bot.config import Mail, Settings
from bot.consent.service import expire_due, purge_due, show_ready
from bot.db.dialect import leadership
from bot.db.engine import make_engine
from bot.db.migrate import demand_migrated
from bot.db.queue import SqlQueue
from bot.db.transaction import make_begin
from bot.geo.ports import Geocoder
from bot.handlers import (
    alerts,
    bulletins,
    cameras,
    clips,
    comments,
    consent,
    departments,
    incident_changes,
    incident_search,
    moderation,
    neighborhoods,
    people,
    places,
    report,
    requests,
    words,
)
from bot.handlers.context import Services
from bot.handlers.jobs import Jobs
from bot.handlers.registry import Registry
from bot.handlers.router import Router
from bot.kernel.clock import SystemClock
from bot.kernel.ids import new_code, new_ref
from bot.kernel.refusal import Refused
from bot.outbox.lane import Commit, Delivery, Lane, NotYet, Perform
from bot.outbox.model import INSIDE, Job
from bot.outbox.pace import Pacer
from bot.outbox.retry import Repeats, RetryPolicy
from bot.outbox.worker import Wake, Worker
from bot.schedule import Tick, scheduler

if TYPE_CHECKING:
    from bot.adapters.mail.send import MailSender

log = structlog.get_logger()

ROUTES = (
    words.ROUTES,
    people.ROUTES,
    places.ROUTES,
    cameras.ROUTES,
    neighborhoods.ROUTES,
    departments.ROUTES,
    report.ROUTES,
    incident_changes.ROUTES,
    comments.ROUTES,
    incident_search.ROUTES,
    alerts.ROUTES,
    moderation.ROUTES,
    bulletins.ROUTES,
    requests.ROUTES,
    clips.ROUTES,
    consent.ROUTES,
)

ORPHAN_AGE = timedelta(hours=1)
SEEN_FOR = timedelta(days=7)
DRAFTS_FOR = timedelta(days=1)
LEADERSHIP_LOOK_S = 5.0
LISTEN_AGAIN_S = 15.0
LAST_SENDS_S = 5.0
"""How long the end waits for sends in flight: service managers kill after ten seconds. What is cut off is tried again."""


class LeadershipLost(Exception):
    """The database gave the leader's lock to somebody else; going on could send things twice."""


class VaultUnusable(Exception):
    """The folder for clips cannot be made or entered; the message is one sentence with the cure."""


class EndDown(Exception):
    """A platform refuses us or cannot be reached; the message is one sentence with the cure."""

    def __init__(self, end: str, sentence: str, *, for_now: bool = False) -> None:
        super().__init__(sentence)
        self.end = end
        self.for_now = for_now


@dataclass(slots=True)
class Platforms:
    """The ends that speak and listen, by name."""

    senders: dict[str, Sender] = field(default_factory=dict)
    receivers: dict[str, Receiver] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    checks: dict[str, Callable[[], Awaitable[str]]] = field(default_factory=dict)
    """Each asks its end once whether it takes us, and returns a few words."""

    async def check(self, name: str) -> str:
        """Whether the end takes us. Raises EndDown."""
        try:
            return await self.checks[name]()
        except PlatformDown as error:
            raise EndDown(name, str(error), for_now=isinstance(error, OutOfReach)) from None

    async def greet(self) -> None:
        """Ask every end once before the house opens. Raises EndDown when one refuses us, or nobody can be talked to.

        An end that is merely away must not keep the others waiting: after a power cut everything starts at once.
        """
        away: dict[str, EndDown] = {}
        for name in self.checks:
            try:
                await self.check(name)
            except EndDown as down:
                if not down.for_now:
                    raise
                away[name] = down
        if self.receivers.keys() <= away.keys():
            raise next(away[name] for name in self.receivers)
        for name, error in away.items():
            log.warning("end.away", end=name, why=str(error))

    async def listen(self, name: str, router: Router) -> None:
        """Hear everything on one platform until cancelled, also when it was away for a while. Raises EndDown."""
        while True:
            try:
                await self.receivers[name].run(router.commands, router.answer, router.complete)
            except OutOfReach as error:
                log.warning("end.away", end=name, why=str(error))
            except PlatformDown as error:
                raise EndDown(name, str(error)) from None
            await asyncio.sleep(LISTEN_AGAIN_S)


Moved = Callable[[str, str], Awaitable[None]]
"""Told the old and the new handle of a Telegram group that became a supergroup."""


def platforms(settings: Settings, moved: Moved | None = None) -> Platforms:
    """The ends that are configured; each imports its library only then. Raises EndDown for what cannot be meant."""
    made = Platforms()
    made.lanes.append(Lane(name=INSIDE, repeats=Repeats.DROPPED, in_flight=4, batch=16))
    if settings.telegram.token.get_secret_value():
        from bot.adapters.telegram.platform import Telegram, chat_spacing_s

        try:
            telegram = Telegram(
                token=settings.telegram.token.get_secret_value(),
                api_url=settings.telegram.api_url,
                poll_timeout_s=settings.telegram.poll_timeout_seconds,
                migrated=moved,
            )
        except PlatformDown as error:
            raise EndDown("telegram", str(error)) from None
        made.senders["telegram"], made.receivers["telegram"] = telegram.sender, telegram
        made.checks["telegram"] = telegram.check
        pacer = Pacer(per_second=settings.telegram.per_second, chat_spacing_s=chat_spacing_s)
        made.lanes.append(Lane(name="telegram", repeats=Repeats.SHOWN, pacer=pacer))
    if settings.discord.token.get_secret_value():
        from bot.adapters.discord.platform import Discord

        discord = Discord(
            token=settings.discord.token.get_secret_value(),
            api_url=settings.discord.api_url,
            gateway_url=settings.discord.gateway_url,
        )
        made.senders["discord"], made.receivers["discord"] = discord.sender, discord
        made.checks["discord"] = discord.check
        pacer = Pacer(per_second=settings.discord.per_second)
        made.lanes.append(Lane(name="discord", repeats=Repeats.DROPPED_FOR_MINUTES, pacer=pacer))
    if settings.mail.host:
        mail = mail_sender(settings.mail)
        made.senders["mail"], made.checks["mail"] = mail, mail.check
        pacer = Pacer(per_second=settings.mail.per_second)
        made.lanes.append(Lane(name="mail", repeats=Repeats.DROPPED, commit=Commit.TOGETHER, pacer=pacer, batch=64))
    return made


def mail_sender(mail: Mail) -> "MailSender":
    """The end that sends mail."""
    from bot.adapters.mail.send import MailSender
    from bot.adapters.mail.smtp import Tls

    if not mail.sender:
        raise EndDown("mail", "[mail] sender is empty; set the address that mail comes from.")
    try:
        return MailSender(
            host=mail.host,
            port=mail.port,
            tls=Tls(mail.security),
            username=mail.username,
            password=mail.password.get_secret_value(),
            sender_address=mail.sender,
            sender_name=mail.sender_name,
            connections=mail.connections,
        )
    except ValueError as error:
        raise EndDown("mail", str(error)) from None


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
    geocoder = geocoder_for(settings)
    return Services(
        begin=make_begin(engine, wake.ring),
        geocoder=geocoder,
        vault=vault_for(settings),
        media=media_for(settings),
        maps=maps_for(settings, geocoder),
        policies=settings.policies(),
        new_ref=new_ref,
        new_code=new_code,
        new_digits=lambda: f"{secrets.randbelow(1_000_000):06d}",
        public_url=settings.web.public_url,
        unsubscribe_url=settings.mail.unsubscribe or (f"mailto:{settings.mail.sender}" if settings.mail.sender else ""),
        clock=SystemClock(),
        read_address=read_address,
        emergency_number=settings.incidents.emergency_number,
        region=settings.conversation.region,
    )


def vault_for(settings: Settings) -> DiskVault:
    """The configured vault. Raises VaultUnusable."""
    try:
        return DiskVault(Path(settings.vault.folder))
    except OSError as error:
        raise VaultUnusable(
            f"The folder for clips, {settings.vault.folder}, cannot be used ({error.strerror}); check [vault] folder."
        ) from None


def media_for(settings: Settings) -> DiskMedia:
    """The configured store of public photos and clips. Raises VaultUnusable."""
    try:
        return DiskMedia(Path(settings.media.folder), at_once=settings.media.at_once)
    except OSError as error:
        raise VaultUnusable(
            f"The folder for photos, {settings.media.folder}, cannot be used ({error.strerror}); check [media] folder."
        ) from None


def maps_for(settings: Settings, geocoder: Geocoder) -> PillowMaps:
    """The configured maps, which name whom addresses and tiles are owed to."""
    return PillowMaps(
        tiles=Path(settings.maps.tiles) if settings.maps.tiles else None,
        attribution=" · ".join(filter(None, (geocoder.attribution, settings.maps.attribution))),
    )


def geocoder_for(settings: Settings) -> Geocoder:
    """The configured geocoder. Raises BadGazetteer or BadServer with one sentence."""
    geocoding = settings.geocoding
    return make_geocoder(
        Ask(
            kind=ServiceKind(geocoding.service),
            url=geocoding.url,
            key=geocoding.key.get_secret_value(),
            contact=geocoding.contact,
            per_second=geocoding.per_second,
        ),
        gazetteer=Path(geocoding.gazetteer) if geocoding.gazetteer else None,
        attribution=geocoding.gazetteer_attribution,
    )


def sealed(perform: Perform, settings: Settings) -> Perform:
    """The same, with keys that mean nothing outside. Mail shows them to its readers as Message-IDs, and a plain hash of
    "notice, ask 17" is guessed in a second: two planted owners would count how many were asked between them."""
    tokens = (settings.telegram.token, settings.discord.token, settings.mail.password)
    secret = "\0".join(token.get_secret_value() for token in tokens).encode()

    async def made(job: Job) -> Delivery | NotYet | None:
        delivery = await perform(job)
        if not isinstance(delivery, Delivery):
            return delivery
        return replace(delivery, key=hmac.new(secret, delivery.key.encode(), "sha256").hexdigest())

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

    ends = platforms(settings, moved)
    outbox = settings.outbox
    worker = Worker(
        queue=SqlQueue(engine),
        senders=ends.senders,
        lanes=ends.lanes,
        perform=sealed(jobs.perform, settings),
        undeliverable=jobs.undeliverable,
        clock=services.clock,
        policy=RetryPolicy(
            first_wait=timedelta(seconds=outbox.retry_seconds),
            longest_wait=timedelta(seconds=outbox.retry_cap_seconds),
            ambiguous_wait=timedelta(seconds=outbox.ambiguous_seconds),
        ),
        wake=wake,
    )
    web = WebEnd(settings.web.host, settings.web.port, ready=_readiness(engine))
    return House(
        settings=settings,
        engine=engine,
        services=services,
        router=Router(services, ROUTES),
        platforms=ends,
        worker=worker,
        web=web,
        ticks=_ticks(services, settings),
    )


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run the house until `stop` is set or a part of it cannot go on.

    Raises AlreadyRunning, NotMigrated, EndDown, PortInUse and the database's own errors, alone or in a group.
    """
    house = build(settings)
    try:
        async with _leading(house.engine) as still_ours:
            await demand_migrated(house.engine)
            schedule = scheduler(house.ticks)
            await house.platforms.greet()
            await house.web.start()
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


def _ticks(services: Services, settings: Settings) -> tuple[Tick, ...]:
    async def show() -> None:
        async with services.begin() as tx:
            await show_ready(tx, services.clock.now())

    async def expire() -> None:
        async with services.begin() as tx:
            await expire_due(tx, services.clock.now(), services.new_ref)
        async with services.begin() as tx:
            await close_due(tx, services.policies.bulletins, services.clock.now(), services.new_ref)

    async def digests() -> None:
        while True:
            async with services.begin() as tx:
                if not await put_digests(tx, services.clock.now()):
                    return

    async def sweep() -> None:
        now = services.clock.now()
        async with services.begin() as tx:
            purged = await purge_due(tx, services.policies.clips, now)
            await tx.inbox.forget_before(now - SEEN_FOR, now - DRAFTS_FOR)
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
        Tick(name="digests", seconds=60.0, do=digests),
        Tick(name="sweep", seconds=3600.0, do=sweep),
    )
