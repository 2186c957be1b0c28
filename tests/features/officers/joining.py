"""How tests come by an officer on duty, and how they pass the second factor: through the use cases, step by step."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp

from bot.adapters.keys.codes import TimeCodes
from bot.chat.reply import Reply
from bot.db.transaction import Books
from bot.kernel.ids import NewRef, new_code, new_ref
from bot.officers import factor, proving, service
from bot.officers.model import Call, Officer
from bot.people.model import Person
from tests.features.departments.adding import FIRST, SECOND, operator
from tests.handlers.house import Somebody, words_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""Of every officer's app in tests that join this way."""

A_CALL = Call(number="+1 555 0199", source="the website of the town")


class KnownCodes(TimeCodes):
    """Codes whose secret the test knows."""

    def new_secret(self) -> str:
        """Always the same."""
        return SECRET


async def invited(
    tx: Books, department: str, name: str, now: datetime, refs: NewRef = new_ref, codes: Callable[[], str] = new_code
) -> tuple[Officer, str]:
    """An invitation by the first operator, and its code."""
    first = await operator(tx, FIRST, now, refs)
    return await service.invite_officer(tx, department, name, now, refs, codes, first.id)


async def on_duty(
    tx: Books, department: str, name: str, person: Person, now: datetime,
    refs: NewRef = new_ref, codes: Callable[[], str] = new_code,
) -> Officer:  # fmt: skip
    """This person is an officer on duty from now on, whose oldest account needs no code for the next ten minutes."""
    _, code = await invited(tx, department, name, now, refs, codes)
    joined = await service.join_officer(tx, person, code, now)
    domains = (await tx.departments.by_id(joined.department)).email_domains
    await proving.mailbox_proved(tx, person, f"{joined.ref.lower()}@{domains[0]}", now)
    second = await operator(tx, SECOND, now, refs)
    await proving.confirm_call(tx, second, joined.ref, A_CALL, now)
    account = (await tx.people.accounts(person.id))[0]
    called = await proving.new_secret(tx, person, account, KnownCodes(), now)
    assert await factor.check(tx, called, account.id, code_at(now), TimeCodes(), now)
    return await proving.set_up(tx, person, now)


def code_at(now: datetime, later: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or so many thirty seconds later."""
    return pyotp.TOTP(secret).at(now + timedelta(seconds=30 * later))


async def with_code(who: Somebody, answered: Reply) -> Reply:
    """What an answer turns into: where it asks for a code of the app, one is typed."""
    if answered.form is None or answered.form.name != "code":
        return answered
    now = who.router._services.clock.now()
    for later in (0, 1, -1):
        answered = await who.sends_form(answered.form.draft, code=code_at(now, later))
        if "That code does not fit" not in words_of(answered) or answered.form is None:
            break
    return answered
