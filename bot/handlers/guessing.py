"""Every code that somebody types is a try, and who guesses is locked out of trying."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.handlers.context import Ctx
from bot.kernel.refusal import Reason, Refused
from bot.officers.model import OfficerReason
from bot.operators.model import OperatorReason
from bot.people.guessing import begin_try
from bot.people.model import PeopleReason

T = TypeVar("T")

WRONG: frozenset[Reason] = frozenset(
    {
        PeopleReason.WRONG_CODE,
        PeopleReason.TOO_MANY_TRIES,
        PeopleReason.BAD_INVITATION,
        PeopleReason.BAD_LINK_CODE,
        OfficerReason.BAD_INVITATION,
        OperatorReason.BAD_CODE,
    }
)
"""What a wrong code is refused with; any other refusal is about something else."""


async def at_a_code(ctx: Ctx, look: Callable[[], Awaitable[T]]) -> T:
    """What `look` returns, which is where the code is compared, in transactions of its own.

    A try that is refused as wrong stays on record. Raises Refused(LOCKED_OUT) instead of looking, and what `look` raises.
    """
    speaker = ctx.speaker
    # Committed before anything is compared: a crash, a repeat or a hundred tries at once cost the guesser, not us. The
    # event itself is not noted yet, for it has had no effect.
    async with ctx.services.begin() as tx:
        guess = await begin_try(tx, speaker.platform, speaker.handle, ctx.now)
    was_wrong = False
    try:
        return await look()
    except Refused as no:
        was_wrong = no.reason in WRONG
        raise
    finally:
        if not was_wrong:
            async with ctx.services.begin() as tx:
                await tx.links.forgive_guess(guess)
