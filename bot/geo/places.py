"""What a person meant by a place: a point, or words for the geocoder. Reads text only; no link is ever opened."""

import re
import unicodedata
from dataclasses import dataclass

from bot.geo.angles import BadCoordinates, read_coordinates
from bot.geo.links import NotALink, UnreadableLink, read_geo_uri, read_link
from bot.geo.model import BadPoint, Point
from bot.geo.plus_codes import PAIRS, BadPlusCode, looks_like_plus_code, read_plus_code

MAX_PLACE_CHARACTERS = 2000
"""Links are long; the words of an address are not, see MAX_WORDS_CHARACTERS."""

MAX_WORDS_CHARACTERS = 200


class UnreadablePlace(ValueError):
    """The text is no place; the message is one sentence that says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A place in words, cleaned: one line, single spaces, no invisible characters, at least one letter."""

    text: str


def read_place(text: str) -> Point | Words:
    """The place that somebody typed, pasted or pinned: coordinates in the common forms, a `geo:` address, a link to
    Google Maps, Apple Maps or OpenStreetMap, a full plus code, else words. Raises UnreadablePlace."""
    if len(text) > MAX_PLACE_CHARACTERS:
        raise UnreadablePlace("That is too long for a place; an address or coordinates are enough.")
    line = _one_line(text)
    if not line:
        raise UnreadablePlace("Please write an address, coordinates, or a map link.")
    try:
        return _read(line)
    except (BadCoordinates, UnreadableLink, BadPlusCode, BadPoint) as error:
        raise UnreadablePlace(str(error)) from None


def _read(line: str) -> Point | Words:
    if line[:4].lower() == "geo:":
        found = read_geo_uri(line)
        return found if isinstance(found, Point) else _inner(_one_line(found))
    try:
        found = read_link(line)
    except NotALink:
        return _inner(line)
    return found if isinstance(found, Point) else _inner(_one_line(found))


def _inner(line: str) -> Point | Words:
    """What is neither a link nor a `geo:` address: coordinates, a plus code, or words."""
    point = read_coordinates(line)
    if point is not None:
        return point
    code = line.split(" ", 1)[0].strip(",")
    if looks_like_plus_code(code):
        return _plus_code(code)
    return _words(line)


def _plus_code(code: str) -> Point:
    if code.index("+") < 8:
        raise BadPlusCode("A short plus code needs its town; please give the full code, such as 849VCWC8+R9.")
    box = read_plus_code(code)
    if box.digits < PAIRS:
        raise BadPlusCode("That plus code covers a large area; please give one with two characters after the plus.")
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
            raise UnreadablePlace("That holds characters that belong to no address; please type the place again.")
        elif kind != "Cf":
            # Format characters (zero width, directional) come along when text is copied, and mean nothing here.
            kept.append(character)
    # The lines of an address are its parts. Commas within a line stay as they are: a link may hold them.
    parts = [" ".join(line.split()).strip(" ,;") for line in "".join(kept).split("\n")]
    return ", ".join(part for part in parts if part)


def _words(line: str) -> Words:
    words = re.sub(r"[ ,]*,[ ,]*", ", ", line).strip(" ,;.\"'()[]<>|*_~`")
    if not any(character.isalpha() for character in words):
        raise UnreadablePlace("Digits alone are no place; please write a street with a number, or coordinates.")
    if len(words) > MAX_WORDS_CHARACTERS:
        raise UnreadablePlace("That is too long for an address; a street, a number and a town are enough.")
    if len(words) < 2:
        raise UnreadablePlace("That is too short for a place; please write a street and a town.")
    return Words(text=words)
