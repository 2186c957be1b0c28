"""The stand-ins and the bot, kept running for whoever wants to play with them."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from bot.demo.program import Program, make_house_key, write_config
from bot.demo.town import invented
from bot.sandbox.control.server import ControlServer
from bot.sandbox.world import Sandbox

LOOK_S = 0.5


async def stand(port: int, folder: Path, say: Callable[[str], None]) -> None:
    """Run until Ctrl-C or SIGTERM. Raises OSError when the port is taken, and ProgramFailed when the bot cannot start."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with Sandbox() as sandbox:
        control = ControlServer(sandbox, port=port)
        await control.start()
        config = folder / "config.toml"
        tables = {
            "database": {"url": f"sqlite:///{folder / 'porchlight.sqlite3'}"},
            **sandbox.settings(),
            "web": {"port": 0},
            "geocoding": {"gazetteer": str(invented().gazetteer.resolve())},
            "vault": {"folder": str(folder / "clips")},
            "security": {"house_key": str(folder / "house.key")},
            "media": {"folder": str(folder / "media")},
            "consent": {"hold_seconds": 30, "tick_seconds": 10},
            "requests": {"notice_window_seconds": 10},
        }
        tables["mail"] |= {"security": "none", "sender": "porchlight@porchlight.example.org"}
        write_config(config, tables)
        make_house_key(folder / "house.key")
        program = Program(config)
        try:
            say(await program.command("migrate"))
            await program.start()
            say(f"The control API explains itself at {control.url}/ - the bot's log is {program.log_path}.")
            say(f"Add operators, departments and reviewers with: porchlight --config {config} operator add --help")
            say("Ctrl-C stops everything.")
            while not stop.is_set():
                if (said := program.failed()) is not None:
                    say(f"The bot has ended: {said}")
                    break
                try:
                    async with asyncio.timeout(LOOK_S):
                        await stop.wait()
                except TimeoutError:
                    continue
        finally:
            await program.stop()
            await control.stop()
