"""Every column says what it tells about a person, and every such column can be reached from the person."""

import pytest
from sqlalchemy import Column, MetaData, Table, Text, select
from sqlalchemy.orm import mapped_column

from bot.db.inventory import columns, inventory, key_column, tables, theirs
from bot.db.tables import Row
from bot.db.tables.columns import Privacy, Shape, derived, personal, plain, sealed
from bot.kernel.ids import PersonId
from tests.db.houses import Begin, shared

NOT_BACKED_UP = {
    "camera_location", "email_proof", "form_draft", "link_code", "old_address", "person_key", "request_preview",
    "seen_event", "wrong_code",
}  # fmt: skip


def bare(table: Table) -> list[str]:
    """The columns of a table that do not say what they tell about a person."""
    return [str(column) for column in table.columns if not isinstance(column.info.get("privacy"), Privacy)]


def test_no_column_is_bare() -> None:
    """Each column of each table is declared plain, personal, sealed or derived; a bare one would be found."""
    assert len(tables()) == len(Row.metadata.tables) > 35
    assert [name for table in tables() for name in bare(table.__table__)] == []  # type: ignore[arg-type]
    undeclared = Table("camera", MetaData(), Column("label", Text), mapped_column("hidden", Text).column)
    assert bare(undeclared) == ["camera.label", "camera.hidden"]


@pytest.mark.parametrize(
    ("made", "privacy"),
    [
        (plain(Text), Privacy.PLAIN),
        (personal("Your name.", Text), Privacy.PERSONAL),
        (sealed("Your place.", Shape.POINT), Privacy.SEALED),
        (derived("Your cell.", Text), Privacy.DERIVED),
    ],
)
def test_the_four_kinds(made: object, privacy: Privacy) -> None:
    """Each function declares its own kind."""
    assert made.column.info["privacy"] is privacy  # type: ignore[attr-defined]


def test_what_is_held_is_told_in_plain_words() -> None:
    """Each personal or sealed column has a sentence for the person whose it is."""
    held = inventory()
    assert len(held) > 100
    assert [each.place for each in held if not (each.what[:1].isupper() and each.what.endswith("."))] == []
    assert {each.privacy for each in held} <= {Privacy.PERSONAL, Privacy.SEALED}
    assert [each.place for each in held if (each.shape is None) != (each.privacy is Privacy.PERSONAL)] == []


def test_what_is_held_belongs_to_somebody() -> None:
    """No column about a person lies in a table from which nobody could get it, and what is plain needs no owner."""
    assert [each.place for each in inventory() if not each.table.whose] == []


def test_every_reference_to_a_person_is_a_path() -> None:
    """A column that refers to a person is one of the ways to that person's rows."""
    persons = Row.metadata.tables["person"].columns["id"]
    missing = [
        f"{table.__tablename__}.{column.key}"
        for table in tables()
        for column in columns(table)
        if any(key.column is persons for key in column.foreign_keys) and column.key not in table.whose
    ]
    assert missing == []


async def test_every_path_leads_to_rows(begin: Begin) -> None:
    """Both databases understand each path, and along them an owner's rows are found and nobody else's."""
    async with begin() as tx:
        world = await shared(tx)
        counts = {"owner": dict[str, int](), "officer": dict[str, int](), "nobody": dict[str, int]()}
        assert world.officer.person is not None
        who = {"owner": world.owner.id, "officer": world.officer.person, "nobody": PersonId(10**9)}
        for name, person in who.items():
            for table in tables():
                which = theirs(table, person)
                if which is not None:
                    found = (await tx.people.session.execute(select(table).where(which))).all()
                    counts[name][table.__tablename__] = len(found)
    owned = {name: count for name, count in counts["owner"].items() if count}
    assert (
        owned.items()
        >= {"person": 1, "account": 2, "camera": 1, "ask": 1, "ask_event": 1, "clip": 1, "approval": 1}.items()
    )
    assert counts["officer"]["officer"] == 1 and counts["officer"]["camera"] == 0
    assert not any(counts["nobody"].values())


def test_what_is_not_backed_up() -> None:
    """Only what is rebuilt, goes by itself, or is a key stays out of a backup."""
    assert {str(table.__tablename__) for table in tables() if not table.backed_up} == NOT_BACKED_UP


def test_sealed_columns_have_a_key() -> None:
    """Where something is sealed, the row itself says under whose key; forms begun are under the house key."""
    keyless = {each.place for each in inventory() if each.shape and key_column(each.table) is None}
    assert keyless == {"form_draft.content"}
