"""Who may be asked now: the terms of owners, the limits on us, their accounts, and the edge of the area."""

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.tables import AccountRow, AskRow, JobRow
from bot.db.transaction import Books
from bot.db.willing import owners_to_ask, terms_of_asking
from bot.geo.distance import distance_m
from bot.geo.model import Area, Circle, Point, Polygon
from bot.kernel.ids import PersonId, new_ref
from bot.outbox.model import unseen
from bot.people.model import MAIL
from bot.requests.model import AreaRequest, IncidentType, RequestPolicy
from bot.terms.model import AskBy, AskLimits, Terms
from bot.terms.rules import may_ask
from tests.db.houses import CENTER, NOW, Begin, camera, department, draft, officer, owner, request
from tests.db.test_asks import north

POLICY = RequestPolicy()
WINDOW = POLICY.fan_out_window
HAIR = timedelta(microseconds=1)
DAY = timedelta(days=1)


async def neighbor(tx: Books, name: str, *, platforms: tuple[str, ...] = ("telegram", MAIL)) -> PersonId:
    """An owner with a camera in the middle."""
    person = await owner(tx, name, platforms=platforms)
    await camera(tx, person.id, CENTER)
    return person.id


async def police(begin: Begin, count: int = 1) -> list[AreaRequest]:
    """Requests about the same place, by departments of their own."""
    async with begin() as tx:
        officers = [await officer(tx, await department(tx, f"Town {n}"), f"Sgt. {n}") for n in range(count)]
        return [await request(tx, each) for each in officers]


async def ask_about(tx: Books, made: AreaRequest, now: datetime, limits: AskLimits | None = None) -> None:
    """The fan-out of a request."""
    await tx.asks.fan_out(made, POLICY, limits or AskLimits(), now, new_ref)


async def in_range(tx: Books, made: AreaRequest, area: Area, at_most: int = 500) -> list[int]:
    """Who would be asked."""
    return await owners_to_ask(tx.asks.session, area, at_most, terms_of_asking(made, POLICY, AskLimits(), NOW))


async def test_the_terms_of_owners_are_the_pure_rules(begin: Begin) -> None:
    """Of owners with every mixture of pauses, standing no and missing persons only, the asked are those of may_ask."""
    first, second = await police(begin, 2)
    pauses = [(False, None), (False, NOW + DAY), (True, None), (True, NOW - DAY), (True, NOW), (True, NOW + HAIR)]
    kinds = (IncidentType.BURGLARY, IncidentType.MISSING_PERSON)
    never_from = (None, first.department, second.department)
    owners: dict[PersonId, Terms] = {}
    async with begin() as tx:
        everything = itertools.product(pauses, (False, True), never_from, (None, *kinds))
        for number, ((paused, until), only_missing, never, about) in enumerate(everything):
            person = await neighbor(tx, f"owner {number}", platforms=("telegram",))
            terms = Terms(time_zone="UTC", paused=paused, paused_until=until, only_missing=only_missing)
            await tx.terms.put(person, terms, NOW)
            if never is not None:
                await tx.terms.refuse_department(person, never, NOW)
            if about is not None:
                await tx.terms.refuse_type(person, about, NOW)
            owners[person] = await tx.terms.of(person, "UTC")
        silent = await neighbor(tx, "silent")
        for kind in kinds:
            made = replace(first, draft=replace(first.draft, incident_type=kind))
            found = await in_range(tx, made, made.draft.area)
            willing = {person for person, terms in owners.items() if may_ask(terms, made.department, kind, NOW)}
            assert set(found) == willing | {silent}
            assert 10 < len(willing) < len(owners) - 10


async def test_once_a_day_at_most(begin: Begin) -> None:
    """Another request asks an owner again a day and a window after the last, and not a microsecond sooner."""
    made = await police(begin, 3)
    async with begin() as tx:
        ada = await neighbor(tx, "ada")
        for each, now, count in (
            (made[0], NOW, 1),
            (made[1], NOW + DAY + WINDOW - HAIR, 1),
            (made[2], NOW + DAY + WINDOW, 2),
        ):
            await ask_about(tx, each, now)
            assert len(await tx.asks.of_owner(ada)) == count


