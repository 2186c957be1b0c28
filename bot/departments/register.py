"""Reads a list of departments (CSV): each row is taken, or told why not. Knows no database."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.departments.domains import read_domains
from bot.departments.model import DepartmentReason, Particulars
from bot.departments.reading import OpenFile, ReadKey, read_jurisdiction, read_particulars
from bot.departments.rules import check, plain_name
from bot.kernel.refusal import Refused

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "department", "agency", "agency_name"),
    "kind": ("kind", "type", "jurisdiction_type"),
    "contact": ("contact", "phone", "telephone"),
    "domains": ("domains", "email_domains", "domain"),
    "jurisdiction": ("jurisdiction", "area", "geojson", "wkt"),
    "time_zone": ("time_zone", "timezone", "zone", "tz"),
    "public_key": ("public_key", "age_key", "age"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "km": ("km", "radius_km"),
    "state": ("state",),
}
"""Each column with the headings under which lists have it; capitals, blanks and hyphens do not matter."""

NEEDED = ("name", "kind", "contact", "domains")
MOST_WITH_A_DOMAIN = 3
"""More rows than this with one domain: it is that of a directory, an association or a host, and proves no department."""

MAX_CELL_CHARACTERS = 4_000_000


class BadRegister(ValueError):
    """The list cannot be read at all; the message is one sentence with the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the list, by the line of the file on which it ends, from 1."""

    line: int
    name: str
    found: Particulars | Refused
    """What it says, or why it is not taken."""


def read_register(text: str, read_key: ReadKey, open_file: OpenFile) -> Iterator[Row]:
    """Every row that holds anything, in order. A second row of a name, and a domain in more than three rows, are not taken.

    Raises BadRegister.
    """
    rows = list(_cells(text))
    crowd = Counter(domain for _, cells in rows for domain in read_domains(cells.get("domains", "")))
    seen: set[str] = set()
    for line, cells in rows:
        given = {**cells, "name": _full_name(cells)}
        found: Particulars | Refused
        try:
            found = read_particulars(given, read_jurisdiction(_jurisdiction(cells), open_file), read_key)
            check(found)
            _alone(found, crowd, seen)
            seen.add(plain_name(found.name))
        except Refused as no:
            found = no
        yield Row(line=line, name=" ".join(given["name"].split())[:80], found=found)


def _alone(found: Particulars, crowd: Counter[str], seen: set[str]) -> None:
    if plain_name(found.name) in seen:
        raise Refused(DepartmentReason.LISTED_TWICE, name=found.name)
    for domain in found.email_domains:
        if crowd[domain] > MOST_WITH_A_DOMAIN:
            raise Refused(DepartmentReason.DOMAIN_OF_MANY, domain=domain, number=str(crowd[domain]))


def _full_name(cells: Mapping[str, str]) -> str:
    """Names such as that of Washington County's sheriff stand in twenty states: with a state they are one of a kind."""
    name, state = cells.get("name", "").strip(), cells.get("state", "").strip()
    return f"{name}, {state}" if name and state and not name.endswith(f", {state}") else name


def _jurisdiction(cells: Mapping[str, str]) -> str:
    whole = cells.get("jurisdiction", "").strip()
    parts = [cells.get(name, "").strip() for name in ("lat", "lon", "km")]
    return ",".join(parts) if not whole and any(parts) else whole


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    before = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        columns = _columns(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(columns, cells, strict=False))
    except csv.Error:
        raise BadRegister("It is no CSV from some line on; save it as CSV in UTF-8.") from None
    finally:
        csv.field_size_limit(before)


def _columns(heads: list[str]) -> list[str]:
    known = {heading: column for column, headings in HEADINGS.items() for heading in headings}
    plain = [head.strip().casefold().replace(" ", "_").replace("-", "_") for head in heads]
    columns = [known.get(head, "") for head in plain]
    named = [column for column in columns if column]
    twice = sorted(column for column, count in Counter(named).items() if count > 1)
    lacking = [column for column in NEEDED if column not in named]
    if twice:
        raise BadRegister(f"Its first line names the column {twice[0]} twice.")
    if lacking or not ({"jurisdiction"} <= set(named) or {"lat", "lon", "km"} <= set(named)):
        wanted = ", ".join([*NEEDED, "jurisdiction (or lat, lon and km)"])
        raise BadRegister(f"Its first line has to name the columns {wanted}.")
    return columns
