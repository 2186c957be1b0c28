"""The store as a folder of washed files under random names. A file as it came never has a name on this disk."""

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from bot.adapters.media.bare import is_bare_jpeg, is_bare_mp4
from bot.adapters.media.sniff import CLIPS, HEAD_BYTES, Kind, kind_of
from bot.adapters.media.washing import wash
from bot.kernel.refusal import Refused
from bot.media.model import Media, MediaKind, MediaPolicy, MediaReason

PIECE_BYTES = 256 * 1024
SPARE_BYTES = 256 * 1024 * 1024
"""Room that a file may not take, because the database lives on the same disk."""

_NAME = re.compile(r"[0-9a-f]{32}(\.part)?")
_PART = ".part"
_NO_ROOM = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
_BYTES_PER_MB = 1_000_000

T = TypeVar("T")


class DiskMedia:
    """Implements `media.ports.MediaStore` in one folder, which it makes and closes to everybody else."""

    def __init__(self, folder: Path, *, at_once: int = 1, spare_bytes: int = SPARE_BYTES) -> None:
        """`at_once` files are washed at the same time, each with one core and up to 1 GB; the others wait."""
        self._folder = folder
        self._spare_bytes = spare_bytes
        self._turns = asyncio.Semaphore(at_once)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)

    async def wash(self, chunks: AsyncIterator[bytes], policy: MediaPolicy) -> Media:
        """See `MediaStore.wash`."""
        blob = secrets.token_hex(16)
        with _refusing_a_full_disk():
            with await _in_thread(self._nameless, undo=lambda made: made.close()) as raw:
                kind = await self._receive(raw, chunks, policy)
                async with self._turns:
                    try:
                        await self._washed(raw, blob, kind, policy)
                        return await _in_thread(lambda: self._finish(blob, kind))
                    except BaseException:
                        await _in_thread(lambda: self._remove(blob + _PART, blob))
                        raise

    async def describe(self, blob: str) -> Media | None:
        """See `MediaStore.describe`."""
        if not _NAME.fullmatch(blob) or blob.endswith(_PART):
            return None
        try:
            return await _in_thread(lambda: _described(blob, (self._folder / blob).read_bytes()))
        except FileNotFoundError:
            return None

    async def open(self, blob: str) -> AsyncIterator[bytes]:
        """See `MediaStore.open`."""
        if not _NAME.fullmatch(blob) or blob.endswith(_PART):
            raise FileNotFoundError(blob)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = await _in_thread(lambda: os.open(self._folder / blob, flags), undo=os.close)
        try:
            while piece := await _in_thread(lambda: os.read(fd, PIECE_BYTES)):
                yield piece
        finally:
            os.close(fd)

    async def destroy(self, blob: str) -> None:
        """See `MediaStore.destroy`."""
        if _NAME.fullmatch(blob):
            await _in_thread(lambda: self._remove(blob))

    async def orphans(self, known: frozenset[str], older_than: datetime) -> Sequence[str]:
        """See `MediaStore.orphans`. Names half-written files too."""
        return await _in_thread(lambda: self._unknown(known, older_than.timestamp()))

    def _nameless(self) -> BinaryIO:
        """A file without a name: whatever happens to us, nothing of it is left."""
        return tempfile.TemporaryFile(dir=self._folder)

    async def _receive(self, raw: BinaryIO, chunks: AsyncIterator[bytes], policy: MediaPolicy) -> Kind:
        """All that comes, up to the limit; what is no picture by its head is not even read to its end."""
        head, size_bytes, kind = b"", 0, None
        try:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > policy.max_bytes:
                    raise Refused(MediaReason.TOO_LARGE, most=str(policy.max_bytes // _BYTES_PER_MB))
                if len(head) < HEAD_BYTES:
                    head += chunk[: HEAD_BYTES - len(head)]
                    if len(head) >= HEAD_BYTES:
                        kind = _known(head)
                await _in_thread(partial(self._put, raw, chunk))
        finally:
            # A source that is not read to its end holds a connection until somebody closes it.
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()
        await _in_thread(lambda: raw.seek(0))  # Also writes out what is still in memory.
        return kind or _known(head)

    def _put(self, raw: BinaryIO, piece: bytes) -> None:
        disk = os.fstatvfs(raw.fileno())
        if disk.f_bavail * disk.f_frsize < self._spare_bytes + len(piece):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raw.write(piece)

    async def _washed(self, raw: BinaryIO, blob: str, kind: Kind, policy: MediaPolicy) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        path = self._folder / (blob + _PART)
        out = await _in_thread(lambda: os.open(path, flags, 0o600), undo=os.close)
        try:
            await wash(raw.fileno(), out, kind, policy)
            await _in_thread(lambda: os.fsync(out))
        finally:
            os.close(out)

    def _finish(self, blob: str, kind: Kind) -> Media:
        """Look at what the washing process wrote, and only then give it its name. Raises Refused."""
        part = self._folder / (blob + _PART)
        content = part.read_bytes()
        if not (is_bare_mp4 if kind in CLIPS else is_bare_jpeg)(content):
            raise Refused(MediaReason.NOT_A_PICTURE)
        part.rename(self._folder / blob)
        self._sync_folder()
        return _described(blob, content)

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


def _known(head: bytes) -> Kind:
    kind = kind_of(head)
    if kind is None:
        raise Refused(MediaReason.NOT_A_PICTURE)
    if kind is Kind.HEIC:
        raise Refused(MediaReason.HEIC)
    return kind


def _described(blob: str, content: bytes) -> Media:
    photo = content.startswith(b"\xff\xd8")
    return Media(
        blob=blob,
        kind=MediaKind.PHOTO if photo else MediaKind.CLIP,
        media_type="image/jpeg" if photo else "video/mp4",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


@contextlib.contextmanager
def _refusing_a_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Refused(MediaReason.NO_ROOM) from error
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
