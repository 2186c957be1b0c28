"""Finds places in text that are finer than a cell: what no row, message or file of the public kind may hold."""

import math
import re
from itertools import pairwise

import h3.api.basic_str as h3

from bot.geo.plus_codes import ALPHABET

DECIMAL = re.compile(r"(?<![\w.])[-+−–]?\d{1,3}\.\d{3,}(?!\.?\d)")
BETWEEN = re.compile(r"[\s,;:/\"'=&?\[\](){}<>NSEW°|]*(?:m?(?:lat|lon|lng)\w*)?[\s,;:/\"'=&(){}<>|]*", re.IGNORECASE)
DEGREES = re.compile(r"\d{1,3}\s*°\s*\d{1,2}(?:\.\d+)?\s*['′’]\s*(?:\d{1,2}(?:\.\d+)?\s*[\"″”])?")
CELL = re.compile(r"(?<![0-9a-f])8[0-9a-f]{14}(?![0-9a-f])")
CODE = re.compile(rf"(?<!\w)[{ALPHABET}]{{4,8}}\+[{ALPHABET}]{{2,}}", re.IGNORECASE)
LEAST_EDGE_SHARE = 0.02
"""A center that was rounded when it was written is still a center: within this share of the cell's edge."""


def finer_than_cell(text: str, resolution: int = 9) -> list[str]:
    """What in the text tells a place more exactly than a cell of this resolution.

    Two decimal numbers in a row with three or more decimals that can be latitude and longitude, in either order, unless
    they are the center or a corner of a cell of this resolution or coarser; degrees with minutes; names of finer cells;
    plus codes of ten digits, whole or without their first four.
    """
    found = [code.group() for code in CODE.finditer(text)]
    found += [degrees.group() for degrees in DEGREES.finditer(text)]
    for cell in CELL.finditer(text):
        if h3.is_valid_cell(cell.group()) and h3.get_resolution(cell.group()) > resolution:
            found.append(cell.group())
    numbers = [(match.start(), match.end(), _value(match.group())) for match in DECIMAL.finditer(text)]
    for (start, ends, first), (begins, end, second) in pairwise(numbers):
        if not BETWEEN.fullmatch(text[ends:begins]):
            continue
        orders = [(lat, lon) for lat, lon in ((first, second), (second, first)) if abs(lat) <= 90 and abs(lon) <= 180]
        if orders and not any(_public(lat, lon, resolution) for lat, lon in orders):
            found.append(text[start:end])
    return found


def _value(written: str) -> float:
    return float(written.replace("−", "-").replace("–", "-"))


def _public(lat: float, lon: float, resolution: int) -> bool:
    """Is this the center or a corner of a cell of this resolution or a coarser one?"""
    for level in range(resolution, 4, -1):
        slack_m = h3.average_hexagon_edge_length(level, unit="m") * LEAST_EDGE_SHARE
        # A corner lies in one of three cells, and where the map of cells bends it is a corner of the other two only.
        for cell in h3.grid_disk(h3.latlng_to_cell(lat, lon, level), 1):
            spots = (h3.cell_to_latlng(cell), *h3.cell_to_boundary(cell))
            if any(_away_m(lat, lon, *spot) <= slack_m for spot in spots):
                return True
    return False


def _away_m(lat: float, lon: float, there: float, along: float) -> float:
    return 111_200 * math.hypot(lat - there, (lon - along) * math.cos(math.radians(lat)))
