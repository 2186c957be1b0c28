"""The owners of one world: who they are, where their cameras hang, on which terms, how they are reached, what they answer.

All of it is drawn from a seed of that world alone. None of them ever approves anything for good.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cameras.model import NewCamera
from bot.chat.ports import Ambiguous, Cause, Outcome, RetryLater, Unreachable
from bot.db.transaction import Books
from bot.departments.model import Department
from bot.geo.model import Point
from bot.handlers.returns import Returns, StopByPage
from bot.kernel.ids import AccountId, PersonId
from bot.mydata.texts import GO
from bot.people.codes import hash_code
from bot.people.model import MAIL
from bot.people.reach import Trouble
from bot.people.slips import BOUNCE, STOP, Returned
from bot.requests.model import IncidentType
from bot.terms.model import AskBy, Terms
from tests.promises.worlds.chance import Chance

if TYPE_CHECKING:
    from tests.promises.worlds.world import World

SCENE = Point(lat=40.0, lon=-75.0)
METRES_PER_DEGREE = 111_000.0
ZONE = "America/New_York"

ANSWERS = (
    "silence", "silence", "no", "no in words", "yes", "takes back", "keeps the clip", "deletes the clip", "undoes",
    "takes back what was shared", "stops mail", "bounces", "erases everything",
)  # fmt: skip
DOORS = ("open", "open", "open", "open", "blocks", "closed", "busy", "maybe", "no mailbox", "marked dead", "silenced")
"""What becomes of a message to one of an owner's accounts."""
HOW_MANY = (0, 0, 1, 1, 2, 3, 3, 4, 5, 7)


@dataclass(slots=True, kw_only=True)
class Owner:
    """Somebody with cameras, as drawn."""

    name: str
    platform: str
    email: str
    cameras: tuple[tuple[Point, bool], ...]
    """Where each hangs, and whether it is paused."""
    answer: str
    door: str
    patience: int
    """How many times they look at their telephone before they answer."""
    terms: dict[str, object]
    never_from: int | None
    never_about: IncidentType | None
    lives_with: int | None
    """The number of another owner who decides with them."""
    handle: str = ""
    person: PersonId = PersonId(0)
    mailbox: AccountId = AccountId(0)
    looked: int = 0
    answered: set[str] = field(default_factory=set)


def draw_owners(seed: object) -> list[Owner]:
    """The owners of a world. A handful most of the time; in every tenth world a whole street."""
    chance = random.Random(f"owners of {seed}")
    number = chance.choice(HOW_MANY) if chance.random() < 0.93 else chance.randint(9, 14)
    return [draw_owner(chance, each) for each in range(number)]


def draw_owner(chance: random.Random, number: int) -> Owner:
    """One of them."""
    terms: dict[str, object] = {}
    if chance.random() < 0.7:
        terms |= {"quiet_from": 0, "quiet_until": 0}
    if chance.random() < 0.4:
        terms |= chance.choice(
            (
                {"only_missing": True}, {"never_at_night": True}, {"ask_by": AskBy.MAIL}, {"ask_by": AskBy.CHAT},
                {"paused": True}, {"quiet_from": 60, "quiet_until": 1300},
            )
        )  # fmt: skip
    return Owner(
        name=f"Owner{number}",
        platform=chance.choice(("telegram", "discord")),
        email=f"owner{number}@{chance.choice(('mail', 'home', 'post'))}.example.org" if chance.random() < 0.85 else "",
        cameras=tuple((somewhere(chance), chance.random() < 0.12) for _ in range(chance.choice((1, 1, 1, 2, 3)))),
        answer=chance.choice(ANSWERS),
        door=chance.choice(DOORS),
        patience=chance.choice((0, 0, 0, 1, 2)),
        terms=terms,
        never_from=chance.choice((0, 1)) if chance.random() < 0.12 else None,
        never_about=chance.choice(list(IncidentType)) if chance.random() < 0.12 else None,
        lives_with=chance.randrange(number) if number and chance.random() < 0.2 else None,
    )


def somewhere(chance: random.Random) -> Point:
    """Mostly in the area that is asked about, or at its edge, or in the same town."""
    reach_m = chance.choice((100, 300, 390, 410, 600, 2500))
    north, east = chance.uniform(-reach_m, reach_m), chance.uniform(-reach_m, reach_m)
    return Point(lat=SCENE.lat + north / METRES_PER_DEGREE, lon=SCENE.lon + east / METRES_PER_DEGREE * 1.3)