async def test_four_times_in_thirty_days_at_most(begin: Begin) -> None:
    """The fifth ask waits until the first is thirty days old, a missing person's too; stricter limits are kept."""
    made = await police(begin, 7)
    missing = [replace(each, draft=replace(each.draft, incident_type=IncidentType.MISSING_PERSON)) for each in made]
    async with begin() as tx:
        ada = await neighbor(tx, "ada")
        await ask_about(tx, made[0], NOW)
        await ask_about(tx, made[1], NOW + 2 * DAY, AskLimits(per_30_days=1))
        assert len(await tx.asks.of_owner(ada)) == 1
        for turn in (1, 2, 3):
            await ask_about(tx, made[turn], NOW + turn * 2 * DAY)
        for each, now, count in (
            (missing[4], NOW + 8 * DAY, 4),
            (missing[5], NOW + 30 * DAY + WINDOW - HAIR, 4),
            (missing[6], NOW + 30 * DAY + WINDOW, 5),
        ):
            await ask_about(tx, each, now)
            assert len(await tx.asks.of_owner(ada)) == count


async def test_what_counts_is_when_the_owner_hears_of_it(begin: Begin) -> None:
    """An ask that quiet hours put off until eleven hours later keeps others away for a day from then."""
    made = await police(begin, 3)
    heard = NOW + timedelta(hours=11)
    async with begin() as tx:
        ada = await neighbor(tx, "ada")
        await ask_about(tx, made[0], NOW)
        await tx.asks.session.execute(update(AskRow).values(heard_from=heard))
        await ask_about(tx, made[1], NOW + DAY + WINDOW)
        assert len(await tx.asks.of_owner(ada)) == 1
        await ask_about(tx, made[2], heard + DAY + WINDOW)
        assert len(await tx.asks.of_owner(ada)) == 2


async def test_two_requests_at_once_ask_an_owner_once(begin: Begin, engine: AsyncEngine) -> None:
    """Whoever comes second waits for the first to commit, and then sees what it did."""
    one, other = await police(begin, 2)
    async with begin() as tx:
        for name in ("ada", "bob"):
            await neighbor(tx, name)
    inside = asyncio.Event()

    async def first() -> None:
        async with begin() as tx:
            await ask_about(tx, one, NOW)
            inside.set()
            # The other one has every chance to overtake.
            await asyncio.sleep(0.3)

    async def second() -> None:
        await inside.wait()
        async with begin() as tx:
            await ask_about(tx, other, NOW)

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        group.create_task(second())
    async with engine.begin() as connection:
        assert set(await connection.scalars(select(AskRow.request_id))) == {one.id}


CHAT, BY_MAIL, CHAT_AND_MAIL = {"telegram", "discord"}, {MAIL}, {"telegram", "discord", MAIL}
HEARS: dict[str, tuple[AskBy | None, dict[str, str], set[str]]] = {
    "nothing said": (None, {}, CHAT_AND_MAIL),
    "both": (AskBy.BOTH, {}, CHAT_AND_MAIL),
    "chat": (AskBy.CHAT, {}, CHAT),
    "mail": (AskBy.MAIL, {}, BY_MAIL),
    "chat, and one works": (AskBy.CHAT, {"telegram": "reachable"}, {"discord"}),
    "chat, and none works": (AskBy.CHAT, {"telegram": "reachable", "discord": "silenced"}, BY_MAIL),
    "mail, and it bounces": (AskBy.MAIL, {MAIL: "reachable"}, CHAT),
    "mail, and it is unsubscribed": (AskBy.MAIL, {MAIL: "silenced"}, CHAT),
    "both, and mail is unsubscribed": (AskBy.BOTH, {MAIL: "silenced"}, CHAT),
    "nothing said, and mail is unsubscribed": (None, {MAIL: "silenced"}, CHAT),
    "nothing works": (None, {"telegram": "reachable", "discord": "reachable", MAIL: "silenced"}, set()),
}


@pytest.mark.parametrize("case", HEARS)
async def test_through_which_accounts_an_owner_hears(begin: Begin, engine: AsyncEngine, case: str) -> None:
    """Through the kind that the owner wishes, through the other when that does not work; never through a silenced one.
    Whom nothing reaches is not asked, and nothing counts against the limits."""
    ask_by, broken, hears = HEARS[case]
    (made,) = await police(begin)
    async with begin() as tx:
        ada = await neighbor(tx, "ada", platforms=("telegram", "discord", MAIL))
        if ask_by is not None:
            await tx.terms.put(ada, Terms(time_zone="UTC", ask_by=ask_by), NOW)
        for platform, what in broken.items():
            change = update(AccountRow).where(AccountRow.platform == platform, AccountRow.person_id == ada)
            await tx.asks.session.execute(change.values({what: what == "silenced"}))
        await ask_about(tx, made, NOW)
        assert len(await tx.asks.of_owner(ada)) == bool(hears)
    async with engine.begin() as connection:
        assert sorted(await connection.scalars(select(JobRow.lane))) == sorted(map(unseen, hears))


