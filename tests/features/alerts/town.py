"""A town of listeners around one point, put down quickly: two hundred for exact tests, ten thousand for time."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime

from geopy.distance import geodesic
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.model import METRES_PER_MILE, RADII_MILES, Rhythm
from bot.db.sealing import seal
from bot.db.tables import AccountRow, PersonKeyRow, PersonRow, SubscriptionRow
from bot.geo.blur import cell_center, cell_name
from bot.geo.model import Point
from tests.db.houses import SEALS

WHERE = Point(lat=40.0, lon=-75.0)
CELL = cell_name(WHERE, 9)
CENTER = cell_center(CELL)
THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
BESIDE_EDGE_M = (-0.1, 0.1)
"""Before the edge and behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a listener lives, and how far they listen, in metres."""

    person: int
    point: Point
    radius_m: float


def homes(count: int, seed: int = 7, center: Point = CENTER) -> list[Home]:
    """Everywhere up to twice the radius; every fifth home lies 0.1 m before or behind the edge."""
    chance = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        radius_m = chance.choice(RADII_MILES) * METRES_PER_MILE
        far = chance.uniform(0, 2) * radius_m
        if number % 5 == 0:
            far = radius_m + BESIDE_EDGE_M[number // 5 % 2]
        made.append(Home(person=number, point=away(center, far, chance.uniform(0, 360)), radius_m=radius_m))
    return made


def near(count: int, seed: int = 7) -> list[Home]:
    """All within the shortest radius, put down without any geodesic: for time, not for exactness."""
    chance = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        up, right = chance.uniform(-2e-3, 2e-3), chance.uniform(-2e-3, 2e-3)
        point = Point(lat=CENTER.lat + up, lon=CENTER.lon + right)
        made.append(Home(person=number, point=point, radius_m=chance.choice(RADII_MILES) * METRES_PER_MILE))
    return made


def away(center: Point, metres: float, degrees: float) -> Point:
    """The point that lies so far off in this direction, by the geodesic."""
    there = geodesic(meters=metres).destination((center.lat, center.lon), degrees)
    return Point(lat=there.latitude, lon=(there.longitude + 540) % 360 - 180)


def metres(one: Point, other: Point) -> float:
    """By the geodesic of geopy, not by ours."""
    return float(geodesic((one.lat, one.lon), (other.lat, other.lon)).meters)


async def settle(
    session: AsyncSession, town: list[Home], *, quiet: tuple[int, int] = (0, 0), rhythm: Rhythm = Rhythm.INSTANT
) -> None:
    """Everybody with a Telegram account and a subscription; ids are the numbers of the homes."""
    people = [{"id": home.person, "language": "en", "created_at": THEN} for home in town]
    keys = [{"person_id": home.person, "wrapped": SEALS.new_key(home.person)} for home in town]
    locks = {key["person_id"]: SEALS.lock(key["person_id"], key["wrapped"]) for key in keys}
    accounts = [
        {
            "id": home.person,
            "person_id": home.person,
            "platform": "telegram",
            "handle_hash": SEALS.blind("account", "telegram", f"t{home.person}"),
            **seal(locks[home.person], AccountRow, handle=f"t{home.person}", name="N"),
            "reachable": True,
            "silenced": False,
            "bounces": 0,
            "trouble": "",
            "created_at": THEN,
        }
        for home in town
    ]
    wishes = [
        {
            "person_id": home.person,
            **seal(locks[home.person], SubscriptionRow, home=home.point),
            "lat": home.point.lat,
            "lon": home.point.lon,
            "radius_m": home.radius_m,
            "categories": (),
            "rhythm": rhythm,
            "time_zone": "America/New_York",
            "quiet_from": quiet[0],
            "quiet_until": quiet[1],
            "muted_until": None,
            "digest_due": None,
            "created_at": THEN,
        }
        for home in town
    ]
    for table, rows in ((PersonRow, people), (PersonKeyRow, keys), (AccountRow, accounts), (SubscriptionRow, wishes)):
        for start in range(0, len(rows), 1000):
            await session.execute(insert(table), rows[start : start + 1000])
