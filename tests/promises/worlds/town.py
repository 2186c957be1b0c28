"""What two worlds share: the departments and officers, the reviewers, the channels, a neighbor, and two who approve."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cameras.model import NewCamera
from bot.db.transaction import Books
from bot.departments.model import Department
from bot.geo.model import Circle, Point
from bot.kernel.ids import AccountId, ChannelId
from bot.neighborhoods.service import found, link
from bot.people.model import MAIL
from bot.people.service import invite_reviewer, join_reviewer
from bot.terms.model import Terms
from tests.features.departments.adding import DOMAIN
from tests.promises.worlds.chance import Chance
from tests.promises.worlds.owners import SCENE, ZONE
from tests.promises.worlds.police import Badge, go_on_duty, make_department

BADGES = (
    Badge(name="Sgt. Vega", platform="discord", handle="d-vega"),
    Badge(name="Det. Reyes", platform="telegram", handle="t-reyes"),
    Badge(name="Lt. Poe", platform="discord", handle="d-poe"),
)
"""Two of Maple, who work together, and one of the county."""
REVIEWERS = (("Rex", "telegram", "t-rex"), ("Rita", "discord", "d-rita"))
NEIGHBOR = ("Nina", "telegram", "t-nina")
APPROVERS = (("Sara", "telegram", "t-sara"), ("Tom", "discord", "d-tom"))
"""Owners in both worlds, who approve the same in both: what was approved is the officer's to see."""
CHANNELS = (("telegram", "-100"), ("discord", "c-200"), ("telegram", "-300"))


@dataclass(slots=True)
class Town:
    """Who is watched: the accounts and channels of everybody who is not to learn of owners."""

    departments: list[Department] = field(default_factory=list)
    accounts: dict[AccountId, str] = field(default_factory=dict)
    handles: dict[tuple[str, str], str] = field(default_factory=dict)
    """(platform, handle) of an account or a channel, and who sees what is said there."""
    channels: dict[ChannelId, str] = field(default_factory=dict)

    def viewer(self, platform: str, handle: str) -> str | None:
        """Who sees what is said there, if it is somebody who plays, or a mailbox of police; None at an owner's."""
        if platform == MAIL and handle.endswith(f"@{DOMAIN}"):
            return f"mailbox {handle}"
        return self.handles.get((platform, handle))

    @property
    def police(self) -> tuple[str, ...]:
        """Who presses and types as police."""
        return tuple(badge.name for badge in BADGES)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Everybody who plays in a session."""
        return (*self.police, *(name for name, _, _ in REVIEWERS), NEIGHBOR[0])


async def found_town(tx: Books, chance: Chance, now: datetime) -> Town:
    """Everything that the worlds have in common, by the house's own use cases."""
    town = Town()
    maple = await make_department(tx, "Maple Police", SCENE, 9_000, chance, now)
    county = await make_department(tx, "Oak County Sheriff", SCENE, 30_000, chance, now)
    town.departments += [maple, county]
    for badge, department in zip(BADGES, (maple, maple, county), strict=True):
        await go_on_duty(tx, badge, department, chance, now)
    for name, platform, handle in REVIEWERS:
        person = await tx.people.add(platform, handle, name, "en", now)
        _, code = await invite_reviewer(tx, name, now, chance.ref, chance.code)
        await join_reviewer(tx, person, code, now)
    await tx.people.add(NEIGHBOR[1], NEIGHBOR[2], NEIGHBOR[0], "es", now)
    for number, (name, platform, handle) in enumerate(APPROVERS):
        await settle(tx, name, platform, handle, number, chance, now)
    for number, (platform, handle) in enumerate(CHANNELS):
        area = Circle(center=Point(lat=SCENE.lat + 0.01 * (number // 2), lon=SCENE.lon), radius_m=1609)
        if number != 1:
            neighborhood, _ = await found(tx, f"Ward {number}", area, now, chance.ref, chance.code)
        made = await link(tx, neighborhood, platform, handle, "", f"ward{number}", now, "es" if number == 2 else "en")
        town.channels[made.id] = f"channel {number}"
        town.handles[platform, handle] = f"channel {number}"
    await watch(tx, town)
    return town


async def settle(tx: Books, name: str, platform: str, handle: str, number: int, chance: Chance, now: datetime) -> None:
    """Somebody who approves: both accounts, a camera, and no quiet hours."""
    long_ago = now - timedelta(days=40)
    person = await tx.people.add(platform, handle, name, "en", long_ago)
    assert await tx.people.add_account(person.id, MAIL, f"{name.lower()}@mail.example.org", "", long_ago)
    point = Point(lat=SCENE.lat + 0.0003 * (number + 1), lon=SCENE.lon)
    new = NewCamera(
        ref=chance.ref(), owner=person.id, label="Porch", street_address=f"{number + 20} Oak St", point=point
    )
    await tx.cameras.add(new, long_ago)
    await tx.terms.put(person.id, Terms(time_zone=ZONE, quiet_from=0, quiet_until=0), long_ago)


async def watch(tx: Books, town: Town) -> None:
    """Note by which accounts and addresses those who play are reached."""
    played = [(badge.name, badge.platform, badge.handle) for badge in BADGES] + [*REVIEWERS, NEIGHBOR]
    for name, platform, handle in played:
        person = await tx.people.with_account(platform, handle)
        assert person is not None
        for account in await tx.people.accounts(person.id):
            town.accounts[account.id] = name
            town.handles[account.platform, account.handle] = name


def account_of(name: str) -> tuple[str, str]:
    """Platform and handle of the chat account of somebody who plays."""
    for badge in BADGES:
        if badge.name == name:
            return badge.platform, badge.handle
    return next((platform, handle) for each, platform, handle in (*REVIEWERS, NEIGHBOR, *APPROVERS) if each == name)
