"""Plain words as answers, in English and Spanish."""

import random

import pytest

from bot.consent.model import AskEvent
from bot.consent.words import read_answer

YES = ["yes", "Yes!", "YES", "y", "yes, please", "sí", "Si.", "claro que sí", "YES K7QFM3", "yes k7qfm3", "k7qfm3 yes"]
NO = ["no", "No.", "no thanks", "No, thank you!", "nope", "no, gracias", "NO K7QFM3", "rather not", "I don’t want to"]
UNCLEAR = [
    "yes?", "yes but not the driveway", "not yes", "maybe", "ok", "fine", "yes no", "no yes", "who is asking?", "👍",
    "yes 👍", "sure thing I guess", "yesterday", "", "yes 2", "no way to say yes", "noyes", "y e s", "да", "уеs",
]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    """These words say yes and nothing else."""
    assert read_answer(text).answer is AskEvent.YES


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    """These words say no and nothing else."""
    assert read_answer(text).answer is AskEvent.NO


@pytest.mark.parametrize("text", UNCLEAR)
def test_unclear(text: str) -> None:
    """Unclear words are neither; above all they are never yes."""
    assert read_answer(text).answer is None


def test_reference() -> None:
    """A reference is found wherever it stands, and a word is not taken for one."""
    assert read_answer("No, k7qfm3.").ref == "K7QFM3"
    assert read_answer("nah, never").ref is None


def test_random_words_are_never_yes() -> None:
    """2,000 random texts that are not a plain yes never count as one."""
    chance = random.Random(3)
    words = [
        "yes",
        "no",
        "not",
        "but",
        "if",
        "si",
        "never",
        "camera",
        "why",
        "?",
        "maybe",
        "please",
        "0",
        "\u202e",
        "\x00",
    ]
    for _ in range(2000):
        text = " ".join(chance.choice(words) for _ in range(chance.randrange(2, 7)))
        if read_answer(text).answer is AskEvent.YES:
            assert text == "yes please"
