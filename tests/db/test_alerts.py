"""Who wants to hear of a report is found by one statement, and every doubt about an edge is settled by the geodesic."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.alerts.model import Rhythm, Wishes
from bot.db.tables import AccountRow, SubscriptionRow
from bot.geo.model import Point
from bot.incidents.model import Category
from bot.kernel.ids import IncidentId, PersonId
from tests.db.houses import NOW, Begin, department, officer, owner
from tests.features.alerts.town import CENTER, homes, metres, near, settle

NOBODY = PersonId(0)
FIJI = Point(lat=-16.8, lon=179.99)
NORTH = Point(lat=68.4, lon=17.4)


@pytest.mark.parametrize("center", [CENTER, FIJI, NORTH, Point(lat=0.0, lon=10.0)])
async def test_matching_is_what_a_geodesic_says(begin: Begin, center: Point) -> None:
    """Of 200 homes with different radii, those match that an independent geodesic finds within; 0.1 m decides."""
    town = homes(200, center=center)
    async with begin() as tx:
        await settle(tx.alerts.session, town)
    async with begin() as tx:
        found = {each.person for each in await tx.alerts.matching(center, Category.CRIME, NOBODY, NOW)}
    expected = {home.person for home in town if metres(home.point, center) <= home.radius_m}
    assert found == expected
    assert 60 < len(expected) < 140
    close = [home for home in town if abs(metres(home.point, center) - home.radius_m) < 0.11]
    assert len(close) == 40
    assert {home.person in expected for home in close} == {True, False}


async def test_who_is_left_out(begin: Begin) -> None:
    """The author, officers, the muted, other rhythms, other categories, and whoever no account reaches."""
    async with begin() as tx:
        await settle(tx.alerts.session, near(8))
        session = tx.alerts.session

        async def change(person: int, **values: object) -> None:
            await session.execute(update(SubscriptionRow).where(SubscriptionRow.person_id == person).values(values))

        await change(2, muted_until=NOW + timedelta(minutes=1))
        await change(3, muted_until=NOW - timedelta(minutes=1))
        await change(4, rhythm=Rhythm.WEEKLY)
        await change(5, categories=[Category.PET, Category.ITEM])
        await change(6, categories=[Category.CRIME])
        await session.execute(update(AccountRow).where(AccountRow.person_id == 7).values(reachable=False))
        await change(8, rhythm=Rhythm.OFF)
    async with begin() as tx:
        found = await tx.alerts.matching(CENTER, Category.CRIME, PersonId(1), NOW)
        assert [each.person for each in found] == [3, 6]
        pets = await tx.alerts.matching(CENTER, Category.PET, NOBODY, NOW)
        assert sorted(each.person for each in pets) == [1, 3, 5]


async def test_no_officer_matches(begin: Begin) -> None:
    """An officer who subscribed before joining a department hears nothing from that moment on."""
    async with begin() as tx:
        sergeant = await officer(tx, await department(tx))
        assert sergeant.person is not None
        await tx.alerts.put(sergeant.person, Wishes(home=CENTER), None, NOW)
        ada = await owner(tx, "Ada")
        await tx.alerts.put(ada.id, Wishes(home=CENTER), None, NOW)
        assert [each.person for each in await tx.alerts.matching(CENTER, Category.CRIME, NOBODY, NOW)] == [ada.id]


async def test_the_best_account_is_taken(begin: Begin) -> None:
    """A chat before a mailbox, the older chat first, and only accounts that work."""
    async with begin() as tx:
        ada = await owner(tx, "Ada", platforms=("mail", "telegram", "discord"))
        await tx.alerts.put(ada.id, Wishes(home=CENTER), None, NOW)
        taken = []
        for _ in range(3):
            (found,) = await tx.alerts.matching(CENTER, Category.CRIME, NOBODY, NOW)
            taken.append(found.platform)
            await tx.people.set_reachable(found.account, False)
        assert taken == ["telegram", "discord", "mail"]
        assert await tx.alerts.matching(CENTER, Category.CRIME, NOBODY, NOW) == []


async def test_wishes_come_back_as_they_were_stored(begin: Begin) -> None:
    """All of them, over earlier ones; and after deleting there is no row."""
    async with begin() as tx:
        ada = await owner(tx, "Ada")
        wishes = Wishes(
            home=Point(lat=40.1, lon=-75.2),
            radius_m=402.336,
            categories=frozenset({Category.PET, Category.CRIME}),
            rhythm=Rhythm.DAILY,
            time_zone="America/New_York",
            quiet_from=1320,
            quiet_until=420,
            muted_until=NOW + timedelta(days=1),
        )
        await tx.alerts.put(ada.id, Wishes(home=CENTER), None, NOW)
        kept = await tx.alerts.put(ada.id, wishes, NOW, NOW)
        assert (kept.wishes, kept.digest_due) == (wishes, NOW)
        assert await tx.alerts.by_id(kept.id) == kept
        assert [each.id for each in await tx.alerts.due(NOW, 5)] == [kept.id]
        assert await tx.alerts.due(NOW - timedelta(seconds=1), 5) == []
        assert await tx.alerts.drop(ada.id)
        assert await tx.alerts.of_person(ada.id) is None
        assert not await tx.alerts.drop(ada.id)


async def test_nobody_is_noted_for_nothing(begin: Begin) -> None:
    """An empty list of people is no statement at all."""
    async with begin() as tx:
        assert await tx.alerts.note(IncidentId(1), [], NOW) == []
