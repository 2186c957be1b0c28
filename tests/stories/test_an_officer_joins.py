"""An officer joins with the real clients, mail and an app of their own, and an operator calls; on Telegram and Discord."""

import io

import pytest
from rich.console import Console

from bot.demo.humans import OnDiscord, OnTelegram
from bot.demo.phone import Phone
from bot.demo.stage import CODE, DIGITS, OPERATORS, set_up
from bot.demo.telling import Telling
from bot.demo.town import invented

MAILBOX = "reyes@police.example.org"
JOINING = 1
"""Of the two codes that `operator add` prints, the one for a chat."""


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_from_the_code_to_the_first_request(platform: str, database_url: str) -> None:
    """The code in a direct message, the digits from the mailbox, the operator's card and what is told of the call, the app;
    then /request works, and a neighbor who saw the same messages is still nobody."""
    town = invented()
    async with set_up(town, Telling(Console(file=io.StringIO())), database_url) as stage:
        world, told = stage.sandbox, stage.telling.told
        circle = f"{town.scene.lat:.5f},{town.scene.lon:.5f},12"
        await stage.let_in(
            town.department, "--kind", "city", "--contact", "+1 555 0199", "--domain", "police.example.org",
            "--circle", circle, "--time-zone", town.time_zone,
        )  # fmt: skip
        renewed = await stage.operate("operator", "renew", OPERATORS[1])
        await stage.invite("Det. M. Reyes", town.department)
        otto, eve = OnTelegram(world, "Otto", told, has_started=True), OnTelegram(world, "Eve", told, has_started=True)
        on_discord = platform == "discord"
        reyes = OnDiscord(world, "Reyes", told) if on_discord else OnTelegram(world, "Reyes", told, has_started=True)
        world.discord.guild("Lantern Hill", channels=["neighbors"], members=[reyes.id] if on_discord else [])
        await stage.open_bot()
        otto.say(f"/operator {CODE.findall(renewed)[JOINING]}")
        await otto.see("This chat speaks for you as an operator")

        await reyes.command("officer", {"code": stage.codes["officer"]})
        await reyes.see("Three steps are left")
        if on_discord:
            await reyes.command("officer", {"mailbox": MAILBOX})
        else:
            reyes.say(MAILBOX)
        await reyes.see("on their way to")
        digits = DIGITS.search((await world.mail.wait_for(MAILBOX, "code")).words)
        assert digits is not None
        reyes.say(digits[0])
        await reyes.see("Your mailbox is proved")
        eve.say(digits[0])

        await otto.press(await otto.see("Please call a department"), "I called, confirm")
        await otto.see("Which number of the department did you call?")
        otto.say("+1 555 0199")
        await otto.see("Where did you find the number?")
        otto.say("the website of the town")
        await otto.see("what you said about the call is kept")

        await reyes.press(await reyes.see("The last step is an app"), "Set up the app")
        shown = await reyes.see("Open an app that makes codes")
        assert shown.files, "the picture for the app"
        await reyes.command("code", {"code": Phone(shown.words).shows()})
        await reyes.see("You are verified for")
        eve.say("/clips")
        await eve.see("Only verified officers")
        await reyes.command("clips", {})
        await reyes.see("no clip")
