"""One person, several accounts: joined when both sides say yes, taken apart again, and found again after a loss."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.outbox.model import INSIDE, NewJob
from bot.people.model import (
    JOINED_JOB,
    LINK_ASK_JOB,
    LOST_DUE_JOB,
    LOST_JOB,
    MAIL,
    NOT_JOINED_JOB,
    OLD_ADDRESS_JOB,
    ONE_LESS_JOB,
    TAKEN_OFF_JOB,
    Account,
    Clashes,
    Link,
    PeopleReason,
    Person,
)
from bot.people.ports import PeopleTx
from bot.people.reach import through

LINK_LIFE = timedelta(minutes=15)
"""Of a code until it is typed, and of each of the two questions until it is answered."""

LOST_WAIT = timedelta(hours=24)
"""How long the accounts of somebody who says to have lost them can object."""

ANSWERS_KEPT = timedelta(days=7)
"""A job that is late by less than this still finds what it is about."""

LATE = timedelta(hours=1)
"""An account that was told later than this, or a house that was away so long, has taken time from those who may object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Shall this account join that one?"""

    link: Link
    first: Account
    """Where the code was asked for."""
    claimant: Account
    """Where it was typed."""
    clashes: Clashes | None = None
    """Once it is known; never told to the claimant, who may be anybody."""


async def account_of(tx: PeopleTx, person: Person, platform: str, handle: str) -> Account:
    """The person's account of this platform and handle. Raises Refused(NO_SUCH_ACCOUNT)."""
    return _found(account for account in await tx.people.accounts(person.id) if _is(account, platform, handle))


