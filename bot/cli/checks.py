"""What `porchlight check` tries, one after another: each returns a few words, or raises what explains itself."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.adapters.vault.disk import SPARE_BYTES
from bot.cli.errors import Code, Trouble


async def database(settings: Any) -> str:
    """It answers, and has the shape that this version expects."""
    from bot.db.engine import make_engine
    from bot.db.migrate import current, demand_migrated

    engine = make_engine(settings.database.url)
    try:
        await demand_migrated(engine)
        return f"ok, revision {await current(engine)}"
    finally:
        await engine.dispose()


async def house_key(settings: Any) -> str:
    """It can be read, by us alone, and is the one of this database."""
    from bot.db.engine import make_engine
    from bot.db.migrate import current, head
    from bot.db.sealing import demand_house_key
    from bot.equipment import seals_for
    from bot.people.model import KeyMissing

    seals = seals_for(settings)
    engine = make_engine(settings.database.url)
    try:
        if await current(engine) == await head():
            await demand_house_key(engine, seals)
    except KeyMissing:
        raise
    except Exception:
        return "ok, but the database could not be asked whether it is its own"
    finally:
        await engine.dispose()
    return f"ok, {settings.security.house_key}; is a copy of it kept apart from the backups?"


ENDS = ("telegram", "discord", "mail")


def end(name: str, without: str) -> Callable[[Any], Awaitable[str]]:
    """The check of a platform or of the mail relay: it takes us. `without` is said when it is not configured."""

    async def asked(settings: Any) -> str:
        from bot.ends import platforms

        # The others are left out, so that each line of the report speaks of its own end only.
        others = {other: type(getattr(settings, other))() for other in ENDS if other != name}
        ends = platforms(settings.model_copy(update=others))
        return f"ok, {await ends.check(name)}" if name in ends.checks else without

    return asked


def folder_of(table: str) -> Callable[[Any], Awaitable[str]]:
    """The folder that this table of the configuration names can be written to."""
    return lambda settings: asyncio.to_thread(_try_folder, Path(getattr(settings, table).folder), table)


def _try_folder(folder: Path, table: str) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Trouble(Code.VAULT, f"{folder} cannot be written to ({error.strerror}); check [{table}] folder.") from None
    disk = os.statvfs(folder)
    free_bytes = disk.f_bavail * disk.f_frsize
    if free_bytes < SPARE_BYTES:
        raise Trouble(
            Code.VAULT,
            f"{folder} has only {free_bytes / 1e6:.0f} MB free, and below {SPARE_BYTES / 1e6:.0f} MB no file is taken; "
            f"make room on its disk, or choose another [{table}] folder.",
        )
    return f"ok, {free_bytes / 1e9:.1f} GB free"


async def web(settings: Any) -> str:
    """The port is free. A bot that runs already holds it, and that is well too."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web.host, settings.web.port))
        except OSError as error:
            raise Trouble(
                Code.PORT,
                f"{settings.web.host}:{settings.web.port} cannot be used ({error.strerror}); stop what holds it, or change "
                "[web] port.",
            ) from None
    return "ok"


async def geocoding(settings: Any) -> str:
    """The gazetteer can be read."""
    from bot.equipment import geocoder_for

    found = settings.geocoding
    if not found.gazetteer and found.service == "none":
        return "not configured: people give pins and coordinates, and owners type their street address"
    try:
        geocoder_for(settings)
    except (OSError, ValueError) as error:
        raise Trouble(Code.GEOCODING, f"Geocoding cannot be set up: {error}") from None
    return "ok"


async def maps(settings: Any) -> str:
    """There are tiles where the configuration says."""
    if not settings.maps.tiles:
        return "no tiles: maps show a plain ground without streets"
    folder = Path(settings.maps.tiles)
    found = await asyncio.to_thread(lambda: next(folder.glob("[0-9]*/[0-9]*/[0-9]*.png"), None))
    if found is None:
        raise Trouble(
            Code.MAPS,
            f"There are no tiles of the form {folder}/{{z}}/{{x}}/{{y}}.png; put them there, or leave [maps] tiles empty.",
        )
    return "ok"


CHECKS: tuple[tuple[str, Callable[[Any], Awaitable[str]]], ...] = (
    ("database", database),
    ("house key", house_key),
    ("telegram", end("telegram", "not configured")),
    ("discord", end("discord", "not configured")),
    ("mail", end("mail", "not configured: owners cannot prove an email address")),
    ("vault", folder_of("vault")),
    ("media", folder_of("media")),
    ("web", web),
    ("geocoding", geocoding),
    ("maps", maps),
)
