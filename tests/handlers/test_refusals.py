"""Every reason to say no has words, and the words get the figures they need."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import bot
from bot.handlers.registry import Registry
from bot.kernel.refusal import Reason
from tests.handlers.routes import ALL_ROUTES

REGISTRY = Registry(ALL_ROUTES)
SOURCES = Path(bot.__file__).parent


def _reasons(kind: type[Reason] = Reason) -> Iterator[Reason]:
    for each in (one for one in kind.__subclasses__() if one.__module__.startswith("bot.")):
        yield from each
        yield from _reasons(each)


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """Where a `Refused` is made with a reason by name: the place, the reason's value, the figures given."""
    values = {f"{type(reason).__name__}.{reason.name}": reason.value for reason in _reasons()}
    for path in SOURCES.rglob("*.py"):
        if "adapters" in path.parts:
            continue  # Their refusals pass through a handler, which adds the figures.
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                value = values.get(ast.unparse(node.args[0])) if node.args else None
                if value is not None:
                    yield f"{path.name}:{node.lineno}", value, {word.arg or "" for word in node.keywords}


def test_every_reason_is_worded() -> None:
    """No reason of any feature lacks its sentence, and no two reasons share a value."""
    reasons = list(_reasons())
    assert len({reason.value for reason in reasons}) == len(reasons)
    assert {reason.value for reason in reasons} - REGISTRY.refusals.keys() == set()


def test_no_wording_without_a_reason() -> None:
    """Every sentence belongs to a reason, so none is kept for nothing."""
    assert REGISTRY.refusals.keys() - {reason.value for reason in _reasons()} == set()


def test_refusals_carry_the_figures_of_their_wording() -> None:
    """At every place that refuses, the facts given fill all placeholders of the sentence."""
    lacking = [
        (where, reason, missing)
        for where, reason, given in _raised()
        if (missing := _placeholders(REGISTRY.refusals[reason]) - given)
    ]
    assert lacking == []


def test_wordings_say_what_to_do() -> None:
    """Each wording is at least one whole sentence of a readable length."""
    for reason, words in REGISTRY.refusals.items():
        assert words[0].isupper() or words[0] == "{", reason
        assert words.endswith((".", "?")), reason
        assert len(words) <= 300, reason


def test_fields_that_are_asked_again_exist() -> None:
    """A refusal that asks a field again names a field of some command."""
    names = {field.name for spec, _ in REGISTRY.commands.values() for field in spec.fields}
    assert set(REGISTRY.again.values()) <= names
    assert REGISTRY.again.keys() <= REGISTRY.refusals.keys()
