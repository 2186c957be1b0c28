"""What rendered parts become in discord.py's own types: inert views and files read into memory."""

import hashlib
import io
import re

import discord

from bot.adapters.discord.render import Buttons
from bot.chat.message import Attachment, Button, Picture

_DESCRIPTION_CHARACTERS = 1024
_LABEL_CHARACTERS = 80


class BadFile(Exception):
    """The bytes of an attachment are not those that were promised; the message says which file."""


def view(rows: Buttons) -> discord.ui.View:
    """The buttons. Stopped, so that discord.py keeps no view in memory: presses come as raw interactions."""
    made = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row:
            label = _label(button.label)
            item: discord.ui.Button[discord.ui.View]
            if isinstance(button, Button):
                # One style for all: no colour may push anybody.
                item = discord.ui.Button(
                    style=discord.ButtonStyle.secondary, label=label, custom_id=button.action.encode(), row=number
                )
            else:
                item = discord.ui.Button(style=discord.ButtonStyle.link, label=label, url=button.url, row=number)
            made.add_item(item)
    made.stop()
    return made


async def file(block: Picture | Attachment) -> discord.File:
    """The file with all its bytes. Raises BadFile, or what the attachment's own source raises."""
    if isinstance(block, Picture):
        description = block.description[:_DESCRIPTION_CHARACTERS]
        return discord.File(io.BytesIO(block.content), filename=_name(block.name), description=description)
    content = io.BytesIO()
    digest = hashlib.sha256()
    async for piece in block.open():
        content.write(piece)
        digest.update(piece)
        if content.tell() > block.size_bytes:
            break
    # What leaves is exactly what was approved, or nothing.
    if content.tell() != block.size_bytes or digest.hexdigest() != block.sha256:
        raise BadFile(f"The bytes of {block.name} are not the ones that were approved.")
    content.seek(0)
    return discord.File(content, filename=_name(block.name))


def _label(text: str) -> str:
    return text if 0 < len(text) <= _LABEL_CHARACTERS else f"{text[: _LABEL_CHARACTERS - 1]}…"


def _name(name: str) -> str:
    """A file name without a path; Discord itself replaces what else it does not like."""
    return re.sub(r"[\x00-\x1f/\\\"]", "_", name).strip(" .")[-120:] or "file"
