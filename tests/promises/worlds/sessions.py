"""Random sessions of officers, reviewers and neighbors: lived in one world, then played again, act by act, in others.

Whatever buttons and questions somebody was shown may be pressed and answered, in any order, by whomever, sense or not.
In between a request runs its course, because nothing can leak where nobody is ever asked.
"""

import itertools
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.chat.action import Action
from bot.chat.form import CommandSpec, Field, FieldKind, Form
from bot.chat.incoming import Command, FormAnswer, Incoming, Press, Suggest, Typed, Upload
from bot.chat.reply import Reply
from tests.promises.worlds import police
from tests.promises.worlds.town import APPROVERS, CHANNELS, REVIEWERS, account_of
from tests.promises.worlds.world import World, clip, heard

Step = Callable[[World], Awaitable[object]]

NOTICES_ARE_OUT = timedelta(seconds=75)
"""After a publication: by then everybody was asked who can be asked at once. Whoever approves in both worlds waits for it."""

SPANS = tuple(
    timedelta(seconds=each) for each in (1, 4, 6, 20, 61, 75, 75, 120, 601, 601, 3600, 9 * 3600, 25 * 3600, 8 * 86_400)
)
PLACES = (
    "12 Oak St", "14 oak st", "7 Elm Ave", "40.0,-75.0", "40.001, -75.002", "geo:40.0,-75.0", "41.5,-75", "Oak", "", "🙂",
    "https://maps.google.com/?q=40.0,-75.0", "0,0", "91,200", "12 Oak St\n\n14 Oak St",
)  # fmt: skip
TIMES = (
    "now",
    "2 hours ago",
    "yesterday 9 pm",
    "2026-11-23 18:00",
    "2026-11-23 18:00+00:00",
    "last 2 hours",
    "soon",
    "25:99",
    "",
)
WORDS = (
    "A white van that left shortly after.", "no", "yes", "-", "NA", "26-1234", "400 m", "how many owners?", "'; DROP TABLE ask",
    "+1 555 0100", "1", "9" * 30, "everyone at the protest", "\u202eabc", "/clips", "please", "x" * 700,
)  # fmt: skip
POLICE_COMMANDS = (
    "requests",
    "clips",
    "departments",
    "close",
    "officer",
    "request",
    "incidents",
    "mydata",
    "help",
    "bulletin",
)


@dataclass(slots=True, kw_only=True)
class Session:
    """A session while it is lived, and what is needed to play it again."""

    world: World
    chance: random.Random
    steps: list[Step] = field(default_factory=list)
    keys: Any = field(default_factory=itertools.count)
    forms: dict[str, Form] = field(default_factory=dict)
    """The question that somebody was asked last."""
    published_at: Any = None
    notes: dict[str, str] = field(default_factory=dict)
    """What the adapter for police wants to remember."""

    async def act(self, step: Step) -> object:
        """Do it here, and note it for the other worlds."""
        self.steps.append(step)
        return await play_one(self.world, step, len(self.steps))

    async def hear(self, who: str, incoming: Incoming) -> Reply:
        """Somebody does something."""
        answered = await self.act(lambda world: world.hear(who, incoming))
        assert isinstance(answered, Reply)
        if answered.form is not None:
            self.forms[who] = answered.form
        return answered

    def speaking(self, who: str, room: str = "") -> dict[str, Any]:
        """Who speaks where."""
        platform, handle = account_of(who)
        modals = platform == "discord" and self.chance.random() < 0.5
        return heard(platform, handle, f"s{next(self.keys)}", name=who, room=room, modals=modals)

    async def command(self, who: str, name: str, answers: Mapping[str, str], room: str = "") -> Reply:
        """A command with its options."""
        return await self.hear(who, Command(**self.speaking(who, room), name=name, answers=dict(answers)))

    async def press(self, who: str, action: Action) -> Reply:
        """A button."""
        if action.verb == "review.approve":
            self.published_at = self.world.clock.now()
        return await self.hear(who, Press(**self.speaking(who), action=action))

    async def says(self, who: str, text: str) -> Reply:
        """Plain words in their own chat."""
        return await self.hear(who, Typed(**self.speaking(who), text=text))

    async def answers_form(self, who: str, answers: Mapping[str, str]) -> Reply:
        """A dialog, filled in."""
        return await self.hear(
            who, FormAnswer(**self.speaking(who), draft=self.forms[who].draft, answers=dict(answers))
        )

    async def pass_time(self, span: timedelta) -> None:
        """Time goes by."""
        await self.act(lambda world: world.pass_time(span))

    def last_button(self, who: str, verb: str) -> Action | None:
        """The newest button of this kind that they were shown."""
        return next((action for to, action in reversed(self.world.shown) if to == who and action.verb == verb), None)

    async def approves(self, name: str) -> None:
        """One of those who approve in both worlds does so, if notices are out by now in any world."""
        if self.published_at is not None and self.world.clock.now() - self.published_at >= NOTICES_ARE_OUT:
            await self.act(lambda world: approve(world, name))

    async def withdraws(self, name: str) -> None:
        """And takes it back, perhaps too late."""
        await self.act(lambda world: take_back(world, name))


