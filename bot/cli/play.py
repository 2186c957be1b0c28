"""`demo` and `sandbox`: Porchlight without any account, against local stand-ins for Telegram, Discord and mail."""

import asyncio
from pathlib import Path
from typing import Any

import click

from bot.cli.errors import Code, Trouble


@click.command(short_help="Play a whole evening on this machine.")
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    help="Play in San Francisco: a folder with agencies_police_sheriff.csv, addresses_sf_20000.csv and video/*.mp4. "
    "Else in Lantern Hill, which is invented.",
)
@click.option(
    "--log", "log_path", type=click.Path(dir_okay=False), help="Write every message, byte for byte, as JSON lines."
)
@click.option(
    "--database", metavar="URL", help="Play on a PostgreSQL server; a database is made there and dropped again."
)
def demo(data: str | None, log_path: str | None, database: str | None) -> None:
    """Play a whole evening: a report, a request, a review, owners' answers, an approved clip.

    The bot runs as a process of its own, with the real Telegram, Discord and mail clients; the servers that it talks
    to are stand-ins on this machine. Needs no account and no network, and takes less than a minute.
    """
    _needs_sandbox()
    from bot.demo import town

    try:
        where = town.real(Path(data)) if data else town.invented()
    except town.NoTown as error:
        raise Trouble(Code.STORY, str(error)) from None
    click.echo(f"{where.name}: setting the stage, with stand-ins for Telegram, Discord and mail on 127.0.0.1 …")
    from bot.demo import stage as stages
    from bot.demo import story
    from bot.demo.databases import throwaway
    from bot.demo.program import ProgramFailed
    from bot.demo.telling import Telling

    telling = Telling()

    async def evening() -> None:
        async with throwaway(database) as url, stages.set_up(where, telling, url) as stage:
            try:
                await story.play(stage)
            finally:
                if log_path:
                    stage.sandbox.transcript.write(Path(log_path))
        telling.ending(
            "Everything came out as promised. Nobody but the officer got the clip, and only the approved one."
        )

    try:
        asyncio.run(evening())
    except (stages.StoryFailed, ProgramFailed, TimeoutError) as error:
        raise Trouble(Code.STORY, f"The story broke off: {error}") from None
    except OSError as error:
        raise Trouble(Code.DATABASE, f"The demo cannot be played: {error}") from None


@click.command(short_help="Keep the stand-ins and a bot running, to play with.")
@click.option("--port", default=8089, show_default=True, help="The port of the control page, on 127.0.0.1.")
@click.option("--folder", default="sandbox-data", show_default=True, help="Where the bot keeps its database and clips.")
def sandbox(port: int, folder: str) -> None:
    """Start the stand-ins and the bot, and keep them running until Ctrl-C.

    Scripts play people through a small control API on this machine: its address is printed, and a GET of it explains
    every call. The bot's configuration is written to the folder; use it with porchlight --config to add departments,
    officers and reviewers.
    """
    _needs_sandbox()
    from bot.demo.program import ProgramFailed
    from bot.demo.standing import stand

    def say(words: str) -> None:
        click.echo(words)

    try:
        asyncio.run(stand(port, Path(folder), say))
    except ProgramFailed as error:
        raise Trouble(Code.STORY, f"The bot did not start: {error}") from None
    except OSError as error:
        if error.filename is not None:
            raise Trouble(Code.VAULT, f"{error.filename} cannot be used ({error.strerror}); see --folder.") from None
        raise Trouble(
            Code.PORT, f"127.0.0.1:{port} cannot be used ({error.strerror}); choose another with --port."
        ) from None


def _needs_sandbox() -> Any:
    try:
        import aiosmtpd
        import simcord
    except ImportError:
        raise Trouble(
            Code.MISSING_EXTRA, "This needs the sandbox extra; install it with: pip install 'porchlight[sandbox]'."
        ) from None
    return aiosmtpd, simcord
