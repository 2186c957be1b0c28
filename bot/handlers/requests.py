"""What officers do with requests, and what everybody may read of them."""

from bot.chat.form import Choice
from bot.chat.incoming import Suggest
from bot.chat.message import Picture
from bot.chat.reply import Reply, reply
from bot.consent.service import close_by_hand
from bot.handlers import factor
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Services
from bot.handlers.request_forms import ANSWER, ASKED, CHANGE, CLOSE, PLACE, RADIUS, REQUEST, REQUESTS
from bot.handlers.request_pictures import exact_map, public_map
from bot.handlers.request_previews import judged_of, preview_of
from bot.handlers.request_reading import Answers, changed, given, lacking, needs_radius, read_draft, settled
from bot.kernel.ids import Ref, read_ref
from bot.kernel.refusal import Refused
from bot.officers.model import OfficerReason
from bot.officers.service import acted, on_duty
from bot.people.model import Person
from bot.requests import reviewing, service, texts
from bot.requests.model import AreaRequest, RequestReason
from bot.requests.texts import public as to_public

OWN_PLACES = 10
"""So many recent places of the department are offered."""
MAX_SUGGESTION_CHARACTERS = 100


async def request(ctx: Ctx, answers: Answers) -> Reply:
    """`/request`: whatever is missing is asked for; then the officer sees the draft, and nothing is filed yet."""
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
    if given(answers, CHANGE.name):
        return await _change(ctx, answers)
    answers = await settled(ctx, duty.department, answers)
    if asking := lacking(answers):
        return await ask_for(ctx, REQUEST, answers, asking)
    drafted = await read_draft(ctx, duty.department, answers)
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        policy = ctx.services.policies.requests
        seen = await service.draft(tx, _known(ctx).id, drafted, policy, ctx.now, ctx.services.new_ref)
        await acted(tx, duty, ctx.now)
        judged = await judged_of(ctx, tx, duty, seen)
    return reply(await preview_of(ctx, duty, seen, judged))


async def file(ctx: Ctx, ref: str) -> Reply:
    """*File it*: acknowledged in the same words whatever is near, before anything is matched."""
    if asked := await factor.needed(ctx, "request.file", ref):
        return asked
    policy = ctx.services.policies.requests
    try:
        async with ctx.begin() as tx:
            duty = await on_duty(tx, ctx.person, ctx.now)
            filed = await service.file(tx, duty, read_ref(ref), policy, ctx.now, ctx.services.new_ref)
            await acted(tx, duty, ctx.now)
    except Refused as no:
        if no.reason is RequestReason.NO_SUCH_DRAFT or isinstance(no.reason, OfficerReason):
            raise
        return await _look_again(ctx, ref)
    return reply(texts.accepted(filed.ref), closes=True)


async def change(ctx: Ctx, ref: str) -> Reply:
    """*Change*: what, and then how. The draft stays as it is until the answer has come."""
    async with ctx.services.begin() as tx:
        await on_duty(tx, ctx.person, ctx.now)
        await service.drafted(tx, _known(ctx).id, read_ref(ref), ctx.now)
    return await ask_for(ctx, REQUEST, {}, (CHANGE,))


async def discard(ctx: Ctx, ref: str) -> Reply:
    """*Discard*."""
    async with ctx.begin() as tx:
        await service.discard(tx, _known(ctx).id, read_ref(ref), ctx.now)
    return reply(texts.discarded(), closes=True)


async def close(ctx: Ctx, answers: Answers) -> Reply:
    """`/close`: the same words whatever came in."""
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        closed = await close_by_hand(tx, duty, ref_of(answers["request"]), ctx.now, ctx.services.new_ref)
        await acted(tx, duty, ctx.now)
    return reply(texts.closed(closed.ref))


async def ask_answer(ctx: Ctx, ref: str) -> Reply:
    """*Answer* under a reviewer's question."""
    async with ctx.services.begin() as tx:
        await reviewing.want_asked(tx, ctx.person, read_ref(ref), ctx.now)
    return await ask_for(ctx, ANSWER, {"question": ref}, ANSWER.fields[1:])


async def answer(ctx: Ctx, answers: Answers) -> Reply:
    """The officer's answer to a reviewer."""
    async with ctx.begin() as tx:
        asked = await reviewing.answer(tx, ctx.person, read_ref(answers["question"]), answers["answer"], ctx.now)
        await acted(tx, await on_duty(tx, ctx.person, ctx.now), ctx.now)
    return reply(texts.answered(asked.ref))


