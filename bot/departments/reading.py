"""Reads what an operator writes about a department, on a command line or in a row of a list. Nothing is mended in silence."""

import re
from collections.abc import Callable, Mapping

from bot.departments.domains import read_domains
from bot.departments.model import DepartmentKind, DepartmentReason, Particulars
from bot.geo.area import middle
from bot.geo.model import Circle, Jurisdiction, Point
from bot.geo.problems import UnreadableArea
from bot.geo.regions import read_region
from bot.geo.zones import zone_at
from bot.kernel.refusal import Refused

ReadKey = Callable[[str], str | None]
"""An age recipient as age writes it; None when the text is none."""

OpenFile = Callable[[str], str]
"""What stands in the file of this name. Raises OSError, and ValueError for what is no text."""

LEAST_KM, MOST_KM = 0.1, 500.0

KINDS: Mapping[str, DepartmentKind] = {
    **{kind.value: kind for kind in DepartmentKind},
    "municipal": DepartmentKind.CITY,
    "local": DepartmentKind.CITY,
    "town": DepartmentKind.CITY,
    "township": DepartmentKind.CITY,
    "village": DepartmentKind.CITY,
    "borough": DepartmentKind.CITY,
    "sheriff": DepartmentKind.COUNTY,
    "parish": DepartmentKind.COUNTY,
    "university": DepartmentKind.CAMPUS,
    "college": DepartmentKind.CAMPUS,
    "school": DepartmentKind.CAMPUS,
}
"""What lists call the four kinds."""

_FILE = re.compile(r"[^{}()]+\.(?:geo)?json|[^{}()]+\.wkt", re.IGNORECASE)
_DRAWN = re.compile(r"\{|(?:multi)?polygon\b", re.IGNORECASE)


def read_particulars(given: Mapping[str, str], jurisdiction: Jurisdiction, read_key: ReadKey) -> Particulars:
    """The particulars in the columns `name`, `kind`, `contact`, `domains`, `time_zone` and `public_key`.

    Without a time zone, that of the middle of the jurisdiction is taken. What the words mean is read here; whether it
    may be is asked of `rules.check`. Raises Refused(BAD_KIND | BAD_KEY).
    """
    return Particulars(
        name=_line(given.get("name", "")),
        kind=read_kind(given.get("kind", "")),
        contact=_line(given.get("contact", "")),
        email_domains=read_domains(given.get("domains", "")),
        jurisdiction=jurisdiction,
        time_zone=given.get("time_zone", "").strip() or zone_at(middle(jurisdiction)),
        public_key=read_public_key(given.get("public_key", ""), read_key),
    )


def read_kind(text: str) -> DepartmentKind:
    """The kind that this word means. Raises Refused(BAD_KIND)."""
    kind = KINDS.get(_line(text).casefold())
    if kind is None:
        raise Refused(DepartmentReason.BAD_KIND, kind=_line(text)[:40] or "—")
    return kind


def read_public_key(text: str, read_key: ReadKey) -> str:
    """The age recipient, or nothing where nothing is given. Raises Refused(BAD_KEY), which does not repeat the text: it may
    be the secret key, pasted by mistake."""
    if not text.strip():
        return ""
    key = read_key(text)
    if key is None:
        raise Refused(DepartmentReason.BAD_KEY)
    return key


def read_jurisdiction(text: str, open_file: OpenFile) -> Jurisdiction:
    """`lat,lon,km` for a circle; GeoJSON or well-known text; or the name of a file that holds one of these two.

    Raises Refused(NO_AREA | BAD_CIRCLE | BAD_RADIUS | BAD_FILE) and AreaProblems.
    """
    words = text.strip()
    if not words:
        raise Refused(DepartmentReason.NO_AREA)
    if _DRAWN.match(words):
        return read_outline(words)
    if not _FILE.fullmatch(words):
        return read_circle(words)
    try:
        outline = open_file(words)
    except (OSError, ValueError) as error:
        raise Refused(DepartmentReason.BAD_FILE, file=words[:80]) from error
    return read_outline(outline)


def read_outline(text: str) -> Jurisdiction:
    """The region that GeoJSON or well-known text draws. Raises Refused with an AreaProblem."""
    try:
        return read_region(text)
    except UnreadableArea as error:
        raise Refused(error.problem, number=str(error.number)) from None


def read_circle(words: str) -> Circle:
    """`lat,lon,km`. Raises Refused(BAD_CIRCLE | BAD_RADIUS)."""
    try:
        lat, lon, km = (float(part) for part in words.split(","))
        center = Point(lat=lat, lon=lon)
    except ValueError:
        raise Refused(DepartmentReason.BAD_CIRCLE, text=words[:40]) from None
    if not LEAST_KM <= km <= MOST_KM:
        raise Refused(DepartmentReason.BAD_RADIUS, least=f"{LEAST_KM:g}", most=f"{MOST_KM:g}")
    return Circle(center=center, radius_m=km * 1000)


def _line(text: str) -> str:
    return " ".join(text.split())
