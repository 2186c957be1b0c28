"""What fits on a platform: splitting, keyboards, and choices typed as words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.action import Action
from bot.chat.fit import clean, length, read_typed_choice, rows, spans, split, typed_choice, typed_choices
from bot.chat.message import Button, LinkButton

CLUSTERS = (
    "a", "é", "e\u0301", "n\u0303\u0323", "ß", "漢", "한", "\u1112\u1161\u11ab", "👍", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈",
    "🇺🇸", "🇩🇪", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "क्षि", "กำ", "☂️", "1️⃣", "—", "𝔘", "ب",
)  # fmt: skip
SPACES = (" ", "\n", "\n\n", "  ", "\t")

texts = st.text(
    st.one_of(
        st.sampled_from([" ", "\n", "a", "😀", "\u0301", "\u200d", "🇺", "\ufe0f", "\u00a0"]),
        st.characters(exclude_categories=()),
    ),
    max_size=120,
)
words = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
refs = st.text("23456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=6, max_size=6)
actions = st.builds(
    lambda verb, ref: Action(verb=".".join(verb), ref=ref), st.lists(words, min_size=1, max_size=3), refs
)


def seen(text: str) -> str:
    return "".join(text.split())


@given(texts, st.integers(2, 40), st.booleans())
def test_a_split_text_fits_and_loses_only_white_space(text: str, limit: int, utf16: bool) -> None:
    """Every piece is within the limit and not blank, and together they hold every visible character in order."""
    pieces = split(text, limit, utf16)
    assert all(0 < length(piece, utf16) <= limit and piece.strip() for piece in pieces)
    assert seen("".join(pieces)) == seen(text)


@given(texts, st.integers(2, 40))
def test_what_lies_between_pieces_is_white_space(text: str, limit: int) -> None:
    """The pieces are in order, do not overlap, and nothing but white space lies before, between and after them."""
    at = 0
    for start, end in spans(text, limit, True):
        assert at <= start < end
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from((*CLUSTERS, *SPACES)), max_size=80), st.integers(16, 60), st.booleans())
def test_no_grapheme_cluster_is_cut(parts: list[str], limit: int, utf16: bool) -> None:
    """A family, a flag, an accent or a Hangul syllable stays in one piece, as long as it fits into one at all."""
    text = "".join(parts)
    borders = {sum(map(len, parts[:count])) for count in range(len(parts) + 1)}
    for start, end in spans(text, limit, utf16):
        assert {start, end} <= borders


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=60), st.integers(10, 60))
def test_words_that_fit_stay_whole(said: list[str], limit: int) -> None:
    """Where every word is shorter than the limit, no word is cut."""
    assert [word for piece in split(" ".join(said), limit, False) for word in piece.split()] == said


def test_paragraphs_are_the_first_choice_of_a_border() -> None:
    """A text of two paragraphs that does not fit is cut between them, not at the last word that would fit."""
    first, second = "one two three four", "five six seven eight"
    assert split(f"{first}\n\n{second}", 30, False) == (first, second)


def test_utf16_counts_what_telegram_counts() -> None:
    """An emoji outside the basic plane counts twice in UTF-16 and once in code points."""
    assert (length("a😀", True), length("a😀", False)) == (3, 2)
    assert split("😀" * 10, 4, True) == ("😀😀",) * 5


def test_a_limit_that_holds_no_character_is_refused() -> None:
    """One unit cannot hold a surrogate pair: the caller hears of it instead of waiting for ever."""
    with pytest.raises(ValueError, match="at least 2"):
        split("a", 1, True)


@given(texts)
def test_clean_text_can_be_sent_anywhere(text: str) -> None:
    """Cleaned text encodes as UTF-8, turns no reading direction, and holds no control but line end and tab."""
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not any(unicodedata.bidirectional(one) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
                   for one in cleaned)  # fmt: skip
    assert not {one for one in cleaned if unicodedata.category(one) == "Cc"} - {"\n", "\t"}
    assert clean(cleaned) == cleaned


def _button(action: Action) -> Button:
    return Button(label="Choose", action=action)


@given(
    st.lists(st.integers(0, 12), max_size=12),
    st.integers(1, 8),
    st.integers(1, 30),
    st.one_of(st.none(), st.integers(1, 5)),
)
def test_no_button_is_dropped(widths: list[int], per_row: int, total: int, most_rows: int | None) -> None:
    """Whatever the limits, every button is there once and in order, and no limit is broken."""
    serial = iter(range(1000))
    asked = tuple(
        tuple(LinkButton(label=str(next(serial)), url="https://a.b") for _ in range(width)) for width in widths
    )
    keyboards = rows(asked, per_row, total, most_rows)
    assert [one for keyboard in keyboards for row in keyboard for one in row] == [one for row in asked for one in row]
    for keyboard in keyboards:
        assert keyboard
        assert all(0 < len(row) <= per_row for row in keyboard)
        assert sum(map(len, keyboard)) <= total
        assert most_rows is None or len(keyboard) <= most_rows


def test_rows_that_fit_stay_as_they_are() -> None:
    """Re-shaping leaves a keyboard alone that the platform takes."""
    yes, no = (_button(Action(verb=verb, ref="K7QFM3")) for verb in ("ask.yes", "ask.no"))
    assert rows(((yes,), (no,)), 8, 100) == (((yes,), (no,)),)


def test_a_choice_reads_like_a_sentence() -> None:
    """Without buttons, `ask.yes` on K7QFM3 is "reply YES K7QFM3"."""
    assert typed_choice(_button(Action(verb="ask.yes", ref="K7QFM3"))) == "reply YES K7QFM3"


@given(st.lists(actions, min_size=1, max_size=8, unique=True))
def test_a_typed_choice_is_read_back_as_the_same_action(offered: list[Action]) -> None:
    """Among choices offered together, each wording leads back to its own action, however it is typed."""
    for action, words in zip(offered, typed_choices(map(_button, offered)), strict=True):
        for typed in (words, words.lower(), f" {words.removeprefix('reply ')}. ", f'"{words}"'):
            assert read_typed_choice(typed, offered) == action


@given(texts, st.lists(actions, max_size=8))
def test_unclear_words_choose_nothing(text: str, offered: list[Action]) -> None:
    """Words without the reference of an offered choice are no choice; nothing is guessed and nothing is raised."""
    chosen = read_typed_choice(text, offered)
    assert chosen is None or (chosen in offered and chosen.ref.casefold() in text.casefold())


def test_a_word_that_fits_two_choices_chooses_neither() -> None:
    """The words "YES K7QFM3" are not taken as a yes when two different things could be meant by it."""
    two = (Action(verb="ask.yes", ref="K7QFM3"), Action(verb="clip.yes", ref="K7QFM3"))
    assert read_typed_choice("yes K7QFM3", two) is None
    assert read_typed_choice("clip yes K7QFM3", two) == two[1]
