"""Who somebody is, how an email address is proved, and how a reviewer joins."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.kernel.ids import NewRef
from bot.kernel.refusal import Refused
from bot.outbox.model import NewJob
from bot.people.codes import hash_code
from bot.people.linking import tell_old_address
from bot.people.model import EMAIL_CODE_JOB, MAIL, OWN, WORK, Account, PeopleReason, Person, Reviewer
from bot.people.ports import PeopleTx

CODE_LIFE = timedelta(minutes=30)
"""Mail can take a while: greylisting alone costs up to a quarter of an hour."""

CODES_PER_DAY = 5
MAX_TRIES = 5
"""With five codes a day, 25 guesses at one in a million: odds of 1 in 40,000 a day."""

INVITATION_LIFE = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """The six digits were right: this address now belongs to the person."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedElsewhere:
    """They were right, and the address is another person's already: whoever typed them reads that person's mail."""

    mailbox: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedWork:
    """They were right, and the address is meant as an officer's work mailbox: it becomes no account."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotProved:
    """They were not. A value, not a Refused: the wrong try has to be committed before anybody hears of it."""

    reason: PeopleReason


async def ensure_person(
    tx: PeopleTx, known: Person | None, platform: str, handle: str, name: str, language: str, now: datetime
) -> Person:
    """The person behind an account, made known now if nobody knew them. `known` spares the look-up."""
    if known is not None:
        return known
    found = await tx.people.with_account(platform, handle)
    return found or await tx.people.add(platform, handle, name, language, now)


async def proved_email(tx: PeopleTx, person: Person) -> str | None:
    """The person's proved email address, if there is one."""
    accounts = await tx.people.accounts(person.id)
    return next((account.handle for account in accounts if account.platform == MAIL), None)


async def start_proof(
    tx: PeopleTx, person: Person, address: str, now: datetime, digits: Callable[[], str], purpose: str = OWN
) -> None:
    """Have a six-digit code mailed to a normalised address; an earlier code of this person is void, whatever it proved.

    Raises Refused(TOO_MANY_CODES) after five codes in a day, at this person's wish or to this address.
    """
    yesterday = now - timedelta(days=1)
    # An address is not its namer's own yet: many accounts together must not fill somebody's mailbox either.
    to_address = await tx.people.proofs_to_since(address, yesterday)
    if max(to_address, await tx.people.proofs_since(person.id, yesterday)) >= CODES_PER_DAY:
        raise Refused(PeopleReason.TOO_MANY_CODES, number=str(CODES_PER_DAY))
    proof = await tx.people.put_proof(person.id, address, digits(), now, now + CODE_LIFE, purpose)
    # The moment is part of the key: a database may give the id of a dropped row out again.
    key = f"email-code:{proof}:{now.timestamp():.6f}"
    await tx.outbox.put([NewJob(kind=EMAIL_CODE_JOB, subject=proof, lane=MAIL, key=key, due=now)])


async def waits_for_code(tx: PeopleTx, person: Person, now: datetime) -> bool:
    """Whether six typed digits can only be the answer to a mailed code."""
    proof = await tx.people.proof(person.id)
    return proof is not None and now < proof.expires_at


async def confirm_code(
    tx: PeopleTx, person: Person, typed: str, now: datetime
) -> Proved | ProvedElsewhere | ProvedWork | NotProved:
    """Compare the typed digits with the mailed ones; right ones make the address an account of the person, unless it is to
    be a work mailbox, of which nothing is kept here.

    A new address replaces the old one, which is told so. After five wrong tries the code is void. An address that another
    person has proved stays theirs. Raises Refused(EMAIL_TAKEN) when they proved it at this very moment.
    """
    proof = await tx.people.proof(person.id)
    if proof is None:
        return NotProved(reason=PeopleReason.NO_CODE)
    if now >= proof.expires_at:
        await tx.people.drop_proof(proof.id)
        return NotProved(reason=PeopleReason.NO_CODE)
    if not hmac.compare_digest(proof.code.encode(), typed.encode()):
        await tx.people.count_try(proof.id)
        if proof.tries + 1 < MAX_TRIES:
            return NotProved(reason=PeopleReason.WRONG_CODE)
        await tx.people.drop_proof(proof.id)
        return NotProved(reason=PeopleReason.TOO_MANY_TRIES)
    await tx.people.drop_proof(proof.id)
    if proof.purpose == WORK:
        return ProvedWork(address=proof.address)
    owner = await tx.people.with_account(MAIL, proof.address)
    if owner is not None and owner.id != person.id:
        mailbox = next(each for each in await tx.people.accounts(owner.id) if each.handle == proof.address)
        return ProvedElsewhere(mailbox=mailbox)
    before = [account for account in await tx.people.accounts(person.id) if account.platform == MAIL]
    for account in before:
        await tx.links.drop_account(account.id)
        if account.handle != proof.address:
            await tell_old_address(tx, person.id, account.handle, now)
    if not await tx.people.add_account(person.id, MAIL, proof.address, "", now):
        raise Refused(PeopleReason.EMAIL_TAKEN)
    return Proved(address=proof.address)


async def invite_reviewer(
    tx: PeopleTx, name: str, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> tuple[Reviewer, str]:
    """A reviewer-to-be, and the code to hand over in person: shown once, good once, for 72 hours."""
    code = new_code()
    reviewer = await tx.reviewers.invite(new_ref(), name, hash_code(code), now + INVITATION_LIFE, now)
    return reviewer, code


async def join_reviewer(tx: PeopleTx, person: Person, code: str, now: datetime) -> Reviewer:
    """Take up a reviewer's invitation. Raises Refused(BAD_INVITATION) for a code unknown, used or expired."""
    reviewer = await tx.reviewers.join(hash_code(code), person.id, now)
    if reviewer is None:
        raise Refused(PeopleReason.BAD_INVITATION)
    return reviewer


async def reviewer_on_duty(tx: PeopleTx, person: Person | None) -> Reviewer:
    """The active reviewer who speaks. Raises Refused(NOT_REVIEWER)."""
    reviewer = await tx.reviewers.of_person(person.id) if person else None
    if reviewer is None or not reviewer.active:
        raise Refused(PeopleReason.NOT_REVIEWER)
    return reviewer
