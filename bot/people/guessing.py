"""Who guesses at codes is locked out of typing codes, and of nothing else; only their own account can do that to them."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.kernel.refusal import Refused
from bot.people.model import PeopleReason
from bot.people.ports import PeopleTx

MOST_WRONG = 10
WINDOW = timedelta(hours=1)
LOCKED_FOR = timedelta(hours=1)


async def begin_try(tx: PeopleTx, platform: str, handle: str, now: datetime) -> int:
    """An account is about to have a code looked at. The try is on record as wrong before that, so that many at once do not
    slip past; `PeopleTx.links.forgive_guess` takes the returned number when it was right.

    Raises Refused(LOCKED_OUT) for an hour after the tenth wrong code within an hour.
    """
    await may_try(tx, platform, handle, now)
    return await tx.links.add_guess(platform, handle, now)


async def may_try(tx: PeopleTx, platform: str, handle: str, now: datetime) -> None:
    """Raises Refused(LOCKED_OUT); until the transaction ends, no other try of this account gets past this line."""
    lately = await tx.links.guesses(platform, handle, now - WINDOW - LOCKED_FOR)
    until = locked_until(lately, now)
    if until is not None:
        minutes = math.ceil((until - now).total_seconds() / 60)
        raise Refused(PeopleReason.LOCKED_OUT, minutes=str(minutes), until=f"{until:%H:%M} UTC")


def locked_until(wrong: Sequence[datetime], now: datetime) -> datetime | None:
    """When an account with these wrong tries, latest first, may try again; None when it may now."""
    if len(wrong) < MOST_WRONG or wrong[0] - wrong[MOST_WRONG - 1] >= WINDOW:
        return None
    until = wrong[0] + LOCKED_FOR
    return until if now < until else None
