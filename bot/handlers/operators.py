"""What operators do in a direct message: join with a code, see what waits, and give the second word."""

from collections.abc import Mapping
from functools import partial

from bot.chat.form import CommandSpec, Field
from bot.chat.message import Message
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.departments import proposals
from bot.departments.texts import operators as cards
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.department_jobs import card_of, looked_up, names_of
from bot.handlers.guessing import at_a_code
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import in_direct_only, person_of
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.officers.service import is_police
from bot.operators import texts
from bot.operators.model import Operator, OperatorReason
from bot.operators.service import join_operator, operator_on_duty
from bot.people.model import Person

CARDS_AT_ONCE = 5

OPERATOR = CommandSpec(
    name="operator",
    description=phrase("For those who run this Porchlight: join with a code, or see what waits"),
    fields=(
        Field(
            name="code",
            label=phrase("Code"),
            question=phrase("The code that porchlight operator add printed, such as K7QF-M3TV-9XWA-2CDE"),
            required=False,
        ),
    ),
    hushed=True,
    rest="code",
    needs=("code",),
)


async def operating(tx: Tx, person: Person | None) -> Operator:
    """The operator who speaks. Raises Refused(NOT_OPERATOR), and POLICE for one who is an officer by now: nobody says of
    themselves that they are to be let in."""
    operator = await operator_on_duty(tx, person)
    if person is not None and await is_police(tx, person.id):
        raise Refused(OperatorReason.POLICE)
    return operator


async def operator(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/operator`: take up a code; without one, what waits."""
    await only_in_direct(ctx, answers.get("code", ""))
    if "code" in answers:
        return reply(texts.joined(await at_a_code(ctx, partial(_join, ctx, answers["code"]))))
    try:
        async with ctx.services.begin() as tx:
            me = await operating(tx, ctx.person)
            waiting = await tx.proposals.waiting()
            looked = [await looked_up(tx, each) for each in waiting[:CARDS_AT_ONCE]]
    except Refused as no:
        if no.reason is OperatorReason.NOT_OPERATOR:
            return await ask_for(ctx, OPERATOR, answers, OPERATOR.fields)
        raise
    shown = [await card_of(ctx.services, each, me, ctx.language) for each in looked]
    if not shown:
        return reply(cards.nothing_waits(me))
    more: list[Message] = [cards.waiting_list(len(waiting) - len(shown))] if len(waiting) > len(shown) else []
    return reply(*shown, *more)


async def _join(ctx: Ctx, code: str) -> Operator:
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        if await is_police(tx, person.id):
            raise Refused(OperatorReason.POLICE)
        return await join_operator(tx, person, code, ctx.now)


async def on_confirm(ctx: Ctx, ref: str) -> Reply:
    """*Confirm* on a card: the second operator's yes."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        me = await operating(tx, ctx.person)
        waiting = await proposals.waiting_proposal(tx, read_ref(ref))
        await proposals.confirm(tx, me, waiting.ref, ctx.now, ctx.services.new_ref)
        done = await tx.proposals.by_id(waiting.id)
        names = await names_of(tx, done)
    return reply(cards.decided(done, names), closes=True)


async def on_refuse(ctx: Ctx, ref: str) -> Reply:
    """*Refuse*, and *Take back* on one's own."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        me = await operating(tx, ctx.person)
        done = await proposals.refuse(tx, me, read_ref(ref), ctx.now)
        names = await names_of(tx, done)
    return reply(cards.decided(done, names), closes=True)


ROUTES = Routes(
    commands=((OPERATOR, operator),),
    presses={"department.confirm": on_confirm, "department.refuse": on_refuse},
    refusals=texts.REFUSALS,
)
