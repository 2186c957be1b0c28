"""A department at work: an officer with an account on each platform, reviewers, and requests that are there already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.departments.model import Department
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.handlers.router import Router
from bot.kernel.ids import PersonId, Ref, new_code, new_ref
from bot.officers.model import Officer
from bot.people.service import invite_reviewer, join_reviewer
from bot.requests.model import AreaRequest, Draft, RequestState
from tests.db.houses import CENTER, department, draft
from tests.features.officers.joining import on_duty
from tests.handlers.house import Hands, Somebody

HERE = f"{CENTER.lat},{CENTER.lon}"
METRES_PER_DEGREE_NORTH = 111_047.0
"""At 40.7 degrees."""
METRES_PER_DEGREE_EAST = 84_450.0


@dataclass(slots=True, kw_only=True)
class Desk:
    """See `desk`."""

    services: Services
    router: Router
    clock: Hands
    house: Department
    officer: Officer
    on: dict[str, Somebody]
    """The officer's accounts, by platform."""

    @property
    def now(self) -> datetime:
        """The hour."""
        return self.clock.now()

    async def seed(self, *drafts: Draft, state: RequestState = RequestState.REVIEW) -> list[AreaRequest]:
        """Requests of the department that were filed just now."""
        made = []
        async with self.services.begin() as tx:
            for each in drafts:
                filed = await tx.requests.add(new_ref(), self.house.id, self.officer.id, each, self.now)
                if state is not RequestState.REVIEW:
                    await tx.requests.move(filed.id, RequestState.REVIEW, state)
                made.append(filed)
        return made

    async def filed(self) -> int:
        """How many requests there are."""
        async with self.services.begin() as tx:
            return len(await tx.requests.of_department(self.house.id, 1000))

    async def state(self, ref: Ref) -> RequestState:
        """What became of one."""
        async with self.services.begin() as tx:
            found = await tx.requests.by_ref(ref)
        assert found is not None
        return found.state

    async def reviewer(self, name: str, platform: str = "telegram") -> Somebody:
        """Somebody who has taken up a reviewer's invitation."""
        async with self.services.begin() as tx:
            person = await tx.people.add(platform, f"{name}@{platform}", name, "en", self.now)
            _, code = await invite_reviewer(tx, name, self.now, new_ref, new_code)
            await join_reviewer(tx, person, code, self.now)
        return Somebody(router=self.router, handle=f"{name}@{platform}", platform=platform)

    async def person(self, somebody: Somebody) -> PersonId:
        """The person behind an account."""
        async with self.services.begin() as tx:
            found = await tx.people.with_account(somebody.platform, somebody.handle)
        assert found is not None
        return found.id

    def sketch(self, **changes: object) -> Draft:
        """A draft of this hour at the scene."""
        made = draft(center=CENTER, incident_at=self.now - timedelta(hours=2))
        return replace(made, **changes)  # type: ignore[arg-type]


async def desk(services: Services, router: Router, clock: Hands) -> Desk:
    """A department in New York with an officer who is on duty."""
    clock.at = clock.at.replace(second=0)
    async with services.begin() as tx:
        house = await department(tx)  # type: ignore[arg-type]
        person = await tx.people.add("discord", "vega@discord", "Vega", "en", clock.now())
        assert await tx.people.add_account(person.id, "telegram", "vega@telegram", "", clock.now())
        police = await on_duty(tx, house.name, "Sgt. Vega", person, clock.now())  # type: ignore[arg-type]
    on = {
        "discord": Somebody(router=router, handle="vega@discord", platform="discord"),
        "telegram": Somebody(router=router, handle="vega@telegram", platform="telegram"),
    }
    return Desk(services=services, router=router, clock=clock, house=house, officer=police, on=on)


def away(east_m: float, north_m: float = 0.0) -> Point:
    """So many metres from the middle of town."""
    return Point(lat=CENTER.lat + north_m / METRES_PER_DEGREE_NORTH, lon=CENTER.lon + east_m / METRES_PER_DEGREE_EAST)


def typed(point: Point) -> str:
    """A point as an officer types it."""
    return f"{point.lat:.7f},{point.lon:.7f}"


def square(side_m: float, east_m: float = 0.0, north_m: float = 0.0) -> str:
    """A square around a point, as a list of corners."""
    return oblong(side_m, side_m, east_m, north_m)


def oblong(wide_m: float, high_m: float, east_m: float = 0.0, north_m: float = 0.0) -> str:
    """A rectangle around a point, as a list of corners."""
    x, y = wide_m / 2, high_m / 2
    return outline([(-x, -y), (x, -y), (x, y), (-x, y)], east_m, north_m)


def outline(corners: Sequence[tuple[float, float]], east_m: float = 0.0, north_m: float = 0.0) -> str:
    """A list of corners, given in metres east and north of a point."""
    return "; ".join(typed(away(east_m + x, north_m + y)) for x, y in corners)


def circle(radius_m: float, east_m: float = 0.0, north_m: float = 0.0) -> Circle:
    """A circle around a point."""
    return Circle(center=away(east_m, north_m), radius_m=radius_m)
