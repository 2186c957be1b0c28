"""Letters that nobody sees do not carry words past the rules."""

import pytest

from bot.wording.screen import screen


@pytest.mark.parametrize(
    "text",
    ["the pro\u200btest on Main Street", "the pro\u00adtest", "the ｐｒｏｔｅｓｔ", "bla\u2060ck male", "a black\u00a0 male",
     "a black\nmale", "everybody at the ra\u200dlly", "prote\u0301st"],
)  # fmt: skip
def test_unseen_letters_do_not_hide_a_word(text: str) -> None:
    """A word split by invisible characters, or written in wide letters, is still the word that owners would read."""
    assert screen(text)
