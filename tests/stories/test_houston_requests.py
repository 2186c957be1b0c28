"""A real city's crimes as requests: real departments file them, and each rule refuses what it is there for, no more.

The data is not part of the product. Where ../shared/data lies beside the repository, the long proof takes its crimes and
departments; the ordinary tests invent a city of the same kind. What the rules ought to say is computed here
by other means than the product's: geopy's distances, plain circles, and a list of what was filed.
"""

import csv
import itertools
import math
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from geopy.distance import geodesic
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Facts, Message
from bot.chat.phrase import fill
from bot.departments.domains import problem_of
from bot.departments.model import DepartmentKind
from bot.geo.model import Circle, Point
from bot.kernel.ids import new_ref
from bot.requests.model import RequestPolicy
from bot.requests.rules import RuleKey
from bot.requests.texts.rules import RULES, figures
from tests.features.departments.adding import add_department
from tests.handlers.filing import FILED, drafted, files, labels
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident, evening

DATA = Path(__file__).parents[3] / "shared" / "data"
HOUSTON, AGENCIES = DATA / "houston_crime_2010-01.csv", DATA / "agencies_police_sheriff.csv"
REQUESTS = 300
"""In the long proof; the ordinary tests take so many:"""
FEWER = 60
DOWNTOWN = (29.7604, -95.3698)
AROUND_KM = 45.0
TYPES = {
    "murder": "homicide",
    "rape": "sexual assault",
    "robbery": "robbery",
    "burglary": "burglary",
    "theft": "theft",
    "aggravated assault": "assault",
    "auto theft": "vehicle theft",
}
POLICY = RequestPolicy()
HOUR = timedelta(hours=1)
HONEST = 0.6
"""So many officers make no mistake; the others make one or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crime:
    """One row of the police's list."""

    kind: str
    premise: str
    street: str
    place: tuple[float, float]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A department, and the circle in which it may ask."""

    name: str
    domain: str
    place: tuple[float, float]
    reach_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an officer types, and when."""

    crime: Crime
    body: Body
    filed_at: datetime
    radius_m: float
    start: datetime
    end: datetime
    case: str
    sought: str
    own: str = "yes"
    contact: str = "+1 713 555 0100"

    @property
    def area_km2(self) -> float:
        """Flat: at this size a circle on the ellipsoid differs by less than a millionth."""
        return math.pi * self.radius_m**2 / 1e6

    @property
    def km2_hours(self) -> float:
        """What it takes from the budget."""
        return self.area_km2 * ((self.end - self.start) / HOUR)


@dataclass(slots=True)
class Books:
    """What a department has filed, as somebody would note it down beside the house."""

    filed: list[Wish] = field(default_factory=list)

    def expected(self, wish: Wish) -> set[RuleKey]:
        """The rules that this wish breaks."""
        lately = [each for each in self.filed if wish.filed_at - each.filed_at < timedelta(days=30)]
        same = [each for each in self.filed if self._same_incident(each, wish)]
        open_now = [each for each in self.filed if wish.filed_at - each.filed_at < POLICY.life]
        pile = [
            each
            for each in self.filed
            if wish.filed_at - each.filed_at < timedelta(hours=24) and _overlap(each, wish) >= 0.5
        ]
        length, crime = wish.end - wish.start, wish.crime
        broken = {
            RuleKey.OWN: wish.own != "yes",
            RuleKey.CASE: not any(letter.isdigit() for letter in wish.case),
            RuleKey.CONTACT: wish.contact == "ask me",
            RuleKey.WORDS: "protest" in wish.sought or "Please help" in wish.sought,
            RuleKey.LARGE_ENOUGH: wish.area_km2 < 0.0647,
            RuleKey.SMALL_ENOUGH: wish.area_km2 > 1.295,
            RuleKey.JURISDICTION: geodesic(wish.body.place, crime.place).km + wish.radius_m / 1000 > wish.body.reach_km,
            RuleKey.FORWARD: length <= timedelta(0),
            RuleKey.LONG_ENOUGH: timedelta(0) < length < timedelta(minutes=15),
            RuleKey.SHORT_ENOUGH: length > timedelta(hours=12),
            RuleKey.OVER: wish.end > wish.filed_at + timedelta(minutes=2),
            RuleKey.HOLDS_INCIDENT: not wish.start <= crime.at <= wish.end,
            RuleKey.RECENT: wish.filed_at - crime.at > timedelta(days=30),
            RuleKey.NOT_SPLIT: len(same) >= 2,
            RuleKey.FEW_OPEN: len(open_now) >= 3,
            RuleKey.NO_PILE: len(pile) >= 3,
            RuleKey.BUDGET: len(lately) >= 20 or sum(each.km2_hours for each in lately) + wish.km2_hours > 60,
        }
        return {rule for rule, breaks in broken.items() if breaks}

    def _same_incident(self, each: Wish, wish: Wish) -> bool:
        near = geodesic(each.crime.place, wish.crime.place).m <= 500
        return each.case == wish.case or (near and abs(each.crime.at - wish.crime.at) <= timedelta(hours=24))


