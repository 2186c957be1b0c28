"""The program from outside: its configuration file, its commands, and the running bot, each a process of its own."""

import asyncio
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STARTED_WITHIN_S = 40.0
STOPPED_WITHIN_S = 15.0


class ProgramFailed(Exception):
    """A command of the program ended with an error; the message holds what it said."""


def write_config(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Write a configuration file. JSON's strings, numbers and booleans are TOML's."""
    lines = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def make_house_key(path: Path) -> None:
    """What `porchlight init` makes, without waiting for another process; a key that is there stays."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")


class Program:
    """Porchlight as an operator has it: a configuration and a command line."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._bot: Process | None = None
        self.log_path = config.with_suffix(".log")

    async def command(self, *words: str, passphrase: str = "") -> str:
        """Run `porchlight WORDS…` and return what it printed; an operator's passphrase goes where others cannot read it.

        Raises ProgramFailed.
        """
        spoken = {"PORCHLIGHT_OPERATOR_PASSPHRASE": passphrase} if passphrase else {}
        process = await asyncio.create_subprocess_exec(
            *self._line(*words), stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env={**_environment(), **spoken}
        )
        out, err = await process.communicate()
        if process.returncode != 0:
            raise ProgramFailed(f"porchlight {' '.join(words)}: {err.decode().strip() or out.decode().strip()}")
        return out.decode()

    async def start(self) -> None:
        """Start the bot; its log goes to a file beside the configuration."""
        with self.log_path.open("ab") as log:
            self._bot = await asyncio.create_subprocess_exec(
                *self._line("run"), stdout=log, stderr=log, env=_environment()
            )

    def failed(self) -> str | None:
        """What the bot said last, if it has ended by itself."""
        if self._bot is None or self._bot.returncode is None:
            return None
        return self.log_path.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1]

    async def stop(self) -> None:
        """Ask the bot to stop, as a service manager would."""
        if self._bot is None or self._bot.returncode is not None:
            return
        self._bot.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOPPED_WITHIN_S):
                await self._bot.wait()
        except TimeoutError:
            await self.kill()

    def strike(self) -> None:
        """kill -9, before anything else happens in this process."""
        if self._bot is not None and self._bot.returncode is None:
            self._bot.kill()

    async def kill(self) -> None:
        """kill -9, and wait for its end."""
        self.strike()
        if self._bot is not None:
            await self._bot.wait()

    def _line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "bot", "--config", str(self._config), *words]


def _environment() -> dict[str, str]:
    """Ours, without settings that would override the demo's own configuration."""
    here = Path(__file__).resolve().parents[2]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORCHLIGHT_")}
    paths = [str(here), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
