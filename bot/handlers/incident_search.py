"""How neighbors find what was reported: lists with a map, in pages, and one report with all that was said to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.drawing import Mark
from bot.chat.form import SKIPPED, Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.geo.blur import cell_center, cell_name
from bot.geo.metric import local_metric, squared_m2
from bot.geo.model import Circle, Point
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.incident_posts import post_of, told
from bot.handlers.places import point_of
from bot.incidents import texts
from bot.incidents.model import Category, Incident, IncidentReason, IncidentState, Spot
from bot.incidents.naming import named
from bot.incidents.search import (
    DEFAULT_DAYS,
    DEFAULT_RADIUS_M,
    PAGE,
    Search,
    read_category,
    read_days,
    read_radius_m,
    read_token,
    read_words,
)
from bot.incidents.texts import finding
from bot.kernel.refusal import Refused
from bot.neighborhoods.model import Neighborhood
from bot.neighborhoods.service import of_channel
from bot.officers.service import is_police

COMMENTS_SHOWN = 20

FAR = Field(
    name="radius",
    label=phrase("How far?"),
    question=phrase("How far around, in miles? Up to 5"),
    kind=FieldKind.TEXT,
    required=False,
)
CATEGORY = Field(
    name="category",
    label=phrase("Category"),
    question=phrase("Only this category"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=category.value, label=texts.LABELS[category]) for category in Category),
)
DAYS = Field(name="days", label=phrase("Days"), question=phrase("How many days back? 1 to 30, else 7"), required=False)
PLACE = Field(
    name="place",
    label=phrase("Place"),
    question=phrase("Around which place? A pin, coordinates or an address"),
    kind=FieldKind.PLACE,
    max_length=MAX_PLACE_CHARACTERS,
    required=False,
    suggests=True,
    rounded=True,
)
INCIDENTS = CommandSpec(
    name="incidents",
    description=phrase("Read what neighbors reported lately"),
    fields=(FAR, CATEGORY, DAYS, PLACE),
    rest="radius",
    needs=("place",),
)
INCIDENT = CommandSpec(
    name="incident",
    description=phrase("Read one report with its comments"),
    fields=(
        Field(name="report", label=phrase("Report"), question=phrase("Which report? Its reference, such as K7QFM3")),
    ),
    rest="report",
)


async def incidents(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/incidents`: those of the channel's neighborhood; in a direct message, around home or a place."""
    await _not_for_officers(ctx)
    answers = {name: answer for name, answer in answers.items() if answer != SKIPPED}
    parts = {**read_words(answers.get(FAR.name, "")), **{k: v for k, v in answers.items() if k != FAR.name}}
    search = Search(
        radius_m=read_radius_m(parts["radius"]) if "radius" in parts else None,
        category=read_category(parts["category"]) if "category" in parts else None,
        days=read_days(parts["days"]) if "days" in parts else DEFAULT_DAYS,
    )
    if "place" in parts:
        place = await point_of(ctx.services, parts["place"], IncidentReason.PLACE_UNKNOWN)
        cell = cell_name(place, ctx.services.policies.incidents.cell_resolution)
        search = replace(search, cell=cell, radius_m=search.radius_m or DEFAULT_RADIUS_M)
    elif ctx.room.private:
        async with ctx.services.begin() as tx:
            home = await _home(ctx, tx)
        if home is None:
            return await ask_for(ctx, INCIDENTS, {k: v for k, v in parts.items() if k != "place"}, (PLACE,))
        search = replace(search, at_home=True, radius_m=search.radius_m or DEFAULT_RADIUS_M)
    return await _page(ctx, search, 0)


async def on_page(ctx: Ctx, ref: str) -> Reply:
    """*Previous* and *Next*: the search is in the button."""
    await _not_for_officers(ctx)
    page, _, token = ref.partition(".")
    if not (page.isascii() and page.isdecimal() and len(page) <= 4):
        raise Refused(IncidentReason.BAD_SEARCH)
    return replace(await _page(ctx, read_token(token), int(page)), closes=ctx.room.private)


