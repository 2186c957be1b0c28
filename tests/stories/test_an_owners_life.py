"""An owner from the first word to the last, with the real clients: registering, joining accounts, moving, pausing, going."""

import io
import shutil
from pathlib import Path

from rich.console import Console

from bot.demo.stage import set_up
from bot.demo.telling import Telling
from bot.demo.town import invented
from tests.stories.test_three_accounts import agreed, code_of

EMAIL = "ada@mail.example.org"


async def test_from_registering_to_forgetting(empty_database_url: str, tmp_path: Path) -> None:
    """At the end neither account is known, and no file of the house holds the address, the mailbox or the accounts."""
    silent = Telling(Console(file=io.StringIO()))
    town = invented()
    async with set_up(town, silent, empty_database_url) as stage:
        await stage.operate("migrate")
        ada, dora = stage.on_telegram("Ada"), stage.on_discord("Dora")
        await stage.open_bot()
        old, new = town.near[2].words, town.near[3].words
        await stage.register(ada, old, EMAIL)
        code = await code_of(ada)
        await dora.command("link", {"code": code})
        await ada.press(await agreed(ada, dora), "Yes")
        await dora.see("Accounts joined")

        await dora.command("camera", {"do": "move", "place": new})
        await dora.press(await dora.see("Is this the new place?"), "Yes")
        assert new.partition(",")[0].lower() in (await dora.see("One camera has moved")).words.lower()
        await dora.command("camera", {"do": "pause", "until": "for a week"})
        await dora.see("is paused until")

        ada.say("/mydata")
        await ada.press(await ada.see("You can read everything"), "Show all")
        shown = (await ada.see("Everything that is held about you")).words
        assert EMAIL in shown and "Discord" in shown and old.partition(",")[0].lower() not in shown.lower()
        screen = next(each for each in reversed(ada.screen()) if "Everything that is held about you" in each.words)
        await ada.press(screen, "Erase all")
        await ada.press(await ada.see("Erase all that is held about you?"), "Send me the files first")
        await ada.see("in a form that programs read too")
        await ada.press(screen, "Erase all")
        await ada.press(await ada.see("Erase all that is held about you?"), "Erase all now")
        await ada.see("I do not know you any more")
        await dora.command("mydata", {"do": "show"})
        await dora.see("Nothing is held about you here")
        await stage.program.stop()
        kept = tmp_path / "kept"
        shutil.copytree(stage.folder, kept)
    secrets = [EMAIL.encode(), old.partition(",")[0].encode(), new.partition(",")[0].encode(), str(ada.id).encode()]
    for path in kept.rglob("*"):
        if path.is_file() and "gazetteer" not in path.name:
            content = path.read_bytes()
            assert not any(secret in content for secret in secrets), path.name
