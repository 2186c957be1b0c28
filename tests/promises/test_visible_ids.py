"""S9: what everything is called tells neither how many there are nor which came first.

That no number of the database is ever seen is in test_non_interference.py, by letting every table count from elsewhere.
"""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import Column, Table, select

from bot.db.tables import Row
from bot.kernel import ids
from bot.kernel.ids import REF_LENGTH, REF_LETTERS, Ref, new_ref
from tests.promises.worlds.figures import spearman
from tests.promises.worlds.leaks import references_in_order_of_time
from tests.promises.worlds.pairs import Ground
from tests.promises.worlds.sessions import live_session

BAR = 0.1
OBJECTS = 1000
WITH_REFS = tuple(table for table in Row.metadata.sorted_tables if "ref" in table.columns)


class Seeded:
    """Chance that comes the same every time: a bar at three standard errors would be missed once in a hundred runs."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)

    def randbelow(self, most: int) -> int:
        """See `secrets.randbelow`."""
        return self._chance.randrange(most)


def correlation(make: Callable[[], Ref]) -> float:
    """Between the order of making and the order of the alphabet."""
    made = [make() for _ in range(OBJECTS)]
    assert len(set(made)) == OBJECTS
    order = {ref: float(place) for place, ref in enumerate(sorted(made))}
    return spearman([float(number) for number in range(OBJECTS)], [order[ref] for ref in made])


@pytest.mark.parametrize("table", WITH_REFS, ids=lambda table: table.name)
def test_references_tell_no_order(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of every kind of thing that has a reference."""
    monkeypatch.setattr(ids, "secrets", Seeded(table.name))
    assert abs(correlation(new_ref)) < BAR


def test_an_order_of_time_is_found() -> None:
    """S3: references that begin with the time are found at once."""
    assert abs(correlation(references_in_order_of_time())) > BAR


async def test_every_reference_is_drawn(ground: Ground) -> None:
    """After sessions of all kinds of acts, no table holds a reference that was made in any other way."""
    strange: dict[str, set[str]] = {}
    met: set[str] = set()
    for seed in (2000, 2004):
        await ground.fresh()
        before = await all_refs(ground)
        world = await ground.world(seed, 5)
        await live_session(world, seed, 10)
        for name, refs in (await all_refs(ground)).items():
            new = refs - before[name]
            met |= {name} if new else set()
            if new - world.chance.drawn:
                strange[name] = new - world.chance.drawn
    assert strange == {}
    assert met >= {"area_request", "record_leaf", "ask", "camera"}


async def all_refs(ground: Ground) -> dict[str, set[str]]:
    """Every reference of every table."""
    async with ground.engine.connect() as connection:
        return {table.name: set(await connection.scalars(select(column_of(table)))) for table in WITH_REFS}


def column_of(table: Table) -> Column[str]:
    """The references of a table."""
    column: Column[str] = table.columns["ref"]
    return column


def test_references_hold_no_number() -> None:
    """A reference is as long and of the same letters whatever it is for."""
    assert all(len(ref) == REF_LENGTH and set(ref) <= set(REF_LETTERS) for ref in (new_ref() for _ in range(OBJECTS)))
