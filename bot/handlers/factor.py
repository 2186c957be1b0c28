"""The second factor of officers: asked for before a request is filed, a clip handed over, a bulletin filed."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.people import SIX_DIGITS, in_direct_only
from bot.kernel.ids import AccountId
from bot.kernel.refusal import Refused
from bot.officers import factor, proving, texts
from bot.officers.model import Officer, OfficerReason, OfficerState
from bot.officers.rules import state_of
from bot.officers.service import WHY_NOT, acted, on_duty
from bot.people.linking import account_of

CODE_FIELD = Field(
    name="code",
    label=phrase("Code from your app"),
    question=phrase("The six digits that your app shows now"),
    required=False,
    max_length=20,
)
STEP = Field(
    name="step",
    label=phrase("What for"),
    question=phrase("What the code is for; leave it empty"),
    required=False,
    max_length=60,
)
CODE = CommandSpec(
    name="code",
    description=phrase("For officers: type the six digits of the app on your phone"),
    fields=(CODE_FIELD, STEP),
    in_channels=False,
    rest="code",
    needs=("code",),
)


async def needed(ctx: Ctx, verb: str, ref: str) -> Reply | None:
    """None when this account typed a right code within the last ten minutes; else what asks for one, after which the press
    of `verb` happens with `ref`. Call it first thing in that press. Raises Refused like `on_duty`."""
    if not ctx.room.modals:
        in_direct_only(ctx)
    async with ctx.services.begin() as tx:
        officer = await _asked(ctx, tx, verb)
        if await factor.has_passed(tx, officer, await _account(ctx, tx), ctx.now):
            return None
    return await ask_for(ctx, CODE, {STEP.name: f"{verb} {ref}".strip()}, (CODE_FIELD,))


async def passed(ctx: Ctx) -> bool:
    """Whether this account typed a right code within the last ten minutes; for forms that ask for it themselves, with
    CODE_FIELD. Raises Refused like `on_duty`."""
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        return await factor.has_passed(tx, duty.officer, await _account(ctx, tx), ctx.now)


async def take(ctx: Ctx, typed: str) -> None:
    """A code for a form that asked for it. Raises Refused(WRONG_FACTOR), and as `on_duty` does."""
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        is_right = await factor.check(tx, duty.officer, await _account(ctx, tx), typed, ctx.services.codes, ctx.now)
        if is_right:
            await acted(tx, duty, ctx.now)
    # The wrong try is committed before anybody hears of it.
    if not is_right:
        raise Refused(OfficerReason.WRONG_FACTOR)


async def code(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/code`: sets the app up, or opens the next ten minutes; then what waited for it goes on."""
    typed = answers.get(CODE_FIELD.name, "")
    if not typed.strip():
        return await ask_for(ctx, CODE, answers, (CODE_FIELD,))
    async with ctx.begin() as tx:
        officer, state = await proving.standing(tx, ctx.person, ctx.now)
        if state not in (OfficerState.CALLED, OfficerState.LAPSED, OfficerState.ON_DUTY):
            department = await tx.departments.by_id(officer.department)
            raise Refused(WHY_NOT[state], name=department.name)
        is_right = await factor.check(tx, officer, await _account(ctx, tx), typed, ctx.services.codes, ctx.now)
        if is_right and state is OfficerState.CALLED:
            officer = await proving.set_up(tx, ctx.person, ctx.now)
            return reply(texts.verified(officer, await tx.departments.by_id(officer.department)))
        if is_right and state is OfficerState.ON_DUTY:
            await tx.officers.note_acted(officer.id, ctx.now)
    if not is_right:
        raise Refused(OfficerReason.WRONG_FACTOR)
    verb, _, ref = answers.get(STEP.name, "").partition(" ")
    follow = ctx.presses.get(verb)
    return await follow(ctx, ref) if follow is not None else reply(texts.right())


async def bare_code(ctx: Ctx, text: str) -> Reply | None:
    """Six digits by themselves from somebody who is setting up the app; None for all other words."""
    if ctx.person is None or not ctx.room.private or not SIX_DIGITS.fullmatch(text):
        return None
    async with ctx.services.begin() as tx:
        known = await tx.officers.of_person(ctx.person.id)
        if known is None:
            return None
        if state_of(known, await tx.departments.by_id(known.department), ctx.now) is not OfficerState.CALLED:
            return None
    return await code(ctx, {CODE_FIELD.name: text})


async def _asked(ctx: Ctx, tx: Tx, verb: str) -> Officer:
    if verb != texts.RENEW:
        return (await on_duty(tx, ctx.person, ctx.now)).officer
    # Whose time is over renews with it.
    officer, _ = await proving.standing(tx, ctx.person, ctx.now)
    return officer


async def _account(ctx: Ctx, tx: Tx) -> AccountId:
    if ctx.person is None:
        raise Refused(OfficerReason.NOT_OFFICER)
    return (await account_of(tx, ctx.person, ctx.speaker.platform, ctx.speaker.handle)).id


ROUTES = Routes(commands=((CODE, code),), first=(bare_code,), again={OfficerReason.WRONG_FACTOR: CODE_FIELD.name})
