"""Random and hostile input to the whole house: always one reply, never an exception, never an accident."""

import random
from dataclasses import replace

import pytest

from bot.chat.action import Action, BadAction
from bot.chat.incoming import Command, FormAnswer, Press, Typed
from bot.chat.reply import Reply
from bot.departments.model import DepartmentKind
from bot.geo.model import Circle, Point
from bot.handlers import phrases
from bot.handlers.context import Services
from bot.handlers.router import Router
from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer
from bot.people.service import invite_reviewer
from tests.features.departments.adding import add_department
from tests.handlers.house import START, Somebody, words_of
from tests.handlers.routes import ALL_ROUTES

EVENTS = 1000
"""For each of the two databases."""

HOSTILE = [
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202egnp.exe", "\u2066", "🏡" * 600, "é" * 5000,
    "A" * 20000,
    "'; DROP TABLE person; --", "{0.__class__}", "{reason}", "%s%n", "$(reboot)", "<script>alert(1)</script>",
    "@everyone", "[x](javascript:alert(1))", "geo:", "geo:1,2", "geo:nan,nan", "geo:1e999,0", "geo:91,181", "40,-75",
    "40.0000, -75.0000", "https://maps.google.com/?q=1,2", "https://" + "x" * 3000, "12 Oak St", "7 Elm Ave",
    "yes", "no", "YES K7QFM3", "cancel", "/cancel", "123456", "٣٤٥٦٧٨", "000 000", "K7QFM3", "k7qfm3", "crime", "add",
    "remove",
    "pause", "-1", "0", "1", "9" * 400, "1e309", "inf", "2026-11-22 21:30", "9999-99-99 99:99", "0001-01-01 00:00",
    "400 m", "0.25 mi", "²", "½", "ada@example.org", "a@b", "x@[127.0.0.1]", "a@" + "b" * 300 + ".org", "\n\n\n", "\r",
    "\t", "null", "None", "undefined", "../../etc/passwd", "AAAA-BBBB-CCCC-DDDD", "\u0130", "ß", "\ufeff", "K7QF-M3TV",
]  # fmt: skip


def some_text(chance: random.Random) -> str:
    """A hostile text, a mixture of them, or noise from all of Unicode."""
    match chance.randrange(4):
        case 0:
            return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(40)))
        case 1:
            return " ".join(chance.choices(HOSTILE, k=chance.randrange(1, 4)))
        case _:
            return chance.choice(HOSTILE)


async def people(router: Router, services: Services, chance: random.Random) -> list[Somebody]:
    """A stranger, an owner, an officer, a reviewer and an administrator of a linked channel."""
    stranger, owner, officer, reviewer, admin = (Somebody(router=router, handle=str(i)) for i in range(5))
    async with services.begin() as tx:
        await add_department(
            tx, name="Maple Police", kind=DepartmentKind.CITY, contact="555", time_zone="America/New_York",
            jurisdiction=Circle(center=Point(lat=40, lon=-75), radius_m=9000), now=START, new_ref=new_ref,
        )  # fmt: skip
        _, badge = await invite_officer(tx, "Maple Police", "Sgt. Vega", START, new_ref, new_code)
        _, robe = await invite_reviewer(tx, "Rex", START, new_ref, new_code)
    for who, words, expected in (
        (owner, "/camera add 12 Oak St", "Is this the place?"),
        (owner, "ada@example.org", "registered"),
        (owner, "123456", "confirmed"),
        (officer, f"/officer {badge}", "Sgt. Vega"),
        (reviewer, f"/review {robe}", "Rex"),
    ):
        assert expected in words_of(await who.says(words))
    channel = admin.elsewhere("-100", admin=True)
    await channel.fills("setup", name="Maple", place="12 Oak St")
    dialogs, outside = replace(owner, modals=True), replace(stranger, room="-5")
    return [stranger, owner, officer, reviewer, admin, channel, dialogs, outside]


async def event(who: Somebody, router: Router, chance: random.Random, drafts: list[str]) -> Reply:
    """One thing that this person does."""
    text = some_text(chance)
    spec = chance.choice(router.commands)
    options = {field.name: some_text(chance) for field in spec.fields if chance.random() < 0.7}
    match chance.randrange(6):
        case 0:
            return await who.hears(Command(**who._heard(), name=spec.name, words=text))
        case 1:
            return await who.hears(Command(**who._heard(), name=spec.name, answers=options))
        case 2:
            return await who.hears(FormAnswer(**who._heard(), draft=chance.choice([text, *drafts]), answers=options))
        case 3:
            verbs = ["form.pick", "form.open", "x", *(verb for routes in ALL_ROUTES for verb in routes.presses)]
            ref = chance.choice([text, "ABCDEF", *(f"{draft}.{chance.randrange(9)}" for draft in drafts[-3:])])
            try:
                action = Action(verb=chance.choice(verbs), ref=ref)
            except (BadAction, UnicodeEncodeError):
                return Reply()
            return await who.hears(Press(**who._heard(), action=action))
        case _:
            return await who.hears(Typed(**who._heard(), text=text))


@pytest.mark.parametrize("seed", [1])
async def test_every_event_gets_one_reply(services: Services, seed: int) -> None:
    """Hostile commands, dialogs, presses and words from all kinds of people end in words, never in an accident.

    The phrases of an accident are looked for too: they would mean an exception that the router had to catch.
    """
    chance = random.Random(seed)
    router = Router(services, ALL_ROUTES)
    crowd = await people(router, services, chance)
    drafts: list[str] = []
    for number in range(EVENTS):
        who = chance.choice(crowd)
        answer = await event(who, router, chance, drafts)
        assert isinstance(answer, Reply)
        said = words_of(answer)
        assert phrases.WENT_WRONG not in said, (number, who.last)
        assert phrases.WENT_WRONG_LATER not in said, (number, who.last)
        assert phrases.REFUSED not in said, (number, who.last)
        if answer.form is not None:
            assert answer.form.fields
            drafts.append(answer.form.draft)
