"""What the tables hold about persons: each column with what it is, and how to get from a person to their rows.

Whoever exports, erases or backs up a person's data goes by this list, so that a new column is in it from its first day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, or_, select

from bot.db.tables.columns import Privacy, Row, Shape
from bot.kernel.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One column that says something about a person."""

    table: type[Row]
    column: str
    privacy: Privacy
    """Personal or sealed; what is derived from a sealed column is not listed twice."""
    what: str
    """What it is, told to that person in plain words."""
    shape: Shape | None
    """What it holds once it is open; None where nothing is sealed."""

    @property
    def place(self) -> str:
        """As `camera.label`: what a seal of this column is about."""
        return f"{self.table.__tablename__}.{self.column}"


def inventory() -> Sequence[Held]:
    """Every column that says something about a person, in the order of the tables' names."""
    return [
        Held(
            table=table,
            column=column.key,
            privacy=column.info["privacy"],
            what=column.info["what"],
            shape=column.info.get("shape"),
        )
        for table in tables()
        for column in columns(table)
        if column.info["privacy"] in (Privacy.PERSONAL, Privacy.SEALED)
    ]


def tables() -> Sequence[type[Row]]:
    """All tables, by name."""
    return sorted((mapper.class_ for mapper in Row.registry.mappers), key=lambda table: str(table.__tablename__))


def columns(table: type[Row]) -> Sequence[Column[object]]:
    """The columns of a table, in their order."""
    return list(plainly(table).columns)


def key_column(table: type[Row]) -> Column[object] | None:
    """The column with the person under whose key the table's sealed columns are; None: they are under the house key."""
    first = table.whose[0] if table.whose else ""
    return None if not first or "." in first else plainly(table).columns[first]


def theirs(table: type[Row], person: PersonId) -> ColumnElement[bool] | None:
    """The condition that finds the person's rows of a table; None for a table that holds nobody's."""
    paths = [_along(plainly(table), path, person) for path in table.whose]
    return or_(*paths) if paths else None


def plainly(table: type[Row]) -> Table:
    """The table as the database has it."""
    found = table.__table__
    assert isinstance(found, Table)
    return found


def _along(table: Table, path: str, person: PersonId) -> ColumnElement[bool]:
    step, _, rest = path.partition(".")
    column = table.columns[step]
    if not rest:
        return column == person
    target = _target(column)
    return column.in_(select(target).where(_along(target.table, rest, person)))


def _target(column: Column[object]) -> Column[object]:
    """What a column refers to: by its foreign key, or by the name that it was declared with."""
    if "joins" in column.info:
        name, _, key = str(column.info["joins"]).partition(".")
        return Row.metadata.tables[name].columns[key]
    (reference,) = column.foreign_keys
    return reference.column
