"""The vault keeps whole files, hands them back, and keeps nothing else."""

import asyncio
import errno
import hashlib
import os
import resource
import stat
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.vault.disk import PIECE_BYTES, DiskVault
from bot.chat.incoming import FileUnavailable
from bot.clips.model import ClipReason
from bot.kernel.refusal import Refused
from tests.adapters.vault.samples import HOSTILE, TAKEN

MP4 = TAKEN["mp4"][0]
MANY_BYTES = 2_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clips"


@pytest.fixture
def vault(folder: Path) -> DiskVault:
    return DiskVault(folder, spare_bytes=0)


async def parts(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def whole(vault: DiskVault, blob: str) -> bytes:
    return b"".join([piece async for piece in vault.open(blob)])


@pytest.mark.parametrize("name", TAKEN)
async def test_what_goes_in_comes_out(vault: DiskVault, name: str) -> None:
    """A file comes back byte for byte, with its digest, size and kind measured."""
    content, kind = TAKEN[name]
    kept = await vault.keep(parts(content, 7), MANY_BYTES)
    assert (kept.sha256, kept.size_bytes, kept.media_type) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        kind,
    )
    assert await whole(vault, kept.blob) == content


@pytest.mark.parametrize("chunk", [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES])
async def test_the_size_of_the_chunks_does_not_matter(vault: DiskVault, chunk: int) -> None:
    """However the bytes are cut on their way in, the same file is kept."""
    content = MP4 + os.urandom(3 * PIECE_BYTES + 5 if chunk > 1 else 3000)
    kept = await vault.keep(parts(content, chunk), MANY_BYTES)
    assert kept.size_bytes == len(content)
    assert await whole(vault, kept.blob) == content


async def test_nobody_else_can_read(vault: DiskVault, folder: Path) -> None:
    """The folder is 0700, the file 0600, its name 128 random bits, whatever the sender called it."""
    kept = await vault.keep(parts(MP4), MANY_BYTES)
    other = await vault.keep(parts(MP4), MANY_BYTES)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(folder / kept.blob).st_mode) == 0o600
    assert len(bytes.fromhex(kept.blob)) == 16
    assert kept.blob != other.blob


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_files_leave_nothing(vault: DiskVault, folder: Path, name: str) -> None:
    """S30: a file of another kind is refused by its content, and not a byte of it stays."""
    with pytest.raises(Refused) as refused:
        await vault.keep(parts(HOSTILE[name]), MANY_BYTES)
    assert refused.value.reason is ClipReason.WRONG_TYPE
    assert os.listdir(folder) == []


async def test_an_empty_file_is_refused(vault: DiskVault, folder: Path) -> None:
    """No bytes, or only empty chunks, are no clip."""
    for size in (0, 3):
        with pytest.raises(Refused) as refused:
            await vault.keep(aiter_of([b""] * size), MANY_BYTES)
        assert refused.value.reason is ClipReason.EMPTY
    assert os.listdir(folder) == []


