"""Nothing is left out of what people are shown and handed, and nothing is left behind when they go."""

import json
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.inventory import inventory, plainly
from bot.db.mydata import UNTOLD, leave_no_trace
from bot.db.tables.columns import Worded
from bot.mydata import service
from bot.mydata.texts.labels import COLUMNS, TABLES, WORDS
from tests.db.houses import NOW, Begin
from tests.features.mydata.traces import OF_STAFF, canary, files_with, inhabit, mark_of, rows_with


def test_everything_has_a_name() -> None:
    """Every personal column and table, and every word that can stand in one, in words of ours."""
    held = inventory()
    assert {each.place for each in held} - UNTOLD == set(COLUMNS)
    assert {str(each.table.__tablename__) for each in held} == set(TABLES)
    for each in held:
        kind = plainly(each.table).columns[each.column].type
        if isinstance(kind, Worded):
            assert {str(word) for word in kind.words} == {str(word) for word in WORDS[kind.words]}, each.place


async def test_the_file_holds_every_personal_column(begin: Begin) -> None:
    """S20: with a row in every table, each column that says something about a person is in the file, with its value; a
    mailed code is not."""
    async with begin() as tx:
        person = await inhabit(tx)
    async with begin() as tx:
        found = await service.sheets(tx, person)
    there = {f"{sheet.table}.{column}" for sheet in found for row in sheet.rows for column in row}
    assert there == {each.place for each in inventory()} - UNTOLD
    for sheet in found:
        for row in sheet.rows:
            for column, value in row.items():
                assert value is not None, f"{sheet.table}.{column}"
    whole = json.loads(service.as_file(found, NOW))
    words = json.dumps(whole)
    for each in inventory():
        if each.place in UNTOLD:
            assert canary(1, str(each.table.__tablename__), each.column) not in words, each.place
        elif each.shape is not None and each.shape.value == "words" and each.table.__tablename__ != "account":
            assert canary(1, str(each.table.__tablename__), each.column) in words, each.place


async def test_nobody_else_is_in_it(begin: Begin) -> None:
    """Two persons with everything: neither file holds a word of the other."""
    async with begin() as tx:
        people = [await inhabit(tx, number=number) for number in (1, 2)]
    async with begin() as tx:
        files = [service.as_file(await service.sheets(tx, person), NOW) for person in people]
    assert mark_of(1) in files[0] and mark_of(2) in files[1]
    assert mark_of(2) not in files[0] and mark_of(1) not in files[1]


async def test_nothing_is_left(begin: Begin, engine: AsyncEngine, tmp_path: Path) -> None:
    """P10: after erasing, no table, and no file of SQLite's with its log, holds a word; what others have stays."""
    async with begin() as tx:
        going = await inhabit(tx, number=1, staff=False)
        staying = await inhabit(tx, number=2, staff=False)
    assert len(await rows_with(engine, [mark_of(1)])) >= 15
    async with begin() as tx:
        await tx.mydata.erase(going.id)
    await leave_no_trace(engine)
    assert await rows_with(engine, [mark_of(1)]) == []
    assert files_with(tmp_path, [mark_of(1)]) == []
    assert await rows_with(engine, [mark_of(2)])
    async with begin() as tx:
        assert await service.sheets(tx, staying)
        assert await tx.people.with_account("telegram", "canary00001handle") is None


async def test_what_staff_did_stays_without_them(begin: Begin, engine: AsyncEngine) -> None:
    """An officer or reviewer who goes leaves their acts behind, and nothing else."""
    async with begin() as tx:
        going = await inhabit(tx)
    async with begin() as tx:
        await tx.mydata.erase(going.id)
    assert set(await rows_with(engine, [mark_of(1)])) <= set(OF_STAFF)
