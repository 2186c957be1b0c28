"""Keys of persons, and seals on what they entrusted to the house: names, accounts, addresses, places, forms begun."""

import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.people.model import KeyMissing

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT_ONCE = 1000
"""Rows in one statement."""

SEALED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("account", "person_id", ("handle", "name")),
    ("email_proof", "person_id", ("address", "code")),
    ("old_address", "person_id", ("address",)),
    ("camera", "owner_id", ("label", "street_address")),
    ("clip", "owner_id", ("name", "platform_file")),
    ("approval", "owner_id", ("street_address", "email", "card")),
)
"""Columns of words that become seals: table, whose key, which."""

PLACES = (("camera", "owner_id", "place"), ("subscription", "person_id", "home"))
"""Columns that are new: the point of `lat` and `lon`, sealed."""

DOUBLES = struct.Struct("<dd")


def seals() -> Any:
    given = op.get_context().config.attributes.get("seals") if op.get_context().config else None
    if given is None:
        raise KeyMissing(
            "The old rows of this database have to be sealed; run `porchlight init` for a key, then migrate."
        )
    return given


def rows_of(sql: str) -> Iterator[Any]:
    """The rows of a SELECT that ends with a condition on `id`, a thousand at a time."""
    last = -1
    while True:
        page = (
            op.get_bind()
            .execute(sa.text(f"{sql} > :last ORDER BY 1 LIMIT :many"), {"last": last, "many": AT_ONCE})
            .all()
        )
        yield from page
        if len(page) < AT_ONCE:
            return
        last = page[-1][0]


def write(sql: str, rows: Iterator[dict[str, Any]]) -> None:
    """The statement for each of the rows, a thousand at a time. Reads what it needs before it writes."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            op.get_bind().execute(sa.text(sql), batch)
            batch = []
    if batch:
        op.get_bind().execute(sa.text(sql), batch)


def each(table: str, whose: str, columns: tuple[str, ...], change: Callable[[Any, str, Any], Any], to: str) -> None:
    """Fill the columns named `column_to` with what `change` makes of each column under the person's lock."""
    wanted = ", ".join(f"{table}.{column}" for column in columns)
    read = (
        f"SELECT {table}.id, {table}.{whose}, person_key.wrapped, {wanted} FROM {table}"
        f" JOIN person_key ON person_key.person_id = {table}.{whose} WHERE {table}.id"
    )
    assignments = ", ".join(f"{column}_{to} = :{column}" for column in columns)

    def changed() -> Iterator[dict[str, Any]]:
        for key, person, wrapped, *values in rows_of(read):
            lock = seals().lock(person, bytes(wrapped))
            made = {
                column: change(lock, f"{table}.{column}", value) for column, value in zip(columns, values, strict=True)
            }
            yield {"id": key, **made}

    write(f"UPDATE {table} SET {assignments} WHERE id = :id", changed())


def batch(table: str, *, alone: bool = False) -> Any:
    """Changes of a table; on SQLite it is built anew."""
    return op.batch_alter_table(table, table_kwargs={} if alone else {"sqlite_autoincrement": True})


def add(table: str, columns: tuple[str, ...], kind: sa.types.TypeEngine[Any], alone: bool = False) -> None:
    with batch(table, alone=alone) as changed:
        for column in columns:
            changed.add_column(sa.Column(column, kind))


def replace(table: str, columns: tuple[str, ...], mark: str, kind: sa.types.TypeEngine[Any]) -> None:
    """The columns give way to those with the mark in their names."""
    with batch(table) as changed:
        for column in columns:
            changed.drop_column(column)
    with batch(table) as changed:
        for column in columns:
            changed.alter_column(f"{column}_{mark}", new_column_name=column, existing_type=kind, nullable=False)


def make_keys() -> None:
    op.create_table(
        "person_key",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_key_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_key"),
        sa.UniqueConstraint("person_id", name="uq_person_key_person_id"),
        sqlite_autoincrement=True,
    )
    write(
        "INSERT INTO person_key (person_id, wrapped) VALUES (:person, :wrapped)",
        ({"person": row[0], "wrapped": seals().new_key(row[0])} for row in rows_of("SELECT id FROM person WHERE id")),
    )


def seal_words() -> None:
    add("account", ("handle_hash",), sa.Text())
    write(
        "UPDATE account SET handle_hash = :hash WHERE id = :id",
        (
            {"id": key, "hash": seals().blind("account", platform, handle)}
            for key, platform, handle in rows_of("SELECT id, platform, handle FROM account WHERE id")
        ),
    )
    with batch("account") as changed:
        changed.drop_constraint("uq_account_platform_handle", type_="unique")
        changed.alter_column("handle_hash", existing_type=sa.Text(), nullable=False)
        changed.create_unique_constraint("uq_account_handle_hash", ["handle_hash"])
    for table, whose, columns in SEALED:
        add(table, tuple(f"{column}_sealed" for column in columns), sa.LargeBinary())
        each(table, whose, columns, lambda lock, about, value: lock.seal_words(about, value), "sealed")
        replace(table, columns, "sealed", sa.LargeBinary())


