"""The commands as the platforms will announce them."""

import re

import pytest

from bot.chat.form import CommandSpec, FieldKind
from bot.handlers.registry import Registry
from bot.handlers.words import help_text
from tests.handlers.routes import ALL_ROUTES

SPECS = tuple(spec for spec, _ in Registry(ALL_ROUTES).commands.values())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_commands_fit_every_platform(spec: CommandSpec) -> None:
    """Names, descriptions, labels, questions and choices keep Telegram's and Discord's limits."""
    assert re.fullmatch(r"[a-z][a-z_]{0,31}", spec.name)
    assert 3 <= len(spec.description) <= 100
    assert len(spec.fields) <= 25
    for field in spec.fields:
        assert re.fullmatch(r"[a-z][a-z_]{0,31}", field.name)
        assert 1 <= len(field.label) <= 45
        assert 1 <= len(field.question) <= 100
        assert len(field.choices) <= 25
        assert bool(field.choices) == (field.kind is FieldKind.CHOICE)
        assert all(1 <= len(choice.label) <= 100 and 1 <= len(choice.value) <= 100 for choice in field.choices)


def test_help_lists_what_works_in_the_room() -> None:
    """A direct message hears of /camera and not of /setup; a channel the other way round."""
    direct, channel = (str(help_text(SPECS, private=private).blocks) for private in (True, False))
    assert "'/camera'" in direct
    assert "'/setup'" not in direct
    assert "'/camera'" not in channel
    assert "'/officer'" in direct
    assert "'/officer'" not in channel
    assert "'/setup'" in channel