def _overlap(one: Wish, other: Wish) -> float:
    """The lens of two circles as a share of the smaller (the textbook's formula)."""
    apart = geodesic(one.crime.place, other.crime.place).m
    small, large = sorted((one.radius_m, other.radius_m))
    if apart >= small + large:
        return 0.0
    if apart <= large - small:
        return 1.0
    first = math.acos((apart**2 + small**2 - large**2) / (2 * apart * small))
    second = math.acos((apart**2 + large**2 - small**2) / (2 * apart * large))
    root = (-apart + small + large) * (apart + small - large) * (apart - small + large) * (apart + small + large)
    lens = small**2 * first + large**2 * second - math.sqrt(root) / 2
    return lens / (math.pi * small**2)


def crimes(chance: random.Random, number: int, real: bool) -> list[Crime]:
    """Real ones, or invented ones of the same kind."""
    if not real:
        return [
            Crime(
                kind=chance.choice(list(TYPES)),
                premise="road / street / sidewalk",
                street=f"{chance.choice(['telephone', 'marlive', 'bissonnet', 'oak'])} rd",
                place=(29.76 + chance.uniform(-0.15, 0.15), -95.37 + chance.uniform(-0.15, 0.15)),
                at=datetime(2010, 1, 1, tzinfo=UTC) + HOUR * chance.randrange(24 * 31),
            )
            for _ in range(number)
        ]
    with HOUSTON.open(encoding="utf-8") as file:
        rows = chance.sample(list(csv.DictReader(file)), number)
    return [
        Crime(
            kind=row["offense"],
            premise=row["location"],
            street=f"{row['street']} {row['type']}",
            place=(float(row["lat"]), float(row["lon"])),
            at=datetime.fromisoformat(row["time"]).replace(tzinfo=UTC),
        )
        for row in rows
    ]


def bodies(real: bool) -> list[Body]:
    """Departments whose town lies around, by their real names and domains; Houston's own reaches furthest."""
    if not real:
        return [
            Body(name="Houston Police Department", domain="houston.example.org", place=DOWNTOWN, reach_km=30.0),
            Body(
                name="Bellaire Police Department", domain="bellaire.example.org", place=(29.706, -95.459), reach_km=4.0
            ),
            Body(
                name="Pasadena Police Department", domain="pasadena.example.org", place=(29.691, -95.209), reach_km=9.0
            ),
        ]
    found = {"Houston Police Department": Body(
        name="Houston Police Department", domain="houstontx.gov", place=DOWNTOWN, reach_km=30.0
    )}  # fmt: skip
    with AGENCIES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["state"] != "TX" or not all(row[name] for name in ("lat", "lng", "homepage_domain")):
                continue
            if problem_of(row["homepage_domain"]) is not None:
                continue  # A page at a host of many, such as a social network, is no department's mail domain.
            place = (float(row["lat"]), float(row["lng"]))
            if geodesic(place, DOWNTOWN).km < AROUND_KM:
                found.setdefault(
                    row["agency"],
                    Body(name=row["agency"], domain=row["homepage_domain"], place=place, reach_km=7.0),
                )
    return list(found.values())


def wishes(chance: random.Random, number: int, real: bool) -> list[Wish]:
    """What officers ask for, in the order of filing; some of it with mistakes that people make."""
    around, made, numbers = bodies(real), [], itertools.count(1)
    for crime in crimes(chance, number, real):
        near = [each for each in around if geodesic(each.place, crime.place).km < each.reach_km + 1]
        # Whoever is nearest has the case; now and then Houston files for its neighbors.
        body = min(near or around, key=lambda each: (geodesic(each.place, crime.place).km, each.name))
        start = crime.at - chance.choice((0.5, 1, 1.5)) * HOUR
        honest = Wish(
            crime=crime, body=body, radius_m=float(chance.choice((150, 200, 250, 300, 400, 500, 600, 642))),
            filed_at=crime.at + timedelta(hours=chance.choice((6, 12, 20, 48, 120))) + timedelta(minutes=7),
            start=start, end=crime.at + chance.choice((0.5, 1, 2)) * HOUR, case=f"10-{next(numbers):06d}",
            sought=f"Video of the street near {crime.street} at that hour, and of vehicles that left the {crime.premise}.",
        )  # fmt: skip
        made.append(honest if chance.random() < HONEST else _mistaken(chance, honest, made))
    return sorted(made, key=lambda wish: wish.filed_at)


