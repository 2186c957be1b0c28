"""Slips in addresses: opaque, short enough, and forged by nobody."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.keys.slips import SivSlips
from bot.people.slips import BOUNCE, STOP

SLIPS = SivSlips(b"k" * 32)


@given(who=st.integers(0, 2**63 - 1), hour=st.integers(0, 2**32 - 1))
def test_what_is_written_is_read_again(who: int, hour: int) -> None:
    """The numbers come back, also when a relay changes the case; for another purpose the slip is worthless."""
    slip = SLIPS.write(BOUNCE, who, hour)
    assert SLIPS.read(BOUNCE, slip) == SLIPS.read(BOUNCE, slip.upper()) == (who, hour)
    assert SLIPS.read(STOP, slip) is None
    assert SLIPS.write(BOUNCE, who, hour) == slip


def test_a_slip_fits_into_an_address() -> None:
    """With a name of up to 18 letters and the plus it stays within the 64 of a local part; letters and digits only."""
    slip = SLIPS.write(STOP, 2**63 - 1, 2**32 - 1)
    assert len(slip) == 45 and slip.isalnum() and slip == slip.lower()


def test_neighbors_look_unrelated() -> None:
    """Numbers one after the other share no beginning, so that nobody counts accounts by their mail."""
    slips = {SLIPS.write(STOP, who)[:8] for who in range(10_000)}
    assert len(slips) == 10_000


def test_nobody_forges_one() -> None:
    """20,000 changed, cut, lengthened or invented slips, and those of another house, are read as nothing."""
    dice, letters = random.Random(3), "abcdefghijklmnopqrstuvwxyz234567"
    slip = SLIPS.write(BOUNCE, 17, 5)
    tries = {SivSlips(b"j" * 32).write(BOUNCE, 17, 5), "", slip[:-1], slip + "a", slip[1:] + slip[0], "1" * 45, "ü" * 45}
    for _ in range(20_000):
        at = dice.randrange(44)
        tries.add(slip[:at] + dice.choice(letters) + slip[at + 1 :])
        tries.add("".join(dice.choices(letters, k=45)))
    assert [each for each in tries - {slip} if SLIPS.read(BOUNCE, each) is not None] == []
