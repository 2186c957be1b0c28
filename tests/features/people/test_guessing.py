"""Nobody finds a code by trying, whatever kind of code; and nobody but the guesser is kept from anything."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.tables import WrongCodeRow
from bot.handlers.context import Services
from bot.kernel.ids import REF_LETTERS
from bot.kernel.refusal import Refused
from bot.people.guessing import LOCKED_FOR, MOST_WRONG, WINDOW, begin_try, locked_until
from bot.people.linking import plain
from tests.db.houses import Begin
from tests.features.people.accounts import Pair, code_in
from tests.handlers.house import START, Hands, Somebody, words_of

SECOND = timedelta(seconds=1)


def guessed(number: int) -> str:
    """Guesses in a row: AAAA-2222, AAAA-2223, and so on."""
    letters = []
    for _ in range(3):
        number, digit = divmod(number, len(REF_LETTERS))
        letters.append(REF_LETTERS[digit])
    return "AAAA-2" + "".join(reversed(letters))


async def test_ten_thousand_guesses_never_find_a_code(
    ada: Somebody, begin: Begin, monkeypatch: pytest.MonkeyPatch, engine: AsyncEngine
) -> None:
    """The code is the twelfth that is tried: ten are looked at, and the other 9,990 are not, the right one among them."""
    monkeypatch.setattr("bot.kernel.ids.new_link_code", lambda: guessed(11))
    assert code_in(await ada.says("/link")) == guessed(11)
    eve = Somebody(router=ada.router, handle="666", platform="discord")
    looked_at = refused = 0
    for number in range(100):
        said = words_of(await eve.says(f"/link {guessed(number)}"))
        looked_at += "unknown, used or expired" in said
        refused += "wrong codes" in said
    # After the first hundred only the use case itself: all the rest of a conversation is the same each time.
    for _ in range(99):
        async with begin() as tx:
            for _ in range(100):
                with pytest.raises(Refused):
                    await begin_try(tx, "discord", "666", START)
                refused += 1
    assert (looked_at, refused) == (10, 9_990)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(WrongCodeRow)) == 10


async def test_a_hundred_tries_at_once_are_ten(ada: Somebody, begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries that arrive together do not slip past the count, on any number of connections."""
    looked: list[int] = []

    async def one(number: int) -> bool:
        try:
            async with begin() as tx:
                await begin_try(tx, "discord", "666", START)
        except Refused:
            return False
        looked.append(number)
        return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(number)) for number in range(100)]
    assert sum(task.result() for task in tasks) == len(looked) == MOST_WRONG


async def test_the_lock_opens_after_an_hour(ada: Somebody, clock: Hands) -> None:
    """It says until when, and counts from the tenth wrong code; the right code is taken then, and not a moment before."""
    eve = Somebody(router=ada.router, handle="666", platform="discord")
    for _ in range(MOST_WRONG):
        clock.pass_time(SECOND)
        assert "unknown" in words_of(await eve.says("/link AAAA-2222"))
    locked_at = clock.at
    clock.pass_time(SECOND)
    said = words_of(await eve.says("/link AAAA-2222"))
    assert f"{locked_at + LOCKED_FOR:%H:%M} UTC" in said and "in 60 min" in said
    clock.at = locked_at + LOCKED_FOR - SECOND
    code = code_in(await ada.says("/link"))
    assert "wrong codes" in words_of(await eve.says(f"/link {code}"))
    assert "wrong codes" in words_of(await eve.says(code))
    clock.at = locked_at + LOCKED_FOR
    assert "Is this your account?" in words_of(await eve.says(f"/link {code}"))


def test_ten_within_an_hour_lock() -> None:
    """Nine do not, nor ten in an hour or more; what came before the last ten does not matter."""
    tries = [START - number * SECOND for number in range(MOST_WRONG)]
    assert locked_until(tries, START) == START + LOCKED_FOR
    assert locked_until(tries[:-1], START) is None
    assert locked_until([*tries[:-1], START - WINDOW], START) is None
    assert locked_until([*tries[:-1], START - WINDOW + SECOND], START) is not None
    assert locked_until([*tries, START - WINDOW], START) == START + LOCKED_FOR
    assert locked_until(tries, START + LOCKED_FOR) is None


