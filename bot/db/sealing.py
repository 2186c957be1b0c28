"""How books seal and open: the keys of persons as they lie in the database, and columns that only these open."""

import struct
from typing import TypeVar

from sqlalchemy import Select, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.db.inventory import inventory, key_column, plainly, tables
from bot.db.tables import PersonKeyRow, Row
from bot.geo.model import Point
from bot.kernel.ids import PersonId
from bot.people.ports import Lock, Seals

AnyRow = TypeVar("AnyRow", bound=Row)

DOUBLES = struct.Struct("<dd")
"""A sealed point: every bit of both numbers, and the same length wherever it is."""


class Keyring:
    """The keys of persons within one transaction. Reads a key for each use and keeps none."""

    def __init__(self, session: AsyncSession, seals: Seals) -> None:
        self.session = session
        self.seals = seals

    async def make(self, person: PersonId) -> Lock:
        """A first key for a new person."""
        wrapped = self.seals.new_key(person)
        await self.session.execute(insert(PersonKeyRow).values(person_id=person, wrapped=wrapped))
        return self.seals.lock(person, wrapped)

    async def of(self, person: PersonId) -> Lock:
        """The person's lock. Raises KeyMissing when they have none."""
        wrapped = await self.session.scalar(select(PersonKeyRow.wrapped).where(PersonKeyRow.person_id == person))
        return self.seals.lock(person, wrapped)

    def lock(self, person: int, wrapped: bytes | None) -> Lock:
        """The lock for a row that was read `with_keys`."""
        return self.seals.lock(PersonId(person), wrapped)

    def blind(self, purpose: str, *words: str) -> str:
        """See `Seals.blind`."""
        return self.seals.blind(purpose, *words)

    async def demand_fitting(self) -> None:
        """Raises KeyMissing unless the house key is the one under which the persons' keys are wrapped.

        With another one nobody would be found again, and everybody would be met as a stranger.
        """
        first = await self.session.execute(
            select(PersonKeyRow.person_id, PersonKeyRow.wrapped).order_by(PersonKeyRow.id).limit(1)
        )
        for person, wrapped in first:
            self.lock(person, wrapped)

    async def hand_over(self, goes: PersonId, stays: PersonId) -> None:
        """Seal everything of the one person under the key of the other, before the rows change hands."""
        old, new = await self.of(goes), await self.of(stays)
        for table in tables():
            owner, columns = (
                key_column(table),
                [each.column for each in inventory() if each.shape and each.table is table],
            )
            if owner is None or not columns:
                continue
            whole = plainly(table)
            keys = list(whole.primary_key.columns)
            rows = await self.session.execute(
                select(*keys, *(whole.columns[name] for name in columns)).where(owner == goes)
            )
            for row in rows:
                values = dict(zip(columns, row[len(keys) :], strict=True))
                again = {
                    name: None if value is None else new.seal(about(table, name), old.open(about(table, name), value))
                    for name, value in values.items()
                }
                same = and_(*(key == value for key, value in zip(keys, row, strict=False)))
                await self.session.execute(update(whole).where(same).values(again))


async def demand_house_key(engine: AsyncEngine, seals: Seals) -> None:
    """Raises KeyMissing unless this is the house key of this (migrated) database; any key fits one without people."""
    async with AsyncSession(engine) as session:
        await Keyring(session, seals).demand_fitting()


def with_keys(table: type[AnyRow]) -> Select[AnyRow, bytes | None]:
    """SELECT of a table's rows, each with the wrapped key of whose it is."""
    owner = key_column(table)
    return select(table, PersonKeyRow.wrapped).outerjoin(PersonKeyRow, PersonKeyRow.person_id == owner)


def about(table: type[Row], column: str) -> str:
    """The place that a seal of this column names."""
    return f"{table.__tablename__}.{column}"


def seal(lock: Lock, table: type[Row], **contents: str | Point) -> dict[str, bytes]:
    """The contents as values for the table's sealed columns."""
    return {
        name: lock.seal(about(table, name), DOUBLES.pack(content.lat, content.lon))
        if isinstance(content, Point)
        else lock.seal_words(about(table, name), content)
        for name, content in contents.items()
    }


def words(lock: Lock, row: Row, column: str) -> str:
    """The words in a sealed column. Raises SealBroken."""
    sealed: bytes = getattr(row, column)
    return lock.open_words(about(type(row), column), sealed)


def point(lock: Lock, row: Row, column: str) -> Point:
    """The point in a sealed column. Raises SealBroken."""
    sealed: bytes = getattr(row, column)
    lat, lon = DOUBLES.unpack(lock.open(about(type(row), column), sealed))
    return Point(lat=lat, lon=lon)
