"""How a channel is set up by its administrator."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec, Field, FieldKind
from bot.chat.language import known_language
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.geo.model import Circle
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.places import point_of
from bot.kernel.refusal import Refused
from bot.neighborhoods import service, texts
from bot.neighborhoods.model import NeighborhoodReason

NAME = Field(
    name="name",
    label=phrase("Name or code"),
    question=phrase("A name for a new neighborhood, or the code of an existing one"),
    required=False,
    max_length=60,
)
PLACE = Field(
    name="place",
    label=phrase("Center"),
    question=phrase("Where is its center? Send a pin, coordinates or an address"),
    kind=FieldKind.PLACE,
    max_length=MAX_PLACE_CHARACTERS,
    required=False,
    suggests=True,
)
RADIUS = Field(
    name="radius",
    label=phrase("Radius in miles"),
    question=phrase("How many miles around the center, 0.25 to 5? (1 if left out)"),
    required=False,
    max_length=20,
)
SETUP = CommandSpec(
    name="setup",
    description=phrase("Make this channel part of a neighborhood (administrators)"),
    fields=(NAME, PLACE, RADIUS),
    in_direct=False,
    rest="name",
    needs=("name", "place", "radius"),
)


async def setup(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/setup`: found a neighborhood with this channel, or link the channel by code."""
    room = ctx.room
    if room.private:
        raise Refused(NeighborhoodReason.ONLY_IN_CHANNEL)
    if not room.speaker_is_admin:
        raise Refused(NeighborhoodReason.NOT_ADMIN)
    async with ctx.services.begin() as tx:
        await service.check_free(tx, room.platform, room.handle)
    if "name" not in answers:
        return await ask_for(ctx, SETUP, answers, (NAME,))
    if service.looks_like_code(answers["name"]):
        return await _join(ctx, answers["name"])
    if "place" not in answers:
        return await ask_for(ctx, SETUP, answers, (PLACE,))
    return await _found(ctx, answers)


async def _join(ctx: Ctx, code: str) -> Reply:
    room = ctx.room
    async with ctx.begin() as tx:
        neighborhood = await service.by_code(tx, code)
        await service.link(
            tx, neighborhood, room.platform, room.handle, room.thread, room.title, ctx.now, _language(ctx)
        )
    return reply(texts.linked(neighborhood))


async def _found(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    room = ctx.room
    radius_m = service.read_radius_m(answers.get("radius", f"{service.DEFAULT_RADIUS_MILES:g}"))
    center = await point_of(ctx.services, answers["place"], NeighborhoodReason.PLACE_UNKNOWN)
    area = Circle(center=center, radius_m=radius_m)
    async with ctx.begin() as tx:
        neighborhood, code = await service.found(
            tx, answers["name"], area, ctx.now, ctx.services.new_ref, ctx.services.new_code
        )
        await service.link(
            tx, neighborhood, room.platform, room.handle, room.thread, room.title, ctx.now, _language(ctx)
        )
    return reply(texts.founded(neighborhood), texts.link_code(neighborhood, code))


def _language(ctx: Ctx) -> str:
    """A channel begins with the language of whoever set it up; `/language` changes it."""
    return ctx.person.language if ctx.person is not None else known_language(ctx.speaker.language)


ROUTES = Routes(
    commands=((SETUP, setup),),
    refusals=texts.REFUSALS,
    again={
        NeighborhoodReason.NO_SUCH_LINK_CODE: "name",
        NeighborhoodReason.PLACE_UNKNOWN: "place",
        NeighborhoodReason.BAD_RADIUS: "radius",
    },
)
