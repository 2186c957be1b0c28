"""Who may be a department at all, and what has to be known of one. And what a case number is."""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.departments.domains import MOST_DOMAINS, DomainProblem, problem_of
from bot.departments.model import DepartmentReason, Particulars
from bot.geo.area import area_km2, middle
from bot.geo.model import Circle, Jurisdiction, Polygon, Region
from bot.geo.zones import zone_at
from bot.kernel.refusal import Refused

MOST_CHARACTERS = 120
MOST_KM2 = 800_000.0
"""A circle of 500 km, or all of Texas: whatever is larger is no department's."""

PROBLEMS = {
    DomainProblem.UNREADABLE: DepartmentReason.BAD_DOMAIN,
    DomainProblem.FREE: DepartmentReason.FREE_MAIL,
    DomainProblem.SHARED: DepartmentReason.SHARED_DOMAIN,
    DomainProblem.FEDERAL: DepartmentReason.FEDERAL_DOMAIN,
}

WINTER_AND_SUMMER = (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC))
"""Two moments at which clocks are compared: zones that agree at both are one for our purposes."""

FEDERAL_BODIES = (
    "fbi", "ice", "cbp", "dhs", "dea", "atf", "hsi", "usms", "usss", "uscis", "tsa", "cia", "nsa", "batfe",
    "immigration", "customs", "deportation", "homeland security", "border patrol", "border protection",
    "enforcement and removal", "drug enforcement", "secret service", "marshals service", "alcohol tobacco",
    "postal inspection", "national park service", "coast guard", "bureau of prisons", "national security agency",
    "central intelligence", "united states", "military police", "air force", "marine corps", "indian affairs",
    "department of defense", "department of justice", "department of the interior", "department of state",
    "veterans affairs", "inmigracion", "migracion", "aduanas", "deportacion", "patrulla fronteriza",
)  # fmt: skip
"""Whole words of a plain name. "United States" also catches every body that opens with it."""

FEDERAL_PLACES = ("heights", "way", "dam", "hill")
"""Towns such as Federal Way, Washington, and Federal Heights, Colorado, have departments of their own."""

NO_NUMBERS = frozenset({"na", "none", "pending", "tbd", "unknown", "test", "null", "nil", "no", "x", "xx", "xxx"})
"""What people write when they have no case number, letters only."""

_BODY = re.compile(rf"\b(?:{'|'.join(FEDERAL_BODIES)})\b")
_FEDERAL = re.compile(rf"\bfederal(?! (?:{'|'.join(FEDERAL_PLACES)})\b)\b")
_US = re.compile(r"\bus(?! virgin islands\b)\b")
_SPELLED = re.compile(r"\b(?:[a-z] ){1,5}[a-z]\b")


def check(what: Particulars) -> None:
    """Whether this may be a department. Raises the first refusal that holds: FEDERAL, BAD_NAME, NO_CONTACT, NO_DOMAIN,
    TOO_MANY_DOMAINS, BAD_DOMAIN, FREE_MAIL, SHARED_DOMAIN, FEDERAL_DOMAIN, AREA_TOO_WIDE, NO_SUCH_TIME_ZONE or
    ZONE_ELSEWHERE."""
    if is_federal(what.name):
        raise Refused(DepartmentReason.FEDERAL, name=what.name)
    if not is_line(what.name) or not any(map(str.isalpha, what.name)) or is_disguised(what.name):
        raise Refused(DepartmentReason.BAD_NAME, most=str(MOST_CHARACTERS))
    if not is_line(what.contact):
        raise Refused(DepartmentReason.NO_CONTACT, most=str(MOST_CHARACTERS))
    _check_domains(what.email_domains)
    if area_km2(what.jurisdiction) > MOST_KM2:
        raise Refused(DepartmentReason.AREA_TOO_WIDE, most=f"{MOST_KM2:,.0f}")
    _check_zone(what.time_zone, what.jurisdiction)


def _check_domains(domains: tuple[str, ...]) -> None:
    if not domains:
        raise Refused(DepartmentReason.NO_DOMAIN)
    if len(domains) > MOST_DOMAINS:
        raise Refused(DepartmentReason.TOO_MANY_DOMAINS, most=str(MOST_DOMAINS))
    for domain in domains:
        problem = problem_of(domain)
        if problem is not None:
            raise Refused(PROBLEMS[problem], domain=domain[:80])


def _check_zone(name: str, jurisdiction: Jurisdiction) -> None:
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(DepartmentReason.NO_SUCH_TIME_ZONE, zone=name[:60]) from error
    # Swapped or mistyped coordinates mostly lie under other clocks than the ones that the operator knows.
    there = zone_at(middle(jurisdiction))
    if any(at.astimezone(zone).utcoffset() != at.astimezone(ZoneInfo(there)).utcoffset() for at in WINTER_AND_SUMMER):
        raise Refused(DepartmentReason.ZONE_ELSEWHERE, zone=name, there=there)


def is_line(text: str) -> bool:
    """Whether this is one line that can be read by everybody: not empty, not endless, without invisible characters."""
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable() and text == " ".join(text.split())


def is_disguised(name: str) -> bool:
    """Whether Latin letters stand beside look-alikes of other scripts, as when `Ѕpringfield` begins with a Cyrillic letter,
    or letters are of the kinds that only look like letters (full width, bold, circled)."""
    if unicodedata.normalize("NFKC", name) != name:
        return True
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in name if letter.isalpha()}
    return "LATIN" in scripts and len(scripts) > 1


def area_words(area: Jurisdiction) -> str:
    """An area in a line of the public record: its size and its middle, and for an outline a digest by which anybody can
    tell whether it is still the same."""
    center = middle(area)
    place = f"{center.lat:.5f}, {center.lon:.5f}"
    match area:
        case Circle(radius_m=radius_m):
            return f"circle of {radius_m / 1000:g} km around {place}"
        case Polygon(corners=corners):
            outline = " ".join(f"{corner.lat!r},{corner.lon!r}" for corner in corners).encode()
        case Region(wkb=wkb):
            outline = wkb
        case _:
            assert_never(area)
    return f"{area_km2(area):,.1f} km2 around {place}, SHA-256 {hashlib.sha256(outline).hexdigest()[:16]}"


def is_federal(name: str) -> bool:
    """Whether the name is that of a federal or immigration body, or names one: `F.B.I.`, `Springfield PD / ICE`."""
    letters = unicodedata.normalize("NFKD", name)
    plain = plain_name("".join(letter for letter in letters if not unicodedata.combining(letter)))
    return any(pattern.search(plain) for pattern in (_BODY, _FEDERAL, _US))


def is_case_number(text: str) -> bool:
    """Whether this is a real case number: it holds a digit and is not one of the ways to write "none"."""
    number = text.strip()
    letters = re.sub(r"[^a-z]", "", number.lower())
    return any(letter.isdigit() for letter in number) and letters not in NO_NUMBERS and len(number) >= 3


def plain_name(name: str) -> str:
    """Lower-case words with single blanks; `U. S.`, `U.S.` and `US` become the same."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace(".", " ").replace("'", "").replace("’", "")
    words = " ".join(re.sub(r"[^\w]|_", " ", folded).split())
    return _SPELLED.sub(lambda letters: letters[0].replace(" ", ""), words)