async def requests(ctx: Ctx, answers: Answers) -> Reply:
    """`/requests`: the public list, or one request in full; an officer sees those of the own department exactly."""
    if wanted := given(answers, "request"):
        return await _in_full(ctx, ref_of(wanted))
    async with ctx.services.begin() as tx:
        found = [(each, await tx.departments.by_id(each.department)) for each in await tx.requests.public()]
    return reply(to_public.listing(found))


async def suggest_place(services: Services, suggest: Suggest) -> tuple[Choice, ...]:
    """Where the department asked lately, to its own officers, and addresses that begin like this: local knowledge only."""
    partial = suggest.partial.strip().casefold()
    async with services.begin() as tx:
        person = await tx.people.with_account(suggest.speaker.platform, suggest.speaker.handle)
        try:
            duty = await on_duty(tx, person, services.clock.now())
            own = await tx.requests.places(duty.department.id, OWN_PLACES)
        except Refused:
            own = ()
    found = [place for place in own if partial in place.casefold()] + await services.geocoder.suggest(suggest.partial)
    short = dict.fromkeys(place for place in found if 0 < len(place) <= MAX_SUGGESTION_CHARACTERS)
    return tuple(Choice(value=place, label=place) for place in short)


def ref_of(text: str) -> Ref:
    """The reference of a request. Raises Refused(NO_SUCH_REQUEST)."""
    ref = read_ref(text)
    if ref is None:
        raise Refused(RequestReason.NO_SUCH_REQUEST, ref=text[:20])
    return ref


async def _change(ctx: Ctx, answers: Answers) -> Reply:
    """One thing about the waiting draft is told anew, and the officer looks again."""
    name = given(answers, CHANGE.name)
    if not given(answers, name):
        wanted = next(field for field in ASKED if field.name == name)
        return await ask_for(ctx, REQUEST, {CHANGE.name: name}, (wanted,))
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        before = await tx.request_previews.of(_known(ctx).id, ctx.now)
    if before is None:
        raise Refused(RequestReason.NO_SUCH_DRAFT)
    if needs_radius(before.draft, name, answers):
        return await ask_for(ctx, REQUEST, {CHANGE.name: name, PLACE.name: answers[PLACE.name]}, (RADIUS,))
    drafted = await changed(ctx, duty.department, before.draft, name, answers)
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        # What was changed is the draft that was read; a newer one is not to be lost.
        await service.drafted(tx, _known(ctx).id, before.ref, ctx.now)
        policy = ctx.services.policies.requests
        seen = await service.draft(tx, _known(ctx).id, drafted, policy, ctx.now, ctx.services.new_ref)
        await acted(tx, duty, ctx.now)
        judged = await judged_of(ctx, tx, duty, seen)
    return reply(await preview_of(ctx, duty, seen, judged))


async def _look_again(ctx: Ctx, ref: str) -> Reply:
    """A rule that held when the draft was shown does not hold any more: the officer sees which."""
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        seen = await service.drafted(tx, _known(ctx).id, read_ref(ref), ctx.now)
        judged = await judged_of(ctx, tx, duty, seen)
    return reply(await preview_of(ctx, duty, seen, judged), closes=True)


async def _in_full(ctx: Ctx, ref: Ref) -> Reply:
    async with ctx.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
        if found is None:
            raise Refused(RequestReason.NO_SUCH_REQUEST, ref=ref)
        department = await tx.departments.by_id(found.department)
        said = await tx.requests.verdicts(found.id)
        try:
            own = (await on_duty(tx, ctx.person, ctx.now)).department.id == found.department
        except Refused:
            own = False
    own = own and ctx.room.private
    picture = await _picture(ctx, found, own)
    why = next((verdict.why for verdict in said if not verdict.approved), "")
    return reply(to_public.in_full(found, department, picture, why, own))


async def _picture(ctx: Ctx, found: AreaRequest, own: bool) -> Picture:
    if own:
        return await exact_map(ctx.services, found.draft.area, None, ctx.language)
    return await public_map(ctx.services, found.draft.area, ctx.language)


def _known(ctx: Ctx) -> Person:
    if ctx.person is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    return ctx.person


ROUTES = Routes(
    commands=((REQUEST, request), (CLOSE, close), (REQUESTS, requests), (ANSWER, answer)),
    presses={
        "request.file": file,
        "request.change": change,
        "request.discard": discard,
        "request.answer": ask_answer,
    },
    suggests={("request", "place"): suggest_place},
    refusals=texts.REFUSALS,
    again={
        RequestReason.PLACE_UNKNOWN: PLACE.name,
        RequestReason.RADIUS_UNREADABLE: RADIUS.name,
        RequestReason.AREA_TOO_SMALL: RADIUS.name,
        RequestReason.AREA_TOO_LARGE: RADIUS.name,
        RequestReason.AREA_NOT_COMPACT: PLACE.name,
    },
)
