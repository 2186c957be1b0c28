"""A person with a row in every table that can hold something of theirs, each value unmistakable, and where to look for it."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Double, Integer, LargeBinary, Table, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.inventory import tables
from bot.db.sealing import DOUBLES
from bot.db.tables import Row
from bot.db.tables.columns import AreaText, Listing, Moment, Shape, Worded, WordsByName
from bot.db.transaction import Books
from bot.geo.model import Circle
from bot.incidents.model import Category
from bot.kernel.ids import PersonId
from bot.people.model import Person
from tests.db.houses import CENTER, NOW

SHARED = ("department", "neighborhood", "channel")
"""What belongs to nobody and is made once."""


def canary(person: int, table: str, column: str) -> str:
    """A word that stands nowhere else."""
    return f"canary{person:05d}{table}{column}".replace("_", "")


def mark_of(person: int) -> bytes:
    """What all of somebody's words begin with."""
    return f"canary{person:05d}".encode()


OF_STAFF = ("officer", "operator", "reviewer", "decision", "verdict")
"""Public acts of police, and the work of reviewers: they lose the link to the person and keep their words."""


async def inhabit(tx: Books, platform: str = "telegram", number: int = 1, *, staff: bool = True) -> Person:
    """A new person with a row in every table of theirs, and rows of nobody's where these need them.

    Without `staff` the acts of officers and reviewers are somebody else's.
    """
    handle = f"{mark_of(number).decode()}handle"
    person = await tx.people.add(platform, handle, f"{mark_of(number).decode()}name", "en", NOW)
    made: dict[str, int] = {"person": person.id}
    account = (await tx.people.accounts(person.id))[0]
    made["account"] = account.id
    of_table = {str(table.__tablename__): table for table in tables()}
    for table in Row.metadata.sorted_tables:
        if table.name in ("person", "account", "person_key", "record_leaf", "seen_event", "job", "shown_message"):
            continue
        if table.name in SHARED:
            known = await tx.mydata.session.scalar(select(table.primary_key.columns[0]).limit(1))
            if known is not None:
                made[table.name] = known
                continue
        values = await _values(tx, of_table[table.name], table, person.id, number, made)
        if not staff and table.name in OF_STAFF:
            values |= {column: None for column in ("person_id",) if column in values}
            values |= {name: f"{name} of staff {number}" for name, word in values.items() if "canary" in str(word)}
        result = await tx.mydata.session.execute(insert(table).values(values))
        key = result.inserted_primary_key
        if key is not None and isinstance(key[0], int):
            made[table.name] = key[0]
    return person


async def _values(
    tx: Books, row: type[Row], table: Table, person: PersonId, number: int, made: dict[str, int]
) -> dict[str, Any]:
    lock = await tx.mydata.keyring.of(person)
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys and column.autoincrement:
            continue
        word = canary(number, table.name, column.name)
        target = next((key.column.table.name for key in column.foreign_keys), "")
        kind = column.type
        if column.name == "joined_to":
            values[column.name] = None
        elif target:
            values[column.name] = made[target]
        elif column.name == "handle_hash":
            account = (await tx.people.accounts(person))[0]
            values[column.name] = tx.people.handle_hash(account.platform, account.handle)
        elif isinstance(kind, LargeBinary):
            place = f"{table.name}.{column.name}"
            opener = lock if table.name != "form_draft" else tx.mydata.keyring.seals.passing
            content = DOUBLES.pack(40.0, -75.0) if column.info.get("shape") is Shape.POINT else word.encode()
            values[column.name] = opener.seal(place, content)
        elif isinstance(kind, Worded):
            values[column.name] = next(iter(kind.words))
        elif isinstance(kind, Moment):
            values[column.name] = NOW + timedelta(days=1)
        elif isinstance(kind, Listing):
            values[column.name] = [Category.CRIME]
        elif isinstance(kind, WordsByName):
            values[column.name] = {word: word}
        elif isinstance(kind, Boolean):
            values[column.name] = True
        elif isinstance(kind, Double):
            values[column.name] = 40.0
        elif isinstance(kind, Integer):
            values[column.name] = number
        elif isinstance(kind, AreaText):
            values[column.name] = Circle(center=CENTER, radius_m=20_000.0)
        else:
            values[column.name] = word
    if not row.whose:
        said = {name: f"{name} of nobody {number}" for name, value in values.items() if isinstance(value, str)}
        values |= {name: word for name, word in said.items() if "canary" in values[name]}
    return values


async def rows_with(engine: AsyncEngine, marks: Sequence[bytes]) -> list[str]:
    """The tables in which any of these words can be read, by looking at every row as the database prints it."""
    found = []
    async with engine.connect() as connection:
        for table in Row.metadata.sorted_tables:
            for row in await connection.execute(text(f'SELECT * FROM "{table.name}"')):
                printed = b"\0".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
                if any(mark in printed for mark in marks):
                    found.append(table.name)
                    break
    return found


def files_with(folder: Path, marks: Sequence[bytes]) -> list[str]:
    """The files anywhere under a folder in which any of these words can be read."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            content = (Path(place) / name).read_bytes()
            if any(mark in content for mark in marks):
                found.append(name)
    return found

