"""Operators as the command line makes them, and what they say with their passphrases."""

import re
from pathlib import Path

from tests.cli.line import Said, porchlight

PASSPHRASE = re.compile(r"passphrase .*: (\S+)$", re.MULTILINE)
CODE = re.compile(r"/operator (\S+)$", re.MULTILINE)
WAITING = re.compile(r"department confirm ([2-9A-Z]{6}) ")


async def make_operator(house: Path, name: str) -> str:
    """A new operator; the passphrase."""
    said = await porchlight("operator", "add", name, cwd=house.parent, config=house)
    assert said.code == 0, said
    found = PASSPHRASE.search(said.out)
    assert found is not None, said
    return found[1]


async def speaks(house: Path, name: str, passphrase: str, *words: str) -> Said:
    """The operator's command, with the passphrase where scripts have it."""
    spoken = {"PORCHLIGHT_OPERATOR_PASSPHRASE": passphrase} if passphrase else {}
    return await porchlight(*words, "--operator", name, cwd=house.parent, config=house, variables=spoken)


def reference(said: Said) -> str:
    """The reference of what waits for a second operator."""
    assert said.code == 0, said
    found = WAITING.search(said.out)
    assert found is not None, said
    return found[1]
