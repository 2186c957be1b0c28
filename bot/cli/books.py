"""What commands that change the books share: a use case in the configured database, words as arguments, a table."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from bot.cli.errors import Code, Trouble
from bot.cli.serve import attempt, load_settings
from bot.kernel.ids import new_ref

T = TypeVar("T")

MOST_CHARACTERS = 120


class Words(click.ParamType[str]):
    """A name or a contact as the public will read it: one line, not empty, without invisible characters."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words with single blanks."""
        words = " ".join(value.split())
        if not words.isprintable() or not 0 < len(words) <= MOST_CHARACTERS:
            self.fail(f"write 1 to {MOST_CHARACTERS} visible characters.", param, ctx)
        return words


WORDS = Words()


def within(config: str | None, do: Callable[[Any], Awaitable[T]]) -> T:
    """Do it in one transaction of the configured database; a refusal becomes its sentence."""
    settings = load_settings(config)

    async def whole() -> T:
        from bot.db.engine import make_engine
        from bot.db.migrate import demand_migrated
        from bot.db.sealing import demand_house_key
        from bot.db.transaction import make_begin
        from bot.equipment import seals_for
        from bot.kernel.refusal import Refused

        engine, seals = make_engine(settings.database.url), seals_for(settings)
        try:
            await demand_migrated(engine)
            await demand_house_key(engine, seals)
            try:
                async with make_begin(engine, lambda: None, seals)() as tx:
                    return await do(tx)
            except Refused as no:
                from bot.app import wording

                raise Trouble(Code.REFUSED, wording(no)) from None
        finally:
            await engine.dispose()

    return attempt(whole())


async def close_what_was_stopped(tx: Any, now: datetime) -> None:
    """Close what whoever was just stopped has open, in the same commit: the bot may be off, or look a few seconds later."""
    from bot.consent.service import expire_due

    await expire_due(tx, now, new_ref)


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print the rows."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Names are text and not markup, whatever brackets they hold.
    shown = Table(*columns)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    Console().print(shown)
