"""The screen: what it finds, what it lets pass, and that no text can make it stumble or crawl."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.rules import HOLDING, concerns_of
from bot.wording.model import Concern
from bot.wording.screen import screen
from bot.wording.seen import see
from tests.features.wording.texts import FREE, HELD

HELD_PAIRS = [(concern, text) for concern, texts in HELD.items() for text in texts]


@pytest.mark.parametrize(("concern", "text"), HELD_PAIRS)
def test_what_waits_for_a_person(concern: str, text: str) -> None:
    """Each of these texts is held, and for the reason that it has."""
    assert concern in concerns_of(text)


@pytest.mark.parametrize("text", FREE)
def test_what_does_not_wait(text: str) -> None:
    """What neighbors mostly write is held for nothing."""
    assert [each for each in screen(text) if each.concern in HOLDING] == []


def test_every_reason_to_hold_has_texts() -> None:
    """No reason is without its table, so that none can stop working unseen."""
    assert set(HELD) == {concern.value for concern in HOLDING}
    assert len(HELD_PAIRS) + len(FREE) > 200


def test_the_words_are_those_that_readers_see() -> None:
    """A finding quotes the text with its accents and capitals, without what nobody sees."""
    (found,) = screen("Vi a un hombre ára\u200bbe")
    assert (found.concern, found.words) == (Concern.RACE, "hombre árabe")


@pytest.mark.parametrize(
    "text",
    ["a bl\u200back man", "a bla\u00adck man", "a ｂｌａｃｋ man", "a blасk man", "a b\u0301lack man", "a black\u2028man",
     "a\u3164black\u3164man", "a BLACK MAN"],
)  # fmt: skip
def test_disguises(text: str) -> None:
    """Unseen letters, wide letters, letters of other alphabets, accents and odd blanks hide nothing."""
    assert concerns_of(text) == (Concern.RACE,)


@given(st.text(alphabet=st.characters(), max_size=300))
def test_nothing_makes_it_stumble(text: str) -> None:
    """Whatever is written, lone surrogates included: both forms have the same places, and findings quote the text."""
    seen = see(text)
    assert len(seen.shown) == len(seen.plain)
    for finding in screen(text):
        assert finding.words in seen.shown


ALPHABET = "aAbest 0123456789.,:;+-()#@/'\"°\n"


@given(st.text(alphabet=ALPHABET, max_size=400))
def test_neither_does_what_resembles_a_number(text: str) -> None:
    """Digits and their punctuation in every order."""
    screen(text)


HARD = [
    "a", "1", "12 ", "a@", "a.", "1.2345, ", "+1 2 3 ", "suspect John ", "12 Oak Elm Foo bar ", "plate ", "black and ",
    "calle a ",
    "t . ", "1 2 3 ", "one ", "[.]", "1$a", "a b ", "a dot ", "a_", "2l5-", "dm me me ",
    "license is was reads ", "é", "it was A b c who ", "un hombre muy alto ", "-1-", "///a.", "his name is ", " ",
    "p-r-o-t-e-s-t-", "ppprrrooottteeesss", "the march on ", "people who were in front of ", "video of the people of ",
    "victim Ada Lopez was ", "victim is is is ", "Ada Lopez Ruiz ", "missing Ada was ", "82 years old ", "calle de la ",
    "you must not ", "if you do not ", "thank you all very much ", "get a free free ", "la marcha de los ", "everyone at the ",
    "white male cat ", "Protest Rd ", "her cell is at 713 555 ", "usted no esta obligado ", "who who who ",
    "his name is Bob ", "KLM 482 ",
]  # fmt: skip


def taken_s(text: str) -> float:
    """The shortest of three measurements of this process's own time."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        screen(text)
        spent.append(time.process_time() - begun)
    return min(spent)


@pytest.mark.parametrize("piece", HARD)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Ten times the text takes about ten times as long; a pattern that goes back and forth would take a hundred times."""
    short, long = (piece * (size // len(piece)) for size in (5_000, 50_000))
    assert taken_s(long) < 30 * max(taken_s(short), 0.0005)
