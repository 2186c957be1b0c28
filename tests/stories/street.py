"""A street to play in: people at their telephones, and a database in which all of them registered long ago."""

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console

from bot.adapters.discord import handles
from bot.adapters.keys.house import read_house_key
from bot.adapters.keys.seals import HouseSeals
from bot.cameras.model import NewCamera
from bot.db.engine import make_engine
from bot.db.transaction import Books, make_begin
from bot.demo.humans import OnDiscord, OnTelegram
from bot.demo.stage import Stage, Waits, set_up
from bot.demo.telling import Telling
from bot.demo.town import invented
from bot.departments.model import DepartmentKind
from bot.geo.model import Circle, Point
from bot.geo.zones import zone_at
from bot.kernel.clock import SystemClock
from bot.kernel.ids import PersonId, new_code, new_ref
from bot.neighborhoods.service import found, link
from bot.people.model import MAIL
from bot.people.service import invite_reviewer, join_reviewer
from bot.terms.model import Terms
from tests.features.departments.adding import add_department
from tests.features.officers.joining import on_duty

DEPARTMENT = "Lantern Hill Police Department"


@dataclass(slots=True, kw_only=True)
class Owner:
    """Somebody with a camera in range of the scene."""

    human: OnTelegram | OnDiscord
    email: str

    @property
    def platform(self) -> str:
        """The name of the lane."""
        return "telegram" if isinstance(self.human, OnTelegram) else "discord"

    @property
    def handle(self) -> str:
        """The account as the books know it."""
        return handle_of(self.human)


@dataclass(slots=True, kw_only=True)
class Street:
    """The set with its people; the bot is not running yet."""

    stage: Stage
    url: str
    reyes: OnDiscord
    """The officer."""
    rita: OnTelegram
    """The reviewer."""
    group: int
    channel: int
    owners: list[Owner]

    @property
    def seals(self) -> HouseSeals:
        """Made of the key of this street's house."""
        return HouseSeals(read_house_key(self.stage.folder / "house.key"))

    def messages(self, owner: Owner) -> list[str]:
        """Everything that the bot said to the owner in their chat."""
        return [screen.words for screen in owner.human.screen()]

    @asynccontextmanager
    async def books(self) -> AsyncIterator[Books]:
        """One look into the database of the story, from outside of the bot."""
        engine = make_engine(self.url)
        try:
            async with make_begin(engine, lambda: None, self.seals)() as tx:
                yield tx
        finally:
            await engine.dispose()


@asynccontextmanager
async def street(
    url: str, *, owners: int, waits: Waits | None = None, more: dict[str, dict[str, Any]] | None = None
) -> AsyncIterator[Street]:
    """The set with so many owners, every other one on Telegram and on Discord, on a migrated database."""
    town = invented()
    silent = Telling(Console(file=io.StringIO()))
    async with set_up(town, silent, url, waits or Waits(hold=2.0, tick=1.0, notices=0.5), more) as stage:
        world, told = stage.sandbox, silent.told
        rita = OnTelegram(world, "Rita", told, has_started=True)
        ana = OnTelegram(world, "Ana", told, has_started=True)
        reyes = OnDiscord(world, "Reyes", told)
        cast: list[Owner] = []
        for number in range(owners):
            name = f"Owner{number}"
            human = OnDiscord(world, name, told) if number % 2 else OnTelegram(world, name, told, has_started=True)
            cast.append(Owner(human=human, email=f"{name.lower()}@mail.example.org"))
        group = world.telegram.group("Lantern Hill", admins=[ana.id], members=[rita.id])
        on_discord = [owner.human.id for owner in cast if owner.platform == "discord"]
        guild = world.discord.guild("Lantern Hill", channels=["neighbors"], members=[reyes.id, *on_discord])
        made = Street(
            stage=stage, url=url, reyes=reyes, rita=rita, group=group, channel=guild.channels["neighbors"], owners=cast
        )
        async with made.books() as tx:
            await move_in(tx, made, SystemClock().now())
        yield made


async def move_in(tx: Books, made: Street, now: datetime) -> None:
    """Everybody registers: the department, the officer, the reviewer, two channels, and all owners."""
    town = made.stage.town
    scene = Point(lat=town.scene.lat, lon=town.scene.lon)
    await add_department(
        tx, name=DEPARTMENT, kind=DepartmentKind.CITY, contact="+1 555 0199", time_zone=town.time_zone,
        jurisdiction=Circle(center=scene, radius_m=12_000), now=now, new_ref=new_ref,
    )  # fmt: skip
    reyes = await tx.people.add("discord", handle_of(made.reyes), "Reyes", "en", now)
    await on_duty(tx, DEPARTMENT, "Det. M. Reyes", reyes, now)
    _, robe = await invite_reviewer(tx, "Rita", now, new_ref, new_code)
    rita = await tx.people.add("telegram", handle_of(made.rita), "Rita", "en", now)
    await join_reviewer(tx, rita, robe, now)
    neighborhood, _ = await found(
        tx, town.name, Circle(center=scene, radius_m=1609.0), now, new_ref, new_code
    )  # fmt: skip
    await link(tx, neighborhood, "telegram", str(made.group), "", town.name, now)
    await link(tx, neighborhood, "discord", handles.of_channel(made.channel), "", "neighbors", now)
    for number, owner in enumerate(made.owners):
        person = await register(tx, owner, number, scene, now)
        if owner.platform == "discord":
            # Whoever registered did so in a conversation of their own with the bot, which therefore knows it.
            account = (await tx.people.accounts(person))[0]
            await tx.reach.note_direct(
                account.id, handles.of_channel(made.stage.sandbox.discord.direct(owner.human.id))
            )


async def register(tx: Books, owner: Owner, number: int, scene: Point, now: datetime) -> PersonId:
    """One owner: both accounts, and a camera within 250 m of the scene."""
    person = await tx.people.add(owner.platform, owner.handle, owner.human.name, "en", now)
    assert await tx.people.add_account(person.id, MAIL, owner.email, "", now)
    step = 0.0002
    point = Point(lat=scene.lat + (number % 15 - 7) * step, lon=scene.lon + (number // 15 % 11 - 5) * step)
    await tx.cameras.add(
        NewCamera(
            ref=new_ref(), owner=person.id, label="Porch", street_address=f"{100 + number} Lantern Street", point=point
        ),
        now,
    )
    # The clock of these stories is the machine's: without this nobody would be asked at night.
    await tx.terms.put(person.id, Terms(time_zone=zone_at(scene), quiet_from=0, quiet_until=0), now)
    return person.id


def handle_of(human: OnTelegram | OnDiscord) -> str:
    """The account as the books know it."""
    return str(human.id) if isinstance(human, OnTelegram) else handles.of_person(human.id)


def holding(texts: Sequence[str], words: str) -> list[str]:
    """Those of the texts that hold the words."""
    return [text for text in texts if words in text]
