"""How neighbors report, read and take back."""

from collections.abc import Mapping

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.reply import Reply, reply
from bot.geo.blur import boundary, cell_center, cell_name
from bot.geo.distance import distance_m
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.geo.ports import GeocoderDown
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.people import person_of
from bot.handlers.places import point_of
from bot.incidents import service, texts
from bot.incidents.model import MAX_TEXT, Category, IncidentReason
from bot.incidents.service import BlurredPlace
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.neighborhoods.service import of_channel

TEXT = Field(
    name="text",
    label="What happened?",
    question="What happened? In a few words, and without describing people by their looks",
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_TEXT,
)
CATEGORY = Field(
    name="category",
    label="Category",
    question="What is it about?",
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=category.value, label=category.value.capitalize()) for category in Category),
)
PLACE = Field(
    name="place",
    label="Place",
    question="Where? A pin, coordinates or an address; it is rounded to a block before it is stored",
    kind=FieldKind.PLACE,
    required=False,
    max_length=MAX_PLACE_CHARACTERS,
    suggests=True,
)
LIST_PLACE = Field(
    name="place",
    label="Place",
    question="Around which place? A pin, coordinates or an address",
    kind=FieldKind.PLACE,
    max_length=MAX_PLACE_CHARACTERS,
    required=False,
    suggests=True,
)
REPORT = CommandSpec(
    name="report", description="Tell your neighbors what happened", fields=(TEXT, CATEGORY, PLACE), rest="text"
)
INCIDENTS = CommandSpec(
    name="incidents", description="Read what neighbors reported lately", fields=(LIST_PLACE,), rest="place"
)
REMOVE = CommandSpec(
    name="remove",
    description="Take back a report of yours",
    fields=(Field(name="report", label="Report", question="Which report? Its reference, such as K7QFM3"),),
    rest="report",
)


async def report(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/report`: in a channel to its neighborhood, in a direct message to the one that holds the place."""
    if lacking := tuple(field for field in (TEXT, CATEGORY, PLACE) if field.name not in answers):
        # Asked here and not by the router, which would keep the exact place with the answers so far.
        return await ask_for(ctx, REPORT, await _rounded(ctx, answers), lacking)
    category = next((each for each in Category if each.value == answers["category"]), None)
    if category is None:
        raise Refused(IncidentReason.NO_CATEGORY)
    place = await _blurred(ctx, answers["place"])
    services = ctx.services
    async with ctx.begin() as tx:
        if ctx.room.private:
            neighborhood = await service.neighborhood_at(tx, place)
        else:
            neighborhood = await of_channel(tx, ctx.room.platform, ctx.room.handle)
        stored = await service.report(
            tx,
            await person_of(ctx, tx),
            neighborhood,
            category,
            answers["text"],
            place,
            services.policies.incidents,
            ctx.now,
            services.new_ref,
        )
    return reply(texts.reported(stored, neighborhood.name))


async def incidents(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/incidents`: those of the channel's neighborhood; in a direct message, around a place."""
    if ctx.room.private and "place" not in answers:
        return await ask_for(ctx, INCIDENTS, answers, (LIST_PLACE,))
    place = await _blurred(ctx, answers["place"]) if ctx.room.private else None
    async with ctx.services.begin() as tx:
        if place is not None:
            neighborhood = await service.neighborhood_at(tx, place)
        else:
            neighborhood = await of_channel(tx, ctx.room.platform, ctx.room.handle)
        recent = await service.recent(tx, neighborhood, ctx.now)
    return reply(texts.listing(neighborhood.name, recent))


async def remove(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/remove`: by its author only."""
    async with ctx.begin() as tx:
        return reply(texts.removed(await service.remove(tx, ctx.person, read_ref(answers["report"]))))


async def _rounded(ctx: Ctx, answers: Mapping[str, str]) -> Mapping[str, str]:
    """The answers fit to be stored: in place of the place stands the middle of its cell."""
    if "place" not in answers:
        return answers
    exact = await point_of(ctx.services, answers["place"], IncidentReason.PLACE_UNKNOWN)
    center = cell_center(cell_name(exact, ctx.services.policies.incidents.cell_resolution))
    return {**answers, "place": f"geo:{center.lat:.6f},{center.lon:.6f}"}


async def _blurred(ctx: Ctx, words: str) -> BlurredPlace:
    """The cell of a place. The exact point ends here: nothing behind this line has it."""
    geocoder = ctx.services.geocoder
    exact = await point_of(ctx.services, words, IncidentReason.PLACE_UNKNOWN)
    cell = cell_name(exact, ctx.services.policies.incidents.cell_resolution)
    center = cell_center(cell)
    try:
        around = await geocoder.street_near(center)
    except GeocoderDown:
        around = ""  # The picture of the cell says enough.
    reach_m = max(distance_m(center, corner) for corner in boundary(cell))
    return BlurredPlace(cell=cell, center=center, reach_m=reach_m, around=around)


ROUTES = Routes(
    commands=((REPORT, report), (INCIDENTS, incidents), (REMOVE, remove)),
    refusals=texts.REFUSALS,
    again={
        IncidentReason.NO_TEXT: "text",
        IncidentReason.TOO_LONG: "text",
        IncidentReason.PLACE_UNKNOWN: "place",
        IncidentReason.PLACE_FAR_AWAY: "place",
        IncidentReason.NO_CATEGORY: "category",
    },
)
