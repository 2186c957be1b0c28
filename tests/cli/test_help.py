"""Help: it is quick, it is whole, and it speaks to a volunteer."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, porchlight
from tests.cli.line import environment

HELP_WITHIN_CPU_S = 0.3
TRIES = 5


def cpu_s(*words: str, cwd: Path) -> float:
    """User and system time of one run, whatever else the machine does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words], cwd=cwd, env=environment(), stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime


def test_help_is_quick(tmp_path: Path) -> None:
    """`porchlight --help` needs at most 0.3 s of processor time: nothing heavy is imported before a command is chosen."""
    cpu_s("--help", cwd=tmp_path)
    assert min(cpu_s("--help", cwd=tmp_path) for _ in range(TRIES)) <= HELP_WITHIN_CPU_S


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """All commands below a group, with the words that call them."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += every_command(command, (*path, name))
    return found


ALL = every_command(porchlight)


def test_all_commands_are_there() -> None:
    """The first level is the table of the command line."""
    assert [path[0] for path, _ in ALL if len(path) == 1] == list(COMMANDS)


@pytest.mark.parametrize("command", [command for _, command in ALL], ids=[" ".join(path) for path, _ in ALL])
def test_every_command_explains_itself(command: click.Command) -> None:
    """Each command has a first line that a list shows whole, and each of its options has words."""
    assert command.help
    short = command.get_short_help_str(limit=60)
    assert short.endswith(".")
    assert not short.endswith("...")
    silent = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert silent == []
