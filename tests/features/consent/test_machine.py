"""The consent machine, every state with every event."""

import pytest

from bot.consent.machine import STEPS, step
from bot.consent.model import AskEvent, AskState, ConsentReason
from bot.kernel.refusal import Refused

EXPECTED = {
    (AskState.ASKED, AskEvent.YES): AskState.YES,
    (AskState.ASKED, AskEvent.NO): AskState.NO,
    (AskState.ASKED, AskEvent.EXPIRE): AskState.EXPIRED,
    (AskState.NO, AskEvent.YES): AskState.YES,
    (AskState.YES, AskEvent.NO): AskState.WITHDRAWN,
    (AskState.YES, AskEvent.WITHDRAW): AskState.WITHDRAWN,
    (AskState.WITHDRAWN, AskEvent.YES): AskState.YES,
}


@pytest.mark.parametrize("event", AskEvent)
@pytest.mark.parametrize("state", AskState)
def test_every_pair(state: AskState, event: AskEvent) -> None:
    """A listed pair leads where it should; an unlisted one is refused."""
    expected = EXPECTED.get((state, event))
    if expected is not None:
        assert step(state, event) is expected
        return
    with pytest.raises(Refused) as caught:
        step(state, event)
    assert caught.value.reason is ConsentReason.ALREADY_ANSWERED


def test_only_an_explicit_yes_leads_to_yes() -> None:
    """P7: nothing but the owner's own yes ever leads to yes."""
    assert {event for (_, event), to in STEPS.items() if to is AskState.YES} == {AskEvent.YES}


def test_expired_is_the_end() -> None:
    """An expired ask stays expired."""
    assert not [pair for pair in STEPS if pair[0] is AskState.EXPIRED]
