"""The book of requests and the department's budget, on both databases."""

import asyncio
from datetime import timedelta
from math import pi

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot.db.requests import case_key
from bot.db.tables import AreaRequestRow
from bot.geo.model import Point
from bot.kernel.ids import Ref, RequestId, new_ref
from bot.requests.model import Budget, RequestPolicy, RequestState, Verdict
from tests.db.houses import CENTER, NOW, Begin, department, draft, officer, owner, request

POLICY = RequestPolicy()


async def test_a_request_comes_back_as_it_was_filed(begin: Begin) -> None:
    """Every word and number of the draft survives; the state is review and no closing time is set."""
    async with begin() as tx:
        police = await officer(tx, await department(tx))
        made = await tx.requests.add(Ref("K7QFM3"), police.department, police.id, draft(), NOW)
    async with begin() as tx:
        assert await tx.requests.by_id(made.id) == await tx.requests.by_ref(Ref("K7QFM3")) == made
        assert made.draft == draft()
        assert (made.state, made.filed_at, made.closes_at) == (RequestState.REVIEW, NOW, None)
        assert await tx.requests.by_ref(Ref("ZZZZZZ")) is None
        with pytest.raises(LookupError):
            await tx.requests.by_id(RequestId(999))


async def test_a_reference_is_unique(begin: Begin) -> None:
    """A reference that is drawn twice is refused by the database, and nothing of that transaction stays."""
    async with begin() as tx:
        police = await officer(tx, await department(tx))
        await tx.requests.add(Ref("K7QFM3"), police.department, police.id, draft(), NOW)

    async def fail() -> None:
        async with begin() as tx:
            await tx.people.add("telegram", "7", "Ada", "en", NOW)
            await tx.requests.add(Ref("K7QFM3"), police.department, police.id, draft(), NOW)

    with pytest.raises(IntegrityError):
        await fail()
    async with begin() as tx:
        assert await tx.people.with_account("telegram", "7") is None


async def test_a_request_moves_once(begin: Begin) -> None:
    """Of eight reviewers who publish at once one does; the closing time is set then and stays when it closes."""
    closes_at = NOW + timedelta(days=7)
    async with begin() as tx:
        made = await request(tx, await officer(tx, await department(tx)))

    async def publish() -> bool:
        async with begin() as tx:
            return await tx.requests.move(made.id, RequestState.REVIEW, RequestState.PUBLISHED, closes_at)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(publish()) for _ in range(8)]
    assert [task.result() for task in tasks].count(True) == 1
    async with begin() as tx:
        assert not await tx.requests.due_to_close(closes_at - timedelta(seconds=1))
        assert [due.id for due in await tx.requests.due_to_close(closes_at)] == [made.id]
        assert await tx.requests.move(made.id, RequestState.PUBLISHED, RequestState.CLOSED)
        assert not await tx.requests.due_to_close(closes_at)
        assert (await tx.requests.by_id(made.id)).closes_at == closes_at


async def test_lists_show_what_they_say(begin: Begin) -> None:
    """Waiting ones oldest first; public and the department's own newest first, up to the limit."""
    async with begin() as tx:
        police = await officer(tx, await department(tx))
        others = await officer(tx, await department(tx, "Shelbyville Police"), "Lt. Quimby")
        first, second, third = [await request(tx, police) for _ in range(3)]
        foreign = await request(tx, others)
        await tx.requests.move(first.id, RequestState.REVIEW, RequestState.PUBLISHED, NOW)
        await tx.requests.move(second.id, RequestState.REVIEW, RequestState.REFUSED)
        await tx.requests.move(foreign.id, RequestState.REVIEW, RequestState.PUBLISHED, NOW)
        await tx.requests.move(foreign.id, RequestState.PUBLISHED, RequestState.CLOSED)
        await request(tx, police)
    async with begin() as tx:
        waiting = [known.id for known in await tx.requests.waiting()]
        assert waiting == [third.id, waiting[-1]]
        assert waiting[-1] > foreign.id
        assert [known.id for known in await tx.requests.public()] == [foreign.id, second.id, first.id]
        assert [known.id for known in await tx.requests.public(1)] == [foreign.id]
        own = [known.id for known in await tx.requests.of_department(police.department)]
        assert own == [waiting[-1], third.id, second.id, first.id]
        assert len(await tx.requests.of_department(police.department, 2)) == 2


