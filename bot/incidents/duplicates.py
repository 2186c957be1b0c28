"""Finds the earlier report that may tell of the same thing. It is offered to the author, and never merged by itself.

Places are known as cells only, which are coarser than the 50 m of the rule: two reports count as close when they lie in
the same cell, or when the middles of their cells lie within the distance.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from bot.geo.blur import cell_center
from bot.geo.distance import distance_m
from bot.incidents.model import Incident, IncidentPolicy, NewIncident

FEWEST_WORDS = 4
"""Shorter texts are alike too easily: token_set_ratio finds “a dog” wholly inside of any text about a dog."""


def same_story(new: NewIncident, others: Sequence[Incident], policy: IncidentPolicy) -> Incident | None:
    """Which of the others may tell of the same thing: of the same category and close by, else in nearly the same words,
    in both cases within the hours of the policy. Among several, the one whose words are most alike, then the earliest.
    """
    near_in_time = [each for each in others if abs(each.hour - new.hour) <= policy.duplicate_within]
    alike = {each.id: likeness(new.text, each.text) for each in near_in_time}
    found = [
        each
        for each in near_in_time
        if (each.category is new.category and close(new.cell, each.cell, policy.duplicate_radius_m))
        or alike[each.id] >= policy.alike
    ]
    return min(found, key=lambda each: (-alike[each.id], each.created_at, each.id), default=None)


def close(one: str, other: str, within_m: float) -> bool:
    """Whether two cells are the same, or their middles within this distance."""
    return one == other or distance_m(cell_center(one), cell_center(other)) <= within_m


def likeness(one: str, other: str) -> float:
    """From 0 to 100 how much the words are the same, whatever their order (rapidfuzz's token_set_ratio); 0 for texts of
    too few different words."""
    if min(len(set(utils.default_process(text).split())) for text in (one, other)) < FEWEST_WORDS:
        return 0.0
    return fuzz.token_set_ratio(one, other, processor=utils.default_process)
