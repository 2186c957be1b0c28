"""Deciding together: inviting somebody who lives with an owner, joining, and ending it. Reached through `/rules`."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.reply import Reply, reply
from bot.consent import together
from bot.consent.model import END_OF_TOGETHER_JOB, CoDecider
from bot.consent.texts import together as texts
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.guessing import at_a_code
from bot.handlers.people import person_of
from bot.kernel.ids import PersonId, read_ref
from bot.people.reach import first_account, through


async def on_show(ctx: Ctx, ref: str = texts.ME) -> Reply:
    """`/rules together`."""
    if ctx.person is None:
        return reply(texts.names((), ()))
    person = ctx.person
    async with ctx.services.begin() as tx:
        mine = await _named(tx, [(each, each.person) for each in await tx.household.of_owner(person.id)])
        others = await _named(tx, [(each, each.owner) for each in await tx.household.with_person(person.id)])
    return reply(texts.names(mine, others))


async def on_invite(ctx: Ctx, ref: str) -> Reply:
    """*Invite somebody*."""
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        code = await together.invite(tx, person, ctx.now, ctx.services.new_ref, ctx.services.new_code)
    return reply(texts.invitation(code))


async def join(ctx: Ctx, code: str) -> Reply:
    """`/rules join CODE`."""

    async def look() -> None:
        async with ctx.begin() as tx:
            await together.join(tx, await person_of(ctx, tx), code, ctx.now)

    await at_a_code(ctx, look)
    return reply(texts.joined())


async def on_really(ctx: Ctx, ref: str) -> Reply:
    """*Decide without …* asks once more."""
    return reply(texts.really_end(ref) if read_ref(ref) else texts.names((), ()))


async def on_end(ctx: Ctx, ref: str) -> Reply:
    """*Yes, end it*; the other one is told."""
    async with ctx.begin() as tx:
        ended = await together.end(tx, ctx.person, read_ref(ref))
        other = ended.person if ctx.person is not None and ctx.person.id == ended.owner else ended.owner
        await _tell(tx, ended, other, ctx.now)
    return reply(texts.ended(), closes=True)


async def tell_of_going(tx: Tx, person: PersonId, now: datetime) -> None:
    """Everybody who decides with somebody is told before that one is erased: their open questions go on without them."""
    for each in await tx.household.of_owner(person):
        await _tell(tx, each, each.person, now)
    for each in await tx.household.with_person(person):
        await _tell(tx, each, each.owner, now)


async def _tell(tx: Tx, ended: CoDecider, other: PersonId, now: datetime) -> None:
    account = await first_account(tx, other)
    if account is not None:
        key = f"{END_OF_TOGETHER_JOB}:{ended.ref}"
        await tx.outbox.put([through(account, END_OF_TOGETHER_JOB, other, key, now)])


async def _named(tx: Tx, found: Sequence[tuple[CoDecider, PersonId]]) -> list[tuple[CoDecider, str]]:
    """By the name of the first chat, which both of them know: they met over the code."""
    named = []
    for each, person in found:
        accounts = await tx.people.accounts(person)
        named.append((each, next((account.name for account in accounts if account.name), each.ref)))
    return named


ROUTES = Routes(
    presses={texts.SHOW: on_show, texts.INVITE: on_invite, texts.REALLY: on_really, texts.END: on_end},
    refusals=texts.REFUSALS,
)
