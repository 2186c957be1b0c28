"""`python heartbeat.py CONFIG BEATS`: runs the bot as the command does, and writes how long its event loop was ever blocked."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

from bot import app, config, log

EVERY_S = 0.005
SETTLED_S = 2.0
"""The clients open their connections first: that is the start, and nobody is asked in it."""


async def beat(worst: dict[str, float]) -> None:
    """Note the longest time between two beats, by the clock on the wall and by what this thread worked in it."""
    await asyncio.sleep(SETTLED_S)
    at, worked = time.monotonic(), time.thread_time()
    while True:
        await asyncio.sleep(EVERY_S)
        wall, work = time.monotonic() - at - EVERY_S, time.thread_time() - worked
        worst["wall_s"], worst["work_s"] = max(worst["wall_s"], wall), max(worst["work_s"], work)
        at, worked = time.monotonic(), time.thread_time()


async def main(settings: config.Settings) -> dict[str, float]:
    """Until SIGTERM."""
    stop, worst = asyncio.Event(), {"wall_s": 0.0, "work_s": 0.0}
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with asyncio.TaskGroup() as group:
        beating = group.create_task(beat(worst))
        await app.run(settings, stop)
        beating.cancel()
    return worst


if __name__ == "__main__":
    made = config.load(sys.argv[1])
    log.set_up(made.log.level, made.log.format)
    Path(sys.argv[2]).write_text(json.dumps(asyncio.run(main(made))), encoding="utf-8")
