"""The addresses of a gazetteer in one SQLite database: in memory, or in a compact file that opens at once."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from pathlib import Path

from bot.adapters.geocoding.answers import BadGazetteer
from bot.adapters.geocoding.lists import Row, read_list
from bot.adapters.geocoding.words import DIRECTIONS, core, spelled, tidy_number, tidy_street
from bot.geo.model import BadPoint, Point

APPLICATION_ID = 0x506F7263
"""SQLite's mark for whose file it is: "Porc"."""

VERSION = 1
"""Of the tables below; a file of another version has to be imported again."""

SQUARE_DEGREES = 0.002
"""The grid in which houses are found by place: squares of some 220 m."""

SQUARES_IN_A_ROW = 200_000
"""More than fit between -180 and 180 degrees, so that no two squares have one number."""

_SCHEMA = """
CREATE TABLE streets (id INTEGER PRIMARY KEY, spelled TEXT NOT NULL UNIQUE, core TEXT NOT NULL, shown TEXT NOT NULL);
CREATE TABLE towns (
    id INTEGER PRIMARY KEY, city TEXT NOT NULL, postcode TEXT NOT NULL, shown TEXT NOT NULL UNIQUE,
    houses INTEGER, lat REAL, lon REAL
);
CREATE TABLE houses (
    id INTEGER PRIMARY KEY, street INTEGER NOT NULL, folded TEXT NOT NULL, town INTEGER NOT NULL, number TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, square INTEGER NOT NULL, UNIQUE (street, folded, town)
);
"""
_INDEXES = """
CREATE INDEX by_core ON streets (core);
CREATE INDEX by_number ON houses (folded, street);
CREATE INDEX by_square ON houses (square);
UPDATE towns SET (houses, lat, lon) =
    (SELECT middle.n, middle.lat, middle.lon FROM
        (SELECT town, count(*) AS n, avg(lat) AS lat, avg(lon) AS lon FROM houses GROUP BY town) AS middle
     WHERE middle.town = towns.id);
"""
_BATCH = 10_000


class Skipped(StrEnum):
    """Why a row of a list was not taken."""

    NO_NUMBER = "without a house number"
    NO_STREET = "without a street"
    NO_POINT = "without usable coordinates"
    AGAIN = "another flat of a house that is there already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the rows of a list."""

    houses: int
    skipped: Counter[Skipped]


def square_of(lat: float, lon: float) -> int:
    """The number of the square of the grid; the square to the east has the next one."""
    return (floor(lat / SQUARE_DEGREES) + 50_000) * SQUARES_IN_A_ROW + floor(lon / SQUARE_DEGREES) + 100_000


def fill_shelf(shelf: sqlite3.Connection, rows: Iterable[Row]) -> Taken:
    """Put the rows on an empty shelf."""
    shelf.executescript(_SCHEMA)
    shelf.execute("BEGIN")
    skipped: Counter[Skipped] = Counter()
    batch: list[tuple[object, ...]] = []
    filling = _Filling(shelf)
    offered = 0
    for row in rows:
        found = filling.house(row)
        if isinstance(found, Skipped):
            skipped[found] += 1
            continue
        batch.append(found)
        offered += 1
        if len(batch) >= _BATCH:
            _insert(shelf, batch)
    _insert(shelf, batch)
    shelf.execute("COMMIT")
    shelf.executescript(_INDEXES)
    (houses,) = shelf.execute("SELECT count(*) FROM houses").fetchone()
    if offered > houses:
        skipped[Skipped.AGAIN] = offered - houses
    shelf.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    shelf.execute(f"PRAGMA user_version = {VERSION}")
    return Taken(houses=houses, skipped=skipped)


def _insert(shelf: sqlite3.Connection, batch: list[tuple[object, ...]]) -> None:
    shelf.executemany(
        "INSERT OR IGNORE INTO houses (street, folded, town, number, lat, lon, square) VALUES (?, ?, ?, ?, ?, ?, ?)",
        batch,
    )
    batch.clear()


