"""The demo, as a newcomer plays it: the whole main job, from a slash command to an approved clip, in under a minute."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data"
"""Real departments, addresses and videos, where somebody has put them beside the repository."""


async def demo(*options: str) -> tuple[int, str]:
    """Play it; returns the exit code and what the terminal showed."""
    line = [sys.executable, "-m", "bot", "demo", *options]
    process = await asyncio.create_subprocess_exec(*line, cwd=ROOT, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    return process.returncode or 0, out.decode() + err.decode()


async def test_on_sqlite_in_the_invented_town(tmp_path: Path) -> None:
    """The story ends well on the embedded defaults, and its log holds every message as a line of JSON."""
    log = tmp_path / "transcript.jsonl"
    code, shown = await demo("--log", str(log))
    assert code == 0, shown
    assert "Everything came out as promised" in shown
    platforms = {json.loads(line)["platform"] for line in log.read_text(encoding="utf-8").splitlines()}
    assert platforms == {"telegram", "discord", "mail"}


async def test_on_postgresql(postgres_server: str) -> None:
    """The same on PostgreSQL; with real departments, addresses and videos where that folder is."""
    data = ["--data", str(REAL)] if REAL.is_dir() else []
    code, shown = await demo("--database", postgres_server, *data)
    assert code == 0, shown
    assert ("San Francisco Police Department" in shown) == bool(data)


async def test_on_sqlite_with_real_data() -> None:
    """The same on SQLite with the real folder, and one clear sentence where there is none."""
    code, shown = await demo("--data", str(REAL))
    if REAL.is_dir():
        assert code == 0, shown
        assert "The same bytes on both ends" in shown
    else:
        assert code == 21
        assert "--data needs it" in shown


async def test_folder_without_data(tmp_path: Path) -> None:
    """A folder that does not hold what is needed is named in one sentence."""
    code, shown = await demo("--data", str(tmp_path))
    assert code == 21
    assert shown.startswith("porchlight: There is no ")
    assert len(shown.strip().splitlines()) == 1


@pytest.mark.parametrize("url", ["postgresql://root@127.0.0.1:1/none", "postgresql://:::"])
async def test_database_out_of_reach(url: str) -> None:
    """A server that is not there is one sentence, not a traceback."""
    code, shown = await demo("--database", url)
    assert code == 11
    assert "Traceback" not in shown
