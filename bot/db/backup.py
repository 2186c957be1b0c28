"""Backups: everything but what is rebuilt, into one SQLite file, and the keys of persons into another; and back again.

The file is the same whichever database it came from, so it also moves a house from SQLite to PostgreSQL. Without the file of
keys and the house key it tells nothing of what people entrusted to the house.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, delete, insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.db import migrate
from bot.db.dialect import is_sqlite
from bot.db.engine import engine_for, read_url
from bot.db.inventory import tables
from bot.db.sealing import DOUBLES
from bot.db.tables import CameraLocationRow, CameraRow, PersonKeyRow, PersonRow, Row, SubscriptionRow
from bot.db.tables.columns import Privacy
from bot.geo.cells import cell9
from bot.geo.model import Point
from bot.kernel.ids import PersonId
from bot.people.ports import Seals

AT_ONCE = 1_000
"""Rows in one statement."""

KEYS = ".keys"
"""What the name of the file with the persons' keys ends with."""

Progress = Callable[[str, int], None]
"""Told of each table, and how many of its rows were copied."""


class BackupRefused(RuntimeError):
    """It cannot be made or put back; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was done."""

    rows: int
    persons: int
    forgotten: int = 0
    """Persons of the backup without a key: they were erased since, and stay so."""


async def back_up(engine: AsyncEngine, target: Path, tell: Progress) -> Copied:
    """Write `target` and `target.keys`, both new, of one moment of the database. The bot may run meanwhile.

    Raises BackupRefused when one of the files is there already, and when there is no folder for them.
    """
    keys = target.with_name(target.name + KEYS)
    _demand_new(target, keys)
    unfinished = [path.with_name(path.name + ".unfinished") for path in (target, keys)]
    for path in unfinished:
        leave_nothing(path)
        path.touch(mode=0o600)
    try:
        async with one_moment(engine) as source:
            persons = await _write(source, unfinished[1], [PersonKeyRow], tell)
            rows = await _write(source, unfinished[0], [table for table in tables() if table.backed_up], tell)
        for path, made in zip(unfinished, (target, keys), strict=True):
            os.replace(path, made)
    finally:
        for path in unfinished:
            leave_nothing(path)
    return Copied(rows=rows, persons=persons)


def leave_nothing(path: Path) -> None:
    """Delete an SQLite file, with the log and the index that SQLite keeps beside it: they hold pages of it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _demand_new(*paths: Path) -> None:
    for path in paths:
        if not path.parent.is_dir():
            raise BackupRefused(f"There is no folder {path.parent} to write into; make it first.")
        if path.exists():
            raise BackupRefused(f"{path} is there already; name a new file.")


async def _write(source: AsyncConnection, path: Path, which: Sequence[type[Row]], tell: Progress) -> int:
    made = engine_for(URL.create("sqlite+aiosqlite", database=str(path)), foreign_keys=False)
    try:
        await migrate.upgrade(made)
        async with made.begin() as target:
            rows = await _copy(source, target, which, tell)
            # That of persons says of a file of keys how old it is.
            await _hand_on_numbers(source, target, {*which, PersonRow})
        async with made.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute("PRAGMA journal_mode=DELETE")
        return rows
    finally:
        await made.dispose()


async def restore(engine: AsyncEngine, backup: Path, keys: Path, seals: Seals, tell: Progress) -> Copied:
    """Put a backup into an empty migrated database of either kind, all or nothing. Stop the bot first.

    `keys` may be of a later backup, and should be of the latest: whoever was erased in between has no key there, and is
    erased here too. Keys that are older than the backup are refused: whoever came in between would be taken for erased.

    Raises BackupRefused for a database that is not empty, and for a backup that is no backup, without its keys, or of
    another version; KeyMissing when the house key is not the one that the persons' keys are wrapped under.
    """
    for path in (backup, keys):
        if not path.is_file():
            raise BackupRefused(f"There is no {path}; a backup is two files, and both are needed.")
    data, locks = [create_async_engine(URL.create("sqlite+aiosqlite", database=str(path))) for path in (backup, keys)]
    try:
        await _demand_version(data)
        await _demand_version(locks)
        async with engine.begin() as target, data.connect() as source, locks.connect() as keyring:
            which = [table for table in tables() if table.backed_up]
            if not await _is_empty(target, which):
                raise BackupRefused("This database is not empty; restore into a new one, made by `porchlight migrate`.")
            await _demand_fitting(source, keyring)
            rows = await _copy(source, target, which, tell)
            known = set(await target.scalars(select(PersonRow.id)))
            persons = await _put_keys(keyring, target, known, seals)
            gone = known - persons
            for some in _slices(sorted(gone)):
                await target.execute(delete(PersonRow).where(PersonRow.id.in_(some)))
            await _rebuild(target, seals)
            await _hand_on_numbers(source, target, which)
            await _hand_on_numbers(keyring, target, [PersonKeyRow])
        return Copied(rows=rows, persons=len(persons), forgotten=len(gone))
    finally:
        await data.dispose()
        await locks.dispose()


@asynccontextmanager
async def one_moment(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that sees the database as it is now until the end, and keeps nobody from writing."""
    if not is_sqlite(engine):
        async with engine.connect() as connection:
            yield await connection.execution_options(isolation_level="REPEATABLE READ")
        return
    reader = create_async_engine(read_url(engine.url.render_as_string(hide_password=False)))
    try:
        async with reader.connect() as connection:
            await (await connection.get_raw_connection()).driver_connection.execute("BEGIN")  # type: ignore[union-attr]
            yield connection
    finally:
        await reader.dispose()


