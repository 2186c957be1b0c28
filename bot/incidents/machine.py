"""What may become of a report, a comment and a wished change, as one table each. A missing row is the refusal. Pure."""

from enum import StrEnum
from typing import TypeVar

from bot.incidents.model import CommentState, IncidentReason, IncidentState, RevisionState
from bot.kernel.refusal import Refused

State = TypeVar("State", IncidentState, CommentState, RevisionState)


class Event(StrEnum):
    """What happens to a report, a comment or a wished change."""

    POST = "post"
    """Its author posts it, and nothing speaks against it."""
    HOLD = "hold"
    """Its author posts it, and somebody has to look first."""
    JOIN = "join"
    """Its author finds that an earlier report tells of the same thing."""
    CHANGE = "change"
    """Other words, or a correction."""
    RENAME = "rename"
    """Its author shows a name, or hides it: possible for as long as there is a report."""
    ADMIT = "admit"
    REFUSE = "refuse"
    HIDE = "hide"
    RESTORE = "restore"
    REMOVE = "remove"
    """Its author takes it back."""


STEPS: dict[tuple[IncidentState, Event], IncidentState] = {
    (IncidentState.DRAFT, Event.POST): IncidentState.POSTED,
    (IncidentState.DRAFT, Event.HOLD): IncidentState.HELD,
    (IncidentState.DRAFT, Event.JOIN): IncidentState.JOINED,
    (IncidentState.DRAFT, Event.CHANGE): IncidentState.DRAFT,
    # Whoever was told what is amiss may mend it while it waits: then it is posted, or waits again with its new words.
    (IncidentState.HELD, Event.POST): IncidentState.POSTED,
    (IncidentState.HELD, Event.HOLD): IncidentState.HELD,
    (IncidentState.HELD, Event.ADMIT): IncidentState.POSTED,
    (IncidentState.HELD, Event.REFUSE): IncidentState.REFUSED,
    (IncidentState.HELD, Event.REMOVE): IncidentState.REMOVED,
    (IncidentState.POSTED, Event.CHANGE): IncidentState.POSTED,
    (IncidentState.POSTED, Event.HIDE): IncidentState.HIDDEN,
    (IncidentState.POSTED, Event.REMOVE): IncidentState.REMOVED,
    # Only an appeal leads back from what a reviewer decided: a late press on another reviewer's card does not.
    (IncidentState.REFUSED, Event.RESTORE): IncidentState.POSTED,
    (IncidentState.REFUSED, Event.REMOVE): IncidentState.REMOVED,
    (IncidentState.HIDDEN, Event.RESTORE): IncidentState.POSTED,
    (IncidentState.HIDDEN, Event.REMOVE): IncidentState.REMOVED,
    (IncidentState.JOINED, Event.REMOVE): IncidentState.REMOVED,
    **{(state, Event.RENAME): state for state in IncidentState if state is not IncidentState.REMOVED},
}

COMMENT_STEPS: dict[tuple[CommentState, Event], CommentState] = {
    (CommentState.HELD, Event.ADMIT): CommentState.POSTED,
    (CommentState.HELD, Event.REFUSE): CommentState.REFUSED,
    (CommentState.HELD, Event.REMOVE): CommentState.REMOVED,
    (CommentState.POSTED, Event.HIDE): CommentState.HIDDEN,
    (CommentState.POSTED, Event.REMOVE): CommentState.REMOVED,
    (CommentState.REFUSED, Event.RESTORE): CommentState.POSTED,
    (CommentState.REFUSED, Event.REMOVE): CommentState.REMOVED,
    (CommentState.HIDDEN, Event.RESTORE): CommentState.POSTED,
    (CommentState.HIDDEN, Event.REMOVE): CommentState.REMOVED,
}

REVISION_STEPS: dict[tuple[RevisionState, Event], RevisionState] = {
    (RevisionState.HELD, Event.ADMIT): RevisionState.APPLIED,
    (RevisionState.HELD, Event.REFUSE): RevisionState.REFUSED,
    (RevisionState.REFUSED, Event.RESTORE): RevisionState.APPLIED,
}


def step(state: IncidentState, event: Event) -> IncidentState:
    """Where the event leads. Raises Refused(NOT_OPEN) when it leads nowhere."""
    return _known(STEPS.get((state, event)))


def comment_step(state: CommentState, event: Event) -> CommentState:
    """Where the event leads a comment. Raises Refused(NOT_OPEN) when it leads nowhere."""
    return _known(COMMENT_STEPS.get((state, event)))


def revision_step(state: RevisionState, event: Event) -> RevisionState:
    """Where the event leads a wished change. Raises Refused(NOT_OPEN) when it leads nowhere."""
    return _known(REVISION_STEPS.get((state, event)))


def _known(to: State | None) -> State:
    if to is None:
        raise Refused(IncidentReason.NOT_OPEN)
    return to