async def play_one(world: World, step: Step, number: int) -> object:
    """One act in one world."""
    world.seen.step = number
    world.chance.at(number)
    return await step(world)


async def play_again(world: World, steps: Sequence[Step]) -> None:
    """The same acts in another world."""
    for number, step in enumerate(steps, 1):
        await play_one(world, step, number)


async def approve(world: World, name: str) -> None:
    """Whoever approves has read the notice (the same words in both worlds), says yes, sends a clip, and shares it."""
    platform, handle = account_of(name)
    told = sorted((message.title, repr(message.blocks)) for to, message in world.letters if to == handle)
    world.see(name, "has read", told)
    asked = [action for action in world.buttons_of(handle) if action.verb == "ask.yes"]
    if asked:
        mouth = world.mouth(platform, handle)
        await mouth.presses("ask.yes", asked[-1].ref)
        card = {action.verb: action.ref for action in await mouth.sends_a_clip()}
        if "clip.share" in card:
            shared = await mouth.presses("clip.share", card["clip.share"])
            world.see(name, "shared", shared)
    await world.work()


async def take_back(world: World, name: str) -> None:
    """The last yes of somebody who approves in both worlds is taken back in both."""
    platform, handle = account_of(name)
    asked = [action for action in world.buttons_of(handle) if action.verb == "ask.no"]
    if asked:
        await world.mouth(platform, handle).presses("ask.no", asked[-1].ref)
    await world.work()


async def live_session(world: World, seed: object, acts: int) -> Session:
    """A session of about so many random acts, with the course of a request or two in between."""
    session = Session(world=world, chance=random.Random(f"session {seed}"))
    course = draw_course(session)
    marks = sorted(session.chance.randrange(acts + 1) for _ in course)
    for number in range(acts + 1):
        for mark, stage in zip(marks, course, strict=True):
            if mark == number:
                await stage(session)
        if number < acts:
            await random_act(session)
    # Whatever happened, everything that was ever to come out has come out by now.
    for span in (timedelta(minutes=12), timedelta(days=8)):
        await session.pass_time(span)
    for who in world.town.police:
        await session.command(who, "clips", {})
    await session.command(session.chance.choice(world.town.everybody), "requests", {})
    await session.act(lambda each: each.look_at_pages())
    return session


Stage = Callable[[Session], Awaitable[None]]


def draw_course(session: Session) -> list[Stage]:
    """Filed, reviewed, asked, approved, fetched, closed: mostly in this order and mostly all of it."""
    chance = session.chance
    who = chance.choice(session.world.town.police)
    course: list[Stage] = [lambda s: file_one(s, who), lambda s: review(s, "review.approve")]
    if chance.random() < 0.15:
        course = [course[0], lambda s: review(s, "review.refuse"), *course]
    course += [lambda s: s.pass_time(2 * NOTICES_ARE_OUT), look]
    if chance.random() < 0.5:
        name = chance.choice(APPROVERS)[0]
        course += [lambda s: s.approves(name)]
        if chance.random() < 0.3:
            course += [lambda s: s.withdraws(name)]
        course += [lambda s: s.pass_time(timedelta(minutes=11)), fetch]
    if chance.random() < 0.4:
        course += [close]
    if chance.random() < 0.45:
        other = chance.choice(session.world.town.police)
        course += [lambda s: file_one(s, other), lambda s: review(s, "review.approve")]
        course += [lambda s: s.pass_time(2 * NOTICES_ARE_OUT), look]
    return course


async def file_one(session: Session, who: str) -> None:
    """A request that will mostly be accepted."""
    await police.files(session, who, police.random_answers(session.chance, session.world.clock.now()))


async def review(session: Session, verb: str) -> None:
    """A reviewer decides about the newest card."""
    name = session.chance.choice(REVIEWERS)[0]
    action = session.last_button(name, verb)
    if action is not None:
        await session.press(name, action)
        if verb == "review.refuse" and name in session.forms:
            await session.says(name, "The area does not fit what is sought.")


async def fetch(session: Session) -> None:
    """Whoever was told of a clip gets it."""
    for who in session.world.town.police:
        if (action := session.last_button(who, "clip.get")) is not None:
            await police.types_a_code(session, who, await session.press(who, action))


async def look(session: Session) -> None:
    """An officer or a neighbor looks at what is public while owners are thinking, or have answered."""
    ref = next((action.ref for _, action in reversed(session.world.shown) if action.verb.startswith("review.")), "")
    who = session.chance.choice(session.world.town.everybody)
    await session.command(who, "requests", {})
    await session.command(session.chance.choice(session.world.town.police), "requests", {"request": ref})


