"""Ten thousand who listen to one place: how long it takes to find them in SQLite, in milliseconds."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bench.figures import Better, Figure, middle
from bench.servers import SEALS, sqlite
from bot.alerts.model import METRES_PER_MILE, RADII_MILES, Rhythm
from bot.db.alerts import AlertsBook
from bot.db.sealing import Keyring
from bot.db.tables import AccountRow, PersonRow, SubscriptionRow
from bot.geo.model import Point
from bot.incidents.model import Category
from bot.kernel.ids import PersonId

CENTER = Point(lat=40.0, lon=-75.0)
THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
BAR_MS = 50.0
WARM_UP = 3


async def matching(quick: bool, step: Callable[[], None]) -> list[Figure]:
    """All of them are within their own radius, so that each is fetched with an account."""
    count, rounds = (1_000, 5) if quick else (10_000, 30)
    times = list[float]()
    async with sqlite() as (engine, _):
        async with AsyncSession(engine) as session, session.begin():
            await _settle(session, count)
        for _number in range(rounds + WARM_UP):
            async with AsyncSession(engine) as session, session.begin():
                start = perf_counter()
                found = await AlertsBook(session, Keyring(session, SEALS)).matching(
                    CENTER, Category.CRIME, PersonId(0), THEN
                )
                times.append((perf_counter() - start) * 1000)
            assert len(found) == count
            step()
    return [
        Figure(
            what=f"match {count:,} listeners of one report, SQLite",
            unit="ms",
            ours=middle(times[WARM_UP:]),
            bar=BAR_MS,
            better=Better.LOWER,
        )
    ]


async def _settle(session: AsyncSession, count: int) -> None:
    chance = random.Random(7)
    for number in range(1, count + 1):
        wishes = {
            "person_id": number, "home": b"", "lat": CENTER.lat + chance.uniform(-2e-3, 2e-3),
            "lon": CENTER.lon + chance.uniform(-2e-3, 2e-3), "radius_m": chance.choice(RADII_MILES) * METRES_PER_MILE,
            "categories": (), "rhythm": Rhythm.INSTANT, "time_zone": "America/New_York", "quiet_from": 0,
            "quiet_until": 0, "muted_until": None, "digest_due": None, "created_at": THEN,
        }  # fmt: skip
        account = {
            "id": number, "person_id": number, "platform": "telegram", "handle": b"", "name": b"",
            "handle_hash": f"hash of t{number}", "reachable": True, "silenced": False, "bounces": 0, "trouble": "",
            "created_at": THEN,
        }  # fmt: skip
        await session.execute(insert(PersonRow), {"id": number, "language": "en", "created_at": THEN})
        await session.execute(insert(AccountRow), account)
        await session.execute(insert(SubscriptionRow), wishes)
