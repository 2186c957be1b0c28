"""The owner's list of cameras, one camera on its card, and everything that is changed there."""

import asyncio
from dataclasses import replace

from bot.cameras import service, texts
from bot.cameras.ends import morning_after, read_end
from bot.cameras.model import USUAL_VIEW_DEG, Camera, CameraKind, CameraReason
from bot.cameras.sight import read_facing, read_view
from bot.cameras.texts import cards, pauses
from bot.chat.message import Message, Picture
from bot.chat.phrase import Phrase, phrase
from bot.chat.reply import Reply, reply
from bot.consent.addresses import forget_address
from bot.geo.distance import distance_m
from bot.geo.zones import zone_at
from bot.handlers.asking import ask_for
from bot.handlers.camera_form import CAMERA, CAMERA_REF, DO, FACING, KIND, LABEL, UNTIL, VIEW
from bot.handlers.camera_places import Answers, beside
from bot.handlers.context import Ctx, Spot
from bot.kernel.ids import Ref, read_ref
from bot.kernel.refusal import Refused
from bot.people.service import proved_email
from bot.terms.service import follow_house

ONE_MAP_M = 25_000.0
"""Cameras farther than this from the first of the page are not on its map: the houses would be dots in a desert."""


async def show_list(ctx: Ctx, verb: str = texts.CARD, page: int = 0) -> Reply:
    """A page of the owner's cameras; its buttons do what `verb` says."""
    async with ctx.services.begin() as tx:
        owned = await service.owned_by(tx, ctx.person)
        email = await proved_email(tx, ctx.person) if ctx.person else None
    if not owned:
        return reply(cards.none_yet())
    last = (len(owned) - 1) // cards.CAMERAS_PER_PAGE
    shown = cards.Page(cameras=owned, page=min(page, last), email=email, verb=verb)
    first = shown.shown[0][1]
    spots = [
        _spot(each, str(number)) for number, each in shown.shown if distance_m(first.point, each.point) <= ONE_MAP_M
    ]
    picture = ctx.services.maps.spots(spots, cards.LIST_MAP, language=ctx.language)
    zones = {number: zone_at(each.point) for number, each in shown.shown if each.paused_until is not None}
    return reply(cards.listing(shown, picture, zones))


async def edit(ctx: Ctx, answers: Answers) -> Reply:
    """What was told of a camera is kept, and its card is shown."""
    camera = await meant(ctx, answers)
    if camera is None:
        return await show_list(ctx)
    facing = read_facing(answers[FACING.name]) if FACING.name in answers else None
    view = read_view(answers[VIEW.name]) if VIEW.name in answers else None
    kind = CameraKind(answers[KIND.name]) if KIND.name in answers else None
    label = answers.get(LABEL.name)
    if all(told is None for told in (label, kind, facing, view)):
        return reply(_card(ctx, camera))
    async with ctx.begin() as tx:
        camera = await service.describe(
            tx, ctx.person, camera.ref, label=label, kind=kind, facing_deg=facing, view_deg=view
        )
    return reply(_card(ctx, camera, phrase("Noted.")))


async def pause(ctx: Ctx, answers: Answers) -> Reply:
    """Out of range at once, perhaps until a moment."""
    camera = await meant(ctx, answers)
    if camera is None:
        return await show_list(ctx, texts.PAUSE)
    zone = zone_at(camera.point)
    until = None
    if UNTIL.name in answers:
        until = await asyncio.to_thread(read_end, answers[UNTIL.name], zone, ctx.now, ctx.language)
    async with ctx.begin() as tx:
        return reply(pauses.paused(await service.pause(tx, ctx.person, camera.ref, until), zone))


async def resume(ctx: Ctx, answers: Answers) -> Reply:
    """Back in range."""
    camera = await meant(ctx, answers)
    return await show_list(ctx, texts.RESUME) if camera is None else await on_resume(ctx, camera.ref)


async def remove(ctx: Ctx, answers: Answers) -> Reply:
    """Asks once more."""
    camera = await meant(ctx, answers)
    return await show_list(ctx, texts.REMOVE) if camera is None else reply(cards.really_remove(camera))


async def meant(ctx: Ctx, answers: Answers) -> Camera | None:
    """The camera that was named, or the only one; None when it has to be chosen. Raises Refused(NO_SUCH_CAMERA)."""
    async with ctx.services.begin() as tx:
        owned = await service.owned_by(tx, ctx.person)
    if CAMERA_REF.name in answers:
        return service.named(owned, answers[CAMERA_REF.name])
    return owned[0] if len(owned) == 1 else None


async def on_page(ctx: Ctx, ref: str) -> Reply:
    """*Previous*, *Next*, *All cameras*."""
    what, _, page = ref.partition(".")
    verb = cards.PAGE_VERBS.get(what)
    if verb is None or not (page.isascii() and page.isdecimal() and len(page) <= 3):
        raise Refused(CameraReason.QUESTION_OVER)
    return replace(await show_list(ctx, verb, int(page)), closes=True)


async def on_card(ctx: Ctx, ref: str) -> Reply:
    """A camera of the list."""
    return reply(_card(ctx, await _own(ctx, ref)), closes=True)


