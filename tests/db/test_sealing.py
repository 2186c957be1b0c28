"""What the books seal opens for its owner alone, in its own place; and what is matched is matched without opening anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.seals import GcmLock, HouseSeals
from bot.alerts.model import Wishes
from bot.db.sealing import Keyring, demand_house_key, point, with_keys, words
from bot.db.tables import AccountRow, AskRow, CameraRow, PersonKeyRow, PersonRow, SubscriptionRow
from bot.db.transaction import make_begin
from bot.incidents.model import Category
from bot.kernel.ids import PersonId, new_ref
from bot.people.model import KeyMissing, SealBroken
from bot.requests.model import RequestPolicy
from bot.terms.model import AskLimits
from tests.db.houses import CENTER, NOW, SEALS, Begin, camera, owner, shared
from tests.db.houses import department as made_department
from tests.db.houses import officer as made_officer
from tests.db.houses import request as made_request

OTHER_HOUSE = HouseSeals(bytes(32))


class Watched(HouseSeals):
    """Counts whose locks were opened."""

    def __init__(self) -> None:
        super().__init__(bytes(range(32)))
        self.opened = list[int]()

    def lock(self, person: PersonId, wrapped: bytes | None) -> GcmLock:
        """The lock, noted."""
        self.opened.append(person)
        return super().lock(person, wrapped)


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """What reaches the database meanwhile."""
    said = list[str]()

    def note(_: Any, __: Any, statement: str, *more: Any) -> None:
        said.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_who_speaks_is_one_look_into_one_index(engine: AsyncEngine) -> None:
    """The person behind an account is found by one SELECT over the unique index of hashes, and nothing is opened."""
    seals = Watched()
    begin = make_begin(engine, lambda: None, seals)
    async with begin() as tx:
        ada = await owner(tx, "ada")
    seals.opened.clear()
    async with begin() as tx:
        with statements(engine) as said:
            assert await tx.people.with_account("telegram", "ada@telegram") == ada
    selects = [statement for statement in said if statement.startswith("SELECT")]
    assert len(selects) == 1
    assert "account.handle_hash = " in selects[0] and "person_key" not in selects[0]
    assert seals.opened == []


async def test_matching_opens_nothing(engine: AsyncEngine) -> None:
    """Who is asked about a request, and who hears of a report, is found without anybody's key."""
    seals = Watched()
    begin = make_begin(engine, lambda: None, seals)
    async with begin() as tx:
        filed = await made_request(tx, await made_officer(tx, await made_department(tx)))
        for number in range(3):
            person = await owner(tx, f"owner{number}")
            await camera(tx, person.id, CENTER)
            await tx.alerts.put(person.id, Wishes(home=CENTER), None, NOW)
    seals.opened.clear()
    async with begin() as tx:
        assert len(await tx.alerts.matching(CENTER, Category.CRIME, PersonId(0), NOW)) == 3
        await tx.asks.fan_out(filed, RequestPolicy(), AskLimits(), NOW, new_ref)
        assert await tx.people.session.scalar(select(func.count()).select_from(AskRow)) == 3
    assert seals.opened == []


async def test_rows_that_change_places_do_not_open(begin: Begin) -> None:
    """A name that was moved into somebody else's row, or a label into the address, is refused and not shown."""
    async with begin() as tx:
        ada, ben = await owner(tx, "ada"), await owner(tx, "ben")
        session = tx.people.session
        hers = select(AccountRow.name).where(AccountRow.person_id == ada.id).limit(1).scalar_subquery()
        await session.execute(update(AccountRow).where(AccountRow.person_id == ben.id).values(name=hers))
        assert [account.name for account in await tx.people.accounts(ada.id)] == ["ada", "ada"]
        with pytest.raises(SealBroken, match=r"account\.name"):
            await tx.people.accounts(ben.id)
        await camera(tx, ada.id, CENTER)
        await session.execute(update(CameraRow).values(street_address=CameraRow.label))
        with pytest.raises(SealBroken, match=r"camera\.street_address"):
            await tx.cameras.of(ada.id)


async def test_a_forgotten_person_leaves_no_key(begin: Begin) -> None:
    """With the person goes the key; of one whose key alone is gone, nothing can be read, and the sentence says so."""
    async with begin() as tx:
        world = await shared(tx)
        ben = await owner(tx, "ben")
        keys = select(PersonKeyRow.person_id).order_by(PersonKeyRow.person_id)
        assert world.owner.id in set(await tx.people.session.scalars(keys))
        await tx.people.session.execute(delete(PersonRow).where(PersonRow.id == world.owner.id))
        assert world.owner.id not in set(await tx.people.session.scalars(keys))
        await tx.people.session.execute(delete(PersonKeyRow).where(PersonKeyRow.person_id == ben.id))
        with pytest.raises(KeyMissing, match="has no key any more"):
            await tx.people.accounts(ben.id)


async def test_what_changes_hands_is_sealed_anew(begin: Begin) -> None:
    """After everything of one person was sealed for another, the other's key opens it at the other's rows."""
    async with begin() as tx:
        ada, ben = await owner(tx, "ada", platforms=("telegram",)), await owner(tx, "ben", platforms=("discord",))
        await camera(tx, ada.id, CENTER)
        await tx.alerts.put(ada.id, Wishes(home=CENTER), None, NOW)
        session = tx.people.session
        keyring = Keyring(session, SEALS)
        await keyring.hand_over(ada.id, ben.id)
        await session.execute(update(CameraRow).values(owner_id=ben.id))
        await session.execute(update(AccountRow).values(person_id=ben.id))
        await session.execute(update(SubscriptionRow).values(person_id=ben.id))
        [moved] = await tx.cameras.of(ben.id)
        assert (moved.label, moved.street_address, moved.point) == ("Porch", "1 Main Street", CENTER)
        assert [account.handle for account in await tx.people.accounts(ben.id)] == ["ada@telegram", "ben@discord"]
        row, key = (await session.execute(with_keys(SubscriptionRow))).one()
        assert point(keyring.lock(row.person_id, key), row, "home") == CENTER
        row, key = (await session.execute(with_keys(CameraRow))).one()
        with pytest.raises(SealBroken):
            words(await keyring.of(ada.id), row, "label")


async def test_the_house_key_has_to_fit(engine: AsyncEngine, begin: Begin) -> None:
    """Any key fits a database without people; then only the one with which it was made."""
    await demand_house_key(engine, OTHER_HOUSE)
    async with begin() as tx:
        await owner(tx, "ada")
    await demand_house_key(engine, SEALS)
    with pytest.raises(KeyMissing, match="does not fit this database"):
        await demand_house_key(engine, OTHER_HOUSE)
