"""Plus codes (Open Location Code): the box of coordinates of a full one, and the full one that a short one means."""

from dataclasses import dataclass

from bot.geo.model import Point

ALPHABET = "23456789CFGHJMPQRVWX"
"""No vowels and no letters that look alike: a plus code never spells a word."""

SEPARATOR_AT = 8
PAIRS = 10
"""The first ten digits come in pairs, latitude before longitude, in base 20."""

GRID_DIGITS = 5
"""Up to five more digits refine the box, each into 5 rows and 4 columns; further ones are ignored."""

ROWS, COLUMNS = 5, 4


class BadPlusCode(ValueError):
    """The text is no plus code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """South-west corner and size of a plus code's area, in degrees; `digits` of the code were used."""

    south: float
    west: float
    height: float
    width: float
    digits: int
    outside: bool
    """It lies beyond the poles or the 180th meridian."""

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of the middle."""
        return min(self.south + self.height / 2, 90.0), self.west + self.width / 2


def looks_like_plus_code(text: str) -> bool:
    """Whether the text has the shape of a plus code, full or short, right or wrong in its digits."""
    before, plus, after = text.partition("+")
    letters = before + after
    return (
        bool(plus)
        and len(before) in (0, 2, 4, 6, 8)
        and len(after) <= 16
        and len(letters) >= 2
        and all(letter in ALPHABET + "0" for letter in letters.upper())
    )


def read_plus_code(text: str) -> Box:
    """The box of a full plus code, in upper or lower case. Raises BadPlusCode."""
    digits = _digits(text.upper())
    # Exact integers in units of the finest grid, so that neighboring boxes share their edge to the last bit.
    row_units, column_units = ROWS**GRID_DIGITS, COLUMNS**GRID_DIGITS
    # The code begins with a square of 400 degrees, which is 20^5 steps of the last pair.
    south, west, height, width = 0, 0, 20**5 * row_units, 20**5 * column_units
    for at, letter in enumerate(digits):
        value = ALPHABET.index(letter)
        if at >= PAIRS:
            height, width = height // ROWS, width // COLUMNS
            south += value // COLUMNS * height
            west += value % COLUMNS * width
        elif at % 2 == 0:
            height //= 20
            south += value * height
        else:
            width //= 20
            west += value * width
    # One pair digit of the last pair is 1/8000 degree.
    down, along = 8000 * row_units, 8000 * column_units
    return Box(
        south=south / down - 90,
        west=west / along - 180,
        height=height / down,
        width=width / along,
        digits=len(digits),
        outside=south >= 180 * down or west >= 360 * along,
    )


def middle_of_short_code(short: str, near: Point) -> tuple[float, float]:
    """Latitude and longitude of the middle of the full code nearest to `near` that ends like this short code.

    The rule of the specification: complete it with the first digits of the place nearby, then take the neighboring box
    if its middle is closer. Longitudes may leave ±180 by less than one box. Raises BadPlusCode.
    """
    missing = SEPARATOR_AT - short.index("+")
    if missing not in (2, 4, 6):
        raise BadPlusCode(short)
    lat, lon = read_plus_code(_first_digits(near, missing) + short).middle
    # The missing pairs leave the place open by one step of the last of them: 20, 1 or 0.05 degrees.
    step = 20.0 ** (2 - missing // 2)
    return _nearest(lat, near.lat, step, within=90.0), _nearest(lon, near.lon, step, within=360.0)


def _nearest(found: float, near: float, step: float, within: float) -> float:
    """The closest to `near` of `found` and its neighbors one step away."""
    return min(
        (value for value in (found, found - step, found + step) if abs(value) <= within),
        key=lambda value: abs(value - near),
    )


def _first_digits(point: Point, count: int) -> str:
    """The first digits, two, four or six, of the plus code of a point."""
    down, along = int((point.lat + 90) * 8000), int(((point.lon + 180) % 360) * 8000)
    digits = ""
    for at in range(count // 2):
        place = 20 ** (4 - at)
        digits += ALPHABET[down // place % 20] + ALPHABET[along // place % 20]
    return digits


def _digits(code: str) -> str:
    """The digits that count, without separator and padding."""
    before, plus, after = code.partition("+")
    if not plus or len(before) != SEPARATOR_AT or len(after) == 1:
        raise BadPlusCode(code)
    significant = before.rstrip("0")
    if len(significant) < SEPARATOR_AT and (len(significant) % 2 or not significant or after):
        raise BadPlusCode(code)
    digits = significant + after
    if any(letter not in ALPHABET for letter in digits):
        raise BadPlusCode(code)
    return digits[: PAIRS + GRID_DIGITS]
