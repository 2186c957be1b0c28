"""Reads the area that somebody pasted: a polygon or circle as GeoJSON, or a list of corners. Nothing is guessed or mended."""

import json
import re
from itertools import pairwise
from math import hypot

from bot.geo.angles import LIKENESSES, read_coordinates
from bot.geo.model import MAX_LATITUDE, Area, BadPoint, Circle, Point, Polygon
from bot.geo.polygon import MAX_REACH_M, frame, middle, plane
from bot.geo.problems import AreaProblem, UnreadableArea, UnreadablePlace

MAX_AREA_CHARACTERS = 8000
"""A hundred corners as GeoJSON, one number a line, are less."""

MAX_AREA_CORNERS = 100
"""Nobody draws more by hand around less than half a square mile."""

_DEEPEST = 4
"""A feature in a collection in a collection: deeper nests are no map program's."""

_NUMBER = r"[+-]?\d{1,3}\.\d{1,20}"
_PAIR = re.compile(rf"{_NUMBER} ?, ?{_NUMBER}")
_RUN = re.compile(rf"{_PAIR.pattern}(?:[ ,]+{_PAIR.pattern})+")
"""Pairs on one line: command lines of chats turn the ends of lines into blanks."""

_CUTS = re.compile(r"[;\r\n\u2028\u2029]+")

_WGS84 = re.compile(r"\A(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84|EPSG:[\d.]*:?4326)\Z", re.IGNORECASE)
_METRES = frozenset({"m", "meter", "meters", "metre", "metres"})


def read_area(text: str) -> Area | None:
    """The area that the words draw; None when they draw none, such as an address or a lone pair of coordinates.

    GeoJSON: a Polygon, a MultiPolygon of one, a Point with a property `radius` in metres, or a Feature, FeatureCollection
    or GeometryCollection of just one of these; names and other properties are dropped. Corners: three to a hundred pairs,
    latitude first, one a line or with `;` between them, the first repeated at the end or not. Raises UnreadableArea for
    what is meant as an area and is none. Across the 180th meridian the short way is meant.
    """
    words = text.strip().removeprefix("\ufeff").strip()
    if words[:1] == "{":
        if len(words) > MAX_AREA_CHARACTERS:
            raise UnreadableArea(AreaProblem.TOO_LONG)
        return _only(parsed(words))
    if re.match(r"\[\s*[\[{]", words):
        # Whether such a list begins with latitudes is not said anywhere.
        raise UnreadableArea(AreaProblem.NOT_GEOJSON)
    corners = _listed(words)
    return None if corners is None else _polygon(corners)


