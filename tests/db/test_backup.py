"""A backup from either database goes into either, tells nothing without its keys, and brings nobody back who was erased."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.seals import HouseSeals
from bot.db import migrate
from bot.db.backup import KEYS, BackupRefused, back_up, restore
from bot.db.engine import make_engine
from bot.db.tables import CameraLocationRow, PersonRow, Row, SubscriptionRow
from bot.db.transaction import make_begin
from bot.geo.model import Circle, Point
from bot.mydata import service
from bot.people.model import KeyMissing
from tests.conftest import copied, copied_file
from tests.db.houses import NOW, SEALS, Begin, department
from tests.features.mydata.traces import files_with, inhabit, mark_of, rows_with


def nobody_listens(table: str, rows: int) -> None:
    """No progress is shown."""


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database, migrated and empty."""
    if request.param == "sqlite":
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        yield copied_file(request.getfixturevalue("sqlite_template"), folder)
        return
    yield from copied(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template"))


async def counted(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each backed-up table has."""
    async with engine.connect() as connection:
        return {
            table.__tablename__: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (mapper.class_ for mapper in Row.registry.mappers)
            if table.backed_up
        }


async def test_there_and_back(begin: Begin, engine: AsyncEngine, elsewhere: str, tmp_path: Path) -> None:
    """Every row of every table that is kept, opened again by the same house key; what is derived is rebuilt."""
    async with begin() as tx:
        people = [await inhabit(tx, number=number) for number in (1, 2)]
    async with begin() as tx:
        before = [service.as_file(await service.sheets(tx, person), NOW) for person in people]
    done = await back_up(engine, tmp_path / "b.sqlite3", nobody_listens)
    assert done.persons == 2
    target = make_engine(elsewhere)
    again = await restore(target, tmp_path / "b.sqlite3", tmp_path / f"b.sqlite3{KEYS}", SEALS, nobody_listens)
    assert (again.rows, again.persons, again.forgotten) == (done.rows, 2, 0)
    assert await counted(target) == await counted(engine)
    async with make_begin(target, lambda: None, SEALS)() as tx:
        after = [service.as_file(await service.sheets(tx, person), NOW) for person in people]
        fresh = await tx.people.add("telegram", "new", "new", "en", NOW)
        assert fresh.id > max(person.id for person in people)
    for earlier, later in zip(before, after, strict=True):
        assert without_passing(earlier) == without_passing(later)
    async with target.connect() as connection:
        homes = (await connection.execute(select(SubscriptionRow.lat, SubscriptionRow.lon))).all()
        assert [tuple(home) for home in homes] == [(40.0, -75.0)] * 2
    await target.dispose()


def without_passing(content: bytes) -> dict[str, object]:
    """The sheets of what a backup keeps."""
    import json

    sheets = json.loads(content)["tables"]
    kept = {mapper.class_.__tablename__ for mapper in Row.registry.mappers if mapper.class_.backed_up}
    return {name: sheet for name, sheet in sheets.items() if name in kept}


async def test_whoever_was_erased_stays_erased(
    begin: Begin, engine: AsyncEngine, elsewhere: str, tmp_path: Path
) -> None:
    """S19: an old backup with the latest keys brings nobody back, and not a word of theirs."""
    async with begin() as tx:
        going, staying = [await inhabit(tx, number=number, staff=False) for number in (1, 2)]
    await back_up(engine, tmp_path / "old.sqlite3", nobody_listens)
    async with begin() as tx:
        await tx.mydata.erase(going.id)
    await back_up(engine, tmp_path / "new.sqlite3", nobody_listens)
    target = make_engine(elsewhere)
    done = await restore(target, tmp_path / "old.sqlite3", tmp_path / f"new.sqlite3{KEYS}", SEALS, nobody_listens)
    assert (done.persons, done.forgotten) == (1, 1)
    assert await rows_with(target, [mark_of(1)]) == []
    async with make_begin(target, lambda: None, SEALS)() as tx:
        assert await tx.people.with_account("telegram", "canary00001handle") is None
        assert await tx.people.with_account("telegram", "canary00002handle") == staying
    await target.dispose()


async def test_a_backup_tells_nothing_that_was_entrusted(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """No account, no address, no place can be read in either file; nor can the other house's key open it."""
    async with begin() as tx:
        person = await tx.people.add("telegram", "4242424242", "Ada Lovelace", "en", NOW)
        await tx.people.add_account(person.id, "mail", "ada@example.org", "", NOW)
        await located(tx, person.id)
    folder = tmp_path / "backup"
    folder.mkdir()
    await back_up(engine, folder / "b", nobody_listens)
    secrets = [b"4242424242", b"Lovelace", b"ada@example", b"Elm", b"40.71", *(doubles(40.712345))]
    assert files_with(folder, secrets) == []
    assert sorted(path.name for path in folder.iterdir()) == ["b", f"b{KEYS}"]
    assert all(os.stat(path).st_mode & 0o077 == 0 for path in folder.iterdir())
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM person"))
    with pytest.raises(KeyMissing):
        await restore(engine, folder / "b", folder / f"b{KEYS}", HouseSeals(bytes(32)), nobody_listens)
    async with engine.connect() as connection:
        assert not await connection.scalar(select(func.count()).select_from(PersonRow))
    await restore(engine, folder / "b", folder / f"b{KEYS}", SEALS, nobody_listens)
    async with begin() as tx:
        assert await tx.cameras.in_area(Circle(center=Point(lat=40.712345, lon=-74.0), radius_m=5))
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(CameraLocationRow)) == 1


async def located(tx: object, person: int) -> None:
    """A camera with an address."""
    from bot.cameras.model import NewCamera
    from bot.kernel.ids import PersonId, new_ref

    new = NewCamera(
        ref=new_ref(), owner=PersonId(person), label="Elm", street_address="7 Elm Ave",
        point=Point(lat=40.712345, lon=-74.0),
    )  # fmt: skip
    await tx.cameras.add(new, NOW)  # type: ignore[attr-defined]


def doubles(number: float) -> list[bytes]:
    """Both orders of bytes."""
    import struct

    return [struct.pack("<d", number), struct.pack(">d", number)]


async def test_it_is_of_one_moment(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """Somebody who comes while it is written is in it with everything or not at all, and does not wait for it."""
    async with begin() as tx:
        await inhabit(tx, number=1)
    arrived = asyncio.Event()

    async def arrive() -> None:
        await asyncio.sleep(0)
        async with begin() as tx:
            await inhabit(tx, number=2)
        arrived.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(arrive())
        done = await back_up(engine, tmp_path / "b", nobody_listens)
    assert arrived.is_set() and done.persons in (1, 2)
    made = make_engine(f"sqlite:///{tmp_path / 'b'}")
    has = await counted(made)
    assert has["person"] == has["account"] == has["camera"] == done.persons
    await made.dispose()


async def test_refusals(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """Nothing is overwritten, nothing is mixed, and what is no backup is said to be none."""
    async with begin() as tx:
        await inhabit(tx)
    path, keys = tmp_path / "b", tmp_path / f"b{KEYS}"
    await back_up(engine, path, nobody_listens)
    with pytest.raises(BackupRefused, match="there already"):
        await back_up(engine, path, nobody_listens)
    with pytest.raises(BackupRefused, match="not empty"):
        await restore(engine, path, keys, SEALS, nobody_listens)
    with pytest.raises(BackupRefused, match="both are needed"):
        await restore(engine, path, tmp_path / "none", SEALS, nobody_listens)
    (tmp_path / "nonsense").write_bytes(os.urandom(5000))
    with pytest.raises(BackupRefused, match="no backup of Porchlight"):
        await restore(engine, tmp_path / "nonsense", keys, SEALS, nobody_listens)
    old = make_engine(f"sqlite:///{path}")
    async with old.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    await old.dispose()
    with pytest.raises(BackupRefused, match="revision 0001"):
        await restore(engine, path, keys, SEALS, nobody_listens)
    assert await migrate.current(engine) == await migrate.head()


async def test_files_that_do_not_fit_each_other(begin: Begin, engine: AsyncEngine, elsewhere: str, tmp_path: Path) -> None:
    """Mixed up, or with keys from before: refused, and nothing is put back; else everybody would be taken for erased."""
    await back_up(engine, tmp_path / "old", nobody_listens)
    async with begin() as tx:
        ada = await inhabit(tx)
    await back_up(engine, tmp_path / "b", nobody_listens)
    target = make_engine(elsewhere)
    path, keys = tmp_path / "b", tmp_path / f"b{KEYS}"
    for one, other in ((path, path), (keys, path), (keys, keys)):
        with pytest.raises(BackupRefused, match="mixed up"):
            await restore(target, one, other, SEALS, nobody_listens)
    with pytest.raises(BackupRefused, match="older than the backup"):
        await restore(target, path, tmp_path / f"old{KEYS}", SEALS, nobody_listens)
    assert set((await counted(target)).values()) == {0}
    async with begin() as tx:
        await tx.mydata.erase(ada.id)
    await back_up(engine, tmp_path / "new", nobody_listens)
    done = await restore(target, path, tmp_path / f"new{KEYS}", SEALS, nobody_listens)
    assert (done.persons, done.forgotten) == (0, 1)
    await target.dispose()


async def test_another_house_key_is_noticed_also_without_cameras(
    begin: Begin, engine: AsyncEngine, elsewhere: str, tmp_path: Path
) -> None:
    """Nothing is put back that could not be opened."""
    async with begin() as tx:
        await tx.people.add("telegram", "4242424242", "Ada", "en", NOW)
    await back_up(engine, tmp_path / "b", nobody_listens)
    target = make_engine(elsewhere)
    with pytest.raises(KeyMissing):
        await restore(target, tmp_path / "b", tmp_path / f"b{KEYS}", HouseSeals(bytes(32)), nobody_listens)
    assert set((await counted(target)).values()) == {0}
    await target.dispose()


async def test_a_database_with_anything_in_it_is_not_empty(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """Such as a department, which the operator added before thinking of the backup; and a folder has to be there."""
    await back_up(engine, tmp_path / "b", nobody_listens)
    async with begin() as tx:
        await department(tx)
    with pytest.raises(BackupRefused, match="not empty"):
        await restore(engine, tmp_path / "b", tmp_path / f"b{KEYS}", SEALS, nobody_listens)
    with pytest.raises(BackupRefused, match="no folder"):
        await back_up(engine, tmp_path / "missing" / "b", nobody_listens)


async def test_an_interrupted_backup_leaves_nothing(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """Stopped in the midst: neither file, nor the log that SQLite keeps beside them."""
    async with begin() as tx:
        await inhabit(tx)
    folder = tmp_path / "backup"
    folder.mkdir()

    def stops(table: str, rows: int) -> None:
        if table == "account":
            (folder / "b.unfinished-wal").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await back_up(engine, folder / "b", stops)
    assert list(folder.iterdir()) == []
