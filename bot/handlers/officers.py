"""How an officer joins, and how one stands."""

from collections.abc import Mapping
from functools import partial

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.guessing import at_a_code
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import person_of
from bot.kernel.refusal import Refused
from bot.officers import service, texts
from bot.officers.model import OfficerReason, OnDuty

OFFICER = CommandSpec(
    name="officer",
    description=phrase("Join as a police officer with an invitation code, or see how you stand"),
    fields=(
        Field(
            name="code",
            label=phrase("Invitation code"),
            question=phrase("The code that the operator gave you, such as K7QF-M3TV-9XWA-2CDE"),
            required=False,
        ),
    ),
    hushed=True,
    rest="code",
    needs=("code",),
)


async def officer(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/officer`: take up an invitation; without a code, how the officer stands."""
    await only_in_direct(ctx, answers.get("code", ""))
    if "code" in answers:
        return reply(texts.officer_joined(await at_a_code(ctx, partial(_join, ctx, answers["code"]))))
    try:
        async with ctx.services.begin() as tx:
            duty = await service.on_duty(tx, ctx.person, ctx.now)
    except Refused as no:
        if no.reason is OfficerReason.NOT_OFFICER:
            return await ask_for(ctx, OFFICER, answers, OFFICER.fields)
        raise
    return reply(texts.on_duty(duty))


async def _join(ctx: Ctx, code: str) -> OnDuty:
    async with ctx.begin() as tx:
        return await service.join_officer(tx, await person_of(ctx, tx), code, ctx.now)


ROUTES = Routes(
    commands=((OFFICER, officer),),
    refusals=texts.REFUSALS,
)
