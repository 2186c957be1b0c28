"""The words of requests: what rules and books hold as values is put as people read it."""

import pytest

from bot.chat.phrase import Phrase, fill
from bot.kernel.refusal import Refused
from bot.requests.model import IncidentType, RequestReason, RequestState
from bot.requests.rules import UNFIT
from bot.requests.texts import INCIDENT_TYPES, REFUSALS, STATES, in_words
from bot.requests.texts import UNFIT as WHY_UNFIT


def said(no: Refused) -> str:
    """What the officer reads of it."""
    return fill(REFUSALS[no.reason], **in_words(no).facts)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [("1", "1 minute long"), ("15", "15 minutes long"), ("60", "1 hour long"), ("720", "12 hours long")],
)
def test_spans_are_counted(minutes: str, words: str) -> None:
    """The least and the most of a window are told in minutes, or in hours where they are whole ones."""
    assert words in said(Refused(RequestReason.WINDOW_TOO_SHORT, least=minutes))
    assert words in said(Refused(RequestReason.WINDOW_TOO_LONG, most=minutes))


@pytest.mark.parametrize("concern", UNFIT)
def test_unfit_words_are_explained(concern: str) -> None:
    """Each concern that refuses a request is explained in a phrase of its own, beside the words that it is about."""
    no = Refused(RequestReason.UNFIT_WORDS, words="march", why=concern)
    assert isinstance(in_words(no).facts["why"], Phrase)
    assert said(no) == f"The text cannot be sent as it is, because {WHY_UNFIT[concern]} (“march”); please reword it."


def test_any_other_no_stays_as_it_is() -> None:
    """Nothing is added to a refusal whose figures are read as they are."""
    no = Refused(RequestReason.TOO_MANY_OPEN, most="3")
    assert in_words(no) is no


def test_every_value_has_words() -> None:
    """No incident type, state or concern is shown as the word that the books keep."""
    assert INCIDENT_TYPES.keys() == set(IncidentType)
    assert STATES.keys() == set(RequestState)
    assert WHY_UNFIT.keys() == set(UNFIT)
    assert all(isinstance(words, Phrase) for words in (*INCIDENT_TYPES.values(), *STATES.values()))


def test_stored_values_stay_english() -> None:
    """What is on record is the same word as before, whatever people read."""
    assert {kind: str(words) for kind, words in INCIDENT_TYPES.items()} == {kind: kind.value for kind in IncidentType}
