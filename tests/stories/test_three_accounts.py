"""One person with an account on Telegram, one on Discord and a mailbox, told with the real clients from end to end."""

import io
import re

from rich.console import Console

from bot.demo.humans import OnDiscord, OnTelegram, Screen
from bot.demo.stage import DIGITS, Stage, set_up
from bot.demo.telling import Telling
from bot.demo.town import invented

Human = OnTelegram | OnDiscord
CODE = re.compile(r"/link ([2-9A-Z]{4}-[2-9A-Z]{4})")
OLD, NEW = "ada@mail.example.org", "ada@new.example.org"


async def types(human: Human, words: str) -> None:
    """`/link` with these words, as the platform has commands."""
    if isinstance(human, OnTelegram):
        human.say(f"/link {words}".strip())
    else:
        await human.command("link", {"code": words} if words else {})


async def code_of(human: Human) -> str:
    """A fresh code from this account."""
    await types(human, "")
    shown = CODE.search((await human.see("Give it to nobody")).words)
    assert shown is not None
    return shown[1]


async def agreed(first: Human, second: Human) -> Screen:
    """The second account has typed its code and says whose account it knows; returns what the first one is asked."""
    asked = await second.see("Is this your account?")
    assert first.name in asked.words
    await second.press(asked, "Yes, it is mine")
    await second.see("I have now asked on the other account")
    question = await first.see("Join this account with yours?")
    assert second.name in question.words
    return question


async def prove(stage: Stage, human: Human, address: str) -> None:
    """The address is named, mailed to, and its digits are typed."""
    await types(human, f"email {address}")
    mail = await stage.sandbox.mail.wait_for(address, "code")
    digits = DIGITS.search(mail.words)
    assert digits is not None
    human.say(digits[0])
    await human.see("is confirmed as yours")


async def listed(human: Human) -> str:
    """What `/link list` shows."""
    await types(human, "list")
    return (await human.see("Your accounts")).words


async def take_off(human: Human, label: str) -> None:
    """Through the list and the question."""
    await types(human, "remove")
    await human.press(await human.see("Which account shall be yours no longer?"), label)
    await human.press(await human.see("Shall this account be taken off?"), "Take it off")
    await human.see("This account is taken off")


async def test_three_accounts_of_one_person(empty_database_url: str) -> None:
    """Joined by a code and by a link, with an address; each sees all; taken off again, and the address changed."""
    silent = Telling(Console(file=io.StringIO()))
    async with set_up(invented(), silent, empty_database_url) as stage:
        await stage.operate("migrate")
        ada, phone, dora = stage.on_telegram("Ada"), stage.on_telegram("Ada two"), stage.on_discord("Dora")
        await stage.open_bot()
        code = await code_of(ada)
        await dora.command("link", {"code": code})
        await ada.press(await agreed(ada, dora), "Yes")
        await ada.see("Accounts joined")
        assert "Ada" in (await dora.see("Accounts joined")).words
        await prove(stage, ada, OLD)
        shown = await listed(dora)
        assert all(words in shown for words in ("Ada", "Dora", OLD))

        # A second telephone, through a link to the bot that carries the code along.
        code = await code_of(dora)
        phone.say(f"/start {code.replace('-', '')}")
        await dora.press(await agreed(dora, phone), "Yes")
        await dora.see("Accounts joined")
        await phone.see("Accounts joined")
        shown = await listed(phone)
        assert all(words in shown for words in ("Ada", "Ada two", "Dora", OLD))

        await prove(stage, dora, NEW)
        told = await stage.sandbox.mail.wait_for(OLD, "no longer used")
        assert NEW not in told.words
        shown = await listed(ada)
        assert NEW in shown and OLD not in shown

        await take_off(phone, "Discord: Dora")
        await dora.see("was taken off the accounts")
        await ada.see("An account was taken off")
        alone = await listed(dora)
        assert "Dora" in alone and "Ada" not in alone and NEW not in alone
        phone.say("/language es")
        await phone.see("español")
        ada.say("/link list")
        assert "Telegram" in (await ada.see("Sus cuentas")).words, "one person has one language, on every account"
