"""A process that leads, holds a job, says so, and waits to be killed. Run by the tests of a crash."""

import asyncio
import sys
from datetime import timedelta

from bot.db.dialect import leadership
from bot.db.engine import make_engine
from bot.db.queue import SqlQueue
from tests.db.houses import NOW


async def hold(url: str) -> None:
    """Take the lead and a job, and never let go."""
    engine = make_engine(url)
    async with leadership(engine):
        held = await SqlQueue(engine).lease("telegram", 1, NOW, NOW + timedelta(days=1))
        sys.stdout.write(f"held {len(held)}\n")
        sys.stdout.flush()
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1]))