def seal_places() -> None:
    for table, whose, place in PLACES:
        add(table, (place,), sa.LargeBinary())
        read = (
            f"SELECT {table}.id, {table}.{whose}, person_key.wrapped, lat, lon FROM {table}"
            f" JOIN person_key ON person_key.person_id = {table}.{whose} WHERE {table}.id"
        )
        write(
            f"UPDATE {table} SET {place} = :place WHERE id = :id",
            (
                {
                    "id": key,
                    "place": seals().lock(person, bytes(wrapped)).seal(f"{table}.{place}", DOUBLES.pack(lat, lon)),
                }
                for key, person, wrapped, lat, lon in rows_of(read)
            ),
        )
        with batch(table) as changed:
            changed.alter_column(place, existing_type=sa.LargeBinary(), nullable=False)
    with batch("camera") as changed:
        changed.drop_column("lat")
        changed.drop_column("lon")


def seal_drafts() -> None:
    connection = op.get_bind()
    old = connection.execute(sa.text("SELECT ref, platform, handle, room, answers FROM form_draft")).all()
    add("form_draft", ("handle_hash", "room_hash"), sa.Text(), alone=True)
    add("form_draft", ("content",), sa.LargeBinary(), alone=True)
    for ref, platform, handle, room, answers in old:
        content = json.dumps({"handle": handle, "room": room, "answers": json.loads(answers)})
        connection.execute(
            sa.text(
                "UPDATE form_draft SET handle_hash = :handle, room_hash = :room, content = :content WHERE ref = :ref"
            ),
            {
                "handle": seals().blind("account", platform, handle),
                "room": seals().blind("room", platform, handle, room),
                "content": seals().passing.seal_words("form_draft.content", content),
                "ref": ref,
            },
        )
    with batch("form_draft", alone=True) as changed:
        changed.drop_constraint("uq_form_draft_platform_handle_room", type_="unique")
        for column in ("handle", "room", "answers"):
            changed.drop_column(column)
    with batch("form_draft", alone=True) as changed:
        for column in ("handle_hash", "room_hash"):
            changed.alter_column(column, existing_type=sa.Text(), nullable=False)
        changed.alter_column("content", existing_type=sa.LargeBinary(), nullable=False)
        changed.create_unique_constraint("uq_form_draft_room_hash", ["room_hash"])
    op.create_index("ix_form_draft_handle_hash", "form_draft", ["handle_hash"])


def forget_counts() -> None:
    """Who was mailed how often, and who guessed, was noted under hashes of another kind; it is counted anew."""
    op.execute(sa.text("DELETE FROM email_proof_sent"))
    op.execute(sa.text("DELETE FROM wrong_code"))


def upgrade() -> None:
    make_keys()
    seal_words()
    seal_places()
    seal_drafts()
    forget_counts()


def open_words() -> None:
    for table, whose, columns in SEALED:
        add(table, tuple(f"{column}_open" for column in columns), sa.Text())
        each(table, whose, columns, lambda lock, about, value: lock.open_words(about, bytes(value)), "open")
        replace(table, columns, "open", sa.Text())
    with batch("account") as changed:
        changed.drop_constraint("uq_account_handle_hash", type_="unique")
        changed.drop_column("handle_hash")
    with batch("account") as changed:
        changed.create_unique_constraint("uq_account_platform_handle", ["platform", "handle"])


def open_places() -> None:
    add("camera", ("lat", "lon"), sa.Double())
    read = (
        "SELECT camera.id, camera.owner_id, person_key.wrapped, camera.place FROM camera"
        " JOIN person_key ON person_key.person_id = camera.owner_id WHERE camera.id"
    )

    def opened() -> Iterator[dict[str, Any]]:
        for key, person, wrapped, place in rows_of(read):
            lat, lon = DOUBLES.unpack(seals().lock(person, bytes(wrapped)).open("camera.place", bytes(place)))
            yield {"id": key, "lat": lat, "lon": lon}

    write("UPDATE camera SET lat = :lat, lon = :lon WHERE id = :id", opened())
    with batch("camera") as changed:
        changed.drop_column("place")
        for column in ("lat", "lon"):
            changed.alter_column(column, existing_type=sa.Double(), nullable=False)
    with batch("subscription") as changed:
        changed.drop_column("home")


def open_drafts() -> None:
    connection = op.get_bind()
    old = connection.execute(sa.text("SELECT ref, content FROM form_draft")).all()
    op.drop_index("ix_form_draft_handle_hash", "form_draft")
    add("form_draft", ("handle", "room", "answers"), sa.Text(), alone=True)
    for ref, content in old:
        found = json.loads(seals().passing.open_words("form_draft.content", bytes(content)))
        connection.execute(
            sa.text("UPDATE form_draft SET handle = :handle, room = :room, answers = :answers WHERE ref = :ref"),
            {**found, "answers": json.dumps(found["answers"], ensure_ascii=False), "ref": ref},
        )
    with batch("form_draft", alone=True) as changed:
        changed.drop_constraint("uq_form_draft_room_hash", type_="unique")
        for column in ("handle_hash", "room_hash", "content"):
            changed.drop_column(column)
    with batch("form_draft", alone=True) as changed:
        for column in ("handle", "room", "answers"):
            changed.alter_column(column, existing_type=sa.Text(), nullable=False)
        changed.create_unique_constraint("uq_form_draft_platform_handle_room", ["platform", "handle", "room"])


def downgrade() -> None:
    open_words()
    open_places()
    open_drafts()
    forget_counts()
    op.drop_table("person_key")