async def test_the_edge_is_decided_by_the_geodesic_in_a_fan_out_too(begin: Begin) -> None:
    """An owner a tenth of a millimetre inside the edge is in range, and one as far outside is not."""
    (made,) = await police(begin)
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        await camera(tx, ada.id, north(300))
        await camera(tx, bob.id, CENTER)
    edge_m = distance_m(CENTER, north(300))
    for radius_m, found in ((edge_m + 1e-4, [bob.id, ada.id]), (edge_m - 1e-4, [bob.id])):
        async with begin() as tx:
            assert await in_range(tx, made, Circle(center=CENTER, radius_m=radius_m)) == found


@pytest.mark.parametrize("radius_m", [0.0, 0.0004])
async def test_a_circle_smaller_than_the_edge(begin: Begin, radius_m: float) -> None:
    """A circle of no size finds the camera in its center and does not fail."""
    (made,) = await police(begin)
    async with begin() as tx:
        ada = await neighbor(tx, "ada")
        assert await in_range(tx, made, Circle(center=CENTER, radius_m=radius_m)) == [ada]


def square(reach_m: float) -> Polygon:
    """A square around the middle, with sides of twice the reach."""
    high, wide = reach_m / 111_000, reach_m / 84_300
    corners = ((-high, -wide), (-high, wide), (high, wide), (high, -wide))
    return Polygon(corners=tuple(Point(lat=CENTER.lat + u, lon=CENTER.lon + v) for u, v in corners))


async def test_the_owners_in_a_polygon(begin: Begin) -> None:
    """Each once, nearest first by the nearest camera, only those inside, and only those who may be asked."""
    (made,) = await police(begin)
    async with begin() as tx:
        people = [(await owner(tx, f"n{place}")).id for place in range(5)]
        for person, metres in zip(people, (150, 100, 205, 50, 10), strict=True):
            await camera(tx, person, north(metres))
        await camera(tx, people[0], north(-20))
        await tx.terms.put(people[4], Terms(time_zone="UTC", paused=True), NOW)
        inside = [people[0], people[3], people[1]]
        assert await in_range(tx, made, square(200)) == inside
        assert await in_range(tx, made, square(200), at_most=3) == inside
        assert await in_range(tx, made, square(200), at_most=2) == inside[:2]
        polygon = replace(made, draft=replace(draft(), area=square(200)))  # type: ignore[arg-type]
        await ask_about(tx, polygon, NOW)
        assert [person for person in people if await tx.asks.of_owner(person)] == sorted(inside)


@pytest.mark.parametrize("area", [Circle(center=CENTER, radius_m=500.0), square(500)], ids=["circle", "polygon"])
async def test_beyond_the_ceiling_those_whose_camera_looks_come_first(begin: Begin, area: Area) -> None:
    """Then the nearest; a camera that looks does not help an owner who is paused, and nobody is asked twice."""
    (made,) = await police(begin)
    async with begin() as tx:
        people = [(await owner(tx, f"n{place}")).id for place in range(5)]
        cameras = [
            await camera(tx, person, north(metres)) for person, metres in zip(people, (10, 20, 30, 40, 50), strict=True)
        ]
        for person, metres in ((people[3], 45), (people[3], 400)):
            await tx.cameras.change(replace(await camera(tx, person, north(metres)), facing_deg=180, view_deg=40))
        await tx.cameras.change(replace(cameras[4], facing_deg=180, view_deg=40))
        await tx.cameras.change(replace(cameras[1], facing_deg=0, view_deg=90))
        assert await in_range(tx, made, area) == people
        assert await in_range(tx, made, area, at_most=3) == [people[3], people[4], people[0]]
        await tx.terms.put(people[3], Terms(time_zone="UTC", paused=True), NOW)
        assert await in_range(tx, made, area, at_most=3) == [people[4], people[0], people[1]]
