"""S3: the comparison has teeth. Leaks that somebody might build one day are planted one by one, and found."""

from itertools import count, islice

import pytest

from tests.promises.worlds.leaks import IN_TRANSCRIPTS, Leak
from tests.promises.worlds.owners import draw_owners
from tests.promises.worlds.pairs import Ground, play, world_seeds

WORLDS = 2
"""One with owners, and an empty one."""
FEWEST_OWNERS = 5
MOST_SESSIONS = 15


def telling_seeds() -> list[int]:
    """Seeds of sessions whose first world has many owners: there is something to find."""
    seeds = (
        seed for seed in count(2000) if len(draw_owners(f"{seed}/{world_seeds(seed, WORLDS)[0]}")) >= FEWEST_OWNERS
    )
    return list(islice(seeds, MOST_SESSIONS))


async def sessions_until_found(ground: Ground) -> int:
    """How many sessions it takes to tell two worlds apart; 0 when that cannot be done."""
    for number, seed in enumerate(telling_seeds(), 1):
        if (await play(ground, seed, WORLDS, acts=3)).difference() is not None:
            return number
    return 0


@pytest.mark.parametrize("leak", IN_TRANSCRIPTS, ids=lambda leak: leak.name)
async def test_found_in_transcripts(ground: Ground, leak: Leak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is said, listed, ordered, posted, recorded, drawn or put off by the number of owners."""
    leak.plant(monkeypatch)
    assert await sessions_until_found(ground)
