"""How neighbors report: the form, the preview "as others will see it", and its buttons."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from bot.chat.form import MEDIA, SKIPPED, Field
from bot.chat.message import Message
from bot.chat.reply import Reply, reply
from bot.geo.blur import boundary, cell_center, cell_name
from bot.geo.distance import distance_m
from bot.geo.ports import GeocoderDown
from bot.handlers import speaking
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.incident_posts import post_of
from bot.handlers.people import person_of
from bot.handlers.places import point_of
from bot.handlers.report_form import ASKED_TOO, FILE, NAME, NAMED, NEEDED, PLACE, REPORT, WHEN
from bot.incidents import service, texts
from bot.incidents.duplicates import same_story
from bot.incidents.model import (
    Category,
    Incident,
    IncidentReason,
    IncidentState,
    NewIncident,
)
from bot.incidents.service import BlurredPlace
from bot.incidents.texts import author as to_author
from bot.incidents.times import read_hour
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.media.model import Media
from bot.moderation.model import SubjectKind
from bot.moderation.rules import concerns_of
from bot.neighborhoods.model import Neighborhood
from bot.neighborhoods.service import of_channel
from bot.officers.service import is_police
from bot.wording.reserved import is_blank, sounds_official

MAX_NAME = 64


async def report(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/report`: in a channel to its neighborhood, in a direct message to the one that holds the place."""
    if lacking := _lacking(ctx, answers):
        await _check_early(ctx, answers)
        return await ask_for(ctx, REPORT, answers, lacking)
    category = next((each for each in Category if each.value == answers["category"]), None)
    if category is None:
        raise Refused(IncidentReason.NO_CATEGORY)
    place = await blurred(ctx, answers["place"])
    neighborhood = await _neighborhood(ctx, place)
    service.check_inside(neighborhood, place)
    hour = await _hour(ctx, answers.get(WHEN.name, SKIPPED), neighborhood)
    media = await _media(ctx, answers.get(FILE.name, ""))
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        await speaking.may_speak(ctx, tx, person)
        name = await fit_name(ctx, tx) if answers.get(NAME.name) == NAMED else ""
        new = NewIncident(
            ref=ctx.services.new_ref(),
            neighborhood=neighborhood.id,
            author=person.id,
            category=category,
            text=answers["text"],
            cell=place.cell,
            around=place.around,
            hour=hour,
            shown_name=name,
            media=media,
        )
        incident = await service.draft(tx, new, ctx.services.policies.incidents, ctx.now)
        earlier = await earlier_of(ctx, tx, incident)
    return reply(await preview(ctx, incident, neighborhood, earlier))


async def post(ctx: Ctx, ref: str) -> Reply:
    """The author has seen it as others will, and posts it."""
    services = ctx.services
    async with ctx.begin() as tx:
        incident = await service.own(tx, ctx.person, read_ref(ref))
        assert ctx.person is not None
        await speaking.may_speak(ctx, tx, ctx.person)
        words = "\n".join(part for part in (incident.text, incident.shown_name) if part)
        reasons = await speaking.reasons_to_hold(ctx, tx, ctx.person, words)
        posted = await service.post(tx, incident, reasons, services.policies.incidents, ctx.now)
        neighborhood = await tx.neighborhoods.by_id(posted.neighborhood)
        told = await told_author(ctx, tx, posted, neighborhood)
    return reply(told, closes=True)


async def join(ctx: Ctx, refs: str) -> Reply:
    """The author finds that an earlier report tells of the same thing."""
    mine, _, earlier_ref = refs.partition(".")
    async with ctx.begin() as tx:
        incident = await service.own(tx, ctx.person, read_ref(mine))
        await speaking.may_speak(ctx, tx, ctx.person)
        wanted = read_ref(earlier_ref)
        earlier = await tx.incidents.by_ref(wanted) if wanted else None
        joined = await service.join(tx, incident, earlier, ctx.services.policies.incidents, ctx.now)
        tellers = await tx.incidents.tellers(joined.id)
    return reply(to_author.joined(joined, tellers), closes=True)


async def discard(ctx: Ctx, ref: str) -> Reply:
    """The author thinks better of it."""
    async with ctx.begin() as tx:
        await service.discard(tx, await service.own(tx, ctx.person, read_ref(ref)))
    return reply(to_author.discarded(), closes=True)


async def named(ctx: Ctx, ref: str) -> Reply:
    """The author shows the name of their account."""
    return await _rename(ctx, ref, named=True)


async def unnamed(ctx: Ctx, ref: str) -> Reply:
    """The author hides it again."""
    return await _rename(ctx, ref, named=False)


async def _rename(ctx: Ctx, ref: str, *, named: bool) -> Reply:
    async with ctx.begin() as tx:
        incident = await service.own(tx, ctx.person, read_ref(ref))
        assert ctx.person is not None
        if named:
            await speaking.may_speak(ctx, tx, ctx.person)
        name = await fit_name(ctx, tx) if named else ""
        renamed = await service.rename(tx, incident, name, ctx.now)
    if renamed.state is IncidentState.DRAFT:
        return await show_again(ctx, renamed)
    return reply(to_author.renamed(renamed), closes=True)


async def told_author(ctx: Ctx, tx: Tx, incident: Incident, neighborhood: Neighborhood) -> Message:
    """What the author hears of a post; reviewers are called when it is held."""
    if incident.state is not IncidentState.HELD:
        return to_author.posted(incident, neighborhood.name)
    await speaking.call_reviewers(ctx, tx, SubjectKind.INCIDENT, incident.id)
    return to_author.held(incident, speaking.told(incident.held_for))


