"""A gazetteer on this machine, over a list of addresses. Asks nobody, so nobody learns who looked for what."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, hypot, radians
from pathlib import Path

from bot.adapters.geocoding.answers import BadGazetteer
from bot.adapters.geocoding.lists import Row, read_list
from bot.adapters.geocoding.shelf import (
    SQUARE_DEGREES,
    SQUARES_IN_A_ROW,
    is_shelf,
    open_shelf,
    shelf_in_memory,
    square_of,
)
from bot.adapters.geocoding.words import DIRECTIONS, STREET_TYPES, city_of, plain, spell, spelled
from bot.geo.metric import local_metric, offset_m, wrap_longitude
from bot.geo.model import Located, Point

ADDRESS_WITHIN_M = 60.0
STREET_WITHIN_M = 300.0
SECOND_STREET_WITHIN_M = 170.0
"""A circle around the center of a cell of resolution 9 that lies inside the cell."""
CORNER_WITHIN_M = 120.0
"""So near must the nearest houses of two streets be to make a corner."""
SHORT_STREET_M = 500.0
"""A street alone is a place only when none of its houses is farther than this from its middle one."""
SAME_PLACE_M = 150.0
"""Rows of one address that lie nearer together than this are one place."""
ONE_TOWN_M = 60_000.0
"""Towns of one name that lie nearer together than this are one town with several postcodes."""

_DEGREE_M = 111_000.0
_BLOCK = re.compile(r"^(\d+) (?:block|blk)(?: of)? (.+)$")
_CORNER = re.compile(r"\s*[&/@]\s*|\s+(?:and|at)\s+")
_HOUSE = """
    SELECT houses.id, houses.lat, houses.lon, houses.number, houses.street,
        streets.shown, towns.shown, towns.postcode, towns.city
    FROM houses JOIN streets ON streets.id = houses.street JOIN towns ON towns.id = houses.town
