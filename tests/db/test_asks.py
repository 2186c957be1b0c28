"""Fan-out and the steps of an ask, on both databases."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consent.model import NOTICE_JOB, AskEvent, AskState
from bot.db.tables import AskEventRow, AskRow, JobRow
from bot.db.transaction import Books
from bot.geo.model import Point
from bot.kernel.ids import AccountId, AskId, NewRef, Ref, new_ref
from bot.outbox.model import unseen
from bot.requests.model import AreaRequest, RequestPolicy
from bot.terms.model import AskLimits
from tests.db.houses import CENTER, NOW, Begin, camera, department, officer, owner, request

WINDOW_S = 60.0


def north(metres: float) -> Point:
    """A point so far north of the center, roughly."""
    return Point(lat=CENTER.lat + metres / 111_000, lon=CENTER.lon)


async def filed(begin: Begin) -> AreaRequest:
    """A request whose owners are still to be asked."""
    async with begin() as tx:
        return await request(tx, await officer(tx, await department(tx)))


async def ask_about(
    tx: Books, made: AreaRequest, now: datetime = NOW, at_most: int = 500, refs: NewRef = new_ref
) -> None:
    """The fan-out of a request."""
    policy = RequestPolicy(owners_asked=at_most, fan_out_window=timedelta(seconds=WINDOW_S))
    await tx.asks.fan_out(made, policy, AskLimits(), now, refs)


async def jobs(engine: AsyncEngine) -> list[JobRow]:
    """All jobs in order of their keys."""
    async with engine.begin() as connection:
        rows = await connection.execute(select(JobRow.__table__).order_by(JobRow.key))
        return [JobRow(**row._mapping) for row in rows]


async def test_each_owner_in_range_is_asked_once(begin: Begin, engine: AsyncEngine, woken: list[bool]) -> None:
    """One ask for an owner with two cameras, one notice for each reachable account, none for anybody out of range."""
    made = await filed(begin)
    async with begin() as tx:
        ada, far, idle = await owner(tx, "ada"), await owner(tx, "far"), await owner(tx, "idle")
        await camera(tx, ada.id, CENTER)
        await camera(tx, ada.id, north(50))
        await camera(tx, far.id, north(500))
        paused = await camera(tx, idle.id, north(10))
        await tx.cameras.set_paused(paused.id, True)
        bob = await owner(tx, "bob", platforms=("discord", "mail"))
        await camera(tx, bob.id, north(20))
        await tx.people.set_reachable((await tx.people.accounts(bob.id))[1].id, False)
    assert woken == []
    async with begin() as tx:
        await ask_about(tx, made)
    assert woken == [True]
    async with begin() as tx:
        (of_ada,), (of_bob,) = await tx.asks.of_owner(ada.id), await tx.asks.of_owner(bob.id)
        assert not await tx.asks.of_owner(far.id)
        assert not await tx.asks.of_owner(idle.id)
        assert (of_ada.state, of_ada.request) == (AskState.ASKED, made.id)
        assert await tx.asks.by_id(of_ada.id) == await tx.asks.by_ref(of_ada.ref) == of_ada
        assert await tx.asks.by_ref(Ref("ZZZZZZ")) is None
        accounts = {known.id: known for person in (ada, bob) for known in await tx.people.accounts(person.id)}
    found = await jobs(engine)
    assert len(found) == 3
    for job in found:
        assert job.account_id is not None
        account = accounts[AccountId(job.account_id)]
        ask = of_ada if account.person == ada.id else of_bob
        assert (job.kind, job.subject, job.lane) == (NOTICE_JOB, ask.id, unseen(account.platform))
        assert job.key == f"notice:{ask.id}:{account.id}"
        assert account.reachable


async def test_a_fan_out_run_again_changes_nothing(begin: Begin, engine: AsyncEngine) -> None:
    """The second run asks nobody twice, and nobody new who would exceed what was decided the first time."""
    made = await filed(begin)
    async with begin() as tx:
        for name in ("ada", "bob"):
            await camera(tx, (await owner(tx, name)).id, CENTER)
        await ask_about(tx, made)
    before = [(job.key, job.due) for job in await jobs(engine)]
    async with begin() as tx:
        await camera(tx, (await owner(tx, "new")).id, CENTER)
        await ask_about(tx, made, NOW + timedelta(hours=1))
    assert [(job.key, job.due) for job in await jobs(engine)] == before


async def test_the_nearest_are_asked_up_to_the_ceiling(begin: Begin) -> None:
    """With a ceiling of three, the three owners whose nearest camera is nearest are asked, whoever came first."""
    made = await filed(begin)
    async with begin() as tx:
        people = [await owner(tx, f"n{place}") for place in range(6)]
        for person, metres in zip(people, (300, 50, 200, 100, 390, 10), strict=True):
            await camera(tx, person.id, north(metres))
        await camera(tx, people[4].id, north(5))
        await ask_about(tx, made, at_most=3)
        asked = [place for place, person in enumerate(people) if await tx.asks.of_owner(person.id)]
    assert asked == [1, 4, 5]


async def test_notices_leave_at_independent_moments_of_the_window(begin: Begin, engine: AsyncEngine) -> None:
    """Due times lie within the window, spread over all of it, and differ for the accounts of one owner."""
    made = await filed(begin)
    async with begin() as tx:
        for place in range(60):
            await camera(tx, (await owner(tx, f"n{place}")).id, north(place))
        await ask_about(tx, made)
    waits = [(job.due - NOW) / timedelta(seconds=1) for job in await jobs(engine)]
    assert len(waits) == 120
    assert all(0 <= wait <= WINDOW_S for wait in waits)
    # Each sixth of the window is missed by all 120 with odds of (5/6)^120, one in three thousand million.
    assert {int(wait // 10) for wait in waits if wait < WINDOW_S} == set(range(6))
    assert len(set(waits)) > 100


async def test_nobody_in_range_is_no_error(begin: Begin, engine: AsyncEngine) -> None:
    """A request in an empty place asks nobody and says nothing."""
    made = await filed(begin)
    async with begin() as tx:
        await ask_about(tx, made)
    assert await jobs(engine) == []


async def test_a_taken_reference_is_drawn_again(begin: Begin) -> None:
    """An owner is not passed over because the drawn reference is somebody else's already."""
    made = await filed(begin)
    drawn = iter([Ref("AAAAAA"), Ref("AAAAAA"), Ref("AAAAAA"), Ref("BBBBBB")])
    async with begin() as tx:
        people = [await owner(tx, name) for name in ("ada", "bob")]
        for person in people:
            await camera(tx, person.id, CENTER)
        await ask_about(tx, made, refs=lambda: next(drawn))
        refs = [ask.ref for person in people for ask in await tx.asks.of_owner(person.id)]
    assert sorted(refs) == ["AAAAAA", "BBBBBB"]


