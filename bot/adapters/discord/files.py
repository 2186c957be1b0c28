"""Files of people: their bytes are fetched from Discord's content network, and from nowhere else."""

from collections.abc import AsyncIterator

import aiohttp
import discord
from yarl import URL

from bot.adapters.discord.render import DOWNLOAD_LIMIT_BYTES
from bot.chat.incoming import FileUnavailable, IncomingFile

CDN_ORIGINS = (URL("https://cdn.discordapp.com"), URL("https://media.discordapp.net"))

_PIECE_BYTES = 256 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=1800, connect=15, sock_connect=15, sock_read=60)


class Files:
    """Opens attachments. The links come from events, so their host is checked: they may not lead into our network."""

    def __init__(self, api_url: str = "", limit_bytes: int = DOWNLOAD_LIMIT_BYTES) -> None:
        self._origins = frozenset({*CDN_ORIGINS, *((URL(api_url).origin(),) if api_url else ())})
        self._limit_bytes = limit_bytes

    def incoming(self, attachment: discord.Attachment) -> IncomingFile:
        """The file behind an attachment; nothing is fetched before it is opened."""

        def read() -> AsyncIterator[bytes]:
            return self._read(attachment.url)

        return IncomingFile(
            name=attachment.filename,
            media_type=attachment.content_type or "application/octet-stream",
            size_bytes=attachment.size,
            platform_id=str(attachment.id),
            open=read,
        )

    async def _read(self, link: str) -> AsyncIterator[bytes]:
        url = self._allowed(link)
        read_bytes = 0
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, auto_decompress=False) as session,
                session.get(url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise FileUnavailable(f"Discord does not hand the file over (status {answer.status}).")
                async for piece in answer.content.iter_chunked(_PIECE_BYTES):
                    read_bytes += len(piece)
                    if read_bytes > self._limit_bytes:
                        raise FileUnavailable(f"The file has more than {self._limit_bytes} bytes.")
                    yield piece
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FileUnavailable("The connection to Discord's file server failed.") from error

    def _allowed(self, link: str) -> URL:
        try:
            # The signature in the query must reach Discord as it is written.
            url = URL(link, encoded=True)
            known = url.origin() in self._origins and url.user is None
        except ValueError:
            known = False
        if not known:
            raise FileUnavailable("The file's link does not lead to Discord.")
        return url
