"""What is configured, commanded and refused is also written down for people."""

import re
import tomllib
from pathlib import Path

from pydantic import BaseModel

from bot.app import ROUTES
from bot.cli import COMMANDS
from bot.config import Settings
from bot.handlers.registry import Registry
from bot.kernel.refusal import Reason

ROOT = Path(__file__).parents[2]


def keys(model: type[BaseModel], prefix: str = "") -> dict[str, object]:
    """Every key of the settings with its default."""
    found: dict[str, object] = {}
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            found |= keys(type(default), f"{name}.")
        else:
            found[prefix + name] = default
    return found


def test_every_key_is_in_the_example_with_its_default() -> None:
    """config.example.toml shows every key, and what it shows is the default."""
    written = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    flat = {f"{table}.{key}": value for table, values in written.items() for key, value in values.items()}
    defaults = {
        key: default.get_secret_value() if hasattr(default, "get_secret_value") else default
        for key, default in keys(Settings).items()
    }
    assert flat == defaults


def test_every_key_is_explained() -> None:
    """Each table of the example has comments for people."""
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    silent = [table for table in re.split(r"^\[", text, flags=re.M)[1:] if "#" not in table]
    assert silent == []


def test_every_reason_is_worded() -> None:
    """Whatever is refused is refused in words."""
    worded = Registry(ROUTES).refusals
    # A test's own reasons are nobody's business here.
    kinds = [kind for kind in Reason.__subclasses__() if kind.__module__.startswith("bot.")]
    reasons = [reason for kind in kinds for reason in kind]
    assert len(reasons) > 50
    assert [f"{type(reason).__name__}.{reason.name}" for reason in reasons if reason not in worded] == []
    assert len(set(reasons)) == len(reasons), "two reasons share a value, so one would be worded as the other"


def test_every_command_is_in_the_readme() -> None:
    """Each command of the chat and of the command line is in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chat = [f"/{spec.name}" for each in ROUTES for spec, _ in each.commands]
    line = [f"porchlight {name}" for name in COMMANDS]
    assert [name for name in [*chat, *line] if f"`{name}" not in readme] == []
