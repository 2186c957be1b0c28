"""S3: the comparison has teeth. Leaks that somebody might build one day are planted one by one, and found."""

import pytest

from tests.promises.worlds.leaks import IN_TRANSCRIPTS, Leak
from tests.promises.worlds.pairs import Ground, play

SESSIONS = range(2000, 2040)
WORLDS = 3


async def sessions_until_found(ground: Ground) -> int:
    """How many sessions it takes to tell two worlds apart; 0 when that cannot be done."""
    for number, seed in enumerate(SESSIONS, 1):
        if (await play(ground, seed, WORLDS, acts=3)).difference() is not None:
            return number
    return 0


@pytest.mark.parametrize("leak", IN_TRANSCRIPTS, ids=lambda leak: leak.name)
async def test_found_in_transcripts(ground: Ground, leak: Leak, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is said, listed, ordered, posted, recorded, drawn or put off by the number of owners."""
    leak.plant(monkeypatch)
    assert await sessions_until_found(ground)
