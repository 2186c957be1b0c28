"""Six digits typed in a direct message prove an email address."""

import re

from bot.chat.language import known_language
from bot.chat.reply import Reply, reply
from bot.handlers.context import Ctx, Routes, Tx
from bot.kernel.refusal import Refused
from bot.people import service, texts
from bot.people.model import Person
from bot.people.service import NotProved

SIX_DIGITS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}")


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
    digits = text.replace(" ", "").replace("-", "")
    async with ctx.begin() as tx:
        outcome = await service.confirm_code(tx, ctx.person, digits, ctx.now)
    if isinstance(outcome, NotProved):
        raise Refused(outcome.reason)
    return reply(texts.proved(outcome.address))


ROUTES = Routes(first=(on_digits,), refusals=texts.REFUSALS)