async def _copy(source: AsyncConnection, target: AsyncConnection, which: Sequence[type[Row]], tell: Progress) -> int:
    names = {str(table.__tablename__) for table in which}
    copied = 0
    for table in Row.metadata.sorted_tables:
        if table.name not in names:
            continue
        done = 0
        async for rows in _pages(source, table):
            await target.execute(insert(table), [_without_derived(table, row) for row in rows])
            done += len(rows)
            tell(table.name, done)
        copied += done
    return copied


async def _pages(source: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows in the order of their keys: a row that refers to another of its table comes after it."""
    result = await source.stream(select(table).order_by(*table.primary_key.columns))
    async for rows in result.mappings().partitions(AT_ONCE):
        yield [dict(row) for row in rows]


def _without_derived(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _nothing(table.columns[name]) if _is_derived(table.columns[name]) else row[name] for name in row}


def _is_derived(column: Column[Any]) -> bool:
    return bool(column.info["privacy"] is Privacy.DERIVED)


def _nothing(column: Column[Any]) -> object:
    return None if column.nullable else column.type.python_type()


async def _demand_version(data: AsyncEngine) -> None:
    try:
        theirs = await migrate.current(data)
    except Exception:
        raise BackupRefused("That file is no backup of Porchlight.") from None
    ours = await migrate.head()
    if theirs is None:
        raise BackupRefused("That file is no backup of Porchlight.")
    if theirs != ours:
        raise BackupRefused(
            f"That backup has revision {theirs} and this Porchlight {ours}; restore it with its own version, then migrate."
        )


async def _is_empty(target: AsyncConnection, which: Sequence[type[Row]]) -> bool:
    for table in which:
        if (await target.execute(select(text("1")).select_from(table).limit(1))).first() is not None:
            return False
    return True


async def _demand_fitting(source: AsyncConnection, keyring: AsyncConnection) -> None:
    """That the one is a backup, and the other a file of keys which knows everybody whom the backup knows."""
    if not await _is_empty(source, [PersonKeyRow]) or not await _is_empty(keyring, [PersonRow]):
        raise BackupRefused(f"The two files are mixed up: FILE is the backup, and --keys the file that ends with {KEYS}.")
    if (await _last_number(keyring, PersonRow) or 0) < (await _last_number(source, PersonRow) or 0):
        raise BackupRefused("These keys are older than the backup; take those of the same backup or of a later one.")


async def _put_keys(source: AsyncConnection, target: AsyncConnection, known: set[int], seals: Seals) -> set[int]:
    """The keys of persons whom the backup knows; says whose they were. Raises KeyMissing for another house key."""
    table = Row.metadata.tables[PersonKeyRow.__tablename__]
    whose = set()
    async for rows in _pages(source, table):
        fitting = [row for row in rows if row["person_id"] in known]
        if fitting:
            seals.lock(PersonId(fitting[0]["person_id"]), fitting[0]["wrapped"])
            await target.execute(insert(table), fitting)
        whose |= {row["person_id"] for row in fitting}
    return whose


async def _rebuild(target: AsyncConnection, seals: Seals) -> None:
    """What is derived from sealed places: where cameras are found, and homes of alerts."""
    cameras = select(CameraRow.id, CameraRow.owner_id, CameraRow.place, PersonKeyRow.wrapped).join(
        PersonKeyRow, PersonKeyRow.person_id == CameraRow.owner_id
    )
    found = (await target.execute(cameras.where(CameraRow.paused.is_(False)))).all()
    places = []
    for camera, owner, place, wrapped in found:
        point = _point(seals, owner, wrapped, "camera.place", place)
        places.append(
            {"camera_id": camera, "owner_id": owner, "cell9": cell9(point), "lat": point.lat, "lon": point.lon}
        )
    for some in _slices(places):
        await target.execute(insert(CameraLocationRow), some)
    homes = select(SubscriptionRow.id, SubscriptionRow.person_id, SubscriptionRow.home, PersonKeyRow.wrapped).join(
        PersonKeyRow, PersonKeyRow.person_id == SubscriptionRow.person_id
    )
    for subscription, person, home, wrapped in (await target.execute(homes)).all():
        point = _point(seals, person, wrapped, "subscription.home", home)
        await target.execute(
            SubscriptionRow.__table__.update()  # type: ignore[attr-defined]
            .where(SubscriptionRow.id == subscription)
            .values(lat=point.lat, lon=point.lon)
        )


def _point(seals: Seals, person: int, wrapped: bytes, about: str, sealed: bytes) -> Point:
    lat, lon = DOUBLES.unpack(seals.lock(PersonId(person), wrapped).open(about, sealed))
    return Point(lat=lat, lon=lon)


async def _hand_on_numbers(source: AsyncConnection, target: AsyncConnection, which: Iterable[type[Row]]) -> None:
    """The last number that each table gave out: the number of an erased row must not come again after a restore."""
    for table in which:
        last = await _last_number(source, table)
        if last is None:
            continue
        name = {"name": table.__tablename__, "last": last}
        if is_sqlite(target):
            await target.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), name)
            await target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), name)
        else:
            await target.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), CAST(:last AS bigint))"), name
            )


async def _last_number(source: AsyncConnection, table: type[Row]) -> int | None:
    """None for a table that numbers nothing, or has numbered nothing yet."""
    if "id" not in table.__table__.columns:
        return None
    if is_sqlite(source):
        found = await source.scalar(
            text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.__tablename__}
        )
    else:
        sequence = await source.scalar(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.__tablename__}
        )
        found = await source.scalar(text(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}"))
    return int(found) if found else None


def _slices(many: Sequence[Any]) -> list[Sequence[Any]]:
    return [many[start : start + AT_ONCE] for start in range(0, len(many), AT_ONCE)]

