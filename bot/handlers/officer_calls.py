"""What operators do about officers: they call the department, and say so."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.operators import operating
from bot.handlers.people import in_direct_only
from bot.officers import proving, service
from bot.officers.model import Call, OfficerReason
from bot.officers.texts import operators as texts

OFFICER = Field(
    name="officer", label=phrase("Officer"), question=phrase("Which officer? The reference on the card, such as K7QFM3")
)
NUMBER = Field(
    name="number",
    label=phrase("Number that you called"),
    question=phrase("Which number of the department did you call?"),
    required=False,
    max_length=60,
)
SOURCE = Field(
    name="source",
    label=phrase("Where you found it"),
    question=phrase("Where did you find the number? For example: the website of the town"),
    required=False,
    max_length=200,
)
CALLED = CommandSpec(
    name="called",
    description=phrase("For those who run this Porchlight: say that you called about an officer"),
    fields=(OFFICER, NUMBER, SOURCE),
    in_channels=False,
    rest="officer",
    needs=("number", "source"),
)


async def on_called(ctx: Ctx, ref: str) -> Reply:
    """*I called, confirm*: which number, and where it was found."""
    in_direct_only(ctx)
    async with ctx.services.begin() as tx:
        await proving.call_wanted(tx, await operating(tx, ctx.person), ref, ctx.now)
    return await ask_for(ctx, CALLED, {OFFICER.name: ref}, (NUMBER, SOURCE))


async def called(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/called`: an operator's word that the department knows the officer."""
    ref = answers[OFFICER.name]
    async with ctx.services.begin() as tx:
        await proving.call_wanted(tx, await operating(tx, ctx.person), ref, ctx.now)
    lacking = tuple(field for field in (NUMBER, SOURCE) if not answers.get(field.name, "").strip())
    if lacking:
        return await ask_for(ctx, CALLED, answers, lacking)
    call = Call(number=answers[NUMBER.name], source=answers[SOURCE.name])
    async with ctx.begin() as tx:
        confirmed = await proving.confirm_call(tx, await operating(tx, ctx.person), ref, call, ctx.now)
    return reply(texts.call_noted(confirmed))


async def on_unknown(ctx: Ctx, ref: str) -> Reply:
    """*They do not know them*: suspended, in public."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        me = await operating(tx, ctx.person)
        wanted = await proving.call_wanted(tx, me, ref, ctx.now)
        stopped = await service.suspend_officer(tx, wanted.ref, ctx.now)
    return reply(texts.stopped(stopped), closes=True)


ROUTES = Routes(
    commands=((CALLED, called),),
    presses={texts.CALLED: on_called, texts.NOT_KNOWN: on_unknown},
    again={OfficerReason.CALL_UNTOLD: NUMBER.name},
)
