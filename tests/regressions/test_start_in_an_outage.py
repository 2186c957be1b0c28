"""A platform that is away for a while does not keep the bot from starting for the others."""

from io import StringIO

from rich.console import Console

from bot.demo.stage import set_up
from bot.demo.telling import Telling
from bot.demo.town import invented


async def test_the_bot_starts_while_the_mail_server_is_away() -> None:
    """After a power cut everything starts at once: chats are answered though the mail relay is not back yet."""
    async with set_up(invented(), Telling(Console(file=StringIO()))) as stage:
        await stage.operate("migrate")
        await stage.sandbox.mail.stop()
        try:
            await stage.open_bot()
            ada = stage.on_telegram("Ada")
            ada.say("/help")
            await ada.see("What I can do")
        finally:
            await stage.sandbox.mail.start()
