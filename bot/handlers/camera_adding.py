"""`/camera add`: at most four messages from the command to a proved email address."""

import re
from collections.abc import Callable

from bot.cameras import service
from bot.cameras import texts as camera_texts
from bot.cameras.model import MAX_CAMERAS, Camera, CameraReason, Site
from bot.cameras.texts import places as texts
from bot.chat.message import Message, Picture
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.camera_form import ADDRESS, CAMERA, CONFIRM, EMAIL, PLACE, SAME, YES
from bot.handlers.camera_places import Answers, Asks, Settled, ask_again, settle
from bot.handlers.context import Ctx, Tx
from bot.handlers.people import person_of
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.people.model import PeopleReason, Person
from bot.people.service import proved_email, start_proof
from bot.terms.service import follow_house

_EMAIL = re.compile(r"[^\s,;<>()]+@[^\s,;<>()]+")


async def add(ctx: Ctx, answers: Answers, draft: str = "") -> Reply:
    """Register a camera, or ask for what is missing. `draft` is that of the button that was pressed."""
    answers = _with_email_apart(answers)
    wanted = email_of(ctx, answers[EMAIL.name]) if EMAIL.name in answers else None
    async with ctx.services.begin() as tx:
        owned = list(await service.owned_by(tx, ctx.person))
        proved = await proved_email(tx, ctx.person) if ctx.person else None
    if len(owned) >= MAX_CAMERAS:
        raise Refused(CameraReason.TOO_MANY, limit=str(MAX_CAMERAS))
    lacks_email = wanted is None and proved is None
    if PLACE.name not in answers:
        # A dialog takes several answers at once.
        both = ctx.room.modals and lacks_email
        return await ask_for(ctx, CAMERA, answers, (PLACE, EMAIL) if both else (PLACE,))
    asks = Asks(is_this_it=_question(owned, lacks_email), wants_email=lacks_email)
    settled = await settle(ctx, answers, asks)
    if isinstance(settled, Reply):
        return settled
    if settled.said == YES and service.at_address(owned, settled.site.street_address):
        return await ask_again(ctx, settled.known, asks, settled.site)
    if lacks_email:
        return await ask_for(ctx, CAMERA, settled.known, (EMAIL,))
    return await _registered(ctx, settled, wanted if wanted != proved else None, proved, draft)


async def _registered(ctx: Ctx, settled: Settled, to_prove: str | None, proved: str | None, draft: str) -> Reply:
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        await only_once(tx, person, draft)
        known = settled.said == SAME
        if known:
            ref = read_ref(settled.known.get("camera", ""))
            camera = await service.correct(tx, person, ref, settled.site)
        else:
            camera = await service.register(tx, person, settled.site, ctx.now, ctx.services.new_ref)
        await follow_house(tx, person.id)
        if to_prove:
            await start_proof(tx, person, to_prove, ctx.now, ctx.services.new_digits)
    return reply(camera_texts.registered(camera, mailed_to=to_prove, email=proved, known=known))


async def only_once(tx: Tx, owner: Person, draft: str) -> None:
    """A button that was pressed twice at once counts once. Raises Refused(QUESTION_OVER) for the second."""
    await tx.cameras.alone_with(owner.id)
    if not draft:
        return
    if await tx.inbox.draft(draft) is None:
        raise Refused(CameraReason.QUESTION_OVER)
    await tx.inbox.drop_draft(draft)


def email_of(ctx: Ctx, typed: str) -> str:
    """The address as it is stored. Raises Refused(BAD_EMAIL)."""
    address = ctx.services.read_address(typed)
    if address is None:
        raise Refused(PeopleReason.BAD_EMAIL)
    return address


def _question(owned: list[Camera], lacks_email: bool) -> Callable[[Site, Picture, str], Message]:
    def ask(site: Site, picture: Picture, draft: str) -> Message:
        there = service.at_address(owned, site.street_address)
        if there:
            return texts.another_or_same(site.street_address, picture, draft, there)
        return texts.is_this_it(site.street_address, picture, draft, wants_email=lacks_email)

    return ask


def _with_email_apart(answers: Answers) -> Answers:
    """An email address may be typed instead of a yes, and behind a street address."""
    for name in (CONFIRM.name, ADDRESS.name):
        found = _EMAIL.search(answers.get(name, ""))
        if found is None:
            continue
        words = answers[name]
        rest = " ".join((words[: found.start()] + " " + words[found.end() :]).split()).strip(" ,;")
        said = YES if name == CONFIRM.name else rest
        others = {key: answer for key, answer in answers.items() if key != name}
        # An email address that was asked for anew, because this one is none, counts more.
        return {EMAIL.name: found[0], **others, **({name: said} if said else {})}
    return answers
