"""What somebody looks for among the reports: read from words, and carried by the buttons of its pages. Pure."""

import re
from dataclasses import dataclass

from bot.geo.blur import BadCell, cell_center
from bot.geo.model import Point
from bot.incidents.model import Category, IncidentReason
from bot.kernel.refusal import Refused

PAGE = 5
DEFAULT_DAYS = 7
MOST_DAYS = 30
METRES_PER_MILE = 1609.344
DEFAULT_RADIUS_M = METRES_PER_MILE
MOST_RADIUS_M = 5 * METRES_PER_MILE
UNITS_M = {"": METRES_PER_MILE, "mi": METRES_PER_MILE, "mile": METRES_PER_MILE, "miles": METRES_PER_MILE,
           "milla": METRES_PER_MILE, "millas": METRES_PER_MILE, "m": 1.0, "metros": 1.0, "meters": 1.0, "metres": 1.0,
           "km": 1000.0}  # fmt: skip

_RADIUS = r"(?P<radius>\d{1,5}(?:[.,]\d{1,3})?|[.,]\d{1,3}) ?(?P<unit>miles?|mi|millas?|km|metros|met(?:er|re)s|m)?(?!\w)"
_DAYS = r"(?P<days>\d{1,4}) ?(?:d|days?|días?|dias?)?"
_FEW_DAYS = re.compile(_DAYS)
_FAR = re.compile(_RADIUS)
_WORDS = re.compile(
    rf"(?:{_RADIUS})?\s*(?P<category>[^\d]*?)\s*(?:{_DAYS})?(?:(?:^|\s+)(?:near|around|at|cerca de) (?P<place>.+))?"
)
_TOKEN = re.compile(r"([0-9]{1,2})\.([0-9]?)\.([0-9]{0,5})\.(h|[0-9a-f]{15}|)")
_ONLY_DAYS = re.compile(r"(?P<days>\d{1,4}) ?(?:d|days?|días?|dias?)")


IN_SPANISH = {
    Category.CRIME: "delito crimen robo",
    Category.HAZARD: "peligro riesgo",
    Category.SUSPICIOUS: "actividad sospechosa sospechoso",
    Category.FIRE_MEDICAL: "incendio fuego emergencia médica medica",
    Category.PET: "mascota perdida encontrada",
    Category.ITEM: "objeto perdido encontrado",
    Category.COMMUNITY: "comunidad",
}
"""Words that people who read Spanish type for a category; what its buttons say is understood anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for. Its place is a cell, the presser's own home (looked up anew each time), or nowhere."""

    radius_m: float | None = None
    """None: the whole neighborhood."""
    category: Category | None = None
    days: int = DEFAULT_DAYS
    cell: str = ""
    at_home: bool = False

    @property
    def center(self) -> Point | None:
        """The middle of the cell, if there is one."""
        return cell_center(self.cell) if self.cell else None

    def token(self) -> str:
        """All of it in a few letters, for a button."""
        category = "" if self.category is None else str(list(Category).index(self.category))
        radius = "" if self.radius_m is None else f"{self.radius_m:.0f}"
        return f"{self.days}.{category}.{radius}.{'h' if self.at_home else self.cell}"


def read_token(token: str) -> Search:
    """The search of a button. Raises Refused(BAD_SEARCH) for anything that `token` did not write."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise Refused(IncidentReason.BAD_SEARCH)
    days, category, radius, place = match.groups()
    try:
        if place not in ("", "h"):
            cell_center(place)
        about = list(Category)[int(category)] if category else None
    except (IndexError, BadCell):
        raise Refused(IncidentReason.BAD_SEARCH) from None
    return Search(
        radius_m=min(float(radius), MOST_RADIUS_M) if radius else None,
        category=about,
        days=min(max(int(days), 1), MOST_DAYS),
        cell="" if place == "h" else place,
        at_home=place == "h",
    )


def read_words(words: str) -> dict[str, str]:
    """The parts of `1 mile crime 7 days near Oak St`, each of which may be missing, as the command's answers.

    Words that are none of that are left to be a place.
    """
    words = " ".join(words.split())
    plain = words.casefold()
    if match := _ONLY_DAYS.fullmatch(plain):
        return {"days": match["days"]} if not plain.isdecimal() else {"radius": plain}
    match = _WORDS.fullmatch(plain)
    category = _category(match["category"]) if match and match["category"] else None
    if match is None or (match["category"] and category is None):
        return {"place": words}
    parts = {
        "radius": f"{match['radius']} {match['unit'] or ''}".strip() if match["radius"] else "",
        "category": category.value if category else "",
        "days": match["days"] or "",
        "place": words[-len(match["place"]) :] if match["place"] else "",
    }
    return {name: part for name, part in parts.items() if part}


def is_far(words: str) -> bool:
    """Whether these words are a distance, a possible one or not."""
    return _FAR.fullmatch(words.strip().casefold()) is not None


def read_radius_m(words: str) -> float:
    """Metres from a number of miles, or with `m` or `km`. Raises Refused(BAD_SEARCH) for none, or more than 5 miles."""
    match = _FAR.fullmatch(words.strip().casefold())
    radius_m = float(match["radius"].replace(",", ".")) * UNITS_M[match["unit"] or ""] if match else 0.0
    if not 0 < radius_m <= MOST_RADIUS_M + 1:
        raise Refused(IncidentReason.BAD_SEARCH)
    return radius_m


def read_days(words: str) -> int:
    """A number of days from 1 to 30. Raises Refused(BAD_SEARCH)."""
    match = _FEW_DAYS.fullmatch(words.strip().casefold())
    if match is None or not 1 <= int(match["days"]) <= MOST_DAYS:
        raise Refused(IncidentReason.BAD_SEARCH)
    return int(match["days"])


def read_category(words: str) -> Category:
    """The category that the words name. Raises Refused(BAD_SEARCH)."""
    found = _category(words.casefold())
    if found is None:
        raise Refused(IncidentReason.BAD_SEARCH)
    return found


def _category(words: str) -> Category | None:
    plain = " ".join(words.replace("-", " ").replace("_", " ").split())
    exact = next((each for each in Category if each.value == plain), None)
    # One word of it is enough where it names only one: "pet", "fire", "hazard".
    close = [each for each in Category if plain in (*each.value.split(), *IN_SPANISH[each].split())]
    if exact is None and not close:
        # Several words of one and the same: "objeto perdido", "mascota perdida o encontrada".
        said = set(plain.split()) - {"o", "or", "de"}
        close = [each for each in Category if said and said <= set(IN_SPANISH[each].split())]
    return exact or (close[0] if len(close) == 1 else None)
