"""Flags: who may raise them, what they do, and that they hide nothing by themselves."""

from datetime import timedelta

from bot.incidents.model import IncidentState
from bot.moderation.model import Act
from tests.features.moderation.conftest import Bench
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import button_of


async def test_the_button_asks_and_the_reviewers_hear(bench: Bench) -> None:
    """*Flag* under a report asks for a reason and words; reviewers get a card, and the report stays as it is."""
    ref = await bench.report(bench.ada)
    asked = await bench.bob.account.presses(*button_of(bench.shown[0].message, "Flag"))
    assert "What is wrong with it?" in words_of(asked)
    await bench.bob.account.says("Not true")
    told = await bench.bob.account.says("I live there, nothing is broken")
    assert only_to_speaker(told)
    assert "nobody learns that it was you" in words_of(told)
    await bench.night.settle()
    card = words_of(bench.card(bench.rex, ref))
    assert "Flagged by 1 person" in card
    assert "nothing is broken" in card
    assert "discord-Bob" not in card
    assert (await bench.incident(ref)).state is IncidentState.POSTED
    assert len(bench.shown) == 1


async def test_a_second_flag_counts_on_the_same_card(bench: Bench) -> None:
    """The card is edited in place: one card, two people. The same person flags once."""
    ref = await bench.report(bench.ada)
    await bench.flagged(bench.bob, ref)
    assert "flagged this already" in words_of(await bench.flagged(bench.bob, ref, "spam"))
    await bench.flagged(bench.liv, ref, "spam", "It is an advertisement")
    (card,) = [got.words for got in bench.rex.told if ref in got.words]
    assert "Flagged by 2 people" in card
    assert "Not true: 1" in card
    assert "Advertising or spam: 1" in card


async def test_what_cannot_be_flagged(bench: Bench) -> None:
    """One's own, what is not shown, and what does not exist; the latter two in the same words."""
    ref = await bench.report(bench.ada)
    assert "your own post" in words_of(await bench.flagged(bench.ada, ref))
    assert "your own post" in await bench.presses(bench.ada, "flag.incident", ref)
    held = await bench.report(bench.bob, "A black guy took my bike.")
    for foreign in (held, "ABCDEF", "nonsense"):
        assert "nothing to be seen" in words_of(await bench.flagged(bench.ada, foreign))  # type: ignore[arg-type]
        assert "nothing to be seen" in await bench.presses(bench.ada, "flag.comment", foreign)


async def test_ten_flags_a_day(bench: Bench) -> None:
    """The tenth passes, the eleventh does not, and a day later flags pass again."""
    bench.policy(reviewed_first_posts=0, flags_per_day=2)
    refs = []
    for _ in range(4):
        refs.append(await bench.report(bench.ada))
        await bench.night.pass_time(timedelta(minutes=6))
    assert "is flagged" in words_of(await bench.flagged(bench.bob, refs[0]))
    assert "is flagged" in words_of(await bench.flagged(bench.bob, refs[1]))
    assert "2 times a day" in words_of(await bench.flagged(bench.bob, refs[2]))
    await bench.night.pass_time(timedelta(days=1, seconds=1))
    assert "is flagged" in words_of(await bench.flagged(bench.bob, refs[3]))


async def test_dismissing_settles_and_tells_nobody(bench: Bench) -> None:
    """*Dismiss flags* leaves the report; its author hears nothing. A later flag is a new card."""
    ref = await bench.report(bench.ada)
    await bench.flagged(bench.bob, ref)
    before = len(bench.ada.told)
    assert "flags dismissed" in await bench.presses(bench.rex, *button_of(bench.card(bench.rex, ref), "Dismiss flags"))
    assert len(bench.ada.told) == before
    assert "already decided" in await bench.presses(bench.liv, "mod.dismiss", ref)
    cards = sum(ref in got.words for got in bench.rex.told)
    await bench.flagged(bench.liv, ref)
    assert sum(ref in got.words for got in bench.rex.told) == cards + 1
    assert "Flagged by 1 person" in words_of(bench.card(bench.rex, ref))


async def test_hiding_takes_down_and_restoring_brings_back(bench: Bench) -> None:
    """`/hide` with a reason takes every copy down; the same command offers to show it again, which works."""
    ref = await bench.report(bench.ada)
    await bench.flagged(bench.bob, ref)
    assert "hidden" in await bench.says(bench.rex, f"/hide {ref} It targets a person.")
    assert bench.shown == []
    assert "It targets a person." in bench.ada.told[-1].words
    assert "already decided" in await bench.presses(bench.liv, "mod.hide", ref)
    assert "not shown to anybody" in await bench.says(bench.liv, f"/hide {ref}")
    assert "restored" in await bench.presses(bench.liv, "mod.restore", ref)
    assert len(bench.shown) == 1
    assert [each.act for each in await bench.decisions()] == [Act.RESTORE, Act.HIDE]
    log = await bench.says(bench.rex, "/flags log")
    assert "hidden, by" in log
    assert "It targets a person." in log