async def incident(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/incident`: one report whole. In a channel only those of its neighborhood."""
    await _not_for_officers(ctx)
    ref = named(answers["report"]).ref
    async with ctx.services.begin() as tx:
        found = await tx.incidents.by_ref(ref) if ref else None
        if not await _may_read(ctx, tx, found) or found is None or found.state is not IncidentState.POSTED:
            raise Refused(IncidentReason.NO_SUCH)
        zone, tellers = await told(tx, found)
        comments = await tx.comments.of_incident(found.id)
    shown = await post_of(ctx.services, found, zone, tellers, ctx.language)
    more = max(len(comments) - COMMENTS_SHOWN, 0)
    return reply(texts.whole(shown, comments[more:], found.ref, more))


async def _page(ctx: Ctx, search: Search, page: int) -> Reply:
    async with ctx.services.begin() as tx:
        spots, zone = await _found(ctx, tx, search)
        pages = max(-(-len(spots) // PAGE), 1)
        page = min(page, pages - 1)
        shown = await tx.incidents.by_ids([spot.id for spot in spots[page * PAGE : (page + 1) * PAGE]])
        said = await tx.comments.counts([each.id for each in shown])
    if not shown:
        return reply(finding.nothing_found(search.days, search.radius_m))
    marks = [Mark(cell=each.cell, label=str(number)) for number, each in enumerate(shown, 1)]
    # Only around a cell: a circle around a home would show where it is.
    around = Circle(center=search.center, radius_m=search.radius_m) if search.center and search.radius_m else None
    picture = ctx.services.maps.cells(marks, finding.list_description(), around=around, language=ctx.language)
    counts = [said.get(each.id, 0) for each in shown]
    return reply(finding.listing(shown, counts, zone, picture, page, pages, search.token()))


async def _found(ctx: Ctx, tx: Tx, search: Search) -> tuple[list[Spot], str]:
    """What matches, latest first, and the clock that it is told by."""
    since = ctx.now - timedelta(days=search.days)
    home = await _home(ctx, tx) if search.at_home else None
    if search.at_home and home is None:
        raise Refused(IncidentReason.BAD_SEARCH)
    center = home or search.center
    where = await _where(ctx, tx, center, search.radius_m)
    if not where:
        return [], "UTC"
    spots = await tx.incidents.spots([each.id for each in where], since, search.category)
    return within(spots, center or where[0].area.center, search.radius_m), where[0].time_zone


def within(spots: Sequence[Spot], center: Point, radius_m: float | None) -> list[Spot]:
    """Those whose cell's middle lies within the distance, to a few centimetres; all when there is none."""
    if radius_m is None:
        return list(spots)
    # Not the geodesic itself: thousands of those would keep everybody else waiting.
    metric, squared = local_metric(center), radius_m * radius_m
    near = {cell: squared_m2(metric, center, cell_center(cell)) <= squared for cell in {spot.cell for spot in spots}}
    return [spot for spot in spots if near[spot.cell]]


async def _where(ctx: Ctx, tx: Tx, center: Point | None, radius_m: float | None) -> list[Neighborhood]:
    """The neighborhoods that are looked through: the channel's own, in a direct message all around the place."""
    if not ctx.room.private:
        return [await of_channel(tx, ctx.room.platform, ctx.room.handle)]
    if center is None:
        raise Refused(IncidentReason.BAD_SEARCH)
    return list(await tx.neighborhoods.touched_by(Circle(center=center, radius_m=radius_m or DEFAULT_RADIUS_M)))


async def _home(ctx: Ctx, tx: Tx) -> Point | None:
    """The point around which the speaker hears of reports: theirs alone, and shown to nobody."""
    subscription = await tx.alerts.of_person(ctx.person.id) if ctx.person is not None else None
    return subscription.wishes.home if subscription is not None else None


async def _may_read(ctx: Ctx, tx: Tx, found: Incident | None) -> bool:
    """In a channel only what belongs to it. Raises Refused(NO_NEIGHBORHOOD)."""
    if ctx.room.private:
        return found is not None
    here = await of_channel(tx, ctx.room.platform, ctx.room.handle)
    return found is not None and here.id == found.neighborhood


async def _not_for_officers(ctx: Ctx) -> None:
    """Officers see what is posted in public channels, and search nothing. Raises Refused(NOT_FOR_OFFICERS)."""
    if ctx.person is None or not ctx.room.private:
        return
    async with ctx.services.begin() as tx:
        if await is_police(tx, ctx.person.id):
            raise Refused(IncidentReason.NOT_FOR_OFFICERS)


ROUTES = Routes(
    commands=((INCIDENTS, incidents), (INCIDENT, incident)),
    presses={"incident.page": on_page},
)
