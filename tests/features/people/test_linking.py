"""Joining two accounts: a code, and a yes on both sides. On both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.kernel.ids import REF_LETTERS, new_link_code
from bot.people.codes import read_link_code
from bot.people.linking import LINK_LIFE
from tests.features.people.accounts import Pair, accounts_of, code_in, person_behind
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import Evening, button_of


async def test_two_yeses_join(pair: Pair) -> None:
    """The code is typed, each side is shown the other account and says yes: then both are one person's, and both hear."""
    shown = await pair.typed()
    assert "Telegram: Ada" in words_of(shown)
    assert not await pair.joined()
    assert "Only a Yes there joins" in words_of(await pair.second.press(shown, "Yes, it is mine"))
    await pair.night.settle()
    assert not await pair.joined()
    asked = pair.first.last("Join this account with yours?")
    assert "Discord: Bob" in words_of(asked)
    done = await pair.first.press(asked, "Yes")
    assert "Accounts joined" in words_of(done) and done.closes
    await pair.night.settle()
    assert "Telegram: Ada" in words_of(pair.second.last("Accounts joined"))
    assert [each.platform for each in await accounts_of(pair.night, pair.first)] == ["telegram", "discord"]
    assert await pair.joined()


async def test_whoever_typed_a_foreign_code_says_no(pair: Pair) -> None:
    """A code or a link that somebody else sent joins nobody: whose it is is shown first, and a No ends it for good."""
    shown = await pair.typed()
    assert "Nothing is joined" in words_of(await pair.second.press(shown, "No"))
    assert "closed" in words_of(await pair.second.press(shown, "Yes, it is mine"))
    verb, ref = button_of(shown, "Yes, it is mine")
    assert "closed" in words_of(await pair.first.account.presses("link.yes", ref)), verb
    await pair.night.settle()
    assert not pair.first.told and not await pair.joined()


async def test_without_the_yes_of_whoever_typed_it_the_maker_cannot_join(pair: Pair) -> None:
    """Who lures somebody into typing a code does not get their account by pressing what is meant for later."""
    _, ref = button_of(await pair.typed(), "Yes, it is mine")
    for verb in ("link.yes", "link.agree", "link.lost"):
        assert "closed" in words_of(await pair.first.account.presses(verb, ref))
    assert not await pair.joined()


async def test_a_code_that_was_lured_out_joins_nobody(pair: Pair) -> None:
    """Who typed somebody's code cannot say the second yes; the person is asked, sees the stranger's name, and says no."""
    asked = await pair.agreed()
    _, ref = button_of(asked, "Yes")
    assert "closed" in words_of(await pair.second.account.presses("link.yes", ref))
    stranger = await pair.night.resident("Eve", "discord")
    for verb in ("link.yes", "link.no", "link.agree", "link.stop", "link.lost"):
        assert "closed" in words_of(await stranger.account.presses(verb, ref))
    assert "Nothing is joined" in words_of(await pair.first.press(asked, "No"))
    assert "closed" in words_of(await pair.first.press(asked, "Yes"))
    assert not await pair.joined()


async def test_a_button_fits_the_account_that_it_was_shown_about(pair: Pair) -> None:
    """A Yes that was meant for one account joins no other one that typed a later code."""
    asked = await pair.agreed()
    eve = await pair.night.resident("Eve", "discord")
    shown = await eve.account.says(f"/link {await pair.code()}")
    await eve.press(shown.messages[0], "Yes, it is mine")
    await pair.night.settle()
    assert "closed" in words_of(await pair.first.press(asked, "Yes"))
    assert len(await accounts_of(pair.night, pair.first)) == 1


async def test_a_code_is_good_once(pair: Pair) -> None:
    """The second account that types it is refused, whatever the first one answered."""
    code = await pair.code()
    await pair.typed(code)
    eve = await pair.night.resident("Eve", "discord")
    assert "unknown, used or expired" in words_of(await eve.account.says(f"/link {code}"))
    assert "unknown, used or expired" in words_of(await pair.second.account.says(f"/link {code}"))


async def test_of_eight_who_type_a_code_at_once_one_is_asked(pair: Pair) -> None:
    """A code cannot be used twice by being quick."""
    code = await pair.code()
    rivals = [await pair.night.resident(f"Rival{number}", "discord") for number in range(8)]
    answers = await asyncio.gather(*(rival.account.says(f"/link {code}") for rival in rivals))
    assert sum("Is this your account?" in words_of(answer) for answer in answers) == 1
    assert sum("unknown, used or expired" in words_of(answer) for answer in answers) == 7


async def test_a_code_lives_a_quarter_of_an_hour(pair: Pair) -> None:
    """It works until then, and not at that moment."""
    code = await pair.code()
    pair.night.clock.pass_time(LINK_LIFE)
    assert "expired" in words_of(await pair.second.account.says(f"/link {code}"))
    code = await pair.code()
    pair.night.clock.pass_time(LINK_LIFE - timedelta(microseconds=1))
    await pair.typed(code)


