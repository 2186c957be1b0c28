"""The store: durable, closed to others, nothing left behind, and a washing process that can do nothing else."""

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.media import washing
from bot.adapters.media.bare import is_bare_jpeg
from bot.adapters.media.disk import DiskMedia
from bot.kernel.refusal import Refused
from bot.media.model import MediaPolicy, MediaReason
from bot.media.texts import REFUSALS
from tests.adapters.media.samples import film, jpeg, saved, scene
from tests.adapters.media.washed import POLICY, pieces, store_in, washed

ROOT = Path(__file__).parents[3]
LATER = datetime.now(UTC) + timedelta(hours=1)


async def test_what_is_kept_is_described_handed_out_and_destroyed(tmp_path: Path) -> None:
    """A kept file has a random name, its digest and its size, in a folder and a file that nobody else may read."""
    store = store_in(tmp_path)
    first, second = await washed(store, jpeg(scene())), await washed(store, jpeg(scene()))
    assert first.media.blob != second.media.blob
    assert first.media.sha256 == hashlib.sha256(first.content).hexdigest() == second.media.sha256
    assert first.media.size_bytes == len(first.content)
    assert await store.describe(first.media.blob) == first.media
    folder = tmp_path / "media"
    assert {path.name for path in folder.iterdir()} == {first.media.blob, second.media.blob}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / first.media.blob).stat().st_mode & 0o777 == 0o600
    await store.destroy(first.media.blob)
    await store.destroy(first.media.blob)
    assert await store.describe(first.media.blob) is None
    with pytest.raises(FileNotFoundError):
        await anext(store.open(first.media.blob))


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "", "a" * 31, "A" * 32, "a" * 32 + ".part", "a" * 32 + "\n"]
)
async def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    """Only names that the store makes itself reach the disk."""
    store = store_in(tmp_path)
    (tmp_path / "secret").write_text("x")
    assert await store.describe(name) is None
    with pytest.raises(FileNotFoundError):
        await anext(store.open(name))
    await store.destroy(name)
    assert (tmp_path / "secret").exists()


async def test_orphans_are_what_no_row_knows(tmp_path: Path) -> None:
    """Files of forms that were never finished, and half-written ones, once they are old enough."""
    store = store_in(tmp_path)
    known, unknown = [(await washed(store, jpeg(scene()))).media.blob for _ in range(2)]
    (tmp_path / "media" / ("b" * 32 + ".part")).write_bytes(b"x")
    (tmp_path / "media" / "README").write_bytes(b"not ours")
    assert await store.orphans(frozenset({known}), LATER) == sorted([unknown, "b" * 32 + ".part"])
    assert await store.orphans(frozenset({known}), LATER - timedelta(hours=2)) == []


async def test_too_large_is_refused_at_once_and_its_source_closed(tmp_path: Path) -> None:
    """No more is taken than the policy says, and a file that is no picture by its head is not read to its end."""
    taken, closed = 0, 0

    async def source(first: bytes) -> AsyncIterator[bytes]:
        nonlocal taken, closed
        try:
            yield first
            for _ in range(1000):
                taken += 1
                yield bytes(10_000)
        finally:
            closed += 1

    store = store_in(tmp_path)
    with pytest.raises(Refused) as no:
        await store.wash(source(b"\xff\xd8\xff\xe0"), MediaPolicy(max_bytes=2_000_000))
    assert (no.value.reason, no.value.facts) == (MediaReason.TOO_LARGE, {"most": "2"})
    assert 199 <= taken <= 201 and closed == 1
    taken = 0
    with pytest.raises(Refused) as no:
        await store.wash(source(b"MZ" + bytes(5000)), POLICY)
    assert no.value.reason is MediaReason.NOT_A_PICTURE
    assert taken == 0 and closed == 2
    assert list((tmp_path / "media").iterdir()) == []


async def test_nothing_stays_when_the_source_fails_or_somebody_cancels(tmp_path: Path) -> None:
    """An error of the source, and a cancellation in the middle of washing, leave no file and no process."""
    store, folder = store_in(tmp_path), tmp_path / "media"

    async def broken() -> AsyncIterator[bytes]:
        yield jpeg(scene())
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await store.wash(broken(), POLICY)
    clip = film("mp4", "libx264", size=(640, 480), frames=150)
    for pause_s in (0.0, 0.03, 0.06, 0.1, 0.15):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(pause_s):
                await store.wash(pieces(clip), POLICY)
        assert list(folder.iterdir()) == []
    assert _children() == []


async def test_the_file_as_it_came_has_no_name(tmp_path: Path) -> None:
    """While a file is received, nothing is in the folder that would be left behind by a kill -9."""
    seen: list[int] = []

    async def watched() -> AsyncIterator[bytes]:
        async for piece in pieces(jpeg(scene()), 500):
            yield piece
            seen.append(len(list((tmp_path / "media").iterdir())))

    await store_in(tmp_path).wash(watched(), POLICY)
    assert len(seen) > 3 and set(seen) == {0}


