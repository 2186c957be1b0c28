"""The vault as a folder of files under random names. No sender's word ever becomes part of a path."""

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.adapters.vault.sniff import HEAD_BYTES, media_type
from bot.clips.model import ClipReason, Kept
from bot.kernel.refusal import Refused

PIECE_BYTES = 256 * 1024
"""What is read or written in one go: large enough for a fast disk, small enough for flat memory."""

SPARE_BYTES = 256 * 1024 * 1024
"""Room that a clip may not take, because the database lives on the same disk."""

_NAME = re.compile(r"[0-9a-f]{32}(\.part)?")
_PART = ".part"
_NO_ROOM = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])

T = TypeVar("T")


class DiskVault:
    """Implements `clips.ports.Vault` in one folder, which it makes and closes to everybody else."""

    def __init__(self, folder: Path, spare_bytes: int = SPARE_BYTES) -> None:
        """`folder` is made if it is missing. A clip that would leave less than `spare_bytes` free is refused."""
        self._folder = folder
        self._spare_bytes = spare_bytes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)

    async def keep(self, chunks: AsyncIterator[bytes], max_bytes: int) -> Kept:
        """See `Vault.keep`. Nothing stays on the disk after a refusal, an error of the source or a cancellation."""
        pieces = _pieces(chunks, max_bytes)
        async with contextlib.aclosing(pieces):
            first = await anext(pieces, b"")
            if not first:
                raise Refused(ClipReason.EMPTY)
            kind = media_type(first[:HEAD_BYTES])
            if kind is None:
                raise Refused(ClipReason.WRONG_TYPE)
            blob = secrets.token_hex(16)
            with _refusing_a_full_disk():
                digest, size_bytes = await self._write(blob, first, pieces)
        return Kept(blob=blob, sha256=digest, size_bytes=size_bytes, media_type=kind)

    async def open(self, blob: str) -> AsyncIterator[bytes]:
        """See `Vault.open`."""
        if not _NAME.fullmatch(blob):
            raise FileNotFoundError(blob)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = await _in_thread(lambda: os.open(self._folder / blob, flags), undo=os.close)
        try:
            while piece := await _in_thread(lambda: os.read(fd, PIECE_BYTES)):
                yield piece
        finally:
            os.close(fd)

    async def destroy(self, blob: str) -> None:
        """See `Vault.destroy`."""
        if _NAME.fullmatch(blob):
            await _in_thread(lambda: self._remove(blob))

    async def orphans(self, known: frozenset[str], older_than: datetime) -> Sequence[str]:
        """See `Vault.orphans`. Names half-written files too."""
        return await _in_thread(lambda: self._unknown(known, older_than.timestamp()))

    async def _write(self, blob: str, first: bytes, pieces: AsyncIterator[bytes]) -> tuple[str, int]:
        """Write everything under a passing name, then make it durable under its own; returns digest and size."""
        part = blob + _PART
        digest, size_bytes = hashlib.sha256(), 0
        fd = -1
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            fd = await _in_thread(lambda: os.open(self._folder / part, flags, 0o600), undo=os.close)
            piece = first
            while piece:
                await _in_thread(partial(self._put, fd, piece, digest.update))
                size_bytes += len(piece)
                piece = await anext(pieces, b"")
            await _in_thread(lambda: self._finish(fd, part, blob))
        except BaseException:
            # A cancellation may come after the renaming, so both names are looked for. The thread is done by now.
            await _in_thread(lambda: self._remove(part, blob))
            raise
        finally:
            if fd >= 0:
                os.close(fd)
        return digest.hexdigest(), size_bytes

    def _put(self, fd: int, piece: bytes, measure: Callable[[bytes], None]) -> None:
        disk = os.fstatvfs(fd)
        if disk.f_bavail * disk.f_frsize < self._spare_bytes + len(piece):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        measure(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(fd, rest) :]

    def _finish(self, fd: int, part: str, blob: str) -> None:
        os.fsync(fd)
        (self._folder / part).rename(self._folder / blob)
        self._sync_folder()

    def _remove(self, *names: str) -> None:
        for name in names:
            (self._folder / name).unlink(missing_ok=True)
        self._sync_folder()

    def _sync_folder(self) -> None:
        """A name is durable only when its folder is."""
        fd = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def _unknown(self, known: frozenset[str], older_than_s: float) -> list[str]:
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if not _NAME.fullmatch(entry.name) or entry.name in known:
                    continue
                # A file may go while we look: it was being written, or somebody else cleans up too.
                with contextlib.suppress(FileNotFoundError):
                    if entry.stat(follow_symlinks=False).st_mtime < older_than_s:
                        found.append(entry.name)
        return sorted(found)


async def _pieces(chunks: AsyncIterator[bytes], max_bytes: int) -> AsyncGenerator[bytes, None]:
    """Chunks of any size as pieces of PIECE_BYTES, the last one shorter, none empty; closes the source in the end."""
    waiting, size_bytes = bytearray(), 0
    try:
        async for chunk in chunks:
            size_bytes += len(chunk)
            if size_bytes > max_bytes:
                raise Refused(ClipReason.TOO_LARGE, max_bytes=str(max_bytes))
            view = memoryview(chunk)
            while view:
                taken = view[: PIECE_BYTES - len(waiting)]
                waiting += taken
                view = view[len(taken) :]
                if len(waiting) == PIECE_BYTES:
                    yield bytes(waiting)
                    waiting.clear()
        if waiting:
            yield bytes(waiting)
    finally:
        # A source that is not read to its end holds a connection until somebody closes it.
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


@contextlib.contextmanager
def _refusing_a_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Refused(ClipReason.NO_ROOM) from error
        raise


async def _in_thread(work: Callable[[], T], undo: Callable[[T], None] | None = None) -> T:
    """Run disk work beside the loop. A cancellation waits for its end, so that no file is closed under a running write.

    `undo` is given the result that a cancellation leaves without a taker.
    """
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        if running.exception() is None and undo is not None:
            undo(running.result())
        raise
