"""Fetching the files that people send, from Telegram's servers, piece by piece."""

from collections.abc import AsyncIterator

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetFile

from bot.adapters.telegram.patience import Pause, patiently
from bot.adapters.telegram.render import LIMITS
from bot.adapters.telegram.wire import Wire
from bot.chat.incoming import FileUnavailable


class Files:
    """The way to the bytes behind a file id."""

    def __init__(self, bot: Bot, wire: Wire, pause: Pause) -> None:
        self._bot = bot
        self._wire = wire
        self._pause = pause

    async def open(self, file_id: str, size_bytes: int | None) -> AsyncIterator[bytes]:
        """All bytes of the file. Raises FileUnavailable when it is too large, is gone, or ends too early."""
        if size_bytes is not None and size_bytes > LIMITS.download_bytes:
            raise FileUnavailable("Telegram gives files of up to 20 MB to bots.")
        path, promised_bytes = await self._path(file_id)
        came_bytes = 0
        async for piece in self._wire.download(self._bot, path):
            came_bytes += len(piece)
            yield piece
        if promised_bytes is not None and came_bytes != promised_bytes:
            raise FileUnavailable("The download ended too early.")

    async def _path(self, file_id: str) -> tuple[str, int | None]:
        why = "Telegram does not say where the file is."
        try:
            file = await patiently(lambda: self._bot(GetFile(file_id=file_id)), self._pause)
        except TelegramAPIError as error:
            why = error.message
        else:
            if file.file_path:
                return file.file_path, file.file_size
        raise FileUnavailable(why)