def parsed(text: str) -> object:
    """The GeoJSON object in the text. Raises UnreadableArea for another text, and for another coordinate system."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableArea(AreaProblem.NOT_GEOJSON) from None
    match found:
        case {"crs": {"properties": {"name": str(name)}}} if _WGS84.match(name):
            return found
        case {"crs": other} if other is not None:
            raise UnreadableArea(AreaProblem.OTHER_DATUM)
        case _:
            return found


def ring(found: object, most: int) -> tuple[tuple[float, float], ...]:
    """The corners of a GeoJSON ring as (longitude, latitude), in range, the first not repeated. Raises UnreadableArea."""
    if not isinstance(found, list) or len(found) < 4 or found[0] != found[-1]:
        raise UnreadableArea(AreaProblem.NOT_CLOSED)
    if len(found) > most + 1:
        raise UnreadableArea(AreaProblem.TOO_MANY)
    return tuple(_position(position, number) for number, position in enumerate(found[:-1], 1))


def _position(position: object, number: int) -> tuple[float, float]:
    match position:
        case [int() | float() as first, int() | float() as second, *_] if bool not in (type(first), type(second)):
            try:
                lon, lat = float(first), float(second)
            except OverflowError:
                raise UnreadableArea(AreaProblem.CORNER_NOWHERE, number) from None
            if abs(lat) <= MAX_LATITUDE and abs(lon) <= 180.0:
                return lon, lat
            swapped = abs(lon) <= MAX_LATITUDE and abs(lat) <= 180.0
            raise UnreadableArea(AreaProblem.CORNER_SWAPPED if swapped else AreaProblem.CORNER_NOWHERE, number)
        case _:
            raise UnreadableArea(AreaProblem.CORNER_UNREADABLE, number)


def _only(found: object, properties: object = None, depth: int = 0) -> Area:
    """The only area in a parsed GeoJSON object."""
    if depth >= _DEEPEST:
        raise UnreadableArea(AreaProblem.NOT_ONE)
    own = found.get("properties") if isinstance(found, dict) else None
    match found:
        case {"type": "FeatureCollection", "features": [feature]}:
            return _only(feature, None, depth + 1)
        case {"type": "Feature", "geometry": geometry}:
            return _only(geometry, own, depth + 1)
        case {"type": "GeometryCollection", "geometries": [geometry]}:
            return _only(geometry, properties, depth + 1)
        case {"type": "MultiPolygon", "coordinates": [rings]} | {"type": "Polygon", "coordinates": [_, *_] as rings}:
            return _outline(rings)
        case {"type": "Point", "coordinates": position}:
            return _circle(position, properties if isinstance(properties, dict) else own)
        case _:
            raise UnreadableArea(AreaProblem.NOT_ONE)


def _outline(rings: object) -> Polygon:
    match rings:
        case [outline]:
            corners = [Point(lat=lat, lon=lon) for lon, lat in ring(outline, MAX_AREA_CORNERS)]
            return _polygon(corners)
        case [_, _, *_]:
            raise UnreadableArea(AreaProblem.HOLES)
        case _:
            raise UnreadableArea(AreaProblem.NOT_ONE)


def _circle(position: object, properties: object) -> Circle:
    radius_m = _radius_m(properties) if isinstance(properties, dict) else 0.0
    if not radius_m > 0:
        raise UnreadableArea(AreaProblem.NO_RADIUS)
    lon, lat = _position(position, 1)
    if radius_m > MAX_REACH_M:
        raise UnreadableArea(AreaProblem.TOO_WIDE)
    return Circle(center=Point(lat=lat, lon=lon), radius_m=radius_m)


def _radius_m(properties: dict[object, object]) -> float:
    """The property `radius`; 0 when it is no number, or in another unit than metres."""
    radius = properties.get("radius")
    units = [value for key, value in properties.items() if "unit" in str(key).lower()]
    if type(radius) not in (int, float) or any(str(unit).strip().lower() not in _METRES for unit in units):
        return 0.0
    try:
        return float(radius)  # type: ignore[arg-type]
    except OverflowError:
        return MAX_REACH_M * 2


def _listed(words: str) -> list[Point] | None:
    """The corners of a list; None when it is no list, which is when less than two of its parts are coordinates."""
    if len(words) > MAX_AREA_CHARACTERS:
        # So long a text is no place either, but the reader of places says that in its own words.
        if len(_PAIR.findall(words[:MAX_AREA_CHARACTERS])) > 2:
            raise UnreadableArea(AreaProblem.TOO_LONG)
        return None
    plain = words.translate(LIKENESSES)
    line = " ".join(plain.split())
    found = _PAIR.findall(line) if _RUN.fullmatch(line) else _CUTS.split(plain)
    parts = [part.strip(" ,\t") for part in found if part.strip(" ,\t")]
    if len(parts) < 2 or _is_place(words):
        return None
    read = [_corner(part) for part in parts]
    if sum(isinstance(corner, Point) for corner in read) < 2:
        return None
    for number, corner in enumerate(read, 1):
        if isinstance(corner, AreaProblem):
            raise UnreadableArea(corner, number)
    return [corner for corner in read if isinstance(corner, Point)]


def _is_place(words: str) -> bool:
    """`29,76; -95,37` is one place with decimal commas."""
    try:
        return read_coordinates(words) is not None
    except (UnreadablePlace, BadPoint):
        return True


def _corner(part: str) -> Point | AreaProblem:
    try:
        return read_coordinates(part) or AreaProblem.CORNER_UNREADABLE
    except BadPoint:
        return AreaProblem.CORNER_NOWHERE
    except UnreadablePlace as error:
        known = {
            "coordinates swapped": AreaProblem.CORNER_SWAPPED,
            "coordinates out of range": AreaProblem.CORNER_NOWHERE,
        }
        return known.get(error.problem.value, AreaProblem.CORNER_UNREADABLE)


def _polygon(corners: list[Point]) -> Polygon:
    """The polygon of these corners, as strict as a search wants it. Raises UnreadableArea."""
    kept = [corner for corner, following in pairwise([*corners, corners[0]]) if corner != following]
    if len(kept) < 3:
        raise UnreadableArea(AreaProblem.TOO_FEW)
    if len(kept) > MAX_AREA_CORNERS:
        raise UnreadableArea(AreaProblem.TOO_MANY)
    polygon = Polygon(corners=tuple(kept))
    flat = plane(middle(polygon))
    if not max(hypot(*flat.at(corner.lat, corner.lon)) for corner in kept) <= MAX_REACH_M:
        raise UnreadableArea(AreaProblem.TOO_WIDE)
    try:
        frame(polygon)
    except ValueError:
        raise UnreadableArea(AreaProblem.CROSSES) from None
    return polygon
