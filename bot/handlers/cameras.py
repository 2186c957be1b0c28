"""What owners do with their cameras: at most four messages from `/camera add` to a proved email address."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cameras import service, texts
from bot.cameras.model import CameraReason
from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.geo.model import Point
from bot.geo.places import MAX_PLACE_CHARACTERS, Words
from bot.geo.ports import GeocoderDown
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.people import person_of
from bot.handlers.places import sought
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.people.model import PeopleReason
from bot.people.service import proved_email, start_proof

DO = Field(
    name="do",
    label=phrase("What to do"),
    question=phrase("What would you like to do?"),
    kind=FieldKind.CHOICE,
    choices=(
        Choice(value="add", label=phrase("Add")),
        Choice(value="list", label=phrase("List")),
        Choice(value="pause", label=phrase("Pause")),
        Choice(value="resume", label=phrase("Resume")),
        Choice(value="remove", label=phrase("Remove")),
        Choice(value="email", label=phrase("Email")),
    ),
)
PLACE = Field(
    name="place",
    label=phrase("Place of the camera"),
    question=phrase("Where is the camera? Send a pin, coordinates or its address"),
    kind=FieldKind.PLACE,
    required=False,
    max_length=MAX_PLACE_CHARACTERS,
    suggests=True,
)
ADDRESS = Field(
    name="address",
    label=phrase("Street address"),
    question=phrase("Which street address is that? With the house number, please"),
    required=False,
)
EMAIL = Field(
    name="email",
    label=phrase("Email address"),
    question=phrase("Which email address may requests go to? Six digits will be mailed to it"),
    required=False,
    max_length=254,
)
CAMERA_REF = Field(
    name="camera",
    label=phrase("Camera"),
    question=phrase("Which camera? Its reference, such as K7QFM3"),
    required=False,
    max_length=20,
)
CAMERA = CommandSpec(
    name="camera",
    description=phrase("Add, list, pause, resume or remove your camera, or confirm your email address"),
    fields=(DO, PLACE, ADDRESS, EMAIL, CAMERA_REF),
    in_channels=False,
    rest="do",
    needs=("place", "address", "email", "camera"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    point: Point
    address: str
    """Empty when only the owner can tell it."""


async def camera(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/camera`."""
    answers = _sorted_out(answers)
    match answers["do"]:
        case "add":
            return await _add(ctx, answers)
        case "list":
            return await _list(ctx)
        case "email":
            return await _email(ctx, answers)
        case "pause" | "resume" | "remove":
            return await _change(ctx, answers)
        case other:
            raise ValueError(f"The router lets no such choice through: {other!r}")


