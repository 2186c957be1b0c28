"""The bot ends soon after it is asked to, whatever it is waiting for."""

import asyncio
import time
from io import StringIO

from rich.console import Console

from bot.demo.stage import set_up
from bot.demo.telling import Telling
from bot.demo.town import invented

MOST_S = 9.0
"""Service managers kill after ten seconds."""


async def test_a_silent_mail_server_does_not_keep_the_bot_from_ending() -> None:
    """SIGTERM while a mail hangs in the middle: the end comes before anybody loses patience, and the mail comes later."""
    address = "ada@mail.example.org"
    async with set_up(invented(), Telling(Console(file=StringIO()))) as stage:
        await stage.operate("migrate")
        await stage.open_bot()
        ada = stage.on_telegram("Ada")
        stage.sandbox.misbehavior.change({"mail_hang_rate": 1.0})
        await ada.command("camera", {"do": "Email", "email": address})
        await ada.see("I mailed six digits")
        await asyncio.sleep(1.0)
        asked_at = time.monotonic()
        await stage.program.stop()
        assert time.monotonic() - asked_at < MOST_S
        stage.sandbox.misbehavior.change({"mail_hang_rate": 0.0})
        await stage.open_bot()
        await stage.sandbox.mail.wait_for(address, "code", after=0)
