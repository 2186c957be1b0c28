"""What people say about alerts: where their home is, how far, how often, and when to be quiet. In direct messages only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.alerts import service, texts
from bot.alerts.model import RADII_MILES, AlertReason, Rhythm, Subscription, Wishes
from bot.alerts.reading import read_categories, read_far_m, read_quiet, read_words
from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import Far, phrase
from bot.chat.reply import Reply, reply
from bot.geo.model import Point
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.geo.zones import zone_at
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.forms import match_choice
from bot.handlers.people import in_direct_only, person_of
from bot.handlers.places import point_of
from bot.incidents.search import METRES_PER_MILE
from bot.kernel.refusal import Refused

PLACE = Field(
    name="place",
    label=phrase("Home point"),
    question=phrase("Where is your home? A pin, coordinates or an address. Nobody else sees it"),
    kind=FieldKind.PLACE,
    max_length=MAX_PLACE_CHARACTERS,
    required=False,
    suggests=True,
)
RADIUS = Field(
    name="radius",
    label=phrase("How far?"),
    question=phrase("How far around your home point?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(
        Choice(value=f"{miles:g}", label=phrase("{far}", far=Far(metres=miles * METRES_PER_MILE)))
        for miles in RADII_MILES
    ),
)
CATEGORIES = Field(
    name="categories",
    label=phrase("Categories"),
    question=phrase("Which categories? With commas between them, such as crime, lost or found pet; or all"),
    required=False,
)
RHYTHM = Field(
    name="rhythm",
    label=phrase("How often?"),
    question=phrase("How often do you want to hear of reports?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=rhythm.value, label=label) for rhythm, label in texts.RHYTHMS.items()),
)
QUIET = Field(
    name="quiet",
    label=phrase("Quiet hours"),
    question=phrase("When shall it be quiet? Such as 22-7, or none"),
    required=False,
)
ALERTS = CommandSpec(
    name="alerts",
    description=phrase("Hear of reports near your home: how far, how often, and when to be quiet"),
    fields=(PLACE, RADIUS, CATEGORIES, RHYTHM, QUIET),
    in_channels=False,
    rest="place",
    needs=("place", "radius", "categories", "rhythm", "quiet"),
)
NOWHERE = Point(lat=0.0, lon=0.0)
MUTES = {"day": timedelta(days=1), "week": timedelta(days=7)}


async def alerts(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/alerts`: sets up with one pin, changes what is named, and shows what holds."""
    in_direct_only(ctx)
    parts = {**_words(answers.get("place", "")), **{k: v for k, v in answers.items() if k != "place"}}
    before = await _before(ctx)
    if before is None and "place" not in parts:
        _changed(Wishes(home=NOWHERE), parts)  # What cannot be read is said before the place is asked for.
        return await ask_for(ctx, ALERTS, parts, (PLACE,), texts.asks_home())
    if before is not None and not parts:
        return reply(texts.settings(before, ctx.now))
    if "place" in parts:
        home = await point_of(ctx.services, parts["place"], AlertReason.PLACE_UNKNOWN)
        old = before.wishes if before is not None else Wishes(home=home)
        wishes = replace(old, home=home, time_zone=zone_at(home))
    else:
        assert before is not None
        wishes = before.wishes
    return await _keep(ctx, _changed(wishes, parts))


async def on_show(ctx: Ctx, ref: str) -> Reply:
    """*Change alerts*."""
    return await alerts(ctx, {})


async def on_radius(ctx: Ctx, ref: str) -> Reply:
    """A distance was chosen."""
    return await _pressed(ctx, {"radius": ref}) if ref in {each.value for each in RADIUS.choices} else Reply()


async def on_rhythm(ctx: Ctx, ref: str) -> Reply:
    """A rhythm was chosen."""
    return await _pressed(ctx, {"rhythm": ref}) if ref in set(Rhythm) else Reply()


async def on_ask(ctx: Ctx, ref: str) -> Reply:
    """What cannot be a button is asked for."""
    in_direct_only(ctx)
    field = {"categories": CATEGORIES, "quiet": QUIET}.get(ref)
    return await ask_for(ctx, ALERTS, {}, (field,)) if field is not None else Reply()


async def on_mute(ctx: Ctx, ref: str) -> Reply:
    """Quiet for a day or a week from now."""
    span = MUTES.get(ref)
    if span is None:
        return Reply()
    return await _keep(ctx, replace((await _own(ctx)).wishes, muted_until=ctx.now + span))


async def on_unmute(ctx: Ctx, ref: str) -> Reply:
    """Alerts come again."""
    return await _keep(ctx, replace((await _own(ctx)).wishes, muted_until=None))


async def on_delete(ctx: Ctx, ref: str) -> Reply:
    """The row goes, with the home point."""
    async with ctx.begin() as tx:
        if ctx.person is not None:
            await tx.alerts.drop(ctx.person.id)
    return reply(texts.deleted(), closes=True)


async def _pressed(ctx: Ctx, parts: Mapping[str, str]) -> Reply:
    return await _keep(ctx, _changed((await _own(ctx)).wishes, parts))


async def _own(ctx: Ctx) -> Subscription:
    async with ctx.services.begin() as tx:
        return await service.own(tx, ctx.person)


async def _before(ctx: Ctx) -> Subscription | None:
    """What is set up; officers are told at once that nothing can be. Raises Refused(NOT_FOR_OFFICERS)."""
    if ctx.person is None:
        return None
    async with ctx.services.begin() as tx:
        if await service.is_officer(tx, ctx.person.id):
            raise Refused(AlertReason.NOT_FOR_OFFICERS)
        return await tx.alerts.of_person(ctx.person.id)


async def _keep(ctx: Ctx, wishes: Wishes) -> Reply:
    async with ctx.begin() as tx:
        kept = await service.wish(tx, await person_of(ctx, tx), wishes, ctx.now)
    return reply(texts.settings(kept, ctx.now))


def _changed(wishes: Wishes, parts: Mapping[str, str]) -> Wishes:
    """Raises Refused(BAD_CATEGORIES | BAD_QUIET_HOURS | BAD_RADIUS)."""
    if "radius" in parts:
        wishes = replace(wishes, radius_m=read_far_m(parts["radius"]))
    if "categories" in parts:
        wishes = replace(wishes, categories=read_categories(parts["categories"]))
    if "rhythm" in parts:
        wishes = replace(wishes, rhythm=Rhythm(parts["rhythm"]))
    if "quiet" in parts:
        start, end = read_quiet(parts["quiet"])
        wishes = replace(wishes, quiet_from=start, quiet_until=end)
    return wishes


def _words(words: str) -> Mapping[str, str]:
    """Which answer these words are: what a button says is that button's, in any language."""
    rhythm = match_choice(RHYTHM, words)
    return {RHYTHM.name: rhythm.value} if rhythm is not None else read_words(words)


ROUTES = Routes(
    commands=((ALERTS, alerts),),
    presses={
        "alerts.show": on_show,
        "alerts.radius": on_radius,
        "alerts.rhythm": on_rhythm,
        "alerts.ask": on_ask,
        "alerts.mute": on_mute,
        "alerts.unmute": on_unmute,
        "alerts.delete": on_delete,
    },
    refusals=texts.REFUSALS,
    again={
        AlertReason.PLACE_UNKNOWN: "place",
        AlertReason.BAD_QUIET_HOURS: "quiet",
        AlertReason.BAD_CATEGORIES: "categories",
        AlertReason.BAD_RADIUS: "radius",
    },
)
