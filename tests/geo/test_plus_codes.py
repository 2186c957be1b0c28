"""The published test vectors of Open Location Code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.geo.model import Point
from bot.geo.plus_codes import ALPHABET, BadPlusCode, looks_like_plus_code, middle_of_short_code, read_plus_code

DECODING = """
7FG49Q00+,6,20.35,2.75,20.4,2.8
7FG49QCJ+2V,10,20.37,2.782125,20.370125,2.78225
7FG49QCJ+2VX,11,20.3701,2.78221875,20.370125,2.78225
7FG49QCJ+2VXGJ,13,20.370113,2.782234375,20.370114,2.78223632813
8FVC2222+22,10,47.0,8.0,47.000125,8.000125
4VCPPQGP+Q9,10,-41.273125,174.785875,-41.273,174.786
62G20000+,4,0.0,-180.0,1,-179
22220000+,4,-90,-180,-89,-179
7FG40000+,4,20.0,2.0,21.0,3.0
22222222+22,10,-90.0,-180.0,-89.999875,-179.999875
6VGX0000+,4,0,179,1,180
6FH32222+222,11,1,1,1.000025,1.00003125
CFX30000+,4,89,1,90,2
62H20000+,4,1,-180,2,-179
62H30000+,4,1,-179,2,-178
CFX3X2X2+X2,10,89.9998750,1,90,1.0001250
84000000+,2,30,-140,50,-120
6FH56C22+22,10,1.2000000000000028,3.4000000000000057,1.2001249999999999,3.4001250000000027
849VGJQF+VX7QR3J,15,37.5396691200,-122.3750698242,37.5396691600,-122.3750697021
849VGJQF+VX7QR3J7QR3J,15,37.5396691200,-122.3750698242,37.5396691600,-122.3750697021
"""

VALIDITY = """
8FWC2345+G6,full
8FWC2345+G6G,full
8fwc2345+,full
8FWCX400+,full
WC2345+G6g,short
2345+G6,short
45+G6,short
+G6,short
G+,bad
+,bad
8FWC2345+G,bad
8FWC2_45+G6,bad
8FWC2η45+G6,bad
8FWC2345+G6+,bad
8FWC2345G6+,bad
8FWC2300+G6,bad
WC2300+G6g,bad
WC2345+G,bad
WC2300+,bad
849VGJQF+VX7QR3J,full
849VGJQF+VX7QR3U,bad
849VGJQF+VX7QR3JW,full
849VGJQF+VX7QR3JU,bad
"""


@pytest.mark.parametrize("line", DECODING.split())
def test_decoding(line: str) -> None:
    """Every published code decodes to its box."""
    code, digits, *edges = line.split(",")
    box = read_plus_code(code)
    assert box.digits == int(digits)
    assert [box.south, box.west, box.south + box.height, box.west + box.width] == pytest.approx(
        [float(edge) for edge in edges], abs=1e-9
    )


@pytest.mark.parametrize("line", VALIDITY.split())
def test_validity(line: str) -> None:
    """Full codes are read, short and bad ones refused; whatever is full or short has the shape of a code."""
    code, kind = line.split(",")
    if kind == "full":
        read_plus_code(code)
    else:
        with pytest.raises(BadPlusCode):
            read_plus_code(code)
    if kind != "bad":
        assert looks_like_plus_code(code)


@given(
    lat=st.floats(-84, 84),
    lon=st.floats(-180, 180, exclude_max=True),
    north=st.floats(-1, 1),
    east=st.floats(-1, 1),
    cut=st.sampled_from([2, 4, 6]),
)
def test_a_short_code_is_completed_by_a_place_near_it(
    lat: float, lon: float, north: float, east: float, cut: int
) -> None:
    """A code whose first digits were left out is found again from any place nearer than half of what was left out."""
    point = Point(lat=lat, lon=lon)
    full = _code(point)
    reach = 20.0 ** (2 - cut // 2) * 0.49
    near = Point(lat=min(max(lat + north * reach, -85), 85), lon=(lon + east * reach + 180) % 360 - 180)
    found_lat, found_lon = middle_of_short_code(full[cut:], near)
    box_lat, box_lon = read_plus_code(full).middle
    assert found_lat == pytest.approx(box_lat, abs=1e-9)
    assert abs((found_lon - box_lon + 180) % 360 - 180) < 1e-9


def _code(point: Point) -> str:
    """The plus code of ten digits, by the definition: base 20 in steps of 1/8000 degree."""
    down, along = int((point.lat + 90) * 8000), int((point.lon + 180) * 8000)
    pairs = [ALPHABET[down // 20**place % 20] + ALPHABET[along // 20**place % 20] for place in range(4, -1, -1)]
    return "".join(pairs[:4]) + "+" + pairs[4]


def test_short_codes_that_cannot_be_completed() -> None:
    """A full code is no short one, and a wrong digit is no code."""
    for code in ("849VCWC8+R9", "A WC8+R9", "CWC8+R"):
        with pytest.raises(BadPlusCode):
            middle_of_short_code(code, Point(lat=37, lon=-122))


@pytest.mark.parametrize(
    ("code", "near", "full"),
    [
        ("9G8F+6X", (47.4, 8.6), "8FVC9G8F+6X"),
        ("9G8F+6W", (51.3701125, -1.217765625), "9C3W9G8F+6W"),
    ],
)
def test_known_short_codes(code: str, near: tuple[float, float], full: str) -> None:
    """Codes of the kind that the specification gives as examples."""
    assert middle_of_short_code(code, Point(lat=near[0], lon=near[1])) == pytest.approx(
        read_plus_code(full).middle, abs=1e-9
    )