def _mistaken(chance: random.Random, wish: Wish, earlier: list[Wish]) -> Wish:
    mistakes = (
        lambda w: replace(w, radius_m=804.672),
        lambda w: replace(w, radius_m=643.0),
        lambda w: replace(w, radius_m=143.0),
        lambda w: replace(w, radius_m=90.0),
        lambda w: replace(w, end=w.start + timedelta(hours=12, minutes=1)),
        lambda w: replace(w, start=w.crime.at - timedelta(minutes=5), end=w.crime.at + timedelta(minutes=9)),
        lambda w: replace(w, start=w.end, end=w.start),
        lambda w: replace(w, end=w.filed_at + 3 * HOUR),
        lambda w: replace(w, start=w.crime.at + HOUR, end=w.crime.at + 3 * HOUR),
        lambda w: replace(w, filed_at=w.crime.at + timedelta(days=31)),
        lambda w: replace(w, case=chance.choice(("NA", "none", "pending"))),
        lambda w: replace(w, own="no"),
        lambda w: replace(w, contact="ask me"),
        lambda w: replace(w, sought="Video of the protest and of everybody who came to it."),
        lambda w: replace(w, sought="Please help us, as a good neighbor you have to send your video of this street."),
        lambda w: replace(w, case=chance.choice(earlier).case) if earlier else w,
        lambda w: replace(w, crime=replace(w.crime, place=(w.crime.place[0] + 0.6, w.crime.place[1]))),
    )
    for mistake in chance.sample(mistakes, chance.choice((1, 1, 2))):
        wish = mistake(wish)
    return wish


def broken(seen: Message) -> set[RuleKey]:
    """The rules that the preview marks as broken."""
    names = {fill(RULES[rule], **figures(POLICY)): rule for rule in RuleKey}
    rows = [row for block in seen.blocks if isinstance(block, Facts) for row in block.rows]
    return {names[label] for label, words in rows if label in names and words.startswith("✗")}


async def _officers(night: Evening, among: list[Body]) -> dict[str, Resident]:
    made = {}
    for body in among:
        circle = Circle(center=Point(lat=body.place[0], lon=body.place[1]), radius_m=body.reach_km * 1000)
        async with night.services.begin() as tx:
            await add_department(
                tx, name=body.name, kind=DepartmentKind.CITY, jurisdiction=circle, now=night.clock.now(),
                new_ref=new_ref, time_zone="America/Chicago", email_domains=(body.domain,),
            )  # fmt: skip
        made[body.name] = await night.police(f"Det. of {body.name}"[:60], body.name)
    return made


async def test_requests_of_a_city_of_the_same_kind(engine: AsyncEngine, tmp_path: Path) -> None:
    """Every preview marks exactly the rules that an independent account says are broken; what breaks none is filed."""
    await _month(engine, tmp_path, FEWER, real=False)


@pytest.mark.promise
@pytest.mark.skipif(not HOUSTON.exists() or not AGENCIES.exists(), reason="the city's data is not here")
async def test_300_requests_from_a_citys_crimes(engine: AsyncEngine, tmp_path: Path) -> None:
    """The same with 300 real crimes and real departments; tells which rule refused how many."""
    refused_by = await _month(engine, tmp_path, REQUESTS, real=True)
    print(f"\nbroken rules: {dict(refused_by.most_common())}")
    assert len(refused_by) >= 12


async def _month(engine: AsyncEngine, folder: Path, number: int, real: bool) -> Counter[str]:
    asked = wishes(random.Random(11), number, real)
    refused_by: Counter[str] = Counter()
    async with evening(engine, folder) as night:
        night.clock.at = asked[0].filed_at - HOUR
        names = {wish.body.name for wish in asked}
        officers = await _officers(night, [body for body in bodies(real) if body.name in names])
        books = {name: Books() for name in names}
        for wish in asked:
            await _later(night, wish.filed_at)
            officer, book = officers[wish.body.name], books[wish.body.name]
            seen = await drafted(officer.account, wish.filed_at, **_typed(wish))
            expected = book.expected(wish)
            assert broken(seen) == expected, (wish, words_of(seen))
            assert ("File it" in labels(seen)) is not bool(expected)
            refused_by.update(rule.value for rule in expected)
            if expected:
                continue
            answered = words_of(await files(officer.account, seen))
            assert FILED in answered, answered
            book.filed.append(wish)
            await night.reviewer.account.presses("review.approve", answered.split()[1])
    assert sum(len(book.filed) for book in books.values()) >= number // 4
    return refused_by


async def _later(night: Evening, at: datetime) -> None:
    """Time goes by, and what is over is closed."""
    night.clock.at = max(at, night.clock.now())
    await night.tick()


def _typed(wish: Wish) -> dict[str, str]:
    return {
        "place": f"{wish.crime.place[0]:.7f},{wish.crime.place[1]:.7f}",
        "radius": f"{wish.radius_m:g} m",
        "type": TYPES[wish.crime.kind],
        "happened": f"{wish.crime.at:%Y-%m-%d %H:%M}+00:00",
        "start": f"{wish.start:%Y-%m-%d %H:%M}+00:00",
        "end": f"{wish.end:%Y-%m-%d %H:%M}+00:00",
        "case": wish.case,
        "contact": wish.contact,
        "sought": wish.sought,
        "own": wish.own,
    }
