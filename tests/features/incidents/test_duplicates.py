"""Which earlier report may tell of the same thing, at the boundaries of the rule."""

from dataclasses import replace
from datetime import timedelta

import h3
import pytest

from bot.geo.blur import cell_center
from bot.geo.distance import distance_m
from bot.incidents.duplicates import close, likeness, same_story
from bot.incidents.model import Category, Incident, IncidentPolicy, IncidentState
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref
from tests.handlers.house import START

POLICY = IncidentPolicy()
HOUR = START.replace(minute=0, second=0)
HERE = h3.latlng_to_cell(40.0, -75.0, 9)
NEXT = sorted(set(h3.grid_disk(HERE, 1)) - {HERE})[0]
FAR = sorted(set(h3.grid_ring(HERE, 9)))[0]
WORDS = "Somebody broke the side window of a house and left in a white van"


def report(key: int = 1, **more: object) -> Incident:
    """A shown report."""
    made = Incident(
        id=IncidentId(key),
        ref=Ref(f"REPRT{key}"),
        neighborhood=NeighborhoodId(1),
        author=PersonId(7),
        category=Category.CRIME,
        text=WORDS,
        cell=HERE,
        around="Oak St",
        hour=HOUR,
        state=IncidentState.POSTED,
        version=1,
        correction="",
        held_for=(),
        joined_to=None,
        created_at=HOUR + timedelta(minutes=key),
        posted_at=HOUR,
    )
    return replace(made, **more)  # type: ignore[arg-type]


OTHER_WORDS = "A bicycle is gone from the rack"


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"text": OTHER_WORDS}, True),
        ({"text": OTHER_WORDS, "category": Category.COMMUNITY}, False),
        ({"text": OTHER_WORDS, "cell": NEXT}, False),
        ({"text": OTHER_WORDS, "hour": HOUR - timedelta(hours=24)}, True),
        ({"text": OTHER_WORDS, "hour": HOUR + timedelta(hours=24)}, True),
        ({"text": OTHER_WORDS, "hour": HOUR - timedelta(hours=25)}, False),
        ({"cell": FAR, "category": Category.COMMUNITY}, True),
        ({"cell": FAR, "hour": HOUR - timedelta(hours=24)}, True),
        ({"cell": FAR, "hour": HOUR - timedelta(hours=25)}, False),
        ({"cell": FAR, "text": OTHER_WORDS}, False),
        ({"cell": FAR, "text": "window side broken, of a house; somebody left in a white van!"}, True),
    ],
)
def test_the_rule_at_its_boundaries(change: dict[str, object], same: bool) -> None:
    """The same category close by, or nearly the same words anywhere; both within 24 hours of what happened."""
    assert (same_story(report(9), [report(**change)], POLICY) is not None) == same


def test_how_close_is_close() -> None:
    """The same cell always; other cells when their middles lie within the distance, to the metre."""
    apart = distance_m(cell_center(HERE), cell_center(NEXT))
    assert close(HERE, HERE, 0)
    assert close(HERE, NEXT, apart)
    assert not close(HERE, NEXT, apart - 0.01)
    coarse = replace(POLICY, duplicate_radius_m=apart)
    assert same_story(report(9), [report(text=OTHER_WORDS, cell=NEXT)], coarse)


def test_how_alike_is_alike() -> None:
    """From the policy's figure on, and not a hair below it; short texts are alike only where they are close by."""
    other = report(cell=FAR, category=Category.PET, text=f"{WORDS} with two men")
    figure = likeness(WORDS, other.text)
    assert figure > POLICY.alike
    close_call = report(cell=FAR, category=Category.PET, text="Somebody broke a window of my car and left on foot")
    figure = likeness(WORDS, close_call.text)
    assert 50 < figure < POLICY.alike
    assert same_story(report(9), [close_call], replace(POLICY, alike=figure))
    assert not same_story(report(9), [close_call], replace(POLICY, alike=figure + 0.01))
    assert likeness("A dog", "A dog ran off on Elm Street this morning") == 0.0
    assert likeness("", WORDS) == 0.0


def test_the_most_alike_is_offered() -> None:
    """Among several the one with the likest words, and among those the earliest."""
    others = [report(1, text=OTHER_WORDS), report(3), report(2)]
    found = same_story(report(9), others, POLICY)
    assert found is not None
    assert found.id == 2
    assert same_story(report(9), [], POLICY) is None
