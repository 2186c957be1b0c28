"""Reading which report somebody means, from what they typed around its reference."""

import pytest

from bot.incidents.naming import named


@pytest.mark.parametrize(
    "typed",
    [
        "K7QFM3 new words", "k7qfm3 new words", "K7QFM3\nnew words", "K7QFM3: new words", "#K7QFM3, new words",
        "“K7QFM3” new words", "report K7QFM3 – new words", "reporte K7QFM3 new words", " K7QFM3.   new words ",
    ],
)  # fmt: skip
def test_the_reference_may_be_wrapped(typed: str) -> None:
    """In quotes, behind a number sign, before a colon or a line end: the words after it are the words."""
    assert named(typed) == ("K7QFM3", "new words", "new words")


def test_a_first_word_belongs_to_its_sentence() -> None:
    """Six letters may be a word; a single word is never taken for what was to be said."""
    assert named("Street lamp broken") == ("STREET", "lamp broken", "Street lamp broken")
    assert named("STREET lamp broken") == ("STREET", "lamp broken", "lamp broken")
    assert named("The dog is back") == (None, "", "The dog is back")
    assert named("K7QFM") == named("") == named("😀") == (None, "", "")
    assert named("K7QFM3X4 words") == (None, "", "K7QFM3X4 words")
    assert named("K7QFM3") == ("K7QFM3", "", "")
