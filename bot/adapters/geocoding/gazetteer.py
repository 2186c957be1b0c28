"""A gazetteer in memory, read from a file of addresses. Asks nobody, so nobody learns who looked for what."""

import csv
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, cos, floor, hypot, radians
from pathlib import Path

from bot.adapters.geocoding.words import (
    DIRECTIONS,
    STREET_TYPES,
    city_of,
    core,
    plain,
    spell,
    spelled,
    tidy_number,
    tidy_street,
)
from bot.geo.metric import local_metric, offset_m, wrap_longitude
from bot.geo.model import BadPoint, Located, Point

COLUMNS = frozenset(["LON", "LAT", "NUMBER", "STREET"])
"""Columns that a file must have, as OpenAddresses names them. POSTCODE and CITY are used too; others are ignored."""

ADDRESS_WITHIN_M = 60.0
STREET_WITHIN_M = 300.0
CORNER_WITHIN_M = 120.0
"""So near must the nearest houses of two streets be to make a corner."""
SHORT_STREET_M = 500.0
"""A street alone is a place only when none of its houses is farther than this from its middle one."""
SAME_PLACE_M = 150.0
"""Rows of one address that lie nearer together than this are one place."""

_GRID_DEGREES = 0.002
_DEGREE_M = 111_000.0
_BLOCK = re.compile(r"^(\d+) (?:block|blk)(?: of)? (.+)$")
_CORNER = re.compile(r"\s*[&/@]\s*|\s+(?:and|at)\s+")


class BadGazetteer(ValueError):
    """The file is no list of addresses; the message says which file and what is wrong."""


