"""What a person meant by a place: a point, or what the geocoder shall find. Reads text only; no link is ever opened."""

import re
import unicodedata
from dataclasses import dataclass

from bot.geo.angles import read_coordinates
from bot.geo.links import NotALink, read_geo_uri, read_link
from bot.geo.model import BadPoint, Point
from bot.geo.plus_codes import (
    PAIRS,
    SEPARATOR_AT,
    BadPlusCode,
    looks_like_plus_code,
    middle_of_short_code,
    read_plus_code,
)
from bot.geo.problems import PlaceProblem, UnreadablePlace
from bot.geo.streets import tidy_words

MAX_PLACE_CHARACTERS = 2000
"""Links are long; the words of an address are not, see MAX_WORDS_CHARACTERS."""

MAX_WORDS_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A place in words, cleaned: one line, single spaces, no invisible characters, at least one letter.

    A corner of two streets is written `Oak St & 5th, Springfield`, however it was said.
    """

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortCode:
    """A short plus code and the town that it needs: `CWC8+R9` and `Mountain View, CA`."""

    code: str
    town: str

    def near(self, town: Point) -> Point:
        """The middle of the code's box nearest to the town. Raises UnreadablePlace."""
        try:
            lat, lon = middle_of_short_code(self.code, town)
            return Point(lat=lat, lon=(lon + 180.0) % 360.0 - 180.0)
        except (BadPlusCode, BadPoint):
            raise UnreadablePlace(PlaceProblem.CODE_UNREADABLE) from None


Place = Point | Words | ShortCode


def read_place(text: str) -> Place:
    """The place that somebody typed, pasted or pinned: coordinates in the common forms, a `geo:` address, a link to
    Google Maps, Apple Maps or OpenStreetMap, a plus code, else words. Raises UnreadablePlace."""
    if len(text) > MAX_PLACE_CHARACTERS:
        raise UnreadablePlace(PlaceProblem.TOO_LONG)
    line = _one_line(text)
    if not line:
        raise UnreadablePlace(PlaceProblem.EMPTY)
    try:
        return _read(line)
    except BadPoint:
        raise UnreadablePlace(PlaceProblem.OUT_OF_RANGE) from None


def _read(line: str) -> Place:
    if line[:4].lower() == "geo:":
        found = read_geo_uri(line)
        return found if isinstance(found, Point) else _inner(_one_line(found))
    try:
        found = read_link(line)
    except NotALink:
        return _inner(line)
    return found if isinstance(found, Point) else _inner(_one_line(found))


def _inner(line: str) -> Place:
    """What is neither a link nor a `geo:` address: coordinates, a plus code, or words."""
    point = read_coordinates(line)
    if point is not None:
        return point
    code, _, behind = line.partition(" ")
    if looks_like_plus_code(code.strip(",")):
        return _plus_code(code.strip(","), behind)
    return _words(line)


def _plus_code(code: str, behind: str) -> Point | ShortCode:
    if code.index("+") < SEPARATOR_AT:
        town = behind.strip(" ,")
        if not any(character.isalpha() for character in town) or len(town) > MAX_WORDS_CHARACTERS:
            raise UnreadablePlace(PlaceProblem.CODE_WITHOUT_TOWN)
        # Coarser than a house, or cut to less than the two pairs that a town can complete: nothing to find.
        if len(code.partition("+")[2]) < 2 or code.index("+") < 2 or "0" in code:
            raise UnreadablePlace(PlaceProblem.CODE_UNREADABLE)
        return ShortCode(code=code.upper(), town=town)
    try:
        box = read_plus_code(code)
    except BadPlusCode:
        raise UnreadablePlace(PlaceProblem.CODE_UNREADABLE) from None
    if box.outside:
        raise UnreadablePlace(PlaceProblem.CODE_OUTSIDE)
    if box.digits < PAIRS:
        raise UnreadablePlace(PlaceProblem.CODE_TOO_COARSE)
    lat, lon = box.middle
    return Point(lat=lat, lon=lon)


def _one_line(text: str) -> str:
    """The text on one line, without invisible characters. Raises UnreadablePlace for control characters and worse."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if character in "\r\n\u2028\u2029":
            kept.append("\n")
        elif character == "\t" or kind == "Zs":
            kept.append(" ")
        elif kind in ("Cc", "Cs", "Co", "Cn"):
            raise UnreadablePlace(PlaceProblem.ODD_CHARACTERS)
        elif kind != "Cf":
            # Format characters (zero width, directional) come along when text is copied, and mean nothing here.
            kept.append(character)
    # The lines of an address are its parts. Commas within a line stay as they are: a link may hold them.
    parts = [" ".join(line.split()).strip(" ,;") for line in "".join(kept).split("\n")]
    return ", ".join(part for part in parts if part)


def _words(line: str) -> Words:
    words = _clean(line)
    if not any(character.isalnum() for character in words):
        raise UnreadablePlace(PlaceProblem.EMPTY)
    if not any(character.isalpha() for character in words):
        raise UnreadablePlace(PlaceProblem.DIGITS_ONLY)
    if len(words) > MAX_WORDS_CHARACTERS:
        raise UnreadablePlace(PlaceProblem.TOO_LONG)
    if len(words) < 2:
        raise UnreadablePlace(PlaceProblem.TOO_SHORT)
    return Words(text=_clean(tidy_words(words)) or words)


def _clean(line: str) -> str:
    """Without what commas and brackets stand around nothing."""
    return re.sub(r"[ ,]*,[ ,]*", ", ", line).strip(" ,;.\"'()[]<>|*_~`")
