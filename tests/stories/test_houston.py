"""A real city's month through the front door: reports, duplicates, and exactly the right people told.

The data is not part of the product. Where ../shared/data lies beside the repository, the long proof takes its thousand
rows; the ordinary tests invent a city of the same kind.
"""

import csv
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import h3.api.basic_str as h3
import pytest
from geopy.distance import geodesic
from rapidfuzz import fuzz, utils
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.model import METRES_PER_MILE, RADII_MILES, Rhythm, Wishes
from bot.db.tables import AlertRow, IncidentRow
from bot.geo.model import Point
from bot.handlers.router import Router
from bot.incidents.model import Category, IncidentState
from bot.kernel.ids import PersonId
from bot.moderation.model import ModerationPolicy
from tests.handlers.house import Somebody, words_of
from tests.handlers.routes import ALL_ROUTES
from tests.stories.inside import Evening, Resident, button_of, evening

HOUSTON = Path(__file__).parents[3] / "shared" / "data" / "houston_crime_2010-01.csv"
ZONE = ZoneInfo("America/Chicago")
CATEGORIES = {
    "murder": Category.CRIME,
    "rape": Category.CRIME,
    "robbery": Category.CRIME,
    "burglary": Category.CRIME,
    "theft": Category.CRIME,
    "aggravated assault": Category.FIRE_MEDICAL,
    "auto theft": Category.ITEM,
}
"""The police's offences as a neighbor would file them: somebody is hurt, something is missing, else a crime."""
CENTERS = [(lat, lon) for lat in (29.66, 29.77, 29.88) for lon in (-95.53, -95.40, -95.27)]
RADIUS_MILES = 5.0
AUTHORS = 250
JOIN = "It is the same: join it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of the police's list, as a neighbor would report it."""

    text: str
    category: Category
    lat: float
    lon: float
    hour: datetime

    @property
    def cell(self) -> str:
        """By the library itself, not by the product."""
        return str(h3.latlng_to_cell(self.lat, self.lon, 9))


def real(count: int) -> list[Told]:
    """The first rows that lie in one of nine neighborhoods, in the order of time."""
    rows = []
    with HOUSTON.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = (float(row["lat"]), float(row["lon"]))
            near = any(geodesic(place, center).miles < RADIUS_MILES - 0.2 for center in CENTERS)
            if near:
                at = datetime.fromisoformat(row["time"]).replace(tzinfo=UTC)
                words = f"{row['offense'].capitalize()}, {row['location']}, on {row['street']} {row['type']}"
                rows.append(
                    Told(text=words, category=CATEGORIES[row["offense"]], lat=place[0], lon=place[1], hour=at)
                )
            if len(rows) == count * 2:
                break
    return sorted(rows, key=lambda told: told.hour)[:count]