async def offer_code(
    tx: PeopleTx, person: Person, account: Account, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> str:
    """A code to type on the account that is to join: shown once, good once, for a quarter of an hour. An earlier one, and
    a question that it led to, are void."""
    code = new_code()
    await tx.links.offer(person.id, account.id, plain(code), new_ref(), now, now + LINK_LIFE)
    return code


async def take_up(tx: PeopleTx, person: Person, account: Account, code: str, now: datetime) -> Question:
    """The code was typed on this account: it is used up, and whoever typed it is shown whose it is. Joins nothing.

    Raises Refused(BAD_LINK_CODE | OWN_LINK_CODE); the latter leaves the code alive.
    """
    link = await tx.links.take_up(code, account.id, now, now + LINK_LIFE)
    if link is None:
        raise Refused(PeopleReason.BAD_LINK_CODE)
    if link.person == person.id:
        raise Refused(PeopleReason.OWN_LINK_CODE)
    return await _question(tx, link)


async def agree(tx: PeopleTx, person: Person | None, ref: Ref | None, now: datetime) -> Question:
    """Whoever typed the code says: yes, that account is mine. Now the account that it came from is asked.

    Raises Refused(LINK_OVER).
    """
    link = await _waiting(tx, ref, now)
    question = await _question(tx, link)
    if person is None or question.claimant.person != person.id or link.joins_at is not None or _is_mail(question.first):
        raise Refused(PeopleReason.LINK_OVER)
    if not link.agreed:
        await tx.links.agree(link.id, now, now + LINK_LIFE)
        await _tell(tx, LINK_ASK_JOB, link.id, [question.first], now, link.ref)
    return question


async def join(tx: PeopleTx, person: Person | None, ref: Ref | None, now: datetime) -> Question:
    """The person who made the code says yes: all that belongs to the other account belongs to this person from now on.

    Raises Refused(LINK_OVER | TWO_OFFICERS | TWO_REVIEWERS | TWO_OPERATORS | ASKED_TWICE); after the last four it can be
    tried again.
    """
    await tx.links.one_at_a_time()
    link = await _waiting(tx, ref, now)
    if person is None or link.person != person.id or not link.agreed:
        raise Refused(PeopleReason.LINK_OVER)
    question = await _question(tx, link)
    clashes = await _no_clash(tx, link.person, question.claimant.person)
    await _unite(tx, link, question, now)
    told = [account for account in await tx.people.accounts(person.id) if account.id != question.claimant.id]
    await _tell(tx, JOINED_JOB, question.claimant.id, [account for account in told if account.id != link.account], now)
    await _tell(tx, JOINED_JOB, question.first.id, [question.claimant], now)
    return Question(link=link, first=question.first, claimant=question.claimant, clashes=clashes)


async def decline(tx: PeopleTx, person: Person | None, ref: Ref | None, now: datetime) -> Question:
    """Either side says no, or the person stops that a lost account is replaced. Raises Refused(LINK_OVER)."""
    link = await _waiting(tx, ref, now)
    question = await _question(tx, link)
    if person is None or person.id not in (link.person, question.claimant.person):
        raise Refused(PeopleReason.LINK_OVER)
    await tx.links.drop(link.id)
    if link.joins_at is not None and person.id == link.person:
        await _tell(tx, NOT_JOINED_JOB, question.claimant.id, [question.claimant], now)
    return question


async def found_elsewhere(
    tx: PeopleTx, account: Account, mailbox: Account, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> Question:
    """Whoever speaks on this account reads the mail of an address that another person has proved: offer to join them."""
    code = plain(new_code())
    await tx.links.offer(mailbox.person, mailbox.id, code, new_ref(), now, now + LINK_LIFE)
    link = await tx.links.take_up(code, account.id, now, now + LINK_LIFE)
    if link is None:
        raise LookupError("A code that was just put is not there.")
    return Question(link=link, first=mailbox, claimant=account)


async def say_lost(tx: PeopleTx, person: Person | None, ref: Ref | None, now: datetime) -> datetime:
    """The other accounts of the address are lost: this one joins in 24 hours, unless one of them says no until then.

    All of them are told at once, the address too. Returns when it joins. Raises Refused(LINK_OVER).
    """
    link = await _waiting(tx, ref, now)
    question = await _question(tx, link)
    if person is None or question.claimant.person != person.id or not _is_mail(question.first):
        raise Refused(PeopleReason.LINK_OVER)
    if link.joins_at is not None:
        return link.joins_at
    await _tell(tx, LOST_JOB, link.id, await tx.people.accounts(link.person), now, link.ref)
    return await _wait(tx, link, now)


async def tell_lost(tx: PeopleTx, number: int, now: datetime) -> Question | None:
    """What an account of somebody who is said to have lost them is told now. Told late, the whole wait begins anew."""
    question = await question_of(tx, number, now)
    if question is None or question.link.joins_at is None:
        return None
    if now > question.link.joins_at - LOST_WAIT + LATE:
        await _wait(tx, question.link, now)
    return question


async def join_lost(tx: PeopleTx, number: int, now: datetime, may: Callable[[PersonId], Awaitable[bool]]) -> None:
    """The day is over and nobody said no. Harmless when somebody did, and when repeated. Each of the two persons still has
    to be one who may be joined like this.

    If it was over some time ago, we were away, and could hear no no: then the whole wait begins anew.
    """
    await tx.links.one_at_a_time()
    link = await tx.links.by_id(number)
    if link is None or link.joins_at is None or now < link.joins_at:
        return
    if now > link.joins_at + LATE:
        await _wait(tx, link, now)
        return
    question = await _question(tx, link)
    try:
        await _no_clash(tx, link.person, question.claimant.person)
        if not (await may(link.person) and await may(question.claimant.person)):
            raise Refused(PeopleReason.POLICE_BY_MAIL)
    except Refused:
        await tx.links.drop(link.id)
        await _tell(tx, NOT_JOINED_JOB, question.claimant.id, [question.claimant], now)
        return
    await _unite(tx, link, question, now)
    await _tell(tx, JOINED_JOB, question.claimant.id, await tx.people.accounts(link.person), now)


async def take_off(tx: PeopleTx, person: Person, mark: str, now: datetime) -> Account:
    """This account is the person's no longer: it and the others are told, and what is on its way to it is dropped.

    Raises Refused(NO_SUCH_ACCOUNT | LAST_CHAT | EMAIL_NEEDED | BANNED_TOGETHER).
    """
    account = await removable(tx, person, mark, now)
    await tx.links.drop_account(account.id)
    left = await tx.people.accounts(person.id)
    if _is_mail(account):
        await tell_old_address(tx, person.id, account.handle, now)
        return account
    # It is somebody on their own from now on, who can be told so; what waits in the outbox for it does not find it.
    alone = await tx.people.add(account.platform, account.handle, account.name, person.language, now)
    (freed,) = await tx.people.accounts(alone.id)
    await _tell(tx, TAKEN_OFF_JOB, freed.id, [freed], now)
    await _tell(tx, ONE_LESS_JOB, freed.id, left, now)
    return account


async def removable(tx: PeopleTx, person: Person, mark: str, now: datetime) -> Account:
    """The account with this mark, which may be taken off. Raises Refused like `take_off`."""
    # Two taken off at once, each seeing the other one stay, would leave nobody to speak for the person.
    await tx.links.alone(person.id)
    accounts = await tx.people.accounts(person.id)
    account = _found(each for each in accounts if mark_of(each) == mark)
    same = [each for each in accounts if _is_mail(each) == _is_mail(account)]
    if _is_mail(account):
        if len(same) == 1 and await tx.links.has_cameras(person.id):
            raise Refused(PeopleReason.EMAIL_NEEDED)
        return account
    if len(same) == 1:
        raise Refused(PeopleReason.LAST_CHAT)
    banned_until = await tx.links.banned_until(person.id, now)
    if banned_until is not None:
        # Else one would join, be banned, and leave again.
        raise Refused(PeopleReason.BANNED_TOGETHER, until=f"{banned_until:%Y-%m-%d %H:%M} UTC")
    return account


async def tell_old_address(tx: PeopleTx, person: PersonId, address: str, now: datetime) -> None:
    """Mail to an address that is the person's no longer, which is then forgotten."""
    number = await tx.links.put_old_address(person, address, now)
    key = f"{OLD_ADDRESS_JOB}:{number}"
    await tx.outbox.put([NewJob(kind=OLD_ADDRESS_JOB, subject=number, lane=MAIL, key=key, due=now)])


def mark_of(account: Account) -> str:
    """By which a button names an account of its reader's own: neither its number, which would tell how many there are,
    nor anything that could be read back."""
    return hashlib.sha256(f"{account.platform}:{account.handle}:{account.id}".encode()).hexdigest()[:12].upper()


def plain(code: str) -> str:
    """A code as it is compared."""
    return code.replace("-", "")


async def _wait(tx: PeopleTx, link: Link, now: datetime) -> datetime:
    joins_at = now + LOST_WAIT
    await tx.links.wait(link.id, joins_at, joins_at + ANSWERS_KEPT)
    key = f"{LOST_DUE_JOB}:{link.id}:{link.ref}:{joins_at.timestamp():.6f}"
    await tx.outbox.put([NewJob(kind=LOST_DUE_JOB, subject=link.id, lane=INSIDE, key=key, due=joins_at)])
    return joins_at


async def _unite(tx: PeopleTx, link: Link, question: Question, now: datetime) -> None:
    await tx.links.drop(link.id)
    if question.claimant.person != link.person:
        await tx.links.move_everything(goes=question.claimant.person, stays=link.person)


async def _no_clash(tx: PeopleTx, stays: PersonId, goes: PersonId) -> Clashes:
    clashes = await tx.links.clashes(stays, goes)
    if clashes.officers:
        raise Refused(PeopleReason.TWO_OFFICERS)
    if clashes.reviewers:
        raise Refused(PeopleReason.TWO_REVIEWERS)
    if clashes.operators:
        raise Refused(PeopleReason.TWO_OPERATORS)
    if clashes.request is not None:
        raise Refused(PeopleReason.ASKED_TWICE, ref=clashes.request)
    return clashes


async def question_of(tx: PeopleTx, number: int, now: datetime) -> Question | None:
    """The link of this id while it waits, for those who are asked or told about it."""
    link = await tx.links.by_id(number)
    if link is None or link.claimant is None or now >= link.expires_at:
        return None
    return await _question(tx, link)


async def _waiting(tx: PeopleTx, ref: Ref | None, now: datetime) -> Link:
    link = await tx.links.by_ref(ref, now) if ref is not None else None
    if link is None or link.claimant is None:
        raise Refused(PeopleReason.LINK_OVER)
    return link


async def _question(tx: PeopleTx, link: Link) -> Question:
    first = await tx.people.account(link.account)
    claimant = await tx.people.account(link.claimant) if link.claimant is not None else None
    if first is None or claimant is None:
        raise Refused(PeopleReason.LINK_OVER)
    return Question(link=link, first=first, claimant=claimant)


async def _tell(
    tx: PeopleTx, kind: str, subject: int, accounts: Sequence[Account], now: datetime, once: str = ""
) -> None:
    """One job for each account. `once` names the change; without it the moment does, for it may happen again some day."""
    named = once or f"{now.timestamp():.6f}"
    await tx.outbox.put(
        [through(account, kind, subject, f"{kind}:{subject}:{account.id}:{named}", now) for account in accounts]
    )


def _found(accounts: Iterable[Account]) -> Account:
    account = next(iter(accounts), None)
    if account is None:
        raise Refused(PeopleReason.NO_SUCH_ACCOUNT)
    return account


def _is(account: Account, platform: str, handle: str) -> bool:
    return (account.platform, account.handle) == (platform, handle)


def _is_mail(account: Account) -> bool:
    return account.platform == MAIL