async def test_an_ask_is_answered_once(begin: Begin, engine: AsyncEngine) -> None:
    """Of eight answers at the same time one counts, and one event is written."""
    ask = (await asked(begin))[0]

    async def answer(event: AskEvent, to: AskState) -> bool:
        async with begin() as tx:
            return await tx.asks.step(ask, AskState.ASKED, event, to, NOW)

    choices: list[tuple[AskEvent, AskState]] = [(AskEvent.YES, AskState.YES), (AskEvent.NO, AskState.NO)]
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(answer(*choices[turn % 2])) for turn in range(8)]
    assert [task.result() for task in answers].count(True) == 1
    async with engine.begin() as connection:
        events = (await connection.execute(select(AskEventRow.event, AskEventRow.at))).all()
        state = await connection.scalar(select(AskRow.state).where(AskRow.id == ask))
    assert [(event, at) for event, at in events] == [
        ({AskState.YES: AskEvent.YES, AskState.NO: AskEvent.NO}[state or AskState.ASKED], NOW)
    ]


async def test_silence_expires_and_answers_stay(begin: Begin, engine: AsyncEngine) -> None:
    """Closing a request expires its unanswered asks, with an event each, and leaves the answered ones alone."""
    first, second, third = await asked(begin, 3)
    async with begin() as tx:
        assert await tx.asks.step(first, AskState.ASKED, AskEvent.YES, AskState.YES, NOW)
        known = await tx.asks.by_id(first)
        assert known is not None
        await tx.asks.expire(known.request, NOW)
        await tx.asks.expire(known.request, NOW)
        states = [found.state for number in (first, second, third) if (found := await tx.asks.by_id(number))]
    assert states == [AskState.YES, AskState.EXPIRED, AskState.EXPIRED]
    async with engine.begin() as connection:
        events = (await connection.scalars(select(AskEventRow.event).order_by(AskEventRow.id))).all()
    assert events == [AskEvent.YES, AskEvent.EXPIRE, AskEvent.EXPIRE]


async def asked(begin: Begin, people: int = 1) -> list[AskId]:
    """The asks of a request that was fanned out."""
    made = await filed(begin)
    async with begin() as tx:
        owners = [await owner(tx, f"n{place}") for place in range(people)]
        for person in owners:
            await camera(tx, person.id, CENTER)
        await ask_about(tx, made)
        return [ask.id for person in owners for ask in await tx.asks.of_owner(person.id)]
