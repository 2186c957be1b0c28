"""A database that worked for a while under an older version comes through the upgrade, and back, with every row."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Double,
    Float,
    Integer,
    MetaData,
    Numeric,
    Table,
    inspect,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.keys.seals import HouseSeals
from bot.db import migrate
from bot.db.engine import make_engine
from bot.db.sealing import point, with_keys
from bot.db.tables import SubscriptionRow
from bot.db.transaction import make_begin
from bot.geo.model import Point
from bot.incidents.model import INCIDENT_COPY, POST_JOB
from bot.kernel.ids import AskId, ChannelId, ClipId, JobId
from bot.outbox.model import Copy
from bot.people.model import KeyMissing
from tests.db.houses import SEALS

CHANGED = {
    ("incident", "removed"),
    *(("account", column) for column in ("handle", "name")),
    *(("email_proof", column) for column in ("address", "code")),
    *(("camera", column) for column in ("label", "street_address", "lat", "lon")),
    *(("clip", column) for column in ("name", "platform_file")),
    *(("approval", column) for column in ("street_address", "email", "card")),
    ("area_request", "radius_m"),
    *(("form_draft", column) for column in ("handle", "room", "answers")),
}
"""Columns that are something else after the upgrade: a flag that became a state, a circle that became an area, and what
is sealed."""

COUNTED_ANEW = {"email_proof_sent"}
"""Tables whose rows an upgrade or its way back cannot carry over, and may lose: they count the mails of a day."""

Rows = dict[str, list[dict[str, Any]]]

PAST = datetime(2026, 11, 1, 8, 30, 15, 123456, tzinfo=UTC)
POSTED, TAKEN_BACK, UNSENT = 1, 2, 3
"""Reports of before: one whose post arrived, one that its author had removed, one whose post is still to be sent."""


def tables_of(connection: Connection) -> list[Table]:
    """All tables as the database has them, parents first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value_for(table: Table, name: str, number: int) -> Any:
    """Something that fits the column and differs from row to row; what refers to another table finds row `number`."""
    column = table.c[name]
    match column.type:
        case _ if column.foreign_keys or name in ("id", "subject", "account_id", "channel_id"):
            return number
        case DateTime():
            return PAST
        case Boolean():
            return number == TAKEN_BACK
        case Integer() | BigInteger():
            return number
        case Double() | Float() | Numeric():
            return 0.25 * number
    if name in ("leased_until", "concluded_at") or str(column.type) in ("DATETIME", "TIMESTAMP"):
        return PAST
    return f"{name} ñ {number}"


def fill(connection: Connection) -> None:
    """Three rows in every table."""
    for table in tables_of(connection):
        for number in (POSTED, TAKEN_BACK, UNSENT):
            values = {column.name: value_for(table, column.name, number) for column in table.columns}
            if table.name == "form_draft":
                values["answers"] = json.dumps({"text": f"answers ñ {number}"}, ensure_ascii=False)
            if table.name == "record_leaf":
                values["position"] = number - 1
            if table.name == "job":
                sent = number != UNSENT
                values |= {"kind": POST_JOB, "lane": "telegram", "state": "done" if sent else "open"}
                values |= {"receipt": f"4{number},5{number}" if sent else ""}
            connection.execute(table.insert().values(values))


def rows_of(connection: Connection, only: Rows | None = None) -> Rows:
    """Every row of every table, or of those tables and columns that are in `only`."""
    found: Rows = {}
    for table in tables_of(connection):
        if only is not None and table.name not in only:
            continue
        kept = [column for column in table.columns if only is None or column.name in only[table.name][0]]
        order = [column for column in kept if column.primary_key]
        found[table.name] = [dict(row._mapping) for row in connection.execute(select(*kept).order_by(*order))]
    return found


async def on(engine: AsyncEngine, do: Callable[..., Any], *more: Any) -> Any:
    """Do it on a connection of its own, in one transaction."""
    async with engine.begin() as connection:
        return await connection.run_sync(do, *more)


@pytest.fixture
async def old(empty_database_url: str) -> Any:
    """A database of the first shape with rows in every table."""
    engine = make_engine(empty_database_url)
    try:
        await migrate.upgrade(engine, "0001")
        await on(engine, fill)
        yield engine
    finally:
        await engine.dispose()


async def test_every_row_of_before_is_there_after_it_and_back(old: AsyncEngine) -> None:
    """Up, nothing of any table is lost or changed but the flag that became a state; down again, all is as it was."""
    before: Rows = await on(old, rows_of)
    assert all(len(rows) == 3 for rows in before.values())
    assert len(before) == 23
    await migrate.upgrade(old, seals=SEALS)
    kept = {
        name: [{key: value for key, value in row.items() if (name, key) not in CHANGED} for row in rows]
        for name, rows in before.items()
        if name not in COUNTED_ANEW
    }
    assert await on(old, rows_of, kept) == kept
    async with old.begin() as connection:
        states = await connection.execute(text("SELECT id, state FROM incident ORDER BY id"))
        assert [tuple(row) for row in states] == [(1, "posted"), (2, "removed"), (3, "posted")]
    await migrate.downgrade(old, "0001", SEALS)
    assert await on(old, rows_of) == {**before, **{name: [] for name in COUNTED_ANEW}}


