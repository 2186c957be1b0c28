"""Deciding together: an owner names who lives with them, and from then on each of them must say yes."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.consent.model import Ask, AskEvent, AskState, CoDecider, ConsentReason
from bot.consent.ports import ConsentTx
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.service import is_police
from bot.people.codes import hash_code
from bot.people.model import PeopleReason, Person
from bot.people.service import INVITATION_LIFE

MOST_TOGETHER = 4
"""Of one owner: a household, not a committee."""


async def invite(tx: ConsentTx, owner: Person, now: datetime, new_ref: NewRef, new_code: Callable[[], str]) -> str:
    """A code to hand to whoever lives with the owner: shown once, good once, for 72 hours. Raises Refused(TOO_MANY)."""
    if await tx.household.count(owner.id) >= MOST_TOGETHER:
        raise Refused(ConsentReason.TOO_MANY_DECIDE, number=str(MOST_TOGETHER))
    code = new_code()
    await tx.household.invite(owner.id, new_ref(), hash_code(code), now + INVITATION_LIFE, now)
    return code


async def join(tx: ConsentTx, person: Person, code: str, now: datetime) -> None:
    """Decide together with whoever handed over the code.

    Raises Refused(BAD_INVITATION) for a code unknown, used, expired or one's own, and Refused(NOT_WITH_POLICE): an officer
    would learn who is asked.
    """
    owner = await tx.household.invited_by(hash_code(code), now)
    known = [each.person for each in await tx.household.of_owner(owner)] if owner is not None else []
    if owner is None or owner == person.id or person.id in known:
        raise Refused(PeopleReason.BAD_INVITATION)
    if await is_police(tx, person.id):
        raise Refused(ConsentReason.NOT_WITH_POLICE)
    await tx.household.join(hash_code(code), person.id, now)


async def end(tx: ConsentTx, person: Person | None, ref: Ref | None) -> CoDecider:
    """The owner or the other ends it, for requests to come. Raises Refused(NOT_TOGETHER).

    What is asked already stays with those who decided about it: nobody is taken out of a decision to turn their no.
    """
    ended = await tx.household.end(person.id, ref) if person is not None and ref is not None else None
    if ended is None:
        raise Refused(ConsentReason.NOT_TOGETHER)
    return ended


async def decides(tx: ConsentTx, ask: Ask, person: PersonId) -> bool:
    """Whether this person has a say in the ask."""
    return ask.owner == person or any(vote.person == person for vote in await tx.household.votes(ask.id))


async def others_asks(tx: ConsentTx, person: PersonId) -> Sequence[Ask]:
    """The asks of others about which this person decides too, newest first.

    Whoever has become an officer since learns of none that they did not answer before.
    """
    asks = await tx.household.asks_with(person)
    if not await is_police(tx, person):
        return asks
    return [ask for ask in asks if await _has_spoken(tx, ask, person)]


async def _has_spoken(tx: ConsentTx, ask: Ask, person: PersonId) -> bool:
    return any(vote.person == person and vote.yes is not None for vote in await tx.household.votes(ask.id))


async def settled(tx: ConsentTx, ask: Ask, person: PersonId, event: AskEvent, now: datetime) -> bool:
    """Note what one of several deciders says; True when it changes what the ask says: the last yes, or any no.

    Somebody who decides alone always settles it. Call it with the ask held: two yes at once must see each other.
    """
    votes = await tx.household.votes(ask.id)
    if not votes:
        return True
    yes = event is AskEvent.YES
    await tx.household.vote(ask.id, person, yes, now)
    if not yes:
        return ask.state in (AskState.ASKED, AskState.YES)
    return all(vote.yes for vote in votes if vote.person != person)