def invented(count: int) -> list[Told]:
    """A city of the same kind, of which no street is real."""
    chance = random.Random(11)
    corners = [(29.77 + chance.gauss(0, 0.03), -95.40 + chance.gauss(0, 0.03)) for _ in range(count // 2)]
    made = []
    for number in range(count):
        lat, lon = chance.choice(corners)
        kind = chance.choice(list(CATEGORIES))
        text = f"{kind.capitalize()}, {chance.choice(('parking lot', 'house', 'shop', 'road'))}, on row {number % 37}"
        hour = datetime(2010, 1, 4, tzinfo=UTC) + timedelta(hours=number // 5)
        made.append(Told(text=text, category=CATEGORIES[kind], lat=lat, lon=lon, hour=hour))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Somebody who wants to hear, with what they want to hear of."""

    person: PersonId
    handle: str
    home: Point
    radius_m: float
    categories: frozenset[Category]


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """An evening in another year, where nobody's first report has to wait."""
    async with evening(engine, tmp_path) as made:
        policies = replace(made.services.policies, moderation=ModerationPolicy(reviewed_first_posts=0))
        made.services = replace(made.services, policies=policies)
        made.router = Router(made.services, ALL_ROUTES)
        made.clock.at = datetime(2010, 1, 1, tzinfo=UTC)
        yield made


async def settle_in(night: Evening, rows: Sequence[Told], listeners: int) -> list[Listener]:
    """Nine neighborhoods with a channel each, and people who listen around places of the list."""
    somebody = Somebody(router=night.router, handle="1")
    for number, (lat, lon) in enumerate(CENTERS):
        admin = somebody.elsewhere(f"-{100 + number}", admin=True)
        founded = await admin.fills("setup", name=f"Ward {number}", place=f"{lat}, {lon}", radius=f"{RADIUS_MILES}")
        assert "new neighborhood" in words_of(founded), words_of(founded)
    chance = random.Random(5)
    made = []
    for number in range(listeners):
        near = chance.choice(rows)
        home = Point(lat=near.lat + chance.gauss(0, 0.005), lon=near.lon + chance.gauss(0, 0.005))
        radius_m = RADII_MILES[number % len(RADII_MILES)] * METRES_PER_MILE
        wanted = frozenset(chance.sample(list(CATEGORIES.values()), 2)) if number % 3 == 0 else frozenset[Category]()
        resident = await night.resident(f"Listener{number}", ("telegram", "discord")[number % 2])
        person = await night.person_of(resident)
        wishes = Wishes(
            home=home, radius_m=radius_m, categories=wanted, rhythm=Rhythm.INSTANT, time_zone="America/Chicago",
            quiet_from=0, quiet_until=0,
        )  # fmt: skip
        async with night.services.begin() as tx:
            await tx.alerts.put(person, wishes, None, night.clock.now())
        made.append(
            Listener(
                person=person, handle=resident.account.handle, home=home, radius_m=radius_m, categories=wanted
            )
        )
    return made


async def report_all(night: Evening, rows: Sequence[Told]) -> dict[str, int]:
    """Everybody reports; who is offered an earlier report of the same block joins it. Returns what happened how often."""
    authors = itertools.cycle([await night.resident(f"Author{number}") for number in range(AUTHORS)])
    happened = dict.fromkeys(("posted", "offered", "joined", "held"), 0)
    expected = _Offers()
    for told in rows:
        night.clock.at = max(night.clock.at + timedelta(seconds=30), told.hour + timedelta(minutes=59))
        author = next(authors)
        shown = await reported(author, told)
        offered = JOIN in [button.label for row in shown.buttons for button in row]
        async with night.services.begin() as tx:
            draft = await tx.incidents.session.scalar(
                select(IncidentRow).where(IncidentRow.state == IncidentState.DRAFT)
            )
        assert draft is not None and draft.cell == told.cell and draft.hour == told.hour
        assert offered == expected.offered(told, draft.neighborhood_id), told
        is_same = offered and expected.same_block(told)
        happened["offered"] += offered
        label = JOIN if is_same else "Post mine" if offered else "Post"
        answered = words_of(await author.account.presses(*button_of(shown, label)))
        happened["joined" if is_same else "held" if "not shown yet" in answered else "posted"] += 1
        if not is_same and "not shown yet" not in answered:
            expected.posted(told, draft.neighborhood_id)
    await night.settle()
    return happened


async def reported(author: Resident, told: Told):  # type: ignore[no-untyped-def]
    """The preview of a report that was filled in all at once."""
    local = told.hour.astimezone(ZONE)
    answered = await author.account.fills(
        "report", text=told.text, category=told.category.value, place=f"{told.lat:.6f}, {told.lon:.6f}",
        when=f"{local:%Y-%m-%d %H:%M}", file="-", name="anonymous",
    )  # fmt: skip
    assert "Not posted yet" in words_of(answered), words_of(answered)
    return answered.messages[0]


class _Offers:
    """Which earlier report may tell of the same thing: computed here again, from the rule's words."""

    def __init__(self) -> None:
        self._shown: list[tuple[Told, int]] = []

    def posted(self, told: Told, neighborhood: int) -> None:
        """It is shown from now on."""
        self._shown.append((told, neighborhood))

    def offered(self, told: Told, neighborhood: int) -> bool:
        """Same category within 50 m (of blocks) and 24 h, or nearly the same words."""
        return any(
            where == neighborhood
            and abs(each.hour - told.hour) <= timedelta(hours=24)
            and ((each.category is told.category and _close(each.cell, told.cell)) or _alike(each.text, told.text))
            for each, where in self._shown
        )

    def same_block(self, told: Told) -> bool:
        """Whether somebody told of the same kind of thing in this block within a day."""
        return any(
            each.cell == told.cell and each.category is told.category and abs(each.hour - told.hour) <= timedelta(hours=24)
            for each, _ in self._shown
        )


def _close(one: str, other: str) -> bool:
    return one == other or geodesic(h3.cell_to_latlng(one), h3.cell_to_latlng(other)).meters <= 50


def _alike(one: str, other: str) -> bool:
    words = [utils.default_process(text) for text in (one, other)]
    return min(len(set(each.split())) for each in words) >= 4 and fuzz.token_set_ratio(*words) >= 85


async def check_alerts(night: Evening, listeners: Sequence[Listener]) -> int:
    """Everybody who should have heard of a report did, once, and nobody else. Returns the number of alerts."""
    async with night.services.begin() as tx:
        session = tx.incidents.session
        shown = (await session.execute(
            select(IncidentRow.id, IncidentRow.ref, IncidentRow.cell, IncidentRow.category).where(
                IncidentRow.state == IncidentState.POSTED
            )
        )).all()  # fmt: skip
        alerted = {(one.incident_id, one.person_id) for one in await session.scalars(select(AlertRow))}
    expected = set()
    for number, _, cell, category in shown:
        middle = h3.cell_to_latlng(cell)
        for one in listeners:
            if one.categories and category not in one.categories:
                continue
            if geodesic((one.home.lat, one.home.lon), middle).meters <= one.radius_m:
                expected.add((number, one.person))
    assert alerted == expected
    refs = {ref: number for number, ref, _, _ in shown}
    heard = [
        (refs[ref], one.person)
        for one in listeners
        for got in night.everything_sent()
        if got.handle == one.handle
        for ref in refs
        if ref in got.words
    ]
    assert sorted(heard) == sorted(expected), "each alert arrived once, and no other"
    return len(expected)


async def play(night: Evening, rows: Sequence[Told], listeners: int) -> dict[str, int]:
    """All of it; returns the figures."""
    people = await settle_in(night, rows, listeners)
    happened = await report_all(night, rows)
    return {**happened, "alerts": await check_alerts(night, people)}


async def test_a_city_of_the_same_kind(night: Evening) -> None:
    """60 invented reports: duplicates are offered by the rule, and exactly those within their radius are told, once."""
    happened = await play(night, invented(60), 40)
    assert happened["joined"] > 2 and happened["posted"] > 30 and happened["alerts"] > 50, happened


@pytest.mark.promise
@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_thousand_real_reports(night: Evening) -> None:
    """1,000 reports of Houston in January 2010, 200 listeners of all radii: the same, by an independent geodesic."""
    if not HOUSTON.exists():
        pytest.fail("../shared/data/houston_crime_2010-01.csv is not here; this proof needs it")
    happened = await play(night, real(1000), 200)
    print(happened)
    assert sum(happened[kind] for kind in ("posted", "joined", "held")) == 1000
