"""Ten thousand who listen to one place are found and noted once, and others have their turn meanwhile."""

import asyncio

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
TURNS_AT_LEAST = 50
"""How often others had their turn while all were told; how long one waits is the benchmark's to measure."""


class Pulse:
    """Counts how often others would have had their turn."""

    turns = 0

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(0.001)
            self.turns += 1


async def test_ten_thousand_are_told_once(begin: Begin) -> None:
    """All match, each gets one alert and one job, and announcing again after a crash adds nothing."""
    async with begin() as tx:
        await settle(tx.alerts.session, near(MANY))
    async with begin() as tx:
        found = await tx.alerts.matching(CENTER, Category.CRIME, AUTHOR, NOW)
    assert len({each.person for each in found}) == len(found) == MANY - 1
    pulse = Pulse()
    async with asyncio.TaskGroup() as group:
        beating = group.create_task(pulse.beat())
        async with begin() as tx:
            incident = await posted(tx, await town(tx), AUTHOR, cell=CELL, category=Category.CRIME)
            await service.announce(tx, incident, NOW)
        beating.cancel()
    assert pulse.turns > TURNS_AT_LEAST
    async with begin() as tx:
        await service.announce(tx, await tx.incidents.by_id(incident.id), NOW)
        session = tx.alerts.session
        assert await session.scalar(select(func.count()).select_from(AlertRow)) == MANY - 1
        jobs = select(func.count()).select_from(JobRow).where(JobRow.kind == ALERT_JOB)
        assert await session.scalar(jobs) == MANY - 1
