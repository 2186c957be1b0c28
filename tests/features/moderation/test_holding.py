"""What waits for a reviewer, what reviewers see of it, and what they can do about it: once."""

import asyncio

import pytest

from bot.incidents.model import NEWCOMER, IncidentState
from bot.moderation.model import Act
from tests.features.moderation.conftest import Bench
from tests.handlers.house import words_of
from tests.stories.inside import button_of

HELD = "A black guy took my bike."


async def test_words_wait_and_the_author_knows_why(bench: Bench) -> None:
    """Held words are shown to nobody; every reviewer gets one card, with the account and not the name of the author."""
    ref = await bench.report(bench.ada, HELD)
    assert (await bench.incident(ref)).state is IncidentState.HELD
    assert bench.shown == []
    for reviewer in (bench.rex, bench.liv):
        words = words_of(bench.card(reviewer, ref))
        assert HELD in words
        assert "by race, origin or faith" in words
        assert "telegram:telegram-Ada" in words
        assert sum(ref in got.words for got in reviewer.told) == 1


async def test_admitting_shows_it_and_closes_every_card(bench: Bench) -> None:
    """One press shows the report in the channel, tells the author, and turns the other card into the outcome."""
    ref = await bench.report(bench.ada, HELD)
    assert "admitted" in await bench.presses(bench.rex, *button_of(bench.card(bench.rex, ref), "Admit"))
    assert [HELD in got.words for got in bench.shown] == [True]
    assert "it is shown now" in bench.ada.told[-1].words
    other = bench.card(bench.liv, ref)
    assert "admitted, by" in words_of(other)
    assert other.buttons == ()
    assert [each.act for each in await bench.decisions()] == [Act.ADMIT]


async def test_refusing_asks_why(bench: Bench) -> None:
    """*Refuse* asks for the reason, which the author reads with the way to somebody else; nobody else ever sees it."""
    ref = await bench.report(bench.ada, HELD)
    assert "The author reads this" in await bench.presses(bench.rex, "mod.hide", ref)
    assert "refused" in await bench.says(bench.rex, "Please describe what he did.")
    assert (await bench.incident(ref)).state is IncidentState.REFUSED
    told = bench.ada.told[-1]
    assert "Please describe what he did." in told.words
    assert f"/appeal {ref}" in told.words
    assert bench.shown == []


async def test_the_second_reviewer_comes_too_late(bench: Bench) -> None:
    """Two presses at once: one decides, one is told; and a late press on an old card changes nothing."""
    ref = await bench.report(bench.ada, HELD)
    press = button_of(bench.card(bench.rex, ref), "Admit")
    answers = await asyncio.gather(bench.rex.account.presses(*press), bench.liv.account.presses(*press))
    await bench.night.settle()
    assert sorted("admitted" in words_of(each) for each in answers) == [False, True]
    assert sorted("already decided" in words_of(each) for each in answers) == [False, True]
    assert len(await bench.decisions()) == 1
    assert "already decided" in await bench.presses(bench.liv, *press)
    assert await bench.rex.account.repeats() is not None
    assert len(await bench.decisions()) == 1


async def test_a_repeated_press_is_one_decision(bench: Bench) -> None:
    """The platform delivers a press twice: the second is silent."""
    ref = await bench.report(bench.ada, HELD)
    await bench.presses(bench.rex, *button_of(bench.card(bench.rex, ref), "Admit"))
    assert (await bench.rex.account.repeats()).messages == ()
    assert len(await bench.decisions()) == 1


async def test_admitting_counts_for_what_was_looked_at(bench: Bench) -> None:
    """The author changed the words while the card was open: the press about the old ones shows nothing."""
    ref = await bench.report(bench.ada, HELD)
    old = button_of(bench.card(bench.rex, ref), "Admit")
    await bench.says(bench.ada, f"/edit {ref} Call 215-555-0123 about the black guy")
    assert "were changed after that card" in await bench.presses(bench.rex, *old)
    assert (await bench.incident(ref)).state is IncidentState.HELD
    assert "215-555-0123" in words_of(bench.card(bench.rex, ref))
    assert "admitted" in await bench.presses(bench.rex, *button_of(bench.card(bench.rex, ref), "Admit"))


