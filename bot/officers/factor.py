"""The second factor: six digits from an app, good once, for ten minutes on the account that typed them."""

from datetime import datetime

from bot.kernel.ids import AccountId
from bot.officers.model import FACTOR_LASTS, LOCKED_FOR, MOST_WRONG, Officer
from bot.officers.ports import Codes, OfficersTx


async def has_passed(tx: OfficersTx, officer: Officer, account: AccountId, now: datetime) -> bool:
    """Whether this account typed a right code within the last ten minutes."""
    at = await tx.officers.passed_at(officer.id, account)
    return at is not None and at <= now < at + FACTOR_LASTS


async def check(tx: OfficersTx, officer: Officer, account: AccountId, typed: str, codes: Codes, now: datetime) -> bool:
    """Whether the code is right. A wrong one counts, so commit whatever this says before anybody hears of it.

    After five wrong ones in a row none is taken for a quarter of an hour, not even a right one. A right one is taken once.
    """
    await tx.officers.alone(officer.id)
    factor = await tx.officers.factor(officer.id)
    if factor is None or (factor.locked_until is not None and now < factor.locked_until):
        return False
    digits = "".join(typed.split()).replace("-", "")
    step = codes.step_of(factor.secret, digits, now)
    if step is None or step <= factor.last_step:
        wrong = factor.wrong + 1
        is_locked = wrong >= MOST_WRONG
        await tx.officers.note_wrong(officer.id, 0 if is_locked else wrong, now + LOCKED_FOR if is_locked else None)
        return False
    await tx.officers.note_right(officer.id, step, account, now)
    return True
