"""Who lives with an owner decides with them: the last yes is the yes, any no is the no, and nobody is taken out of it."""

import asyncio
import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.consent import service, together
from bot.consent.model import NOTICE_JOB, AskEvent, AskState, ConsentReason
from bot.db.tables import AreaRequestRow, JobRow
from bot.kernel.ids import PersonId, Ref, new_code, new_ref
from bot.kernel.refusal import Refused
from bot.outbox.model import unseen
from bot.people.model import PeopleReason, Person
from bot.requests.model import RequestPolicy, RequestState
from tests.db.houses import CENTER, NOW, Begin, camera, department, officer, owner, request

YES, NO, WITHDRAW = AskEvent.YES, AskEvent.NO, AskEvent.WITHDRAW


@dataclass(slots=True)
class Home:
    """An owner, who lives with them, and an open ask."""

    begin: Begin
    owner: Person
    others: list[Person]
    ref: Ref

    async def says(self, who: PersonId, event: AskEvent) -> AskState:
        """What the ask says afterwards."""
        async with self.begin() as tx:
            return (await service.answer(tx, who, self.ref, event, NOW)).ask.state

    async def refuses(self, who: PersonId, event: AskEvent) -> object:
        """Why it was refused."""
        with pytest.raises(Refused) as caught:
            await self.says(who, event)
        return caught.value.reason


async def joined(begin: Begin, of: Person, name: str) -> Person:
    """Somebody who took up the invitation of an owner."""
    async with begin() as tx:
        code = await together.invite(tx, of, NOW, new_ref, new_code)
        person = await owner(tx, name, platforms=("discord",))
        await together.join(tx, person, code.lower(), NOW)
    return person


async def home(begin: Begin, others: int) -> Home:
    """So many others, and a request that was fanned out."""
    async with begin() as tx:
        ada = await owner(tx, "Ada", platforms=("telegram",))
        await camera(tx, ada.id, CENTER)
    household = [await joined(begin, ada, f"other {number}") for number in range(others)]
    async with begin() as tx:
        filed = await request(tx, await officer(tx, await department(tx)))
        row = await tx.terms.session.get_one(AreaRequestRow, filed.id)
        row.state = RequestState.PUBLISHED
        await tx.terms.session.flush()
        for _ in range(2):
            known = await tx.requests.by_id(filed.id)
            await service.fan_out(tx, known, RequestPolicy(), NOW, new_ref)
        (ask,) = await tx.asks.of_owner(ada.id)
    return Home(begin, ada, household, ask.ref)


async def test_alone_nothing_changes(begin: Begin) -> None:
    """An owner without others says yes and no as ever, and nobody else has a say."""
    at = await home(begin, 0)
    assert await at.says(at.owner.id, YES) is AskState.YES
    async with begin() as tx:
        stranger = await owner(tx, "stranger", platforms=("discord",))
    assert await at.refuses(stranger.id, NO) is ConsentReason.NO_SUCH_ASK


async def test_who_comes_later_decides_about_requests_to_come(begin: Begin) -> None:
    """A fan-out that is run again after a crash makes nobody a decider of what was asked, and answered, before."""
    at = await home(begin, 0)
    assert await at.says(at.owner.id, YES) is AskState.YES
    late = await joined(begin, at.owner, "late")
    async with begin() as tx:
        ask = await tx.asks.by_ref(at.ref)
        assert ask is not None
        known = await tx.requests.by_id(ask.request)
        await service.fan_out(tx, known, RequestPolicy(), NOW, new_ref)
        assert not await tx.household.votes(ask.id)
    assert await at.refuses(late.id, NO) is ConsentReason.NO_SUCH_ASK


async def test_each_is_asked_once_on_their_own_account(begin: Begin) -> None:
    """However often the fan-out runs: one notice for the owner, one for the other, for the same ask."""
    await home(begin, 1)
    async with begin() as tx:
        found = await tx.terms.session.execute(select(JobRow.lane, JobRow.subject).where(JobRow.kind == NOTICE_JOB))
        notices = sorted(found)
    assert [lane for lane, _ in notices] == [unseen("discord"), unseen("telegram")]
    assert len({subject for _, subject in notices}) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_last_yes_is_the_yes(begin: Begin, order: tuple[int, ...]) -> None:
    """In whatever order three of them say it; one yes twice counts once."""
    at = await home(begin, 2)
    people = [at.owner.id, *(each.id for each in at.others)]
    for place in order[:2]:
        assert await at.says(people[place], YES) is AskState.ASKED
        assert await at.says(people[place], YES) is AskState.ASKED
    assert await at.says(people[order[2]], YES) is AskState.YES


@pytest.mark.parametrize("objector", [0, 1])
async def test_one_no_is_a_no(begin: Begin, objector: int) -> None:
    """Whoever says it, before or after the others' yes; only the same person can turn it, and then all yes count."""
    at = await home(begin, 1)
    people = [at.owner.id, at.others[0].id]
    other = people[1 - objector]
    assert await at.says(people[objector], NO) is AskState.NO
    assert await at.says(other, YES) is AskState.NO
    assert await at.says(other, NO) is AskState.NO
    assert await at.says(other, YES) is AskState.NO
    assert await at.says(people[objector], YES) is AskState.YES


