"""Files on their way to Telegram: streamed, not recompressed, and never complete unless they are the promised bytes."""

import hashlib
import re
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from aiogram.types import InputFile

from bot.chat.fit import clean
from bot.chat.message import Attachment, Picture

if TYPE_CHECKING:
    from aiogram import Bot

PIECE_BYTES = 64 * 1024
LONGEST_NAME = 100
_UNSAFE = re.compile(r'[\\/:*?"<>|;%\n\t\u2060]')


class WrongBytes(Exception):
    """The bytes of an attachment are not those of its digest."""


class Drawing(InputFile):
    """A picture of ours."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(filename=safe_name(picture.name))
        self.size_bytes = len(picture.content)
        self.digest = hashlib.sha256(picture.content).hexdigest()
        self._content = picture.content

    async def read(self, bot: "Bot") -> AsyncGenerator[bytes, None]:
        """The bytes from the beginning."""
        for at in range(0, len(self._content), PIECE_BYTES):
            yield self._content[at : at + PIECE_BYTES]


class HandedOver(InputFile):
    """An attachment. The last piece is held back until the digest is right, so that wrong bytes never arrive whole."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__(filename=safe_name(attachment.name))
        self.size_bytes = attachment.size_bytes
        self.digest = attachment.sha256
        self.broken: Exception | None = None
        """Why the latest reading failed on our side."""
        self._open = attachment.open

    async def read(self, bot: "Bot") -> AsyncGenerator[bytes, None]:
        """The bytes from the beginning. Raises WrongBytes, and whatever opening them raises."""
        self.broken = None
        try:
            held, seen = b"", hashlib.sha256()
            async for piece in self._open():
                if held:
                    yield held
                held = piece
                seen.update(piece)
            if seen.hexdigest() != self.digest:
                raise WrongBytes
            yield held
        except Exception as error:
            self.broken = error
            raise


def file_of(call: Any) -> Drawing | HandedOver | None:
    """The file that a call carries, or brings to a message that is edited."""
    media = getattr(call, "media", None)
    for holder, name in ((call, "photo"), (call, "video"), (call, "document"), (media, "media")):
        if isinstance(file := getattr(holder, name, None), (Drawing, HandedOver)):
            return file
    return None


def safe_name(name: str) -> str:
    """A file name that is a name only: no path, no quotes, no control characters, at most 100 characters."""
    parts = _UNSAFE.sub("_", clean(name)).strip(" .").rsplit(".", 1)
    stem, ending = parts[0], "".join(f".{part[:10]}" for part in parts[1:])
    return (stem[: LONGEST_NAME - len(ending)] + ending) or "file"