async def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A file that would take the room that the database needs is refused with that reason."""
    store = DiskMedia(tmp_path / "media", spare_bytes=1 << 60)
    with pytest.raises(Refused) as no:
        await store.wash(pieces(jpeg(scene())), POLICY)
    assert no.value.reason is MediaReason.NO_ROOM


async def test_no_more_than_so_many_at_once(tmp_path: Path) -> None:
    """Washing processes are counted: six files with room for two never run three."""
    store, most = store_in(tmp_path, at_once=2), 0
    clip = film("mp4", "libx264", size=(640, 480), frames=30)
    async with asyncio.TaskGroup() as group:
        work = [group.create_task(store.wash(pieces(clip), POLICY)) for _ in range(6)]
        while not all(task.done() for task in work):
            most = max(most, len(_children()))
            await asyncio.sleep(0.005)
    assert most == 2


async def test_a_process_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the time is up the process is killed, the file refused, and the loop was never held up."""
    monkeypatch.setattr(washing, "_BEGIN", "import time; time.sleep(60)")
    monkeypatch.setattr(washing, "PATIENCE", 0.01)
    began = time.monotonic()
    with pytest.raises(Refused) as no:
        await store_in(tmp_path).wash(pieces(jpeg(scene())), POLICY)
    assert no.value.reason is MediaReason.TOO_SLOW
    assert time.monotonic() - began < 5
    assert _children() == [] and list((tmp_path / "media").iterdir()) == []


@pytest.mark.parametrize(
    ("crime", "reason"),
    [
        ("while True: pass", MediaReason.TOO_SLOW),
        ("bytearray(3 << 30)", MediaReason.NOT_A_PICTURE),
        ("import os; os.write(1, bytes(9_000_000)); os.write(1, b'x')", MediaReason.NOT_A_PICTURE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", MediaReason.NOT_A_PICTURE),
        ("import os; os.write(1, b'<script>')", MediaReason.NOT_A_PICTURE),
    ],
)
async def test_a_process_taken_over(
    crime: str, reason: MediaReason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever hostile bytes make of the process, the house hears of one refusal, and keeps nothing."""
    begin = "import sys; sys.path.insert(0, sys.argv[1]); from bot.adapters.media import cell; "
    begin += f"cell.enter(cpu_s=1, most_bytes=8_000_000)\n{crime}"
    monkeypatch.setattr(washing, "_BEGIN", begin)
    with pytest.raises(Refused) as no:
        await store_in(tmp_path).wash(pieces(jpeg(scene())), POLICY)
    assert no.value.reason is reason
    assert list((tmp_path / "media").iterdir()) == []


def test_the_cell_has_no_door() -> None:
    """Inside, no file opens, no socket is made, no process starts, and the environment is empty."""
    program = textwrap.dedent("""
        import os, socket, subprocess, sys
        sys.path.insert(0, sys.argv[1])
        from bot.adapters.media import cell
        cell.enter(cpu_s=5, most_bytes=1000)
        cell.lock()
        doors = {
            "file": lambda: open("/etc/hostname"),
            "write": lambda: open("/tmp/porchlight-cell", "w"),
            "socket": lambda: socket.socket(),
            "process": lambda: subprocess.run(["/bin/true"]),
            "pipe": os.pipe,
        }
        for name, door in doors.items():
            try:
                door()
                print("open:", name)
            except OSError:
                pass
        print("environment:", sorted(os.environ.keys() - {"LC_CTYPE"}))
    """)
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", program, str(ROOT)],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.returncode) == ("environment: []\n", 0), done.stderr


def test_secrets_stay_in_the_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The washing process is given no variable of ours, where tokens may be."""
    monkeypatch.setenv("PORCHLIGHT_TELEGRAM__TOKEN", "123:secret")
    monkeypatch.setattr(
        washing, "_BEGIN", "import os; os._exit(42 if any('PORCHLIGHT' in name for name in os.environ) else 40)"
    )
    with pytest.raises(Refused) as no:
        asyncio.run(store_in(tmp_path).wash(pieces(jpeg(scene())), POLICY))
    assert no.value.reason is MediaReason.NOT_A_PICTURE


def test_nothing_is_decoded_in_the_house() -> None:
    """The store itself loads neither Pillow nor PyAV."""
    program = "import sys; import bot.adapters.media.disk; print(sorted({'PIL', 'av', 'numpy'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n"


def test_the_walk_finds_what_does_not_belong() -> None:
    """The walk over a washed photo fails for each kind of part that can hold words, and for a trailer."""
    plain = saved(scene(), "JPEG")
    assert is_bare_jpeg(plain)
    spoiled = {
        **{f"APP{n}": plain[:2] + bytes((0xFF, 0xE0 + n)) + b"\0\x06Exif" + plain[2:] for n in range(16)},
        "comment": plain[:2] + b"\xff\xfe\0\x06word" + plain[2:],
        "trailer": plain + b"x",
        "film": plain + plain,
        "cut": plain[:-1],
        "other": b"GIF89a" + plain,
        "thumbnail": plain.replace(b"\0\x10JFIF", b"\0\x13JFIF", 1).replace(b"\0\0\xff\xdb", b"\1\1abc\xff\xdb", 1),
    }
    assert [name for name, content in spoiled.items() if content == plain or is_bare_jpeg(content)] == []


def test_each_reason_has_words() -> None:
    """Whoever is refused is told why and what to do."""
    assert REFUSALS.keys() == set(MediaReason)
    assert all("lease" in words for words in REFUSALS.values())


def _children() -> list[str]:
    """Washing processes of this test process that still run."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # Processes and threads come and go while we look.
        with contextlib.suppress(OSError):
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and b"bot.adapters.media.child" in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found
