"""The walls around the washing process: it can compute and write a bounded file, and nothing else.

A decoder that hostile bytes have taken over finds no file to open, no socket to make, no process to start, no
secret in its environment, and little time.
"""

import ctypes
import importlib
import os
import resource
import signal
import sys

MOST_MEMORY_BYTES = 1 << 30
NICENESS = 10
"""The house, which answers people, goes first."""

_NEEDED_LATE = (
    "copy",
    "random",
    "struct",
    "tempfile",
    "traceback",
    "warnings",
    *(f"encodings.{name}" for name in ("ascii", "cp437", "latin_1", "utf_8", "utf_16", "utf_16_be", "utf_16_le")),
)
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def enter(*, cpu_s: int, most_bytes: int) -> None:
    """Bound time, memory and the size of what is written, before any library that decodes is loaded."""
    os.nice(NICENESS)
    # One second later the kernel kills what does not end at the first signal.
    _limit(resource.RLIMIT_CPU, cpu_s, cpu_s + 1)
    if sys.platform != "darwin":  # macOS refuses this limit.
        _limit(resource.RLIMIT_AS, MOST_MEMORY_BYTES)
    _limit(resource.RLIMIT_FSIZE, most_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        control = ctypes.CDLL(None).prctl
        control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        control(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def preload(*names: str) -> None:
    """Load modules that libraries load only when a file first needs them: afterwards nothing can be loaded any more."""
    for name in (*names, *_NEEDED_LATE):
        importlib.import_module(name)


def lock() -> None:
    """Once everything is loaded: no file, socket or pipe can be opened any more, and no process or thread started."""
    _limit(resource.RLIMIT_NPROC, 0)
    # What is open stays open: the file that came in as standard input, and the one that goes out as standard output.
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    _, ceiling = resource.getrlimit(what)
    most = [value for value in (soft if hard is None else hard, ceiling) if value != resource.RLIM_INFINITY]
    resource.setrlimit(what, (min(soft, *most), min(most)))
