"""How an officer joins, proves who they are, renews, and says that a phone is lost."""

from collections.abc import Mapping
from functools import partial

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers import factor
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.guessing import at_a_code
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import in_direct_only, person_of
from bot.kernel.refusal import Refused
from bot.officers import proving, service, texts
from bot.officers.model import Officer, OfficerReason, OfficerState
from bot.officers.rules import may_renew
from bot.operators.model import OperatorReason
from bot.people.linking import account_of
from bot.people.model import PeopleReason

CODE = Field(
    name="code",
    label=phrase("Invitation code"),
    question=phrase("The code that the operator gave you, such as K7QF-M3TV-9XWA-2CDE"),
    required=False,
    max_length=320,
)
MAILBOX = Field(
    name="mailbox",
    label=phrase("Work mailbox"),
    question=phrase("Your own mailbox at your department; six digits will be mailed to it"),
    required=False,
    max_length=320,
)
OFFICER = CommandSpec(
    name="officer",
    description=phrase("For police officers: join with a code, see how you stand, renew"),
    fields=(CODE, MAILBOX),
    hushed=True,
    rest="code",
    needs=("code", "mailbox"),
)

RENEW, TO_MAILBOX, LOST = (
    frozenset({"renew", "renovar"}),
    frozenset({"mailbox", "mail", "buzon", "buzón", "correo"}),
    frozenset({"lost", "perdido", "perdida"}),
)
TO_LEAVE = frozenset({"leave", "end", "dejar", "salir"})
"""What may be typed in place of a code."""


async def officer(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/officer`: take up an invitation; without a code, how the officer stands and what comes next."""
    typed = answers.get(CODE.name, "")
    await only_in_direct(ctx, typed)
    word, _, more = typed.strip().partition(" ")
    if word.casefold() in TO_MAILBOX or (not word and MAILBOX.name in answers):
        return await _mailbox(ctx, answers.get(MAILBOX.name, more).strip())
    if word.casefold() in RENEW:
        return await _renew(ctx)
    if word.casefold() in LOST:
        return await _lost(ctx)
    if word.casefold() in TO_LEAVE:
        return await _leave(ctx)
    if word:
        joined = await at_a_code(ctx, partial(_join, ctx, typed))
        async with ctx.services.begin() as tx:
            department = await tx.departments.by_id(joined.department)
        return await ask_for(ctx, OFFICER, {CODE.name: "mailbox"}, (MAILBOX,), texts.joined(joined, department))
    return await _how_it_stands(ctx, answers)


async def _how_it_stands(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    try:
        async with ctx.begin() as tx:
            found, state = await proving.standing(tx, ctx.person, ctx.now)
            department = await tx.departments.by_id(found.department)
            if state in (OfficerState.MAILED, OfficerState.IDLE):
                await proving.remind_operators(tx, found, ctx.now)
    except Refused as no:
        if no.reason is OfficerReason.NOT_OFFICER:
            return await ask_for(ctx, OFFICER, answers, (CODE,))
        raise
    said = texts.how_it_stands(found, department, state)
    if state is OfficerState.JOINED:
        return await ask_for(ctx, OFFICER, {CODE.name: "mailbox"}, (MAILBOX,), said)
    return reply(said)


async def _join(ctx: Ctx, code: str) -> Officer:
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        if await tx.operators.of_person(person.id) is not None:
            raise Refused(OperatorReason.POLICE)
        return await service.join_officer(tx, person, code, ctx.now)


async def _mailbox(ctx: Ctx, typed: str) -> Reply:
    """The mailbox to prove: the first one, or another in its place."""
    if not typed:
        return await ask_for(ctx, OFFICER, {CODE.name: "mailbox"}, (MAILBOX,))
    address = ctx.services.read_address(typed)
    if address is None:
        raise Refused(PeopleReason.BAD_EMAIL, field=MAILBOX.name)
    async with ctx.begin() as tx:
        await proving.ask_mailbox(tx, await person_of(ctx, tx), address, ctx.now, ctx.services.new_digits)
    return reply(texts.mailed(address))


async def _renew(ctx: Ctx) -> Reply:
    async with ctx.begin() as tx:
        mailbox = await proving.begin_renewal(tx, await person_of(ctx, tx), ctx.now, ctx.services.new_digits)
    return reply(texts.mailed(mailbox))


async def _lost(ctx: Ctx) -> Reply:
    async with ctx.begin() as tx:
        found, _ = await proving.standing(tx, ctx.person, ctx.now)
        return reply(texts.lost(await proving.phone_lost(tx, found, ctx.now)))


async def _leave(ctx: Ctx) -> Reply:
    async with ctx.begin() as tx:
        found, _ = await proving.standing(tx, ctx.person, ctx.now)
        return reply(texts.before_leaving(found, await tx.departments.by_id(found.department)))


async def left(ctx: Ctx, ref: str) -> Reply:
    """*End my role*."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        found = await service.leave(tx, ctx.person, ctx.now)
        return reply(texts.ended(found, await tx.departments.by_id(found.department)), closes=True)


async def set_up_app(ctx: Ctx, _: str) -> Reply:
    """*Set up the app*: a secret, in a message that is taken back when a code shows that the app has it."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        account = await account_of(tx, person, ctx.speaker.platform, ctx.speaker.handle)
        await proving.new_secret(tx, person, account, ctx.services.codes, ctx.now)
    return reply(texts.secret_follows())


async def mailbox_proved(ctx: Ctx, _: str) -> Reply:
    """What comes after the digits: the next step, or the second factor when it was for a renewal."""
    async with ctx.services.begin() as tx:
        found, state = await proving.standing(tx, ctx.person, ctx.now)
        department = await tx.departments.by_id(found.department)
    if state in (OfficerState.ON_DUTY, OfficerState.LAPSED) and may_renew(found, ctx.now):
        return await renewed(ctx, "")
    return reply(texts.how_it_stands(found, department, state))


async def renewed(ctx: Ctx, _: str) -> Reply:
    """The mailbox is proved once more; with the second factor the 90 days begin anew."""
    if asked := await factor.needed(ctx, texts.RENEW, ""):
        return asked
    async with ctx.begin() as tx:
        found = await proving.renew(tx, ctx.person, ctx.now)
        return reply(texts.renewed(found, await tx.departments.by_id(found.department)))


ROUTES = Routes(
    commands=((OFFICER, officer),),
    presses={texts.APP: set_up_app, texts.RENEW: renewed, texts.LEAVE: left, texts.PROVED: mailbox_proved},
    refusals=texts.REFUSALS,
    again={OfficerReason.NOT_AT_DOMAIN: MAILBOX.name},
)