class Gazetteer:
    """Implements `geo.ports.Geocoder` over rows LON, LAT, NUMBER, STREET and optionally POSTCODE and CITY.

    Spelling is forgiven (case, `St`, `04th`, flats), places are not guessed: an address that is not in the list, or is
    there twice in different places, is not found.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Rows without number, street or usable coordinates are passed over and counted in `skipped`."""
        self.skipped = 0
        self._lats, self._lons = array("d"), array("d")
        self._words: list[str] = []
        self._places: list[tuple[str, tuple[str, ...]]] = []  # (postcode, town) of each row
        self._street: list[int] = []
        self._numbers: list[str] = []
        self._streets: list[str] = []
        self._of_street: dict[str, list[int]] = {}
        self._of_address: dict[str, list[int]] = {}
        self._of_core: dict[str, list[int]] = {}
        self._of_street_core: dict[str, list[int]] = {}
        self._grid: dict[tuple[int, int], list[int]] = {}
        self._read(rows)
        by_number = sorted((address, row) for address, rows in self._of_address.items() for row in rows)
        by_street = sorted(
            (f"{street} {self._numbers[row]:>8}", row) for street, rows in self._of_street.items() for row in rows
        )
        self._by_number = ([key for key, _ in by_number], [row for _, row in by_number])
        self._by_street = ([key for key, _ in by_street], [row for _, row in by_street])

    @classmethod
    def load(cls, path: Path) -> "Gazetteer":
        """Read a CSV file in UTF-8. Raises BadGazetteer when it is missing or is not such a list."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows = csv.DictReader(lines)
                lacking = COLUMNS - set(rows.fieldnames or ())
                if lacking:
                    raise BadGazetteer(f"The list of addresses {path} lacks the columns {', '.join(sorted(lacking))}.")
                gazetteer = cls(rows)
        except FileNotFoundError as error:
            raise BadGazetteer(f"There is no list of addresses at {path}; correct the path in the settings.") from error
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadGazetteer(f"The list of addresses {path} cannot be read: {error}.") from error
        if not gazetteer._words:
            raise BadGazetteer(f"The list of addresses {path} holds no usable row.")
        return gazetteer

    def __len__(self) -> int:
        return len(self._words)

    async def find(self, words: str) -> Located | None:
        """An address, a block (`1500 block of Oak Street`), a corner (`Oak St & Elm St`) or a short street."""
        text, _, behind = plain(words).strip().partition(",")
        if block := _BLOCK.match(" ".join(text.split())):
            return self._block(int(block[1]), spelled(block[2]))
        tokens = spelled(text)
        found = self._address(tokens, spelled(behind))
        if found is not None or not tokens or tokens[0].isdigit():
            return found
        sides = [self._rows_of_street(spelled(side)) for side in _CORNER.split(text.removeprefix("corner of "))]
        if len(sides) == 2 and all(sides):
            return self._corner(*sides)
        return self._whole_street(self._rows_of_street(tokens))

    async def street_near(self, point: Point) -> str:
        """The street of the nearest house within 300 m."""
        row = self._nearest(point, STREET_WITHIN_M)
        return "" if row is None else self._streets[self._street[row]]

    async def address_at(self, point: Point) -> str:
        """The nearest house within 60 m."""
        row = self._nearest(point, ADDRESS_WITHIN_M)
        return "" if row is None else self._words[row]

    async def suggest(self, partial: str, limit: int = 10) -> list[str]:
        """Addresses that begin like this, whether with the number or with the street."""
        tokens = [token for token in plain(partial).partition(",")[0].split() if token != "the"]
        if not tokens:
            return []
        before = "".join(spell(token) + " " for token in tokens[:-1])
        found: dict[str, None] = {}
        for keys, rows in (self._by_number, self._by_street):
            # The last word may be unfinished, so it is tried as it stands and as the word that it may abbreviate.
            for start in dict.fromkeys([before + tokens[-1], before + spell(tokens[-1])]):
                at = bisect_left(keys, start)
                while len(found) < limit and at < len(keys) and keys[at].startswith(start):
                    found[self._words[rows[at]]] = None
                    at += 1
        return list(found)

    def _read(self, rows: Iterable[Mapping[str, str]]) -> None:
        streets: dict[str, tuple[int, str, str]] = {}
        for row in rows:
            street = (row["STREET"] or "").strip()
            number = tidy_number(row["NUMBER"] or "")
            try:
                point = Point(lat=float(row["LAT"]), lon=float(row["LON"]))
            except (TypeError, ValueError, BadPoint):
                point = None
            if point is None or not number or not street or street.casefold() == "unknown":
                self.skipped += 1
                continue
            if street not in streets:
                tokens = spelled(street)
                streets[street] = len(self._streets), " ".join(tokens), " ".join(core(tokens))
                self._streets.append(tidy_street(street))
            self._add(point, number, streets[street], (row.get("POSTCODE") or "").strip(), row.get("CITY") or "")

    def _add(self, point: Point, number: str, street: tuple[int, str, str], postcode: str, city: str) -> None:
        index, street_key, core_key = street
        behind = " ".join(filter(None, [city.strip(), postcode]))
        words = f"{number} {self._streets[index]}, {behind}" if behind else f"{number} {self._streets[index]}"
        address = f"{number.casefold()} {street_key}"
        row = len(self._words)
        same = self._of_address.setdefault(address, [])
        if any(self._words[other] == words for other in same):
            return  # Another flat of a house that is known.
        same.append(row)
        self._of_core.setdefault(f"{number.casefold()} {core_key}", []).append(row)
        self._of_street.setdefault(street_key, []).append(row)
        self._of_street_core.setdefault(core_key, []).append(row)
        self._words.append(words)
        self._numbers.append(number)
        self._street.append(index)
        self._places.append((postcode.casefold(), tuple(spelled(city))))
        self._lats.append(point.lat)
        self._lons.append(point.lon)
        self._grid.setdefault(_square(point.lat, point.lon), []).append(row)

    def _address(self, tokens: list[str], behind: list[str]) -> Located | None:
        """The longest beginning of the words that is an address, if what follows it does not speak of another place."""
        for count in range(len(tokens), 1, -1):
            key, rest = " ".join(tokens[:count]), tokens[count:]
            rows = self._of_address.get(key)
            if rows is None and not (rest and rest[0] in STREET_TYPES):
                rows = self._of_core.get(key)
            if rows is not None:
                if rest and rest[0] in DIRECTIONS:
                    return None
                return self._one_place([row for row in rows if self._fits(row, [*rest, *behind])])
        return None

    def _fits(self, row: int, behind: list[str]) -> bool:
        """Do postcode and town, where somebody gave them and we know them, agree with this row?"""
        postcode, city = self._places[row]
        given = [token for token in behind if len(token) == 5 and token.isdigit()]
        town = city_of(behind)
        return not (given and postcode and postcode not in given) and not (town and city and town != city)

    def _one_place(self, rows: Sequence[int]) -> Located | None:
        if not rows or any(self._distance_m(rows[0], row) > SAME_PLACE_M for row in rows[1:]):
            return None
        return Located(point=self._point(rows[0]), words=self._words[rows[0]])

    def _block(self, first: int, street: list[str]) -> Located | None:
        """The middle house of a hundred block."""
        numbered = [
            (int(digits[0]), row)
            for row in self._rows_of_street(street)
            if (digits := re.match(r"\d+", self._numbers[row])) and first <= int(digits[0]) < first // 100 * 100 + 100
        ]
        if len({self._street[row] for _, row in numbered}) != 1:
            return None
        row = sorted(numbered)[len(numbered) // 2][1]
        return Located(point=self._point(row), words=f"{first} block of {self._streets[self._street[row]]}")

    def _corner(self, left: list[int], right: list[int]) -> Located | None:
        """Half-way between the two nearest houses of two streets."""
        squares: dict[tuple[int, int], list[int]] = {}
        for row in right:
            squares.setdefault(_square(self._lats[row], self._lons[row]), []).append(row)
        nearest_m, pair = CORNER_WITHIN_M, None
        for a in left:
            for b in _around(squares, self._point(a), CORNER_WITHIN_M):
                away_m = self._distance_m(a, b)
                if away_m < nearest_m:
                    nearest_m, pair = away_m, (a, b)
        if pair is None or left is right:
            return None
        a, b = pair
        point = Point(lat=(self._lats[a] + self._lats[b]) / 2, lon=(self._lons[a] + self._lons[b]) / 2)
        return Located(point=point, words=f"{self._streets[self._street[a]]} & {self._streets[self._street[b]]}")

    def _whole_street(self, rows: list[int]) -> Located | None:
        if not rows:
            return None
        middle = sorted(rows, key=lambda row: (self._lats[row], self._lons[row]))[len(rows) // 2]
        if any(self._distance_m(middle, row) > SHORT_STREET_M for row in rows):
            return None
        return Located(point=self._point(middle), words=self._streets[self._street[middle]])

    def _rows_of_street(self, tokens: list[str]) -> list[int]:
        """The houses of a street, or of all streets of this name when its type is left out."""
        name = " ".join(tokens)
        return self._of_street.get(name) or self._of_street_core.get(name, [])

    def _point(self, row: int) -> Point:
        return Point(lat=self._lats[row], lon=self._lons[row])

    def _distance_m(self, a: int, b: int) -> float:
        center = self._point(a)
        return hypot(*offset_m(local_metric(center), center, self._point(b)))

    def _nearest(self, point: Point, within_m: float) -> int | None:
        metric = local_metric(point)
        best, best_m = None, within_m
        for row in _around(self._grid, point, within_m):
            away_m = hypot(*offset_m(metric, point, self._point(row)))
            if away_m <= best_m and (best is None or away_m < best_m):
                best, best_m = row, away_m
        return best


def _square(lat: float, lon: float) -> tuple[int, int]:
    return floor(lat / _GRID_DEGREES), floor(lon / _GRID_DEGREES)


def _around(squares: Mapping[tuple[int, int], list[int]], point: Point, within_m: float) -> Iterator[int]:
    """The rows in all squares of the grid that a circle touches, some of them outside of it."""
    high = within_m / _DEGREE_M
    wide = high / cos(radians(abs(point.lat) + high))
    for y in range(floor((point.lat - high) / _GRID_DEGREES), ceil((point.lat + high) / _GRID_DEGREES)):
        for step in range(ceil(2 * wide / _GRID_DEGREES) + 1):
            lon = wrap_longitude(min(point.lon - wide + step * _GRID_DEGREES, point.lon + wide))
            yield from squares.get((y, floor(lon / _GRID_DEGREES)), ())