@pytest.mark.parametrize(
    ("verb", "suffix"),
    [("mod.admit", ".2"), ("mod.hide", ""), ("mod.dismiss", ""), ("mod.restore", ""), ("mod.uphold", ""), ("mod.ban", ""),
     ("mod.lift", ""), ("mod.log", "")],
)  # fmt: skip
async def test_only_reviewers_decide(bench: Bench, verb: str, suffix: str) -> None:
    """A press by the author or by a neighbor does nothing, whatever its reference."""
    ref = await bench.report(bench.ada, HELD)
    for who in (bench.ada, bench.bob):
        assert "reviewer" in await bench.presses(who, verb, ref + suffix)
    assert (await bench.incident(ref)).state is IncidentState.HELD
    assert await bench.decisions() == []


async def test_nobody_decides_about_their_own(bench: Bench) -> None:
    """A reviewer's own post goes to the other one only, and no button of it works for its author."""
    ref = await bench.report(bench.rex, HELD)
    assert not any(HELD in got.words for got in bench.rex.told)
    incident = await bench.incident(ref)
    for verb, what in (("mod.admit", f"{ref}.{incident.version}"), ("mod.hide", ref), ("mod.ban", ref)):
        assert "your own post" in await bench.presses(bench.rex, verb, what)
    assert HELD not in await bench.says(bench.rex, "/flags")
    assert "admitted" in await bench.presses(bench.liv, *button_of(bench.card(bench.liv, ref), "Admit"))


async def test_a_reviewer_who_is_an_officer_gets_no_posts(bench: Bench) -> None:
    """What neighbors write is not handed to police, not even to one who volunteers as a reviewer."""
    officer = await bench.reviewer(bench.night.officer)
    ref = await bench.report(bench.ada, HELD)
    assert not any(ref in got.words for got in officer.told)
    assert HELD not in await bench.says(officer, "/flags")
    assert "admitted" not in await bench.presses(officer, *button_of(bench.card(bench.rex, ref), "Admit"))
    assert (await bench.incident(ref)).state is IncidentState.HELD


async def test_newcomers_wait_until_one_post_was_accepted(bench: Bench) -> None:
    """The first post waits, the second does not; a refused one does not count."""
    bench.policy(reviewed_first_posts=1)
    ref = await bench.report(bench.ada)
    assert (await bench.incident(ref)).held_for == (NEWCOMER,)
    assert "among your first posts" in (await bench.says(bench.rex, "/flags")).replace("It is among", "among")
    await bench.says(bench.rex, f"/hide {ref} Nothing happened there.")
    from datetime import timedelta

    await bench.night.pass_time(timedelta(minutes=6))
    second = await bench.report(bench.ada, "A lamp is out.")
    assert (await bench.incident(second)).state is IncidentState.HELD
    await bench.presses(bench.liv, *button_of(bench.card(bench.liv, second), "Admit"))
    await bench.night.pass_time(timedelta(minutes=6))
    assert (await bench.incident(await bench.report(bench.ada, "A tree fell."))).state is IncidentState.POSTED


async def test_where_nobody_can_review_newcomers_do_not_wait(bench: Bench) -> None:
    """A reviewer cannot review themselves: their first post is shown if there is no other reviewer, held words still wait."""
    bench.policy(reviewed_first_posts=1)
    async with bench.night.services.begin() as tx:
        from sqlalchemy import update

        from bot.db.tables import ReviewerRow

        await tx.moderation.session.execute(  # type: ignore[attr-defined]
            update(ReviewerRow).where(ReviewerRow.name == "Liv").values(active=False)
        )
    ref = await bench.report(bench.rex)
    assert (await bench.incident(ref)).state is IncidentState.POSTED
    other = await bench.report(bench.liv, HELD)
    assert (await bench.incident(other)).state is IncidentState.HELD


async def test_a_held_comment_and_a_held_edit(bench: Bench) -> None:
    """Comments and wished changes wait like reports, and are admitted or refused like them."""
    ref = await bench.report(bench.ada)
    said = words_of(
        await bench.bob.account.fills("comment", report=ref, text="Call me at 215-555-0123", name="anonymous")
    )
    assert "telephone number" in said
    await bench.night.settle()
    card = bench.card(bench.rex, "215-555-0123")
    assert "admitted" in await bench.presses(bench.rex, *button_of(card, "Admit"))
    assert any("215-555-0123" in got.words for got in bench.shown)
    await bench.says(bench.ada, f"/edit {ref} It was John Smith who broke the window.")
    change = bench.card(bench.liv, "John Smith")
    assert "change of a report" in words_of(change)
    verb, change_ref = button_of(change, "Refuse")
    await bench.presses(bench.liv, verb, change_ref)
    await bench.says(bench.liv, "Names stay out.")
    assert (await bench.incident(ref)).text == "A window was broken."
    assert "Your report stays as it was" in bench.ada.told[-1].words