@pytest.mark.parametrize("kind", ["link", "bare", "start", "officer", "review", "household", "email"])
async def test_every_kind_of_code_counts(ada: Somebody, clock: Hands, kind: str) -> None:
    """Ten wrong ones of any kind, and no code is looked at any more, of whatever kind."""
    words = {
        "link": "/link AAAA-2222",
        "bare": "AAAA-2222",
        "start": "/start AAAA2222",
        "officer": "/officer AAAA-AAAA-AAAA-AAAA",
        "review": "/review AAAA-AAAA-AAAA-AAAA",
        "household": "/rules join AAAA-AAAA-AAAA-AAAA",
        "email": "000000",
    }[kind]
    for number in range(MOST_WRONG):
        if kind == "email" and number % 5 == 0:
            await ada.says(f"/camera email ada{number}@example.org")
        said = words_of(await ada.says(words))
        assert number == MOST_WRONG - 1 or "Ten wrong codes" not in said
    if kind == "email":
        await ada.says("/camera email ada@example.org")
    for locked in ("/link AAAA-2222", "AAAA-2222", "/officer AAAA-AAAA-AAAA-AAAA", "/review AAAA-AAAA-AAAA-AAAA", words):
        assert "Ten wrong codes came from this account" in words_of(await ada.says(locked)), locked


async def test_right_codes_do_not_count(ada: Somebody, services: Services, begin: Begin, engine: AsyncEngine) -> None:
    """Nor does a refusal that is about something else, such as one's own code."""
    eve = Somebody(router=ada.router, handle="666", platform="discord")
    for _ in range(MOST_WRONG + 1):
        code = code_in(await ada.says("/link"))
        assert "belongs to you already" in words_of(await ada.says(f"/link {code}"))
        shown = await eve.says(f"/link {code}")
        assert "Is this your account?" in words_of(shown)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(WrongCodeRow)) == 0


async def test_only_the_guesser_is_locked_out_and_only_of_codes(pair: Pair) -> None:
    """Everything else works for them, and all others can still join, prove and link, whoever was guessed at."""
    eve = await pair.night.resident("Eve", "discord")
    code = await pair.code()
    for _ in range(MOST_WRONG + 5):
        await eve.account.says("/link AAAA-2222")
    assert "Your accounts" in words_of(await eve.account.says("/link"))
    assert "What I can do" in words_of(await eve.account.says("/help"))
    assert "mailed six digits" in words_of(await eve.account.says("/camera email eve@example.org"))
    await pair.typed(code)
    assert (await pair.join()).closes
    same_number = Somebody(router=eve.account.router, handle=eve.account.handle, platform="telegram", keys=eve.account.keys)
    assert "unknown" in words_of(await same_number.says("/link AAAA-2222"))


async def test_what_no_lock_counts_is_swept(begin: Begin, engine: AsyncEngine) -> None:
    """Guesses go after a day, codes when they have run out, and `who` is no account that anybody could read."""
    async with begin() as tx:
        await begin_try(tx, "discord", "666-discord-handle", START)
        person = await tx.people.add("telegram", "1", "Ada", "en", START)
        account = (await tx.people.accounts(person.id))[0].id
        await tx.links.offer(person.id, account, plain("K7QF-M3TV"), "AAAAAA", START, START + timedelta(minutes=15))  # type: ignore[arg-type]
        await tx.links.put_old_address(person.id, "ada@example.org", START)
    async with engine.connect() as connection:
        for table in ("wrong_code", "link_code", "old_address"):
            rows = str((await connection.exec_driver_sql(f"SELECT * FROM {table}")).all())
            assert not [words for words in ("666-discord", "K7QF", "ada@example") if words in rows], table

    async def left(after: timedelta) -> list[int]:
        async with begin() as tx:
            await tx.links.sweep(START + after)
        async with engine.connect() as connection:
            tables = ("wrong_code", "link_code", "old_address")
            return [(await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]

    assert await left(timedelta(minutes=14)) == [1, 1, 1]
    assert await left(timedelta(minutes=15)) == [1, 0, 1]
    assert await left(timedelta(hours=23)) == [1, 0, 1]
    assert await left(timedelta(days=1)) == [0, 0, 1]
    assert await left(timedelta(days=2)) == [0, 0, 0]
