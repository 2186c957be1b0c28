"""The table: what the screen says of every request text, how much slips through, and how much it holds for nothing.

`first.txt` was written before any pattern was touched, `later.txt` while they were made; `second.txt`, `third.txt` and
`fourth.txt` when they stood, to see what slips through, and were then learned from. `held_out.txt` and the last pieces of
`generated.py` are the texts that no pattern was made for.
"""

import random

import pytest

from bot.wording.model import Concern
from bot.wording.screen import screen
from tests.features.wording.table.cases import FINE, UNFIT, Case, table, verdict_of
from tests.features.wording.table.generated import gatherings, honest

LEARNED = (*table("first.txt"), *table("later.txt"), *table("second.txt"), *table("third.txt"), *table("fourth.txt"))
HELD_OUT = table("held_out.txt")
MADE = (*honest(300, 1, held_out=False), *gatherings(held_out=False))
MADE_HELD_OUT = (*honest(150, 2, held_out=True), *gatherings(held_out=True))
MOST_HONEST_HELD = 0.05


def through(cases: tuple[Case, ...], concern: str | None = None) -> list[str]:
    """Texts that nobody would be shown although they should be."""
    return [
        each.text
        for each in cases
        if each.verdict != FINE and concern in (None, each.concern) and verdict_of(each.text)[0] == FINE
    ]


def held_honest(cases: tuple[Case, ...]) -> list[str]:
    """Honest texts that are flagged or refused."""
    return [each.text for each in cases if each.verdict == FINE and verdict_of(each.text)[0] != FINE]


def count_honest(cases: tuple[Case, ...]) -> int:
    return sum(each.verdict == FINE for each in cases)


@pytest.mark.parametrize("case", LEARNED, ids=lambda case: case.text[:60])
def test_each_text_gets_what_it_deserves(case: Case) -> None:
    """Fine, flagged or refused as the table says, and for the concern that it says; `held` is either of the two."""
    verdict, concerns = verdict_of(case.text)
    if case.verdict == FINE:
        assert verdict == FINE, screen(case.text)
        return
    assert verdict != FINE if case.verdict == "held" else verdict == case.verdict
    assert case.concern in concerns


@pytest.mark.parametrize(
    "cases", [LEARNED, MADE, HELD_OUT, MADE_HELD_OUT], ids=["learned", "made", "held out", "made, held out"]
)
def test_no_gathering_passes(cases: tuple[Case, ...]) -> None:
    """Not one request about a protest or another lawful gathering is fine, also of those that no pattern was made for."""
    assert through(cases, "gathering") == []


@pytest.mark.parametrize(
    "cases", [LEARNED, MADE, HELD_OUT, MADE_HELD_OUT], ids=["learned", "made", "held out", "made, held out"]
)
def test_few_honest_requests_are_held(cases: tuple[Case, ...]) -> None:
    """At most one in twenty of the requests of everyday police work is flagged or refused."""
    assert len(held_honest(cases)) <= MOST_HONEST_HELD * count_honest(cases), held_honest(cases)


def test_held_out_texts_get_what_they_deserve() -> None:
    """Of the texts that no pattern was made for, at least nineteen in twenty get the verdict that was written beside them."""
    right = 0
    for case in HELD_OUT:
        verdict, concerns = verdict_of(case.text)
        right += verdict == case.verdict and (verdict == FINE or case.concern in concerns)
    assert right >= 0.95 * len(HELD_OUT)


def test_the_table_is_large_and_varied() -> None:
    """More than 200 texts by hand in two languages, every concern in each, and more than a hundred that are held out."""
    by_hand = (*LEARNED, *HELD_OUT)
    assert len(by_hand) >= 400
    assert len(HELD_OUT) >= 120
    assert len({each.text for each in by_hand}) == len(by_hand)
    for language in ("en", "es"):
        assert {each.concern for each in by_hand if each.language == language} == {"-", *(each.value for each in UNFIT)}
        assert sum(each.language == language and each.verdict == FINE for each in by_hand) >= 30


def test_the_request_of_2020_is_refused() -> None:
    """The mail of the "Safe L.A. Task Force" about "the recent protests", with no other offence than what happened there."""
    (mail,) = (each.text for each in LEARNED if "Safe L.A. Task Force" in each.text)
    assert verdict_of(mail) == ("refuse", frozenset({"gathering"}))
    assert "protests" in {found.words for found in screen(mail)}


def test_the_kinds_of_doubt() -> None:
    """The same concern is refused or flagged by how clear it is."""
    assert verdict_of("Video of the protest.")[0] == "refuse"
    assert verdict_of("Video of a large gathering by the river.")[0] == "flag"
    assert verdict_of("A black male in a hoodie.")[0] == "refuse"
    assert verdict_of("A black male in a red hoodie and grey cap, tattoo on the neck.")[0] == "flag"
    assert verdict_of("The victim, Ada Lopez, saw a van.")[0] == "refuse"
    assert verdict_of("The victim, Ada, saw a van.")[0] == "flag"


def test_who_is_missing_may_be_named() -> None:
    """Name, age and health of somebody who is looked for are fine, a home is weighed, and a robbery makes it a victim's."""
    assert verdict_of("Missing: Ada Lopez, 82, has dementia, blue coat.")[0] == FINE
    assert verdict_of("Missing: Ada Lopez, 82, left her home at 12 Oak Street.") == ("flag", {"victim"})
    assert verdict_of("The victim, Ada Lopez, 82, was robbed and her purse is missing.")[0] == "refuse"


RANDOM_TEXTS = 2_000


def test_random_texts_never_raise() -> None:
    """Words of the table, marks, capitals and letters from everywhere in any order: every finding quotes the text."""
    chance = random.Random(5)
    words = sorted({word for case in (*LEARNED, *HELD_OUT) for word in case.text.split()})
    for _ in range(RANDOM_TEXTS):
        pieces = [
            chance.choice(words) if chance.random() < 0.8 else chr(chance.randrange(0x2FFFF))
            for _ in range(chance.randrange(60))
        ]
        text = chance.choice((" ", "", "\n", "-", ". ")).join(pieces)
        text = chance.choice((str, str.upper, str.title, str.swapcase))(text)
        assert all(found.words and found.concern in Concern for found in screen(text))
