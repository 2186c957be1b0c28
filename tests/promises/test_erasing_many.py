"""P10, S19: a hundred who go leave nothing behind, in the database, its files, its log, nor in an old backup put back."""

import time
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.backup import KEYS, back_up, restore
from bot.db.engine import make_engine
from bot.db.mydata import leave_no_trace
from bot.mydata import service
from tests.conftest import copied_file
from tests.db.houses import NOW, SEALS, Begin
from tests.features.mydata.traces import files_with, inhabit, mark_of, rows_with

GO, STAY = 100, 5
WITHIN_S = 60.0


@pytest.mark.promise
async def test_a_hundred_go(
    begin: Begin, engine: AsyncEngine, tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each with a row in every table; those who stay keep everything. All of it takes less than a minute."""
    people = []
    for number in range(GO + STAY):
        async with begin() as tx:
            people.append(await inhabit(tx, number=number, staff=False))
    going = [mark_of(number) for number in range(GO)]
    aside = tmp_path / "aside"
    aside.mkdir()
    await back_up(engine, aside / "before", lambda table, rows: None)
    started = time.monotonic()
    for person in people[:GO]:
        async with begin() as tx:
            await service.forget(tx, person, NOW)
    await leave_no_trace(engine)
    assert time.monotonic() - started < WITHIN_S
    assert await rows_with(engine, going) == []
    assert live_files_with(tmp_path, going) == []
    assert not any(mark.decode() in caplog.text for mark in going)
    await back_up(engine, aside / "after", lambda table, rows: None)
    folder = tmp_path / "again"
    folder.mkdir()
    again = make_engine(copied_file(sqlite_template, folder))
    done = await restore(again, aside / "before", aside / f"after{KEYS}", SEALS, lambda table, rows: None)
    assert (done.persons, done.forgotten) == (STAY, GO)
    assert await rows_with(again, going) == []
    await leave_no_trace(again)
    await again.dispose()
    assert files_with(folder, going) == []
    for person in people[GO:]:
        async with begin() as tx:
            assert len(await service.sheets(tx, person)) > 15


def live_files_with(folder: Path, marks: list[bytes]) -> list[str]:
    """The files of the running database in which any of these words can be read; backups lie in folders beside them."""
    live = [path for path in folder.iterdir() if path.is_file()]
    return [path.name for path in live if any(mark in path.read_bytes() for mark in marks)]