class _Filling:
    """Streets and towns that were met so far."""

    def __init__(self, shelf: sqlite3.Connection) -> None:
        self._shelf = shelf
        self._streets: dict[str, int] = {}
        self._spelled: dict[str, int] = {}
        self._towns: dict[str, int] = {}

    def house(self, row: Row) -> tuple[object, ...] | Skipped:
        """The row for the table of houses, or why there is none."""
        number = tidy_number(row["NUMBER"] or "")
        street = (row["STREET"] or "").strip()
        street = _without_number(street, number)
        if not number:
            return Skipped.NO_NUMBER
        if not spelled(street) or street.casefold() == "unknown":
            return Skipped.NO_STREET
        try:
            point = Point(lat=float(row["LAT"]), lon=float(row["LON"]))
        except (TypeError, ValueError, BadPoint):
            return Skipped.NO_POINT
        if point.lat == point.lon == 0:
            return Skipped.NO_POINT  # That is how an unknown place is written, and open sea.
        town = self._town((row.get("POSTCODE") or "").strip(), (row.get("CITY") or "").strip())
        square = square_of(point.lat, point.lon)
        return self._street(street), number.casefold(), town, number, point.lat, point.lon, square

    def _street(self, street: str) -> int:
        if street not in self._streets:
            tokens = spelled(street)
            key = " ".join(tokens)
            if key not in self._spelled:
                self._spelled[key] = len(self._spelled) + 1
                self._shelf.execute(
                    "INSERT INTO streets VALUES (?, ?, ?, ?)",
                    (self._spelled[key], key, " ".join(core(tokens)), tidy_street(street)),
                )
            self._streets[street] = self._spelled[key]
        return self._streets[street]

    def _town(self, postcode: str, city: str) -> int:
        shown = " ".join(filter(None, [city, postcode]))
        if shown not in self._towns:
            self._towns[shown] = len(self._towns) + 1
            self._shelf.execute(
                "INSERT INTO towns (id, city, postcode, shown) VALUES (?, ?, ?, ?)",
                (self._towns[shown], " ".join(spelled(city)), postcode.casefold(), shown),
            )
        return self._towns[shown]


def _without_number(street: str, number: str) -> str:
    """Some lists write the house number into the street as well; a street must never carry one."""
    first, _, rest = street.partition(" ")
    rest = rest.strip()
    # "100 South" is the name of a street in Utah, also for the house with the number 100.
    return rest if number and first == number and not set(spelled(rest)) <= DIRECTIONS else street


def shelf_in_memory(rows: Iterable[Row]) -> tuple[sqlite3.Connection, Taken]:
    """A shelf that nobody else sees."""
    shelf = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    return shelf, fill_shelf(shelf, rows)


def is_shelf(path: Path) -> bool:
    """Whether the file is an SQLite database. Raises OSError."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def open_shelf(path: Path) -> sqlite3.Connection:
    """A shelf that was imported, to be read only. Raises BadGazetteer."""
    shelf = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        marks = [shelf.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if marks != [APPLICATION_ID, VERSION]:
            raise BadGazetteer(
                f"{path} was not made by this version of `porchlight import gazetteer`; import the list of addresses again."
            )
        shelf.execute("SELECT id FROM houses LIMIT 1").fetchone()
    except (sqlite3.Error, BadGazetteer) as error:
        shelf.close()
        if isinstance(error, BadGazetteer):
            raise
        raise BadGazetteer(f"The gazetteer {path} is damaged; import the list of addresses again.") from None
    return shelf


def import_list(source: Path, target: Path, progress: Callable[[int], None] = lambda _: None) -> Taken:
    """Make the compact file out of a list of addresses. The target is replaced in one step when all is well, and else
    stays as it was. The same list makes the same file again. Raises BadGazetteer."""
    if source.resolve() == target.resolve():
        raise BadGazetteer(f"{source} cannot be imported into itself; give another --to.")
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)  # Somebody pulled the plug on an earlier one.
        with closing(sqlite3.connect(fresh, isolation_level=None)) as shelf:
            shelf.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            taken = fill_shelf(shelf, read_list(source, progress))
            if not taken.houses:
                raise BadGazetteer(f"The list of addresses {source} holds no usable row.")
            shelf.execute("VACUUM")
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise BadGazetteer(f"{target} cannot be written ({error}); choose another place with --to.") from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return taken
