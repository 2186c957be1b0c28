"""The command line as an operator has it: a process of its own, with nothing of ours in its environment."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.program import make_house_key

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
SECRET = "hunter2hunter2hunter2"
"""Put wherever a secret goes; it must never come out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of standard error."""
        return (self.err.strip().splitlines() or [""])[-1]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without any setting of Porchlight, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORCHLIGHT_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", **(more or {})}


async def porchlight(
    *words: str, cwd: Path, config: Path | None = None, variables: Mapping[str, str] | None = None
) -> Said:
    """Run `porchlight WORDS…` to its end, which has to come by itself."""
    chosen = () if config is None else ("--config", str(config))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *chosen, *words, cwd=cwd, env=environment(variables), stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            out, err = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Said(code=process.returncode or 0, out=out.decode(), err=err.decode())


def written(folder: Path, tables: Mapping[str, Mapping[str, Any]] | None = None) -> Path:
    """A configuration in the folder that keeps everything there, with these tables over it."""
    whole: dict[str, dict[str, Any]] = {
        "database": {"url": f"sqlite:///{folder / 'porchlight.sqlite3'}"},
        "vault": {"folder": str(folder / "clips")},
        "media": {"folder": str(folder / "media")},
        "security": {"house_key": str(folder / "house.key")},
        "web": {"port": 0},
    }
    for table, values in (tables or {}).items():
        whole.setdefault(table, {}).update(values)
    make_house_key(folder / "house.key")
    lines = []
    for table, values in whole.items():
        lines += [f"[{table}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def assert_one_sentence(said: Said, code: int, *cure: str) -> None:
    """It ended with this code, and with one sentence on standard error that holds these words and no secret."""
    assert said.code == code, said
    assert said.last.startswith("porchlight: "), said
    for word in cure:
        assert word in said.last
    everything = said.out + said.err
    assert "Traceback" not in everything
    assert SECRET not in everything
    # What libraries log about themselves may come before; the program itself says one sentence.
    assert [line for line in said.err.splitlines() if line.startswith("porchlight:")] == [said.last]
