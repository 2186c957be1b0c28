"""From what an owner said of a place to one that they have seen on a map and said yes to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.cameras import service
from bot.cameras.model import MAX_ADDRESS, CameraReason, Site
from bot.cameras.texts import places as texts
from bot.chat.form import Field
from bot.chat.message import Message, Picture
from bot.chat.reply import Reply, reply
from bot.geo.model import Point
from bot.geo.places import Words
from bot.geo.ports import GeocoderDown
from bot.handlers.asking import ask_for
from bot.handlers.camera_form import ADDRESS, ANOTHER, CAMERA, CONFIRM, NO, PLACE, SAME, YES
from bot.handlers.context import Ctx, Spot
from bot.handlers.forms import PIN
from bot.handlers.people import on_digits
from bot.handlers.places import sought
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A place that its owner has said yes to, and in which way."""

    site: Site
    said: str
    """YES, ANOTHER or SAME."""
    known: Answers
    """The answers with the place as it was found, for whatever has to be asked next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """How a walk asks; both are given the picture and the draft that the buttons belong to."""

    is_this_it: Callable[[Site, Picture, str], Message]
    wants_email: bool = False
    """Whether the email address is still to be asked for."""


async def settle(ctx: Ctx, answers: Answers, asks: Asks) -> Settled | Reply:
    """The place, or the question that comes next. Raises Refused for one that cannot be found; then it is asked again."""
    if PLACE.name not in answers:
        raise ValueError("The place is asked for by whoever knows why.")
    # Only what was found before, and shown, is kept like this: a yes that comes along with a new place is none.
    shown = answers[PLACE.name].startswith(PIN)
    said = answers.get(CONFIRM.name, "") if shown else ""
    if said == NO:
        return await ask_for(ctx, CAMERA, _without_place(answers), (PLACE,))
    if said not in ("", YES, ANOTHER, SAME):
        if answered := await on_digits(ctx, said):
            return answered  # The code from the mail, while another question stands last in the chat.
        try:
            return await settle(ctx, {**_without_place(answers), PLACE.name: said}, asks)
        except Refused:
            return await _not_found(ctx, answers, said, asks)
    site = await _found(ctx, answers)
    known = {**answers, PLACE.name: f"{PIN}{site.point.lat:.7f},{site.point.lon:.7f}"}
    if not site.street_address:
        # To type the address, with the map in sight, says yes to the place.
        draft = await beside(ctx, {**known, CONFIRM.name: YES}, ADDRESS)
        return reply(texts.which_address(map_of(ctx, site.point), draft, wants_email=asks.wants_email))
    known[ADDRESS.name] = site.street_address
    if not said:
        return await ask_again(ctx, known, asks, site)
    return Settled(site=site, said=said, known=known)


async def ask_again(ctx: Ctx, known: Answers, asks: Asks, site: Site) -> Reply:
    """Show the place and ask whether it is the one; whatever was said before does not count."""
    draft = await beside(ctx, {name: said for name, said in known.items() if name != CONFIRM.name}, CONFIRM)
    return reply(asks.is_this_it(site, map_of(ctx, site.point), draft))


async def _not_found(ctx: Ctx, answers: Answers, said: str, asks: Asks) -> Reply:
    """Words under a map that lead nowhere: an address that no address book knows may be that of this very place."""
    site = await _found(ctx, answers)
    if not service.is_street_address(said) or len(said) > MAX_ADDRESS:
        again = await ask_again(ctx, answers, asks, site)
        return reply(texts.not_read(wants_email=asks.wants_email), *again.messages)
    there = replace(site, street_address=service.fit_address(said))
    again = await ask_again(ctx, {**answers, ADDRESS.name: there.street_address}, asks, there)
    return reply(texts.unknown_address(), *again.messages)


async def beside(ctx: Ctx, answers: Answers, field: Field) -> str:
    """Let the next words answer this field, for a message that asks for it itself; returns the draft, for its buttons."""
    typing = replace(ctx, room=replace(ctx.room, modals=False))
    asked = await ask_for(typing, CAMERA, answers, (field,))
    assert asked.form is not None
    return asked.form.draft


async def taken_up(ctx: Ctx, draft_ref: str) -> Answers:
    """The answers behind a button of a map. Raises Refused(QUESTION_OVER) when it was answered, or is somebody else's."""
    ref = read_ref(draft_ref)
    async with ctx.services.begin() as tx:
        draft = await tx.inbox.draft(ref) if ref else None
    own = draft is not None and (draft.platform, draft.handle) == (ctx.speaker.platform, ctx.speaker.handle)
    if draft is None or not own or draft.form != CAMERA.name or draft.waiting not in (CONFIRM.name, ADDRESS.name):
        async with ctx.begin():
            pass  # The very event that answered it, heard again, must stay silent: this raises Repeated.
        raise Refused(CameraReason.QUESTION_OVER)
    return draft.answers


def map_of(ctx: Ctx, point: Point) -> Picture:
    """The place, for its owner alone."""
    return ctx.services.maps.spots([Spot(lat=point.lat, lon=point.lon)], texts.MAP, language=ctx.language)


def _without_place(answers: Answers) -> dict[str, str]:
    of_the_place = (PLACE.name, ADDRESS.name, CONFIRM.name)
    return {name: answer for name, answer in answers.items() if name not in of_the_place}


async def _found(ctx: Ctx, answers: Answers) -> Site:
    """The point, and the address as typed, as found, or as known near the point; empty when only the owner can tell it."""
    typed = answers.get(ADDRESS.name, "")
    if typed:
        typed = service.fit_address(typed)
    geocoder = ctx.services.geocoder
    place = await sought(ctx.services, answers[PLACE.name])
    if not isinstance(place, Words):
        try:
            near = typed or await geocoder.address_at(place)
        except GeocoderDown:
            near = ""  # Then the owner types it.
        return Site(point=place, street_address=near if service.is_street_address(near) else "")
    found = await geocoder.find(place.text)
    if found is None:
        raise Refused(CameraReason.NO_PLACE)
    words = typed or found.words
    return Site(point=found.point, street_address=words if service.is_street_address(words) else "")
