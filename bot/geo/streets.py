"""What people write around a street: corners, post boxes, suites, "in care of", "near". Leaves what can be looked up."""

import re

from bot.geo.problems import PlaceProblem, UnreadablePlace

STREET_TYPES = frozenset(
    word
    for line in (
        "alley aly avenue av ave blvd boulevard circle cir court ct cove crossing drive dr expressway expy freeway fwy",
        "highway hwy hghwy lane ln loop parkway pkwy pike place pl plaza plz road rd row square sq street st terrace ter",
        "trail trl turnpike tpke walk way",
    )
    for word in line.split()
)
"""How streets end, written out and short."""

_PLURALS = {
    "streets": "Street", "sts": "St", "avenues": "Avenue", "aves": "Ave", "roads": "Road", "rds": "Rd", "drives": "Drive",
    "lanes": "Lane", "boulevards": "Boulevard", "blvds": "Blvd",
}  # fmt: skip
"""`First and Albemarle Streets` are two of them."""

_ORDINAL = r"\d{1,4}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_ROAD_KIND = (
    r"(?:(?:us|u\.s\.|state|county|old|interstate)\s+)?"
    r"(?:hwy|highway|hghwy|route|rte|rt|road|sr|cr|fm|us|interstate|i)"
)
_NUMBERED_ROAD = re.compile(
    rf"\b(?P<kind>{_ROAD_KIND})(?P<many>s?)[ -]*(?:no\.? *)?#? *\d{{1,4}}[a-z]?\b", re.IGNORECASE
)
_STREET_LIKE = re.compile(rf"(?:[nsew]\.? |north |south |east |west )?(?:{_ORDINAL})(?:\W.*)?", re.IGNORECASE)

_CORNER_OF = re.compile(
    r"(?:(?:near|at|by|on|the|from)\s+){0,3}(?P<kind>corner|intersection|junction|jct\.?|crossing|crossroads)(?:\s+of)?\s+",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"(?:near(?: to| by)?|nearby|close to|next to|in front of|outside(?: of)?|across from|opposite(?: of)?|behind|around"
    r"|by|at|on)"
    r"\s+(?:the (?=corner|intersection)\s*)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*&\s*|\s*(?P<at>@)\s*|\s+/\s+|(?<=\w\w)/(?=\w\w)|\s+(?P<word>and|at|near)\s+", re.IGNORECASE)

_NUMBER = r"[,#\s]*\d[\w-]*(?:\s[a-z]\b)?"
_ROUTE = r"(?:rural|star|highway\s+contract|hwy\s+contract|rr|r\.\s?r\.|rfd|hcr?|rte?|route)"
_BOX_AFTER_ROUTE = re.compile(
    rf"(?:\b(?:east|west|north|south|{_ROUTE}))?\s*\b{_ROUTE}(?:\s+(?:route|rte))?\s*#?\s*\w{{0,6}}\s*,?\s*(?:p\.?\s?o\.?\s*)?"
    rf"\bbox\b(?:\s+(?:east|west|north|south)\b)?\s*(?:{_NUMBER})?",
    re.IGNORECASE,
)
_BOX = re.compile(
    rf"\bp\.?\s?o\.?\s?(?:box|bx)\b\.?\s*(?:{_NUMBER}|\w\b)?|\bpost\s+(?:office\s+)?box\b\s*(?:{_NUMBER})?"
    rf"|\bpob\b\s*{_NUMBER}|\bp\.?o\.?\s+{_NUMBER}|(?<!['\w])(?:lock\s+)?box\s*{_NUMBER}",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:dept|department|ref(?:\s+no)?|bin|file|ms|msc|scb|lock\s?box|drawer|acct|account|customer|client(?:\s+code)?|pmb"
    r"|mail\s+(?:stop|code))\b[.:]?\s*#?\s*\d[\w-]*",
    re.IGNORECASE,
)
"""Where mail is sorted; nobody can stand there."""

_HOUSE = re.compile(r"\b\d{1,5}[a-z]?(?:-\d{1,5})?\s+(?:[nsew]\.?\s+)?[a-z0-9]*[a-z]", re.IGNORECASE)
_UNIT = r"(?:suite|ste|unit|apt|apartment|room|rm|bldg|bld|building|floor|fl|flr|lot|dept)"
_UNITS_ONLY = re.compile(
    rf"(?:\W*\b{_UNIT}\b[\s.#-]*[\w-]{{0,6}}|\W*\b(?:\d{{1,3}}(?:st|nd|rd|th)|\w{{1,12}})\s+floor\b)+\W*", re.IGNORECASE
)
_FOR_WHOM = re.compile(
    r"\b(?:attn|attention)\b[.:]?\s*[^\d,]*,?\s*|(?<!\w)(?:c/o|c\.o\.?)(?!\w)[.:]?\s*[^\d,]*,?\s*", re.IGNORECASE
)


