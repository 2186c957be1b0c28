"""The washing process: standard input is a file from a stranger, standard output what may be shown of it.

It is started by washing.py in an isolated interpreter and says nothing but its exit code. Nothing else imports it.
"""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

from bot.adapters.media import cell
from bot.adapters.media.sniff import CLIPS, Kind
from bot.adapters.media.verdict import Unwashable, Verdict


def main(words: Sequence[str]) -> None:
    """Wash what is on standard input and end the process. `words`: see `Washing.start`."""
    kind, cpu_s, side_px, most_s, most_bytes = Kind(words[0]), *words[1:]
    cell.enter(cpu_s=int(cpu_s), most_bytes=int(most_bytes))
    wash = _washing(kind, int(side_px), float(most_s), int(most_bytes))
    cell.lock()
    try:
        with os.fdopen(0, "rb", closefd=False) as source, os.fdopen(1, "wb", closefd=False) as out:
            out.write(wash(source))
    except BaseException as error:
        _end(_verdict(error))
    _end(Verdict.CLEAN)


def _washing(kind: Kind, side_px: int, most_s: float, most_bytes: int) -> Callable[[BinaryIO], bytes]:
    """What to do; loads the one library for it."""
    if kind in CLIPS:
        from bot.adapters.media.clip import wash_clip

        return lambda source: wash_clip(source, kind, most_s=most_s, side_px=side_px, most_bytes=most_bytes)
    from bot.adapters.media.photo import wash_photo

    return lambda source: wash_photo(source, kind, side_px)


def _verdict(error: BaseException) -> Verdict:
    if isinstance(error, Unwashable):
        return error.verdict
    if isinstance(error, MemoryError) or type(error).__name__ in ("DecompressionBombError", "DecompressionBombWarning"):
        return Verdict.TOO_MANY_PIXELS
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Verdict.NO_ROOM
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return Verdict.TOO_MANY_PIXELS
    return Verdict.BAD


def _end(verdict: Verdict) -> None:
    """At once: what a decoder has registered for the end of the process is none of our business."""
    os._exit(int(verdict))


if __name__ == "__main__":
    main(sys.argv[1:])
