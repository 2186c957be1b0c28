"""P2, S1: whatever police do, and whatever the public reads, no two worlds that differ in owners alone can be told apart.

A session of random acts is lived in one world and played again in thirteen others, whose owners, cameras, households,
rules, reachability and answers differ; any two of the fourteen are a pair. Every message, button, picture, file, status,
moment and page that an officer, a reviewer, a neighbor, a channel or the record saw is compared, byte for byte. Nothing is
masked: what is random on that side is drawn from the same seed in all worlds (worlds/chance.py).
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.handlers import phrases
from tests.conftest import copied
from tests.promises.worlds.pairs import Ground, Played, play, postgres_ground

WORLDS = 14
BROKEN = (phrases.WENT_WRONG, phrases.WENT_WRONG_LATER)
"""What is said when the house itself has stumbled."""


async def some_pairs(ground: Ground, seeds: range, acts: int, worlds: int = WORLDS, by_worker: bool = False) -> None:
    """No two worlds of a session differ, nothing stumbled, and the sessions were about something."""
    played = [await play(ground, seed, worlds, acts, by_worker=by_worker) for seed in seeds]
    assert [difference for each in played if (difference := each.difference()) is not None] == []
    assert sum(each.pairs for each in played) == worlds * (worlds - 1) // 2 * len(seeds)
    assert [line for each in played for line in each.seen[0] if any(words in line for words in BROKEN)] == []
    check_alive(played)


def check_alive(played: list[Played]) -> None:
    """In most sessions somebody was asked, and the number of those reached differed between the worlds."""
    telling = [each for each in played if len(set(each.letters)) > 1]
    assert len(telling) >= len(played) / 2, [each.letters for each in played]


@pytest.mark.parametrize("part", range(2))
async def test_pairs_of_many_worlds(ground: Ground, part: int) -> None:
    """Twice 91 pairs on SQLite, of two sessions."""
    await some_pairs(ground, range(10 + part, 11 + part), acts=8)


@pytest.mark.parametrize("part", range(4))
async def test_independent_sessions(ground: Ground, part: int) -> None:
    """Four times eight sessions of fifty acts, each lived in two worlds of its own."""
    await some_pairs(ground, range(3000 + part * 8, 3000 + part * 8 + 8), acts=50, worlds=2)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database."""
    with contextmanager(copied)(postgres_server, "template0") as url:
        yield url


@pytest.fixture
async def postgres(postgres_url: str, tmp_path: Path) -> AsyncIterator[Ground]:
    """Worlds on PostgreSQL."""
    async with postgres_ground(postgres_url, tmp_path) as made:
        yield made


async def test_pairs_on_postgresql_with_the_real_worker(postgres: Ground) -> None:
    """Three worlds of a session, every lane of the worker running at once."""
    await some_pairs(postgres, range(100, 101), acts=6, worlds=3, by_worker=True)


async def test_no_id_of_the_database_is_seen(postgres: Ground) -> None:
    """S9: two worlds with the same owners, in one of which every table began to count somewhere else, look the same."""
    counted_from_one = await play(postgres, 102, 2, 12)
    postgres.offset = 1_000_003
    counted_from_elsewhere = await play(postgres, 102, 2, 12)
    assert counted_from_one.seen == counted_from_elsewhere.seen


@pytest.mark.promise
@pytest.mark.parametrize("part", range(11))
async def test_two_thousand_pairs(ground: Ground, part: int) -> None:
    """Eleven times 182 pairs, of longer sessions."""
    await some_pairs(ground, range(1000 + part * 2, 1000 + part * 2 + 2), acts=30)


@pytest.mark.promise
@pytest.mark.parametrize("part", range(20))
async def test_five_hundred_sessions(ground: Ground, part: int) -> None:
    """Twenty times 25 sessions of fifty acts, each lived in two worlds of its own."""
    await some_pairs(ground, range(4000 + part * 25, 4000 + part * 25 + 25), acts=50, worlds=2)
