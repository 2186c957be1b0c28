"""Whatever keeps the bot from running is said in one sentence, by `run` and by `check`, with an exit code of its own."""

import asyncio
import shutil
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli import checks
from bot.cli.errors import Code, Trouble
from bot.cli.serve import explained
from bot.config import load
from bot.sandbox.discord import DiscordSandbox
from bot.sandbox.mail import MailSandbox
from bot.sandbox.misbehavior import Misbehavior, Plan
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.transcript import Transcript
from tests.cli.line import PATIENCE_S, SECRET, assert_one_sentence, environment, porchlight, written

TELEGRAM_TOKEN = f"4200000002:{SECRET}"
CLOSED = "http://127.0.0.1:1"
"""Nobody listens on port 1 of this machine."""


@pytest.fixture
def migrated(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder whose database has the present shape."""
    shutil.copyfile(sqlite_template, tmp_path / "porchlight.sqlite3")
    return tmp_path


@pytest.fixture
async def discord() -> AsyncIterator[dict[str, dict[str, Any]]]:
    """The configuration of a bot on a Discord of this machine, for tests to which the platform does not matter."""
    world = DiscordSandbox(port=0, transcript=Transcript(), misbehavior=Misbehavior(Plan(), seed=0))
    await world.start()
    yield {"discord": {"token": world.token, "api_url": world.api_url, "gateway_url": world.gateway_url}}
    await world.stop()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramSandbox]:
    """A Telegram on this machine."""
    world = TelegramSandbox(port=0, transcript=Transcript(), misbehavior=Misbehavior(Plan(), seed=0))
    await world.start()
    yield world
    await world.stop()


def at(world: TelegramSandbox, token: str | None = None) -> dict[str, dict[str, Any]]:
    """The configuration of a bot on that Telegram."""
    return {"telegram": {"token": token or world.token, "api_url": world.url, "poll_timeout_seconds": 1}}


async def both(folder: Path, tables: dict[str, dict[str, Any]], code: Code, *cure: str) -> None:
    """`run` says it in one sentence; `check` says it in its line, and both end with the same code."""
    config = written(folder, tables)
    assert_one_sentence(await porchlight("run", cwd=folder, config=config), int(code), *cure)
    checked = await porchlight("check", cwd=folder, config=config)
    assert_one_sentence(checked, int(code), "Not everything is well")
    lines = [line for line in checked.out.splitlines() if all(word in line for word in cure)]
    assert len(lines) == 1, checked.out


async def test_not_migrated(tmp_path: Path, discord: dict[str, dict[str, Any]]) -> None:
    """An empty database is not touched: the operator is told to migrate."""
    await both(tmp_path, discord, Code.NOT_MIGRATED, "porchlight migrate")


async def test_wrong_telegram_token(migrated: Path, telegram: TelegramSandbox) -> None:
    """Telegram does not know the token."""
    await both(migrated, at(telegram, TELEGRAM_TOKEN), Code.TELEGRAM, "Telegram", "token")


async def test_malformed_telegram_token(migrated: Path) -> None:
    """A token that cannot be one is not even tried."""
    said = await porchlight("run", cwd=migrated, config=written(migrated, {"telegram": {"token": SECRET}}))
    assert_one_sentence(said, int(Code.TELEGRAM), "Telegram", "@BotFather")


async def test_unreachable_telegram(migrated: Path) -> None:
    """Nobody answers at Telegram's address."""
    tables = {"telegram": {"token": TELEGRAM_TOKEN, "api_url": CLOSED}}
    said = await porchlight("check", cwd=migrated, config=written(migrated, tables))
    assert_one_sentence(said, int(Code.TELEGRAM), "Not everything is well")
    assert "Telegram cannot be reached" in said.out


async def test_wrong_discord_token(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """Discord does not know the token."""
    tables = {"discord": {**discord["discord"], "token": SECRET}}
    await both(migrated, tables, Code.DISCORD, "Discord", "token")


async def test_unreachable_discord(migrated: Path) -> None:
    """Nobody answers at Discord's address."""
    tables = {"discord": {"token": SECRET, "api_url": CLOSED, "gateway_url": "ws://127.0.0.1:1"}}
    said = await porchlight("check", cwd=migrated, config=written(migrated, tables))
    assert_one_sentence(said, int(Code.DISCORD), "Not everything is well")
    assert "Discord cannot be reached" in said.out


async def test_mail(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """`check` names a relay that is not there, and one without a sender's address. (`run` opens for the chats, and waits.)"""
    relay = {"host": "127.0.0.1", "port": 1, "security": "none", "sender": "porchlight@example.org", "password": SECRET}
    absent = await porchlight("check", cwd=migrated, config=written(migrated, {**discord, "mail": relay}))
    assert_one_sentence(absent, int(Code.MAIL), "Not everything is well")
    assert "127.0.0.1:1" in absent.out
    assert "[mail] host" in absent.out
    nameless = written(migrated, {"mail": {**relay, "sender": ""}})
    checked = await porchlight("check", cwd=migrated, config=nameless)
    assert_one_sentence(checked, int(Code.MAIL), "Not everything is well")
    assert checked.out.count("[mail] sender is empty") == 1


async def test_port_in_use(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """Another program has the port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        await both(migrated, {**discord, "web": {"port": port}}, Code.PORT, str(port), "port")


async def test_address_of_somebody_else(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """The pages cannot listen on an address that this machine does not have, and nobody blames the database."""
    config = written(migrated, {**discord, "web": {"host": "203.0.113.9"}})
    assert_one_sentence(await porchlight("run", cwd=migrated, config=config), int(Code.PORT), "[web] host")


async def test_vault_not_writable(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """The folder for clips is a file."""
    (migrated / "taken").touch()
    await both(migrated, {**discord, "vault": {"folder": str(migrated / "taken")}}, Code.VAULT, "[vault] folder")
    await both(migrated, {**discord, "media": {"folder": str(migrated / "taken")}}, Code.VAULT, "[media] folder")


async def test_no_gazetteer(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """The list of addresses is not where the configuration says."""
    config = written(migrated, {**discord, "geocoding": {"gazetteer": str(migrated / "absent.csv")}})
    assert_one_sentence(await porchlight("run", cwd=migrated, config=config), int(Code.GEOCODING), "absent.csv")


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("run", f"postgresql://porchlight:{SECRET}@127.0.0.1:1/porchlight"),
        ("migrate", f"mysql://porchlight:{SECRET}@127.0.0.1/porchlight"),
        ("migrate", "porchlight.sqlite3"),
        ("migrate", "sqlite:///:memory:"),
    ],
    ids=["nobody answers", "unknown kind", "no address", "in memory"],
)
async def test_database_unreachable(command: str, url: str, tmp_path: Path) -> None:
    """A database that is not there, or cannot be one, is named as the cause; its password is not shown."""
    tables = {"discord": {"token": SECRET, "api_url": CLOSED}, "database": {"url": url}}
    config = written(tmp_path, tables)
    assert_one_sentence(await porchlight(command, cwd=tmp_path, config=config), int(Code.DATABASE), "atabase")


async def test_database_is_no_database(tmp_path: Path) -> None:
    """A file with something else in it is left as it is."""
    (tmp_path / "porchlight.sqlite3").write_text("A shopping list, and not a short one.\n" * 100, encoding="utf-8")
    said = await porchlight("migrate", cwd=tmp_path, config=written(tmp_path))
    assert_one_sentence(said, int(Code.DATABASE), "file is not a database")
    assert (tmp_path / "porchlight.sqlite3").read_text(encoding="utf-8").startswith("A shopping list")


async def test_database_is_a_folder(tmp_path: Path) -> None:
    """What cannot be opened or written to is said with the cure, and no thread of a driver adds a traceback."""
    (tmp_path / "porchlight.sqlite3").mkdir()
    for _ in range(3):
        said = await porchlight("migrate", cwd=tmp_path, config=written(tmp_path))
        assert_one_sentence(said, int(Code.DATABASE), "unable to open", "may write to the file and to its folder")


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("database or disk is full", "make room"),
        ("attempt to write a readonly database", "may write to the file"),
        ("[Errno 13] Permission denied: 'data/porchlight.sqlite3.lock'", "may write to the file"),
        ("connection refused", "that it runs"),
    ],
)
def test_each_trouble_with_a_database_has_its_own_cure(reason: str, cure: str) -> None:
    """Nobody with a full disk is sent to look at the URL."""
    found = explained(OSError(reason))
    assert found is not None
    assert reason in str(found)
    assert cure in str(found)


@pytest.mark.parametrize("table", ["vault", "media"])
async def test_hardly_any_room(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` is not content with a disk on which no clip and no photo would be taken."""
    settings = load(str(written(tmp_path)))
    assert (await checks.folder_of(table)(settings)).startswith("ok")
    monkeypatch.setattr(checks, "SPARE_BYTES", 10**18)
    with pytest.raises(Trouble, match=rf"MB free.*make room.*\[{table}\] folder") as found:
        await checks.folder_of(table)(settings)
    assert found.value.code == Code.VAULT


async def test_check_misses_what_run_would_refuse(migrated: Path) -> None:
    """Without any chat platform nothing is well, however well each part is."""
    await both(migrated, {}, Code.CONFIG, "Neither [telegram] token nor [discord] token", "config.toml")


async def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    """The database and the folders that commands make are their owner's alone, whatever the shell's habit is."""
    tables = {"database": {"url": f"sqlite:///{tmp_path}/new/porchlight.sqlite3"}}
    tables |= {table: {"folder": f"{tmp_path}/new/{table}"} for table in ("vault", "media")}
    config = written(tmp_path, tables)
    assert (await porchlight("migrate", cwd=tmp_path, config=config)).code == 0
    await porchlight("check", cwd=tmp_path, config=config)
    made = [tmp_path / "new", *(tmp_path / "new").iterdir()]
    assert len(made) >= 4
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


async def test_second_instance(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """A second bot on the same database says so and ends; the first goes on, and stops well when told to."""
    config = written(migrated, discord)
    async with running(migrated, config) as first:
        assert_one_sentence(
            await porchlight("run", cwd=migrated, config=config), int(Code.ALREADY_RUNNING), "Another Porchlight"
        )
        assert first.returncode is None
    assert first.returncode == 0


def stamp(folder: Path, revision: str) -> None:
    """Let the database be of another version."""
    with closing(sqlite3.connect(folder / "porchlight.sqlite3")) as books, books:
        books.execute("UPDATE alembic_version SET version_num = ?", (revision,))


async def test_nothing_is_migrated_under_a_bot_that_runs(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """Whoever forgets to stop the bot before an upgrade is told to; at the right shape there is nothing to stop for."""
    config = written(migrated, discord)
    async with running(migrated, config):
        assert (await porchlight("migrate", cwd=migrated, config=config)).code == 0
        stamp(migrated, "0001")
        said = await porchlight("migrate", cwd=migrated, config=config)
        assert_one_sentence(said, int(Code.ALREADY_RUNNING), "Another Porchlight", "stop it first")


async def test_a_database_of_a_newer_version(migrated: Path, discord: dict[str, dict[str, Any]]) -> None:
    """After going back to an older program nobody is sent to `migrate`, which could not help; it says so itself too."""
    stamp(migrated, "9999")
    await both(migrated, discord, Code.NOT_MIGRATED, "9999", "newer Porchlight", "copy of the database")
    said = await porchlight("migrate", cwd=migrated, config=written(migrated, discord))
    assert_one_sentence(said, int(Code.NOT_MIGRATED), "newer Porchlight")


async def test_all_is_well(migrated: Path, telegram: TelegramSandbox) -> None:
    """`check` names every part, shows who the bot is, and ends with 0."""
    relay = MailSandbox(port=0, transcript=Transcript(), misbehavior=Misbehavior(Plan(), seed=0))
    await relay.start()
    try:
        mail = {"host": relay.host, "port": relay.port, "security": "none", "sender": "porchlight@example.org"}
        said = await porchlight("check", cwd=migrated, config=written(migrated, {**at(telegram), "mail": mail}))
    finally:
        await relay.stop()
    assert said.code == 0, said
    named = [line.split()[0] for line in said.out.splitlines()]
    parts = "configuration database house telegram discord mail vault media web geocoding maps"
    assert named[:-1] == parts.split()
    assert f"ok, @{telegram.bot_username}" in said.out
    assert said.out.endswith("Everything is well.\n")


@asynccontextmanager
async def running(folder: Path, config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot, from the moment its house is open until it was told to stop."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--config", str(config), "run",
        cwd=folder, env=environment(), stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while b"house.open" not in (line := await process.stderr.readline()):
                assert line, "The bot ended before it was open."
            yield process
            process.terminate()
            await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def test_exit_codes_are_distinct() -> None:
    """Every kind of trouble has a number of its own, none that the shell or the command line itself uses."""
    codes = [int(code) for code in Code]
    assert len(set(codes)) == len(codes)
    assert not {0, 2, 126, 127, 130} & set(codes)