def tidy_words(line: str) -> str:
    """The words that a geocoder can use: a corner as `A & B`, without "near", post boxes and names of receivers.

    Raises UnreadablePlace when nothing of a place is left.
    """
    line = _without_receiver(_without_box(line))
    if _UNITS_ONLY.fullmatch(line):
        raise UnreadablePlace(PlaceProblem.UNIT_ONLY)
    near = _NEAR.match(line)
    if near and _speaks_of_street(line[near.end() :]):
        line = line[near.end() :]
    return _as_corner(line) or _from_house_on(line)


def _without_receiver(line: str) -> str:
    if not _FOR_WHOM.search(line):
        return line
    kept = _trim(_FOR_WHOM.sub(" ", _DESK.sub(" ", line)))
    if not kept or not re.search(r"\w", kept) or not _speaks_of_street(kept):
        raise UnreadablePlace(PlaceProblem.NAME_ONLY)
    return kept


def _without_box(line: str) -> str:
    kept = _trim(_BOX.sub(" ", _BOX_AFTER_ROUTE.sub(" ", line)))
    if kept == line:
        return line
    kept = _trim(_DESK.sub(" ", kept))
    if not _speaks_of_street(kept):
        raise UnreadablePlace(PlaceProblem.POST_BOX)
    return kept


def _from_house_on(line: str) -> str:
    """Without the name of a firm, a building or a suite before the street, when the town stands behind it."""
    parts = line.split(", ")
    for at, part in enumerate(parts[:-1]):
        if at and _HOUSE.match(part):
            return ", ".join(parts[at:])
        if not _UNITS_ONLY.fullmatch(part) and (_speaks_of_street(part) or any(letter.isdigit() for letter in part)):
            break
    return line


def _trim(line: str) -> str:
    """Single spaces, and no comma without something before it."""
    return re.sub(r"(?:\s*,)+\s*", ", ", " ".join(line.split())).strip(" ,;#")


def _speaks_of_street(line: str) -> bool:
    """A house number before a name, a numbered road, an ordinal, or a word for a kind of street."""
    words = {word.strip(".,").lower() for word in line.split()}
    # "St" alone may be a saint, "Ct" and "La" are states.
    return bool(
        _HOUSE.search(line)
        or _NUMBERED_ROAD.search(line)
        or words & (STREET_TYPES - {"st", "ct", "place", "park"})
        or re.search(rf"\b(?:{_ORDINAL})\b|\w{{3,}} st\b", line, re.IGNORECASE)
    )


def _as_corner(line: str) -> str | None:
    """`Oak St & 5th, Springfield` when the line means the corner of two streets."""
    head, comma, behind = line.partition(",")
    said = _CORNER_OF.match(head)
    streets = head[said.end() :] if said else head
    found = list(_BETWEEN.finditer(streets))
    if len(found) != 1:
        return None
    left, right = streets[: found[0].start()].strip(" ."), streets[found[0].end() :].strip(" ")
    word = (found[0]["word"] or found[0]["at"] or "").lower()
    if not left or not right or re.match(r"\d+[a-z]?\s+[a-z]", left, re.IGNORECASE):
        return None  # "1 Johnson & Johnson Plaza" has a house number, and so do "1 S and W Farm Rd" and the like.
    if said is None and not _meant_as_corner(left, right, word):
        return None
    return " & ".join(_both_named(left, right, numbered=said is not None)) + (f"{comma}{behind}" if behind else "")


def _meant_as_corner(left: str, right: str, word: str) -> bool:
    if right.lower().startswith(("the ", "my ", "our ", "a ")) and word:
        return False
    if word == "near":
        return _like_street(left) and _like_street(right.partition(" in ")[0])
    if not word or _like_street(left) or right.rsplit(" ", 1)[-1].strip(".").lower() in _PLURALS:
        return True
    return bool(re.match(rf"(?:{_ORDINAL})\b", right, re.IGNORECASE))


def _like_street(words: str) -> bool:
    last = words.rsplit(" ", 1)[-1].strip(".").lower()
    return last in STREET_TYPES or bool(_NUMBERED_ROAD.fullmatch(words)) or bool(_STREET_LIKE.fullmatch(words))


def _both_named(left: str, right: str, *, numbered: bool) -> tuple[str, str]:
    """What one side lends to the other: `Hwys 51 & 151` are two highways, `First & Oak Streets` two streets."""
    last = right.rsplit(" ", 1)[-1].strip(".").lower()
    if last in _PLURALS and " " in right:
        one = _PLURALS[last]
        return f"{left} {one}", f"{right.rsplit(' ', 1)[0]} {one}"
    road = _NUMBERED_ROAD.fullmatch(left)
    if right.isdigit() and road:
        kind = road["kind"]
        return f"{kind} {left[road.end('many') :].strip(' -')}", f"{kind} {right}"
    if numbered and left.isdigit() and right.isdigit():
        return f"Highway {left}", f"Highway {right}"
    return left, right