async def _add(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    if "place" not in answers:
        return await ask_for(ctx, CAMERA, answers, (PLACE,))
    site = await _site(ctx, answers)
    # What was found is kept with the draft, so that no later step asks the geocoder again.
    known = {**answers, "place": f"geo:{site.point.lat:.7f},{site.point.lon:.7f}"}
    if not site.address:
        return await ask_for(ctx, CAMERA, known, (ADDRESS,), texts.which_address())
    known["address"] = site.address
    wanted = _address(ctx, answers["email"]) if "email" in answers else None
    async with ctx.services.begin() as tx:
        proved = await proved_email(tx, ctx.person) if ctx.person else None
    if wanted is None and proved is None:
        return await ask_for(ctx, CAMERA, known, (EMAIL,))
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        added = await service.register(tx, person, site.address, site.point, ctx.now, ctx.services.new_ref)
        to_prove = wanted if wanted != proved else None
        if to_prove:
            await start_proof(tx, person, to_prove, ctx.now, ctx.services.new_digits)
    return reply(texts.registered(added, mailed_to=to_prove, email=proved))


async def _site(ctx: Ctx, answers: Mapping[str, str]) -> _Site:
    """The point, and the address as typed, as found, or as known near the point."""
    typed = answers.get("address", "")
    if typed and not service.is_street_address(typed):
        raise Refused(CameraReason.NO_STREET_ADDRESS)
    geocoder = ctx.services.geocoder
    place = await sought(ctx.services, answers["place"])
    if not isinstance(place, Words):
        try:
            near = typed or await geocoder.address_at(place)
        except GeocoderDown:
            near = ""  # Then the owner types it.
        return _Site(point=place, address=near if service.is_street_address(near) else "")
    found = await geocoder.find(place.text)
    if found is None:
        raise Refused(CameraReason.NO_PLACE)
    words = typed or found.words
    return _Site(point=found.point, address=words if service.is_street_address(words) else "")


async def _list(ctx: Ctx) -> Reply:
    async with ctx.services.begin() as tx:
        owned = await service.owned_by(tx, ctx.person)
        email = await proved_email(tx, ctx.person) if ctx.person else None
    return reply(texts.listing(owned, email))


async def _email(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    if "email" not in answers:
        return await ask_for(ctx, CAMERA, answers, (EMAIL,))
    address = _address(ctx, answers["email"])
    async with ctx.begin() as tx:
        await start_proof(tx, await person_of(ctx, tx), address, ctx.now, ctx.services.new_digits)
    return reply(texts.code_mailed(address))


async def _change(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    typed = answers.get("camera", "")
    if not typed:
        async with ctx.services.begin() as tx:
            owned = await service.owned_by(tx, ctx.person)
        if len(owned) != 1:
            return await _list(ctx)
        typed = owned[0].ref
    match answers["do"]:
        case "pause":
            return await pause(ctx, typed)
        case "resume":
            return await resume(ctx, typed)
        case _:
            return await really_remove(ctx, typed)


async def pause(ctx: Ctx, ref: str) -> Reply:
    """*Pause* on a camera."""
    async with ctx.begin() as tx:
        return reply(texts.paused(await service.set_paused(tx, ctx.person, read_ref(ref), True)))


async def resume(ctx: Ctx, ref: str) -> Reply:
    """*Resume* on a camera."""
    async with ctx.begin() as tx:
        return reply(texts.resumed(await service.set_paused(tx, ctx.person, read_ref(ref), False)))


async def really_remove(ctx: Ctx, ref: str) -> Reply:
    """*Remove* on a camera asks once more."""
    async with ctx.services.begin() as tx:
        return reply(texts.really_remove(await service.own(tx, ctx.person, read_ref(ref))))


async def erase(ctx: Ctx, ref: str) -> Reply:
    """*Erase it*: the camera goes."""
    async with ctx.begin() as tx:
        camera = await service.remove(tx, ctx.person, read_ref(ref))
        # An address that is erased must not leave with a clip that is still on hold.
        for ask in await tx.asks.of_owner(camera.owner):
            for approval in await tx.approvals.of_ask(ask.id):
                if approval.package.street_address == camera.street_address:
                    await tx.approvals.withdraw(approval.id, ctx.now)
        return reply(texts.removed(camera), closes=True)


def _sorted_out(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Typed words behind the choice land in the field that follows, the place: `/camera pause K7QFM3` means another."""
    meant = {"pause": "camera", "resume": "camera", "remove": "camera", "email": "email"}.get(answers["do"])
    if meant is None or meant in answers or "place" not in answers:
        return answers
    return {**{name: answer for name, answer in answers.items() if name != "place"}, meant: answers["place"]}


def _address(ctx: Ctx, typed: str) -> str:
    address = ctx.services.read_address(typed)
    if address is None:
        raise Refused(PeopleReason.BAD_EMAIL)
    return address


ROUTES = Routes(
    commands=((CAMERA, camera),),
    presses={texts.PAUSE: pause, texts.RESUME: resume, texts.REMOVE: really_remove, texts.ERASE: erase},
    refusals=texts.REFUSALS,
    again={
        CameraReason.NO_PLACE: "place",
        CameraReason.PLACE_UNREADABLE: "place",
        CameraReason.NO_STREET_ADDRESS: "address",
        PeopleReason.BAD_EMAIL: "email",
    },
)
