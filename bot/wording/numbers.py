"""Telephone numbers, also where somebody writes them so that no program finds them."""

import re

from bot.wording.model import Concern
from bot.wording.pattern import before, pattern
from bot.wording.seen import Seen

_NUMBERED = re.compile(r"(?:case|report|incident|ref(?:erence)?|tracking|order|serial|vin"
        r"|invoice|ticket|caso|expediente"
                       r"|model|item|sku|imei|upc)"
                       r"(?: (?:number|num|no|id))?(?: is| was| es)?[.:]? ?#? ?[a-z]{0,4}(?:\d{3} )?-?$|#$")  # fmt: skip
_CALL = re.compile(r"\b(?:call|text|phone|tel|telephone|cell|mobile|number|contact|reach"
        r"|whatsapp|dial|llam\w{1,5}|telefono"
                   r"|movil|celular|contact\w{0,6}|numero|signal|sms)\b")  # fmt: skip

_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh cero", "one uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve")
    )
    for word in words.split()
}  # fmt: skip
_SPOKEN = "|".join(_DIGITS)
_PIECE = re.compile(rf"{_SPOKEN}|\d")

_BETWEEN = r"(?:[-. ()\[\]/_*~:;|·•]|,(?! ))"
FEWEST_SPOKEN = 3
SHORTEST = 7
"""Digits of a number within a town."""


def _not_numbered(seen: Seen, match: re.Match[str]) -> bool:
    """A case number is no telephone number."""
    return _NUMBERED.search(before(seen, match, 30)) is None


def _called(seen: Seen, match: re.Match[str]) -> bool:
    return _CALL.search(before(seen, match, 35)) is not None and _not_numbered(seen, match)


def _long(seen: Seen, match: re.Match[str]) -> bool:
    return 8 <= sum(letter.isdigit() for letter in match[0]) <= 15


def _mostly_digits(seen: Seen, match: re.Match[str]) -> bool:
    """With an o for a zero, or an l for a one, here and there."""
    return sum(letter.isdigit() for letter in match[0]) >= SHORTEST and _not_numbered(seen, match)


def _ten_digits(seen: Seen, match: re.Match[str]) -> bool:
    """Ten digits of which the first and the fourth are what North America's numbers have there, with or without the 1."""
    digits = "".join(filter(str.isdigit, match[0]))
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return len(digits) == 10 and digits[0] in "23456789" and digits[3] in "23456789" and _not_numbered(seen, match)


def _spoken(seen: Seen, match: re.Match[str]) -> bool:
    pieces = _PIECE.findall(match[0])
    return len(pieces) >= SHORTEST and sum(piece in _DIGITS for piece in pieces) >= FEWEST_SPOKEN


PATTERNS = (
    pattern(
        Concern.PHONE,
        r"(?<![\w.,:/+-])(?:\+?1[-. ]{0,2})?(?:\([2-9]\d{2}\) ?"
        r"|[2-9]\d{2} ?[-./ ] ?)[2-9]\d{2} ?[-. ] ?\d{4}(?![\w-]|\.\d)",
        _not_numbered,
        digits=True,
    ),
    pattern(Concern.PHONE, r"(?<![\w.,/+#-])1?[2-9]\d{2}[2-9]\d{6}(?![\w-]|\.\d)", _not_numbered, digits=True),
    pattern(Concern.PHONE, r"(?<!\d)[2-9]\d{2}[-. ]\d{4}(?![\w-]|\.\d)", _called, digits=True),
    pattern(
        Concern.PHONE,
        r"(?<![\w.-])[6-9]\d{2}[ .-]?\d{2,3}[ .-]?\d{2,3}(?:[ .-]?\d{2})?(?![\w-]|\.\d)",
        _called,
        digits=True,
    ),
    pattern(
        Concern.PHONE,
        r"(?<![\w+])(?:\+"
        r"|00 ?)[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}",
        _long,
        marks=("+", "00"),
        digits=True,
    ),
    pattern(Concern.PHONE, r"(?<![\d.-])(?:\d[ .-]){9}\d(?![\d-])", digits=True),
    pattern(
        Concern.PHONE,
        rf"(?<![\w$#.,-])(?:1{_BETWEEN}{{0,3}})?[(\[]?[2-9oil][\doil]{{2}}{_BETWEEN}{{1,3}}[\doil]{{3}}{_BETWEEN}{{0,3}}"
        r"[\doil]{4}(?!\w|[.,:-]\d)",
        _mostly_digits,
        digits=True,
    ),
    pattern(
        Concern.PHONE,
        r"(?<![\w.,:/#$-])(?:\d{1,4}[ .-]{1,2}){3,10}\d{1,4}(?!\w|[.,:/-]\d)",
        _ten_digits,
        digits=True,
    ),
    pattern(
        Concern.PHONE,
        rf"(?<!\w)(?:(?:{_SPOKEN}|\d{{1,4}})[ ,.-]{{1,3}}){{3,14}}(?:{_SPOKEN}|\d{{1,4}})(?!\w)",
        _spoken,
        tuple(_DIGITS),
    ),
)