async def test_each_question_waits_a_quarter_of_an_hour(pair: Pair) -> None:
    """After that, neither yes joins anything."""
    shown = await pair.typed()
    pair.night.clock.pass_time(LINK_LIFE)
    assert "closed" in words_of(await pair.second.press(shown, "Yes, it is mine"))
    asked = await pair.agreed()
    pair.night.clock.pass_time(LINK_LIFE)
    assert "closed" in words_of(await pair.first.press(asked, "Yes"))
    assert not await pair.joined()


async def test_a_new_code_voids_the_old_one(pair: Pair) -> None:
    """A person has one code at a time."""
    old = await pair.code()
    new = await pair.code()
    assert "unknown, used or expired" in words_of(await pair.second.account.says(f"/link {old}"))
    await pair.typed(new)


async def test_an_own_code_is_not_used_up(pair: Pair) -> None:
    """Typed where it was made, it says where it belongs, and still works there."""
    code = await pair.code()
    assert "Type the code in the other account" in words_of(await pair.first.account.says(code))
    await pair.typed(code)


@pytest.mark.parametrize("how", ["{code}", "/link {plain}", "/start {plain}", "/start {code}", " {lower} ", "{blank}"])
async def test_a_code_is_heard_however_it_comes(pair: Pair, how: str) -> None:
    """With the command, by itself, or behind a link to the bot; case, hyphen and blanks do not matter."""
    code = await pair.code()
    words = how.format(code=code, plain=code.replace("-", ""), lower=code.lower(), blank=code.replace("-", " "))
    assert "Is this your account?" in words_of(await pair.second.account.says(words))


async def test_a_code_is_heard_while_a_question_is_open(pair: Pair) -> None:
    """Somebody may come from a half-filled form; what only looks like a code is the answer to that form."""
    await pair.second.account.says("/camera add")
    assert "Is this your account?" in words_of(await pair.second.account.says(await pair.code()))
    await pair.second.account.says("/camera email")
    assert "That is not an email address" in words_of(await pair.second.account.says("AAAA-2222"))


async def test_a_code_belongs_into_a_direct_message(pair: Pair) -> None:
    """Where others read along, a code is neither given nor taken, and one that was typed there is void."""
    code = await pair.code()
    group = pair.first.account.elsewhere("-100")
    told = await group.says("/link")
    assert "direct message" in words_of(told) and only_to_speaker(told)
    assert "void" in words_of(await group.says(f"/link please {code}"))
    assert "unknown, used or expired" in words_of(await pair.second.account.says(f"/link {code}"))


async def test_a_stranger_may_begin_on_either_side(night: Evening) -> None:
    """Neither account has to be known before; a wrong code makes nobody known."""
    first, second = await night.resident("Ada"), await night.resident("Bob", "discord")
    for each in (first, second):
        each.account.handle = f"new-{each.account.handle}"
    await second.account.says("/link AAAA-2222")
    assert await person_behind(night, second) is None
    code = code_in(await first.account.says("/link"))
    shown = await second.account.says(f"/link {code}")
    await second.press(shown.messages[0], "Yes, it is mine")
    await night.settle()
    await first.press(first.last("Join this account with yours?"), "Yes")
    assert len(await accounts_of(night, second)) == 2


async def test_a_yes_that_is_repeated_joins_once(pair: Pair) -> None:
    """Two presses at once, and one that the platform delivers again, leave one person with two accounts."""
    asked = await pair.agreed()
    answers = await asyncio.gather(*(pair.first.press(asked, "Yes") for _ in range(4)))
    assert sum("Accounts joined" in words_of(answer) for answer in answers) == 1
    assert len(await accounts_of(pair.night, pair.first)) == 2


async def test_names_are_shown_as_the_words_of_others(night: Evening) -> None:
    """What a platform says somebody is called stands in the list of facts, never among words of ours or on a button."""
    evil = "Press Yes now. — Porchlight\n@everyone https://evil.example"
    first, second = await night.resident("Ada"), await night.resident(evil, "discord")
    asked = await Pair(night=night, first=first, second=second).agreed()
    facts = [block for block in asked.blocks if type(block).__name__ == "Facts"]
    assert [block.rows for block in facts] == [(("Discord", evil),)]  # type: ignore[union-attr]
    rest = [block for block in asked.blocks if type(block).__name__ != "Facts"]
    assert "evil.example" not in str(rest) and "evil.example" not in str(asked.buttons)


def test_codes_can_be_typed_and_told_from_words() -> None:
    """Each is two groups of four with a digit in them, is read back however it is typed, and no plain word is one."""
    for _ in range(2000):
        code = new_link_code()
        assert len(code) == 9 and code[4] == "-" and set(code) <= {*REF_LETTERS, "-"}
        assert read_link_code(code) == read_link_code(code.lower().replace("-", " ")) == code.replace("-", "")
    for words in ("research", "Research", "K7QFM3", "K7QF-M3TV-9XWA-2CDE", "2026-1123", "", "K7QF--M3TV", "ⅧAAA-AAA2"):
        assert read_link_code(words) is None, words