async def test_old_rows_are_sealed(old: AsyncEngine) -> None:
    """The books read after the upgrade what was there before it, and no copy of it stays in the clear."""
    await migrate.upgrade(old, seals=SEALS)
    async with old.begin() as connection:
        await connection.execute(text("UPDATE approval SET state = 'granted'"))
        await connection.execute(text("UPDATE clip SET state = 'held'"))
    async with make_begin(old, lambda: None, SEALS)() as tx:
        person = await tx.people.with_account("platform ñ 2", "handle ñ 2")
        assert person is not None and person.id == 2
        [account] = await tx.people.accounts(person.id)
        assert (account.handle, account.name) == ("handle ñ 2", "name ñ 2")
        [camera] = await tx.cameras.of(person.id)
        assert (camera.label, camera.street_address) == ("label ñ 2", "street_address ñ 2")
        assert camera.point == Point(lat=0.5, lon=0.5)
        [approval] = await tx.approvals.of_ask(AskId(2))
        assert (approval.package.street_address, approval.package.email) == ("street_address ñ 2", "email ñ 2")
        clip = await tx.clips.by_id(ClipId(2))
        assert clip is not None and (clip.name, clip.platform_file) == ("name ñ 2", "platform_file ñ 2")
        proof = await tx.people.proof(person.id)
        assert proof is not None and (proof.address, proof.code) == ("address ñ 2", "code ñ 2")
        draft = await tx.inbox.draft_in("platform ñ 2", "handle ñ 2", "room ñ 2")
        assert draft is not None and draft.answers == {"text": "answers ñ 2"}
    everything = str(await on(old, rows_of))
    assert "text ñ 2" in everything, "reports are public words"
    for secret in ("name ñ 2'", "street_address ñ 2", "email ñ 2", "address ñ 2", "label ñ 2", "answers ñ 2"):
        assert secret not in everything.replace("shown_name ñ 2'", "").replace("'name': 'name ñ 2'", ""), secret


async def test_what_was_sealed_is_not_left_in_the_files(old: AsyncEngine) -> None:
    """Before the tables are written anew their files still hold the old words in freed pages; afterwards they do not, and
    everything is still there."""
    await migrate.upgrade(old, seals=SEALS)
    before = await on(old, rows_of)
    await migrate.rewrite_whole(old)
    assert await on(old, rows_of) == before
    if old.dialect.name == "sqlite":
        whole = Path(str(old.url.database))
        raw = b"".join(path.read_bytes() for path in whole.parent.glob(f"{whole.name}*"))
        assert "text ñ 2".encode() in raw
        assert [word for word in ("street_address ñ 2", "email ñ 2", "label ñ 2") if word.encode() in raw] == []


async def test_old_homes_are_sealed(old: AsyncEngine) -> None:
    """Home points of the second shape are sealed, and are derived from the seal to the last bit."""
    await migrate.upgrade(old, "0002")
    home = {"lat": 40.123456789, "lon": -75.987654321}
    values = {"person_id": 2, **home, "radius_m": 400.0, "categories": "[]", "rhythm": "daily", "time_zone": "UTC"}
    quiet = {"quiet_from": 0, "quiet_until": 0, "created_at": PAST}

    def subscribe(connection: Connection) -> None:
        [table] = [each for each in tables_of(connection) if each.name == "subscription"]
        connection.execute(table.insert().values({**values, **quiet}))

    await on(old, subscribe)
    await migrate.upgrade(old, seals=SEALS)
    async with make_begin(old, lambda: None, SEALS)() as tx:
        row, key = (await tx.alerts.session.execute(with_keys(SubscriptionRow))).one()
        assert point(tx.alerts.keyring.lock(2, key), row, "home") == Point(**home)
        assert (row.lat, row.lon) == (home["lat"], home["lon"])
    await migrate.downgrade(old, "0002", SEALS)
    [kept] = (await on(old, rows_of))["subscription"]
    assert kept.items() >= home.items()


async def test_old_rows_are_not_sealed_without_a_key(old: AsyncEngine) -> None:
    """Who upgrades without a house key is told in one sentence what to do, and all is as it was; an empty database needs
    none."""
    before = await on(old, rows_of)
    with pytest.raises(KeyMissing, match="run `porchlight init`"):
        await migrate.upgrade(old)
    assert await migrate.current(old) == "0001"
    assert await on(old, rows_of) == before


async def test_another_house_key_opens_nothing(old: AsyncEngine) -> None:
    """The way down needs the key of the way up; with another one, nothing is changed."""
    await migrate.upgrade(old, seals=SEALS)
    before = await on(old, rows_of)
    with pytest.raises(KeyMissing, match="does not fit this database"):
        await migrate.downgrade(old, "0003", HouseSeals(bytes(32)))
    assert await on(old, rows_of) == before


async def test_what_was_posted_before_can_still_be_changed_and_taken_back(old: AsyncEngine) -> None:
    """The upgrade notes what the channels show, by the receipts of the jobs that said it: a report of before is edited
    in its place, taken back when its author wishes, and an answer to it is known."""
    await migrate.upgrade(old, seals=SEALS)
    async with make_begin(old, lambda: None, SEALS)() as tx:
        [shown] = await tx.shown.copies(INCIDENT_COPY, POSTED)
        copy = Copy(kind=INCIDENT_COPY, subject=POSTED, job=JobId(1), receipt="41,51", channel=ChannelId(1))
        assert shown == copy
        for message in ("41", "51"):
            assert await tx.shown.answered("telegram", "handle ñ 1", message) == copy
        assert await tx.shown.copies(INCIDENT_COPY, UNSENT) == []


async def test_an_upgrade_that_is_cut_off_leaves_what_was(old: AsyncEngine) -> None:
    """All or nothing: after a failure in the last step the database has its old shape and every row, and can go up."""
    before: Rows = await on(old, rows_of)

    async def broken() -> None:
        async with migrate.migrating(old) as connection:
            await connection.run_sync(migrate.run, "upgrade", "head", SEALS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await broken()
    assert await migrate.current(old) == "0001"
    assert await on(old, rows_of) == before
    await migrate.upgrade(old, seals=SEALS)
    async with old.begin() as connection:
        assert "shown" in await connection.run_sync(lambda sync: inspect(sync).get_table_names())
