"""Every rule of a request at its boundary: one step inside is taken, one step outside is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, pi, radians, sqrt

import pytest

from bot.geo.model import Circle, Point, Polygon
from bot.requests.model import Budget, Draft, IncidentType, RequestPolicy, RequestReason
from bot.requests.rules import RULES, Filing, judge

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = Point(lat=37.7749, lon=-122.4194)
POLICY = RequestPolicy()


def filing(**changes: object) -> Filing:
    """A filing that breaks no rule, with some things changed."""
    draft = Draft(
        area=Circle(center=HERE, radius_m=400.0),
        place_words="1 Dr Carlton B Goodlett Place",
        incident_type=IncidentType.BURGLARY,
        incident_at=NOW - timedelta(hours=5),
        window_start=NOW - timedelta(hours=6),
        window_end=NOW - timedelta(hours=4),
        case_number="26-018833",
        contact="+1 415 555 0100",
        sought="A white van that left shortly after the break-in.",
        own_investigation=True,
    )
    of_draft = {key: value for key, value in changes.items() if key in Draft.__dataclass_fields__}
    of_filing = {key: value for key, value in changes.items() if key not in Draft.__dataclass_fields__}
    base = Filing(
        draft=replace(draft, **of_draft),  # type: ignore[arg-type]
        jurisdiction=Circle(center=HERE, radius_m=20_000.0),
        budget=Budget(open_now=0, filed_in_30_days=0, km2_hours_in_30_days=0.0, same_incident=0),
        policy=POLICY,
        now=NOW,
    )
    return replace(base, **of_filing)  # type: ignore[arg-type]


def radius_for(area_km2: float) -> float:
    return sqrt(area_km2 * 1_000_000 / pi)


def around(radius_m: float) -> Circle:
    return Circle(center=HERE, radius_m=radius_m)


def oblong(wide_m: float, high_m: float) -> Polygon:
    """A rectangle around the same place."""
    lat, lon = high_m / 2 / 111_000, wide_m / 2 / (111_300 * cos(radians(HERE.lat)))
    corners = [(-lat, -lon), (-lat, lon), (lat, lon), (lat, -lon)]
    return Polygon(corners=tuple(Point(lat=HERE.lat + y, lon=HERE.lon + x) for y, x in corners))


def budget(**changes: object) -> Budget:
    return replace(filing().budget, **changes)  # type: ignore[arg-type]


SECOND = timedelta(seconds=1)
START = NOW - timedelta(hours=6)

BOUNDARIES: list[tuple[RequestReason, dict[str, object], dict[str, object]]] = [
    (RequestReason.AREA_TOO_SMALL, {"area": around(radius_for(0.0648))}, {"area": around(radius_for(0.0646))}),
    (RequestReason.AREA_NOT_COMPACT, {"area": oblong(1000.0, 101.0)}, {"area": oblong(1000.0, 99.0)}),
    (RequestReason.AREA_TOO_LARGE, {"area": around(642.0)}, {"area": around(642.2)}),
    (RequestReason.AREA_TOO_LARGE, {"area": around(642.0)}, {"area": around(804.672)}),
    (
        RequestReason.OUTSIDE_JURISDICTION,
        {"jurisdiction": around(401.0)},
        {"jurisdiction": around(399.0)},
    ),
    (RequestReason.WINDOW_BACKWARDS, {}, {"window_end": START, "incident_at": START}),
    (
        RequestReason.WINDOW_TOO_SHORT,
        {"window_end": START + timedelta(minutes=15), "incident_at": START},
        {"window_end": START + timedelta(minutes=15) - SECOND, "incident_at": START},
    ),
    (
        RequestReason.WINDOW_TOO_LONG,
        {"window_start": NOW - timedelta(hours=12), "window_end": NOW},
        {"window_start": NOW - timedelta(hours=12) - SECOND, "window_end": NOW},
    ),
    (
        RequestReason.WINDOW_IN_FUTURE,
        {"window_end": NOW},
        {"window_end": NOW + timedelta(minutes=3)},
    ),
    (
        RequestReason.INCIDENT_OUTSIDE_WINDOW,
        {"incident_at": START},
        {"incident_at": START - SECOND},
    ),
    (
        RequestReason.INCIDENT_OUTSIDE_WINDOW,
        {"incident_at": NOW - timedelta(hours=4)},
        {"incident_at": NOW - timedelta(hours=4) + SECOND},
    ),
    (
        RequestReason.INCIDENT_TOO_OLD,
        {
            "incident_at": NOW - timedelta(days=30),
            "window_start": NOW - timedelta(days=30),
            "window_end": NOW - timedelta(days=30) + timedelta(hours=1),
        },
        {
            "incident_at": NOW - timedelta(days=30) - SECOND,
            "window_start": NOW - timedelta(days=30) - SECOND,
            "window_end": NOW - timedelta(days=30) + timedelta(hours=1),
        },
    ),
    (RequestReason.NO_CONTACT, {"contact": "5550100"}, {"contact": "555010"}),
    (RequestReason.NO_CONTACT, {"contact": "reyes@police.example.org"}, {"contact": "call the station"}),
    (RequestReason.NOTHING_SOUGHT, {"sought": "A red car."}, {"sought": "A red car"}),
    (RequestReason.TOO_MUCH_TEXT, {"sought": "x" * 600}, {"sought": "x" * 601}),
    (RequestReason.TOO_MUCH_TEXT, {"case_number": "1" * 40}, {"case_number": "1" * 41}),
    (RequestReason.NOT_OWN_INVESTIGATION, {}, {"own_investigation": False}),
    (RequestReason.TOO_MANY_FOR_CASE, {"budget": budget(same_incident=1)}, {"budget": budget(same_incident=2)}),
    (RequestReason.TOO_MANY_OPEN, {"budget": budget(open_now=2)}, {"budget": budget(open_now=3)}),
    (RequestReason.BUDGET_SPENT, {"budget": budget(filed_in_30_days=19)}, {"budget": budget(filed_in_30_days=20)}),
    (RequestReason.TOO_MUCH_OVERLAP, {"budget": budget(overlapping=2)}, {"budget": budget(overlapping=3)}),
    (
        RequestReason.BUDGET_SPENT,
        {"budget": budget(km2_hours_in_30_days=58.9)},
        {"budget": budget(km2_hours_in_30_days=59.1)},
    ),
]


@pytest.mark.parametrize(("reason", "inside", "outside"), BOUNDARIES, ids=lambda value: str(value)[:40])
def test_boundaries(reason: RequestReason, inside: dict[str, object], outside: dict[str, object]) -> None:
    """P5: one step inside breaks no rule, one step outside breaks exactly the named one."""
    assert judge(filing(**inside)) == ()
    assert [refused.reason for refused in judge(filing(**outside))] == [reason]


@pytest.mark.parametrize("number", ["", "NA", "N/A", "none", "pending", "TBD", "unknown", "-", "case", "n.a."])
def test_no_case_number(number: str) -> None:
    """P5: the ways to write "none" are no case number."""
    assert [found.reason for found in judge(filing(case_number=number))] == [RequestReason.NO_CASE_NUMBER]


@pytest.mark.parametrize("number", ["26-018833", "PD2026/11/0042", "7421", "R 12.345"])
def test_case_numbers(number: str) -> None:
    """Case numbers come in many shapes."""
    assert judge(filing(case_number=number)) == ()


def test_every_rule_is_tried() -> None:
    """Each rule refuses at least one of the cases above, so that none is dead."""
    outside = [filing(**bad) for _, _, bad in BOUNDARIES]
    outside += [filing(case_number="none"), filing(sought="Video of the protest on Main Street, please.")]
    idle = [rule.key for rule in RULES if all(rule.broken(each) is None for each in outside)]
    assert idle == []


def test_half_a_mile_of_radius_is_too_large() -> None:
    """The area is tested, not the radius: half a mile of radius is 0.785 square miles."""
    (refused,) = judge(filing(area=around(804.672)))
    assert "0.785 sq mi" in refused.facts["area"]
    assert (refused.facts["narrowest"], refused.facts["widest"]) == ("144", "642")
