"""Reads which way a camera looks and how wide, as people say it in English or Spanish. Pure."""

import re
import unicodedata

from bot.cameras.model import CameraReason
from bot.kernel.refusal import Refused

LONGEST = 40
"""Characters; no direction needs more."""

_WORDS = {
    "north": "n", "norte": "n", "south": "s", "sur": "s",
    "east": "e", "este": "e", "west": "w", "oeste": "w",
    "northeast": "ne", "noreste": "ne", "nordeste": "ne", "northwest": "nw", "noroeste": "nw", "norueste": "nw",
    "southeast": "se", "sureste": "se", "sudeste": "se", "southwest": "sw", "suroeste": "sw", "sudoeste": "sw",
}  # fmt: skip
"""Not among them: the Spanish letters for north-west, which are "no"."""

WINDS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
"""Clockwise from north, in steps of 22.5 degrees."""

_ABOUT = re.compile(r"\b(?:to|towards?|facing|looks?|the|a|al|el|la|hacia|mira|about|unos)\b")
_DEGREES = re.compile(r"([0-9]{1,3})(?:[.,][0-9]{1,6})? ?(?:°|º|degrees?|deg|grados?)?")


def read_facing(text: str) -> int:
    """The direction in degrees clockwise from north, 0 to 359: “north-east”, “hacia el sur”, “NNE”, “45°”.

    Raises Refused(BAD_FACING).
    """
    plain = _plain(text)
    if match := _DEGREES.fullmatch(plain):
        if int(match[1]) <= 360:
            return int(match[1]) % 360
        raise Refused(CameraReason.BAD_FACING)
    words = _ABOUT.sub(" ", plain).replace("-", " ").split()
    letters = "".join(_WORDS.get(word, word) for word in words)
    if letters not in WINDS:
        raise Refused(CameraReason.BAD_FACING)
    return int(WINDS.index(letters) * 22.5)


def read_view(text: str) -> int:
    """How wide it looks in degrees, 1 to 360: “110”, “90 degrees”, “360°”. Raises Refused(BAD_VIEW)."""
    match = _DEGREES.fullmatch(_ABOUT.sub(" ", _plain(text)).strip())
    if match is None or not 1 <= int(match[1]) <= 360:
        raise Refused(CameraReason.BAD_VIEW)
    return int(match[1])


def wind(facing_deg: int) -> str:
    """The nearest of the eight winds, as `ne`."""
    return WINDS[round(facing_deg / 45) % 8 * 2]


def _plain(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    # NFKD turns the masculine ordinal sign, which Spanish keyboards have for degrees, into an "o".
    plain = " ".join(re.sub(r"(?<=[0-9]) ?o$", "", bare).casefold().split()).strip(" .,!")
    return plain if len(plain) <= LONGEST else ""
