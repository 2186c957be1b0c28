"""Runs migrations on the connection that it is given; opens none of its own."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Index, TypeDecorator
from sqlalchemy.sql.schema import SchemaItem

from bot.db.tables import Row
from bot.db.tables.columns import Moment

connection: Connection = context.config.attributes["connection"]


def belongs_here(item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:
    """Leaves out the indexes that only the other database has."""
    if isinstance(item, Index) and item._ddl_if is not None:
        return item._ddl_if.dialect == connection.dialect.name
    return True


def plainly(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Writes our column types as the plain ones below them: a migration must not change when the program does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return "sa.DateTime(timezone=True)" if isinstance(item, Moment) else "sa.Text()"
    return False


context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transactional_ddl=True,
    include_object=belongs_here,
    render_item=plainly,
)
with context.begin_transaction():
    context.run_migrations()