async def test_a_reviewers_first_word_stands(begin: Begin) -> None:
    """One word per reviewer and request; a second one changes nothing, another reviewer's is added."""
    async with begin() as tx:
        made = await request(tx, await officer(tx, await department(tx)))
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        no = Verdict(request=made.id, reviewer=ada.id, approved=False, why="Too wide.")
        yes = Verdict(request=made.id, reviewer=bob.id, approved=True)
        await tx.requests.note(no, NOW)
        await tx.requests.note(Verdict(request=made.id, reviewer=ada.id, approved=True), NOW)
        await tx.requests.note(yes, NOW)
    async with begin() as tx:
        assert list(await tx.requests.verdicts(made.id)) == [no, yes]


async def test_a_budget_counts_the_departments_own_month(begin: Begin) -> None:
    """Open ones, those of 30 days, and their square kilometres times hours; refused ones count as filed only."""
    async with begin() as tx:
        house = await department(tx)
        police = await officer(tx, house)
        others = await officer(tx, await department(tx, "Shelbyville Police"), "Lt. Quimby")
        await request(tx, others)
        far = [draft(case_number=f"far {n}", center=Point(lat=41.0, lon=-74.0)) for n in range(4)]
        made = [await request(tx, police, what) for what in far]
        await tx.requests.move(made[1].id, RequestState.REVIEW, RequestState.PUBLISHED, NOW)
        await tx.requests.move(made[2].id, RequestState.REVIEW, RequestState.REFUSED)
        await tx.requests.move(made[3].id, RequestState.REVIEW, RequestState.PUBLISHED, NOW)
        await tx.requests.move(made[3].id, RequestState.PUBLISHED, RequestState.CLOSED)
        old = await request(tx, police, draft(case_number="old", center=Point(lat=41.5, lon=-74.0)))
        await tx.requests.move(old.id, RequestState.REVIEW, RequestState.REFUSED)
        row = update(AreaRequestRow).where(AreaRequestRow.id == old.id)
        await tx.people.session.execute(row.values(filed_at=NOW - timedelta(days=30)))
        found = await tx.requests.budget(house.id, draft(case_number="new"), NOW, POLICY)
    assert (found.open_now, found.filed_in_30_days, found.same_incident) == (2, 4, 0)
    assert found.km2_hours_in_30_days == pytest.approx(3 * pi * 0.4**2 * 2)


async def test_an_empty_budget(begin: Begin) -> None:
    """A department that never filed has spent nothing."""
    async with begin() as tx:
        house = await department(tx)
        assert await tx.requests.budget(house.id, draft(), NOW, POLICY) == Budget(
            open_now=0, filed_in_30_days=0, km2_hours_in_30_days=0.0, same_incident=0
        )


DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("case_number", "metres", "later", "same"),
    [
        ("26-1234", 50_000, 30 * DAY, True),
        (" 26 1234 ", 50_000, 30 * DAY, True),
        ("other", 490, DAY, True),
        ("other", 490, -DAY, True),
        ("other", 510, timedelta(0), False),
        ("other", 0, DAY + timedelta(seconds=1), False),
        ("other", 0, -DAY - timedelta(seconds=1), False),
    ],
)
async def test_what_counts_as_the_same_incident(
    begin: Begin, case_number: str, metres: float, later: timedelta, same: bool
) -> None:
    """The same case number wherever and whenever, or within 500 m and 24 hours whatever the number."""
    place = Point(lat=CENTER.lat, lon=CENTER.lon + metres / 84_400)
    async with begin() as tx:
        house = await department(tx)
        await request(tx, await officer(tx, house), draft())
        probe = draft(case_number=case_number, center=place, incident_at=draft().incident_at + later)
        assert (await tx.requests.budget(house.id, probe, NOW, POLICY)).same_incident == int(same)


async def test_filings_of_one_department_wait_in_line(begin: Begin) -> None:
    """Of eight filings at once that each allow three open ones, three are made: none counts before another ends."""
    async with begin() as tx:
        house = await department(tx)
        police = await officer(tx, house)

    async def file() -> bool:
        async with begin() as tx:
            budget = await tx.requests.budget(house.id, draft(), NOW, POLICY)
            await asyncio.sleep(0)
            if budget.open_now >= 3:
                return False
            await tx.requests.add(new_ref(), house.id, police.id, draft(), NOW)
            return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(file()) for _ in range(8)]
    assert [task.result() for task in tasks].count(True) == 3


def test_a_case_number_is_its_letters_and_digits() -> None:
    """Dashes, blanks and capitals make no second case."""
    assert case_key(" 26-1234/A ") == case_key("261234a") != case_key("261234b")
