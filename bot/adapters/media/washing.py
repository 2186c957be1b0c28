"""Starts the washing process, waits for it no longer than it may take, and understands how it ended."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from bot.adapters.media.sniff import CLIPS, Kind
from bot.adapters.media.verdict import Verdict
from bot.kernel.refusal import Refused
from bot.media.model import MediaPolicy, MediaReason

PHOTO_CPU_S, CLIP_CPU_S = 20, 120
"""Processor time. A photo of 12 megapixels takes a third of a second, a minute of 1080p eight."""
PATIENCE = 2
"""A busy machine may need so many times the processor time."""
MOST_PHOTO_BYTES = 8_000_000

_HOUSE = Path(__file__).parents[3]
# An isolated interpreter (-I) neither reads PYTHON* variables nor looks into the current folder, so it is told where we
# live. -B: it writes no compiled files.
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from bot.adapters.media.child import main; main(sys.argv[2:])"


async def wash(source: int, out: int, kind: Kind, policy: MediaPolicy) -> None:
    """Read the file at descriptor `source` and write the washed one to `out`.

    Raises Refused; what is in `out` then is rubbish. The process is gone when this returns or raises.
    """
    clip = kind in CLIPS
    cpu_s = CLIP_CPU_S if clip else PHOTO_CPU_S
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-B", "-c", _BEGIN, str(_HOUSE), str(kind), str(cpu_s)),
        str(policy.clip_side_px if clip else policy.longest_side_px),
        str(policy.max_clip_s),
        str(policy.kept_clip_bytes if clip else MOST_PHOTO_BYTES),
        stdin=source,
        stdout=out,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(cpu_s * PATIENCE):
            code = await process.wait()
    except TimeoutError:
        raise Refused(MediaReason.TOO_SLOW) from None
    finally:
        await _gone(process)
    _judge(code, policy)


async def _gone(process: asyncio.subprocess.Process) -> None:
    """Kill it if it still runs, and wait until the kernel has put it away, also while we are being cancelled."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    cancelled: asyncio.CancelledError | None = None
    while True:
        try:
            await process.wait()
            break
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled


def _judge(code: int, policy: MediaPolicy) -> None:
    """Raises Refused for every end but the good one."""
    match code:
        case Verdict.CLEAN:
            return
        case Verdict.TOO_MANY_PIXELS:
            raise Refused(MediaReason.TOO_MANY_PIXELS)
        case Verdict.TOO_LONG:
            raise Refused(MediaReason.TOO_LONG, most_s=f"{policy.max_clip_s:g}")
        case Verdict.NO_ROOM:
            raise Refused(MediaReason.NO_ROOM)
        case _ if -code in (signal.SIGXCPU, signal.SIGKILL):
            raise Refused(MediaReason.TOO_SLOW)
        case _:
            raise Refused(MediaReason.NOT_A_PICTURE)
