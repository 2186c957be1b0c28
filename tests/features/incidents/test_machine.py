"""What may become of a report, a comment and a wished change: every state by every event."""

import itertools

import pytest

from bot.incidents.machine import Event, comment_step, revision_step, step
from bot.incidents.model import CommentState, IncidentReason, IncidentState, RevisionState
from bot.kernel.refusal import Refused

# One row a state: what each event leads to, in the order of the head; "." leads nowhere.
REPORTS = """
         post    hold  join    change  rename   admit   refuse   hide    restore  remove
draft    posted  held  joined  draft   draft    .       .        .       .        .
held     posted  held  .       .       held     posted  refused  .       .        removed
posted   .       .     .       posted  posted   .       .        hidden  .        removed
refused  .       .     .       .       refused  .       .        .       posted   removed
hidden   .       .     .       .       hidden   .       .        .       posted   removed
joined   .       .     .       .       joined   .       .        .       .        removed
removed  .       .     .       .       .        .       .        .       .        .
"""
COMMENTS = """
         post  hold  join  change  rename  admit   refuse   hide    restore  remove
held     .     .     .     .       .       posted  refused  .       .        removed
posted   .     .     .     .       .       .       .        hidden  .        removed
refused  .     .     .     .       .       .       .        .       posted   removed
hidden   .     .     .     .       .       .       .        .       posted   removed
removed  .     .     .     .       .       .       .        .       .        .
"""
REVISIONS = """
         post  hold  join  change  rename  admit    refuse   hide  restore  remove
held     .     .     .     .       .       applied  refused  .     .        .
applied  .     .     .     .       .       .        .        .     .        .
refused  .     .     .     .       .       .        .        .     applied  .
"""


def cells(table: str) -> dict[tuple[str, str], str]:
    """The table as state and event to state."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {(row[0], event): to for row in rows for event, to in zip(head, row[1:], strict=True)}


@pytest.mark.parametrize(
    ("table", "states", "steps"),
    [(REPORTS, IncidentState, step), (COMMENTS, CommentState, comment_step), (REVISIONS, RevisionState, revision_step)],
    ids=["reports", "comments", "revisions"],
)
def test_every_state_by_every_event(table: str, states: type, steps: object) -> None:
    """Each event leads where the table says, or is refused as not open any more; the table leaves none out."""
    expected = cells(table)
    assert expected.keys() == set(itertools.product((str(state) for state in states), (str(event) for event in Event)))
    for (state, event), to in expected.items():
        if to == ".":
            with pytest.raises(Refused) as no:
                steps(states(state), Event(event))  # type: ignore[operator]
            assert no.value.reason is IncidentReason.NOT_OPEN
        else:
            assert str(steps(states(state), Event(event))) == to, (state, event)  # type: ignore[operator]
