"""The one place that knows how police come on duty and how they file: when that changes, only this file changes here."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.chat.reply import Reply
from bot.db.transaction import Books
from bot.departments.model import Department, DepartmentKind
from bot.geo.model import Circle, Point
from bot.handlers.factor import CODE, CODE_FIELD
from bot.requests.model import IncidentType
from tests.features.departments.adding import add_department
from tests.features.officers.joining import code_at, on_duty
from tests.handlers import filing
from tests.promises.worlds.chance import Chance
from tests.promises.worlds.seen import actions_of

if TYPE_CHECKING:
    from tests.promises.worlds.sessions import Session

ZONE = "America/New_York"
FILE_IT = "request.file"
OUTLINE = "39.996,-75.004; 40.004,-75.005; 40.003,-74.995; 39.997,-74.996"
"""An area by its corners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """An officer on duty."""

    name: str
    platform: str
    handle: str


async def make_department(tx: Books, name: str, at: Point, reach_m: float, chance: Chance, now: datetime) -> Department:
    """A department that may ask around this place."""
    return await add_department(
        tx, name=name, kind=DepartmentKind.CITY, contact="+1 555 0199", time_zone=ZONE,
        jurisdiction=Circle(center=at, radius_m=reach_m), now=now, new_ref=chance.ref,
    )  # fmt: skip


async def go_on_duty(tx: Books, badge: Badge, department: Department, chance: Chance, now: datetime) -> None:
    """The officer is invited and does everything that a verified officer has done."""
    person = await tx.people.add(badge.platform, badge.handle, badge.name, "en", now)
    await on_duty(tx, department.name, badge.name, person, now, chance.ref, chance.code)


def answers(now: datetime, *, place: str, case: str, radius: str = "400 m", **other: str) -> dict[str, str]:
    """A request that breaks no rule."""
    return filing.answers(now, place=place, radius=radius, case=case, **other)


def random_answers(chance: random.Random, now: datetime) -> dict[str, str]:
    """A request that breaks no rule, or hardly any."""
    kind = chance.choice((IncidentType.MISSING_PERSON, IncidentType.BURGLARY, *IncidentType))
    place = chance.choice(("12 Oak St", "12 Oak St", "14 Oak St", "40.0005,-75.0005", "7 Elm Ave", OUTLINE))
    return answers(
        now,
        place=place,
        radius="" if ";" in place else chance.choice(("400 m", "400 m", "300 m", "0.25 mi", "640 m")),
        case=f"26-{chance.randrange(10_000):04d}",
        type=kind.value,
        sought=chance.choice(("A white van that left shortly after.", "A person with a red bag who walked north.")),
    )


async def files(session: "Session", who: str, given: dict[str, str]) -> None:
    """The officer looks at the draft and files it, with whatever is asked for on the way."""
    shown = await session.command(who, "request", given)
    action = next((action for action in actions_of(shown) if action.verb == FILE_IT), None)
    if action is not None:
        await types_a_code(session, who, await session.press(who, action))


async def types_a_code(session: "Session", who: str, answered: Reply) -> None:
    """Where an answer asks for a code of the app, the officer looks it up and types it."""
    for later in (0, 1, -1):
        if answered.form is None or answered.form.name != CODE.name:
            return
        code = code_at(session.world.clock.now(), later)
        answered = await session.answers_form(who, {CODE_FIELD.name: code})