async def aiter_of(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize("extra", [PIECE_BYTES * 2, 10])
async def test_the_cap_is_exact(vault: DiskVault, folder: Path, extra: int) -> None:
    """A file of exactly the cap is kept; one byte more is refused and leaves nothing."""
    content = MP4 + bytes(extra)
    await vault.keep(parts(content), len(content))
    with pytest.raises(Refused) as refused:
        await vault.keep(parts(content), len(content) - 1)
    assert refused.value.reason is ClipReason.TOO_LARGE
    assert len(os.listdir(folder)) == 1


async def test_an_endless_stream_is_left_at_the_cap(vault: DiskVault, folder: Path) -> None:
    """S30: a source that never ends is read up to the cap, closed, and memory stays flat."""
    closed = False

    async def endless() -> AsyncIterator[bytes]:
        nonlocal closed
        try:
            yield MP4
            while True:
                yield bytes(64 * 1024)
        finally:
            closed = True

    tracemalloc.start()
    with pytest.raises(Refused):
        await vault.keep(endless(), 64 * 1024 * 1024)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert closed
    assert peak_bytes < 4 * 1024 * 1024
    assert os.listdir(folder) == []


async def test_a_source_that_breaks_leaves_nothing(vault: DiskVault, folder: Path) -> None:
    """When the platform stops handing the file over, its error passes through and no half is kept."""

    async def breaking() -> AsyncIterator[bytes]:
        yield MP4 + bytes(PIECE_BYTES)
        raise FileUnavailable

    with pytest.raises(FileUnavailable):
        await vault.keep(breaking(), MANY_BYTES)
    assert os.listdir(folder) == []


async def test_a_cancellation_at_any_moment_leaves_nothing(vault: DiskVault, folder: Path) -> None:
    """However far it has come, a cancelled intake leaves the folder empty and no open file."""
    open_files = len(os.listdir("/proc/self/fd"))
    for steps in range(60):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(vault.keep(parts(MP4 + bytes(4 * PIECE_BYTES), PIECE_BYTES), MANY_BYTES))
            for _ in range(steps):
                await asyncio.sleep(0 if steps % 2 else 0.0001)
            was_done = task.done()
            task.cancel()
        if was_done:
            await vault.destroy(task.result().blob)
        assert os.listdir(folder) == [], steps
    assert len(os.listdir("/proc/self/fd")) == open_files


async def test_a_full_disk_is_a_refusal(tmp_path: Path) -> None:
    """The database's room is not given to a clip: the file is refused and nothing is kept."""
    vault = DiskVault(tmp_path / "clips", spare_bytes=1 << 60)
    with pytest.raises(Refused) as refused:
        await vault.keep(parts(MP4), MANY_BYTES)
    assert refused.value.reason is ClipReason.NO_ROOM
    assert os.listdir(tmp_path / "clips") == []


async def test_a_limit_of_the_system_is_a_refusal(vault: DiskVault, folder: Path) -> None:
    """When the kernel refuses a write half-way, the half that was written goes again."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PIECE_BYTES + 1000, limits[1]))
    try:
        with pytest.raises(Refused) as refused:
            await vault.keep(parts(MP4 + bytes(4 * PIECE_BYTES)), MANY_BYTES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.reason is ClipReason.NO_ROOM
    assert os.listdir(folder) == []


@pytest.mark.parametrize("call", ["write", "fsync"])
async def test_a_disk_that_fills_while_writing(
    vault: DiskVault, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A disk may say that it is full at a write or only when asked to make it durable: both are refusals."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        if call == "fsync":
            # Clearing up must work on a disk that cannot even sync its folder.
            patch.setattr(vault, "_sync_folder", lambda: None)
        with pytest.raises(Refused) as refused:
            await vault.keep(parts(MP4), MANY_BYTES)
    assert refused.value.reason is ClipReason.NO_ROOM
    assert os.listdir(folder) == []


async def test_a_name_that_is_no_blob_reaches_no_file(vault: DiskVault, folder: Path) -> None:
    """S29: only a name that the vault made up can be opened or destroyed; links are not followed."""
    secret = folder.parent / "secret"
    secret.write_bytes(b"x")
    (folder / ("a" * 32)).symlink_to(secret)
    for name in ("../secret", "/etc/passwd", "", ".", "..", "A" * 32, "a" * 31, "a" * 32 + "\n", "a" * 32 + "/"):
        with pytest.raises(FileNotFoundError):
            await whole(vault, name)
        await vault.destroy(name)
    with pytest.raises(OSError, match="symbolic"):
        await whole(vault, "a" * 32)
    assert secret.read_bytes() == b"x"


async def test_destroyed_bytes_are_gone(vault: DiskVault) -> None:
    """After `destroy` the bytes cannot be read, and a second time does no harm."""
    kept = await vault.keep(parts(MP4), MANY_BYTES)
    await vault.destroy(kept.blob)
    await vault.destroy(kept.blob)
    with pytest.raises(FileNotFoundError):
        await whole(vault, kept.blob)


async def test_reading_may_stop_early(vault: DiskVault) -> None:
    """A reader that leaves in the middle leaves no open file behind."""
    kept = await vault.keep(parts(MP4 + bytes(3 * PIECE_BYTES)), MANY_BYTES)
    open_files = len(os.listdir("/proc/self/fd"))
    reader = vault.open(kept.blob)
    await anext(reader)
    await reader.aclose()  # type: ignore[attr-defined]
    assert len(os.listdir("/proc/self/fd")) == open_files


async def test_orphans_are_found(vault: DiskVault, folder: Path) -> None:
    """Blobs and halves that no row knows are named once they are old enough; known, young and foreign files are not."""
    known = (await vault.keep(parts(MP4), MANY_BYTES)).blob
    lost = (await vault.keep(parts(MP4), MANY_BYTES)).blob
    half = "b" * 32 + ".part"
    (folder / half).write_bytes(b"half")
    (folder / "README").write_bytes(b"not ours")
    now = datetime.fromtimestamp(time.time(), UTC)
    assert await vault.orphans(frozenset([known]), now - timedelta(hours=1)) == []
    assert sorted(await vault.orphans(frozenset([known]), now + timedelta(hours=1))) == sorted([lost, half])
    await vault.destroy(half)
    assert not (folder / half).exists()


@pytest.mark.parametrize("call", ["write", "fsync", "read"])
async def test_the_loop_goes_on(vault: DiskVault, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """While the disk is busy, for however long, the loop serves everybody else: it even is who lets the disk go on."""
    loop, may_go_on = asyncio.get_running_loop(), threading.Event()
    honest = getattr(os, call)

    def slow(*args: object) -> object:
        loop.call_soon_threadsafe(may_go_on.set)
        assert may_go_on.wait(timeout=10)
        return honest(*args)

    monkeypatch.setattr(os, call, slow)
    kept = await vault.keep(parts(MP4), MANY_BYTES)
    assert await whole(vault, kept.blob) == MP4
    assert may_go_on.is_set()
