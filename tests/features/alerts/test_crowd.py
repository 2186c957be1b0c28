"""Ten thousand who listen to one place are found and noted once, and nobody else waits long for it."""

import asyncio
import time

from sqlalchemy import func, select

from bot.alerts import service
from bot.alerts.model import ALERT_JOB
from bot.db.tables import AlertRow, JobRow
from bot.incidents.model import Category
from bot.kernel.ids import PersonId
from tests.db.houses import NOW, Begin
from tests.db.test_incidents import posted, town
from tests.features.alerts.town import CELL, CENTER, near, settle

MANY = 10_000
AUTHOR = PersonId(1)
"""One of them, who is not told of their own report."""
MATCHED_WITHIN_S = 1.0
"""Wide, for a busy machine: the exact figure is the benchmark's."""
LONGEST_WAIT_S = 0.5
"""The same: how long everything else may stand still."""


class Pulse:
    """Beats every few milliseconds, and keeps the longest time between two beats, in seconds."""

    longest = 0.0

    async def beat(self) -> None:
        """Until cancelled."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.002)
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last), now


async def test_ten_thousand_are_told_once(begin: Begin) -> None:
    """All match, each gets one alert and one job, and announcing again after a crash adds nothing."""
    async with begin() as tx:
        await settle(tx.alerts.session, near(MANY))
    async with begin() as tx:
        started = time.perf_counter()
        found = await tx.alerts.matching(CENTER, Category.CRIME, AUTHOR, NOW)
        took = time.perf_counter() - started
    assert len({each.person for each in found}) == len(found) == MANY - 1
    assert took < MATCHED_WITHIN_S
    pulse = Pulse()
    async with asyncio.TaskGroup() as group:
        beating = group.create_task(pulse.beat())
        async with begin() as tx:
            incident = await posted(tx, await town(tx), AUTHOR, cell=CELL, category=Category.CRIME)
            await service.announce(tx, incident, NOW)
        beating.cancel()
    assert pulse.longest < LONGEST_WAIT_S
    async with begin() as tx:
        await service.announce(tx, await tx.incidents.by_id(incident.id), NOW)
        session = tx.alerts.session
        assert await session.scalar(select(func.count()).select_from(AlertRow)) == MANY - 1
        jobs = select(func.count()).select_from(JobRow).where(JobRow.kind == ALERT_JOB)
        assert await session.scalar(jobs) == MANY - 1
