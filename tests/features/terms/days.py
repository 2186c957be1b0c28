"""Simulated days: owners of every habit, requests at every hour, and who would hear of what and when."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.consent import service as consent
from bot.consent.model import NOTICE_JOB
from bot.db.tables import AreaRequestRow, AskRow, JobRow
from bot.geo.model import Point
from bot.kernel.ids import DepartmentId, PersonId, new_ref
from bot.requests.model import IncidentType, RequestPolicy, RequestState
from bot.terms import service
from bot.terms.model import AskLimits, Terms
from tests.db.houses import CENTER, Begin, camera, department, draft, officer, owner, request

ZONE = "America/New_York"
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = RequestPolicy()
LIMITS = AskLimits()
SHAPES: tuple[dict[str, object], ...] = (
    {},
    {"quiet_from": 0, "quiet_until": 0},
    {"quiet_from": 22 * 60, "quiet_until": 7 * 60 + 30},
    {"quiet_from": 60, "quiet_until": 4 * 60, "never_at_night": True},
    {"never_at_night": True},
    {"only_missing": True},
    {"time_zone": "Pacific/Auckland"},
    {"time_zone": "Asia/Kathmandu", "quiet_from": 13 * 60, "quiet_until": 15 * 60},
)


@dataclass(slots=True)
class Told:
    """What one owner would hear: of which request, about what, from whom, and from when on."""

    at: datetime
    asked_at: datetime
    about: IncidentType
    by: DepartmentId


@dataclass(slots=True)
class Days:
    """The world of the simulation."""

    begin: Begin
    chance: random.Random
    terms: dict[PersonId, Terms] = field(default_factory=dict)
    told: dict[PersonId, list[Told]] = field(default_factory=lambda: defaultdict(list))
    officers: list[object] = field(default_factory=list)
    asked: int = 0

    async def settle(self) -> None:
        """Two departments, and owners of every shape around one place."""
        async with self.begin() as tx:
            for name in ("Springfield Police", "Shelbyville Police"):
                self.officers.append(await officer(tx, await department(tx, name), f"Sgt. {name}"))
            by = [each.department for each in self.officers]  # type: ignore[attr-defined]
            for number, shape in enumerate(SHAPES * 2):
                person = await owner(tx, f"owner {number}", platforms=("telegram",))
                near = Point(lat=CENTER.lat + number * 1e-4, lon=CENTER.lon)
                await camera(tx, person.id, near)
                terms = Terms(**{"time_zone": ZONE, **shape})  # type: ignore[arg-type]
                if shape:
                    await tx.terms.put(person.id, terms, FIRST_DAY)
                if number >= len(SHAPES):
                    never = self.chance.choice(list(IncidentType))
                    await tx.terms.refuse_type(person.id, never, FIRST_DAY)
                    await tx.terms.refuse_department(person.id, by[number % 2], FIRST_DAY)
                self.terms[person.id] = await tx.terms.of(person.id, ZONE)

    async def one_request(self, at: datetime) -> None:
        """Somebody asks, and everybody who would be told is noted."""
        about = self.chance.choice((IncidentType.MISSING_PERSON, *IncidentType))
        by = self.chance.choice(self.officers)
        center = Point(lat=CENTER.lat + self.chance.uniform(-0.004, 0.004), lon=CENTER.lon)
        async with self.begin() as tx:
            what = draft(center=center, radius_m=400.0, incident_at=at - timedelta(hours=3))
            filed = await request(tx, by, what)  # type: ignore[arg-type]
            session = tx.terms.session
            published = await session.get_one(AreaRequestRow, filed.id)
            published.state, published.incident_type = RequestState.PUBLISHED, about
            await session.flush()
            known = await tx.requests.by_id(filed.id)
            await consent.fan_out(tx, known, POLICY, at, new_ref, LIMITS)
            await service.keep_quiet(tx, known, ZONE, at, POLICY.fan_out_window)
            found = await session.execute(
                select(AskRow.owner_id, JobRow.due)
                .join(JobRow, JobRow.subject == AskRow.id)
                .where(AskRow.request_id == filed.id, JobRow.kind == NOTICE_JOB)
            )
            for person, due in found:
                self.told[PersonId(person)].append(Told(due, at, about, known.department))
            await session.execute(delete(JobRow))
        self.asked += 1

    async def live(self, days: int) -> None:
        """So many days with up to four requests each, at any second."""
        for day in range(days):
            seconds = sorted(self.chance.uniform(0, 86_400) for _ in range(self.chance.randint(0, 4)))
            for second in seconds:
                await self.one_request(FIRST_DAY + timedelta(days=day, seconds=second))
