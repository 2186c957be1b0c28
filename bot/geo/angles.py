"""Coordinates as people write them: decimal, with letters, with degrees, minutes and seconds. Nothing is guessed."""

import re
from dataclasses import dataclass

from bot.geo.model import MAX_LATITUDE, BadPoint, Point
from bot.geo.problems import PlaceProblem, UnreadablePlace

LIKENESSES = str.maketrans(
    {
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("′’‘ʹ´`", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("，、", ","),
        **dict.fromkeys("()[]（）；：:=", " "),
        "；": ";",
    }
)
"""Signs that keyboards and maps put in place of the plain ones, and those that mean nothing here."""

LABELS = re.compile(r"\b(?:latitude|longitude|lat|lng|long|lon)\b", re.IGNORECASE)

TWO_DECIMAL_COMMAS = re.compile(r"\s*[+-]?\d{1,3},\d{1,20}\s*[;/ ]\s*[+-]?\d{1,3},\d{1,20}\s*")

TOKEN = re.compile(
    r"(?P<number>[+-]?\d{1,4}(?:\.\d{0,20})?)|(?P<mark>°|''|'|\"|deg\b)|(?P<letter>[NSEWnsew](?![A-Za-z]))|(?P<cut>[,;/])"
)

MARKS = {"°": 0, "deg": 0, "'": 1, '"': 2, "''": 2}
"""The place of the number before the mark: degrees, minutes, seconds."""


@dataclass(slots=True)
class _Angle:
    """One half of a pair, as it was written."""

    numbers: list[str]
    marks: list[int | None]
    letter: str = ""


def read_coordinates(text: str) -> Point | None:
    """The point that the text writes down as a pair of coordinates; None when it is no such pair.

    Raises UnreadablePlace for a pair that is out of range or contradicts itself.
    """
    text = text.translate(LIKENESSES)
    if TWO_DECIMAL_COMMAS.fullmatch(text):
        text = text.replace(",", ".")
    tokens = _tokens(LABELS.sub(" ", text))
    halves = _halves(tokens) if tokens else None
    if halves is None:
        return None
    first, second = (_angle(half) for half in halves)
    if first is None or second is None:
        return None
    return _point(first, second)


def _tokens(text: str) -> list[tuple[str, str]]:
    """The tokens of the text as (kind, text); empty when it holds anything else, or numbers that run together."""
    tokens: list[tuple[str, str]] = []
    at = 0
    for found in TOKEN.finditer(text):
        between = text[at : found.start()]
        kind = str(found.lastgroup)
        runs_together = not between and tokens and tokens[-1][0] == kind == "number"
        if between.strip() or runs_together:
            return []
        tokens.append((kind, found.group()))
        at = found.end()
    return [] if text[at:].strip() else tokens


def _halves(tokens: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]] | None:
    """The tokens of latitude and longitude, in the order written."""
    kinds = [kind for kind, _ in tokens]
    letters = [at for at, kind in enumerate(kinds) if kind == "letter"]
    degrees = [at for at, (kind, text) in enumerate(tokens) if kind == "mark" and MARKS[text] == 0]
    exact = bool(degrees) or any("." in text for _, text in tokens)
    cuts = [at for at, kind in enumerate(kinds) if kind == "cut"]
    if letters and not exact and kinds.count("number") < 4:
        # "100 S, 200 E" is a street corner in Utah.
        return None
    if len(cuts) == 1:
        return tokens[: cuts[0]], tokens[cuts[0] + 1 :]
    if cuts:
        return None
    if len(letters) == 2:
        cut = letters[1] if letters[0] == 0 else letters[0] + 1
    elif len(degrees) == 2:
        cut = degrees[1] - 1
    elif kinds == ["number", "number"] and exact:
        cut = 1
    else:
        return None
    return tokens[:cut], tokens[cut:]


def _angle(tokens: list[tuple[str, str]]) -> _Angle | None:
    angle = _Angle(numbers=[], marks=[])
    for at, (kind, text) in enumerate(tokens):
        if kind == "number":
            angle.numbers.append(text)
            angle.marks.append(None)
        elif kind == "mark" and angle.marks and angle.marks[-1] is None:
            angle.marks[-1] = MARKS[text]
        elif kind == "letter" and not angle.letter and at in (0, len(tokens) - 1):
            angle.letter = text.upper()
        else:
            return None
    return angle if 1 <= len(angle.numbers) <= 3 else None


def _point(first: _Angle, second: _Angle) -> Point:
    if first.letter and second.letter and (first.letter in "NS") == (second.letter in "NS"):
        raise UnreadablePlace(PlaceProblem.TWO_OF_A_KIND)
    if first.letter in ("E", "W") or second.letter in ("N", "S"):
        first, second = second, first
    lat, lon = _degrees(first), _degrees(second)
    if not (first.letter or second.letter) and abs(lat) > MAX_LATITUDE >= abs(lon) and abs(lat) <= 180:
        raise UnreadablePlace(PlaceProblem.SWAPPED)
    try:
        return Point(lat=lat, lon=lon)
    except BadPoint:
        raise UnreadablePlace(PlaceProblem.OUT_OF_RANGE) from None


def _degrees(angle: _Angle) -> float:
    """The signed degrees of one half."""
    places = [at if mark is None else mark for at, mark in enumerate(angle.marks)]
    bare = len(angle.numbers) > 1 and None in angle.marks
    if places != list(range(len(places))) or (bare and not angle.letter):
        raise UnreadablePlace(PlaceProblem.DEGREES_UNREADABLE)
    if any(number[0] in "+-" for number in angle.numbers[1:]) or any("." in number for number in angle.numbers[:-1]):
        raise UnreadablePlace(PlaceProblem.FRACTION_INSIDE)
    if angle.letter and angle.numbers[0][0] in "+-":
        raise UnreadablePlace(PlaceProblem.SIGN_AND_LETTER)
    degrees, minutes, seconds = [abs(float(number)) for number in angle.numbers] + [0.0] * (3 - len(angle.numbers))
    if minutes >= 60 or seconds >= 60:
        raise UnreadablePlace(PlaceProblem.SIXTY_MINUTES)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if angle.numbers[0][0] == "-" or angle.letter in ("S", "W") else size
