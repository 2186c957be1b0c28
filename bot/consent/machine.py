"""The consent machine of an ask, as one table. A missing row is the refusal. Pure."""

from bot.consent.model import AskEvent, AskState, ConsentReason
from bot.kernel.refusal import Refused

STEPS: dict[tuple[AskState, AskEvent], AskState] = {
    (AskState.ASKED, AskEvent.YES): AskState.YES,
    (AskState.ASKED, AskEvent.NO): AskState.NO,
    (AskState.ASKED, AskEvent.EXPIRE): AskState.EXPIRED,
    # A change of mind is free in both directions while the request is open.
    (AskState.NO, AskEvent.YES): AskState.YES,
    (AskState.YES, AskEvent.NO): AskState.WITHDRAWN,
    (AskState.YES, AskEvent.WITHDRAW): AskState.WITHDRAWN,
    (AskState.WITHDRAWN, AskEvent.YES): AskState.YES,
}


def step(state: AskState, event: AskEvent) -> AskState:
    """Where the event leads. Raises Refused(ALREADY_ANSWERED) when it leads nowhere."""
    to = STEPS.get((state, event))
    if to is None:
        raise Refused(ConsentReason.ALREADY_ANSWERED, state=state.value)
    return to
