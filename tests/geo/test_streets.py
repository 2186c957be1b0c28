"""Addresses as they really are written: corners, post boxes, suites, receivers. Nobody is asked."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.model import Point
from bot.geo.places import ShortCode, Words, read_place
from bot.geo.problems import PlaceProblem, UnreadablePlace

REAL = Path(__file__).parents[3] / "shared" / "data" / "address_strings_usaddress.csv"

CORNERS = [
    ("near Oak St and 5th", "Oak St & 5th"),
    ("corner of A & B", "A & B"),
    ("Corner of Oak and Elm, Lantern Hill", "Oak & Elm, Lantern Hill"),
    ("at the corner of Oak St and Elm Ave", "Oak St & Elm Ave"),
    ("near the intersection of Hwy 12 and CR 5", "Hwy 12 & CR 5"),
    ("5th/Oak", "5th & Oak"),
    ("5th @ Oak", "5th & Oak"),
    ("5th & Oak, Lantern Hill, NV", "5th & Oak, Lantern Hill, NV"),
    ("Oak St at 5th", "Oak St & 5th"),
    ("Oak St near Elm Ave", "Oak St & Elm Ave"),
    ("Juniper ave and hazel road lantern hill nv", "Juniper ave & hazel road lantern hill nv"),
    ("18th and Lantern", "18th & Lantern"),
    ("Main and 63rd", "Main & 63rd"),
    ("CORNER OF FIRST AND HAZEL STREETS", "FIRST Street & HAZEL Street"),
    ("Elm and Oak Aves", "Elm Ave & Oak Ave"),
    ("Hwys 51 and 151, Lantern Hill, NV", "Hwy 51 & Hwy 151, Lantern Hill, NV"),
    ("Jct 4 & 13", "Highway 4 & Highway 13"),
    ("I-80 & Frontage Road", "I-80 & Frontage Road"),
]
"""How people say a corner, and the one way in which it is handed on."""

NO_CORNERS = [
    "Lee and Grant University",
    "Town and Country Rd",
    "2471 S and W Farm Rd",
    "1 Juniper & Hazel Plaza",
    "12 1/2 Oak St",
    "1601 Juniper Drive at Hazel Pkwy",
    "near the school",
    "Oak St at the park",
    "100 Box Elder Rd",
    "Oak St & 5th St & 6th St",
    "200 Boxwood Lane",
    "Junction City",
    "By the lake",
]
"""What only looks like a corner, a post box or a hint, and is handed on as it is."""

STRIPPED = [
    ("in front of 12 Oak St", "12 Oak St"),
    ("Across from 12 Oak St, Lantern Hill", "12 Oak St, Lantern Hill"),
    ("115 Hazel Road PO Box X", "115 Hazel Road"),
    ("613 S. Main, PO 123", "613 S. Main"),
    ("3523 Hazel St, POB 477 Lantern Hill, NV 00100", "3523 Hazel St, Lantern Hill, NV 00100"),
    ("104 s juniper rr 1 box 297 lantern hill nv 00100", "104 s juniper lantern hill nv 00100"),
    ("110 West Hazel P.O. Box 5000", "110 West Hazel"),
    ("P.O. Box 628 Hwy 231 Lantern Hill, NV 00100-0628", "Hwy 231 Lantern Hill, NV 00100-0628"),
    ("3348 hazel rd ne attn: rita allman", "3348 hazel rd ne"),
    ("c/o Rita Allman, 12 Oak St, Lantern Hill", "12 Oak St, Lantern Hill"),
    (
        "RITA ALLMAN\n LANTERN WORKS\n 110 HAZEL DRIVE\n\n LANTERN HILL. NV 00100",
        "110 HAZEL DRIVE, LANTERN HILL. NV 00100",
    ),
    ("Office of Counsel, 820 N. Hazel Avenue, Suite 750, Lantern Hill", "820 N. Hazel Avenue, Suite 750, Lantern Hill"),
    ("suite 200, building 17, 7000 hazel road, n.e.", "7000 hazel road, n.e"),
    ("The Empire, Lantern Hill, NV 00100", "The Empire, Lantern Hill, NV 00100"),
    ("# 2 HAZEL RD", "2 HAZEL RD"),
]
"""What stands around a street and does not help to find it."""

REFUSED = [
    ("Box # 63, Lantern Hill, NV 00100", PlaceProblem.POST_BOX),
    ("P.O. Box 250, Lantern Hill, NV 00100", PlaceProblem.POST_BOX),
    ("P O Box 388-317", PlaceProblem.POST_BOX),
    ("POST OFFICE BOX 1197", PlaceProblem.POST_BOX),
    ("POB 19060", PlaceProblem.POST_BOX),
    ("PO Bx 433", PlaceProblem.POST_BOX),
    ("P O Box 98 St Hazel MI 00100-0098", PlaceProblem.POST_BOX),
    ("rr # 1 box 103 a lantern nv 00100", PlaceProblem.POST_BOX),
    ("RFD 2 BOX 5729, NV", PlaceProblem.POST_BOX),
    ("HC 0903 Box 62", PlaceProblem.POST_BOX),
    ("Star Rte 12A BOX # 455B", PlaceProblem.POST_BOX),
    ("West Route Box West # 4, Lantern Hill, NV 00100", PlaceProblem.POST_BOX),
    ("dept. 0669 p o box 120001 lantern nv 00100", PlaceProblem.POST_BOX),
    ("po box 419267 dept 472 806009965 lantern city nv 00100", PlaceProblem.POST_BOX),
    ("Box\n    # 209", PlaceProblem.POST_BOX),
    ("suite 200 bldg. 17", PlaceProblem.UNIT_ONLY),
    ("2nd floor", PlaceProblem.UNIT_ONLY),
    ("c/o Rita Allman, Jr.", PlaceProblem.NAME_ONLY),
    ("C/O LANTERN COUNTY HOUSING", PlaceProblem.NAME_ONLY),
]
"""What nobody can walk to."""


@pytest.mark.parametrize(("text", "words"), CORNERS + STRIPPED)
def test_what_can_be_looked_up_is_left(text: str, words: str) -> None:
    """Corners come out in one form, and what does not help to find a street is left out."""
    assert read_place(text) == Words(text=words)


@pytest.mark.parametrize("text", NO_CORNERS)
def test_nothing_is_made_of_what_is_none(text: str) -> None:
    """Names with "and", fractions, boxwood and the school are left as they are."""
    assert read_place(text) == Words(text=text)


@pytest.mark.parametrize(("text", "problem"), REFUSED)
def test_what_is_no_spot_on_the_map(text: str, problem: PlaceProblem) -> None:
    """Post boxes, suites and receivers without a street are told as what they are."""
    with pytest.raises(UnreadablePlace) as refused:
        read_place(text)
    assert refused.value.problem is problem


@pytest.mark.parametrize("text", [text for text, _ in CORNERS + STRIPPED] + NO_CORNERS)
def test_reading_twice_changes_nothing(text: str) -> None:
    """What was handed on is read as itself, so that it can be kept in a draft and read again."""
    once = read_place(text)
    assert isinstance(once, Words)
    assert read_place(once.text) == once


def outcomes(lines: list[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in lines:
        try:
            place = read_place(line)
        except UnreadablePlace as error:
            counts[error.problem.name] += 1
        else:
            counts[type(place).__name__] += 1
    return counts


def test_every_messy_line_is_a_place_or_says_why_not() -> None:
    """Real lines of the kind that people paste (1,513 where they are at hand, else the invented ones above): each is
    words for a geocoder or is told what is wrong with it, and more than nine in ten are words."""
    invented = [text for text, _ in CORNERS + STRIPPED] + NO_CORNERS
    assert outcomes(invented) == {"Words": len(invented)}
    if REAL.exists():
        with REAL.open(encoding="utf-8", newline="") as file:
            lines = [row["text"] for row in csv.DictReader(file)]
        counts = outcomes(lines)
        assert sum(counts.values()) == len(lines) == 1513
        assert counts.keys() == {"Words", "POST_BOX", "NAME_ONLY", "UNIT_ONLY"}
        assert 1370 <= counts["Words"] <= 1380


PARTS = st.sampled_from(
    ["near ", "corner of ", "Oak St", "5th", " and ", " & ", "/", " at ", "PO Box ", "rr 1 box 2", "12 ", "#", ", ", "suite 2 ",
     "c/o ", "attn: ", "Hwys 51", "151", "St ", "\n", "CWC8+R9 ", "floor ", "2nd ", "box ", "dept 3 ", "Streets", "é", "１２"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=30).map("".join) | st.text(max_size=300))
def test_whatever_is_written(text: str) -> None:
    """Anything at all is a point, words of a sane size, a short code, or UnreadablePlace; never another error."""
    try:
        place = read_place(text)
    except UnreadablePlace:
        return
    match place:
        case Words():
            assert 2 <= len(place.text) <= 200
            assert place.text.isprintable()
        case ShortCode():
            assert any(letter.isalpha() for letter in place.town)
        case Point():
            assert -85 <= place.lat <= 85


@pytest.mark.parametrize(
    "unit",
    ["suite ", "suite 2 ", "2nd floor ", "box ", "box 1 ", "rr ", "rr 1 ", "po ", "c/o ", "attn ", "near ", "corner of ",
     " and ", "& ", "/", "5th ", "hwy 1 ", "a1 ", "#", "dept 1", "St ", ", 1 a", "\\W", "1-1 "],
)  # fmt: skip
def test_no_words_are_slow(unit: str) -> None:
    """Repetition, the food of bad regular expressions, is read in under 50 ms, at the longest that words may be and
    at the longest that anything may be."""
    for text in ((unit * 200)[:200], (unit * 2000)[:2000], "12 Oak " + (unit * 200)[:190]):
        began = time.process_time()
        try:
            read_place(text)
        except UnreadablePlace:
            pass
        assert time.process_time() - began < 0.05
