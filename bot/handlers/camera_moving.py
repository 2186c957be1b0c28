"""`/camera move`: all cameras of one address move to another in one go, after its owner has seen it on a map."""

from bot.cameras import service
from bot.cameras.model import Camera, CameraReason, Site
from bot.cameras.texts import cards
from bot.cameras.texts import places as texts
from bot.chat.message import Message, Picture
from bot.chat.reply import Reply, reply
from bot.consent.addresses import forget_address
from bot.handlers.asking import ask_for
from bot.handlers.camera_adding import only_once
from bot.handlers.camera_form import CAMERA, CAMERA_REF, CONFIRM, PLACE
from bot.handlers.camera_places import Answers, Asks, settle
from bot.handlers.context import Ctx
from bot.kernel.ids import Ref
from bot.kernel.refusal import Refused
from bot.terms.service import follow_house


async def move(ctx: Ctx, answers: Answers, draft: str = "") -> Reply:
    """Move house, or ask for what is missing. `draft` is that of the button that was pressed."""
    async with ctx.services.begin() as tx:
        owned = list(await service.owned_by(tx, ctx.person))
    if not owned:
        return reply(cards.none_yet())
    one, answers = _meant(owned, answers)
    if one is None:
        homes = {service.plain_address(each.street_address): each for each in reversed(owned)}
        if len(homes) > 1:
            return reply(texts.which_house(list(reversed(homes.values()))))
        one = owned[0]
    moving = service.at_address(owned, one.street_address)
    answers = {**answers, CAMERA_REF.name: one.ref}
    if PLACE.name not in answers:
        return await ask_for(ctx, CAMERA, answers, (PLACE,), texts.who_moves(one.street_address, moving))

    def ask(site: Site, picture: Picture, question: str) -> Message:
        return texts.move_here(one.street_address, site.street_address, picture, question, moving)

    settled = await settle(ctx, answers, Asks(is_this_it=ask))
    if isinstance(settled, Reply):
        return settled
    return await _moved(ctx, one, settled.site, draft)


async def _moved(ctx: Ctx, one: Camera, site: Site, draft: str) -> Reply:
    async with ctx.begin() as tx:
        if ctx.person is None:
            raise Refused(CameraReason.NO_SUCH_CAMERA)
        await only_once(tx, ctx.person, draft)
        cameras = await service.move(tx, ctx.person, Ref(one.ref), site)
        await follow_house(tx, ctx.person.id)
        # An address that its owner has left must not go out with a clip that is still on hold.
        taken_back = await forget_address(tx, ctx.person.id, one.street_address, ctx.now)
    return reply(texts.moved(one.street_address, cameras, taken_back))


def _meant(owned: list[Camera], answers: Answers) -> tuple[Camera | None, Answers]:
    """Whose address it is. Typed words are the new place, unless they begin with one of the owner's references.

    Raises Refused(NO_SUCH_CAMERA).
    """
    if CAMERA_REF.name in answers:
        return service.named(owned, answers[CAMERA_REF.name]), answers
    first, _, rest = answers.get(PLACE.name, "").partition(" ")
    one = next((each for each in owned if each.ref == first.upper()), None)
    if one is None or CONFIRM.name in answers:
        return None, answers
    others = {name: answer for name, answer in answers.items() if name != PLACE.name}
    return one, {**others, **({PLACE.name: rest.strip()} if rest.strip() else {})}
