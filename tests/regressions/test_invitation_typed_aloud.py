"""An invitation code that was typed where others read along is worth nothing any more."""

from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer
from bot.people.service import invite_reviewer
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import Evening


async def test_an_officers_code_typed_in_a_group_makes_no_officer_of_whoever_copies_it(night: Evening) -> None:
    """T5: the officer types /officer and the code into the Telegram group by mistake; a neighbor copies it."""
    async with night.services.begin() as tx:
        _, code = await invite_officer(tx, "Maple Police", "Sgt. Late", night.clock.now(), new_ref, new_code)
    late, eve = await night.resident("Late"), await night.resident("Eve")
    await late.account.elsewhere("-100").says(f"/officer {code}")
    assert "Three steps are left" not in words_of(await eve.account.says(f"/officer {code}"))


async def test_words_around_a_code_and_the_wrong_command_do_not_save_it(night: Evening) -> None:
    """A reviewer's code is void too, after either command and among other words, and whoever typed it is told."""
    for command in ("/review", "/officer"):
        async with night.services.begin() as tx:
            _, code = await invite_reviewer(tx, "Lou", night.clock.now(), new_ref, new_code)
        lou = await night.resident(f"Lou{command[1:]}")
        told = words_of(await lou.account.elsewhere("-100").says(f"{command} my code is {code.lower()}, thank you all"))
        assert "void from now on" in told
        assert "unknown, used or expired" in words_of(await lou.account.says(f"/review {code}"))


async def test_a_code_in_a_slash_command_stays_good(night: Evening) -> None:
    """Nobody reads a slash command along: it is sent into the direct message, and the code is good there."""
    async with night.services.begin() as tx:
        _, code = await invite_officer(tx, "Maple Police", "Sgt. Late", night.clock.now(), new_ref, new_code)
    late = await night.resident("Late", "discord")
    aloud = late.account.elsewhere("500")
    aloud.modals = True
    answered = await aloud.fills("officer", code=code)
    assert "direct message" in words_of(answered)
    assert only_to_speaker(answered)
    assert "Three steps are left" in words_of(await late.account.says(f"/officer {code}"))
