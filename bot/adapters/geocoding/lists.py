"""Lists of addresses as towns publish them: CSV with the headers that are in use, or GeoJSON, one feature a line."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from bot.adapters.geocoding.answers import BadGazetteer

Row = Mapping[str, str]
"""LON, LAT, NUMBER and STREET, and perhaps POSTCODE and CITY, as the list has them."""

HEADERS: Mapping[str, tuple[str, ...]] = {
    "LON": ("lon", "longitude", "long", "lng", "x", "pointx", "lonwgs84"),
    "LAT": ("lat", "latitude", "y", "pointy", "latwgs84"),
    "NUMBER": (
        "number", "housenumber", "house", "houseno", "addrhousenumber", "streetnumber", "streetno", "addressnumber",
        "addnumber", "stnum", "hno", "num",
    ),
    "STREET": (
        "street", "streetname", "addrstreet", "road", "roadname", "fullstreetname", "stname", "fullname", "streetfull",
    ),
    "POSTCODE": ("postcode", "zip", "zipcode", "zip5", "postalcode", "addrpostcode"),
    "CITY": ("city", "town", "addrcity", "municipality", "locality", "place", "placename", "postcity"),
}  # fmt: skip
"""What the columns are called, in lower case without spaces, dots, colons and underscores; the first that is there counts.
Columns of any other name are ignored."""

NEEDED = ("LON", "LAT", "NUMBER", "STREET")

_MAX_FIELD = 100_000


def read_list(path: Path, progress: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
    """The rows of a file in UTF-8. `progress` hears how many bytes were read, now and then.

    Raises BadGazetteer, in one sentence, when the file is missing or is no such list.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(64).lstrip(b"\xef\xbb\xbf \r\n")
            file.seek(0)
            lines = _decoded(file, progress)
            yield from _features(lines, path) if begins.startswith(b"{") else _table(lines, path)
    except FileNotFoundError:
        raise BadGazetteer(f"There is no list of addresses at {path}; correct the path.") from None
    except UnicodeDecodeError:
        raise BadGazetteer(f"The list of addresses {path} is not in UTF-8; save it as CSV in UTF-8.") from None
    except (OSError, csv.Error) as error:
        raise BadGazetteer(f"The list of addresses {path} cannot be read: {error}.") from None


def _decoded(file: Iterable[bytes], progress: Callable[[int], None]) -> Iterator[str]:
    done = 0
    for count, line in enumerate(file):
        done += len(line)
        if count % 1000 == 0:
            progress(done)
        yield line.decode("utf-8-sig" if count == 0 else "utf-8")
    progress(done)


def _table(lines: Iterator[str], path: Path) -> Iterator[Row]:
    head = next(lines, "")
    delimiter = max(",;\t|", key=head.count)
    csv.field_size_limit(_MAX_FIELD)
    names = next(csv.reader([head], delimiter=delimiter, strict=True), [])
    columns = _columns(names, path)
    for cells in csv.reader(lines, delimiter=delimiter):
        if cells:
            yield {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def _columns(names: list[str], path: Path) -> dict[str, int]:
    """Where the columns are that we use."""
    known = {_plainly(name): at for at, name in reversed(list(enumerate(names)))}
    found = {column: known[name] for column, called in HEADERS.items() for name in reversed(called) if name in known}
    lacking = [column for column in NEEDED if column not in found]
    if lacking:
        raise BadGazetteer(
            f"The list of addresses {path} lacks the columns {', '.join(lacking)}; its first line has to name them."
        )
    return found


def _plainly(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _features(lines: Iterator[str], path: Path) -> Iterator[Row]:
    """OpenAddresses since 2022: `{"type": "Feature", "properties": {"number": …}, "geometry": {"coordinates": …}}`."""
    for line in lines:
        if not line.strip():
            continue
        try:
            feature = json.loads(line)
            names, where = feature["properties"], feature.get("geometry") or {}
            lon, lat = (list(where.get("coordinates") or ["", ""]))[:2]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise BadGazetteer(
                f"The list of addresses {path} looks like GeoJSON, but a line of it is no feature; give one a line, or CSV."
            ) from None
        named = {column: str(names.get(column.lower()) or "") for column in ("NUMBER", "STREET", "POSTCODE", "CITY")}
        yield {"LON": str(lon), "LAT": str(lat), **named}