async def show_again(ctx: Ctx, incident: Incident) -> Reply:
    """The preview anew, after something about the draft changed; the old one's buttons go."""
    async with ctx.services.begin() as tx:
        neighborhood = await tx.neighborhoods.by_id(incident.neighborhood)
        earlier = await earlier_of(ctx, tx, incident)
    return reply(await preview(ctx, incident, neighborhood, earlier), closes=True)


async def preview(ctx: Ctx, incident: Incident, neighborhood: Neighborhood, earlier: Incident | None) -> Message:
    """The draft as others will see it, for its author alone."""
    shown = await post_of(ctx.services, incident, neighborhood.time_zone, 1, ctx.language)
    return to_author.preview(shown, incident, neighborhood.name, earlier)


async def earlier_of(ctx: Ctx, tx: Tx, incident: Incident) -> Incident | None:
    """The shown report that may tell of the same thing. None for police: a draft here and there would be a search."""
    if await is_police(tx, incident.author):
        return None
    policy = ctx.services.policies.incidents
    start, end = incident.hour - policy.duplicate_within, incident.hour + policy.duplicate_within
    # The end is not included, and the hour of the boundary is to be.
    others = await tx.incidents.posted_between([incident.neighborhood], start, end.replace(minute=1))
    return same_story(incident, others, policy)


async def fit_name(ctx: Ctx, tx: Tx) -> str:
    """The account's name, to be shown with what they write. Raises Refused(NAME_UNFIT), also for a name that readers
    could take for that of police or of the bot."""
    name = " ".join(ctx.speaker.name.replace("://", ": ").split())[:MAX_NAME].strip()
    unfit = is_blank(name) or sounds_official(name) or concerns_of(name)
    if unfit or await tx.departments.by_name(name) is not None:
        raise Refused(IncidentReason.NAME_UNFIT)
    return name


async def blurred(ctx: Ctx, words: str) -> BlurredPlace:
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


def _lacking(ctx: Ctx, answers: Mapping[str, str]) -> tuple[Field, ...]:
    """What is still to be asked. A dialog offers all at once; where options can be typed, those left out were meant to be."""
    needed = tuple(field for field in NEEDED if answers.get(field.name, SKIPPED) == SKIPPED)
    if not needed and ctx.room.modals:
        return ()
    return needed + tuple(field for field in ASKED_TOO if field.name not in answers)


async def _check_early(ctx: Ctx, answers: Mapping[str, str]) -> None:
    """Nobody should fill in a form for nothing, nor be asked for more when the place is none."""
    if answers.get(PLACE.name, SKIPPED) != SKIPPED:
        await point_of(ctx.services, answers[PLACE.name], IncidentReason.PLACE_UNKNOWN)
    if (when := answers.get(WHEN.name, SKIPPED)) != SKIPPED:
        await _check_time(ctx, when)
    async with ctx.services.begin() as tx:
        if not ctx.room.private:
            await of_channel(tx, ctx.room.platform, ctx.room.handle)
        if ctx.person is not None:
            await speaking.may_speak(ctx, tx, ctx.person)
            await service.check_pace(tx, ctx.person.id, ctx.services.policies.incidents, ctx.now)


async def _check_time(ctx: Ctx, words: str) -> None:
    """Right after its question, not when all is filled in. Which clock it means is only known with the place.

    Raises Refused(TIME_UNREADABLE).
    """
    max_age = ctx.services.policies.incidents.max_age
    try:
        await asyncio.to_thread(read_hour, words, "UTC", ctx.now, max_age, ctx.language)
    except Refused as no:
        if no.reason is IncidentReason.TIME_UNREADABLE:
            raise


async def _neighborhood(ctx: Ctx, place: BlurredPlace) -> Neighborhood:
    async with ctx.services.begin() as tx:
        if ctx.room.private:
            return await service.neighborhood_at(tx, place)
        return await of_channel(tx, ctx.room.platform, ctx.room.handle)


async def _hour(ctx: Ctx, words: str, neighborhood: Neighborhood) -> datetime:
    policy = ctx.services.policies.incidents
    words = "" if words == SKIPPED else words
    return await asyncio.to_thread(read_hour, words, neighborhood.time_zone, ctx.now, policy.max_age, ctx.language)


async def _media(ctx: Ctx, answer: str) -> Media | None:
    return await ctx.services.media.describe(answer.removeprefix(MEDIA)) if answer.startswith(MEDIA) else None


ROUTES = Routes(
    commands=((REPORT, report),),
    presses={
        "incident.post": post,
        "incident.join": join,
        "incident.discard": discard,
        "incident.named": named,
        "incident.unnamed": unnamed,
    },
    refusals=texts.REFUSALS,
    again={
        IncidentReason.NO_TEXT: "text",
        IncidentReason.TOO_LONG: "text",
        IncidentReason.PLACE_UNKNOWN: "place",
        IncidentReason.PLACE_FAR_AWAY: "place",
        IncidentReason.TIME_UNREADABLE: "when",
        IncidentReason.TIME_IN_FUTURE: "when",
        IncidentReason.TOO_OLD: "when",
        IncidentReason.NO_CATEGORY: "category",
        IncidentReason.NO_SUCH: "report",
    },
)
