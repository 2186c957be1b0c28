"""What happens by the clock, as one table. The only file that knows APScheduler; every tick is harmless when repeated."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A use case and how often it runs, in seconds; it starts at whole multiples since 1970."""

    name: str
    seconds: float
    do: Callable[[], Awaitable[None]]


def scheduler(ticks: tuple[Tick, ...]) -> AsyncIOScheduler:
    """A scheduler in memory, to be started by the one process that leads. A missed tick is made up for once."""
    made = AsyncIOScheduler(timezone="UTC")
    for tick in ticks:
        made.add_job(
            tick.do,
            IntervalTrigger(seconds=max(1, round(tick.seconds)), start_date="1970-01-01 00:00:00", timezone="UTC"),
            id=tick.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return made
