"""Who speaks on the command line: an operator by name and passphrase, and their yes to what was shown."""

import os
import sys
from collections.abc import Sequence
from typing import Any, TypeVar

import click

from bot.cli.books import WORDS
from bot.cli.errors import Code, Trouble

T = TypeVar("T")

AT_ONCE = 200
PASSPHRASE = "PORCHLIGHT_OPERATOR_PASSPHRASE"
"""The environment variable that spares scripts the question; never an option, for others can read a command line."""


by_operator = click.option(
    "--operator", "operator_name", type=WORDS, required=True, metavar="NAME", help="Who you are, as an operator."
)


def in_parts(whole: Sequence[T]) -> list[Sequence[T]]:
    """A long list in parts of which each is a transaction of its own: a bot that runs waits for none of them for long."""
    return [whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE)]


def worded(no: Any) -> str:
    """A refusal as its sentence."""
    from bot.app import wording

    return wording(no)


def passphrase_of(name: str) -> str:
    """What the operator types, unseen, or what the environment holds. Raises Trouble(REFUSED) where neither is there."""
    given = os.environ.get(PASSPHRASE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise Trouble(Code.REFUSED, f"There is nobody to type the passphrase of {name}; put it into {PASSPHRASE}.")
    typed: str = click.prompt(f"Passphrase of {name}", hide_input=True, err=True)
    return typed


async def speaking(tx: Any, name: str, passphrase: str) -> Any:
    """The operator who shows this passphrase. Raises Refused."""
    from bot.adapters.keys.passphrases import ScryptPassphrases
    from bot.operators.service import operator_with

    return await operator_with(tx, name, passphrase, ScryptPassphrases())


def agreed(question: str, *, yes: bool) -> None:
    """Go on only after a yes, typed or given as an option. Raises Trouble(REFUSED)."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Trouble(Code.REFUSED, "There is nobody to say yes; look at it first, then add --yes.")
    if not click.confirm(question, err=True):
        raise Trouble(Code.REFUSED, "Nothing was done.")
