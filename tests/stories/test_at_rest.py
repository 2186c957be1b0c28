"""What people entrust to the house lies nowhere in the clear: not in a row, not in the files of the database, not in a log."""

import base64
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from bot.alerts.model import Rhythm, Wishes
from bot.cameras.model import NewCamera
from bot.db.inventory import columns, inventory, tables
from bot.db.sealing import point, with_keys, words
from bot.db.tables import AccountRow, ApprovalRow, CameraRow, Row, SubscriptionRow
from bot.db.tables.columns import Privacy
from bot.geo.model import Point
from bot.kernel.ids import new_ref
from bot.people.model import MAIL
from bot.people.ports import Lock
from bot.people.service import start_proof
from tests.stories.inside import Evening, Resident

NAME, EMAIL, NEXT_EMAIL = "Wilhelmina", "w.quetzal@mail.example.org", "quetzal-next@mail.example.org"
HANDLE, STREET, LABEL = f"telegram-{NAME}", "77 Quetzal Lane", "Heron gate"
PLACE, HOME = Point(lat=40.00123456789, lon=-75.00234567891), Point(lat=40.00345678912, lon=-75.00456789123)
TYPED = "A yellow bicycle was taken from behind the chapel"
FILE_NAME = "quetzal garden.mp4"
SECRETS = (NAME, EMAIL, NEXT_EMAIL, HANDLE, STREET, LABEL, TYPED, FILE_NAME, "123456")
PUBLIC = "A white van that left shortly after."
"""Said in the request for everybody to read: by this a search shows that it finds what is there."""


def disguises(secret: str) -> Iterator[bytes]:
    """How the words could lie in a file."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = secret.encode(encoding)
        yield from (raw, raw.hex().encode(), raw.hex().upper().encode(), base64.b64encode(raw).rstrip(b"=")[:-1])


def numbers(*points: Point) -> Iterator[bytes]:
    """How coordinates could lie in a file: as text to a metre, as doubles of either order, and those in hexadecimal."""
    for each in points:
        for number in (each.lat, each.lon):
            yield repr(abs(number))[:8].encode()
            for order in ("<d", ">d"):
                raw = struct.pack(order, number)
                yield from (raw, raw.hex().encode())


async def rows(engine: AsyncEngine, *, with_derived: bool = False) -> bytes:
    """Every value of every row as text, bytes as they are and in hexadecimal."""
    found = list[bytes]()
    async with engine.connect() as connection:
        for table in tables():
            wanted = [each for each in columns(table) if with_derived or each.info["privacy"] is not Privacy.DERIVED]
            for row in await connection.execute(select(*wanted)):
                for value in row:
                    found += [value, value.hex().encode()] if isinstance(value, bytes) else [str(value).encode()]
    return b"\n".join(found)


def files(engine: AsyncEngine) -> bytes:
    """The file of an SQLite database and its write-ahead log, byte for byte; nothing for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return b""
    whole = Path(str(engine.url.database))
    parts = [whole, whole.with_name(f"{whole.name}-wal"), whole.with_name(f"{whole.name}-shm")]
    return b"".join(part.read_bytes() for part in parts if part.exists())


async def settle_in(night: Evening) -> Resident:
    """Wilhelmina with a camera, an address, alerts around her home, and another address on its way."""
    her = await night.resident(NAME)
    her.email = EMAIL
    now = night.clock.now()
    async with night.services.begin() as tx:
        person = await tx.people.with_account("telegram", HANDLE)
        assert person is not None
        assert await tx.people.add_account(person.id, MAIL, EMAIL, "", now)
        await tx.cameras.add(
            NewCamera(ref=new_ref(), owner=person.id, label=LABEL, street_address=STREET, point=PLACE), now
        )
        wishes = Wishes(home=HOME, radius_m=400.0, categories=frozenset(), rhythm=Rhythm.DAILY, time_zone="UTC")
        await tx.alerts.put(person.id, wishes, None, now)
        await start_proof(tx, person, NEXT_EMAIL, now, lambda: "123456")
    return her


@pytest.fixture
async def told(night: Evening) -> tuple[Evening, bytes]:
    """The whole story: she is asked, says yes, shares a clip, and leaves a form open; and what was logged meanwhile."""
    with capture_logs() as logs:
        her = await settle_in(night)
        await night.publish()
        card = await night.willing(her)
        await her.press(card, "Share")
        await her.account.says("/report")
        await her.account.says(TYPED)
        await night.settle()
    return night, str(logs).encode()


async def test_nothing_that_was_entrusted_lies_in_the_clear(told: tuple[Evening, bytes]) -> None:
    """S33 and S34: no name, handle, address, place, card, clip's name or typed answer is found in a row, in the database's
    files or in the log, however it is written; what is public is found."""
    night, logged = told
    kept, raw = await rows(night.engine), files(night.engine)
    assert PUBLIC.encode() in kept
    assert not raw or PUBLIC.encode() in raw
    where = {"rows": kept, "files": raw, "log": logged}
    found = {
        (secret, place)
        for secret in SECRETS
        for disguise in disguises(secret)
        for place, content in where.items()
        if disguise in content
    }
    assert found == set()
    assert [number for number in numbers(PLACE, HOME) if number in kept or number in logged] == []


async def test_only_what_is_derived_tells_places(told: tuple[Evening, bytes]) -> None:
    """The search would find a place: in the columns that the database computes with, which are declared as derived, and in
    those alone."""
    night, _ = told
    kept = await rows(night.engine, with_derived=True)
    text = [repr(abs(number))[:8].encode() for each in (PLACE, HOME) for number in (each.lat, each.lon)]
    assert all(number in kept for number in text)


async def test_what_is_sealed_is_what_was_entrusted(told: tuple[Evening, bytes]) -> None:
    """Every sealed column of the story opens under its person's key and holds what was given."""
    night, _ = told
    async with night.services.begin() as tx:
        session, keyring = tx.people.session, tx.people.keyring  # type: ignore[attr-defined]

        async def only(table: type[Row], *which: ColumnElement[bool]) -> tuple[Any, Lock]:
            found = (await session.execute(with_keys(table).where(*which))).all()
            row, key = found[0]
            return row, keyring.lock(getattr(row, table.whose[0]), key)

        person = await tx.people.with_account("telegram", HANDLE)
        assert person is not None
        row, lock = await only(CameraRow, CameraRow.owner_id == person.id)
        assert (words(lock, row, "label"), words(lock, row, "street_address")) == (LABEL, STREET)
        assert point(lock, row, "place") == PLACE
        row, lock = await only(SubscriptionRow, SubscriptionRow.person_id == person.id)
        assert point(lock, row, "home") == HOME == Point(lat=row.lat, lon=row.lon)
        row, lock = await only(ApprovalRow, ApprovalRow.owner_id == person.id)
        assert (words(lock, row, "street_address"), words(lock, row, "email")) == (STREET, EMAIL)
        assert STREET in words(lock, row, "card")
        row, lock = await only(AccountRow, AccountRow.person_id == person.id, AccountRow.platform == "telegram")
        assert (words(lock, row, "handle"), words(lock, row, "name")) == (HANDLE, NAME)
        draft = await tx.inbox.draft_in("telegram", HANDLE, HANDLE)
        assert draft is not None
        assert TYPED in str(draft.answers)
    assert {each.place for each in inventory() if each.shape} >= {"clip.name", "email_proof.address", "old_address.address"}