async def on_label(ctx: Ctx, ref: str) -> Reply:
    """*Name*."""
    camera = await _own(ctx, ref)
    return await ask_for(ctx, CAMERA, {DO.name: "edit", CAMERA_REF.name: camera.ref}, (LABEL,))


async def on_kinds(ctx: Ctx, ref: str) -> Reply:
    """*Kind*."""
    return reply(cards.which_kind(await _own(ctx, ref)))


async def on_kind(ctx: Ctx, ref: str) -> Reply:
    """One of the six."""
    ref, _, kind = ref.partition(".")
    if kind not in set(CameraKind):
        raise Refused(CameraReason.QUESTION_OVER)
    return replace(await edit(ctx, {CAMERA_REF.name: _ref(ref), KIND.name: kind}), closes=True)


async def on_facing(ctx: Ctx, ref: str) -> Reply:
    """*Where it looks*."""
    camera = await _own(ctx, ref)
    await beside(ctx, {DO.name: "edit", CAMERA_REF.name: camera.ref}, FACING)
    return reply(cards.which_way(camera))


async def on_face(ctx: Ctx, ref: str) -> Reply:
    """A direction of the compass, or none."""
    ref, _, direction = ref.partition(".")
    if direction != cards.NOTHING:
        return replace(await edit(ctx, {CAMERA_REF.name: _ref(ref), FACING.name: direction}), closes=True)
    async with ctx.begin() as tx:
        camera = await service.forget_sight(tx, ctx.person, read_ref(ref))
    return reply(_card(ctx, camera, phrase("Where it looks is forgotten.")), closes=True)


async def on_view(ctx: Ctx, ref: str) -> Reply:
    """*How wide*."""
    camera = await _own(ctx, ref)
    await beside(ctx, {DO.name: "edit", CAMERA_REF.name: camera.ref}, VIEW)
    return reply(cards.how_wide(camera))


async def on_see(ctx: Ctx, ref: str) -> Reply:
    """One of the usual widths."""
    ref, _, view = ref.partition(".")
    return replace(await edit(ctx, {CAMERA_REF.name: _ref(ref), VIEW.name: view}), closes=True)


async def on_pause(ctx: Ctx, ref: str) -> Reply:
    """*Pause*: at once, and without an end until one is chosen."""
    return replace(await pause(ctx, {CAMERA_REF.name: _ref(ref)}), closes=True)


async def on_for(ctx: Ctx, ref: str) -> Reply:
    """One of the usual ends of a pause."""
    ref, _, days = ref.partition(".")
    if days not in {str(each) for each, _ in pauses.PAUSES}:
        raise Refused(CameraReason.QUESTION_OVER)
    camera = await _own(ctx, ref)
    zone = zone_at(camera.point)
    async with ctx.begin() as tx:
        paused = await service.pause(tx, ctx.person, camera.ref, morning_after(int(days), zone, ctx.now))
    return reply(pauses.paused(paused, zone), closes=True)


async def on_until(ctx: Ctx, ref: str) -> Reply:
    """*Another day*: it is typed."""
    camera = await _own(ctx, ref)
    await beside(ctx, {DO.name: "pause", CAMERA_REF.name: camera.ref}, UNTIL)
    return reply(pauses.until_when(camera))


async def on_resume(ctx: Ctx, ref: str) -> Reply:
    """*Turn on again*."""
    async with ctx.begin() as tx:
        return reply(pauses.resumed(await service.resume(tx, ctx.person, read_ref(ref))), closes=True)


async def on_remove(ctx: Ctx, ref: str) -> Reply:
    """*Remove* on a camera asks once more."""
    return reply(cards.really_remove(await _own(ctx, ref)))


async def on_erase(ctx: Ctx, ref: str) -> Reply:
    """*Erase it*: the camera goes, and its address with it unless another camera hangs there."""
    async with ctx.begin() as tx:
        camera = await service.remove(tx, ctx.person, read_ref(ref))
        await follow_house(tx, camera.owner)
        taken_back = await forget_address(tx, camera.owner, camera.street_address, ctx.now)
    return reply(cards.removed(camera, taken_back), closes=True)


async def _own(ctx: Ctx, ref: str) -> Camera:
    async with ctx.services.begin() as tx:
        return await service.own(tx, ctx.person, read_ref(ref))


def _ref(ref: str) -> Ref:
    """A reference from a button, and nothing else: a number there is no place in a list.

    Raises Refused(NO_SUCH_CAMERA).
    """
    read = read_ref(ref)
    if read is None:
        raise Refused(CameraReason.NO_SUCH_CAMERA)
    return read


def _card(ctx: Ctx, camera: Camera, *first: Phrase) -> Message:
    return cards.card(camera, _map(ctx, camera), zone_at(camera.point), *first)


def _map(ctx: Ctx, camera: Camera) -> Picture:
    return ctx.services.maps.spots([_spot(camera)], cards.CARD_MAP, language=ctx.language)


def _spot(camera: Camera, label: str = "") -> Spot:
    view_deg = camera.view_deg or USUAL_VIEW_DEG
    point = camera.point
    return Spot(lat=point.lat, lon=point.lon, label=label, facing_deg=camera.facing_deg, view_deg=view_deg)
