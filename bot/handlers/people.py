"""Six digits typed in a direct message prove an email address."""

import re
from functools import partial
from typing import assert_never

from bot.chat.language import known_language
from bot.chat.reply import Reply, reply
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.guessing import at_a_code
from bot.kernel.refusal import Refused
from bot.officers.proving import mailbox_proved
from bot.officers.texts import PROVED
from bot.people import service, texts
from bot.people.linking import account_of, found_elsewhere
from bot.people.model import PeopleReason, Person
from bot.people.service import NotProved, Proved, ProvedElsewhere, ProvedWork
from bot.people.texts import leaving

SIX_DIGITS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}")


def in_direct_only(ctx: Ctx) -> None:
    """For what nobody else may read along. Raises Refused(NOT_IN_DIRECT)."""
    if not ctx.room.private:
        raise Refused(PeopleReason.NOT_IN_DIRECT)


async def person_of(ctx: Ctx, tx: Tx) -> Person:
    """The speaker as a person, made known now if nobody knew them: for everything that stores something of theirs."""
    speaker = ctx.speaker
    language = known_language(speaker.language)
    return await service.ensure_person(
        tx, ctx.person, speaker.platform, speaker.handle, speaker.name, language, ctx.now
    )


async def on_digits(ctx: Ctx, text: str) -> Reply | None:
    """The answer to a mailed code; None for any other words, and for digits that nobody waits for."""
    if ctx.person is None or not ctx.room.private or not SIX_DIGITS.fullmatch(text):
        return None
    async with ctx.services.begin() as tx:
        if not await service.waits_for_code(tx, ctx.person, ctx.now):
            return None
    return await at_a_code(ctx, partial(_compare, ctx, text.replace(" ", "").replace("-", "")))


async def _compare(ctx: Ctx, digits: str) -> Reply:
    """Raises Refused, after the wrong try was committed."""
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        outcome = await service.confirm_code(tx, person, digits, ctx.now)
        if isinstance(outcome, ProvedWork):
            await mailbox_proved(tx, person, outcome.address, ctx.now)
        if isinstance(outcome, ProvedElsewhere):
            here = await account_of(tx, person, ctx.speaker.platform, ctx.speaker.handle)
            services = ctx.services
            elsewhere = await found_elsewhere(tx, here, outcome.mailbox, ctx.now, services.new_ref, services.new_code)
    match outcome:
        case NotProved(reason=reason):
            raise Refused(reason)
        case ProvedElsewhere():
            return reply(leaving.elsewhere(elsewhere))
        case ProvedWork():
            return await ctx.presses[PROVED](ctx, "")
        case Proved(address=address):
            return reply(texts.proved(address))
        case _:
            assert_never(outcome)


ROUTES = Routes(first=(on_digits,), refusals=texts.REFUSALS)