"""
_LAST = "\U0010ffff"
"""Comes after whatever a word may go on with."""


@dataclass(frozen=True, slots=True)
class _House:
    """A row of the list."""

    id: int
    lat: float
    lon: float
    number: str
    street_id: int
    street: str
    behind: str
    postcode: str
    city: str

    @property
    def point(self) -> Point:
        """Where it is."""
        return Point(lat=self.lat, lon=self.lon)

    @property
    def words(self) -> str:
        """The whole address."""
        return f"{self.number} {self.street}, {self.behind}" if self.behind else f"{self.number} {self.street}"


class Gazetteer:
    """Implements `geo.ports.Geocoder` over rows LON, LAT, NUMBER, STREET and optionally POSTCODE and CITY.

    Spelling is forgiven (case, `St`, `04th`, flats), places are not guessed: an address that is not in the list, or is
    there twice in different places, is not found.
    """

    def __init__(self, rows: Iterable[Row], *, attribution: str = "") -> None:
        """Rows without number, street or usable coordinates are passed over. `attribution` names who made the list."""
        self._shelf, taken = shelf_in_memory(rows)
        self.skipped = taken.skipped
        self.attribution = attribution

    @classmethod
    def load(cls, path: Path, *, attribution: str = "") -> "Gazetteer":
        """Open what `porchlight import gazetteer` made, or read a list. Raises BadGazetteer when it is neither."""
        try:
            imported = is_shelf(path)
        except OSError:
            imported = False  # Reading it says in words what is wrong.
        gazetteer = cls([] if imported else read_list(path), attribution=attribution)
        if imported:
            gazetteer._shelf.close()
            gazetteer._shelf = open_shelf(path)
        elif not len(gazetteer):
            raise BadGazetteer(f"The list of addresses {path} holds no usable row.")
        return gazetteer

    def close(self) -> None:
        """Let go of the file."""
        self._shelf.close()

    def __len__(self) -> int:
        found: tuple[int] = self._shelf.execute("SELECT count(*) FROM houses").fetchone()
        return found[0]

    async def find(self, words: str) -> Located | None:
        """An address, a block (`1500 block of Oak Street`), a corner (`Oak St & Elm St`) or a short street."""
        # A road through a whole state has tens of thousands of houses; nobody else shall wait for them.
        return await asyncio.to_thread(self._find, words)

    def _find(self, words: str) -> Located | None:
        text, _, behind = plain(words).strip().partition(",")
        if block := _BLOCK.match(" ".join(text.split())):
            return self._block(int(block[1]), spelled(block[2]), spelled(behind))
        tokens = spelled(text)
        found = self._address(tokens, spelled(behind))
        if found is not None or not tokens or tokens[0].isdigit():
            return found
        sides = [
            self._of_street(spelled(side), spelled(behind)) for side in _CORNER.split(text.removeprefix("corner of "))
        ]
        if len(sides) == 2 and all(sides):
            return self._corner(*sides)
        return self._whole_street(self._of_street(tokens, spelled(behind)))

    async def town(self, words: str) -> Point | None:
        """The middle of the houses of a town that the list names; None where towns of this name lie far apart."""
        city = " ".join(city_of(spelled(words)))
        parts = self._shelf.execute(
            "SELECT houses, lat, lon FROM towns WHERE city = ? AND city != ''", (city,)
        ).fetchall()
        if not parts:
            return None
        houses = sum(count for count, _, _ in parts)
        middle = Point(
            lat=sum(count * lat for count, lat, _ in parts) / houses,
            lon=sum(count * lon for count, _, lon in parts) / houses,
        )
        far = any(_away_m(middle, Point(lat=lat, lon=lon)) > ONE_TOWN_M for _, lat, lon in parts)
        return None if far else middle

    async def street_near(self, point: Point) -> str:
        """The street of the nearest house within 300 m, and the next street if it is within 170 m, as a corner."""
        ranked = sorted(
            (_away_m(point, house.point), house.id, house) for house in self._around(point, STREET_WITHIN_M)
        )
        if not ranked or ranked[0][0] > STREET_WITHIN_M:
            return ""
        nearest = ranked[0][2].street
        close = [house.street for away_m, _, house in ranked if away_m <= SECOND_STREET_WITHIN_M]
        second = next((street for street in close if street != nearest), "")
        return f"{nearest} & {second}" if second else nearest

    async def address_at(self, point: Point) -> str:
        """The nearest house within 60 m."""
        ranked = sorted(
            (_away_m(point, house.point), house.id, house) for house in self._around(point, ADDRESS_WITHIN_M)
        )
        return ranked[0][2].words if ranked and ranked[0][0] <= ADDRESS_WITHIN_M else ""

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Addresses that begin like this, whether with the number or with the street."""
        tokens = [token for token in plain(partial).partition(",")[0].split() if token != "the"]
        if not tokens:
            return []
        found: dict[str, None] = {}
        for house in (*self._by_number(tokens, limit), *self._by_street(tokens, limit)):
            found[house.words] = None
        return list(found)[:limit]

    def _by_number(self, tokens: list[str], limit: int) -> Iterator[_House]:
        """`15…`, or `1550 4th str…`."""
        if len(tokens) == 1:
            yield from self._houses(
                "WHERE folded >= ? AND folded < ? ORDER BY folded LIMIT ?", tokens[0], tokens[0] + _LAST, limit
            )
            return
        for start in _starts(tokens[1:]):
            yield from self._houses(
                "WHERE folded = ? AND spelled >= ? AND spelled < ? ORDER BY spelled LIMIT ?",
                tokens[0], start, start + _LAST, limit,
            )  # fmt: skip

    def _by_street(self, tokens: list[str], limit: int) -> Iterator[_House]:
        """`4th str…`, its houses in order."""
        for start in _starts(tokens):
            streets = self._shelf.execute(
                "SELECT id FROM streets WHERE spelled >= ? AND spelled < ? ORDER BY spelled LIMIT ?",
                (start, start + _LAST, limit),
            ).fetchall()
            for (street,) in streets:
                yield from self._houses(
                    "WHERE street = ? ORDER BY CAST(folded AS INTEGER), folded LIMIT ?", street, limit
                )

    def _houses(self, which: str, *values: object) -> list[_House]:
        return [_House(*row) for row in self._shelf.execute(_HOUSE + which, values)]

    def _address(self, tokens: list[str], behind: list[str]) -> Located | None:
        """The longest beginning of the words that is an address, if what follows it does not speak of another place."""
        for count in range(len(tokens), 1, -1):
            street, rest = " ".join(tokens[1:count]), tokens[count:]
            houses = self._houses("WHERE spelled = ? AND folded = ?", street, tokens[0])
            if not houses and count > 2:
                # "12 1/2 Oak Street" has a number of two words.
                houses = self._houses(
                    "WHERE spelled = ? AND folded = ?", " ".join(tokens[2:count]), " ".join(tokens[:2])
                )
            if not houses and not (rest and rest[0] in STREET_TYPES):
                houses = self._houses("WHERE core = ? AND folded = ?", street, tokens[0])
            if houses:
                if rest and rest[0] in DIRECTIONS:
                    return None
                return _one_place([house for house in houses if _fits(house, [*rest, *behind])])
        return None

    def _of_street(self, tokens: list[str], behind: list[str]) -> list[_House]:
        """The houses of a street, or of all streets of this name without its type, in the town that is named."""
        name = " ".join(tokens)
        houses = self._houses("WHERE spelled = ?", name) or self._houses("WHERE core = ?", name)
        return [house for house in houses if _fits(house, behind)]

    def _block(self, first: int, street: list[str], behind: list[str]) -> Located | None:
        """The middle house of a hundred block."""
        numbered = [
            (int(digits[0]), house.id, house)
            for house in self._of_street(street, behind)
            if (digits := re.match(r"\d+", house.number)) and first <= int(digits[0]) < first // 100 * 100 + 100
        ]
        if len({house.street_id for _, _, house in numbered}) != 1:
            return None
        middle = sorted(numbered)[len(numbered) // 2][2]
        return Located(point=middle.point, words=f"{first} block of {middle.street}")

    def _corner(self, left: Sequence[_House], right: Sequence[_House]) -> Located | None:
        """Half-way between the two nearest houses of two streets."""
        squares: dict[int, list[_House]] = {}
        for house in right:
            squares.setdefault(square_of(house.lat, house.lon), []).append(house)
        # Of a road of thousands of houses only those in the squares around the other are compared.
        wide = ceil(CORNER_WITHIN_M / (_DEGREE_M * SQUARE_DEGREES * cos(radians(left[0].lat))))
        close = {
            square + up * SQUARES_IN_A_ROW + along
            for square in squares
            for up in (-1, 0, 1)
            for along in range(-wide, wide + 1)
        }
        nearest_m, pair = CORNER_WITHIN_M, None
        for a in (house for house in left if square_of(house.lat, house.lon) in close):
            for square in _squares(a.point, CORNER_WITHIN_M):
                for b in squares.get(square, ()):
                    away_m = _away_m(a.point, b.point)
                    if away_m < nearest_m and a.street_id != b.street_id:
                        nearest_m, pair = away_m, (a, b)
        if pair is None:
            return None
        a, b = pair
        point = Point(lat=(a.lat + b.lat) / 2, lon=(a.lon + b.lon) / 2)
        return Located(point=point, words=f"{a.street} & {b.street}")

    def _whole_street(self, houses: Sequence[_House]) -> Located | None:
        if not houses:
            return None
        middle = sorted(houses, key=lambda house: (house.lat, house.lon))[len(houses) // 2]
        if any(_away_m(middle.point, house.point) > SHORT_STREET_M for house in houses):
            return None
        return Located(point=middle.point, words=middle.street)

    def _around(self, point: Point, within_m: float) -> list[_House]:
        """The houses in all squares of the grid that a circle touches, some of them outside of it."""
        squares = _squares(point, within_m)
        return self._houses(f"WHERE square IN ({', '.join('?' * len(squares))})", *squares)


def _starts(tokens: list[str]) -> list[str]:
    """The last word may be unfinished, so it is tried as it stands and as the word that it may abbreviate."""
    before = "".join(spell(token) + " " for token in tokens[:-1])
    return list(dict.fromkeys([before + tokens[-1], before + spell(tokens[-1])]))


def _fits(house: _House, behind: list[str]) -> bool:
    """Do postcode and town, where somebody gave them and we know them, agree with this house?"""
    given = [token for token in behind if len(token) == 5 and token.isdigit()]
    town = " ".join(city_of(behind))
    wrong_postcode = given and house.postcode and house.postcode not in given
    return not wrong_postcode and not (town and house.city and town != house.city)


def _one_place(houses: Sequence[_House]) -> Located | None:
    if not houses or any(_away_m(houses[0].point, house.point) > SAME_PLACE_M for house in houses[1:]):
        return None
    return Located(point=houses[0].point, words=houses[0].words)


def _away_m(center: Point, point: Point) -> float:
    return hypot(*offset_m(local_metric(center), center, point))


def _squares(point: Point, within_m: float) -> list[int]:
    """The squares that a circle touches, and perhaps a few around it."""
    high = within_m / _DEGREE_M
    wide = high / cos(radians(abs(point.lat) + high))
    rows = range(floor((point.lat - high) / SQUARE_DEGREES), floor((point.lat + high) / SQUARE_DEGREES) + 1)
    steps = int(2 * wide / SQUARE_DEGREES) + 2
    lons = [wrap_longitude(min(point.lon - wide + step * SQUARE_DEGREES, point.lon + wide)) for step in range(steps)]
    return list({square_of((row + 0.5) * SQUARE_DEGREES, lon) for row in rows for lon in lons})