async def move_in(tx: Books, owners: list[Owner], departments: list[Department], chance: Chance, now: datetime) -> None:
    """They registered long ago."""
    for number, owner in enumerate(owners):
        owner.handle = f"{owner.platform}-{owner.name.lower()}"
        long_ago = now - timedelta(days=40)
        person = await tx.people.add(
            owner.platform, owner.handle, owner.name, "es" if number % 3 == 2 else "en", long_ago
        )
        owner.person = person.id
        if owner.email:
            assert await tx.people.add_account(person.id, MAIL, owner.email, "", long_ago)
        for at, (point, paused) in enumerate(owner.cameras):
            new = NewCamera(
                ref=chance.ref(),
                owner=person.id,
                label=f"Camera {at}",
                street_address=f"{number} Elm Street",
                point=point,
            )
            made = await tx.cameras.add(new, long_ago)
            if paused:
                await tx.cameras.set_paused(made.id, True)
        if owner.terms:
            await tx.terms.put(person.id, Terms(**{"time_zone": ZONE, **owner.terms}), long_ago)  # type: ignore[arg-type]
        if owner.never_from is not None:
            await tx.terms.refuse_department(person.id, departments[owner.never_from].id, long_ago)
        if owner.never_about is not None:
            await tx.terms.refuse_type(person.id, owner.never_about, long_ago)
        if owner.lives_with is not None:
            code = hash_code(chance.code())
            await tx.household.invite(person.id, chance.ref(), code, now + timedelta(days=1), long_ago)
            await tx.household.join(code, owners[owner.lives_with].person, long_ago)
        for account in await tx.people.accounts(person.id):
            if account.platform == MAIL:
                owner.mailbox = account.id
            elif owner.door == "marked dead":
                await tx.reach.fail(account.id, Trouble.BLOCKED.value)
            if owner.door == "silenced" and account.platform == MAIL:
                await tx.reach.silence(account.id, True)


def outcome_at(owner: Owner, by_mail: bool, tries: int) -> Outcome | None:
    """What the platform says to a message to this owner; None when it arrives."""
    match owner.door:
        case "blocks" if not by_mail:
            return Unreachable(why="blocked", cause=Cause.BLOCKED)
        case "closed" if not by_mail:
            return Unreachable(why="closed", cause=Cause.CLOSED)
        case "no mailbox" if by_mail:
            return Unreachable(why="no such mailbox")
        case "busy" if tries < 2:
            return RetryLater(after_s=5.0, why="busy")
        case "maybe" if tries < 1:
            return Ambiguous(why="no answer")
        case _:
            return None


async def live(world: "World", owner: Owner) -> None:
    """They look at their telephone, and do about everything new what it is their way to do."""
    asked = [action for action in world.buttons_of(owner.handle) if action.verb == "ask.yes"]
    for action in asked:
        if action.ref in owner.answered:
            continue
        owner.looked += 1
        if owner.looked > owner.patience:
            owner.answered.add(action.ref)
            await do(world, owner, action.ref)


async def do(world: "World", owner: Owner, ask: str) -> None:
    """What this owner does about an ask."""
    mouth = world.mouth(owner.platform, owner.handle)
    match owner.answer:
        case "no":
            await mouth.presses("ask.no", ask)
        case "no in words":
            await mouth.says("no")
        case "yes":
            await mouth.presses("ask.yes", ask)
        case "takes back":
            await mouth.presses("ask.yes", ask)
            await mouth.presses("ask.no", ask)
        case "keeps the clip" | "deletes the clip" | "undoes" | "takes back what was shared":
            await mouth.presses("ask.yes", ask)
            await with_a_clip(world, owner, ask)
        case "stops mail" if owner.mailbox:
            await StopByPage(world.services).stop(world.services.mail_ways.slips.write(STOP, owner.mailbox))
        case "bounces" if owner.mailbox:
            hour = int(world.clock.now().timestamp() // 3600)
            for each in (hour, hour - 1):
                slip = world.services.mail_ways.slips.write(BOUNCE, owner.mailbox, each)
                await Returns(world.services, None).hear(Returned(slip=slip, is_hard=True))  # type: ignore[arg-type]
        case "erases everything":
            await mouth.presses(GO, "me")


async def with_a_clip(world: "World", owner: Owner, ask: str) -> None:
    """A clip is sent, and in the end it stays where it is."""
    mouth = world.mouth(owner.platform, owner.handle)
    card = {action.verb: action.ref for action in await mouth.sends_a_clip()}
    if "clip.share" not in card:
        return
    match owner.answer:
        case "deletes the clip":
            await mouth.presses("clip.delete", card["clip.delete"])
        case "undoes" | "takes back what was shared":
            shared = await mouth.presses("clip.share", card["clip.share"])
            undo = next((action for action in shared if action.verb == "clip.undo"), None)
            if owner.answer == "undoes" and undo is not None:
                await mouth.presses("clip.undo", undo.ref)
            else:
                await mouth.presses("ask.no", ask)
