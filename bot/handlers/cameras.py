"""`/camera`: which of its parts is meant, the buttons of all of them, and the email address that an owner proves."""

from collections.abc import Mapping
from dataclasses import replace

from bot.cameras import texts
from bot.cameras.model import CameraReason
from bot.cameras.texts import cards, pauses, places
from bot.chat.reply import Reply, reply
from bot.handlers import camera_changing as changing
from bot.handlers.asking import ask_for
from bot.handlers.camera_adding import add, email_of
from bot.handlers.camera_form import ANOTHER, CAMERA, CAMERA_REF, CONFIRM, DO, EMAIL, NO, SAME, YES, sorted_out
from bot.handlers.camera_moving import move
from bot.handlers.camera_places import taken_up
from bot.handlers.context import Ctx, OnPress, Routes
from bot.handlers.people import person_of
from bot.kernel.refusal import Refused
from bot.people.model import PeopleReason
from bot.people.service import start_proof


async def camera(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/camera`."""
    answers = sorted_out(answers)
    match answers[DO.name]:
        case "add":
            return await add(ctx, answers)
        case "move":
            return await move(ctx, answers)
        case "list":
            return await changing.show_list(ctx)
        case "edit":
            return await changing.edit(ctx, answers)
        case "pause":
            return await changing.pause(ctx, answers)
        case "resume":
            return await changing.resume(ctx, answers)
        case "remove":
            return await changing.remove(ctx, answers)
        case "email":
            return await _email(ctx, answers)
        case other:
            raise ValueError(f"The router lets no such choice through: {other!r}")


async def on_here(ctx: Ctx, ref: str) -> Reply:
    """*Yes*: this is the place."""
    return await _said(ctx, ref, YES)


async def on_another(ctx: Ctx, ref: str) -> Reply:
    """*Yes, one more camera here*."""
    return await _said(ctx, ref, ANOTHER)


async def on_same(ctx: Ctx, refs: str) -> Reply:
    """*It is* one that is registered."""
    ref, _, which = refs.partition(".")
    return await _said(ctx, ref, SAME, {CAMERA_REF.name: which})


async def on_elsewhere(ctx: Ctx, ref: str) -> Reply:
    """*No, another place*."""
    return await _said(ctx, ref, NO)


async def on_move(ctx: Ctx, ref: str) -> Reply:
    """*Moved house* on a card, or one of several addresses."""
    return await move(ctx, {DO.name: "move", CAMERA_REF.name: ref})


async def _said(ctx: Ctx, ref: str, said: str, more: Mapping[str, str] | None = None) -> Reply:
    """What was pressed under a map."""
    answers = {**await taken_up(ctx, ref), CONFIRM.name: said, **(more or {})}
    walk = move if answers[DO.name] == "move" else add
    return replace(await walk(ctx, answers, ref), closes=True)


async def _email(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    if EMAIL.name not in answers:
        return await ask_for(ctx, CAMERA, answers, (EMAIL,))
    address = email_of(ctx, answers[EMAIL.name])
    async with ctx.begin() as tx:
        await start_proof(tx, await person_of(ctx, tx), address, ctx.now, ctx.services.new_digits)
    return reply(texts.code_mailed(address))


def _privately(on: OnPress) -> OnPress:
    """Cameras are spoken of in direct messages only, whatever a message was forwarded to."""

    async def pressed(ctx: Ctx, ref: str) -> Reply:
        if not ctx.room.private:
            raise Refused(PeopleReason.NOT_IN_DIRECT)
        return await on(ctx, ref)

    return pressed


_PRESSES: Mapping[str, OnPress] = {
    places.HERE: on_here,
    places.ANOTHER: on_another,
    places.SAME: on_same,
    places.ELSEWHERE: on_elsewhere,
    places.MOVE: on_move,
    cards.PAGE: changing.on_page,
    texts.CARD: changing.on_card,
    cards.LABEL: changing.on_label,
    cards.KINDS: changing.on_kinds,
    cards.KIND: changing.on_kind,
    cards.FACING: changing.on_facing,
    cards.FACE: changing.on_face,
    cards.VIEW: changing.on_view,
    cards.SEE: changing.on_see,
    texts.PAUSE: changing.on_pause,
    pauses.FOR: changing.on_for,
    pauses.UNTIL: changing.on_until,
    texts.RESUME: changing.on_resume,
    texts.REMOVE: changing.on_remove,
    texts.ERASE: changing.on_erase,
}

ROUTES = Routes(
    commands=((CAMERA, camera),),
    presses={verb: _privately(on) for verb, on in _PRESSES.items()},
    refusals=texts.REFUSALS,
    again={
        CameraReason.NO_PLACE: "place",
        CameraReason.PLACE_UNREADABLE: "place",
        CameraReason.NO_STREET_ADDRESS: "address",
        CameraReason.BAD_LABEL: "name",
        CameraReason.BAD_FACING: "facing",
        CameraReason.BAD_VIEW: "view",
        CameraReason.PAUSE_UNREADABLE: "until",
        CameraReason.PAUSE_PAST: "until",
        CameraReason.PAUSE_TOO_LONG: "until",
        PeopleReason.BAD_EMAIL: "email",
    },
)
