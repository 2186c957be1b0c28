"""Invitation codes belong into a direct message: one that was typed where others read along is void."""

from bot.handlers.context import Ctx
from bot.kernel.refusal import Refused
from bot.people.codes import hashes_within
from bot.people.model import PeopleReason


async def only_in_direct(ctx: Ctx, words: str) -> None:
    """Let a direct message pass, and nothing else; `words` followed the command, with a code among them or not.

    Raises Refused(NOT_IN_DIRECT), or Refused(CODE_READ_ALONG) after the code was made void, whomever it invited.
    """
    if ctx.room.private:
        return
    # What is filled into a dialog or a slash command is read by nobody else.
    if not words or ctx.room.modals:
        raise Refused(PeopleReason.NOT_IN_DIRECT)
    async with ctx.begin() as tx:
        typed = hashes_within(words)
        await tx.officers.void(typed)
        await tx.operators.void(typed)
        await tx.reviewers.void(typed)
        await tx.household.void(typed)
    raise Refused(PeopleReason.CODE_READ_ALONG)
