"""The law of imports: it holds, it is complete, and every clause of it catches whoever breaks it."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"

PLANTS: tuple[tuple[str, str, str], ...] = (
    # Toward the kernel.
    ("layers", "bot/kernel/plant.py", "import bot.chat.message"),
    ("layers", "bot/geo/plant.py", "import bot.outbox.model"),
    ("layers", "bot/outbox/plant.py", "import bot.requests.model"),
    ("layers", "bot/people/plant.py", "import bot.cameras.model"),
    ("layers", "bot/requests/plant.py", "import bot.consent.model"),
    ("layers", "bot/consent/plant.py", "import bot.handlers.jobs"),
    ("layers", "bot/handlers/plant.py", "import bot.app"),
    ("layers", "bot/app_plant.py", "X = 1"),
    # Siblings are blind.
    ("layers", "bot/incidents/plant.py", "import bot.requests.model"),
    ("layers", "bot/clips/plant.py", "import bot.incidents.model"),
    ("layers", "bot/cameras/plant.py", "import bot.departments.model"),
    ("layers", "bot/operators/plant.py", "import bot.departments.model"),
    ("layers", "bot/record/plant.py", "import bot.geo.model"),
    # The wings have no doors between them.
    ("layers", "bot/adapters/vault/plant.py", "import bot.db.engine"),
    ("layers", "bot/adapters/web/plant.py", "import bot.handlers.context"),
    ("layers", "bot/handlers/plant_of_db.py", "import bot.db.transaction"),
    ("layers", "bot/db/plant_of_handlers.py", "import bot.handlers.words"),
    ("adapters-apart", "bot/adapters/telegram/plant.py", "import bot.adapters.discord.render"),
    ("adapters-no-feature", "bot/adapters/discord/plant.py", "import bot.clips.service"),
    ("adapters-no-feature", "bot/adapters/mail/plant.py", "import bot.consent.model"),
    ("books-no-use-case", "bot/db/plant.py", "import bot.people.service"),
    ("books-no-use-case", "bot/db/plant_of_chat.py", "import bot.chat.message"),
    # Inside a feature.
    ("who-speaks", "bot/requests/plant_that_speaks.py", "import bot.chat.message"),
    ("the-gate", "bot/handlers/plant_of_gate.py", "from bot.consent.release import release"),
    ("pure", "bot/requests/rules.py", "import random as plant"),
    ("pure", "bot/consent/machine.py", "import asyncio as plant"),
    ("pure", "bot/cameras/model.py", "from bot.cameras import service as plant"),
    # Outside.
    ("sandbox-outside", "bot/sandbox/plant.py", "import bot.chat.message"),
    ("demo-outside", "bot/demo/plant.py", "import bot.requests.service"),
    ("sandbox-started", "bot/adapters/pictures/plant.py", "import bot.sandbox.world"),
    # A library lives in one place.
    ("aiogram", "bot/handlers/plant_aiogram.py", "import aiogram"),
    ("discord", "bot/adapters/telegram/plant_discord.py", "import discord"),
    ("mail", "bot/people/plant_mail.py", "import email_validator"),
    ("templates", "bot/consent/plant_jinja.py", "import jinja2"),
    ("http", "bot/adapters/mail/plant_http.py", "import aiohttp"),
    ("drawing", "bot/handlers/plant_pil.py", "import PIL.Image"),
    ("codes", "bot/officers/plant_segno.py", "import segno"),
    ("ciphers", "bot/db/plant_cryptography.py", "import cryptography"),
    ("age", "bot/adapters/keys/plant_pyrage.py", "import pyrage"),
    ("one-time-codes", "bot/officers/plant_pyotp.py", "import pyotp"),
    ("layers", "bot/departments/plant_of_officers.py", "import bot.officers.model"),
    ("video", "bot/adapters/vault/plant_av.py", "import av"),
    ("geometry", "bot/db/plant_h3.py", "import h3"),
    ("geometry", "bot/cameras/plant_shapely.py", "import shapely"),
    ("zones", "bot/geo/plant_tzfpy.py", "import tzfpy"),
    ("babel", "bot/handlers/plant_babel.py", "import babel"),
    ("likeness", "bot/requests/plant_rapidfuzz.py", "import rapidfuzz"),
    ("times", "bot/requests/plant_dateparser.py", "import dateparser"),
    ("geopy", "bot/geo/plant_geopy.py", "import geopy"),
    ("sqlalchemy", "bot/people/plant_sqlalchemy.py", "from sqlalchemy import select"),
    ("sqlalchemy", "bot/cli/plant_sqlalchemy.py", "from sqlalchemy import select"),
    ("databases", "bot/outbox/plant_asyncpg.py", "import asyncpg"),
    ("apscheduler", "bot/outbox/plant_apscheduler.py", "import apscheduler"),
    ("click", "bot/demo/plant_click.py", "import click"),
    ("rich", "bot/handlers/plant_rich.py", "import rich"),
    ("pydantic", "bot/requests/plant_pydantic.py", "import pydantic"),
    ("stand-ins", "bot/adapters/discord/plant_simcord.py", "import simcord"),
    ("structlog", "bot/consent/plant_structlog.py", "import structlog"),
)
"""Contract, file, line: what somebody in a hurry might write."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter on the package in a folder."""
    return subprocess.run(
        [str(LINTER), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def contracts() -> dict[str, str]:
    """Each contract's name by its id."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return {contract["id"]: contract["name"] for contract in linter["contracts"]}


def complaints(said: str) -> dict[str, str]:
    """What the linter says about each broken contract, by the contract's name."""
    _, _, broken = said.partition("Broken contracts")
    sections = re.split(r"^(.+)\n-{3,}$", broken, flags=re.M)[1:]
    return dict(zip((name.strip() for name in sections[::2]), sections[1::2], strict=True))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A copy of the package with every plant in it, and what the linter says of it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for _, path, line in PLANTS:
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = lint(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    return complaints(done.stdout)


def test_the_law_holds() -> None:
    """The package as it is keeps every contract."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(contracts())} kept, 0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "path", "line"), PLANTS, ids=[f"{plant[0]}-{plant[1]}" for plant in PLANTS])
def test_planted_violations_are_caught(contract: str, path: str, line: str, planted: dict[str, str]) -> None:
    """Whoever writes this line in this file is told so, by the contract that is meant for it."""
    said = planted.get(contracts()[contract], "")
    module = path.removesuffix(".py").replace("/", ".")
    # A room that has no floor in the house is named without the house.
    assert (module if "import" in line else module.removeprefix("bot.")) in said


def test_every_contract_has_a_plant() -> None:
    """No clause of the law goes unproven."""
    assert {contract for contract, _, _ in PLANTS} == contracts().keys()


def test_every_library_has_its_place() -> None:
    """A library that the product imports is named by a contract, so that a new one is given a place first."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    placed = {name for contract in linter["contracts"] for name in contract.get("protected_modules", ())}
    imported = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    assert imported - placed - sys.stdlib_module_names == {"bot"}