@pytest.mark.parametrize("event", [NO, WITHDRAW])
async def test_anyone_takes_the_yes_back(begin: Begin, event: AskEvent) -> None:
    """And then it needs everybody again."""
    at = await home(begin, 1)
    await at.says(at.owner.id, YES)
    assert await at.says(at.others[0].id, YES) is AskState.YES
    assert await at.says(at.others[0].id, event) is AskState.WITHDRAWN
    assert await at.says(at.owner.id, YES) is AskState.WITHDRAWN
    assert await at.says(at.others[0].id, YES) is AskState.YES


async def test_two_yes_at_once_see_each_other(begin: Begin) -> None:
    """Both are noted, and the ask says yes: neither waits for the other for ever."""
    at = await home(begin, 1)
    await asyncio.gather(at.says(at.owner.id, YES), at.says(at.others[0].id, YES))
    async with begin() as tx:
        ask = await tx.asks.by_ref(at.ref)
    assert ask is not None and ask.state is AskState.YES


async def test_nobody_is_taken_out_of_a_decision(begin: Begin) -> None:
    """An owner who ends it after a no cannot turn that no; requests to come are the owner's alone."""
    at = await home(begin, 1)
    await at.says(at.others[0].id, NO)
    async with begin() as tx:
        (known,) = await tx.household.of_owner(at.owner.id)
        await together.end(tx, at.owner, known.ref)
        assert not await tx.household.of_owner(at.owner.id)
    assert await at.says(at.owner.id, YES) is AskState.NO


async def test_after_the_request_is_over_only_taking_back_is_heard(begin: Begin) -> None:
    """A late yes of one is refused and not noted."""
    at = await home(begin, 1)
    await at.says(at.owner.id, YES)
    async with begin() as tx:
        ask = await tx.asks.by_ref(at.ref)
        assert ask is not None
        row = await tx.terms.session.get_one(AreaRequestRow, ask.request)
        row.state = RequestState.CLOSED
        await tx.terms.session.flush()
    assert await at.refuses(at.others[0].id, YES) is ConsentReason.REQUEST_OVER


async def test_an_invitation_is_good_once(begin: Begin) -> None:
    """Not for its maker, not twice, not late, not after it was spoken aloud, and never for police."""
    async with begin() as tx:
        ada, bob, eve = [await owner(tx, name, platforms=("discord",)) for name in ("Ada", "Bob", "Eve")]
        code = await together.invite(tx, ada, NOW, new_ref, new_code)
    assert await refused(begin, ada, code) is PeopleReason.BAD_INVITATION
    assert await refused(begin, bob, code, timedelta(hours=73)) is PeopleReason.BAD_INVITATION
    async with begin() as tx:
        await together.join(tx, bob, code, NOW)
    assert await refused(begin, eve, code) is PeopleReason.BAD_INVITATION
    async with begin() as tx:
        again = await together.invite(tx, ada, NOW, new_ref, new_code)
        police = await officer(tx, await department(tx))
        assert police.person is not None
        sergeant = await tx.people.person(police.person)
    assert await refused(begin, sergeant, again) is ConsentReason.NOT_WITH_POLICE
    assert await refused(begin, bob, again) is PeopleReason.BAD_INVITATION


async def refused(begin: Begin, who: Person, code: str, later: timedelta = timedelta()) -> object:
    """Why somebody cannot join."""
    async with begin() as tx:
        with pytest.raises(Refused) as caught:
            await together.join(tx, who, code, NOW + later)
    return caught.value.reason


async def test_a_household_is_no_committee(begin: Begin) -> None:
    """Four others are the most."""
    async with begin() as tx:
        ada = await owner(tx, "Ada", platforms=("telegram",))
    for number in range(together.MOST_TOGETHER):
        await joined(begin, ada, f"other {number}")
    async with begin() as tx:
        with pytest.raises(Refused):
            await together.invite(tx, ada, NOW, new_ref, new_code)


async def test_others_cannot_end_it(begin: Begin) -> None:
    """Only one of the two."""
    at = await home(begin, 1)
    async with begin() as tx:
        (known,) = await tx.household.of_owner(at.owner.id)
        eve = await owner(tx, "Eve", platforms=("discord",))
        with pytest.raises(Refused):
            await together.end(tx, eve, known.ref)
        assert await together.end(tx, at.others[0], known.ref)


async def test_the_last_yes_and_a_no_at_once(begin: Begin) -> None:
    """Whichever is first, the no holds: it is a no, or the yes is taken back."""
    at = await home(begin, 2)
    ada, eve, bob = at.owner.id, at.others[0].id, at.others[1].id
    await at.says(ada, YES)
    for _ in range(8):
        await at.says(bob, NO)
        await at.says(eve, YES)
        await asyncio.gather(at.says(bob, YES), at.says(eve, NO))
        async with begin() as tx:
            ask = await tx.asks.by_ref(at.ref)
        assert ask is not None and ask.state in (AskState.NO, AskState.WITHDRAWN)
