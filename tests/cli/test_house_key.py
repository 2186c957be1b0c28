"""The house key on the command line: `init` makes it once, and nothing works on people's data without the right one."""

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.keys.house import make_house_key, read_house_key
from bot.adapters.keys.seals import HouseSeals
from bot.cli.errors import Code
from bot.db.engine import make_engine
from bot.db.transaction import make_begin
from tests.cli.line import SECRET, assert_one_sentence, porchlight, written
from tests.db.houses import owner

CLOSED = {"telegram": {"token": f"4200000002:{SECRET}", "api_url": "http://127.0.0.1:1"}}


async def test_init_makes_what_a_new_house_needs(tmp_path: Path) -> None:
    """`init` makes a configuration and a key for its owner alone, again changes neither, and what it says next works."""
    made = await porchlight("init", cwd=tmp_path)
    assert made.code == 0, made
    files = [tmp_path / "config.toml", tmp_path / "data" / "house.key"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    before = [file.read_bytes() for file in files]
    key = read_house_key(files[1])
    assert key.hex() not in made.out + made.err
    again = await porchlight("init", cwd=tmp_path)
    assert again.code == 0, again
    assert again.out.count("stays as it is") == 2
    assert [file.read_bytes() for file in files] == before
    migrated = await porchlight("migrate", cwd=tmp_path)
    assert migrated.code == 0, migrated
    checked = await porchlight("check", cwd=tmp_path)
    assert "house key        ok" in checked.out


async def test_init_says_what_is_wrong_with_a_key_that_is_there(tmp_path: Path) -> None:
    """A damaged key is not taken for one, and not replaced either."""
    config = written(tmp_path)
    (tmp_path / "house.key").write_text("short")
    assert_one_sentence(await porchlight("init", cwd=tmp_path, config=config), int(Code.KEY), "holds no house key")
    assert (tmp_path / "house.key").read_text() == "short"


@pytest.fixture
def lived_in(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a configuration and a database in which somebody is known."""
    shutil.copyfile(sqlite_template, tmp_path / "porchlight.sqlite3")
    written(tmp_path, CLOSED)

    async def move_in() -> None:
        engine = make_engine(f"sqlite:///{tmp_path / 'porchlight.sqlite3'}")
        try:
            async with make_begin(engine, lambda: None, HouseSeals(read_house_key(tmp_path / "house.key")))() as tx:
                await owner(tx, "ada")
        finally:
            await engine.dispose()

    asyncio.run(move_in())
    return tmp_path


def another_key(path: Path) -> None:
    """The key of another house."""
    path.unlink()
    make_house_key(path)


@pytest.mark.parametrize(
    ("spoil", "cure"),
    [
        (lambda path: path.unlink(), "porchlight init"),
        (lambda path: path.chmod(0o644), "chmod 600"),
        (another_key, "put back the one with which the database was made"),
    ],
    ids=["missing", "open to others", "of another house"],
)
def test_nothing_works_without_the_right_key(lived_in: Path, spoil: Callable[[Path], None], cure: str) -> None:
    """`run`, `check` and the operator's commands refuse in one sentence with the cure, and touch nothing."""
    spoil(lived_in / "house.key")
    config = lived_in / "config.toml"

    async def all_three() -> None:
        for words in (("run",), ("reviewer", "list")):
            assert_one_sentence(await porchlight(*words, cwd=lived_in, config=config), int(Code.KEY), cure)
        checked = await porchlight("check", cwd=lived_in, config=config)
        assert cure in next(line for line in checked.out.splitlines() if line.startswith("house key"))

    asyncio.run(all_three())
    with closing(sqlite3.connect(lived_in / "porchlight.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (1,)
