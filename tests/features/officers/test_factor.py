"""The second factor: a code works once, on the account that typed it, for ten minutes; who guesses is stopped."""

from datetime import timedelta

import pytest

from bot.adapters.keys.codes import TimeCodes
from bot.officers.model import FACTOR_LASTS, LOCKED_FOR
from tests.features.officers.joining import SECRET, code_at
from tests.features.officers.way import Way
from tests.handlers.filing import drafted, verb_and_ref
from tests.handlers.house import START, words_of

WRONG = "does not fit"


def test_the_published_codes() -> None:
    """RFC 6238, appendix B (SHA-1), six digits of the eight."""
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        now = datetime.fromtimestamp(seconds, UTC)
        assert TimeCodes().step_of(secret, code, now) == seconds // 30


@pytest.mark.parametrize(("later", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_window(later: int, fits: bool) -> None:
    """The code of now, of the thirty seconds before and of those after; none else."""
    assert (TimeCodes().step_of(SECRET, code_at(START, later), START) is not None) is fits


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n", "-12345"])
def test_what_is_no_code(typed: str) -> None:
    """Nothing but six ASCII digits is compared at all."""
    assert TimeCodes().step_of(SECRET, typed, START) is None


async def test_a_code_works_once(way: Way) -> None:
    """Not a second time, not an earlier one after it, and the text says no more than for any wrong one."""
    await way.all()
    way.night.clock.pass_time(timedelta(hours=1))
    code, earlier = way.shows(), way.shows(-1)
    assert "The code is right" in await way.types(code)
    assert WRONG in await way.types(code)
    assert WRONG in await way.types(earlier)
    assert "The code is right" in await way.types(way.shows(1))


async def test_five_wrong_ones(way: Way) -> None:
    """For a quarter of an hour nothing is taken, not even a right code, and nothing says so; afterwards it is."""
    await way.all()
    way.night.clock.pass_time(timedelta(hours=1))
    said = [await way.types("000000") for _ in range(5)]
    said.append(await way.types(way.shows()))
    way.night.clock.pass_time(LOCKED_FOR - timedelta(seconds=1))
    said.append(await way.types(way.shows()))
    assert len(set(said)) == 1 and WRONG in said[0]
    way.night.clock.pass_time(timedelta(seconds=31))
    assert "The code is right" in await way.types(way.shows())


async def test_four_wrong_ones_and_a_right_one(way: Way) -> None:
    """A right code begins the count anew."""
    await way.all()
    for hour in range(3):
        way.night.clock.pass_time(timedelta(hours=1))
        for _ in range(4):
            assert WRONG in await way.types("000000")
        assert "The code is right" in await way.types(way.shows()), hour


async def test_filing_asks_for_it(way: Way) -> None:
    """*File it* asks for a code when the last one is ten minutes old, goes on by itself after a right one, and files
    nothing after a wrong one; another account of the same officer is asked for its own."""
    await way.all()
    way.who.account.modals = False
    way.night.clock.pass_time(FACTOR_LASTS)
    seen = await drafted(way.who.account, way.night.clock.now())
    asked = await way.who.account.presses(*verb_and_ref(seen, "File it"))
    assert "six digits that your app shows" in words_of(asked)
    assert WRONG in words_of(await way.who.account.says("000000"))
    async with way.night.services.begin() as tx:
        assert [leaf for leaf in await tx.record.leaves() if leaf.entry.kind.value == "request filed"] == []
    assert "accepted, it goes to review" in words_of(await way.who.account.says(way.shows()))
    way.night.clock.pass_time(FACTOR_LASTS - timedelta(seconds=1))
    seen = await drafted(way.who.account, way.night.clock.now(), case="26-999", place="7 Elm Ave")
    assert "accepted" in words_of(await way.who.account.presses(*verb_and_ref(seen, "File it")))


async def test_a_bulletin_asks_for_it(way: Way) -> None:
    """Filing a bulletin asks for a code within its own form, and keeps what was written."""
    await way.all()
    way.who.account.modals = False
    way.night.clock.pass_time(FACTOR_LASTS)
    for words in ("/bulletin", "26-1234", "215-555-0100", "A child is missing near the park, in a red coat.", "skip"):
        await way.who.account.says(words)
    assert "six digits that your app shows" in words_of(await way.who.account.says("File it"))
    assert WRONG in words_of(await way.who.account.says("000000"))
    assert "goes to review" in words_of(await way.who.account.says(way.shows()))


async def test_nobody_else_types_it(way: Way) -> None:
    """A right code in somebody else's chat, or in a channel, is worth nothing and opens nothing."""
    await way.all()
    way.night.clock.pass_time(timedelta(hours=1))
    assert "Only verified officers" in words_of(await way.night.reviewer.account.fills("code", code=way.shows()))
    assert WRONG in words_of(await way.night.officer.account.fills("code", code=way.shows(5)))
