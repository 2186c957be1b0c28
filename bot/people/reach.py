"""Which of a person's accounts work, and what follows when one stops: the next is used, and the person is told there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.kernel.ids import AccountId, PersonId
from bot.outbox.model import NewJob
from bot.people.model import MAIL, Account
from bot.people.ports import PeopleTx

HARD_BOUNCES = 2
"""So many mails that come back for good pause an address; a single one may be a mistake on the way."""

TROUBLE_JOB = "people.trouble"
"""Tell a person, through an account that works, that another one (the subject) does not."""
BACK_JOB = "people.back"
"""Tell a person through the account (the subject) that works again what waits for them."""
STOPPED_JOB = "people.mail_stopped"
"""Tell a person in a chat that mail to their address (the account, the subject) was stopped with one click."""


class Trouble(StrEnum):
    """Why an account does not work."""

    BLOCKED = "blocked"
    """Its person shut us out."""
    CLOSED = "closed"
    """It takes nothing from us: the person's settings, or no place that we share."""
    GONE = "gone"
    """There is no such account or mailbox, or there is none any more."""
    BOUNCED = "bounced"
    """Mail to it came back for good, more than once."""


class Reach(Protocol):
    """The state of accounts."""

    async def fail(self, account: AccountId, trouble: str) -> bool:
        """Mark an account as not working; False when it is marked already."""
        ...

    async def restore(self, account: AccountId) -> bool:
        """The account works, and its bounces are forgotten; False when it was working already."""
        ...

    async def trouble(self, account: AccountId) -> str:
        """Why the account does not work; empty while it does."""
        ...

    async def count_bounce(self, account: AccountId) -> int:
        """One more hard bounce; says how many there are now."""
        ...

    async def silence(self, account: AccountId, silenced: bool) -> bool:
        """Whether the person wants no notices there; False when it was so already."""
        ...

    async def note_direct(self, account: AccountId, room: str) -> None:
        """Where the platform keeps the direct conversation with the account; empty: nobody knows (any more)."""
        ...

    async def direct(self, account: AccountId) -> str:
        """The same, as it was noted; empty when it was not, or is where the account itself is."""
        ...


class ReachTx(PeopleTx, Protocol):
    """A transaction with the state of accounts."""

    @property
    def reach(self) -> Reach:
        """The state of accounts."""
        ...


def through(account: Account, kind: str, subject: int, key: str, due: datetime) -> NewJob:
    """A job that speaks to this account."""
    return NewJob(kind=kind, subject=subject, lane=account.platform, key=key, due=due, account=account.id)


def works(account: Account) -> bool:
    """Whether something may be said there unasked."""
    return account.reachable and not account.silenced


async def working(tx: PeopleTx, person: PersonId) -> Sequence[Account]:
    """The person's accounts that work, in the order in which they are used: the oldest chat first, mail last."""
    accounts = [each for each in await tx.people.accounts(person) if works(each)]
    return sorted(accounts, key=lambda each: (each.platform == MAIL, each.id))


async def first_account(tx: PeopleTx, person: PersonId) -> Account | None:
    """Where somebody is told what is meant for them, once; None when nothing works."""
    return next(iter(await working(tx, person)), None)


async def next_account(tx: PeopleTx, account: Account, *, chats_only: bool = False) -> Account | None:
    """Where to go on with what this account cannot be told; None when nothing else works."""
    others = [each for each in await working(tx, account.person) if each.id != account.id]
    return next((each for each in others if each.platform != MAIL or not chats_only), None)


async def fail(tx: ReachTx, account: Account, trouble: Trouble, now: datetime) -> bool:
    """The account does not work: mark it, and tell its person on the next one, once. False when it was known."""
    if not await tx.reach.fail(account.id, trouble.value):
        return False
    await _tell(tx, TROUBLE_JOB, account, await next_account(tx, account), now)
    return True


async def heard_from(tx: ReachTx, account: Account, now: datetime) -> None:
    """Its person has written to us there: it works, however dead it was, and they hear what waits for them."""
    if not account.reachable and await tx.reach.restore(account.id):
        await _tell(tx, BACK_JOB, account, account, now)


async def bounced(tx: ReachTx, account: AccountId, now: datetime) -> Account | None:
    """A mail to the account came back for good; the second one pauses it. The account, if it was in use."""
    known = await tx.people.account(account)
    if known is None or known.platform != MAIL or not known.reachable:
        return None
    if await tx.reach.count_bounce(account) >= HARD_BOUNCES:
        await fail(tx, known, Trouble.BOUNCED, now)
    return known


async def stop_mail(tx: ReachTx, account: AccountId, now: datetime) -> None:
    """No more notices by mail to this address; the account stays. Told in a chat, once. Harmless when repeated."""
    known = await tx.people.account(account)
    if known is not None and known.platform == MAIL and await tx.reach.silence(account, True):
        await _tell(tx, STOPPED_JOB, known, await next_account(tx, known, chats_only=True), now)


async def mail_off(tx: ReachTx, person: PersonId) -> bool:
    """No more notices by mail, at the person's word in a chat; False when there is no address."""
    mailboxes = [each for each in await tx.people.accounts(person) if each.platform == MAIL]
    for each in mailboxes:
        await tx.reach.silence(each.id, True)
    return bool(mailboxes)


async def mail_again(tx: ReachTx, person: PersonId) -> Sequence[Account]:
    """Mail may go to the person's proved addresses again, stopped or paused as they were; returns them."""
    mailboxes = [each for each in await tx.people.accounts(person) if each.platform == MAIL]
    for each in mailboxes:
        await tx.reach.silence(each.id, False)
        await tx.reach.restore(each.id)
    return mailboxes


async def _tell(tx: ReachTx, kind: str, about: Account, on: Account | None, now: datetime) -> None:
    if on is not None:
        # The moment is part of the key, because the same may happen again some day; a change happens once.
        await tx.outbox.put([through(on, kind, about.id, f"{kind}:{about.id}:{now.timestamp():.6f}", now)])
