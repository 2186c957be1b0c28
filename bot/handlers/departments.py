"""The public list of departments."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.departments import texts
from bot.handlers.context import Ctx, Routes
from bot.officers.model import OFFICER_LIFE

DEPARTMENTS = CommandSpec(name="departments", description=phrase("The police departments that may ask here"))


async def departments(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/departments`: the same list for everybody."""
    async with ctx.services.begin() as tx:
        return reply(texts.listing(await tx.departments.all(), OFFICER_LIFE.days))


ROUTES = Routes(
    commands=((DEPARTMENTS, departments),),
    refusals=texts.REFUSALS,
)
