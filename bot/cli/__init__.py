"""The command line. Nothing heavy is imported before a command is chosen, so that `--help` answers at once."""

import os
import sys

import click

from bot import __version__
from bot.cli.errors import Code, Trouble

COMMANDS = {
    "init": "bot.cli.begin",
    "run": "bot.cli.serve",
    "check": "bot.cli.serve",
    "migrate": "bot.cli.serve",
    "sandbox": "bot.cli.play",
    "demo": "bot.cli.play",
    "operator": "bot.cli.operators",
    "department": "bot.cli.departments",
    "officer": "bot.cli.officers",
    "reviewer": "bot.cli.reviewers",
    "import": "bot.cli.bring",
    "backup": "bot.cli.keep",
    "restore": "bot.cli.keep",
}
"""Where each command lives; its file is imported when it is called, or when help needs its first line."""


class Lazy(click.Group):
    """A group that imports a command's file only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = __import__(COMMANDS[cmd_name], fromlist=[cmd_name])
        # "import" is a word of Python's own, so its function has an underscore more.
        command: click.Command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="porchlight")
@click.option(
    "--config", "-c", metavar="FILE", help="The configuration file; else PORCHLIGHT_CONFIG, else ./config.toml."
)
@click.pass_context
def porchlight(ctx: click.Context, config: str | None) -> None:
    """Porchlight: a neighborhood camera network that its neighbors can trust.

    \b
    To see it at work, without any account or token:
        porchlight demo
    To run it:
        porchlight init          makes config.toml, to fill in what you use, and the house key, to keep a copy of
        porchlight migrate       makes the database
        porchlight check         tries every part of the configuration
        porchlight run           runs the bot
        porchlight operator add, for two persons; then department add, officer invite, reviewer invite
    """
    ctx.obj = config


def main() -> None:
    """Run the command line; whatever goes wrong ends in one sentence and a code of its own, never in a traceback."""
    # Whatever it makes holds where people live, or what opens that: the other users of a machine have no business there.
    os.umask(0o077)
    try:
        porchlight(standalone_mode=False, prog_name="porchlight")
    except Trouble as trouble:
        click.echo(f"porchlight: {trouble}", err=True)
        sys.exit(trouble.code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "porchlight"
        click.echo(f"porchlight: {error.format_message()} See: {path} --help", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:
        # The words of an unforeseen error may quote a token or an address, so only its kind and place are told.
        click.echo(f"porchlight: {_fault(error)}", err=True)
        sys.exit(int(Code.FAULT))


def _fault(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    return f"This is a fault of the program ({type(error).__name__}{place}); please report it, with what you did."