async def close(session: Session) -> None:
    """An officer closes what was filed last."""
    ref = next(
        (action.ref for _, action in reversed(session.world.shown) if action.verb.startswith("review.")), "ABCDEF"
    )
    await session.command(session.chance.choice(session.world.town.police), "close", {"request": ref})


async def random_act(session: Session) -> None:
    """Something, by somebody, somewhere."""
    chance, town = session.chance, session.world.town
    who = chance.choice((*town.police, *town.police, *town.everybody))
    await chance.choices(
        (any_command, any_press, any_words, any_form, any_wait, half_typed, any_file), (30, 22, 10, 12, 14, 6, 4)
    )[0](session, who)


async def any_command(session: Session, who: str) -> None:
    """A command with some of its options, sensible or not, in a chat or a channel."""
    chance = session.chance
    specs = {spec.name: spec for spec in session.world.router.commands}
    name = chance.choice(POLICE_COMMANDS) if chance.random() < 0.7 else chance.choice(sorted(specs))
    spec = specs.get(name)
    platform, _ = account_of(who)
    rooms = [handle for each, handle in CHANNELS if each == platform]
    room = chance.choice(rooms) if chance.random() < 0.2 else ""
    if spec is None or chance.random() < 0.05:
        await session.hear(who, Command(**session.speaking(who, room), name="nonsense", words=chance.choice(WORDS)))
    elif chance.random() < 0.2:
        await session.hear(who, Command(**session.speaking(who, room), name=name, words=chance.choice(WORDS)))
    else:
        await session.command(who, name, random_answers(session, spec), room)


def random_answers(session: Session, spec: CommandSpec) -> dict[str, str]:
    """Something for some of the fields."""
    if spec.name == "request" and session.chance.random() < 0.7:
        # Nearly right, with one thing wrong: what refuses it must not depend on owners.
        given = police.random_answers(session.chance, session.world.clock.now())
        spoilt = session.chance.choice([field for field in spec.fields if field.kind is not FieldKind.FILE])
        return {**given, spoilt.name: random_answer(session, spoilt)}
    return {
        field.name: random_answer(session, field)
        for field in spec.fields
        if session.chance.random() < 0.6 and field.kind is not FieldKind.FILE
    }


def random_answer(session: Session, field: Field) -> str:
    """Something that somebody may say to this question."""
    chance = session.chance
    if field.choices and chance.random() < 0.8:
        return chance.choice(field.choices).value
    if field.kind is FieldKind.PLACE:
        return chance.choice(PLACES)
    if field.name in ("request", "ref", "incident", "bulletin") and session.world.shown and chance.random() < 0.8:
        return chance.choice(session.world.shown)[1].ref[:20]
    return chance.choice(TIMES if field.name in ("happened", "start", "end", "when", "window") else WORDS)


async def any_press(session: Session, who: str) -> None:
    """A button that somebody was shown: mostly one's own, at times another's, at times one that never was."""
    chance = session.chance
    own = [action for to, action in session.world.shown if to == who]
    others = [action for _, action in session.world.shown]
    if own and chance.random() < 0.75:
        await session.press(who, chance.choice(own[-12:]))
    elif others and chance.random() < 0.8:
        await session.press(who, chance.choice(others))
    else:
        verbs = ("ask.yes", "ask.no", "clip.get", "clip.share", "clip.undo", "review.approve", "form.pick", "no.such")
        await session.press(who, Action(verb=chance.choice(verbs), ref=chance.choice(("ABCDEF", "", "me", "K7QFM3.1"))))


async def any_words(session: Session, who: str) -> None:
    """Plain words."""
    await session.says(who, session.chance.choice(WORDS))


async def any_form(session: Session, who: str) -> None:
    """The last question is answered: in the dialog, or in words."""
    form = session.forms.get(who)
    if form is None or not form.fields:
        await any_command(session, who)
    elif session.chance.random() < 0.5:
        given = {each.name: random_answer(session, each) for each in form.fields if each.kind is not FieldKind.FILE}
        await session.answers_form(who, given)
    else:
        await session.says(who, random_answer(session, form.fields[0]))


async def any_wait(session: Session, who: str) -> None:
    """Time goes by."""
    await session.pass_time(session.chance.choice(SPANS))


async def half_typed(session: Session, who: str) -> None:
    """An option is half typed, and completed."""
    platform, handle = account_of(who)
    name, partial = (
        session.chance.choice((("request", "place"), ("report", "place"), ("close", "request"))),
        session.chance.choice(("1", "12 o", "", "nowhere")),
    )
    speaker = heard(platform, handle, "")["speaker"]
    suggest = Suggest(speaker=speaker, command=name[0], field=name[1], partial=partial)

    async def complete(world: World) -> None:
        world.see(who, "completed", await world.router.complete(suggest))

    await session.act(complete)


async def any_file(session: Session, who: str) -> None:
    """A file that nobody asked for."""
    await session.hear(who, Upload(**session.speaking(who), file=clip()))
