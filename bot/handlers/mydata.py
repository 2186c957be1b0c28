"""`/mydata`: what is held about the speaker, shown, handed over, and erased. In direct messages only."""

from collections.abc import Mapping

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.people import in_direct_only
from bot.handlers.together import tell_of_going
from bot.kernel.refusal import Refused
from bot.mydata import service, texts
from bot.mydata.model import MyDataReason
from bot.people.model import MAIL, Account, Person
from bot.terms.service import EVERYWHERE, terms_of

DO = Field(
    name="do",
    label=phrase("What to do"),
    question=phrase("What would you like to do with what is held about you?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(
        Choice(value="show", label=phrase("Show all")),
        Choice(value="export", label=phrase("Send me the files")),
        Choice(value="history", label=phrase("Who looked")),
        Choice(value="forget", label=phrase("Erase all")),
    ),
)
MYDATA = CommandSpec(
    name="mydata",
    description=phrase("See, take with you or erase everything that is held about you"),
    fields=(DO,),
    in_channels=False,
    rest="do",
)


async def mydata(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/mydata`."""
    in_direct_only(ctx)
    match answers.get("do"):
        case "show":
            return await on_show(ctx, texts.ME)
        case "export":
            return await on_export(ctx, texts.ME)
        case "history":
            return await on_history(ctx, texts.ME)
        case "forget":
            return await on_forget(ctx, texts.ME)
        case _:
            return reply(texts.menu())


async def on_show(ctx: Ctx, ref: str) -> Reply:
    """*Show all*."""
    in_direct_only(ctx)
    async with ctx.services.begin() as tx:
        found = await service.sheets(tx, ctx.person)
        return reply(texts.everything(found, await _zone(tx, ctx.person)))


async def on_export(ctx: Ctx, ref: str) -> Reply:
    """*Send me the files*: they come as messages of their own, in the chat where they were asked for."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        clips = await service.export(tx, ctx.person, await _here(tx, ctx), ctx.now)
    return reply(texts.on_their_way(clips))


async def on_history(ctx: Ctx, ref: str) -> Reply:
    """*Who looked*."""
    in_direct_only(ctx)
    if ctx.person is None:
        raise Refused(MyDataReason.NOTHING_HELD)
    async with ctx.services.begin() as tx:
        return reply(texts.history(await tx.mydata.looks(ctx.person.id), await _zone(tx, ctx.person)))


async def on_forget(ctx: Ctx, ref: str) -> Reply:
    """*Erase all* says first what would go and what would stay."""
    in_direct_only(ctx)
    async with ctx.services.begin() as tx:
        return reply(texts.before_going(await service.sheets(tx, ctx.person)))


async def on_go(ctx: Ctx, ref: str) -> Reply:
    """*Erase all now*: the rows first, then the bytes; a crash between leaves bytes that the sweep removes."""
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        if ctx.person is not None:
            await tell_of_going(tx, ctx.person.id, ctx.now)
        left = await service.forget(tx, ctx.person, ctx.now)
    for blob in left.clips:
        await ctx.services.vault.destroy(blob)
    for blob in left.media:
        await ctx.services.media.destroy(blob)
    await ctx.services.leave_no_trace()
    return reply(texts.gone(), closes=True)


async def _here(tx: Tx, ctx: Ctx) -> Account:
    accounts = await tx.people.accounts(ctx.person.id) if ctx.person is not None else ()
    spoken = (ctx.speaker.platform, ctx.speaker.handle)
    found = next((each for each in accounts if each.platform != MAIL and (each.platform, each.handle) == spoken), None)
    if found is None:
        raise Refused(MyDataReason.NOTHING_HELD)
    return found


async def _zone(tx: Tx, person: Person | None) -> str:
    """By whose clock times are told: that of requests, which is the first camera's, else that of alerts."""
    if person is None:
        return EVERYWHERE
    alerts = await tx.alerts.of_person(person.id)
    zone = (await terms_of(tx, person.id)).time_zone
    return alerts.wishes.time_zone if alerts is not None and zone == EVERYWHERE else zone


ROUTES = Routes(
    commands=((MYDATA, mydata),),
    presses={
        texts.SHOW: on_show,
        texts.EXPORT: on_export,
        texts.HISTORY: on_history,
        texts.FORGET: on_forget,
        texts.GO: on_go,
    },
    refusals=texts.REFUSALS,
)
